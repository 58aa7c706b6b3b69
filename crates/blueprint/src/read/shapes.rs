//! The shapes that declarations are read by.

use ebb_aws_model::{Service, Shape};

/// The input of an operation.
pub(super) fn input(service: Service, operation: &str) -> &'static Shape {
    service
        .operation(operation)
        .and_then(|operation| operation.input)
        .expect("an operation of the model that takes something")
}

/// A shape by its name.
pub(super) fn named(service: Service, name: &str) -> Option<&'static Shape> {
    service.model().shapes.iter().copied().find(|shape| shape.name == name)
}

pub(super) fn target() -> &'static Shape {
    input(Service::ApplicationAutoScaling, "RegisterScalableTarget")
}

pub(super) fn policy() -> &'static Shape {
    input(Service::ApplicationAutoScaling, "PutScalingPolicy")
}

pub(super) fn scheduled_action() -> &'static Shape {
    input(Service::ApplicationAutoScaling, "PutScheduledAction")
}

pub(super) fn alarm() -> &'static Shape {
    input(Service::CloudWatch, "PutMetricAlarm")
}

pub(super) fn composite_alarm() -> &'static Shape {
    input(Service::CloudWatch, "PutCompositeAlarm")
}

pub(super) fn endpoint_config() -> &'static Shape {
    input(Service::SageMaker, "CreateEndpointConfig")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_shape_is_in_the_model() {
        for (shape, name) in [
            (super::target(), "RegisterScalableTargetRequest"),
            (super::policy(), "PutScalingPolicyRequest"),
            (super::scheduled_action(), "PutScheduledActionRequest"),
            (super::alarm(), "PutMetricAlarmInput"),
            (super::composite_alarm(), "PutCompositeAlarmInput"),
            (super::endpoint_config(), "CreateEndpointConfigInput"),
        ] {
            assert_eq!(shape.name, name);
        }
    }
}
