//! Copies as they come and go: what the controller or a rule orders, and what is reported back.

use ebb_decide::hosting::{Fleet, InstanceSize};
use ebb_decide::{CopyOrder, CopyReport, Effect, Event, Record};
use ebb_units::{CopyId, Workload};

use super::agenda::{Happening, Place};
use super::copies::State;
use super::steering::Steering;
use super::{Helm, World};
use crate::arrival::{MINUTE_NS, ns_of_secs};
use crate::outcome::CapacityChange;
use crate::scenario::Host;

/// How many copies fit on an instance, each taking what it reserves; 1 for a variant.
pub(super) fn copies_per_instance(host: &Host) -> u32 {
    if !matches!(host.workload, Workload::Component { .. }) {
        return 1;
    }
    let unknown = InstanceSize { cores: 4.0, memory_mb: 16_384.0, accelerators: 0.0 };
    let mut left = InstanceSize::of(&host.instance_type, unknown);
    let mut count = 0;
    // No instance has room for more copies than this, whatever they reserve.
    while count < 1000 && left.lacks(host.requirements).is_none() {
        left = left.less(host.requirements);
        count += 1;
    }
    count.max(1)
}

impl World<'_> {
    /// Puts the copies in place that serve from the start.
    pub(super) fn people(&mut self) {
        let ids: Vec<CopyId> = match &mut self.helm {
            Helm::Controller(steering) => {
                self.instances = steering.placed();
                steering.serving()
            }
            Helm::Direct(direct) => {
                (0..direct.desired).map(|_| CopyId(direct.new_copy())).collect()
            }
        };
        for id in ids {
            let place = self.copies.add(id, 0);
            self.serve(place);
        }
        self.note_capacity();
    }

    /// Tells the controller something now, and does what it wants done.
    pub(super) fn tell(&mut self, event: Event) {
        self.tell_at(self.now_ns, event);
    }

    fn tell_at(&mut self, at_ns: u64, event: Event) {
        let Helm::Controller(steering) = &mut self.helm else { return };
        let mut effects = steering.tell(at_ns, event);
        let changed = !effects.is_empty();
        for effect in effects.drain(..) {
            self.perform(effect);
        }
        if let Helm::Controller(steering) = &mut self.helm {
            steering.reuse(effects);
        }
        if changed {
            self.note_capacity();
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Copy { copy, order, .. } => self.order(copy, &order),
            Effect::Put { record, .. } => self.note(&record),
            Effect::Decided { decision, .. } => self.decided.push(*decision),
            Effect::Delete { .. }
            | Effect::Custom { .. }
            | Effect::Route { .. }
            | Effect::Notify(_)
            | Effect::Answer { .. } => {}
        }
    }

    fn note(&mut self, record: &Record) {
        let Helm::Controller(steering) = &self.helm else { return };
        match record {
            Record::Activity(activity) => {
                let end_ns = activity.end.map(|end| steering.world_ns(end));
                self.recorder.activity(activity, steering.world_ns(activity.start), end_ns);
            }
            Record::Alarm(alarm) => {
                // An alarm that is certain has changed at the datum, which may lie before now.
                let (name, state) = (&alarm.spec.name, &alarm.state);
                let at_ns = steering.world_ns(state.transitioned);
                self.recorder.alarm(at_ns, name, state.value, &state.reason());
            }
            Record::Target(_)
            | Record::Policy(_)
            | Record::ScheduledAction(_)
            | Record::Composite(_)
            | Record::History(_)
            | Record::Notification(_)
            | Record::MuteRule(_)
            | Record::Dashboard(_)
            | Record::AnomalyDetector(_)
            | Record::Model(_)
            | Record::EndpointConfig(_)
            | Record::Endpoint(_)
            | Record::Component(_)
            | Record::Shadow(_) => {}
        }
    }

    fn order(&mut self, copy: CopyId, order: &CopyOrder) {
        match order {
            CopyOrder::Start(_) => self.start(copy),
            // It is told of the copy that it serves; the world knows.
            CopyOrder::Serve { .. } => {}
            CopyOrder::Drain => {
                if let Some(place) = self.copies.find(copy) {
                    self.drain(place);
                }
            }
            CopyOrder::Forget => {
                if let Some(place) = self.copies.find(copy) {
                    self.forget(place);
                }
            }
        }
    }

    pub(super) fn start(&mut self, copy: CopyId) {
        let from_ns = self.room_from(copy);
        self.recorder.summary.starts += 1;
        let place = self.copies.add(copy, self.now_ns);
        let start_up = &self.scenario.start_up;
        let copy_ns = ns_of_secs(start_up.copy_secs.draw(&mut self.luck.start_up));
        let at_ns = from_ns.max(self.now_ns) + copy_ns;
        let failed_starts = self.scenario.faults.failed_starts;
        let fails = failed_starts > 0.0 && self.luck.faults.unit() < failed_starts;
        let happening = if fails {
            Happening::StartFailed { copy: place }
        } else {
            Happening::Healthy { copy: place }
        };
        self.agenda.add(at_ns, happening);
    }

    /// From when the instance of a copy is there.
    fn room_from(&mut self, copy: CopyId) -> u64 {
        let is_component = matches!(self.scenario.host.workload, Workload::Component { .. });
        let instance_secs = &self.scenario.start_up.instance_secs;
        let now_ns = self.now_ns;
        let luck = &mut self.luck.start_up;
        let mut new = || now_ns + ns_of_secs(instance_secs.draw(luck));
        match &self.helm {
            Helm::Controller(steering) => match steering.instance_of(copy) {
                Some(instance) => *self.instances.entry(instance).or_insert_with(new),
                None => new(),
            },
            // Without placement: a copy is on a new instance when those that are paid for are full.
            Helm::Direct(_) if is_component => {
                let there = self.recorder.level.instances * self.copies_per_instance;
                let used = self.copies.count(State::Starting)
                    + self.copies.count(State::Ready)
                    + self.copies.count(State::Draining);
                if used < there { now_ns } else { new() }
            }
            Helm::Direct(_) => new(),
        }
    }

    /// A copy takes requests from now on.
    fn serve(&mut self, place: Place) {
        self.copies.serve(place, self.now_ns);
        if let Some(law) = &self.scenario.faults.crash_after_secs {
            let at_ns = self.now_ns + ns_of_secs(law.draw(&mut self.luck.faults));
            self.agenda.add(at_ns, Happening::Crash { copy: place });
        }
    }

    pub(super) fn healthy(&mut self, place: Place) {
        let starts = self.copies.get(place).filter(|copy| copy.state == State::Starting);
        let Some(id) = starts.map(|copy| copy.id) else { return };
        self.serve(place);
        self.tell(Steering::healthy(id));
        self.note_capacity();
        self.release();
        self.plan();
    }

    pub(super) fn start_failed(&mut self, place: Place) {
        if self.copies.get(place).is_some_and(|copy| copy.state == State::Starting) {
            self.die(place, "did not start");
        }
    }

    fn drain(&mut self, place: Place) {
        let Some(copy) = self.copies.get(place) else { return };
        let idle = copy.load() == 0;
        self.copies.drain(place, self.now_ns);
        if idle {
            self.agenda.add(self.now_ns + self.stop_ns, Happening::Gone { copy: place });
        }
    }

    pub(super) fn gone(&mut self, place: Place) {
        let draining = self.copies.get(place).filter(|copy| copy.state == State::Draining);
        let Some(id) = draining.map(|copy| copy.id) else { return };
        self.leave(place, id, "drained");
    }

    pub(super) fn crash(&mut self, place: Place) {
        let serves = |state| matches!(state, State::Ready | State::Draining);
        if self.copies.get(place).is_some_and(|copy| serves(copy.state)) {
            self.die(place, "crashed");
        }
    }

    pub(super) fn crash_oldest(&mut self) {
        let Some(slot) = self.copies.ready.first().copied() else { return };
        let generation = self.copies.all[slot as usize].generation;
        self.crash(Place { slot, generation });
    }

    fn die(&mut self, place: Place, reason: &str) {
        let Some(id) = self.copies.get(place).map(|copy| copy.id) else { return };
        self.recorder.summary.crashes += 1;
        self.recorder.areas.used += self.copies.reckon(place.slot, self.now_ns);
        let mut requests = self.agenda.requests_of(place);
        requests.extend(self.copies.take_requests(place));
        // It takes nothing more, and what is on the agenda for it is about nobody.
        self.copies.drain(place, self.now_ns);
        self.give_up(requests);
        self.leave(place, id, reason);
    }

    fn leave(&mut self, place: Place, id: CopyId, reason: &str) {
        match &self.helm {
            // The controller says when it is to be forgotten.
            Helm::Controller(_) => self.tell(Steering::exited(id, reason)),
            Helm::Direct(_) => {
                self.copies.remove(place);
                self.bring_to_desired();
            }
        }
        self.note_capacity();
        self.plan();
    }

    fn forget(&mut self, place: Place) {
        self.copies.remove(place);
    }

    /// Asks a rule that is no AWS policy, and does what it says.
    pub(super) fn ask(&mut self) {
        self.reckon_all();
        self.recorder.pass_all(self.now_ns);
        let (waiting, width) = (self.line.len(), self.scenario.discipline.width());
        if let Helm::Direct(direct) = &mut self.helm {
            direct.ask(self.now_ns, &self.recorder, waiting, width);
        }
        self.bring_to_desired();
        self.note_capacity();
    }

    fn bring_to_desired(&mut self) {
        let Helm::Direct(direct) = &mut self.helm else { return };
        let desired = direct.desired;
        let alive = self.copies.count(State::Starting) + self.copies.count(State::Ready);
        let ids: Vec<CopyId> = (alive..desired).map(|_| CopyId(direct.new_copy())).collect();
        for id in ids {
            self.start(id);
            self.note_capacity();
        }
        let surplus = alive.saturating_sub(desired) as usize;
        let victims: Vec<Place> = self.copies.victims().into_iter().take(surplus).collect();
        for place in victims {
            self.drain(place);
        }
    }

    /// Writes the capacity down as it is now.
    pub(super) fn note_capacity(&mut self) {
        let ready = u32::try_from(self.copies.ready.len()).unwrap_or(u32::MAX);
        let (starting, draining) =
            (self.copies.count(State::Starting), self.copies.count(State::Draining));
        let all = ready + starting + draining;
        let shared = matches!(self.scenario.host.workload, Workload::Component { .. });
        let (desired, instances) = match &mut self.helm {
            Helm::Controller(steering) => (steering.desired(), steering.instances().unwrap_or(all)),
            Helm::Direct(direct) if shared => {
                let needed = all.div_ceil(self.copies_per_instance);
                (direct.desired, direct.keep(self.now_ns, needed))
            }
            Helm::Direct(direct) => (direct.desired, all),
        };
        self.meter.set_copies(ready);
        let level = CapacityChange { at_secs: 0.0, desired, ready, starting, draining, instances };
        self.recorder.set_capacity(self.now_ns, level);
    }

    /// Tells the controller what the gateway and the copies have measured until now. It belongs to the second, and the
    /// minute, that ends here.
    pub(super) fn fold(&mut self) {
        self.fold_ns = u64::MAX;
        let Helm::Controller(steering) = &self.helm else { return };
        let (key, delay_ns, usage) =
            (steering.key.clone(), steering.delay_ns(), steering.watched.usage);
        let mut events = Vec::new();
        if let Some(traffic) = self.meter.take() {
            let (fleet, traffic) = (Fleet::Whole, Box::new(traffic));
            events.push(Event::Traffic { key, fleet, traffic });
        }
        // One is told in any case, since the controller adds them all up whenever it hears of any.
        let mut counts: Vec<(CopyId, u32)> = Vec::new();
        for copy in &mut self.copies.all {
            let load = u32::try_from(copy.load()).unwrap_or(u32::MAX);
            let serves = matches!(copy.state, State::Ready | State::Draining);
            if serves && (counts.is_empty() || copy.told != Some(load)) {
                copy.told = Some(load);
                counts.push((copy.id, load));
            }
        }
        if !counts.is_empty() {
            events.push(Event::InFlight(counts));
        }
        events.extend(self.backlog());
        if usage && self.now_ns.is_multiple_of(MINUTE_NS) {
            events.extend(self.usage());
        }
        let stamp_ns = self.now_ns.saturating_sub(1);
        if delay_ns > 0 {
            self.late.push_back((stamp_ns + delay_ns, events));
            return;
        }
        for event in events {
            self.tell_at(stamp_ns, event);
        }
    }

    /// What each copy has used in the minute that ends now: 100 % for one that was fully in use.
    #[expect(clippy::cast_precision_loss, reason = "a minute")]
    fn usage(&mut self) -> Vec<Event> {
        self.reckon_all();
        let width = f64::from(self.scenario.discipline.width());
        let ready = self.copies.ready.clone();
        let mut events = Vec::new();
        for slot in ready {
            let used = self.copies.take_use_ns(slot);
            let copy = &self.copies.all[slot as usize];
            let there_ns = (self.now_ns - copy.since_ns).clamp(1, MINUTE_NS) as f64;
            let cpu_percent = 100.0 * used / (there_ns * width);
            let report = CopyReport::Usage { cpu_percent, memory_percent: 0.0, memory_bytes: 0.0 };
            events.push(Event::Copy { copy: copy.id, report });
        }
        events
    }
}
