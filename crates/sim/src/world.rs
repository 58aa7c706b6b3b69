//! The world around the controller: an agenda, copies, a gateway with its line, and what is written down of them.
//!
//! Three things make time go on: the next arrival, the next happening of the agenda, and the next instant at which
//! somebody decides (a deadline of the controller, a fold of the gateway's counters, the end of a row). At the same
//! instant decisions come first, then happenings, then arrivals. So one seed is one history.

mod agenda;
mod copies;
mod direct;
mod fleet;
mod gateway;
mod meter;
mod recorder;
mod setup;
mod steering;

use std::collections::{BTreeMap, VecDeque};

use ebb_decide::Event;
use ebb_decide::decision::Decision;
use ebb_decide::hosting::InstanceId;

use crate::arrival::{Arrival, SECOND_NS, ns_of_secs, secs_of_ns};
use crate::outcome::Outcome;
use crate::random::{Random, Stream};
use crate::scaling::Scaling;
use crate::scenario::Scenario;
use crate::simulate::{Follow, Progress, SimulationError};
use crate::trace::TraceError;

use agenda::{Agenda, Happening};
use copies::{Copies, Request};
use direct::Direct;
use gateway::Line;
use meter::Meter;
use recorder::{Failure, Recorder};
use steering::{Steering, Watched};

pub use steering::Refused;

/// After the last arrival and the tail, requests that still wait are given so long.
const PATIENCE_NS: u64 = 3600 * SECOND_NS;

/// Who decides.
#[derive(Debug)]
enum Helm {
    Controller(Box<Steering>),
    Direct(Box<Direct>),
}

/// Streams of random numbers.
#[derive(Debug)]
struct Luck {
    service: Random,
    start_up: Random,
    faults: Random,
    routing: Random,
}

/// A world at an instant.
#[derive(Debug)]
pub(crate) struct World<'s> {
    scenario: &'s Scenario,
    now_ns: u64,
    /// The next instant at which somebody decides.
    barrier_ns: u64,
    /// When the gateway's counters are told next; the end of time while there is nothing to tell.
    fold_ns: u64,
    /// Counters that nobody can see yet, each with the instant at which that ends.
    late: VecDeque<(u64, Vec<Event>)>,
    agenda: Agenda,
    copies: Copies,
    line: Line,
    meter: Meter,
    recorder: Recorder,
    /// Decisions that nobody was told yet.
    decided: Vec<Decision>,
    helm: Helm,
    luck: Luck,
    /// Instances that hold components, each with the instant from which it can.
    instances: BTreeMap<InstanceId, u64>,
    /// How many copies of a component share an instance, as a rule without placement reckons.
    copies_per_instance: u32,
    /// Whether rows of the timeline tell what the alarms see.
    tells_alarms: bool,
    /// Whether anybody sees single seconds.
    by_second: bool,
    stop_ns: u64,
}

impl<'s> World<'s> {
    /// The world at its start.
    pub(crate) fn new(scenario: &'s Scenario, scaling: Scaling) -> Result<Self, SimulationError> {
        scenario.check()?;
        let mut decided = Vec::new();
        let helm = match scaling {
            Scaling::Policies(policies) => {
                Helm::Controller(Box::new(Steering::set_up(scenario, &policies, &mut decided)?))
            }
            Scaling::Other { scaler, bounds } => {
                Helm::Direct(Box::new(Direct::new(scaler, bounds, scenario.host.initial)))
            }
        };
        let (watched, by_second) = match &helm {
            Helm::Controller(steering) => {
                (steering.watched, steering.early || steering.delay_ns() > 0)
            }
            Helm::Direct(_) => (Watched::default(), false),
        };
        let luck = |stream| Random::new(scenario.seed, stream);
        let mut world = Self {
            scenario,
            now_ns: 0,
            barrier_ns: 0,
            fold_ns: u64::MAX,
            late: VecDeque::new(),
            agenda: Agenda::default(),
            copies: Copies::new(scenario.discipline),
            line: Line::new(&scenario.gateway),
            meter: Meter::new(watched),
            recorder: Recorder::new(scenario),
            decided,
            helm,
            luck: Luck {
                service: luck(Stream::Service),
                start_up: luck(Stream::StartUp),
                faults: luck(Stream::Faults),
                routing: luck(Stream::Routing),
            },
            instances: BTreeMap::new(),
            copies_per_instance: fleet::copies_per_instance(&scenario.host),
            tells_alarms: true,
            by_second,
            stop_ns: ns_of_secs(scenario.start_up.stop_secs),
        };
        world.people();
        for at_secs in &scenario.faults.crashes_at_secs {
            world.agenda.add(ns_of_secs(*at_secs), Happening::CrashOldest);
        }
        world.plan();
        Ok(world)
    }

    /// Leaves out of the rows what the alarms see, which takes time.
    pub(crate) fn without_readings(mut self) -> Self {
        self.tells_alarms = false;
        self
    }

    /// Runs until all arrivals have come and what they brought is done.
    pub(crate) fn run(
        mut self,
        arrivals: &mut dyn Iterator<Item = Result<Arrival, TraceError>>,
        follower: &mut dyn Follow,
    ) -> Result<Outcome, SimulationError> {
        let limit_ns =
            self.scenario.limit_secs.map_or(u64::MAX, |secs| secs.saturating_mul(SECOND_NS));
        let tail_ns = u64::from(self.scenario.tail_secs) * SECOND_NS;
        let mut last_ns = 0;
        let mut read = || match arrivals.next() {
            Some(Ok(arrival)) if arrival.at_ns < limit_ns => Ok(Some(arrival)),
            Some(Err(error)) => Err(error),
            Some(Ok(_)) | None => Ok(None),
        };
        let mut next = read()?;
        let mut stopped = false;
        loop {
            if self
                .decided
                .drain(..)
                .try_for_each(|decision| follower.decided(&decision))
                .is_break()
            {
                stopped = true;
                break;
            }
            let arrival_ns = next.as_ref().map_or(u64::MAX, |arrival| arrival.at_ns);
            let happening_ns = self.agenda.next_ns();
            let other_ns = arrival_ns.min(happening_ns);
            if next.is_none() {
                let end_ns = last_ns + tail_ns;
                let at_ns = other_ns.min(self.barrier_ns);
                let idle = self.recorder.in_system == 0 && end_ns < at_ns;
                if idle || end_ns.saturating_add(PATIENCE_NS) < at_ns {
                    // What is left to wait for is waited for in vain.
                    let until_ns = if idle { end_ns } else { end_ns + PATIENCE_NS };
                    self.now_ns = self.now_ns.max(until_ns);
                    break;
                }
            }
            if self.barrier_ns <= other_ns {
                self.now_ns = self.barrier_ns;
                if self.decide() {
                    let progress = self.progress();
                    if follower.progress(&progress).is_break() {
                        stopped = true;
                        break;
                    }
                }
            } else if happening_ns <= arrival_ns {
                if let Some((at_ns, happening)) = self.agenda.pop() {
                    self.now_ns = at_ns;
                    self.happen(happening);
                }
            } else if let Some(arrival) = next {
                self.now_ns = arrival.at_ns;
                last_ns = arrival.at_ns;
                self.arrive(&arrival)?;
                next = read()?;
                debug_assert!(next.is_none_or(|next| last_ns <= next.at_ns), "arrivals in order");
            }
        }
        Ok(self.finish(stopped))
    }

    fn arrive(&mut self, arrival: &Arrival) -> Result<(), SimulationError> {
        let number = self.recorder.summary.arrivals;
        let work_ns = self.scenario.service.work_ns(arrival, number + 1, &mut self.luck.service)?;
        let request = Request { number, arrived_ns: self.now_ns, work_ns, began_ns: 0 };
        let is_cold = self.copies.ready.is_empty();
        self.recorder.arrived(self.now_ns, work_ns, is_cold);
        if let Helm::Direct(direct) = &mut self.helm {
            direct.brought_ns += work_ns;
        }
        self.enter(request);
        if let Helm::Direct(direct) = &self.helm
            && direct.wakes
            && self.recorder.level.ready + self.recorder.level.starting == 0
        {
            self.ask();
            self.plan();
        }
        Ok(())
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Done { copy, request } => self.done(copy, request),
            Happening::SharedDone { copy, version } => self.shared_done(copy, version),
            Happening::Healthy { copy } => self.healthy(copy),
            Happening::StartFailed { copy } => self.start_failed(copy),
            Happening::Gone { copy } => self.gone(copy),
            Happening::Crash { copy } => self.crash(copy),
            Happening::CrashOldest => self.crash_oldest(),
            Happening::LineDue => self.line_due(),
        }
    }

    /// The next instant at which somebody decides.
    fn plan(&mut self) {
        let helm_ns = match &self.helm {
            Helm::Controller(steering) => steering.deadline_ns(),
            Helm::Direct(direct) => direct.next_ns,
        };
        let late_ns = self.late.front().map_or(u64::MAX, |(at_ns, _)| *at_ns);
        let row_ns = self.recorder.next_row_ns();
        self.barrier_ns = helm_ns.min(late_ns).min(row_ns).min(self.fold_ns);
    }

    /// Lets decide who has to at this instant. Returns whether a row has ended.
    fn decide(&mut self) -> bool {
        let now_ns = self.now_ns;
        while let Some((_, events)) = self.late.pop_front_if(|(at_ns, _)| *at_ns <= now_ns) {
            for event in events {
                self.tell(event);
            }
        }
        if self.fold_ns <= now_ns {
            self.fold();
        }
        match &self.helm {
            Helm::Controller(steering) if steering.deadline_ns() <= now_ns => {
                if steering.delay_ns() == 0 && steering.looks_at(now_ns) {
                    self.fold();
                }
                self.tell(Event::Tick);
                if let Helm::Controller(steering) = &mut self.helm {
                    steering.plan_alarms();
                }
            }
            Helm::Direct(direct) if direct.next_ns <= now_ns => self.ask(),
            Helm::Controller(_) | Helm::Direct(_) => {}
        }
        let row_ends = self.recorder.next_row_ns() <= now_ns;
        if row_ends {
            self.end_row();
        }
        self.plan();
        row_ends
    }

    /// Something was counted: by the second it is told at the next one.
    fn counted(&mut self) {
        if self.by_second && self.fold_ns == u64::MAX {
            self.fold_ns = (self.now_ns / SECOND_NS + 1) * SECOND_NS;
            self.barrier_ns = self.barrier_ns.min(self.fold_ns);
        }
    }

    fn end_row(&mut self) {
        self.reckon_all();
        let readings = match &self.helm {
            Helm::Controller(steering) if self.tells_alarms => steering.readings(self.now_ns),
            Helm::Controller(_) | Helm::Direct(_) => (Vec::new(), Vec::new()),
        };
        self.recorder.end_row(self.now_ns, self.line.len(), readings);
        if let Helm::Controller(steering) = &mut self.helm {
            steering.compact(self.now_ns);
        }
    }

    /// Adds up what all copies have done until now.
    fn reckon_all(&mut self) {
        for slot in 0..self.copies.all.len() {
            let slot = u32::try_from(slot).unwrap_or(u32::MAX);
            let used = self.copies.reckon(slot, self.now_ns);
            self.recorder.areas.used += used;
        }
    }

    fn progress(&self) -> Progress {
        let summary = &self.recorder.summary;
        Progress {
            simulated_secs: secs_of_ns(self.now_ns),
            arrivals: summary.arrivals,
            slo_misses: summary.slo_misses,
            failed: summary.failed,
            cost: self.recorder.cost(),
        }
    }

    fn finish(mut self, stopped: bool) -> Outcome {
        if self.recorder.row_is_open(self.now_ns) {
            self.end_row();
        }
        let unfinished = self.recorder.in_system;
        let summary = self.recorder.finish(self.now_ns, unfinished);
        let (activities, unscaled) = self.recorder.take_activities();
        let tracked = match &self.helm {
            Helm::Controller(steering) => steering.tracked(),
            Helm::Direct(_) => Vec::new(),
        };
        Outcome {
            start: self.scenario.start,
            seed: self.scenario.seed,
            step_secs: self.scenario.step_secs,
            summary,
            timeline: std::mem::take(&mut self.recorder.rows),
            tracked,
            capacity: std::mem::take(&mut self.recorder.capacity),
            alarms: std::mem::take(&mut self.recorder.alarms),
            activities,
            unscaled,
            stopped,
        }
    }
}
