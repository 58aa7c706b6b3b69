//! Takes away what a set-up made, as much of it as is there.

use std::error::Error;

use crate::patience::while_busy;
use crate::{AutoScalingClient, ClientError, Names, Outcome, Report, Resource, What};

/// Some of it could not be deleted. Everything was tried; running it again tries the rest.
#[derive(Debug, thiserror::Error)]
#[error("could not delete {}", list(.failures))]
pub struct CleanupError {
    /// What was done.
    pub done: Report,
    /// What was not, and why; never empty.
    pub failures: Vec<(What, ClientError)>,
}

fn list(failures: &[(What, ClientError)]) -> String {
    let each = failures.iter().map(|(what, error)| format!("the {what}: {}", chain(error)));
    each.collect::<Vec<_>>().join("; ")
}

/// The error and its causes. There are several, so none of them can be the source of the whole.
fn chain(error: &ClientError) -> String {
    let first: &(dyn Error + 'static) = error;
    let causes = std::iter::successors(Some(first), |&error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Deletes the wake alarm, the two policies and the registration, whichever of them exist.
///
/// The alarm goes first: as long as it stands it may add capacity.
///
/// # Errors
/// [`CleanupError`] with all that could not be deleted, after everything was tried.
pub async fn cleanup<C: AutoScalingClient>(
    client: &C,
    resource: &Resource,
    names: &Names,
) -> Result<Report, CleanupError> {
    let mut done = Report::new(resource);
    let mut failures = Vec::new();
    let mut finish = |what: What, result: Result<Outcome, ClientError>| match result {
        Ok(outcome) => done.record(what, outcome),
        Err(error) => failures.push((what, error)),
    };

    let alarm = delete_alarm(client, &names.wake_alarm).await;
    finish(What::Alarm { name: names.wake_alarm.clone() }, alarm);

    let name = &names.wake_policy;
    let policy = while_busy(|| client.delete_scaling_policy(resource, name)).await;
    finish(What::StepPolicy { name: name.clone() }, gone(policy));

    let name = &names.tracking_policy;
    let policy = while_busy(|| client.delete_scaling_policy(resource, name)).await;
    finish(What::TargetTrackingPolicy { name: name.clone() }, gone(policy));

    let target = while_busy(|| client.deregister_scalable_target(resource)).await;
    finish(What::ScalableTarget { name: resource.to_string() }, gone(target));

    if failures.is_empty() { Ok(done) } else { Err(CleanupError { done, failures }) }
}

/// CloudWatch may answer the deletion of an unknown alarm with success, so it is looked for first. When
/// looking fails, as without the right to, deleting is tried all the same.
async fn delete_alarm<C: AutoScalingClient>(
    client: &C,
    name: &String,
) -> Result<Outcome, ClientError> {
    let names = std::slice::from_ref(name);
    match while_busy(|| client.describe_alarms(names)).await {
        Ok(found) if found.is_empty() => Ok(Outcome::AlreadyGone),
        Ok(_) | Err(_) => gone(while_busy(|| client.delete_alarms(names)).await),
    }
}

fn gone(deleted: Result<(), ClientError>) -> Result<Outcome, ClientError> {
    match deleted {
        Ok(()) => Ok(Outcome::Deleted),
        Err(ClientError::NotFound { .. }) => Ok(Outcome::AlreadyGone),
        Err(error) => Err(error),
    }
}
