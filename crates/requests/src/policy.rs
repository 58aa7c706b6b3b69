//! PutScalingPolicy: the configuration of a policy, read and written.

mod math;
mod predictive;

use ebb_aws_model::{Double, application_autoscaling as model};
use ebb_decide::policy::{
    AdjustmentType, Aggregation, CustomizedMetric, PredefinedMetric, StepAdjustment, StepConfig,
    StepRequest, TrackedMetric, TrackingConfig,
};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest, unsupported_metric};
use ebb_units::{Dimension, MetricId, Statistic, Workload};

use crate::RequestError;
use crate::metric::repeated;
use crate::wire::finite;

pub use predictive::unsupported as predictive_unsupported;

/// The policy that is asked for on a workload.
///
/// # Errors
/// [`RequestError::Invalid`] in the service's words.
pub fn read(
    workload: &Workload,
    input: model::PutScalingPolicyRequest,
) -> Result<PolicyRequest, RequestError> {
    if input.policy_type.as_deref() == Some("PredictiveScaling") {
        let block = input.predictive_scaling_policy_configuration.as_ref();
        return Err(predictive::refusal(&input.scalable_dimension, block));
    }
    let policy_type = match input.policy_type.as_deref() {
        Some("StepScaling") => Some(PolicyType::StepScaling),
        Some(_) => Some(PolicyType::TargetTrackingScaling),
        None => None,
    };
    let block = block(workload, policy_type, &input)?;
    Ok(PolicyRequest { workload: workload.clone(), name: input.policy_name, policy_type, block })
}

fn block(
    workload: &Workload,
    policy_type: Option<PolicyType>,
    input: &model::PutScalingPolicyRequest,
) -> Result<Option<PolicyBlock>, RequestError> {
    let predictive = input.predictive_scaling_policy_configuration.is_some();
    match (
        &input.target_tracking_scaling_policy_configuration,
        &input.step_scaling_policy_configuration,
    ) {
        (Some(_), Some(_)) => Ok(Some(PolicyBlock::Several)),
        (Some(_), None) | (None, Some(_)) if predictive => Ok(Some(PolicyBlock::Several)),
        (None, None) if predictive => match policy_type {
            Some(policy_type) => {
                invalid(&format!("{} policy configuration must be specified", policy_type.as_str()))
            }
            None => Err(predictive::refusal(
                &input.scalable_dimension,
                input.predictive_scaling_policy_configuration.as_ref(),
            )),
        },
        // A block of the other kind is not looked into.
        (Some(_), None) if policy_type == Some(PolicyType::StepScaling) => {
            invalid("StepScaling policy configuration must be specified")
        }
        (None, Some(_)) if policy_type == Some(PolicyType::TargetTrackingScaling) => {
            invalid("TargetTrackingScaling policy configuration must be specified")
        }
        (Some(tracking), None) => {
            Ok(Some(PolicyBlock::Tracking(read_tracking(workload, tracking)?)))
        }
        (None, Some(step)) => Ok(Some(PolicyBlock::Step(read_step(step)?))),
        (None, None) => Ok(None),
    }
}

fn read_tracking(
    workload: &Workload,
    given: &model::TargetTrackingScalingPolicyConfiguration,
) -> Result<TrackingConfig, RequestError> {
    let metric = match (
        &given.predefined_metric_specification,
        &given.customized_metric_specification,
    ) {
        (Some(_), Some(_)) => {
            return invalid(
                "Only one of PredefinedMetricSpecification or CustomizedMetricSpecification can be set for target tracking scaling.",
            );
        }
        (None, None) => {
            return invalid(
                "PredefinedMetricSpecification or CustomizedMetricSpecification must be set for target tracking scaling.",
            );
        }
        (Some(predefined), None) => {
            TrackedMetric::Predefined(read_predefined(workload, predefined)?)
        }
        (None, Some(customized)) => match customized.metrics.as_deref() {
            Some(queries @ [_, ..]) => {
                TrackedMetric::Math(Box::new(math::read(customized, queries)?))
            }
            Some([]) | None => TrackedMetric::Customized(read_customized(customized)?),
        },
    };
    Ok(TrackingConfig {
        target_value: given.target_value.0,
        metric,
        scale_in_cooldown_secs: given.scale_in_cooldown,
        scale_out_cooldown_secs: given.scale_out_cooldown,
        disable_scale_in: given.disable_scale_in,
    })
}

fn read_predefined(
    workload: &Workload,
    given: &model::PredefinedMetricSpecification,
) -> Result<PredefinedMetric, RequestError> {
    let supported = PredefinedMetric::of(workload);
    let name = given.predefined_metric_type.as_str();
    let Some(metric) = supported.iter().copied().find(|metric| metric.as_str() == name) else {
        return invalid(&unsupported_metric(workload));
    };
    if given.resource_label.is_some() {
        return invalid(&format!(
            "Resource label should not be specified for predefined metric type {name}"
        ));
    }
    Ok(metric)
}

fn read_customized(
    given: &model::CustomizedMetricSpecification,
) -> Result<CustomizedMetric, RequestError> {
    let (Some(name), Some(namespace), Some(statistic)) =
        (&given.metric_name, &given.namespace, &given.statistic)
    else {
        return invalid(
            "The customized metric specification is not valid. MetricName, Namespace and Statistic must be specified.",
        );
    };
    let statistic: Statistic =
        statistic.parse().map_err(|error| RequestError::Invalid(format!("{error}")))?;
    let unit = match &given.unit {
        Some(unit) => Some(unit.parse().map_err(|_| {
            RequestError::Invalid(format!(
                "The customized metric specification is not valid. {unit} is not a unit of CloudWatch."
            ))
        })?),
        None => None,
    };
    check_customized(name, namespace, given.dimensions.as_deref().unwrap_or_default())?;
    let dimensions = given.dimensions.iter().flatten();
    let metric = MetricId::new(
        namespace,
        name,
        dimensions.map(|dimension| (dimension.name.as_str(), dimension.value.as_str())),
    );
    let given = given.dimensions.iter().flatten().map(|dimension| Dimension {
        name: dimension.name.as_str().into(),
        value: dimension.value.as_str().into(),
    });
    Ok(CustomizedMetric { metric, statistic, unit, given: given.collect() })
}

/// What CloudWatch would refuse when the managed alarms are put.
fn check_customized(
    name: &str,
    namespace: &str,
    dimensions: &[model::MetricDimension],
) -> Result<(), RequestError> {
    let text = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
    let fits = text(name, 255)
        && text(namespace, 255)
        && !namespace.starts_with(':')
        && dimensions.len() <= 30
        && dimensions.iter().all(|given| text(&given.name, 255) && text(&given.value, 1024));
    if !fits {
        return invalid(
            "The customized metric specification is not valid. MetricName, Namespace and Dimensions must be those of a CloudWatch metric.",
        );
    }
    if repeated(dimensions.iter().map(|dimension| dimension.name.as_str())) {
        return invalid(
            "The customized metric specification is not valid. Dimensions must not contain the same name more than once.",
        );
    }
    Ok(())
}

fn read_step(given: &model::StepScalingPolicyConfiguration) -> Result<StepRequest, RequestError> {
    let adjustment_type = match given.adjustment_type.as_deref() {
        Some("ChangeInCapacity") => Some(AdjustmentType::ChangeInCapacity),
        Some("PercentChangeInCapacity") => Some(AdjustmentType::PercentChangeInCapacity),
        Some("ExactCapacity") => Some(AdjustmentType::ExactCapacity),
        Some(_) | None => None,
    };
    let aggregation = match given.metric_aggregation_type.as_deref() {
        Some("Average") => Some(Aggregation::Average),
        Some("Minimum") => Some(Aggregation::Minimum),
        Some("Maximum") => Some(Aggregation::Maximum),
        Some(_) | None => None,
    };
    // An end that is open is left out, not infinite.
    let bound = |given: Option<Double>, member: &str| {
        given.map(|bound| finite(bound.0, member)).transpose()
    };
    let steps = given.step_adjustments.iter().flatten().map(|step| {
        Ok(StepAdjustment {
            lower: bound(step.metric_interval_lower_bound, "MetricIntervalLowerBound")?,
            upper: bound(step.metric_interval_upper_bound, "MetricIntervalUpperBound")?,
            adjustment: step.scaling_adjustment,
        })
    });
    Ok(StepRequest {
        adjustment_type,
        steps: steps.collect::<Result<_, RequestError>>()?,
        min_adjustment_magnitude: given.min_adjustment_magnitude,
        cooldown_secs: given.cooldown,
        aggregation,
    })
}

fn invalid<T>(text: &str) -> Result<T, RequestError> {
    Err(RequestError::Invalid(text.to_owned()))
}

/// A tracking configuration as it was sent: nothing that was left out is filled in.
pub fn write_tracking(config: &TrackingConfig) -> model::TargetTrackingScalingPolicyConfiguration {
    let mut written = model::TargetTrackingScalingPolicyConfiguration {
        target_value: Double(config.target_value),
        scale_out_cooldown: config.scale_out_cooldown_secs,
        scale_in_cooldown: config.scale_in_cooldown_secs,
        disable_scale_in: config.disable_scale_in,
        ..Default::default()
    };
    match &config.metric {
        TrackedMetric::Predefined(metric) => {
            written.predefined_metric_specification = Some(model::PredefinedMetricSpecification {
                predefined_metric_type: metric.as_str().to_owned(),
                resource_label: None,
            });
        }
        TrackedMetric::Customized(own) => {
            // Rows of the first release have no order of their own.
            let given = if own.given.is_empty() { own.metric.dimensions() } else { &own.given };
            let dimensions: Vec<model::MetricDimension> = given
                .iter()
                .map(|dimension| model::MetricDimension {
                    name: dimension.name.to_string(),
                    value: dimension.value.to_string(),
                })
                .collect();
            written.customized_metric_specification = Some(model::CustomizedMetricSpecification {
                metric_name: Some(own.metric.name().to_owned()),
                namespace: Some(own.metric.namespace().to_owned()),
                dimensions: (!dimensions.is_empty()).then_some(dimensions),
                statistic: Some(own.statistic.to_string()),
                unit: own.unit.map(|unit| unit.to_string()),
                metrics: None,
            });
        }
        TrackedMetric::Math(watch) => {
            written.customized_metric_specification = Some(math::write(watch));
        }
    }
    written
}

/// A step configuration as it was sent.
pub fn write_step(config: &StepConfig) -> model::StepScalingPolicyConfiguration {
    let steps = config.steps.iter().map(|step| model::StepAdjustment {
        metric_interval_lower_bound: step.lower.map(Double),
        metric_interval_upper_bound: step.upper.map(Double),
        scaling_adjustment: step.adjustment,
    });
    model::StepScalingPolicyConfiguration {
        adjustment_type: Some(config.adjustment_type.as_str().to_owned()),
        step_adjustments: Some(steps.collect()),
        min_adjustment_magnitude: config.min_adjustment_magnitude,
        cooldown: config.cooldown_secs,
        metric_aggregation_type: config
            .aggregation
            .map(|aggregation| <&str>::from(aggregation).to_owned()),
    }
}
