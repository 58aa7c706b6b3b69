//! Policies as users write them.

use ebb_decide::alarm::{Actions, AlarmSpec, MetricWatch, TreatMissing, Watch};
use ebb_decide::hosting::metric_of;
use ebb_decide::policy::{
    AdjustmentType, PredefinedMetric, StepAdjustment, StepRequest, TrackedMetric, TrackingConfig,
};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_sim::{Bounds, Policies};
use ebb_units::{Comparison, Statistic, Workload};

pub(crate) fn component() -> Workload {
    Workload::Component { name: "simulated".to_owned() }
}

pub(crate) fn variant() -> Workload {
    Workload::Variant { endpoint: "e".to_owned(), variant: "v".to_owned() }
}

/// Target tracking of requests per copy and minute, cooldowns as by default.
pub(crate) fn tracking(workload: &Workload, target_value: f64) -> PolicyRequest {
    let metric = PredefinedMetric::of(workload)[0];
    tracking_of(workload, metric, target_value, None)
}

pub(crate) fn tracking_of(
    workload: &Workload,
    metric: PredefinedMetric,
    target_value: f64,
    cooldown_secs: Option<i32>,
) -> PolicyRequest {
    PolicyRequest {
        workload: workload.clone(),
        name: "track".to_owned(),
        policy_type: Some(PolicyType::TargetTrackingScaling),
        block: Some(PolicyBlock::Tracking(TrackingConfig {
            target_value,
            metric: TrackedMetric::Predefined(metric),
            scale_in_cooldown_secs: cooldown_secs,
            scale_out_cooldown_secs: cooldown_secs,
            disable_scale_in: None,
        })),
    }
}

/// The documented way out of zero: one copy more when a request found none.
pub(crate) fn with_wake_up(policies: Policies, workload: &Workload) -> Policies {
    let step = StepRequest {
        adjustment_type: Some(AdjustmentType::ChangeInCapacity),
        steps: vec![StepAdjustment { lower: Some(0.0), upper: None, adjustment: 1 }],
        cooldown_secs: Some(60),
        ..StepRequest::default()
    };
    let wake = PolicyRequest {
        workload: workload.clone(),
        name: "wake".to_owned(),
        policy_type: Some(PolicyType::StepScaling),
        block: Some(PolicyBlock::Step(step)),
    };
    let alarm = AlarmSpec {
        name: "no-capacity".into(),
        description: None,
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: vec!["wake".to_owned()].into(),
        insufficient_data_actions: Actions::default(),
        watch: Watch::Metric(MetricWatch {
            metric: metric_of(workload, "AWS/SageMaker", "NoCapacityInvocationFailures"),
            statistic: Statistic::Sum,
            extended_statistic: None,
            unit: None,
        }),
        period_secs: 60,
        evaluation_periods: 1,
        datapoints_to_alarm: None,
        threshold: Some(1.0),
        comparison: Comparison::GreaterThanOrEqualToThreshold,
        treat_missing_data: Some(TreatMissing::Missing),
        evaluate_low_sample_count_percentile: None,
    };
    policies.with(wake).with_alarm(alarm)
}

/// A target that nothing moves.
pub(crate) fn fixed(copies: u32) -> Policies {
    Policies::none(Bounds { min: copies, max: copies })
}
