//! Running candidates: one, or many at a time over the same arrivals.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::figures::Figures;
use super::frontier::Frontier;
use crate::arrival::Arrival;
use crate::outcome::Row;
use crate::scaling::{Policies, Scaling};
use crate::scenario::Scenario;
use crate::simulate::{SimulationError, simulate, simulate_watched};
use crate::trace::TraceError;

/// Added to the seed of the world for the part that is held out: other luck than what was searched.
const OTHER_LUCK: u64 = 0x5eed;

/// What runs candidates.
#[derive(Debug)]
pub(super) struct Runner<'a> {
    pub(super) scenario: &'a Scenario,
    /// What there was.
    pub(super) arrivals: &'a [Arrival],
    /// What the search meets.
    pub(super) searched: &'a [Arrival],
    pub(super) split_secs: f64,
}

/// How a trial has ended.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Trial {
    /// It was run to the end.
    Done(Figures),
    /// Another was no worse in both before it ended.
    GivenUp,
    /// The service would refuse it.
    Refused,
}

impl Runner<'_> {
    /// The base on the searched part, and the mean seconds of work of a request.
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    pub(super) fn base(&self, policies: &Policies) -> Result<(Figures, f64), SimulationError> {
        let outcome = simulate(&self.world(), Scaling::Policies(policies.clone()), self.met())?;
        let figures = Figures::of_rows(self.scenario, &outcome.timeline);
        Ok((figures, outcome.summary.work_secs / outcome.summary.arrivals.max(1) as f64))
    }

    /// Rows of the held-out part. The searched part is lived through before, as it would be.
    pub(super) fn whole(&self, policies: &Policies) -> Result<Vec<Row>, SimulationError> {
        let mut scenario = self.scenario.clone();
        scenario.seed ^= OTHER_LUCK;
        let arrivals = self.arrivals.iter().copied().map(Ok);
        let mut outcome = simulate(&scenario, Scaling::Policies(policies.clone()), arrivals)?;
        let first = outcome.timeline.partition_point(|row| row.at_secs < self.split_secs);
        Ok(outcome.timeline.split_off(first))
    }

    /// Runs all of them on the searched part, in any order; ends are in theirs. `known` is what was found before.
    pub(super) fn all(
        &self,
        candidates: &[Policies],
        threads: usize,
        known: &Frontier,
        mut watch: impl FnMut(&Trial),
    ) -> Vec<Trial> {
        let scenario = self.world();
        let next = AtomicUsize::new(0);
        let mut ends = vec![Trial::GivenUp; candidates.len()];
        thread::scope(|scope| {
            // No bound is needed: there are never more messages than candidates.
            let (sender, receiver) = mpsc::channel();
            for _ in 0..threads.min(candidates.len()) {
                let (sender, scenario, next) = (sender.clone(), &scenario, &next);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(policies) = candidates.get(number) else { return };
                        let end = self.one(scenario, policies, known);
                        if sender.send((number, end)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for (number, end) in receiver {
                watch(&end);
                ends[number] = end;
            }
        });
        ends
    }

    fn one(&self, scenario: &Scenario, policies: &Policies, known: &Frontier) -> Trial {
        let scaling = Scaling::Policies(policies.clone());
        let outcome = simulate_watched(scenario, scaling, self.met(), |so_far| {
            if known.dominates(so_far.cost, so_far.slo_misses) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        match outcome {
            Ok(outcome) if outcome.stopped => Trial::GivenUp,
            Ok(outcome) => Trial::Done(Figures::of_rows(self.scenario, &outcome.timeline)),
            Err(_) => Trial::Refused,
        }
    }

    fn world(&self) -> Scenario {
        let mut scenario = self.scenario.clone();
        scenario.tail_secs = 0;
        scenario
    }

    fn met(&self) -> impl Iterator<Item = Result<Arrival, TraceError>> + '_ {
        self.searched.iter().copied().map(Ok)
    }
}
