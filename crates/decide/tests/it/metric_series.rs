//! Series over time: buckets, ageing, and what the store is told.

use std::collections::BTreeMap;

use ebb_decide::metric::{
    BucketRow, Datum, Metrics, Point, Resolution, RestoreError, Samples, Span,
};
use ebb_units::{MetricId, Statistic, Timestamp, Unit};
use proptest::prelude::*;

/// Midnight of some day.
const START: i64 = 1_800_000_000 - 1_800_000_000 % 86_400;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

fn metric() -> MetricId {
    MetricId::new("N", "m", [("d", "1")])
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(START + second).unwrap()
}

fn record(metrics: &mut Metrics, second: i64, resolution: Resolution, value: f64) {
    let samples = Samples::Values(vec![(value, 1.0)]);
    metrics.record(&Datum {
        metric: metric(),
        unit: Unit::None,
        at: at(second),
        resolution,
        samples,
    });
}

fn sums(metrics: &Metrics, from: i64, to: i64, period_secs: u32, now: i64) -> Vec<(i64, f64)> {
    let span = Span { start: at(from), end: at(to), period_secs, now: at(now) };
    let points = metrics.points(&metric(), None, Statistic::Sum, &span);
    points.iter().map(|point: &Point| (point.at.as_second() - START, point.value)).collect()
}

#[test]
fn buckets_include_their_start_and_not_their_end() {
    let mut metrics = Metrics::default();
    for second in [0, 59, 60, 119, 120] {
        record(&mut metrics, second, Resolution::OneSecond, 1.0);
    }
    assert_eq!(sums(&metrics, 0, 600, 60, 600), [(0, 2.0), (60, 2.0), (120, 1.0)]);
    assert_eq!(sums(&metrics, 0, 120, 120, 600), [(0, 4.0)]);
    // Buckets follow the start that was asked for; the last one may be cut short.
    assert_eq!(sums(&metrics, 60, 130, 120, 600), [(60, 3.0)]);
    assert_eq!(sums(&metrics, 0, 130, 300, 600), [(0, 5.0)]);
    assert_eq!(sums(&metrics, 0, 600, 10, 600).len(), 5);
    assert_eq!(sums(&metrics, 600, 0, 60, 600), []);
    // An end within a second leaves that second in.
    let end = at(120) + ebb_units::SignedDuration::from_millis(1);
    let span = Span { start: at(0), end, period_secs: 60, now: at(600) };
    assert_eq!(metrics.points(&metric(), None, Statistic::Sum, &span).len(), 3);
}

#[test]
fn a_metric_of_minutes_shows_at_the_minute() {
    let mut metrics = Metrics::default();
    record(&mut metrics, 75, Resolution::OneMinute, 2.0);
    record(&mut metrics, 119, Resolution::OneMinute, 3.0);
    assert_eq!(sums(&metrics, 0, 300, 10, 300), [(60, 5.0)]);
    assert_eq!(sums(&metrics, 70, 300, 10, 300), []);
}

// Covers: cw.metric.start-rounding
#[test]
fn starts_are_rounded_by_age() {
    let span = |start, period_secs, now| Span {
        start: at(start),
        end: at(now),
        period_secs,
        now: at(now),
    };
    let rounded =
        |start, period_secs, now| span(start, period_secs, now).rounded_start().as_second() - START;
    assert_eq!(rounded(3725, 60, 4000), 3720);
    assert_eq!(rounded(3725, 10, 4000), 3720);
    assert_eq!(rounded(3725, 300, 3725 + 16 * DAY), 3600);
    assert_eq!(rounded(7300, 3600, 7300 + 64 * DAY), 7200);
}

// Covers: cw.metric.retention, cw.metric.period-by-age
#[test]
fn what_ages_gets_coarser_and_keeps_its_sum() {
    let mut metrics = Metrics::default();
    for second in 0..600 {
        record(&mut metrics, second, Resolution::OneSecond, 1.0);
    }
    let (later, days, months) = (4 * HOUR, 16 * DAY, 64 * DAY);
    assert_eq!(metrics.compact(at(HOUR)), []);
    assert_eq!(sums(&metrics, 0, 10, 10, 3 * HOUR), [(0, 10.0)]);
    // Already before anything is rolled up, old data cannot be read in detail.
    assert_eq!(sums(&metrics, 0, 600, 10, later), []);
    assert_eq!(sums(&metrics, 0, 600, 60, later).len(), 10);
    let gone = metrics.compact(at(later));
    assert_eq!((gone.len(), gone[0].resolution_secs), (1, 1));
    assert_eq!(
        sums(&metrics, 0, 600, 60, later),
        (0..10).map(|i| (i * 60, 60.0)).collect::<Vec<_>>()
    );
    assert_eq!(metrics.compact(at(days))[0].resolution_secs, 60);
    assert_eq!(sums(&metrics, 0, 600, 60, days), []);
    assert_eq!(sums(&metrics, 0, 600, 300, days), [(0, 300.0), (300, 300.0)]);
    assert_eq!(metrics.compact(at(months))[0].resolution_secs, 300);
    assert_eq!(sums(&metrics, 0, 3600, 3600, months), [(0, 600.0)]);
    assert_eq!(metrics.list().count(), 1);
    assert_eq!(metrics.compact(at(456 * DAY))[0].resolution_secs, 3600);
    assert_eq!(metrics.list().count(), 0);
}

#[test]
fn what_is_listed_has_had_data() {
    let mut metrics = Metrics::default();
    record(&mut metrics, 70, Resolution::OneMinute, 1.0);
    record(&mut metrics, 10, Resolution::OneMinute, 1.0);
    record(&mut metrics, 90, Resolution::OneMinute, f64::NAN);
    assert_eq!(metrics.list().collect::<Vec<_>>(), [(&metric(), at(70))]);
    assert_eq!(metrics.take_dirty().len(), 2);
    assert_eq!(metrics.take_dirty(), []);
}

#[test]
fn a_row_that_was_never_written_is_refused() {
    let mut metrics = Metrics::default();
    record(&mut metrics, 0, Resolution::OneMinute, 1.0);
    let good = metrics.take_dirty().remove(0);
    let refuse = |row: BucketRow| Metrics::default().restore(row).unwrap_err();
    let place = RestoreError::Place { resolution_secs: 7, start_secs: START };
    assert_eq!(refuse(BucketRow { resolution_secs: 7, ..good.clone() }), place);
    assert!(matches!(
        refuse(BucketRow { start_secs: START + 1, ..good.clone() }),
        RestoreError::Place { .. }
    ));
    assert!(matches!(
        refuse(BucketRow { resolution_secs: 0, ..good.clone() }),
        RestoreError::Place { .. }
    ));
    for broken in [
        BucketRow { count: 0.0, ..good.clone() },
        BucketRow { sum: f64::NAN, ..good.clone() },
        BucketRow { max: f64::INFINITY, ..good.clone() },
    ] {
        assert_eq!(refuse(broken), RestoreError::Totals);
    }
    for bytes in [vec![9], vec![0, 0], vec![1], vec![1; 16], vec![2; 18], vec![1; 17]] {
        let broken = BucketRow { distribution: bytes.clone(), ..good.clone() };
        let got = Metrics::default().restore(broken);
        assert!(got.is_ok() || got == Err(RestoreError::Distribution), "{bytes:?}");
    }
    assert_eq!(Metrics::default().restore(good), Ok(()));
}

/// What a store holds: rows by key.
#[derive(Default)]
struct Table(BTreeMap<(Unit, u32, i64), BucketRow>);

impl Table {
    fn follow(&mut self, metrics: &mut Metrics, now: Timestamp) {
        for gone in metrics.compact(now) {
            self.0.retain(|(unit, secs, start), _| {
                (*unit, *secs) != (gone.unit, gone.resolution_secs) || *start >= gone.before_secs
            });
        }
        for row in metrics.take_dirty() {
            self.0.insert((row.unit, row.resolution_secs, row.start_secs), row);
        }
    }
}

proptest! {
    #[test]
    fn a_store_that_follows_can_restore_everything(
        steps in prop::collection::vec((0_i64..40 * DAY, 0_i64..20 * DAY, any::<bool>(), 0_usize..3, -1_i16..400), 1..60),
        statistic in prop::sample::select(vec!["Sum", "SampleCount", "Maximum", "Average", "p50", "tm90", "wm90"]),
    ) {
        let statistic: Statistic = statistic.parse().unwrap();
        let (mut metrics, mut table, mut now) = (Metrics::default(), Table::default(), 0);
        for (forward, back, fine, unit, value) in steps {
            now += forward / 20;
            // A run of values, so that distributions of every size occur.
            let values = (0..value.max(1)).map(|i| (f64::from(value + i * (value % 7)), 1.0)).collect();
            metrics.record(&Datum {
                metric: metric(),
                unit: Unit::ALL[unit],
                at: at(now - back),
                resolution: if fine { Resolution::OneSecond } else { Resolution::OneMinute },
                samples: Samples::Values(values),
            });
            if value % 3 == 0 {
                table.follow(&mut metrics, at(now));
            }
        }
        table.follow(&mut metrics, at(now));
        let mut restored = Metrics::default();
        for row in table.0.values() {
            restored.restore(row.clone()).unwrap();
        }
        prop_assert_eq!(restored.take_dirty(), []);
        for period_secs in [10, 60, 300, 3600, 86_400] {
            let span = Span { start: at(-20 * DAY), end: at(now + 1), period_secs, now: at(now) };
            let live = metrics.points(&metric(), None, statistic, &span);
            prop_assert_eq!(restored.points(&metric(), None, statistic, &span), live);
        }
    }

    #[test]
    fn percentiles_stay_within_the_extremes_and_in_order(
        values in prop::collection::vec((0.0_f64..1e9, 0.1_f64..5.0), 1..600),
    ) {
        let mut metrics = Metrics::default();
        metrics.record(&Datum {
            metric: metric(),
            unit: Unit::None,
            at: at(0),
            resolution: Resolution::OneMinute,
            samples: Samples::Values(values.clone()),
        });
        let window = metrics.window(&metric(), None, at(0), at(60));
        let of = |text: &str| window.value(text.parse().unwrap()).unwrap();
        let ranks: Vec<f64> = ["p0", "p10", "p50", "p90", "p99", "p100"].map(of).to_vec();
        prop_assert!(ranks.is_sorted(), "{:?}", ranks);
        prop_assert!(ranks[0].total_cmp(&of("Minimum")).is_eq());
        prop_assert!(ranks[5].total_cmp(&of("Maximum")).is_eq());
        // The nearest rank among the samples themselves, at most a bin away.
        let mut sorted = values;
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = sorted.iter().map(|(_, count)| count).sum();
        let mut below = 0.0;
        let exact = sorted.iter().find(|(_, count)| {
            below += count;
            below >= (total * 0.5).ceil().min(total)
        });
        let exact = exact.map_or(sorted[sorted.len() - 1].0, |(value, _)| *value);
        prop_assert!((ranks[2] - exact).abs() <= exact * 0.1 + 1e-9, "{} {}", ranks[2], exact);
    }
}
