//! Why an alarm is in its state, as JSON text that the scaling service and clients read.

use ebb_units::Timestamp;

use super::evaluate::recent;
use super::judge::{Fill, Observed, Sample, Verdict, breaches, used};
use super::number::{java_double, long_time};
use super::reason::needed_for_ok;
use super::spec::AlarmSpec;
use super::state::StateValue;

/// State reason data is at most 4,000 characters. An alarm over very many periods shows the newest of its
/// datapoints: fifty values of up to 26 characters and twenty entries of up to 120 always fit.
const RECENT: usize = 50;
const EVALUATED: usize = 20;

/// The JSON text, its members in AWS's order and without spaces.
///
/// Rule cw.alarm.reason-data: what the state was decided from, in the members and the order that AWS has.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>
pub fn reason_data(
    spec: &AlarmSpec,
    windows: &[Observed],
    verdict: &Verdict,
    query: Timestamp,
) -> String {
    let mut text = format!("{{\"version\":\"1.0\",\"queryDate\":\"{}\"", long_time(query));
    let oldest = used(spec, windows).last().and_then(|(age, _)| at_age(windows, age));
    if let Some(oldest) = oldest {
        text += &format!(",\"startDate\":\"{}\"", long_time(oldest.start));
    }
    if let Some(watch) = spec.watch.metric() {
        if let Some(unit) = watch.unit {
            text += &format!(",\"unit\":\"{unit}\"");
        }
        // A statistic is spelled with letters, digits and ().:%, none of which JSON escapes.
        text += &format!(",\"statistic\":\"{}\"", watch.statistic_text());
    }
    text += &format!(",\"period\":{}", spec.period_secs);
    // A band makes three lists of one.
    let most = if spec.threshold.is_some() { RECENT } else { RECENT / 3 };
    let mut list = |name: &str, what: fn(&Sample) -> Option<f64>| {
        let recent = recent(spec, windows, what);
        let newest = &recent[recent.len().saturating_sub(most)..];
        text += &format!(",\"{name}\":[{}]", join(newest.iter().map(|value| number(*value))));
    };
    list("recentDatapoints", |sample| Some(sample.value));
    if spec.comparison.watches_lower() {
        list("recentLowerThresholds", |sample| sample.band.map(|band| band.lower));
    }
    if spec.comparison.watches_upper() {
        list("recentUpperThresholds", |sample| sample.band.map(|band| band.upper));
    }
    if let Some(threshold) = spec.threshold {
        text += &format!(",\"threshold\":{}", number(Some(threshold)));
    }
    let evaluated = evaluated(spec, windows, verdict);
    text += &format!(",\"evaluatedDatapoints\":[{}]}}", join(evaluated.iter().map(entry)));
    text
}

/// The windows that decided, newest first: as many as the decision needs.
fn evaluated(spec: &AlarmSpec, windows: &[Observed], verdict: &Verdict) -> Vec<Observed> {
    let (side, missing, needed) = match verdict.state {
        Some(StateValue::Alarm) => {
            (Some(true), verdict.fill != Some(Fill::NonBreaching), spec.needed())
        }
        Some(StateValue::Ok) => {
            (Some(false), verdict.fill == Some(Fill::NonBreaching), needed_for_ok(spec))
        }
        Some(StateValue::InsufficientData) | None => (None, true, spec.evaluation_periods),
    };
    let oldest_used = used(spec, windows).last().map_or(0, |(age, _)| age);
    let mut gaps = if missing { verdict.missing } else { 0 };
    let mut found = Vec::new();
    for (age, window) in (1..).zip(windows.iter().rev()) {
        let decides = match &window.sample {
            Some(sample) => {
                age <= oldest_used && side.is_none_or(|side| breaches(spec, sample) == side)
            }
            None if gaps > 0 => {
                gaps -= 1;
                true
            }
            None => false,
        };
        if decides {
            found.push(*window);
        }
        if found.len() >= EVALUATED || found.len() >= needed as usize {
            break;
        }
    }
    found
}

fn entry(window: &Observed) -> String {
    let start = long_time(window.start);
    match window.sample {
        None => format!("{{\"timestamp\":\"{start}\"}}"),
        Some(sample) => format!(
            "{{\"timestamp\":\"{start}\",\"sampleCount\":{},\"value\":{}}}",
            number(Some(sample.count)),
            number(Some(sample.value)),
        ),
    }
}

/// A number of JSON, which knows no infinity.
fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(|| "null".to_owned(), java_double)
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

fn at_age(windows: &[Observed], age: u32) -> Option<&Observed> {
    windows.get(windows.len().checked_sub(usize::try_from(age).ok()?)?)
}
