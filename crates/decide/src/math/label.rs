//! What results are called.

use std::collections::BTreeSet;

use ebb_units::{MetricId, Scope, SignedDuration, Timestamp};
use jiff::tz::{Offset, TimeZone};

use super::query::MetricStat;

/// Dynamic parts of one label that are looked at; AWS allows six, and so many are plenty.
const MOST_PARTS: usize = 6;

/// Rule cw.label.default: the metric's name; with the statistic when statistics differ, with the period when periods
/// differ; different names need neither.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html>
pub fn default_labels(stats: &[&MetricStat]) -> Vec<String> {
    let differ = |of: fn(&MetricStat) -> String| {
        stats.iter().map(|stat| of(stat)).collect::<BTreeSet<String>>().len() > 1
    };
    let names = differ(|stat| stat.metric.name().to_owned());
    let statistics = !names && differ(|stat| stat.stat.clone());
    let periods = !names && differ(|stat| stat.period_secs.to_string());
    stats
        .iter()
        .map(|stat| {
            let mut label = stat.metric.name().to_owned();
            if statistics {
                label = format!("{label} {}", stat.stat);
            }
            if periods {
                label = format!("{label} {}", stat.period_secs);
            }
            label
        })
        .collect()
}

/// What the dynamic parts of a label may speak of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whose metrics.
    pub scope: &'a Scope,
    /// What the series would be called without a label.
    pub default: &'a str,
    /// The points, oldest first.
    pub points: &'a [(Timestamp, f64)],
    /// The metric, when it is one.
    pub metric: Option<&'a MetricId>,
    /// Its statistic as it was given.
    pub stat: Option<&'a str>,
    /// Length of a period.
    pub period_secs: u32,
    /// In which time zone times are told.
    pub offset: Offset,
    /// The time of asking.
    pub now: Timestamp,
}

/// Whether a label has parts that depend on data.
pub fn is_dynamic(label: &str) -> bool {
    label.contains("${")
}

/// A label with its dynamic parts filled in. A part that is not known stays as it is.
///
/// Rule cw.label.dynamic: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html>
pub fn expand(label: &str, facts: &Facts<'_>) -> String {
    let mut told = String::new();
    let mut rest = label;
    for _ in 0..MOST_PARTS {
        let Some((before, after)) = rest.split_once("${") else { break };
        let Some((part, behind)) = after.split_once('}') else { break };
        told.push_str(before);
        match facts.part(part.trim()) {
            Some(text) => told.push_str(&text),
            None => told.push_str(&format!("${{{part}}}")),
        }
        rest = behind;
    }
    told + rest
}

impl Facts<'_> {
    fn part(&self, name: &str) -> Option<String> {
        if let Some(property) = name.strip_prefix("PROP(").and_then(|rest| rest.strip_suffix(')')) {
            return self.property(property.trim().trim_matches(|c| matches!(c, '\'' | '"')));
        }
        if name == "LABEL" {
            return Some(self.default.to_owned());
        }
        if name == "DATAPOINT_COUNT" {
            return Some(self.points.len().to_string());
        }
        let by_value =
            |left: &&(Timestamp, f64), right: &&(Timestamp, f64)| left.1.total_cmp(&right.1);
        let first = self.points.first();
        let last = self.points.last();
        let least = self.points.iter().min_by(by_value);
        let most = self.points.iter().max_by(by_value);
        let value = |point: Option<&(Timestamp, f64)>| Some(number(point?.1));
        let time = |point: Option<&(Timestamp, f64)>| Some(self.time(point?.0));
        let ago = |point: Option<&(Timestamp, f64)>| Some(self.ago(point?.0));
        let range = |from: Option<String>, to: Option<String>| Some(format!("{} - {}", from?, to?));
        let sum: f64 = self.points.iter().map(|(_, value)| value).sum();
        let known = [
            "AVG",
            "SUM",
            "FIRST",
            "LAST",
            "MIN",
            "MAX",
            "FIRST_LAST_RANGE",
            "MIN_MAX_RANGE",
            "FIRST_TIME",
            "LAST_TIME",
            "MIN_TIME",
            "MAX_TIME",
            "FIRST_LAST_TIME_RANGE",
            "MIN_MAX_TIME_RANGE",
            "FIRST_TIME_RELATIVE",
            "LAST_TIME_RELATIVE",
            "MIN_TIME_RELATIVE",
            "MAX_TIME_RELATIVE",
        ];
        let text = match name {
            "AVG" => first.map(|_| number(sum / count(self.points.len()))),
            "SUM" => first.map(|_| number(sum)),
            "FIRST" => value(first),
            "LAST" => value(last),
            "MIN" => value(least),
            "MAX" => value(most),
            "FIRST_LAST_RANGE" => range(value(first), value(last)),
            "MIN_MAX_RANGE" => range(value(least), value(most)),
            "FIRST_TIME" => time(first),
            "LAST_TIME" => time(last),
            "MIN_TIME" => time(least),
            "MAX_TIME" => time(most),
            "FIRST_LAST_TIME_RANGE" => range(time(first), time(last)),
            "MIN_MAX_TIME_RANGE" => range(time(least), time(most)),
            "FIRST_TIME_RELATIVE" => ago(first),
            "LAST_TIME_RELATIVE" => ago(last),
            "MIN_TIME_RELATIVE" => ago(least),
            "MAX_TIME_RELATIVE" => ago(most),
            _ => None,
        };
        // Of no points there is nothing to tell; AWS says so with two dashes.
        text.or_else(|| known.contains(&name).then(|| "--".to_owned()))
    }

    fn property(&self, name: &str) -> Option<String> {
        let metric = self.metric;
        match name {
            "AccountId" => Some(self.scope.account.to_string()),
            "Region" => Some(self.scope.region.to_string()),
            "Period" => Some(self.period_secs.to_string()),
            "Stat" => self.stat.map(str::to_owned),
            "MetricName" => metric.map(|metric| metric.name().to_owned()),
            "Namespace" => metric.map(|metric| metric.namespace().to_owned()),
            _ => {
                let name = name.strip_prefix("Dim.")?;
                let dimensions = metric?.dimensions();
                let found = dimensions.iter().find(|dimension| *dimension.name == *name)?;
                Some(found.value.to_string())
            }
        }
    }

    fn time(&self, at: Timestamp) -> String {
        let zoned = at.to_zoned(TimeZone::fixed(self.offset));
        let zone =
            if self.offset.is_zero() { "UTC".to_owned() } else { zoned.strftime("%z").to_string() };
        format!("{} {zone}", zoned.strftime("%Y-%m-%d %H:%M"))
    }

    fn ago(&self, at: Timestamp) -> String {
        let minutes = self.now.duration_since(at).max(SignedDuration::ZERO).as_mins();
        match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
            (0, 0, minutes) => format!("{minutes}m ago"),
            (0, hours, minutes) => format!("{hours}h {minutes}m ago"),
            (days, hours, _) => format!("{days}d {hours}h ago"),
        }
    }
}

/// At most three digits behind the point.
fn number(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    format!("{}", if rounded.is_finite() { rounded } else { value })
}

#[expect(clippy::cast_precision_loss, reason = "numbers of points are far below 2^53")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(label: &str, points: &[(i64, f64)]) -> String {
        let scope = Scope {
            account: "123456789012".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
        };
        let metric = MetricId::new("AWS/SageMaker", "Invocations", [("EndpointName", "e")]);
        let start: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let at = |minute: i64| start + SignedDuration::from_mins(minute);
        let points: Vec<(Timestamp, f64)> =
            points.iter().map(|(minute, value)| (at(*minute), *value)).collect();
        let facts = Facts {
            scope: &scope,
            default: "Invocations",
            points: &points,
            metric: Some(&metric),
            stat: Some("Sum"),
            period_secs: 60,
            offset: Offset::UTC,
            now: at(90),
        };
        expand(label, &facts)
    }

    // Covers: cw.label.dynamic
    #[test]
    fn dynamic_parts_are_filled_in() {
        let points = [(0, 4.0), (1, 10.0), (2, 1.0)];
        for (label, want) in [
            ("plain", "plain"),
            ("${LABEL}: ${MAX} at ${MAX_TIME}", "Invocations: 10 at 2026-11-20 10:01 UTC"),
            ("${AVG} of ${DATAPOINT_COUNT}", "5 of 3"),
            ("${MIN_MAX_RANGE}, ${LAST_TIME_RELATIVE}", "1 - 10, 1h 28m ago"),
            (
                "${PROP('MetricName')} ${PROP('Dim.EndpointName')} ${PROP('Stat')}",
                "Invocations e Sum",
            ),
            ("${PROP('Region')}/${PROP('AccountId')}", "eu-west-1/123456789012"),
            ("${NONE} ${", "${NONE} ${"),
        ] {
            assert_eq!(told(label, &points), want);
        }
        assert_eq!(told("${MAX} ${DATAPOINT_COUNT}", &[]), "-- 0");
    }
}
