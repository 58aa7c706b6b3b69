//! What is expected of a metric.

use ebb_decide::anomaly::{
    AnomalyDetector, MathSubject, MathSubjectError, MetricSubject, Subject, Training,
};
use ebb_decide::math::{MetricStat, Plan, Query, Source, Window};
use ebb_decide::metric::{Datum, Metrics, Resolution, Samples};
use ebb_decide::schedule::Zone;
use ebb_decide::{Command, Refusal};
use ebb_units::{MetricId, SignedDuration, Statistic, Timestamp, Unit};
use proptest::prelude::*;

use crate::driver::{self, World, secs};

const HOUR: i64 = 3600;

/// Two days before a world begins. Hours of the day are counted from here, too.
fn start() -> Timestamp {
    driver::start() - SignedDuration::from_hours(48)
}

fn after(secs: i64) -> Timestamp {
    start() + SignedDuration::from_secs(secs)
}

fn metric() -> MetricId {
    MetricId::new("N", "load", [("d", "1")])
}

fn datum(at: Timestamp, value: f64) -> Datum {
    let samples = Samples::Values(vec![(value, 1.0)]);
    Datum { metric: metric(), unit: Unit::None, at, resolution: Resolution::OneMinute, samples }
}

fn stat() -> MetricStat {
    MetricStat {
        metric: metric(),
        statistic: Statistic::Average,
        stat: "Average".to_owned(),
        period_secs: 300,
        unit: None,
    }
}

fn of(statistic: Statistic) -> Subject {
    Subject::Metric(MetricSubject { metric: metric(), statistic, stat: statistic.to_string() })
}

fn detector() -> AnomalyDetector {
    AnomalyDetector {
        subject: of(Statistic::Average),
        excluded: Vec::new(),
        zone: None,
        periodic_spikes: None,
        put: start(),
    }
}

fn query(id: &str, source: Source) -> Query {
    Query {
        id: id.to_owned(),
        label: None,
        return_data: None,
        period_secs: None,
        account_id: None,
        source,
    }
}

fn expression(id: &str, text: &str) -> Query {
    query(id, Source::Expression(text.to_owned()))
}

/// A point every five minutes: 9 and 11 in turn, by day a hundred more.
fn daily(hours: i64) -> Vec<Datum> {
    (0..hours * 12)
        .map(|index| {
            let by_day = (8..20).contains(&(index / 12 % 24));
            let value = if index % 2 == 0 { 9.0 } else { 11.0 };
            datum(after(index * 300), if by_day { value + 100.0 } else { value })
        })
        .collect()
}

fn metrics(data: &[Datum]) -> Metrics {
    let mut metrics = Metrics::default();
    data.iter().for_each(|datum| metrics.record(datum));
    metrics
}

/// A world in which these data were recorded.
fn world(data: Vec<Datum>) -> World {
    let mut world = World::new();
    world.ask(Command::PutMetricData(data));
    world
}

fn band(metrics: &Metrics, at: i64, now: i64, deviations: f64) -> Option<(f64, f64)> {
    metrics.expected(&stat(), after(now))?.band(after(at), deviations)
}

// Covers: ebb.anomaly.model
#[test]
fn each_hour_of_the_day_has_its_own_band() {
    let metrics = metrics(&daily(72));
    let now = 72 * HOUR + 10;
    assert_eq!(band(&metrics, 72 * HOUR, now, 2.0), Some((8.0, 12.0)), "midnight");
    assert_eq!(band(&metrics, 82 * HOUR, now, 2.0), Some((108.0, 112.0)), "ten in the morning");
    assert_eq!(band(&metrics, 82 * HOUR, now, 0.5), Some((109.5, 110.5)), "narrower");
}

// Covers: ebb.anomaly.model
#[test]
fn an_hour_without_points_is_taken_for_an_average_one() {
    let metrics = metrics(&daily(6));
    assert_eq!(band(&metrics, 15 * HOUR, 6 * HOUR, 1.0), Some((9.0, 11.0)));
    // Two hours are no basis; the third counts when it is over.
    assert_eq!(band(&metrics, 0, 3 * HOUR - 1, 1.0), None);
    assert!(band(&metrics, 0, 3 * HOUR, 1.0).is_some());
}

// Covers: ebb.anomaly.model
#[test]
fn what_is_older_than_two_weeks_is_forgotten() {
    let metrics = metrics(&daily(6));
    let weeks = 14 * 24 * HOUR;
    assert!(band(&metrics, weeks, weeks, 1.0).is_some());
    assert_eq!(band(&metrics, weeks, weeks + 4 * HOUR, 1.0), None);
}

// Covers: ebb.anomaly.model, cw.anomaly.put
#[test]
fn spikes_do_not_widen_the_band_unless_they_belong_to_the_metric() {
    let mut data = daily(48);
    data.push(datum(after(25 * HOUR + 60), 1e6));
    let mut world = world(data);
    let usual = band(world.there().metrics(), 49 * HOUR, 48 * HOUR, 2.0).unwrap();
    assert!(usual.1 < 13.0, "{usual:?}");
    let spiky = AnomalyDetector { periodic_spikes: Some(true), ..detector() };
    world.ask(Command::PutAnomalyDetector(spiky));
    let wide = band(world.there().metrics(), 49 * HOUR, 48 * HOUR, 2.0).unwrap();
    assert!(wide.1 > 1e5, "{wide:?}");
}

// Covers: ebb.anomaly.model, cw.anomaly.put
#[test]
fn excluded_times_and_the_time_zone_are_heeded() {
    let mut world = world(daily(48));
    // Without the second day's morning and the first day's there are no points of ten o'clock.
    let morning =
        |day: i64| (after(day * 24 * HOUR + 10 * HOUR), after(day * 24 * HOUR + 11 * HOUR));
    let put = AnomalyDetector { excluded: vec![morning(0), morning(1)], ..detector() };
    world.ask(Command::PutAnomalyDetector(put));
    let (lower, upper) = band(world.there().metrics(), 58 * HOUR, 48 * HOUR, 1.0).unwrap();
    assert!(lower < 20.0 && upper > 100.0, "the whole day's: {lower} to {upper}");
    // India is half an hour off: its ten o'clock begins at 4:30 here.
    let zone = Zone::parse("Asia/Kolkata").unwrap();
    world.ask(Command::PutAnomalyDetector(AnomalyDetector { zone: Some(zone), ..detector() }));
    assert_eq!(world.there().anomaly_detectors().count(), 1, "it takes the place of the first");
    let eight = band(world.there().metrics(), 48 * HOUR + 8 * HOUR, 48 * HOUR, 1.0).unwrap();
    assert!(eight.0 < 20.0 && eight.1 > 100.0, "half night, half day: {eight:?}");
}

// Covers: cw.anomaly.state, cw.anomaly.put
#[test]
fn a_detector_waits_then_has_enough_or_not() {
    let mut world = world(daily(48));
    world.run(secs(30));
    world.ask(Command::PutAnomalyDetector(detector()));
    let training = |world: &World| {
        let detector = world.there().anomaly_detectors().next().unwrap();
        world.there().metrics().training(detector, world.now)
    };
    assert_eq!(training(&world), Training::Pending);
    world.run(secs(30));
    assert_eq!(training(&world), Training::Trained);
    world.restart();
    assert_eq!(training(&world), Training::Trained, "it is a row");
    let elsewhere = AnomalyDetector { subject: of(Statistic::Percentile(90.0)), ..detector() };
    let everything = vec![(after(0), after(1_000 * HOUR))];
    world.ask(Command::PutAnomalyDetector(AnomalyDetector { excluded: everything, ..elsewhere }));
    world.run(secs(120));
    let states: Vec<Training> = world
        .there()
        .anomaly_detectors()
        .map(|detector| world.there().metrics().training(detector, world.now))
        .collect();
    assert_eq!(states, [Training::Trained, Training::InsufficientData]);
    let delete = |statistic| Command::DeleteAnomalyDetector(of(statistic));
    world.ask(delete(Statistic::Average));
    assert_eq!(world.command(delete(Statistic::Average)), Err(Refusal::NoSuchDetector));
    world.restart();
    assert_eq!(world.there().anomaly_detectors().count(), 1);
}

// Covers: cw.math.band
#[test]
fn a_band_is_two_series() {
    let metrics = metrics(&daily(48));
    let window = Window {
        start: after(48 * HOUR),
        end: after(48 * HOUR + 600),
        now: after(48 * HOUR + 600),
    };
    let plan = Plan::new(vec![
        query("m", Source::Metric(stat())),
        expression("band", "ANOMALY_DETECTION_BAND(m)"),
        expression("wide", "ANOMALY_DETECTION_BAND(m, 3)"),
        expression("upper", "FIRST(band)"),
        expression("lower", "LAST(band)"),
    ])
    .unwrap();
    let lines = plan.evaluate(&metrics, &window).unwrap();
    let told: Vec<(usize, Option<f64>)> =
        lines.iter().map(|line| (line.query, line.values[1])).collect();
    let values = [None, Some(12.0), Some(8.0), Some(13.0), Some(7.0), Some(12.0), Some(8.0)];
    let want: Vec<_> = [0, 1, 1, 2, 2, 3, 4].into_iter().zip(values).collect();
    assert_eq!(told, want);
    for (text, want) in [
        (
            "ANOMALY_DETECTION_BAND(m + 1)",
            "takes the id of a metric or of an expression here (column 24)",
        ),
        ("ANOMALY_DETECTION_BAND(m, 0)", "takes a number of standard deviations here (column 27)"),
        ("ANOMALY_DETECTION_BAND(m, m)", "takes a number of standard deviations here (column 27)"),
    ] {
        let queries = vec![query("m", Source::Metric(stat())), expression("e", text)];
        let error = Plan::new(queries).unwrap_err().to_string();
        assert!(error.ends_with(want), "{error}");
    }
}

// Covers: cw.math.band, cw.anomaly.math
#[test]
fn a_band_of_an_expression_is_learned_from_what_the_expression_was() {
    let mut world = world(daily(48));
    let unseen = |query: Query| Query { return_data: Some(false), ..query };
    let queries = || vec![unseen(query("m", Source::Metric(stat()))), expression("e", "2 * m + 1")];
    let band = |world: &World| {
        let mut queries: Vec<Query> = queries().into_iter().map(unseen).collect();
        queries.push(expression("band", "ANOMALY_DETECTION_BAND(e, 1)"));
        // Nothing that the band does not read has a part in it.
        queries.push(unseen(expression("other", "m * 7")));
        let window =
            Window { start: after(48 * HOUR), end: after(48 * HOUR + 300), now: world.now };
        let lines = Plan::new(queries).unwrap().evaluate(world.there().metrics(), &window).unwrap();
        lines.iter().map(|line| line.values[0]).collect::<Vec<_>>()
    };
    // Midnight: 19 and 23 in turn.
    assert_eq!(band(&world), [Some(23.0), Some(19.0)]);
    let math = || Subject::Math(Box::new(MathSubject::new(queries()).unwrap()));
    let nothing = AnomalyDetector {
        subject: math(),
        excluded: vec![(after(0), after(1_000 * HOUR))],
        ..detector()
    };
    world.ask(Command::PutAnomalyDetector(nothing));
    world.restart();
    assert_eq!(band(&world), [None, None], "the detector lets nothing be learned");
    let training = |world: &World| {
        let metrics = world.there().metrics();
        world
            .there()
            .anomaly_detectors()
            .map(|it| metrics.training(it, world.now))
            .collect::<Vec<_>>()
    };
    world.run(secs(60));
    assert_eq!(training(&world), [Training::InsufficientData]);
    world.ask(Command::PutAnomalyDetector(AnomalyDetector { subject: math(), ..detector() }));
    world.run(secs(60));
    assert_eq!(training(&world), [Training::Trained]);
    assert_eq!(
        world.command(Command::DeleteAnomalyDetector(of(Statistic::Average))),
        Err(Refusal::NoSuchDetector)
    );
    world.ask(Command::DeleteAnomalyDetector(math()));
    assert!(world.there().anomaly_detectors().next().is_none());
}

// Covers: cw.anomaly.math
#[test]
fn queries_that_no_model_can_be_of_are_refused() {
    let metric = || query("m", Source::Metric(stat()));
    let unseen = |query: Query| Query { return_data: Some(false), ..query };
    for queries in [
        vec![unseen(metric()), expression("e", "[m, m]")],
        vec![unseen(metric()), expression("e", "FIRST(ANOMALY_DETECTION_BAND(m))")],
        vec![unseen(metric()), expression("e", "AVG(SEARCH('{N,d} load', 'Sum', 60))")],
    ] {
        assert_eq!(MathSubject::new(queries), Err(MathSubjectError::NoSeries));
    }
    let both = MathSubject::new(vec![metric(), expression("e", "m * 2")]);
    assert_eq!(both, Err(MathSubjectError::Returned));
    let unknown = MathSubject::new(vec![expression("e", "m * 2")]);
    assert!(matches!(unknown, Err(MathSubjectError::Plan(_))));
    // A band of a band would have to be learned from what was learned.
    let nested = vec![
        metric(),
        expression("e", "FIRST(ANOMALY_DETECTION_BAND(m))"),
        expression("band", "ANOMALY_DETECTION_BAND(e)"),
    ];
    let error = Plan::new(nested).unwrap_err().to_string();
    assert!(error.ends_with("takes what is made of metrics alone here (column 24)"), "{error}");
}

/// A row as an earlier release has written it opens as what it was.
#[test]
fn rows_of_earlier_releases_open() {
    let row = serde_json::json!({
        "metric": { "namespace": "N", "name": "load", "dimensions": [{ "name": "d", "value": "1" }] },
        "statistic": "Average", "stat": "Average", "excluded": [], "zone": null,
        "periodic_spikes": null, "put": start().to_string(),
    });
    let opened: AnomalyDetector = serde_json::from_value(row.clone()).unwrap();
    assert_eq!(opened, detector());
    assert_eq!(opened.key(), "Average \"N\" \"load\" \"d\"=\"1\"");
    assert_eq!(serde_json::to_value(&opened).unwrap(), row);
}

proptest! {
    #[test]
    fn a_band_holds_its_middle_and_grows_with_its_width(
        values in prop::collection::vec(-1e9..1e9_f64, 36..300),
        hour in 0_i64..48,
        narrow in 0.1..3.0_f64,
    ) {
        let data: Vec<Datum> =
            values.iter().zip(0..).map(|(value, index)| datum(after(index * 300), *value)).collect();
        let metrics = metrics(&data);
        let now = i64::try_from(values.len()).unwrap() * 300 + HOUR;
        let inner = band(&metrics, hour * HOUR, now, narrow).unwrap();
        let outer = band(&metrics, hour * HOUR, now, narrow * 2.0).unwrap();
        prop_assert!(outer.0 <= inner.0 && inner.0 <= inner.1 && inner.1 <= outer.1);
    }
}
