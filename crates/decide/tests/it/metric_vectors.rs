//! Statistics and units against the vectors.

use ebb_decide::metric::{Datum, Metrics, Resolution, Samples, Span};
use ebb_units::{MetricId, Statistic, Timestamp, Unit};
use serde_json::Value;

use crate::vectors;

#[test]
fn statistics() {
    vectors::run("cloudwatch-math", "statistic_cases", |case| {
        let (metric, at) = (metric(), at());
        let mut metrics = Metrics::default();
        let mut record = |samples| {
            let resolution = Resolution::OneMinute;
            metrics.record(&Datum {
                metric: metric.clone(),
                unit: Unit::None,
                at,
                resolution,
                samples,
            });
        };
        for sample in list(&case["samples"]) {
            record(Samples::Values(vec![(number(sample, "value"), number(sample, "count"))]));
        }
        for set in list(&case["statisticSets"]) {
            record(Samples::Set {
                count: number(set, "SampleCount"),
                sum: number(set, "Sum"),
                min: number(set, "Minimum"),
                max: number(set, "Maximum"),
            });
        }
        let statistic = statistic(case)?;
        let window =
            metrics.window(&metric, None, at, at + ebb_units::SignedDuration::from_secs(60));
        let got = window.value(statistic);
        let points = metrics.points(&metric, None, statistic, &span());
        if points.first().map(|point| point.value) != got || points.len() > 1 {
            return Err(format!("the points say {points:?}, the window {got:?}"));
        }
        let tolerance = case["relativeTolerance"].as_f64().unwrap_or(1e-12);
        match (got, case["expected"].as_f64()) {
            (None, None) => Ok(()),
            (Some(got), Some(want)) if (got - want).abs() <= want.abs() * tolerance => Ok(()),
            (got, want) => Err(format!("{got:?} instead of {want:?}")),
        }
    });
}

#[test]
fn units() {
    vectors::run("cloudwatch-math", "unit_cases", |case| {
        let metric = metric();
        let mut metrics = Metrics::default();
        for sample in list(&case["samples"]) {
            metrics.record(&Datum {
                metric: metric.clone(),
                unit: text(sample, "unit").parse().map_err(|error| format!("{error}"))?,
                at: at(),
                resolution: Resolution::OneMinute,
                samples: Samples::Values(vec![(number(sample, "value"), 1.0)]),
            });
        }
        let statistic = statistic(case)?;
        let unit = case["unit"].as_str().map(|unit| unit.parse().unwrap());
        if case["operation"] == "GetMetricStatistics" {
            let mut got: Vec<(String, String)> = metrics
                .points(&metric, unit, statistic, &span())
                .iter()
                .map(|point| (point.unit.to_string(), point.value.to_string()))
                .collect();
            let mut want: Vec<(String, String)> = list(&case["expectedDatapoints"])
                .iter()
                .map(|point| (text(point, "unit").to_owned(), number(point, "value").to_string()))
                .collect();
            got.sort();
            want.sort();
            return if got == want { Ok(()) } else { Err(format!("{got:?}")) };
        }
        let picked = metrics.points_of_one_unit(&metric, unit, statistic, &span());
        let values: Vec<Value> = picked.points.iter().map(|point| point.value.into()).collect();
        let messages: Vec<String> = list(&case["expectedMessages"])
            .iter()
            .map(|one| text(one, "Value").to_owned())
            .collect();
        if Value::Array(values) == case["expectedValues"]
            && picked.message().into_iter().collect::<Vec<_>>() == messages
        {
            Ok(())
        } else {
            Err(format!("{picked:?}"))
        }
    });
}

fn metric() -> MetricId {
    MetricId::new("N", "m", [("d", "1")])
}

fn at() -> Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

fn span() -> Span {
    let end = "2026-11-20T10:05:00Z".parse().unwrap();
    Span { start: at(), end, period_secs: 300, now: end }
}

fn statistic(case: &Value) -> Result<Statistic, String> {
    text(case, "stat").parse().map_err(|error| format!("{error}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value, member: &str) -> f64 {
    value[member].as_f64().unwrap_or_else(|| panic!("{member} of {value}"))
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} of {value}"))
}
