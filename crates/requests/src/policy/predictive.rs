//! Predictive scaling, which Application Auto Scaling has for ECS services only.
//!
//! Rule aas.predictive: a policy is checked for its form, and then refused for its dimension; there is never a forecast.
//! AWS's words for the latter are not public.
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/aas-create-predictive-scaling-policy.html>

use ebb_aws_model::application_autoscaling as model;

use crate::RequestError;

/// What a predictive policy on this dimension is answered with.
pub(super) fn refusal(
    dimension: &str,
    block: Option<&model::PredictiveScalingPolicyConfiguration>,
) -> RequestError {
    let text = match block {
        None => "PredictiveScaling policy configuration must be specified",
        Some(block) => match malformed(block) {
            Some(text) => text,
            None => return unsupported(dimension),
        },
    };
    RequestError::Invalid(text.to_owned())
}

/// What a predictive policy of good form is answered with, and every forecast.
pub fn unsupported(dimension: &str) -> RequestError {
    RequestError::Invalid(format!(
        "Predictive scaling is not supported for scalable dimension {dimension}"
    ))
}

fn malformed(block: &model::PredictiveScalingPolicyConfiguration) -> Option<&'static str> {
    let [metrics] = block.metric_specifications.as_slice() else {
        return Some("You must specify one metric specification.");
    };
    let pair = metrics.predefined_metric_pair_specification.is_some();
    let scaling = [
        metrics.predefined_scaling_metric_specification.is_some(),
        metrics.customized_scaling_metric_specification.is_some(),
    ];
    let load = [
        metrics.predefined_load_metric_specification.is_some(),
        metrics.customized_load_metric_specification.is_some(),
    ];
    let count = |given: [bool; 2]| given.into_iter().filter(|given| *given).count();
    let whole = match (pair, count(scaling), count(load)) {
        (true, 0, 0) => true,
        (false, scaling, load) => scaling == 1 && load == 1,
        (true, ..) => false,
    };
    if !whole {
        return Some(
            "The metric specification is invalid. A policy must have either one scaling metric and one load metric or one metric pair.",
        );
    }
    let raises = block.max_capacity_breach_behavior.as_deref() == Some("IncreaseMaxCapacity");
    match (raises, block.max_capacity_buffer) {
        (true, None) => Some("You must specify MaxCapacityBuffer when using IncreaseMaxCapacity."),
        (false, Some(_)) => {
            Some("You cannot specify MaxCapacityBuffer when using HonorMaxCapacity.")
        }
        _ => None,
    }
}
