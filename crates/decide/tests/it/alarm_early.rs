//! Early alarms: what is fired at a datum is what the regular evaluation would have found.

use ebb_decide::alarm::{
    Actions, AlarmSpec, StateValue, evaluate, evaluate_early, next_evaluation, offset_secs, windows,
};
use ebb_decide::metric::{Datum, Metrics, Resolution, Samples};
use ebb_units::{Comparison, Statistic, Timestamp, Unit};
use proptest::prelude::*;

use crate::alarm_properties::{any_spec, any_treatment};
use crate::watch::{watch, watched, watching};

/// 10:00:00 of some day.
const START: i64 = 1_800_007_200;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(START + second).unwrap()
}

fn datum(spec: &AlarmSpec, second: i64, value: f64) -> Datum {
    Datum {
        metric: watched(spec).metric.clone(),
        unit: Unit::None,
        at: at(second),
        resolution: Resolution::OneSecond,
        samples: Samples::Values(vec![(value, 1.0)]),
    }
}

/// A scale-from-zero alarm: one failed request within a minute.
fn failures() -> AlarmSpec {
    let metric = ebb_units::MetricId::new("N", "m", []);
    AlarmSpec {
        name: "from-zero".into(),
        description: None,
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: Actions::default(),
        insufficient_data_actions: Actions::default(),
        watch: watch(metric, Statistic::Maximum),
        period_secs: 60,
        evaluation_periods: 1,
        datapoints_to_alarm: None,
        threshold: Some(1.0),
        comparison: Comparison::GreaterThanOrEqualToThreshold,
        treat_missing_data: None,
        evaluate_low_sample_count_percentile: None,
    }
}

// Covers: ebb.alarm.early
#[test]
fn fires_at_the_datum() {
    let spec = failures();
    for second in [0, 1, i64::from(offset_secs(&spec.name)), 59] {
        let mut metrics = Metrics::default();
        metrics.record(&datum(&spec, second, 1.0));
        let now = at(second);
        let got = evaluate_early(&spec, &metrics, now, StateValue::InsufficientData).unwrap();
        assert_eq!(got.state, StateValue::Alarm, "{second}");
        assert_eq!(got.recent, [Some(1.0)]);
        assert!(got.reason.starts_with("Threshold Crossed: 1 datapoint [1.0 ("), "{}", got.reason);
    }
}

#[test]
fn a_datum_of_the_minute_just_closed_fires_before_its_slot() {
    let spec = failures();
    let slot = i64::from(offset_secs(&spec.name));
    let mut metrics = Metrics::default();
    metrics.record(&datum(&spec, -1, 1.0));
    let early = |second| evaluate_early(&spec, &metrics, at(second), StateValue::Ok);
    assert!(early(0).is_some());
    assert!(early(slot - 1).is_some());
    // After the slot the next look is at the minute that is still empty, where one good datum would outweigh it.
    assert!(early(slot).is_none());
}

// Covers: ebb.alarm.early
#[test]
fn waits_for_the_regular_evaluation_where_it_must() {
    let base = failures();
    let early = |spec: &AlarmSpec, data: &[Datum]| {
        let mut metrics = Metrics::default();
        data.iter().for_each(|datum| metrics.record(datum));
        evaluate_early(spec, &metrics, at(5), StateValue::Ok).is_some()
    };
    let one = [datum(&base, 2, 5.0)];
    assert!(early(&base, &one));
    for statistic in ["Average", "Minimum", "p99", "tm90"] {
        let spec = watching(&base, |watch| watch.statistic = statistic.parse().unwrap());
        assert!(!early(&spec, &one), "{statistic}");
    }
    for comparison in [Comparison::LessThanThreshold, Comparison::LessThanOrEqualToThreshold] {
        let spec = AlarmSpec { comparison, threshold: Some(9.0), ..base.clone() };
        assert!(!early(&spec, &one), "{comparison:?}");
    }
    let sum = watching(&base, |watch| watch.statistic = Statistic::Sum);
    assert!(early(&sum, &one));
    assert!(!early(&sum, &[datum(&sum, -4000, -1.0), datum(&sum, 2, 5.0)]), "it may sink again");
    let three = AlarmSpec { evaluation_periods: 3, ..base.clone() };
    assert!(!early(&three, &one));
    let older = [datum(&base, -110, 5.0), datum(&base, -50, 5.0), datum(&base, 2, 5.0)];
    assert!(early(&three, &older));
    // A second unit could take the alarm over.
    let other = Datum { unit: Unit::Count, ..datum(&base, 3, 0.0) };
    assert!(!early(&base, &[one[0].clone(), other.clone()]));
    let chosen = watching(&base, |watch| watch.unit = Some(Unit::None));
    assert!(early(&chosen, &[one[0].clone(), other]));
}

#[test]
fn a_verdict_to_keep_the_state_settles_nothing() {
    use ebb_decide::alarm::TreatMissing;
    let spec = AlarmSpec {
        evaluation_periods: 2,
        treat_missing_data: Some(TreatMissing::Ignore),
        ..failures()
    };
    let mut metrics = Metrics::default();
    metrics.record(&datum(&spec, 2, 5.0));
    assert_eq!(evaluate_early(&spec, &metrics, at(3), StateValue::Alarm), None);
}

proptest! {
    // Many an alarm does not fire; those are passed over.
    #![proptest_config(ProptestConfig { cases: 1000, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    /// Runs an alarm as the controller does, early look first, and lets any data follow the firing: the alarm
    /// stays until the slot that judges the open period, and there the regular evaluation agrees.
    #[test]
    fn what_fires_early_is_confirmed(
        spec in any_spec(),
        statistic in prop::sample::select(vec![Statistic::Sum, Statistic::Maximum, Statistic::SampleCount]),
        upward in any::<bool>(),
        threshold in 0_u8..4,
        treat in any_treatment(),
        now in 0_i64..60,
        before in prop::collection::vec((0.0_f64..1.0, 0_u8..4), 1..20),
        spread in prop::sample::select(vec![1, 2, 4]),
        after in prop::collection::vec((0_i64..60, 0_u8..4), 0..8),
    ) {
        let comparison = if upward {
            Comparison::GreaterThanThreshold
        } else {
            Comparison::GreaterThanOrEqualToThreshold
        };
        let threshold = Some(f64::from(threshold));
        let spec = watching(&spec, |watch| watch.statistic = statistic);
        let spec = AlarmSpec { comparison, threshold, treat_missing_data: treat, ..spec };
        let mut metrics = Metrics::default();
        let reach = f64::from(spec.period_secs * (spec.evaluation_periods + 2));
        for (share, value) in before {
            #[expect(clippy::cast_possible_truncation, reason = "at most some hours")]
            let back = (share.powi(spread) * reach) as i64;
            metrics.record(&datum(&spec, now - back, f64::from(value)));
        }
        let fired = evaluate_early(&spec, &metrics, at(now), StateValue::Ok);
        prop_assume!(fired.is_some());
        prop_assert_eq!(fired.unwrap().state, StateValue::Alarm);

        let mut after: Vec<(i64, f64)> =
            after.into_iter().map(|(later, value)| (now + later, f64::from(value))).collect();
        after.sort_by_key(|(second, _)| *second);
        let mut after = after.into_iter().peekable();
        let mut slot = at(now);
        loop {
            slot = next_evaluation(&spec, slot);
            while let Some((second, value)) = after.next_if(|(second, _)| at(*second) <= slot) {
                metrics.record(&datum(&spec, second, value));
            }
            let regular = evaluate(&spec, &metrics, slot, StateValue::Alarm);
            let early = evaluate_early(&spec, &metrics, slot, StateValue::Alarm);
            let newest_end = windows(&spec, slot).last().unwrap().1;
            prop_assert!(
                early.is_some() || regular.state == StateValue::Alarm,
                "taken back at {slot}, before {newest_end}"
            );
            if newest_end > at(now) {
                break;
            }
            if regular.state == StateValue::Alarm && early.is_none() {
                // The slot whose windows were closed already: confirmed.
                break;
            }
        }
        let confirmed = evaluate(&spec, &metrics, slot, StateValue::Ok);
        prop_assert_eq!(confirmed.state, StateValue::Alarm);
    }
}
