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

/// The same without what scales neither instances nor copies: an account has alarms of all kinds, and targets that are not
/// simulated.
pub(crate) async fn read_scaling(url: &str, key: &KeyOptions) -> Result<Blueprint, Failure> {
    let mut all = read_live(url, key).await?;
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
    Ok(all)
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
