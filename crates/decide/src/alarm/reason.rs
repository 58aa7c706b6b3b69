//! Why an alarm is in its state, as a sentence in AWS's words.

use ebb_units::{Comparison, Timestamp};

use super::judge::{Band, Fill, Observed, Sample, Verdict, breaches, used};
use super::number::{java_double, short_time};
use super::spec::AlarmSpec;
use super::state::StateValue;

/// Up to this many datapoints stand inside the sentence.
const INLINE: usize = 3;
/// Of more than that, the newest follow it.
const LISTED: usize = 5;

/// The sentence for the state that the verdict gives; `None` when it keeps the state.
///
/// Rule cw.alarm.reason: the wordings are those that AWS's own alarms are seen with. The arrow names the direction, not the
/// state there was before.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>
pub fn reason(spec: &AlarmSpec, windows: &[Observed], verdict: &Verdict) -> Option<String> {
    let alarm = match verdict.state? {
        StateValue::InsufficientData => {
            let unknown = verdict.missing;
            let verb = was(unknown);
            return Some(format!(
                "Insufficient Data: {unknown} {} {verb} unknown.",
                datapoints(unknown)
            ));
        }
        StateValue::Alarm => true,
        StateValue::Ok => false,
    };
    let deciding = if alarm { verdict.breaching } else { verdict.good };
    let filled = verdict.fill.map(|fill| treated(verdict.missing, fill));
    if let Some(filled) = &filled
        && received_form(spec, verdict, alarm)
    {
        return Some(received(spec, verdict.breaching + verdict.good, filled));
    }

    let inline = deciding as usize <= INLINE;
    let listed = listed(spec, windows, alarm, if inline { INLINE } else { LISTED });
    let list =
        join(listed.iter().map(|(start, sample)| {
            format!("{} ({})", java_double(sample.value), short_time(*start))
        }));
    let bracket = if inline { format!(" [{list}]") } else { String::new() };
    let head = match spec.datapoints_to_alarm {
        Some(_) => {
            format!("{deciding} out of the last {} datapoints{bracket}", spec.evaluation_periods)
        }
        None => format!("{deciding} {}{bracket}", datapoints(deciding)),
    };
    let mut text = format!(
        "{}: {head} {} {}{}",
        crossed(spec),
        was(deciding),
        limits(spec, &listed, if alarm { "" } else { "not " }),
        filled.map(|filled| format!(" and {filled}")).unwrap_or_default(),
    );
    if !inline {
        text += &format!(". The most recent datapoints which crossed the threshold: [{list}]");
    }
    if spec.datapoints_to_alarm.is_some() {
        let (needed, arrow) = if alarm {
            (spec.needed(), "OK -> ALARM")
        } else {
            (needed_for_ok(spec), "ALARM -> OK")
        };
        text += &format!(" (minimum {needed} {} for {arrow} transition)", datapoints(needed));
    }
    text.push('.');
    Some(text)
}

/// How many good datapoints make it impossible that M breach.
pub(super) fn needed_for_ok(spec: &AlarmSpec) -> u32 {
    spec.evaluation_periods.saturating_sub(spec.needed()).saturating_add(1)
}

/// Whether the sentence speaks of what was received instead of listing datapoints: when those there are would not have
/// decided alone. With M given, they are listed as soon as there is one to list.
fn received_form(spec: &AlarmSpec, verdict: &Verdict, alarm: bool) -> bool {
    let deciding = if alarm { verdict.breaching } else { verdict.good };
    let needed = if alarm { spec.needed() } else { needed_for_ok(spec) };
    deciding == 0 || (spec.datapoints_to_alarm.is_none() && deciding < needed)
}

fn received(spec: &AlarmSpec, real: u32, filled: &str) -> String {
    let periods = spec.evaluation_periods;
    let some = if real == 0 { "no".to_owned() } else { real.to_string() };
    // "no datapoints were", "1 datapoint was", "2 datapoints were"
    let (noun, verb) = (datapoints(real), was(real));
    let plural = if periods == 1 { "" } else { "s" };
    format!(
        "{}: {some} {noun} {verb} received for {periods} period{plural} and {filled}.",
        crossed(spec)
    )
}

fn treated(missing: u32, fill: Fill) -> String {
    let fill = match fill {
        Fill::Breaching => "Breaching",
        Fill::NonBreaching => "NonBreaching",
    };
    format!("{missing} missing {} {} treated as [{fill}]", datapoints(missing), was(missing))
}

/// The newest datapoints on the side that decided, newest first.
fn listed(
    spec: &AlarmSpec,
    windows: &[Observed],
    alarm: bool,
    limit: usize,
) -> Vec<(Timestamp, Sample)> {
    used(spec, windows)
        .filter(|(_, sample)| breaches(spec, sample) == alarm)
        .filter_map(|(age, sample)| {
            let window = windows.get(windows.len().checked_sub(age as usize)?)?;
            Some((window.start, *sample))
        })
        .take(limit)
        .collect()
}

/// What the datapoints were compared with: the threshold, or the ends of the band at each that is listed.
fn limits(spec: &AlarmSpec, listed: &[(Timestamp, Sample)], not: &str) -> String {
    let ends = |end: fn(&Band) -> f64| {
        join(listed.iter().filter_map(|(_, sample)| Some(java_double(end(sample.band.as_ref()?)))))
    };
    let lower = || format!("{not}less than the lower thresholds [{}]", ends(|band| band.lower));
    let upper = || format!("{not}greater than the upper thresholds [{}]", ends(|band| band.upper));
    let phrase = match spec.comparison {
        Comparison::GreaterThanOrEqualToThreshold => "greater than or equal to",
        Comparison::GreaterThanThreshold => "greater than",
        Comparison::LessThanThreshold => "less than",
        Comparison::LessThanOrEqualToThreshold => "less than or equal to",
        Comparison::LessThanLowerOrGreaterThanUpperThreshold => {
            return format!("{} or {}", lower(), upper());
        }
        Comparison::LessThanLowerThreshold => return lower(),
        Comparison::GreaterThanUpperThreshold => return upper(),
    };
    let threshold = spec.threshold.map(java_double).unwrap_or_default();
    format!("{not}{phrase} the threshold ({threshold})")
}

/// How the sentence begins.
fn crossed(spec: &AlarmSpec) -> &'static str {
    if spec.comparison.is_band() { "Thresholds Crossed" } else { "Threshold Crossed" }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn datapoints(count: u32) -> &'static str {
    if count == 1 { "datapoint" } else { "datapoints" }
}

fn was(count: u32) -> &'static str {
    if count == 1 { "was" } else { "were" }
}
