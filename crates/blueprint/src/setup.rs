//! From what was declared to commands for the decision core, by the same validation as the live API.

use std::collections::{BTreeMap, BTreeSet};

use ebb_decide::alarm::{AlarmSpec, Watch};
use ebb_decide::policy::StepConfigError;
use ebb_decide::scaling::{Key, namespace_of, parse_workload};
use ebb_decide::{
    Answer, Command, PolicyBlock, PolicyRequest, ScheduledActionRequest, TargetRequest,
};
use ebb_requests::{RequestError, alarm, policy, scheduled, target};
use ebb_units::{Scope, Workload};

use crate::{Blueprint, Declared, Place, PolicyId};

/// Something that the service would refuse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct Refused {
    /// Where it stands.
    pub place: Place,
    /// The service's words.
    pub message: String,
}

/// What was declared, ready for a [`ebb_decide::Controller`].
///
/// What only the state of a controller can tell is not checked yet: whether the workloads exist, and whether policies get
/// along with each other. The answers to the commands say so.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Scalable targets.
    pub targets: Vec<TargetRequest>,
    /// Policies, each on one of the targets.
    pub policies: Vec<PolicyRequest>,
    /// Scheduled actions.
    pub scheduled_actions: Vec<ScheduledActionRequest>,
    /// Alarms and their tags. Their actions name policies by [`PolicyId::action`] until [`Setup::apply`] knows better.
    pub alarms: Vec<(AlarmSpec, BTreeMap<String, String>)>,
}

/// What a policy looks at.
#[derive(Clone, PartialEq, Debug)]
pub struct Watched {
    /// What the policy scales.
    pub workload: Workload,
    /// The name of the policy.
    pub policy: String,
    /// What is watched for it: by its own metric, or by an alarm that runs it.
    pub watch: Watch,
    /// Length of the alarm's windows.
    pub period_secs: u32,
    /// The value that it is kept at, or compared with.
    pub threshold: f64,
}

impl Blueprint {
    /// Checks all that was declared, and turns it into requests for the decision core.
    ///
    /// # Errors
    /// Everything that the service would refuse, each with its place and the service's words. Never empty.
    pub fn setup(&self, scope: &Scope) -> Result<Setup, Vec<Refused>> {
        let mut setup = Setup::default();
        let mut refused = Vec::new();
        for declared in &self.targets {
            keep(target_of(declared), &mut setup.targets, &mut refused);
        }
        for declared in &self.policies {
            keep(policy_of(declared), &mut setup.policies, &mut refused);
        }
        for declared in &self.scheduled_actions {
            keep(scheduled_of(declared), &mut setup.scheduled_actions, &mut refused);
        }
        for declared in &self.alarms {
            keep(alarm_of(declared, scope), &mut setup.alarms, &mut refused);
        }
        if refused.is_empty() { Ok(setup) } else { Err(refused) }
    }
}

impl Setup {
    /// Tells a controller all of it, in the order in which it can be told: targets, policies, alarms, scheduled actions.
    ///
    /// `tell` hands one command over and gives its answer. The answers carry the ARNs that policies have got, which the
    /// alarms that run them need.
    ///
    /// # Errors
    /// The first error of `tell`.
    pub fn apply<E>(
        &self,
        scope: &Scope,
        mut tell: impl FnMut(Command) -> Result<Answer, E>,
    ) -> Result<(), E> {
        for target in &self.targets {
            tell(Command::RegisterScalableTarget(target.clone()))?;
        }
        let mut arns = BTreeMap::new();
        for policy in &self.policies {
            let answer = tell(Command::PutScalingPolicy(policy.clone()))?;
            if let Answer::Policy { arn, .. } = answer {
                arns.insert(id_of(policy).action(scope), arn);
            }
        }
        for (alarm, tags) in &self.alarms {
            let mut alarm = alarm.clone();
            let lists = [
                &mut alarm.ok_actions,
                &mut alarm.alarm_actions,
                &mut alarm.insufficient_data_actions,
            ];
            for action in lists.into_iter().flatten() {
                if let Some(arn) = arns.get(action) {
                    action.clone_from(arn);
                }
            }
            tell(Command::PutMetricAlarm(Box::new(alarm), tags.clone()))?;
        }
        for action in &self.scheduled_actions {
            tell(Command::PutScheduledAction(action.clone()))?;
        }
        Ok(())
    }

    /// The workloads that are scaled, each once.
    pub fn workloads(&self) -> BTreeSet<&Workload> {
        self.targets.iter().map(|target| &target.workload).collect()
    }

    /// What each policy looks at: a tracking policy at its metric, a step policy at what the alarms that run it watch.
    pub fn watched(&self, scope: &Scope) -> Vec<Watched> {
        let mut watched = Vec::new();
        for policy in &self.policies {
            let named = |watch: Watch, period_secs: u32, threshold: f64| Watched {
                workload: policy.workload.clone(),
                policy: policy.name.clone(),
                watch,
                period_secs,
                threshold,
            };
            match &policy.block {
                Some(PolicyBlock::Tracking(config)) => {
                    let (watch, period_secs) = config.metric.watch(&policy.workload);
                    watched.push(named(watch, period_secs, config.target_value));
                }
                Some(PolicyBlock::Step(_)) => {
                    let action = id_of(policy).action(scope);
                    let runs = |alarm: &&(AlarmSpec, BTreeMap<String, String>)| {
                        alarm.0.alarm_actions.contains(&action)
                    };
                    // An alarm on a band runs no policy.
                    watched.extend(self.alarms.iter().filter(runs).filter_map(|(alarm, _)| {
                        Some(named(alarm.watch.clone(), alarm.period_secs, alarm.threshold?))
                    }));
                }
                Some(PolicyBlock::Several) | None => {}
            }
        }
        watched
    }
}

fn id_of(policy: &PolicyRequest) -> PolicyId {
    PolicyId {
        namespace: namespace_of(&policy.workload).to_owned(),
        resource: policy.workload.to_string(),
        name: policy.name.clone(),
    }
}

fn keep<T>(read: Result<T, Vec<Refused>>, kept: &mut Vec<T>, refused: &mut Vec<Refused>) {
    match read {
        Ok(one) => kept.push(one),
        Err(several) => refused.extend(several),
    }
}

/// A scalable target, held to the rules of the live API.
///
/// # Errors
/// What the service would refuse.
pub fn target_of(
    declared: &Declared<ebb_aws_model::application_autoscaling::RegisterScalableTargetRequest>,
) -> Result<TargetRequest, Vec<Refused>> {
    let request = &declared.request;
    check(declared)?;
    target::check(request).map_err(|error| refusal(declared, "MaxCapacity", &error))?;
    let workload = workload_of(
        declared,
        &request.service_namespace,
        &request.resource_id,
        &request.scalable_dimension,
    )?;
    Ok(target::read(workload, request.clone(), None))
}

/// A policy, held to the rules of the live API.
///
/// # Errors
/// What the service would refuse.
pub fn policy_of(
    declared: &Declared<ebb_aws_model::application_autoscaling::PutScalingPolicyRequest>,
) -> Result<PolicyRequest, Vec<Refused>> {
    let request = &declared.request;
    check(declared)?;
    let workload = workload_of(
        declared,
        &request.service_namespace,
        &request.resource_id,
        &request.scalable_dimension,
    )?;
    let read = policy::read(&workload, request.clone());
    let read = read.map_err(|error| refusal(declared, block_of(request), &error))?;
    // A policy that stands alone has to be complete; what the controller would say is said here, with its place.
    match &read.block {
        Some(PolicyBlock::Step(step)) => {
            step.clone()
                .check()
                .map_err(|error| refused(declared, block_of(request), error.to_string()))?;
        }
        Some(PolicyBlock::Tracking(tracking)) => {
            ebb_decide::policy::TrackingConfig::check_target_value(tracking.target_value).map_err(
                |error| {
                    let member = "TargetTrackingScalingPolicyConfiguration.TargetValue";
                    refused(declared, member, error.to_string())
                },
            )?;
        }
        Some(PolicyBlock::Several) => {
            let text = "You must only provide a single scaling policy configuration, which must match the scaling policy type specified.";
            return Err(refused(declared, "", text.to_owned()));
        }
        None => {
            let kind = request.policy_type.as_deref().unwrap_or("Scaling");
            let text = format!("{kind} policy configuration must be specified");
            return Err(refused(declared, "PolicyType", text));
        }
    }
    Ok(read)
}

fn block_of(
    request: &ebb_aws_model::application_autoscaling::PutScalingPolicyRequest,
) -> &'static str {
    if request.step_scaling_policy_configuration.is_some() {
        "StepScalingPolicyConfiguration"
    } else {
        "TargetTrackingScalingPolicyConfiguration"
    }
}

/// What is wrong with the steps of a policy, by themselves.
pub fn step_error(
    declared: &Declared<ebb_aws_model::application_autoscaling::PutScalingPolicyRequest>,
) -> Option<StepConfigError> {
    let request = &declared.request;
    let workload = Workload::Component { name: String::new() };
    // A block is read alike for all workloads.
    match policy::read(&workload, request.clone()).ok()?.block? {
        PolicyBlock::Step(step) => step.check().err(),
        PolicyBlock::Tracking(_) | PolicyBlock::Several => None,
    }
}

/// A scheduled action, held to the rules of the live API.
///
/// # Errors
/// What the service would refuse.
pub fn scheduled_of(
    declared: &Declared<ebb_aws_model::application_autoscaling::PutScheduledActionRequest>,
) -> Result<ScheduledActionRequest, Vec<Refused>> {
    let request = &declared.request;
    check(declared)?;
    let workload = workload_of(
        declared,
        &request.service_namespace,
        &request.resource_id,
        &request.scalable_dimension,
    )?;
    scheduled::read(&workload, request.clone())
        .map_err(|error| refusal(declared, "Schedule", &error))
}

/// An alarm and its tags, held to the rules of the live API. Its actions name policies by [`PolicyId::action`].
///
/// # Errors
/// What the service would refuse.
pub fn alarm_of(
    declared: &Declared<ebb_aws_model::cloudwatch::PutMetricAlarmInput>,
    scope: &Scope,
) -> Result<(AlarmSpec, BTreeMap<String, String>), Vec<Refused>> {
    check(declared)?;
    let mut request = declared.request.clone();
    let lists = [
        &mut request.ok_actions,
        &mut request.alarm_actions,
        &mut request.insufficient_data_actions,
    ];
    for action in lists.into_iter().flatten().flatten() {
        if let Some(policy) = PolicyId::of_action(action) {
            *action = policy.action(scope);
        }
    }
    alarm::read(request, scope).map_err(|error| refusal(declared, "", &error))
}

fn workload_of<T>(
    declared: &Declared<T>,
    namespace: &str,
    resource: &str,
    dimension: &str,
) -> Result<Workload, Vec<Refused>> {
    let key = Key {
        namespace: namespace.to_owned(),
        resource: resource.to_owned(),
        dimension: dimension.to_owned(),
    };
    parse_workload(&key).map_err(|error| refused(declared, "ResourceId", error.to_string()))
}

fn check<T>(declared: &Declared<T>) -> Result<(), Vec<Refused>> {
    if declared.violations.is_empty() {
        return Ok(());
    }
    Err(declared
        .violations
        .iter()
        .map(|violation| Refused {
            place: declared.place_of_violation(violation).clone(),
            message: violation.to_string(),
        })
        .collect())
}

fn refusal<T>(declared: &Declared<T>, member: &str, error: &RequestError) -> Vec<Refused> {
    refused(declared, member, error.to_string())
}

fn refused<T>(declared: &Declared<T>, member: &str, message: String) -> Vec<Refused> {
    vec![Refused { place: declared.place_of(member).clone(), message }]
}
