//! What holds for every alarm, whatever the data.

use ebb_decide::alarm::{
    Actions, AlarmSpec, LowSamples, Observed, Sample, StateValue, TreatMissing, evaluate,
    evaluation_range, judge, reason, reason_data, windows,
};
use ebb_decide::metric::{Datum, Metrics, Resolution, Samples};
use ebb_units::{Comparison, MetricId, Statistic, Timestamp, Unit};
use proptest::prelude::*;
use serde_json::Value;

use crate::watch::{watch, watched, watching};

const COMPARISONS: [Comparison; 4] = [
    Comparison::GreaterThanOrEqualToThreshold,
    Comparison::GreaterThanThreshold,
    Comparison::LessThanThreshold,
    Comparison::LessThanOrEqualToThreshold,
];

pub(crate) fn any_treatment() -> impl Strategy<Value = Option<TreatMissing>> {
    prop::sample::select(vec![
        None,
        Some(TreatMissing::Breaching),
        Some(TreatMissing::NotBreaching),
        Some(TreatMissing::Ignore),
        Some(TreatMissing::Missing),
    ])
}

fn any_statistic() -> impl Strategy<Value = Statistic> {
    let all = ["Average", "Sum", "Maximum", "SampleCount", "p99", "p50", "tm90", "IQM", "PR(:3)"];
    prop::sample::select(all.map(|text| text.parse().unwrap()).to_vec())
}

prop_compose! {
    /// Any alarm that PutMetricAlarm accepts, on a metric without dimensions.
    pub(crate) fn any_spec()(
        statistic in any_statistic(),
        period_secs in prop::sample::select(vec![10_u32, 20, 30, 60, 120, 300, 3600]),
        (evaluation_periods, needed) in (1_u32..9).prop_flat_map(|n| (Just(n), prop::option::of(1..=n))),
        threshold in prop_oneof![(-3_i8..4).prop_map(f64::from), -1e300_f64..1e300],
        comparison in prop::sample::select(COMPARISONS.to_vec()),
        treat_missing_data in any_treatment(),
        ignore_thin in any::<bool>(),
    ) -> AlarmSpec {
        AlarmSpec {
            name: "an alarm".into(),
            description: None,
            actions_enabled: true,
            ok_actions: Actions::default(),
            alarm_actions: Actions::default(),
            insufficient_data_actions: Actions::default(),
            watch: watch(MetricId::new("N", "m", []), statistic),
            period_secs,
            evaluation_periods,
            datapoints_to_alarm: needed,
            threshold: Some(threshold),
            comparison,
            treat_missing_data,
            evaluate_low_sample_count_percentile: ignore_thin.then_some(LowSamples::Ignore),
        }
    }
}

fn any_state() -> impl Strategy<Value = StateValue> {
    prop::sample::select(vec![StateValue::Ok, StateValue::Alarm, StateValue::InsufficientData])
}

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![(-2_i8..6).prop_map(f64::from), any::<f64>()]
}

fn observed(spec: &AlarmSpec, values: &[Option<f64>]) -> Vec<Observed> {
    let query = Timestamp::from_second(1_800_000_007).unwrap();
    let looked_at = windows(spec, query);
    looked_at
        .iter()
        .zip(values.iter().chain(std::iter::repeat(&None)))
        .map(|((start, _), value)| Observed {
            start: *start,
            sample: value.map(|value| Sample { value, count: 1e6, band: None }),
        })
        .collect()
}

proptest! {
    #[test]
    fn anything_can_be_judged_and_told(
        spec in any_spec(),
        values in prop::collection::vec(prop::option::of(any_value()), 0..20),
        query in any::<i64>(),
    ) {
        let windows = observed(&spec, &values);
        let verdict = judge(&spec, &windows);
        prop_assert_eq!(verdict.breaching + verdict.good + verdict.missing, spec.evaluation_periods);
        let text = reason(&spec, &windows, &verdict);
        prop_assert_eq!(text.is_some(), verdict.state.is_some());
        prop_assert!(text.is_none_or(|text| text.len() < 1024 && text.ends_with('.')));
        let query = Timestamp::from_second(query % 100_000_000_000).unwrap();
        let text = reason_data(&spec, &windows, &verdict, query);
        let data: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&data["period"], &Value::from(spec.period_secs));
        // serde_json reads the last binary digit of a number only nearly right.
        let threshold = data["threshold"].as_f64().unwrap();
        let given = spec.threshold.unwrap();
        prop_assert!((threshold - given).abs() <= given.abs() * 1e-14);
        let recent = data["recentDatapoints"].as_array().unwrap();
        prop_assert!(recent.len() <= spec.evaluation_periods as usize);
        let real = recent.iter().filter(|value| !value.is_null()).count();
        let unprintable = values.iter().flatten().any(|value| !value.is_finite());
        prop_assert!(unprintable || real == (verdict.breaching + verdict.good) as usize);
        let evaluated = data["evaluatedDatapoints"].as_array().unwrap();
        prop_assert!(evaluated.len() <= spec.evaluation_periods as usize);
        prop_assert_eq!(data.get("startDate").is_some(), !recent.is_empty());
    }

    #[test]
    fn any_data_can_be_evaluated(
        spec in any_spec(),
        data in prop::collection::vec(
            (any::<i64>(), any_value(), any_value(), any::<bool>(), 0_usize..3),
            0..40,
        ),
        previous in any_state(),
        query in 0_i64..4_000_000_000,
    ) {
        let mut metrics = Metrics::default();
        for (back, value, count, fine, unit) in data {
            metrics.record(&Datum {
                metric: watched(&spec).metric.clone(),
                unit: Unit::ALL[unit],
                at: Timestamp::from_second(query - back % 20_000).unwrap(),
                resolution: if fine { Resolution::OneSecond } else { Resolution::OneMinute },
                samples: Samples::Values(vec![(value, count)]),
            });
        }
        let query = Timestamp::from_second(query).unwrap();
        let got = evaluate(&spec, &metrics, query, previous);
        prop_assert_eq!(got.reason.is_empty(), got.state == previous);
        prop_assert_eq!(got.reason_data.is_none(), got.state == previous);
        prop_assert!(got.recent.iter().flatten().all(|value| value.is_finite()));
    }

    #[test]
    fn breaching_all_over_is_an_alarm_and_good_all_over_is_none(
        spec in any_spec(),
        previous in any_state(),
        beyond in 0.5_f64..1e6,
    ) {
        let upward = spec.comparison.is_upward();
        // Beyond every threshold of the strategy, or within it.
        let values = |breaching: bool| {
            let value = if breaching == upward { 1.1e300 } else { -1.1e300 } * (1.0 + beyond);
            vec![Some(value); evaluation_range(&spec) as usize]
        };
        let state = |breaching| {
            judge(&spec, &observed(&spec, &values(breaching))).state_after(previous)
        };
        prop_assert_eq!(state(true), StateValue::Alarm);
        prop_assert_eq!(state(false), StateValue::Ok);
    }

    #[test]
    fn one_more_breach_never_ends_an_alarm(
        spec in any_spec(),
        values in prop::collection::vec(prop::option::of(any::<bool>()), 16),
        at in 0_usize..16,
    ) {
        let (breach, good) = if spec.comparison.is_upward() { (1e301, -1e301) } else { (-1e301, 1e301) };
        let state = |values: &[Option<bool>]| {
            let values: Vec<Option<f64>> = values
                .iter()
                .map(|value| value.map(|breaching| if breaching { breach } else { good }))
                .collect();
            judge(&spec, &observed(&spec, &values)).state
        };
        let before = state(&values);
        let mut more = values.clone();
        if more[at].is_some() {
            more[at] = Some(true);
        }
        if before == Some(StateValue::Alarm) {
            prop_assert_eq!(state(&more), before);
        }
    }
}

#[test]
fn reason_data_of_the_longest_alarm_fit() {
    let spec = AlarmSpec {
        watch: watch(MetricId::new("N", "m", []), Statistic::Sum),
        period_secs: 60,
        evaluation_periods: 1440,
        datapoints_to_alarm: None,
        threshold: Some(-1.234_567_890_123_456_7e-300),
        comparison: Comparison::LessThanThreshold,
        treat_missing_data: None,
        evaluate_low_sample_count_percentile: None,
        name: "long".into(),
        description: None,
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: Actions::default(),
        insufficient_data_actions: Actions::default(),
    };
    let mut spec = watching(&spec, |watch| watch.unit = Some(Unit::KilobitsPerSecond));
    for operator in COMPARISONS {
        spec.comparison = operator;
        let value = -1.234_567_890_123_456_7e300;
        let windows = observed(&spec, &vec![Some(value); 1442]);
        let verdict = judge(&spec, &windows);
        let text = reason_data(&spec, &windows, &verdict, Timestamp::UNIX_EPOCH);
        assert!(text.len() <= 4000, "{}", text.len());
        serde_json::from_str::<Value>(&text).unwrap();
        assert!(reason(&spec, &windows, &verdict).unwrap().len() <= 1023);
    }
}
