//! Metric math against the vectors, and what must hold for every expression.

use std::collections::BTreeSet;

use ebb_decide::math::{MetricStat, Plan, PlanError, Query, Source, Window, default_labels, parse};
use ebb_decide::metric::{Datum, Metrics, Resolution, Samples};
use ebb_units::{MetricId, SignedDuration, Statistic, Timestamp, Unit};
use proptest::prelude::*;
use serde_json::Value;

use crate::vectors;

#[test]
fn expressions() {
    vectors::run("cloudwatch-math", "math_cases", |case| {
        let period_secs = u32::try_from(case["period"].as_u64().unwrap()).unwrap();
        let start = case["start"].as_str().unwrap_or("2026-11-20T10:00:00Z");
        let series = case["series"].as_object().unwrap();
        let given: Vec<(&str, Vec<Option<f64>>)> =
            series.iter().map(|(id, values)| (id.as_str(), numbers(values))).collect();
        let lines = evaluate(case["expression"].as_str().unwrap(), &given, period_secs, start)
            .map_err(|error| error.to_string())?;
        let expected = case["expected"].as_array().unwrap();
        let want = if expected.first().is_some_and(Value::is_array) {
            expected.iter().map(numbers).collect()
        } else {
            vec![numbers(&case["expected"])]
        };
        if equal(&lines, &want) { Ok(()) } else { Err(format!("{lines:?} instead of {want:?}")) }
    });
}

#[test]
fn labels() {
    vectors::run("cloudwatch-math", "label_cases", |case| {
        let stats: Vec<MetricStat> = case["queries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|query| {
                let stat = query["stat"].as_str().unwrap();
                MetricStat {
                    metric: metric(query["metric"].as_str().unwrap()),
                    statistic: stat.parse().unwrap(),
                    stat: stat.to_owned(),
                    period_secs: u32::try_from(query["period"].as_u64().unwrap()).unwrap(),
                    unit: None,
                }
            })
            .collect();
        let labels = default_labels(&stats.iter().collect::<Vec<_>>());
        let want: Vec<&str> = case["expectedLabels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l.as_str().unwrap())
            .collect();
        if labels == want { Ok(()) } else { Err(format!("{labels:?}")) }
    });
}

#[test]
fn mistakes() {
    vectors::run("cloudwatch-math", "error_cases", |case| {
        let expression = case["expression"].as_str().unwrap();
        if case["context"] == "PutMetricAlarm" {
            let message = case["message"].as_str().unwrap();
            return crate::alarm_vectors::refused_in_an_alarm(expression, message);
        }
        let mut queries = vec![
            metric_query("m1", 60),
            Query { source: Source::Expression("m1 * 2".to_owned()), ..metric_query("e0", 60) },
        ];
        queries.push(expression_query("e1", expression));
        match (Plan::new(queries), case["message"].as_str()) {
            (Ok(_), _) => Err("it is accepted".to_owned()),
            (Err(error), Some(want)) if error.to_string() != want => Err(error.to_string()),
            (Err(_), _) => Ok(()),
        }
    });
}

// Covers: cw.math.period
#[test]
fn queries_refer_to_each_other_in_any_order() {
    let plan = |queries: Vec<Query>| Plan::new(queries);
    let e = expression_query;
    assert!(plan(vec![e("b", "a + 1"), e("a", "m * 2"), metric_query("m", 60)]).is_ok());
    for (queries, want) in [
        (vec![e("a", "a + 1")], "Error in expression 'a': The expression refers to itself"),
        (
            vec![e("a", "b"), e("b", "a")],
            "Error in expression 'a': The expression refers to itself",
        ),
        (vec![e("a", "x + 1")], "Error in expression 'a': ID 'x' not found (column 1)"),
        (
            vec![metric_query("m", 60), metric_query("n", 300), e("a", "m + n")],
            "Error in expression 'a': All metrics of an expression must have the same period",
        ),
        (
            vec![metric_query("m", 60), metric_query("m", 60)],
            "The values for parameter id in MetricDataQueries are not unique.",
        ),
        (
            vec![metric_query("m", 60), e("a", "METRICS() + METRICS()")],
            "Error in expression 'a': \"+\" cannot stand between two arrays (column 1)",
        ),
        (
            vec![metric_query("m", 60), e("a", "m + SUM(5)")],
            "Error in expression 'a': SUM takes a time series or an array of time series here, not a number (column 9)",
        ),
        (
            vec![metric_query("m", 60), e("a", "FILL(m, NEVER)")],
            "Error in expression 'a': FILL takes one of REPEAT, LINEAR here (column 9)",
        ),
    ] {
        assert_eq!(plan(queries).unwrap_err().to_string(), want);
    }
}

#[test]
fn a_request_that_looks_at_too_much_is_refused() {
    let plan = Plan::new(vec![metric_query("m", 1), expression_query("a", "m + 1")]).unwrap();
    let start: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    let end: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
    let error = plan.evaluate(&Metrics::default(), &Window { start, end, now: end }).unwrap_err();
    assert!(error.to_string().contains("too many datapoints"), "{error}");
}

#[test]
fn a_search_finds_series_of_its_own() {
    let mut metrics = Metrics::default();
    for (name, value) in [("front", 3.0), ("back", 4.0)] {
        let metric = MetricId::new("N", "Calls", [("Endpoint", name)]);
        record(&mut metrics, metric, at(0), value);
    }
    let search = expression_query("e", "SEARCH('{N,Endpoint} MetricName=\"Calls\"', 'Sum', 60)");
    let sum = expression_query("s", "SUM(e) * 2");
    let plan = Plan::new(vec![search, sum]).unwrap();
    assert!(plan.searches() && plan.is_array(0) && !plan.is_array(1));
    let lines = plan.evaluate(&metrics, &window(1, 60)).unwrap();
    let told: Vec<_> =
        lines.iter().map(|l| (l.query, l.label.as_deref(), l.values.clone())).collect();
    assert_eq!(
        told,
        [
            (0, Some("back"), vec![Some(4.0)]),
            (0, Some("front"), vec![Some(3.0)]),
            (1, None, vec![Some(14.0)]),
        ]
    );
    let one = plan.evaluate_some(&metrics, &window(1, 60), &BTreeSet::from([1])).unwrap();
    assert_eq!(one, lines[2..]);
}

// Covers: cw.search.recent
#[test]
fn a_search_finds_what_has_had_data_within_two_weeks() {
    let mut metrics = Metrics::default();
    record(&mut metrics, MetricId::new("N", "Calls", [("Endpoint", "a")]), at(0), 3.0);
    let plan =
        Plan::new(vec![expression_query("e", "SEARCH('{N,Endpoint}', 'Sum', 3600)")]).unwrap();
    let weeks = 14 * 24 * 60;
    let found = |now| plan.evaluate(&metrics, &window(60, now)).unwrap().len();
    assert_eq!([found(weeks), found(weeks + 1)], [1, 0]);
}

proptest! {
    #[test]
    fn no_text_panics(text in "[ -~]{0,60}") {
        let _ = parse(&text);
        let _ = text.parse::<ebb_decide::math::Search>();
    }

    #[test]
    fn printed_and_parsed_again_is_the_same(expression in expressions_of_all_kinds()) {
        let parsed = parse(&expression).unwrap();
        prop_assert_eq!(&parse(&parsed.to_string()).unwrap(), &parsed);
    }

    #[test]
    fn what_is_accepted_gives_series_of_the_right_length(
        expression in expressions_of_all_kinds(),
        values in prop::collection::vec(prop::option::of(-1e6..1e6), 5),
    ) {
        let given = [("a", values.clone()), ("b", values)];
        if let Ok(lines) = evaluate(&expression, &given, 60, "2026-11-20T10:00:00Z") {
            for line in lines {
                prop_assert_eq!(line.len(), 5);
                prop_assert!(line.iter().flatten().all(|value| value.is_finite()));
            }
        }
    }
}

/// Sound text that may still make no sense.
fn expressions_of_all_kinds() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("METRICS()".to_owned()),
        (0.0..100.0).prop_map(|number: f64| format!("{number:.2}")),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let operator =
            prop::sample::select(vec!["+", "-", "*", "/", "^", "<", "<=", "==", "!=", "AND", "||"]);
        let one = prop::sample::select(vec![
            "ABS",
            "SUM",
            "AVG",
            "MIN",
            "STDDEV",
            "RATE",
            "DIFF",
            "RUNNING_SUM",
            "LOG",
            "HOUR",
            "DATAPOINT_COUNT",
            "METRIC_COUNT",
            "TIME_SERIES",
            "FIRST",
            "REMOVE_EMPTY",
            "PERIOD",
        ]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(l, o, r)| format!("({l} {o} {r})")),
            (one, inner.clone()).prop_map(|(name, part)| format!("{name}({part})")),
            inner.clone().prop_map(|part| format!("-{part}")),
            inner.clone().prop_map(|part| format!("FILL({part}, LINEAR)")),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|p| format!("[{}]", p.join(", "))),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(c, a, b)| format!("IF({c}, {a}, {b})")),
            (inner.clone(), inner)
                .prop_map(|(a, b)| format!("SLICE(SORT([{a}, {b}], SUM, DESC), 0, 1)")),
        ]
    })
}

/// The series that an expression over these series results in.
fn evaluate(
    expression: &str,
    series: &[(&str, Vec<Option<f64>>)],
    period_secs: u32,
    start: &str,
) -> Result<Vec<Vec<Option<f64>>>, PlanError> {
    let start: Timestamp = start.parse().unwrap();
    let mut metrics = Metrics::default();
    let mut queries = Vec::new();
    let mut periods = 0;
    for (id, values) in series {
        periods = periods.max(values.len());
        for (value, index) in values.iter().zip(0..) {
            let at = start + SignedDuration::from_secs(index * i64::from(period_secs));
            value.iter().for_each(|value| record(&mut metrics, metric(id), at, *value));
        }
        let query = metric_query(id, period_secs);
        queries.push(Query { return_data: Some(false), ..query });
    }
    queries.push(expression_query("result", expression));
    let length = i64::try_from(periods).unwrap() * i64::from(period_secs);
    let end = start + SignedDuration::from_secs(length);
    let lines = Plan::new(queries)?.evaluate(&metrics, &Window { start, end, now: end })?;
    Ok(lines.into_iter().map(|line| line.values).collect())
}

fn equal(got: &[Vec<Option<f64>>], want: &[Vec<Option<f64>>]) -> bool {
    let same = |(got, want): (&Option<f64>, &Option<f64>)| match (got, want) {
        (None, None) => true,
        (Some(got), Some(want)) => (got - want).abs() <= want.abs() * 1e-12,
        (None, Some(_)) | (Some(_), None) => false,
    };
    got.len() == want.len()
        && got
            .iter()
            .zip(want)
            .all(|(got, want)| got.len() == want.len() && got.iter().zip(want).all(same))
}

fn record(metrics: &mut Metrics, metric: MetricId, at: Timestamp, value: f64) {
    metrics.record(&Datum {
        metric,
        unit: Unit::None,
        at,
        resolution: Resolution::OneMinute,
        samples: Samples::Values(vec![(value, 1.0)]),
    });
}

fn metric(name: &str) -> MetricId {
    MetricId::new("N", name, [])
}

fn metric_query(id: &str, period_secs: u32) -> Query {
    let stat = MetricStat {
        metric: metric(id),
        statistic: Statistic::Sum,
        stat: "Sum".to_owned(),
        period_secs,
        unit: None,
    };
    Query { source: Source::Metric(stat), ..expression_query(id, "") }
}

fn expression_query(id: &str, expression: &str) -> Query {
    Query {
        id: id.to_owned(),
        label: None,
        return_data: None,
        period_secs: None,
        account_id: None,
        source: Source::Expression(expression.to_owned()),
    }
}

fn at(minute: i64) -> Timestamp {
    let start: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(minute)
}

fn window(minutes: i64, later: i64) -> Window {
    Window { start: at(0), end: at(minutes), now: at(later) }
}

fn numbers(values: &Value) -> Vec<Option<f64>> {
    values.as_array().unwrap().iter().map(Value::as_f64).collect()
}
