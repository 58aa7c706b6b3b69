//! What could have been had on the held-out part by somebody who knew it.

use super::figures::Figures;
use super::{TuneError, Tuning, prepared, trial};
use crate::arrival::Arrival;
use crate::compare::{Contender, RivalSpec, compare};

/// What the oracle, who knows what comes, pays and misses on the held-out part, in the same world and with the same luck
/// as every candidate there.
///
/// # Errors
/// As [`tune`](super::tune), and [`TuneError::Oracle`] when it cannot be run.
pub fn oracle(tuning: &Tuning, arrivals: &[Arrival]) -> Result<Figures, TuneError> {
    let (scenario, split_secs) = prepared(tuning, arrivals)?;
    let scenario = trial::held_out_world(&scenario);
    let spec: RivalSpec = "oracle".parse().expect("one of the rivals");
    let contenders = vec![Contender::rival(spec, tuning.base.bounds)];
    let open = || Ok(arrivals.iter().copied().map(Ok));
    let compared = compare(&scenario, contenders, open, std::num::NonZeroUsize::MIN, &())
        .map_err(TuneError::Oracle)?;
    let rows = compared.into_iter().flat_map(|one| one.outcome.timeline);
    let held_out: Vec<_> = rows.filter(|row| split_secs <= row.at_secs).collect();
    Ok(Figures::of_rows(&scenario, &held_out))
}
