//! The three Describe operations.

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::Realm;
use ebb_decide::scaling::{
    Activity, NotScaledReason, PolicyConfig, ScalableTarget, ScalingPolicy, dimension_of,
    namespace_of,
};
use ebb_requests::policy::{write_step, write_tracking};
use ebb_units::{Scope, Workload};
use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::{count, seconds};
use crate::api::{Context, document};

/// Rule aas.describe.dimension: a dimension without a resource id is refused.
/// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html>
pub(super) fn check_dimension(dimension: Option<&str>, has_resource: bool) -> Result<(), ApiError> {
    if dimension.is_some() && !has_resource {
        return Err(ApiError::Invalid(
            "ResourceId must be specified when ScalableDimension is specified.".to_owned(),
        ));
    }
    Ok(())
}

pub(super) fn page_size(asked: Option<i32>, most: i32) -> Result<usize, ApiError> {
    let size = asked.unwrap_or(most);
    if !(1..=most).contains(&size) {
        return Err(ApiError::Invalid(format!("MaxResults must be between 1 and {most}")));
    }
    Ok(usize::try_from(size).unwrap_or(1))
}

pub(super) fn fits(workload: &Workload, dimension: Option<&str>) -> bool {
    dimension.is_none_or(|dimension| dimension == dimension_of(workload))
}

pub(super) async fn targets(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeScalableTargetsRequest = context.input()?;
    let ids = input.resource_ids.unwrap_or_default();
    let dimension = input.scalable_dimension.clone();
    check_dimension(dimension.as_deref(), !ids.is_empty())?;
    let size = page_size(input.max_results, 50)?;
    let namespace = input.service_namespace.clone();
    let filters = (namespace.clone(), ids.clone(), dimension.clone());
    let scope = context.scope.clone();
    let all: Vec<model::ScalableTarget> = context
        .engine
        .read(move |view| {
            let targets = view.realm(&scope).into_iter().flat_map(|realm| realm.targets().values());
            targets
                .filter(|target| {
                    let resource = target.workload.to_string();
                    namespace == namespace_of(&target.workload)
                        && (ids.is_empty() || ids.contains(&resource))
                        && fits(&target.workload, dimension.as_deref())
                })
                .map(|target| write_target(&scope, target))
                .collect()
        })
        .await?;
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most: size, order: Order::Ascending };
    let page = page(all, &filters, &cut, |target| {
        format!("{} {}", target.resource_id, target.scalable_dimension)
    })?;
    document(&model::DescribeScalableTargetsResponse {
        scalable_targets: Some(page.items),
        next_token: page.next,
    })
}

fn write_target(scope: &Scope, target: &ScalableTarget) -> model::ScalableTarget {
    model::ScalableTarget {
        service_namespace: namespace_of(&target.workload).to_owned(),
        resource_id: target.workload.to_string(),
        scalable_dimension: dimension_of(&target.workload).to_owned(),
        min_capacity: count(target.bounds.min()),
        max_capacity: count(target.bounds.max()),
        predicted_capacity: None,
        role_arn: ScalableTarget::role_arn(scope, &target.workload),
        creation_time: seconds(target.created),
        suspended_state: Some(model::SuspendedState {
            dynamic_scaling_in_suspended: Some(target.suspended.dynamic_in),
            dynamic_scaling_out_suspended: Some(target.suspended.dynamic_out),
            scheduled_scaling_suspended: Some(target.suspended.scheduled),
        }),
        scalable_target_arn: Some(target.arn(scope)),
    }
}

pub(super) async fn policies(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeScalingPoliciesRequest = context.input()?;
    let dimension = input.scalable_dimension.clone();
    let resource = input.resource_id.clone();
    check_dimension(dimension.as_deref(), resource.is_some())?;
    let size = page_size(input.max_results, 10)?;
    let names = input.policy_names.unwrap_or_default();
    let namespace = input.service_namespace.clone();
    let filters = (namespace.clone(), names.clone(), resource.clone(), dimension.clone());
    let scope = context.scope.clone();
    let wanted = filters.clone();
    let all: Vec<model::ScalingPolicy> = context
        .engine
        .read(move |view| {
            let (namespace, names, resource, dimension) = wanted;
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            realm
                .policies()
                .values()
                .filter(|policy| {
                    namespace == namespace_of(&policy.workload)
                        && (names.is_empty() || names.contains(&policy.name))
                        && resource.as_ref().is_none_or(|id| *id == policy.workload.to_string())
                        && fits(&policy.workload, dimension.as_deref())
                })
                .map(|policy| write_policy(realm, policy))
                .collect()
        })
        .await?;
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most: size, order: Order::Ascending };
    // A resource id holds no space, so the names of one resource stay together.
    let page = page(all, &filters, &cut, |policy| {
        format!("{} {} {}", policy.resource_id, policy.scalable_dimension, policy.policy_name)
    })?;
    document(&model::DescribeScalingPoliciesResponse {
        scaling_policies: Some(page.items),
        next_token: page.next,
    })
}

fn write_policy(realm: &Realm, policy: &ScalingPolicy) -> model::ScalingPolicy {
    let scope = realm.scope();
    // A tracking policy lists its own alarms, a step policy those of the user that name it.
    let names: Vec<String> = match &policy.config {
        PolicyConfig::Tracking(_) => {
            policy.alarms.iter().filter(|name| realm.alarms().contains_key(name)).cloned().collect()
        }
        PolicyConfig::Step(_) => {
            realm.alarms_naming(&policy.arn).map(|alarm| alarm.spec.name.to_string()).collect()
        }
    };
    let alarms = names
        .into_iter()
        .map(|name| model::Alarm {
            alarm_arn: ebb_decide::alarm::alarm_arn(scope, &name),
            alarm_name: name,
        })
        .collect();
    let mut written = model::ScalingPolicy {
        policy_arn: policy.arn.clone(),
        policy_name: policy.name.clone(),
        service_namespace: namespace_of(&policy.workload).to_owned(),
        resource_id: policy.workload.to_string(),
        scalable_dimension: dimension_of(&policy.workload).to_owned(),
        policy_type: policy.config.policy_type().as_str().to_owned(),
        alarms: Some(alarms),
        creation_time: seconds(policy.created),
        ..Default::default()
    };
    match &policy.config {
        PolicyConfig::Tracking(config) => {
            written.target_tracking_scaling_policy_configuration = Some(write_tracking(config));
        }
        PolicyConfig::Step(config) => {
            written.step_scaling_policy_configuration = Some(write_step(config));
        }
    }
    written
}

pub(super) async fn activities(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeScalingActivitiesRequest = context.input()?;
    let dimension = input.scalable_dimension.clone();
    let resource = input.resource_id.clone();
    check_dimension(dimension.as_deref(), resource.is_some())?;
    let size = page_size(input.max_results, 50)?;
    let with_not_scaled = input.include_not_scaled_activities.unwrap_or(false);
    let namespace = input.service_namespace.clone();
    let filters = (namespace.clone(), resource.clone(), dimension.clone(), with_not_scaled);
    let scope = context.scope.clone();
    let all: Vec<(u64, model::ScalingActivity)> = context
        .engine
        .read(move |view| {
            let activities = view.realm(&scope).into_iter().flat_map(|realm| realm.activities());
            activities
                .filter(|activity| {
                    namespace == namespace_of(&activity.workload)
                        && (with_not_scaled || activity.not_scaled.is_none())
                        && resource.as_ref().is_none_or(|id| *id == activity.workload.to_string())
                        && fits(&activity.workload, dimension.as_deref())
                })
                .map(|activity| (activity.sequence, write_activity(activity)))
                .collect()
        })
        .await?;
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most: size, order: Order::Descending };
    let page = page(all, &filters, &cut, |(sequence, _)| format!("{sequence:020}"))?;
    document(&model::DescribeScalingActivitiesResponse {
        scaling_activities: Some(page.items.into_iter().map(|(_, activity)| activity).collect()),
        next_token: page.next,
    })
}

fn write_activity(activity: &Activity) -> model::ScalingActivity {
    model::ScalingActivity {
        activity_id: activity.id.clone(),
        service_namespace: namespace_of(&activity.workload).to_owned(),
        resource_id: activity.workload.to_string(),
        scalable_dimension: dimension_of(&activity.workload).to_owned(),
        description: activity.description(),
        cause: activity.cause.text(),
        start_time: seconds(activity.start),
        end_time: activity.end.map(seconds),
        status_code: activity.status.as_str().to_owned(),
        status_message: activity.status_message(),
        details: None,
        not_scaled_reasons: activity.not_scaled.map(|reason| vec![write_reason(reason)]),
    }
}

fn write_reason(reason: NotScaledReason) -> model::NotScaledReason {
    let mut written =
        model::NotScaledReason { code: reason.code().to_owned(), ..Default::default() };
    match reason {
        NotScaledReason::AlreadyAtMaxCapacity { max } => written.max_capacity = Some(count(max)),
        NotScaledReason::AlreadyAtMinCapacity { min } => written.min_capacity = Some(count(min)),
        NotScaledReason::AlreadyAtDesiredCapacity { current } => {
            written.current_capacity = Some(count(current));
        }
        NotScaledReason::AutoScalingAnticipatedFlapping
        | NotScaledReason::TargetServicePutResourceAsUnscalable => {}
    }
    written
}
