//! Application Auto Scaling: register, put, describe, delete.

use aws_sdk_applicationautoscaling as sdk;
use sdk::operation::delete_scaling_policy::DeleteScalingPolicyError;
use sdk::types::{
    AdjustmentType, MetricType, PolicyType, PredefinedMetricSpecification, ScalableDimension,
    ServiceNamespace, StepAdjustment, StepScalingPolicyConfiguration,
    TargetTrackingScalingPolicyConfiguration,
};

use crate::{Outcome, client, ensure};

const NAMESPACE: ServiceNamespace = ServiceNamespace::Sagemaker;
const DIMENSION: ScalableDimension = ScalableDimension::SageMakerVariantDesiredInstanceCount;

pub(crate) async fn check(url: &str, endpoint: &str, variant: &str) -> Outcome {
    let client = client!(sdk, url);
    let resource = format!("endpoint/{endpoint}/variant/{variant}");
    let target = client
        .register_scalable_target()
        .service_namespace(NAMESPACE)
        .resource_id(&resource)
        .scalable_dimension(DIMENSION)
        .min_capacity(1)
        .max_capacity(3)
        .send()
        .await?;
    let arn = target.scalable_target_arn().unwrap_or_default();
    ensure(arn.starts_with("arn:aws:application-autoscaling:us-east-1:"), arn)?;
    put_policies(&client, &resource).await?;
    describe(&client, &resource).await?;
    delete(&client, &resource).await
}

async fn put_policies(client: &sdk::Client, resource: &str) -> Outcome {
    let tracking = TargetTrackingScalingPolicyConfiguration::builder()
        .target_value(70.0)
        .predefined_metric_specification(
            PredefinedMetricSpecification::builder()
                .predefined_metric_type(MetricType::SageMakerVariantInvocationsPerInstance)
                .build()?,
        )
        .scale_in_cooldown(200)
        .build()?;
    let put = client
        .put_scaling_policy()
        .policy_name("tracking")
        .policy_type(PolicyType::TargetTrackingScaling)
        .service_namespace(NAMESPACE)
        .resource_id(resource)
        .scalable_dimension(DIMENSION)
        .target_tracking_scaling_policy_configuration(tracking)
        .send()
        .await?;
    ensure(put.alarms().len() == 2, format!("alarms of the tracking policy: {:?}", put.alarms()))?;
    let step = StepScalingPolicyConfiguration::builder()
        .adjustment_type(AdjustmentType::ChangeInCapacity)
        .cooldown(60)
        .step_adjustments(
            StepAdjustment::builder()
                .metric_interval_lower_bound(0.0)
                .scaling_adjustment(1)
                .build()?,
        )
        .build();
    client
        .put_scaling_policy()
        .policy_name("step")
        .policy_type(PolicyType::StepScaling)
        .service_namespace(NAMESPACE)
        .resource_id(resource)
        .scalable_dimension(DIMENSION)
        .step_scaling_policy_configuration(step)
        .send()
        .await?;
    Ok(())
}

async fn describe(client: &sdk::Client, resource: &str) -> Outcome {
    let targets = client
        .describe_scalable_targets()
        .service_namespace(NAMESPACE)
        .resource_ids(resource)
        .send()
        .await?;
    let [target] = targets.scalable_targets() else {
        return Err(format!("targets: {:?}", targets.scalable_targets()).into());
    };
    ensure((target.min_capacity(), target.max_capacity()) == (1, 3), "bounds of the target")?;
    // One a page, so that the paginator has to follow a token.
    let policies: Vec<_> = client
        .describe_scaling_policies()
        .service_namespace(NAMESPACE)
        .resource_id(resource)
        .into_paginator()
        .page_size(1)
        .items()
        .send()
        .collect::<Result<_, _>>()
        .await?;
    let mut names: Vec<&str> = policies.iter().map(|policy| policy.policy_name()).collect();
    names.sort_unstable();
    ensure(names == ["step", "tracking"], format!("policies: {names:?}"))?;
    for policy in &policies {
        if let Some(tracking) = policy.target_tracking_scaling_policy_configuration() {
            ensure(tracking.scale_in_cooldown() == Some(200), "cooldown as sent")?;
            ensure(tracking.scale_out_cooldown().is_none(), "what was not sent is not filled in")?;
        }
    }
    let activities = client
        .describe_scaling_activities()
        .service_namespace(NAMESPACE)
        .resource_id(resource)
        .send()
        .await?;
    ensure(activities.scaling_activities().is_empty(), "nothing has been scaled")
}

async fn delete(client: &sdk::Client, resource: &str) -> Outcome {
    for name in ["step", "tracking"] {
        delete_policy(client, resource, name).await?;
    }
    let again = delete_policy(client, resource, "step").await.map_err(sdk::Error::from);
    ensure(
        matches!(again, Err(sdk::Error::ObjectNotFoundException(_))),
        format!("a policy deleted twice: {again:?}"),
    )?;
    client
        .deregister_scalable_target()
        .service_namespace(NAMESPACE)
        .resource_id(resource)
        .scalable_dimension(DIMENSION)
        .send()
        .await?;
    let left = client.describe_scalable_targets().service_namespace(NAMESPACE).send().await?;
    ensure(left.scalable_targets().is_empty(), "a target is left")
}

async fn delete_policy(
    client: &sdk::Client,
    resource: &str,
    name: &str,
) -> Result<(), sdk::error::SdkError<DeleteScalingPolicyError>> {
    client
        .delete_scaling_policy()
        .policy_name(name)
        .service_namespace(NAMESPACE)
        .resource_id(resource)
        .scalable_dimension(DIMENSION)
        .send()
        .await
        .map(|_| ())
}
