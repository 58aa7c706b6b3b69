//! A controller in this process, driven as the server drives it.

use std::collections::BTreeSet;
use std::time::Duration;

use ebb_decide::hosting::InstanceSize;
use ebb_decide::{CallId, Command, Config, Controller, CopyOrder, CopyReport, Effect, Event};
use ebb_units::{CopyId, Scope, SignedDuration, Timestamp};

use crate::failure::Failure;

pub(super) struct Driven {
    pub(super) controller: Controller,
    /// Calls that were refused.
    pub(super) refused: usize,
    effects: Vec<Effect>,
}

impl Driven {
    pub(super) fn new(now: Timestamp) -> Self {
        let config = Config {
            alarms_early: true,
            fresh_data: true,
            host: InstanceSize { cores: 64.0, memory_mb: 262_144.0, accelerators: 0.0 },
            seed: 7,
            receivers: BTreeSet::new(),
        };
        Self { controller: Controller::new(config, now), refused: 0, effects: Vec::new() }
    }

    /// Hands one event over. Copies that are to start are healthy at once; rows are dropped.
    pub(super) fn event(&mut self, now: Timestamp, event: Event) {
        self.controller.handle(now, event, &mut self.effects);
        let mut started: Vec<CopyId> = Vec::new();
        for effect in self.effects.drain(..) {
            if let Effect::Answer { result, .. } = effect {
                self.refused += usize::from(result.is_err());
            } else if let Effect::Copy { copy, order: CopyOrder::Start(_), .. } = effect {
                started.push(copy);
            }
        }
        for copy in started {
            let address = std::net::SocketAddr::from(([127, 0, 0, 1], 1));
            let report = CopyReport::Healthy { address };
            self.event(now, Event::Copy { copy, report });
        }
    }

    pub(super) fn command(&mut self, now: Timestamp, scope: &Scope, command: Command) {
        let (scope, command) = (scope.clone(), Box::new(command));
        self.event(now, Event::Command { call: CallId(0), scope, command });
    }

    /// Ticks whenever something is due before `end`, as the server does.
    pub(super) fn ticks(&mut self, end: Timestamp) {
        while let Some(due) = self.controller.next_deadline().filter(|due| *due < end) {
            self.event(due, Event::Tick);
        }
    }
}

/// Seconds of CPU that the thread takes for something.
pub(super) fn cpu_seconds(work: impl FnOnce()) -> f64 {
    let before = thread_time();
    work();
    (thread_time() - before).as_secs_f64()
}

fn thread_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// A scope of its own for each number.
pub(super) fn scope(number: usize) -> Result<Scope, Failure> {
    let account =
        format!("{number:012}").parse().map_err(|error| Failure::Unexpected(format!("{error}")))?;
    let region = "us-east-1".parse().map_err(|error| Failure::Unexpected(format!("{error}")))?;
    Ok(Scope { account, region })
}

/// When the virtual time begins: a full minute.
pub(super) fn start() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(490_000)
}
