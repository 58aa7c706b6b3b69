//! The two alarms that a target tracking policy keeps.

use ebb_units::{Comparison, Workload};

use super::policy::ScalingPolicy;
use crate::alarm::{Actions, AlarmSpec, TreatMissing};
use crate::policy::TrackingConfig;

/// Which of the two alarms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Fires when there is too little capacity.
    High,
    /// Fires when there is too much.
    Low,
}

impl Side {
    fn as_str(self) -> &'static str {
        match self {
            Self::High => "AlarmHigh",
            Self::Low => "AlarmLow",
        }
    }
}

/// Makes the managed alarm of one side, named and worded as AWS's.
///
/// Rule aas.managed-alarm: high is 3 of 3 over the target; low is 15 minutes under 90 % of it, which are 90 points
/// of a ten-second metric; missing data stays missing.
/// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>
pub fn managed_alarm(
    policy: &ScalingPolicy,
    config: &TrackingConfig,
    workload: &Workload,
    side: Side,
    uuid: &str,
) -> AlarmSpec {
    const LOW_WINDOW_SECS: u32 = 15 * 60;
    let (watch, period_secs) = config.metric.watch(workload);
    let action = policy.managed_action();
    let (comparison, threshold, evaluation_periods) = match side {
        Side::High => (Comparison::GreaterThanThreshold, config.target_value, 3),
        Side::Low => (
            Comparison::LessThanThreshold,
            config.target_value * 0.9,
            LOW_WINDOW_SECS / period_secs,
        ),
    };
    AlarmSpec {
        name: format!("TargetTracking-{workload}-{}-{uuid}", side.as_str()).into(),
        description: Some(format!(
            "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {action}."
        )),
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: vec![action].into(),
        insufficient_data_actions: Actions::default(),
        watch,
        period_secs,
        evaluation_periods,
        datapoints_to_alarm: None,
        threshold: Some(threshold),
        comparison,
        treat_missing_data: Some(TreatMissing::Missing),
        evaluate_low_sample_count_percentile: None,
    }
}
