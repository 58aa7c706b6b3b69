//! The way of a request: to a copy, into the line, and out of the world. What `gateway` does on sockets.

use std::collections::VecDeque;

use ebb_decide::Event;
use ebb_decide::hosting::Backlog;

use super::agenda::{Happening, Place};
use super::copies::{Request, State};
use super::{Failure, Helm, World};
use crate::arrival::{SECOND_NS, ns_of_secs};
use crate::scenario::{Asynchronous, Cold, Gateway};

/// A held request counts as refused again after each of these, as the gateway's does.
const RECOUNT_NS: u64 = 10 * SECOND_NS;

/// Requests that wait before all copies: held ones that found none, or those of an asynchronous queue.
#[derive(Debug)]
pub(super) struct Line {
    waiting: VecDeque<Request>,
    /// When each of the held is counted again, with its number; sorted, as all wait as long.
    recounts: VecDeque<(u64, u64)>,
    pub(super) kind: Kind,
    within_ns: u64,
    most: usize,
    /// Asynchronous requests in work.
    in_work: u64,
    /// What the last announcement said: is anything waiting, is anything in work.
    announced: (bool, bool),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// For a first copy.
    Hold,
    /// For room at any copy.
    Queue {
        /// Requests that a copy works on at a time.
        most: u32,
    },
}

impl Line {
    pub(super) fn new(gateway: &Gateway) -> Self {
        let (kind, within_ns, most) = match (gateway.asynchronous, gateway.cold) {
            (Some(Asynchronous { max_concurrent, expires_secs }), _) => {
                (Kind::Queue { most: max_concurrent }, ns_of_secs(expires_secs), usize::MAX)
            }
            (None, Cold::Hold { within_secs, most }) => {
                (Kind::Hold, ns_of_secs(within_secs), most as usize)
            }
            (None, Cold::Fail) => (Kind::Hold, 0, 0),
        };
        let (waiting, recounts) = (VecDeque::new(), VecDeque::new());
        Self { waiting, recounts, kind, within_ns, most, in_work: 0, announced: (false, false) }
    }

    pub(super) fn len(&self) -> u64 {
        self.waiting.len() as u64
    }

    /// When something is to be done about who waits.
    fn due_ns(&self) -> Option<u64> {
        let expires = self.waiting.front().map(|first| first.arrived_ns + self.within_ns);
        let recount = self.recounts.front().map(|(at_ns, _)| *at_ns);
        [expires, recount].into_iter().flatten().min()
    }
}

impl World<'_> {
    /// A request has come.
    pub(super) fn enter(&mut self, request: Request) {
        match self.line.kind {
            Kind::Queue { .. } => {
                self.wait(request);
                self.pump();
            }
            Kind::Hold => {
                let routing = self.scenario.gateway.routing;
                match self.copies.pick(routing, &mut self.luck.routing) {
                    Some(slot) => self.send(slot, request),
                    None => self.hold(request),
                }
            }
        }
    }

    fn hold(&mut self, request: Request) {
        self.no_capacity();
        if self.line.waiting.len() >= self.line.most {
            self.recorder.failed(self.now_ns, Failure::Refused);
            return;
        }
        self.wait(request);
    }

    fn wait(&mut self, request: Request) {
        let before = self.line.due_ns();
        // One that comes back from a copy that died has its old place.
        let place = self.line.waiting.partition_point(|other| other.number < request.number);
        self.line.waiting.insert(place, request);
        if self.line.kind == Kind::Hold {
            self.line.recounts.push_back((self.now_ns + RECOUNT_NS, request.number));
        }
        if self.line.due_ns() != before
            && let Some(due_ns) = self.line.due_ns()
        {
            self.agenda.add(due_ns.max(self.now_ns), Happening::LineDue);
        }
    }

    /// The clock has come to where somebody in the line is to be counted again, or has waited too long.
    pub(super) fn line_due(&mut self) {
        let now_ns = self.now_ns;
        let within_ns = self.line.within_ns;
        while self
            .line
            .waiting
            .pop_front_if(|first| first.arrived_ns + within_ns <= now_ns)
            .is_some()
        {
            match self.line.kind {
                Kind::Hold => self.recorder.failed(now_ns, Failure::Refused),
                Kind::Queue { .. } => {
                    self.meter.expired();
                    self.counted();
                    self.recorder.failed(now_ns, Failure::Expired);
                }
            }
        }
        while let Some((_, number)) = self.line.recounts.pop_front_if(|(at_ns, _)| *at_ns <= now_ns)
        {
            // Who went in, and who left, did so at the front.
            if self.line.waiting.front().is_some_and(|first| first.number <= number) {
                self.line.recounts.push_back((now_ns + RECOUNT_NS, number));
                self.no_capacity();
            }
        }
        self.announce();
        if let Some(due_ns) = self.line.due_ns() {
            self.agenda.add(due_ns.max(now_ns + 1), Happening::LineDue);
        }
    }

    /// A request has found no copy. With alarms that fire at the datum it is told at once.
    fn no_capacity(&mut self) {
        self.meter.no_capacity();
        self.counted();
        let at_once = matches!(&self.helm, Helm::Controller(steering) if steering.early && steering.delay_ns() == 0);
        if at_once {
            self.fold();
            self.plan();
        }
    }

    /// A copy has come: those that were held go to it, oldest first.
    pub(super) fn release(&mut self) {
        if let Kind::Queue { .. } = self.line.kind {
            self.pump();
            return;
        }
        self.line.recounts.clear();
        while let Some(request) = self.line.waiting.pop_front() {
            let routing = self.scenario.gateway.routing;
            match self.copies.pick(routing, &mut self.luck.routing) {
                Some(slot) => self.send(slot, request),
                None => {
                    self.line.waiting.push_front(request);
                    return;
                }
            }
        }
    }

    /// Gives asynchronous requests to copies that have room.
    fn pump(&mut self) {
        let Kind::Queue { most } = self.line.kind else { return };
        while !self.line.waiting.is_empty() {
            let Some(slot) = self.copies.pick_below(most) else { break };
            let Some(request) = self.line.waiting.pop_front() else { break };
            self.line.in_work += 1;
            self.send(slot, request);
        }
        self.announce();
    }

    /// Tells the controller when the queue has become empty or is no longer.
    fn announce(&mut self) {
        if let Kind::Queue { .. } = self.line.kind {
            let stands = (!self.line.waiting.is_empty(), self.line.in_work > 0);
            if stands != self.line.announced {
                self.line.announced = stands;
                let at_once = matches!(&self.helm, Helm::Controller(steering) if steering.early && steering.delay_ns() == 0);
                if at_once && let Some(event) = self.backlog() {
                    self.tell(event);
                    self.plan();
                } else {
                    self.counted();
                }
            }
        }
    }

    /// How the queue stands; `None` when there is none.
    pub(super) fn backlog(&self) -> Option<Event> {
        let (Helm::Controller(steering), Kind::Queue { .. }) = (&self.helm, self.line.kind) else {
            return None;
        };
        let oldest = self.line.waiting.front().map(|first| steering.stamp(first.arrived_ns));
        let backlog = Backlog { waiting: self.line.len(), in_progress: self.line.in_work, oldest };
        let (scope, endpoint) = (steering.key.scope.clone(), steering.endpoint().to_owned());
        Some(Event::Backlog { scope, endpoint, backlog })
    }

    fn send(&mut self, slot: u32, request: Request) {
        if self.line.kind == Kind::Hold {
            self.meter.invoked();
            self.counted();
        }
        if self.copies.has_room(slot) {
            self.begin(slot, request);
        } else {
            self.copies.all[slot as usize].line.push_back(request);
        }
    }

    /// A copy begins with a request.
    fn begin(&mut self, slot: u32, request: Request) {
        let request = Request { began_ns: self.now_ns, ..request };
        self.recorder.areas.used += self.copies.reckon(slot, self.now_ns);
        if self.copies.fixed_speed() {
            let copy = &mut self.copies.all[slot as usize];
            copy.in_work += 1;
            let copy = Place { slot, generation: copy.generation };
            self.agenda.add(self.now_ns + request.work_ns, Happening::Done { copy, request });
            return;
        }
        let generation = self.copies.all[slot as usize].generation;
        if let Some((wait_ns, version)) = self.copies.join(slot, request) {
            let copy = Place { slot, generation };
            self.agenda.add(self.now_ns + wait_ns, Happening::SharedDone { copy, version });
        }
    }

    pub(super) fn done(&mut self, place: Place, request: Request) {
        if self.copies.get(place).is_none() {
            return;
        }
        self.recorder.areas.used += self.copies.reckon(place.slot, self.now_ns);
        self.copies.all[place.slot as usize].in_work -= 1;
        self.answered(place, request);
    }

    pub(super) fn shared_done(&mut self, place: Place, version: u32) {
        if self.copies.get(place).is_none() {
            return;
        }
        self.recorder.areas.used += self.copies.reckon(place.slot, self.now_ns);
        let Some(request) = self.copies.leave(place, version) else { return };
        if let Some((wait_ns, version)) = self.copies.plan(place.slot) {
            let at_ns = self.now_ns + wait_ns;
            self.agenda.add(at_ns, Happening::SharedDone { copy: place, version });
        }
        self.answered(place, request);
    }

    fn answered(&mut self, place: Place, request: Request) {
        let Request { arrived_ns, began_ns, work_ns, .. } = request;
        let (latency_ns, wait_ns) = (self.now_ns - arrived_ns, began_ns - arrived_ns);
        self.recorder.answered(self.now_ns, latency_ns, wait_ns, work_ns);
        let is_queue = self.line.kind != Kind::Hold;
        if is_queue {
            self.line.in_work -= 1;
            self.meter.processed(wait_ns, latency_ns - wait_ns);
        } else {
            self.meter.answered(wait_ns, latency_ns - wait_ns);
        }
        self.counted();
        let copy = &mut self.copies.all[place.slot as usize];
        if let Some(next) = copy.line.pop_front() {
            self.begin(place.slot, next);
        } else if copy.state == State::Draining && copy.in_work == 0 {
            self.agenda.add(self.now_ns + self.stop_ns, Happening::Gone { copy: place });
        }
        if is_queue {
            self.pump();
        }
    }

    /// What a copy had when it died: asynchronous requests wait again, the others have failed.
    pub(super) fn give_up(&mut self, requests: Vec<Request>) {
        for request in requests {
            self.meter.lost();
            self.counted();
            if self.line.kind == Kind::Hold {
                self.recorder.failed(self.now_ns, Failure::Lost);
            } else {
                self.line.in_work -= 1;
                self.wait(request);
            }
        }
    }
}
