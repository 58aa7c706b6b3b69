//! Between the types of this crate and those of the SDK.

use aws_sdk_applicationautoscaling::error::BuildError;
use aws_sdk_applicationautoscaling::types::{
    AdjustmentType, CustomizedMetricSpecification, MetricDimension, PredefinedMetricSpecification,
    ScalableTarget as SdkTarget, ScalingPolicy as SdkPolicy, StepAdjustment,
    StepScalingPolicyConfiguration, TargetTrackingScalingPolicyConfiguration as SdkTracking,
    builders::StepScalingPolicyConfigurationBuilder,
};
use aws_sdk_cloudwatch::types::{Dimension, MetricAlarm};
use ebb_units::{Bounds, Capacity, MetricId};

use crate::{
    ClientError, CustomizedMetric, DescribedAlarm, DescribedPolicy, PolicyKind, Resource,
    ScalableTarget, StepScalingPolicy, TargetTrackingScalingPolicy, TrackedMetric,
};

/// A number of the API, which has signed 32-bit ones only. A plan has none above their range.
pub(super) fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) fn tracking(policy: &TargetTrackingScalingPolicy) -> Result<SdkTracking, ClientError> {
    let block = SdkTracking::builder()
        .target_value(policy.target_value)
        .scale_in_cooldown(int(policy.scale_in_cooldown_s))
        .scale_out_cooldown(int(policy.scale_out_cooldown_s));
    let block = match &policy.metric {
        TrackedMetric::Predefined(metric) => block.predefined_metric_specification(
            PredefinedMetricSpecification::builder()
                .predefined_metric_type(metric.as_str().into())
                .build()
                .map_err(unbuilt)?,
        ),
        TrackedMetric::Customized(metric) => {
            block.customized_metric_specification(customized(metric)?)
        }
    };
    block.build().map_err(unbuilt)
}

pub(super) fn step(
    policy: &StepScalingPolicy,
) -> Result<StepScalingPolicyConfigurationBuilder, ClientError> {
    let adjustment = StepAdjustment::builder()
        .metric_interval_lower_bound(0.0)
        .scaling_adjustment(policy.adjustment)
        .build()
        .map_err(unbuilt)?;
    Ok(StepScalingPolicyConfiguration::builder()
        .adjustment_type(AdjustmentType::ChangeInCapacity)
        .step_adjustments(adjustment)
        .cooldown(int(policy.cooldown_s)))
}

pub(super) fn dimensions(metric: &MetricId) -> Vec<Dimension> {
    let each = metric.dimensions().iter();
    each.map(|dimension| {
        Dimension::builder().name(&*dimension.name).value(&*dimension.value).build()
    })
    .collect()
}

/// None for a target of another dimension, such as provisioned concurrency.
pub(super) fn target(target: &SdkTarget) -> Option<ScalableTarget> {
    let resource: Resource = target.resource_id().parse().ok()?;
    if resource.dimension() != target.scalable_dimension().as_str() {
        return None;
    }
    let min = u32::try_from(target.min_capacity()).ok()?;
    let max = u32::try_from(target.max_capacity()).ok()?;
    let bounds = Bounds::new(Capacity(min), Capacity(max)).ok()?;
    Some(ScalableTarget { resource, bounds })
}

pub(super) fn policy(policy: &SdkPolicy) -> DescribedPolicy {
    DescribedPolicy {
        name: policy.policy_name().to_owned(),
        arn: policy.policy_arn().to_owned(),
        kind: PolicyKind::from(policy.policy_type().as_str()),
        alarms: policy.alarms().iter().map(|alarm| alarm.alarm_name().to_owned()).collect(),
    }
}

pub(super) fn alarm(alarm: &MetricAlarm) -> DescribedAlarm {
    DescribedAlarm {
        name: alarm.alarm_name().unwrap_or_default().to_owned(),
        arn: alarm.alarm_arn().unwrap_or_default().to_owned(),
        state: alarm.state_value().map(|state| state.as_str().to_owned()).unwrap_or_default(),
        actions: alarm.alarm_actions().to_vec(),
    }
}

fn customized(metric: &CustomizedMetric) -> Result<CustomizedMetricSpecification, ClientError> {
    let mut block = CustomizedMetricSpecification::builder()
        .metric_name(metric.metric.name())
        .namespace(metric.metric.namespace())
        .statistic(metric.statistic.to_string().as_str().into())
        .set_unit(metric.unit.map(|unit| unit.as_str().to_owned()));
    for dimension in metric.metric.dimensions() {
        let dimension = MetricDimension::builder()
            .name(&*dimension.name)
            .value(&*dimension.value)
            .build()
            .map_err(unbuilt)?;
        block = block.dimensions(dimension);
    }
    Ok(block.build())
}

/// The SDK misses a member that it takes for required.
fn unbuilt(error: BuildError) -> ClientError {
    ClientError::Refused { code: "IncompleteRequest".to_owned(), message: error.to_string() }
}
