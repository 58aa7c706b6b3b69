//! Running candidates: one, or many at a time over the same arrivals.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::figures::Figures;
use super::frontier::Frontier;
use super::judge::BLOCKS;
use crate::arrival::Arrival;
use crate::outcome::{Outcome, Row};
use crate::scaling::{Policies, Scaling};
use crate::scenario::Scenario;
use crate::simulate::{Progress, SimulationError, simulate_figures};
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
    pub(super) threads: usize,
}

/// What came of a candidate in a part of the time: in all, and in blocks one after the other.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Course {
    pub(super) sum: Figures,
    pub(super) blocks: Vec<Figures>,
}

/// How a trial has ended.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Trial {
    /// It was run to the end.
    Done(Course),
    /// It was seen before its end that nobody would choose it.
    GivenUp,
    /// The service would refuse it.
    Refused,
}

/// Beyond this nobody would choose a candidate, however it goes on.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Limits {
    /// Of all costs and misses; infinite when there is none.
    pub(super) most: Option<(f64, u64)>,
    /// What is dearer by less than this share and misses no more is no worse: it may be better elsewhere.
    pub(super) room: f64,
    /// Costs at the ends of rows that are too high already, with the second from which that holds.
    pub(super) pace: Option<Pace>,
}

/// How fast costs may grow.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Pace {
    /// Before this anything may be.
    pub(super) from_secs: f64,
    pub(super) step_secs: f64,
    /// Most costs at the end of each row.
    pub(super) costs: Vec<f64>,
}

impl Limits {
    fn exceeded(&self, so_far: &Progress) -> bool {
        if let Some((cost, misses)) = self.most
            && (cost < so_far.cost || misses < so_far.slo_misses)
        {
            return true;
        }
        self.pace.as_ref().is_some_and(|pace| {
            let row = whole(so_far.simulated_secs / pace.step_secs + 0.5).checked_sub(1);
            let most = row.and_then(|row| pace.costs.get(row));
            pace.from_secs <= so_far.simulated_secs && most.is_some_and(|most| *most < so_far.cost)
        })
    }
}

/// Rounded down.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of rows; the cast saturates"
)]
fn whole(number: f64) -> usize {
    number as usize
}

/// The world of the held-out part.
pub(super) fn held_out_world(scenario: &Scenario) -> Scenario {
    Scenario { seed: scenario.seed ^ OTHER_LUCK, ..scenario.clone() }
}

impl Runner<'_> {
    /// The base on the searched part, and the mean seconds of work of a request.
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    pub(super) fn base(&self, policies: &Policies) -> Result<(Outcome, f64), SimulationError> {
        let scaling = Scaling::Policies(policies.clone());
        let outcome = simulate_figures(&self.world(), scaling, met(self.searched), to_the_end)?;
        let work_secs = outcome.summary.work_secs / outcome.summary.arrivals.max(1) as f64;
        Ok((outcome, work_secs))
    }

    /// Rows of the held-out part. The searched part is lived through before, as it would be.
    pub(super) fn whole(&self, policies: &Policies) -> Result<Vec<Row>, SimulationError> {
        let scenario = held_out_world(self.scenario);
        let scaling = Scaling::Policies(policies.clone());
        let mut outcome = simulate_figures(&scenario, scaling, met(self.arrivals), to_the_end)?;
        let first = outcome.timeline.partition_point(|row| row.at_secs < self.split_secs);
        Ok(outcome.timeline.split_off(first))
    }

    /// [`Self::whole`] of several.
    pub(super) fn wholes(&self, all: &[Policies]) -> Result<Vec<Vec<Row>>, SimulationError> {
        side_by_side(all, self.threads, |policies| self.whole(policies), |_| ())
    }

    /// Several on another searched part than the one that was searched, with other luck and a share of the objective.
    pub(super) fn elsewhere(
        &self,
        all: &[Policies],
        arrivals: &[Arrival],
        objective: f64,
        luck: u64,
    ) -> Result<Vec<Course>, SimulationError> {
        let mut scenario = self.world();
        scenario.objective.latency_ms *= objective;
        scenario.seed = scenario.seed.wrapping_add(luck);
        let run = |policies: &Policies| {
            let scaling = Scaling::Policies(policies.clone());
            let outcome = simulate_figures(&scenario, scaling, met(arrivals), to_the_end)?;
            Ok(self.course(&outcome.timeline))
        };
        side_by_side(all, self.threads, run, |_| ())
    }

    /// Runs all of them on the searched part. `known` is what was found before.
    pub(super) fn all(
        &self,
        candidates: &[Policies],
        known: &Frontier,
        limits: &Limits,
        watch: impl FnMut(&Trial),
    ) -> Result<Vec<Trial>, SimulationError> {
        let scenario = self.world();
        let one = |policies: &Policies| self.one(&scenario, policies, known, limits);
        side_by_side(candidates, self.threads, one, watch)
    }

    fn one(
        &self,
        scenario: &Scenario,
        policies: &Policies,
        known: &Frontier,
        limits: &Limits,
    ) -> Result<Trial, SimulationError> {
        let scaling = Scaling::Policies(policies.clone());
        let outcome = simulate_figures(scenario, scaling, met(self.searched), |so_far| {
            let Progress { cost, slo_misses, .. } = *so_far;
            if known.undercuts(cost, slo_misses, limits.room) || limits.exceeded(so_far) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        match outcome {
            Ok(outcome) if outcome.stopped => Ok(Trial::GivenUp),
            Ok(outcome) => Ok(Trial::Done(self.course(&outcome.timeline))),
            Err(SimulationError::Refused(_)) => Ok(Trial::Refused),
            Err(error) => Err(error),
        }
    }

    /// The sums of rows. Blocks end at the same instants for all; what takes longer than the part belongs to the last one.
    #[expect(clippy::cast_precision_loss, reason = "a handful of blocks")]
    pub(super) fn course(&self, rows: &[Row]) -> Course {
        let mut blocks = vec![Figures::default(); BLOCKS];
        for row in rows {
            // From the middle of the row, which lies on no border.
            let middle_secs = row.at_secs + f64::from(self.scenario.step_secs) / 2.0;
            let place = whole(middle_secs * BLOCKS as f64 / self.split_secs.max(1.0));
            blocks[place.min(BLOCKS - 1)].add(&Figures::of_row(self.scenario, row));
        }
        let mut sum = Figures::default();
        blocks.iter().for_each(|block| sum.add(block));
        Course { sum, blocks }
    }

    fn world(&self) -> Scenario {
        let mut scenario = self.scenario.clone();
        scenario.tail_secs = 0;
        scenario
    }
}

fn to_the_end(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn met(arrivals: &[Arrival]) -> impl Iterator<Item = Result<Arrival, TraceError>> + '_ {
    arrivals.iter().copied().map(Ok)
}

/// Does something for each, on several threads; what comes of it is in their order, and so is the error that is told.
fn side_by_side<T, R: Send, E: Send>(
    all: &[T],
    threads: usize,
    run: impl Fn(&T) -> Result<R, E> + Sync,
    mut watch: impl FnMut(&R),
) -> Result<Vec<R>, E>
where
    T: Sync,
{
    let next = AtomicUsize::new(0);
    let mut ends = thread::scope(|scope| {
        // No bound is needed: there are never more messages than there are to do.
        let (sender, receiver) = mpsc::channel();
        for _ in 0..threads.min(all.len()) {
            let (sender, next, run) = (sender.clone(), &next, &run);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(number) else { return };
                    if sender.send((number, run(one))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut ends = Vec::with_capacity(all.len());
        for (number, end) in receiver {
            if let Ok(end) = &end {
                watch(end);
            }
            ends.push((number, end));
        }
        ends
    });
    ends.sort_by_key(|(number, _)| *number);
    ends.into_iter().map(|(_, end)| end).collect()
}
