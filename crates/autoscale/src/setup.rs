//! Carries out a plan, one call after the other.

use crate::patience::{while_busy, while_busy_or_unseen};
use crate::plan::{InvalidAutoscaling, Plan, Wake};
use crate::{
    AutoScalingClient, ClientError, Names, Outcome, Report, Resource, ScalingPolicy, What,
};

/// Why a set-up did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// What is wanted cannot be; nothing was called.
    #[error("cannot set this up")]
    Invalid(#[from] InvalidAutoscaling),
    /// What exists could not be read; nothing was changed.
    #[error("could not read what exists for \"{resource}\"; nothing was changed")]
    Unread {
        /// What was to be set up.
        resource: Resource,
        /// Why.
        source: ClientError,
    },
    /// A call failed after none or some had succeeded.
    #[error("could not set up the {what}; {}", standing(.done))]
    HalfWay {
        /// What it failed at.
        what: What,
        /// What was done before.
        done: Report,
        /// Why.
        source: ClientError,
    },
}

fn standing(done: &Report) -> String {
    let standing: Vec<String> = done.standing().map(ToString::to_string).collect();
    if standing.is_empty() {
        "nothing was changed".to_owned()
    } else {
        format!("now there are {}, which a cleanup removes", standing.join(" and "))
    }
}

pub(crate) async fn setup<C: AutoScalingClient>(
    client: &C,
    plan: Plan,
    names: &Names,
) -> Result<Report, SetupError> {
    let resource = plan.target.resource.clone();
    let before = Before::read(client, &resource, names)
        .await
        .map_err(|source| SetupError::Unread { resource: resource.clone(), source })?;
    let mut done = Report::new(&resource);
    match carry_out(client, plan, names, &before, &mut done).await {
        Ok(()) => Ok(done),
        Err((what, source)) => Err(SetupError::HalfWay { what, done, source }),
    }
}

/// What existed before the first change.
struct Before {
    target: bool,
    tracking: bool,
    wake_policy: bool,
    wake_alarm: bool,
}

impl Before {
    async fn read<C: AutoScalingClient>(
        client: &C,
        resource: &Resource,
        names: &Names,
    ) -> Result<Self, ClientError> {
        let wanted = std::slice::from_ref(resource);
        let targets = while_busy(|| client.describe_scalable_targets(wanted)).await?;
        let policies = if targets.is_empty() {
            Vec::new()
        } else {
            while_busy(|| client.describe_scaling_policies(resource)).await?
        };
        let alarm_names = std::slice::from_ref(&names.wake_alarm);
        let alarms = while_busy(|| client.describe_alarms(alarm_names)).await?;
        let has_policy = |name: &str| policies.iter().any(|policy| policy.name == name);
        Ok(Self {
            target: !targets.is_empty(),
            tracking: has_policy(&names.tracking_policy),
            wake_policy: has_policy(&names.wake_policy),
            wake_alarm: !alarms.is_empty(),
        })
    }
}

async fn carry_out<C: AutoScalingClient>(
    client: &C,
    plan: Plan,
    names: &Names,
    before: &Before,
    done: &mut Report,
) -> Result<(), (What, ClientError)> {
    let Plan { target, tracking, wake } = plan;
    let resource = &target.resource;

    let what = What::ScalableTarget { name: resource.to_string() };
    let registered = while_busy(|| client.register_scalable_target(&target)).await;
    finish(done, what, put(before.target), registered)?;

    let what = What::TargetTrackingPolicy { name: tracking.name.clone() };
    let policy = ScalingPolicy::TargetTracking(tracking);
    let tracked = while_busy_or_unseen(|| client.put_scaling_policy(resource, &policy)).await;
    finish(done, what, put(before.tracking), tracked)?;

    match wake {
        Some(wake) => add_wake(client, resource, wake, before, done).await,
        None => remove_wake(client, resource, names, before, done).await,
    }
}

async fn add_wake<C: AutoScalingClient>(
    client: &C,
    resource: &Resource,
    wake: Wake,
    before: &Before,
    done: &mut Report,
) -> Result<(), (What, ClientError)> {
    let Wake { policy, alarm } = wake;
    let what = What::StepPolicy { name: policy.name.clone() };
    let policy = ScalingPolicy::Step(policy);
    let policy = while_busy_or_unseen(|| client.put_scaling_policy(resource, &policy)).await;
    let policy = finish(done, what, put(before.wake_policy), policy)?;

    let what = What::Alarm { name: alarm.name.clone() };
    let watching = while_busy(|| client.put_metric_alarm(&alarm, &policy.arn)).await;
    finish(done, what, put(before.wake_alarm), watching)
}

/// Deletes the way back from zero that an earlier set-up made, alarm first so that it cannot fire at a
/// policy that is gone.
async fn remove_wake<C: AutoScalingClient>(
    client: &C,
    resource: &Resource,
    names: &Names,
    before: &Before,
    done: &mut Report,
) -> Result<(), (What, ClientError)> {
    if before.wake_alarm {
        let what = What::Alarm { name: names.wake_alarm.clone() };
        let alarm_names = std::slice::from_ref(&names.wake_alarm);
        let deleted = while_busy(|| client.delete_alarms(alarm_names)).await;
        finish(done, what, Outcome::Deleted, deleted)?;
    }
    if before.wake_policy {
        let what = What::StepPolicy { name: names.wake_policy.clone() };
        let deleted =
            while_busy(|| client.delete_scaling_policy(resource, &names.wake_policy)).await;
        finish(done, what, Outcome::Deleted, deleted)?;
    }
    Ok(())
}

fn put(existed: bool) -> Outcome {
    if existed { Outcome::Updated } else { Outcome::Created }
}

fn finish<T>(
    done: &mut Report,
    what: What,
    outcome: Outcome,
    result: Result<T, ClientError>,
) -> Result<T, (What, ClientError)> {
    match result {
        Ok(value) => {
            done.record(what, outcome);
            Ok(value)
        }
        Err(error) => Err((what, error)),
    }
}
