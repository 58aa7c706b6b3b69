//! Firing at the datum instead of at the end of its period, where that changes nothing but the time.

use ebb_units::{Statistic, Timestamp};

use super::evaluate::{Evaluation, Finding, Workspace, look, tell};
use super::judge::{Sample, breaches};
use super::schedule::next_evaluation;
use super::spec::AlarmSpec;
use super::state::StateValue;
use super::watch::MetricWatch;
use super::window::window_end;
use crate::metric::second::second_of;
use crate::metric::{Metrics, Series};

/// The evaluation that puts the alarm into `ALARM` now (or holds it there), when a regular evaluation to come is bound
/// to do so. Ask when data arrived for the alarm's metric, and first of all at each regular evaluation.
///
/// Rule ebb.alarm.early: an addition of ours to CloudWatch's rules. A regular evaluation at slot S judges windows that end
/// at E(S), the full minute before it. Of the slots still to come, those up to the first with E(S) > now are
/// tried, the nearest first; windows older than the newest are closed for all of them. The outcome
/// at such a slot is certain to be `ALARM` when
///
/// 1. the statistic can only grow while data arrive: Maximum, SampleCount, and Sum of a series that never had a negative
///    sample;
/// 2. the comparison is `>` or `>=`, so that the newest window, once it breaches, breaches at S too;
/// 3. the newest window breaches already, though it may be open for a while yet; and
/// 4. the judgement over all windows, with the newest as it is, gives `ALARM`.
///
/// M of N: a judgement depends on each window only through breaching, good or missing. The newest is breaching now and at
/// S, and the others are closed, so it is the same judgement. That covers missing data and the rule against premature
/// alarms, too. Point 3 is what makes it safe: while the newest window is missing, one good datum in it could push
/// an old breaching one out of the N that count.
///
/// Long periods: windows slide by the minute, so for 300 s the newest window at S is four closed minutes and the
/// open one. A breach in it is a breach at S. What the slots after S say is theirs, as always.
///
/// Between now and S there may be a slot (for periods below a minute, a few) that still looks at older windows and could
/// say `OK`, to be `ALARM` again at S. That is why each regular evaluation asks here first: what is settled stays settled.
///
/// What can still differ from the regular outcome is due to data that arrive late for a closed window; they can change
/// any evaluation. With no unit given and several there, new data could change which one is judged: such alarms wait.
pub fn evaluate_early(
    spec: &AlarmSpec,
    metrics: &Metrics,
    now: Timestamp,
    previous: StateValue,
) -> Option<Evaluation> {
    let series = metrics.find(&spec.watch.metric()?.metric)?;
    let found = evaluate_series_early(spec, series, now, previous, &mut Workspace::default())?;
    Some(found.told(spec))
}

/// The same for a series that was found before.
pub(crate) fn evaluate_series_early(
    spec: &AlarmSpec,
    series: &Series,
    now: Timestamp,
    previous: StateValue,
    workspace: &mut Workspace,
) -> Option<Finding> {
    // What an expression makes of its series may shrink while they grow.
    let MetricWatch { statistic, unit: wanted, .. } = spec.watch.metric()?;
    if !spec.comparison.is_upward() {
        return None;
    }
    let mut streams =
        series.streams().filter(|(unit, _)| wanted.is_none_or(|wanted| *unit == wanted));
    let (Some((_, stream)), None) = (streams.next(), streams.next()) else { return None };
    let grows = match *statistic {
        Statistic::Maximum | Statistic::SampleCount => true,
        Statistic::Sum => !stream.has_negative(),
        Statistic::Average
        | Statistic::Minimum
        | Statistic::Percentile(_)
        | Statistic::TrimmedMean(_)
        | Statistic::TrimmedCount(_)
        | Statistic::TrimmedSum(_)
        | Statistic::WinsorizedMean(_)
        | Statistic::PercentileRank(_) => false,
    };
    if !grows {
        return None;
    }

    let (second, period) = (second_of(now), i64::from(spec.period_secs.max(1)));
    let mut slot = next_evaluation(spec, now);
    let mut tried = None;
    loop {
        let end = window_end(spec, second_of(slot));
        if tried != Some(end) {
            tried = Some(end);
            let newest = stream.totals(end - period, end);
            let sample = newest.value(*statistic).map(|value| Sample {
                value,
                count: newest.sample_count(),
                band: None,
            });
            if sample.is_some_and(|sample| breaches(spec, &sample)) {
                let (windows, verdict) = look(spec, Some(series), end, now, workspace);
                // Not the state after it: a verdict to keep the state settles nothing.
                if verdict.state == Some(StateValue::Alarm) {
                    return Some(tell(spec, windows, &verdict, now, previous));
                }
            }
        }
        let next = next_evaluation(spec, slot);
        if end > second || next <= slot {
            return None;
        }
        slot = next;
    }
}
