//! From a document to a struct.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Invalid, Shape, canonicalize, validate};

/// Reads a document as the struct that was generated for the shape, after checking it.
///
/// # Errors
/// [`Invalid`] when the document does not fit the shape.
pub fn parse<T: DeserializeOwned>(shape: &'static Shape, mut value: Value) -> Result<T, Invalid> {
    canonicalize(shape, &mut value);
    validate(shape, &value)?;
    // What passes the checks can be read; a struct of another shape is answered, not a panic.
    serde_json::from_value(value).map_err(|error| Invalid::WrongType {
        path: String::new(),
        expected: shape.name,
        found: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Service;
    use crate::application_autoscaling::{PutScalingPolicyRequest, StepAdjustment};

    fn shape() -> &'static Shape {
        Service::ApplicationAutoScaling.operation("PutScalingPolicy").unwrap().input.unwrap()
    }

    #[test]
    fn a_struct_and_its_document_are_the_same() {
        let document = json!({
            "PolicyName": "p", "ServiceNamespace": "sagemaker", "ResourceId": "inference-component/c",
            "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
            "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "Cooldown": 60,
                "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
            },
        });
        let request: PutScalingPolicyRequest = parse(shape(), document.clone()).unwrap();
        let steps = request.step_scaling_policy_configuration.as_ref().unwrap();
        let want = StepAdjustment {
            metric_interval_lower_bound: Some(0.0.into()),
            metric_interval_upper_bound: None,
            scaling_adjustment: 1,
        };
        assert_eq!(steps.step_adjustments.as_deref(), Some([want].as_slice()));
        assert_eq!(serde_json::to_value(&request).unwrap(), document);
    }

    #[test]
    fn what_breaks_the_shape_is_not_parsed() {
        let missing = parse::<PutScalingPolicyRequest>(shape(), json!({})).unwrap_err();
        assert!(matches!(&missing, Invalid::Constraints(all) if all.len() == 4), "{missing}");
    }
}
