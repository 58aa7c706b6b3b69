//! Scheduled actions: bounds that are set at instants.

use ebb_units::{Capacity, Scope, Timestamp, Workload};
use serde::{Deserialize, Serialize};

use super::activity::NewBounds;
use super::target::namespace_of;
use crate::schedule::{Expression, Zone};

/// A scheduled action of a scalable target.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScheduledAction {
    /// Unique on its target.
    pub name: String,
    /// The target whose bounds it sets.
    pub workload: Workload,
    /// Kept through every update.
    pub arn: String,
    /// When it was put first.
    pub created: Timestamp,
    /// When it runs.
    pub schedule: Expression,
    /// On whose clock, as it was given.
    pub zone: Option<Zone>,
    /// Not before.
    pub start: Option<Timestamp>,
    /// Not after.
    pub end: Option<Timestamp>,
    /// What it sets.
    pub bounds: NewBounds,
    /// The instant that a rate without a start counts from.
    pub anchor: Timestamp,
    /// Runs up to this instant are done with: made, lost, or before the action was put.
    pub done_until: Timestamp,
    /// When it runs next; guards against tasks of an older plan.
    #[serde(skip)]
    pub planned: Option<Timestamp>,
}

impl ScheduledAction {
    /// The first run later than `after`.
    ///
    /// Rule aas.schedule.window: a recurring action runs at its start and then by its schedule; none runs after its end.
    /// The instant of a one-time action must lie in the window; one that has gone by is accepted and never runs.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html>
    pub fn next_run(&self, after: Timestamp) -> Option<Timestamp> {
        let first = self.start.filter(|start| after < *start);
        let next = match first {
            Some(start) if self.schedule.recurs() => Some(start),
            _ => {
                let anchor = self.start.unwrap_or(self.anchor);
                let utc = Zone::utc();
                let zone = self.zone.as_ref().unwrap_or(&utc);
                self.schedule.next_after(zone, anchor, after)
            }
        };
        next.filter(|at| {
            self.start.is_none_or(|start| start <= *at) && self.end.is_none_or(|end| *at <= end)
        })
    }

    /// The last run in `(after, until]`.
    ///
    /// Whether a run follows an instant and comes until `until` changes once, from yes to no, as the instant moves on. So
    /// the last run is found by halving, some forty steps to the millisecond, however many runs lie between.
    pub fn last_run(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let run_behind = |at: Timestamp| self.next_run(at).filter(|run| *run <= until);
        let mut found = run_behind(after)?;
        let (mut yes, mut no) = (after.as_millisecond(), until.as_millisecond() + 1);
        while no - yes > 1 {
            let middle = yes + (no - yes) / 2;
            match Timestamp::from_millisecond(middle).ok().and_then(run_behind) {
                Some(run) => (found, yes) = (run, middle),
                None => no = middle,
            }
        }
        Some(found)
    }

    /// The ARN of a scheduled action. All of a target share an id, as its policies do.
    pub fn make_arn(scope: &Scope, uuid: &str, workload: &Workload, name: &str) -> String {
        let Scope { account, region } = scope;
        let (partition, namespace) = (region.partition(), namespace_of(workload));
        format!(
            "arn:{partition}:autoscaling:{region}:{account}:scheduledAction:{uuid}:resource/{namespace}/{workload}:scheduledActionName/{name}"
        )
    }
}

impl NewBounds {
    /// The bounds of a target after them: what is not set stays. The two may turn out not to fit.
    pub fn over(self, min: Capacity, max: Capacity) -> (Capacity, Capacity) {
        (self.min.unwrap_or(min), self.max.unwrap_or(max))
    }
}
