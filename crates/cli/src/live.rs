//! What is set up on a live server, or in an account of AWS.

use ebb_autoscale::{ClientError, EbbtideClient, Endpoints};
use ebb_blueprint::{Blueprint, Note, Place, PolicyId, actions, read_answer};
use ebb_decide::scaling::{Key, parse_workload};

use crate::failure::Failure;
use crate::key::{AWS, KeyOptions, UNSIGNED};

/// Targets, policies, schedules, alarms, endpoints and components of an account in a region. The URL is that of a server, or
/// says that AWS is meant.
pub(crate) async fn read_live(url: &str, key: &KeyOptions) -> Result<Blueprint, Failure> {
    let (endpoints, signing) = if url == AWS {
        key.aws()?
    } else {
        let endpoints = Endpoints::one(url).map_err(|error| {
            Failure::usage(format!("--endpoint-url: {error}"))
                .hint(Some(format!("for AWS itself: --endpoint-url {AWS}")))
        })?;
        (endpoints, key.signing()?)
    };
    let has_key = signing.has_key();
    let client = EbbtideClient::at(endpoints, signing, key.trust());
    let answers = client.describe_everything().await.map_err(|error| {
        let is_stranger =
            matches!(&error, ClientError::Refused { code, .. } if code.contains("Signature"));
        Failure::from_error(&error).hint((is_stranger && !has_key).then_some(UNSIGNED))
    })?;
    let mut all = Blueprint::default();
    for said in answers {
        let source = format!("{} {}", said.endpoint, said.operation);
        let read = read_answer(&source, &said.answer);
        all.extend(read.map_err(|error| Failure::from_error(&error))?);
    }
    Ok(all)
}

/// The same without what scales neither instances nor copies.
pub(crate) async fn read_scaling(url: &str, key: &KeyOptions) -> Result<Blueprint, Failure> {
    Ok(scaling_only(read_live(url, key).await?))
}

/// An account has alarms of all kinds, and targets that are not simulated.
fn scaling_only(mut all: Blueprint) -> Blueprint {
    let mut left_out = Vec::new();
    all.targets.retain(|target| {
        let about = &target.request;
        let of = [&about.service_namespace, &about.resource_id, &about.scalable_dimension];
        is_scaled(of, target.place(), &mut left_out)
    });
    all.policies.retain(|policy| {
        let about = &policy.request;
        let of = [&about.service_namespace, &about.resource_id, &about.scalable_dimension];
        is_scaled(of, policy.place(), &mut left_out)
    });
    all.scheduled_actions.retain(|action| {
        let about = &action.request;
        let of = [&about.service_namespace, &about.resource_id, &about.scalable_dimension];
        is_scaled(of, action.place(), &mut left_out)
    });
    all.notes.extend(left_out);
    let runs_one = |action: &String| {
        PolicyId::of_action(action).is_some_and(|id| {
            all.policies.iter().any(|policy| {
                policy.request.resource_id == id.resource && policy.request.policy_name == id.name
            })
        })
    };
    all.alarms.retain(|alarm| actions(&alarm.request).any(runs_one));
    all
}

fn is_scaled(
    [namespace, resource, dimension]: [&String; 3],
    place: &Place,
    left_out: &mut Vec<Note>,
) -> bool {
    let key = Key {
        namespace: namespace.clone(),
        resource: resource.clone(),
        dimension: dimension.clone(),
    };
    let error = parse_workload(&key).err();
    left_out.extend(error.as_ref().map(|_| Note {
        place: place.clone(),
        text: format!("{resource} is left out: {dimension} is not simulated"),
    }));
    error.is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn of_an_account_only_what_scales_here_is_simulated() {
        let of = |resource: &str, dimension: &str, more: Value| {
            let mut item = json!({
                "ServiceNamespace": "sagemaker", "ResourceId": resource,
                "ScalableDimension": dimension,
            });
            item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            item
        };
        let (own, other) = ("endpoint/e/variant/v", "endpoint/s/variant/v");
        let (instances, provisioned) = (
            "sagemaker:variant:DesiredInstanceCount",
            "sagemaker:variant:DesiredProvisionedConcurrency",
        );
        let bounds = json!({ "MinCapacity": 1, "MaxCapacity": 2 });
        let targets = json!({ "ScalableTargets": [
            of(own, instances, bounds.clone()), of(other, provisioned, bounds),
        ] });
        let step = json!({
            "PolicyName": "more", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity",
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }],
            },
        });
        let policies = json!({ "ScalingPolicies": [
            of(own, instances, step.clone()), of(other, provisioned, step),
        ] });
        let alarm = |name: &str, action: &str| {
            json!({
                "AlarmName": name, "Namespace": "AWS/SageMaker", "MetricName": "Invocations",
                "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0,
                "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [action],
            })
        };
        let policy = |resource: &str| {
            format!(
                "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:00000000-0000-0000-0000-000000000000:resource/sagemaker/{resource}:policyName/more"
            )
        };
        let alarms = json!({ "MetricAlarms": [
            alarm("own", &policy(own)),
            alarm("other", &policy(other)),
            alarm("reboot", "arn:aws:automate:eu-west-1:ec2:reboot"),
        ] });
        let mut all = Blueprint::default();
        for answer in [targets, policies, alarms] {
            all.extend(read_answer("https://x Describe", &answer).unwrap());
        }
        assert_eq!((all.targets.len(), all.policies.len(), all.alarms.len()), (2, 2, 3));
        let all = scaling_only(all);
        let notes: Vec<&str> = all.notes.iter().map(|note| note.text.as_str()).collect();
        let left_out = "endpoint/s/variant/v is left out: sagemaker:variant:DesiredProvisionedConcurrency is not simulated";
        assert_eq!(notes, [left_out, left_out]);
        let setup = all.setup(&all.scope()).unwrap();
        assert_eq!((setup.targets.len(), setup.policies.len(), setup.alarms.len()), (1, 1, 1));
        assert_eq!(&*setup.alarms[0].0.name, "own");
    }
}
