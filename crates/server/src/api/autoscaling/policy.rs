//! PutScalingPolicy and DeleteScalingPolicy.

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::scaling::parse_workload;
use ebb_decide::{Answer, Command};
use serde_json::{Value, json};

use super::{key, unregistered, workload_to_change};
use crate::api::error::ApiError;
use crate::api::{Context, document};

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutScalingPolicyRequest = context.input()?;
    let key = key(&input.service_namespace, &input.resource_id, &input.scalable_dimension);
    let workload = workload_to_change(&key)?;
    let request = match ebb_requests::policy::read(&workload, input) {
        Ok(request) => request,
        Err(error) => return Err(unregistered(&context, &workload).await?.unwrap_or(error.into())),
    };
    let answer = context.engine.call(context.scope, Command::PutScalingPolicy(request)).await?;
    let Answer::Policy { arn, alarms } = answer else {
        return Err(ApiError::Internal("the policy was put without an ARN".to_owned()));
    };
    let alarms = alarms
        .into_iter()
        .map(|name| model::Alarm {
            alarm_arn: ebb_decide::alarm::alarm_arn(context.scope, &name),
            alarm_name: name,
        })
        .collect();
    document(&model::PutScalingPolicyResponse { policy_arn: arn, alarms: Some(alarms) })
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeleteScalingPolicyRequest = context.input()?;
    let key = key(&input.service_namespace, &input.resource_id, &input.scalable_dimension);
    let workload = parse_workload(&key).map_err(|_| key.not_registered())?;
    let command = Command::DeleteScalingPolicy { workload, name: input.policy_name };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}
