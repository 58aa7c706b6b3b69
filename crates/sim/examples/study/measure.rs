//! One trace: base, tuned and oracle on the part that was held out.

use std::num::NonZeroUsize;
use std::time::Instant;

use ebb_sim::tune::{
    Figures, Goal, Setting, Sureness, Tuning, Verdict, oracle, tune, usual_trials,
};
use serde::{Deserialize, Serialize};

use crate::Failed;
use crate::case::Case;

/// How much a search may take.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// Candidates; as many as usual when it is absent.
    pub(crate) trials: Option<usize>,
    pub(crate) threads: NonZeroUsize,
}

/// What came of a trace. Figures are those of the held-out part unless they say otherwise.
#[derive(Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) about: String,
    pub(crate) base: Figures,
    pub(crate) tuned: Figures,
    pub(crate) oracle: Figures,
    pub(crate) verdict: Verdict,
    /// Dearer than the oracle by this share of its cost.
    pub(crate) cost_regret: f64,
    /// More misses than the oracle by this share of the requests.
    pub(crate) miss_regret: f64,
    pub(crate) searched_base: Figures,
    pub(crate) searched_tuned: Figures,
    pub(crate) sureness: Sureness,
    pub(crate) settings: Vec<Setting>,
    pub(crate) trials: usize,
    /// Seconds of the tuner alone, on the clock.
    pub(crate) tune_secs: f64,
    /// The same of processor time, of all threads.
    pub(crate) tune_cpu_secs: f64,
}

#[expect(clippy::disallowed_methods, reason = "this measures")]
#[expect(clippy::cast_precision_loss, reason = "shares")]
pub(crate) fn measure(case: &Case, effort: Effort) -> Result<Row, Failed> {
    let tuning = Tuning {
        scenario: case.scenario.clone(),
        base: case.advice()?,
        goal: Goal::BeatBase,
        searched_share: 0.6,
        headroom: 0.15,
        additions: true,
        trials: effort.trials.unwrap_or_else(|| usual_trials(&case.arrivals)),
        points: 0,
        threads: effort.threads,
        seed: 1,
    };
    let (began, cpu) = (Instant::now(), cpu_secs());
    let found = tune(&tuning, &case.arrivals, |_| ())?;
    let (tune_secs, tune_cpu_secs) = (began.elapsed().as_secs_f64(), cpu_secs() - cpu);
    let bound = oracle(&tuning, &case.arrivals)?;
    let own = found.recommended.held_out;
    let more = own.avoidable() as f64 - bound.avoidable() as f64;
    Ok(Row {
        name: case.name.clone(),
        kind: case.kind.to_owned(),
        about: case.about.clone(),
        base: found.base.held_out,
        tuned: own,
        oracle: bound,
        verdict: found.verdict,
        cost_regret: own.cost / bound.cost.max(1e-9) - 1.0,
        miss_regret: more / own.requests.max(1) as f64,
        searched_base: found.base.searched,
        searched_tuned: found.recommended.searched,
        sureness: found.sureness,
        settings: found.recommended.settings,
        trials: found.trials,
        tune_secs,
        tune_cpu_secs,
    })
}

/// Processor time of this process so far, in hundredths of a second. Linux only, as the fleet is.
fn cpu_secs() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(") ").next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
