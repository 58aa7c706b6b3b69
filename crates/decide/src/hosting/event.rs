//! What SageMaker tells of its resources when their status changes, in EventBridge's form.
//!
//! Shape: <https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html>. AWS documents none for
//! inference components; theirs is made alike.

use std::collections::BTreeMap;

use ebb_units::{Capacity, Scope, Timestamp};

use super::{Component, Deployment, Endpoint, Stage, Variant};
use crate::json::{Object, list, quoted};

/// What topics of an asynchronous endpoint are sent to try them.
pub(crate) const TEST_MESSAGE: &str =
    r#"{"eventVersion":"1.0","eventSource":"aws:sagemaker","eventName":"TestNotification"}"#;

/// A resource in a new status.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) detail_type: &'static str,
    arn: String,
    detail: Object,
}

impl Change {
    /// An endpoint. `current` tells the instances of each variant that serve.
    pub(crate) fn of_endpoint(
        arn: String,
        endpoint: &Endpoint,
        status: &str,
        current: impl Fn(&str) -> Capacity,
    ) -> Self {
        let variants = endpoint.variants.iter();
        let variants =
            variants.map(|variant| told(variant, 1.0, current(&variant.config.name)).end());
        let detail = detail(&arn, endpoint, status, &variants.collect::<Vec<_>>());
        Self { detail_type: "SageMaker Endpoint State Change", arn, detail }
    }

    /// An endpoint of which a deployment has come to its next step, or a variant is to have another number of instances.
    /// `current` tells the instances of each variant that serve, and `new` those of the version that is brought in.
    ///
    /// Rule sagemaker.events.deployment: what is brought in is in PendingDeploymentSummary, and what a variant is at in its
    /// VariantStatus.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html#eventbridge-deployment-state>
    pub(crate) fn of_deployment(
        arn: String,
        endpoint: &Endpoint,
        current: impl Fn(&str) -> Capacity,
        new: impl Fn(&str) -> Capacity,
    ) -> Self {
        let variants = endpoint.variants.iter().map(|variant| {
            let object = told(variant, 1.0, current(&variant.config.name));
            match variant.before {
                Some(before) if before != variant.desired => object.raw(
                    "VariantStatus",
                    &staged(endpoint, &Stage::scaling(before, variant.desired)),
                ),
                Some(_) | None => object,
            }
            .end()
        });
        let status = endpoint.status.as_str();
        let detail = detail(&arn, endpoint, status, &variants.collect::<Vec<_>>());
        let pending = endpoint.deployment.as_deref();
        let pending = pending.map(|deployment| summary(endpoint, deployment, new));
        let detail = detail.raw_if("PendingDeploymentSummary", pending.as_deref());
        Self { detail_type: "SageMaker Endpoint Deployment State Change", arn, detail }
    }

    /// An inference component with so many copies that serve.
    pub(crate) fn of_component(
        arn: String,
        endpoint_arn: &str,
        component: &Component,
        status: &str,
        current: Capacity,
    ) -> Self {
        let detail = Object::new()
            .text("InferenceComponentName", &component.name)
            .text("InferenceComponentArn", &arn)
            .text("EndpointName", &component.endpoint)
            .text("EndpointArn", endpoint_arn)
            .text("VariantName", &component.variant)
            .raw("CurrentCopyCount", &current.to_string())
            .raw("DesiredCopyCount", &component.desired.to_string())
            .text("InferenceComponentStatus", &shouted(status))
            .raw_if("FailureReason", component.failure.as_deref().map(quoted).as_deref())
            .raw("CreationTime", &millis(component.created))
            .raw("LastModifiedTime", &millis(component.modified))
            .raw("Tags", &tags(&component.tags));
        Self { detail_type: "SageMaker Inference Component State Change", arn, detail }
    }

    /// The event.
    pub(crate) fn event(self, scope: &Scope, id: &str, at: Timestamp) -> String {
        Object::new()
            .text("version", "0")
            .text("id", id)
            .text("detail-type", self.detail_type)
            .text("source", "aws.sagemaker")
            .text("account", scope.account.as_str())
            .text("time", &at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
            .text("region", scope.region.as_str())
            .texts("resources", &[self.arn])
            .raw("detail", &self.detail.end())
            .end()
    }
}

fn detail(arn: &str, endpoint: &Endpoint, status: &str, variants: &[String]) -> Object {
    Object::new()
        .text("EndpointName", &endpoint.name)
        .text("EndpointArn", arn)
        .text("EndpointConfigName", &endpoint.config)
        .raw("ProductionVariants", &list(variants))
        .text("EndpointStatus", &shouted(status))
        .raw_if("FailureReason", endpoint.failure.as_deref().map(quoted).as_deref())
        .raw("CreationTime", &millis(endpoint.created))
        .raw("LastModifiedTime", &millis(endpoint.modified))
        .raw("Tags", &tags(&endpoint.tags))
}

/// A variant that has so much of its weight now.
fn told(variant: &Variant, share: f64, current: Capacity) -> Object {
    Object::new()
        .text("VariantName", &variant.config.name)
        .raw("CurrentWeight", &(variant.weight * share).to_string())
        .raw("DesiredWeight", &variant.weight.to_string())
        .raw("CurrentInstanceCount", &current.to_string())
        .raw("DesiredInstanceCount", &variant.desired.to_string())
}

fn staged(endpoint: &Endpoint, stage: &Stage) -> String {
    let stage = Object::new()
        .text("Status", stage.status)
        .text("StatusMessage", &stage.message)
        .raw("StartTime", &millis(endpoint.modified))
        .end();
    list(&[stage])
}

fn summary(endpoint: &Endpoint, deployment: &Deployment, new: impl Fn(&str) -> Capacity) -> String {
    let rollout = &deployment.rollout;
    let variants = deployment.variants.iter().map(|variant| {
        let current = new(&variant.config.name);
        let stage = Stage::of_rollout(rollout, variant.desired, current);
        told(variant, rollout.share(), current)
            .raw("VariantStatus", &staged(endpoint, &stage))
            .end()
    });
    let variants: Vec<String> = variants.collect();
    Object::new()
        .text("EndpointConfigName", &deployment.config)
        .raw("StartTime", &millis(rollout.started))
        .raw("ProductionVariants", &list(&variants))
        .end()
}

/// Rule sagemaker.events.status: `InService` is `IN_SERVICE` in events, and times are milliseconds.
/// <https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html>
fn shouted(status: &str) -> String {
    let mut text = String::with_capacity(status.len() + 2);
    for (at, letter) in status.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

fn millis(at: Timestamp) -> String {
    at.as_millisecond().to_string()
}

fn tags(tags: &BTreeMap<String, String>) -> String {
    let object = tags.iter().fold(Object::new(), |object, (key, value)| object.text(key, value));
    object.end()
}
