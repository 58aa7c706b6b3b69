//! Metric math: an expression in the first line, another that may refer to it in the second, a label in the third.

use ebb_decide::math::{
    Facts, Offset, Plan, PlanError, Query, Search, Source, Window, expand, parse,
};
use ebb_decide::math::{MathError, MetricStat};
use ebb_decide::metric::{Datum, Metrics, Resolution, Samples};
use ebb_units::{MetricId, Scope, SignedDuration, Statistic, Timestamp, Unit};

use crate::{kind_of, with_text};

pub(crate) const WORDS: &[&str] = &[
    "m1",
    "m2",
    "m3",
    "e",
    "f",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "[",
    "]",
    ",",
    "<=",
    "==",
    "!=",
    " AND ",
    " OR ",
    "||",
    "&&",
    "IF(",
    "FILL(",
    "REPEAT",
    "LINEAR",
    "METRICS()",
    "METRICS(\"m\")",
    "SUM(",
    "AVG(",
    "RATE(",
    "DIFF_TIME(",
    "SEARCH('{N,d} m', 'Sum', 60)",
    "SORT(",
    "SLICE(",
    "PERIOD(",
    "TIME_SERIES(",
    "RUNNING_SUM(",
    "EPOCH(",
    "1e308",
    "0",
    "-1",
    "\"",
    "'",
    "\n",
    "${",
    "}",
    "${AVG}",
    "${PROP('Dim.d')}",
    "NOT ",
    "{",
    "MetricName=",
];

/// Minutes of data, with gaps.
const MINUTES: i64 = 10;

pub(crate) fn math(data: &[u8]) -> String {
    with_text(data, |text| {
        let mut lines = text.splitn(3, '\n');
        let mut next = || lines.next().unwrap_or_default();
        let (first, second, label) = (next(), next(), next());
        for expression in [first, second] {
            checked(expression);
            searched(expression);
        }
        labelled(label);
        evaluated(first, second)
    })
}

/// A mistake is told with a column that the text has.
fn checked(text: &str) {
    if let Err(error) = parse(text) {
        let column = error.column().unwrap_or(1);
        let length = text.chars().count();
        assert!((1..=length + 1).contains(&column), "{text:?}: column {column} of {length}");
        assert!(!matches!(error, MathError::ScalarResult), "{text:?}");
    }
}

fn searched(text: &str) {
    if let Ok(search) = text.parse::<Search>() {
        // Whatever is searched, nothing of it depends on the order of asking.
        assert_eq!(search.matches(&metric("m1")), search.matches(&metric("m1")));
    }
}

fn labelled(text: &str) {
    let scope = Scope {
        account: "000000000000".parse().expect("twelve digits"),
        region: "us-east-1".parse().expect("a region"),
    };
    let metric = metric("m1");
    let points = [(minute(0), 1.5), (minute(1), -2.0)];
    let facts = Facts {
        scope: &scope,
        default: "m1",
        points: &points,
        metric: Some(&metric),
        stat: Some("Sum"),
        period_secs: 60,
        offset: Offset::UTC,
        now: minute(MINUTES),
    };
    let told = expand(text, &facts);
    assert!(text.contains("${") || told == text, "a label without parts stays as it is");
    expand(text, &Facts { points: &[], metric: None, stat: None, ..facts });
}

fn evaluated(first: &str, second: &str) -> String {
    let expression = |id: &str, text: &str| Query {
        period_secs: None,
        ..query(id, Source::Expression(text.to_owned()))
    };
    let metrics = ["m1", "m2", "m3"].map(|name| {
        let stat = MetricStat {
            metric: metric(name),
            statistic: Statistic::Sum,
            stat: "Sum".to_owned(),
            period_secs: 60,
            unit: None,
        };
        query(name, Source::Metric(stat))
    });
    let mut queries: Vec<Query> = metrics.into();
    queries.push(expression("e", first));
    if !second.is_empty() {
        queries.push(expression("f", second));
    }
    let plan = match Plan::new(queries) {
        Ok(plan) => plan,
        Err(error) => return kind_of(&error.to_string()),
    };
    let window = Window { start: minute(0), end: minute(MINUTES), now: minute(MINUTES + 1) };
    let lines = match plan.evaluate(&stored(), &window) {
        Ok(lines) => lines,
        Err(PlanError::Expression { error: MathError::TooLarge, .. }) => return "too large".into(),
        Err(error) => panic!("a checked plan cannot be evaluated: {error}"),
    };
    for line in &lines {
        assert_eq!(line.values.len(), line.base.periods);
        assert!(line.values.iter().flatten().all(|value| value.is_finite()), "{line:?}");
    }
    format!("{} series", lines.len().min(8))
}

fn query(id: &str, source: Source) -> Query {
    Query {
        id: id.to_owned(),
        label: None,
        return_data: None,
        period_secs: Some(60),
        account_id: None,
        source,
    }
}

fn stored() -> Metrics {
    let mut metrics = Metrics::default();
    for (name, every, value) in [("m1", 1, 2.0), ("m2", 2, -0.5), ("m3", 7, 1e300)] {
        for at in (0..MINUTES).step_by(every) {
            metrics.record(&Datum {
                metric: metric(name),
                unit: Unit::None,
                at: minute(at),
                resolution: Resolution::OneMinute,
                samples: Samples::Values(vec![(value, 1.0)]),
            });
        }
    }
    metrics
}

fn metric(name: &str) -> MetricId {
    MetricId::new("N", name, [("d", "v")])
}

fn minute(minute: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(30_000_000 + minute)
}
