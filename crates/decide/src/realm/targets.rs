//! Scalable targets and policies of a realm: registered, put, deleted.

use ebb_units::{Bounds, Capacity, Workload};

use super::target_tags::check_tags;

use super::{Realm, Row, Turn};
use crate::effect::Answer;
use crate::event::{PolicyBlock, PolicyRequest, TargetRequest};
use crate::policy::{Cooldown, PredefinedMetric, StepRequest, TrackedMetric, TrackingConfig};
use crate::refusal::Refusal;
use crate::scaling::{
    PolicyConfig, PolicyType, ScalableTarget, ScalingPolicy, Side, Suspended, dimension_of, key_of,
    managed_alarm,
};

/// Quota of policies on one target.
const MOST_POLICIES: usize = 50;
/// Quota of scalable targets of one kind.
const MOST_TARGETS: usize = 500;

impl Realm {
    /// Rule aas.register: creates or updates; absent members keep their value; a capacity outside the bounds is moved.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html>
    pub(crate) fn register_target(
        &mut self,
        turn: &mut Turn<'_>,
        request: TargetRequest,
    ) -> Result<Answer, Refusal> {
        let workload = request.workload.clone();
        if request.observed.is_none() && self.capacity(&workload).is_none() {
            return Err(Refusal::Invalid(self.missing(&workload)));
        }
        let existing = self.targets.get(&workload);
        check_tags(&request.tags)?;
        if existing.is_some() && !request.tags.is_empty() {
            return Err(Refusal::Invalid(
                "The scalable target that you tried to tag already exists. To update tags on an existing scalable target, use the TagResource API.".to_owned(),
            ));
        }
        let stored = existing.map(|target| target.bounds);
        let min = bound(request.min, stored.map(Bounds::min), "Minimum")?;
        let max = bound(request.max, stored.map(Bounds::max), "Maximum")?;
        let bounds = Bounds::new(min, max).map_err(|_| Refusal::Invalid(INVERTED.to_owned()))?;
        let before = existing.map(|target| target.suspended).unwrap_or_default();
        let suspended = Suspended {
            dynamic_in: request.dynamic_in_suspended.unwrap_or(before.dynamic_in),
            dynamic_out: request.dynamic_out_suspended.unwrap_or(before.dynamic_out),
            scheduled: request.scheduled_suspended.unwrap_or(before.scheduled),
        };
        let target = match existing {
            Some(existing) => ScalableTarget { bounds, suspended, ..existing.clone() },
            None => {
                self.check_target_quota(&workload)?;
                ScalableTarget {
                    workload: workload.clone(),
                    bounds,
                    id: turn.ids.targets.target_id(),
                    policy_uuid: turn.ids.targets.uuid(),
                    created: turn.now,
                    suspended,
                    tags: request.tags,
                }
            }
        };
        let arn = target.arn(&self.scope);
        self.targets.insert(workload.clone(), target);
        self.touch(Row::Target(workload.clone()));
        if let Some(report) = request.observed {
            self.custom_registered(&workload, report);
        }
        self.enforce_bounds(turn, &workload);
        if (before.dynamic_in && !suspended.dynamic_in)
            || (before.dynamic_out && !suspended.dynamic_out)
        {
            self.scaling_resumed(turn, &workload);
        }
        Ok(Answer::Arn(arn))
    }

    fn check_target_quota(&self, workload: &Workload) -> Result<(), Refusal> {
        let kind = dimension_of(workload);
        let same = self.targets.keys().filter(|other| dimension_of(other) == kind).count();
        if same >= MOST_TARGETS {
            return Err(Refusal::LimitExceeded(format!(
                "The maximum number of scalable targets for this resource type ({MOST_TARGETS}) has been reached"
            )));
        }
        Ok(())
    }

    /// Rule aas.deregister: policies, managed alarms and scheduled actions go; capacity, the user's alarms and past activities stay.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeregisterScalableTarget.html>
    pub(crate) fn deregister_target(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
    ) -> Result<Answer, Refusal> {
        if self.targets.remove(workload).is_none() {
            return Err(Refusal::NotFound(format!(
                "No scalable target found for {}",
                key_of(workload)
            )));
        }
        self.touch(Row::Target(workload.clone()));
        for name in self.policy_names(workload) {
            self.remove_policy(turn, workload, &name);
        }
        self.remove_scheduled_actions(turn, workload);
        self.custom_deregistered(turn, workload);
        Ok(Answer::Done)
    }

    pub(super) fn policy_names(&self, workload: &Workload) -> Vec<String> {
        self.policies
            .range((workload.clone(), String::new())..)
            .take_while(|((of, _), _)| of == workload)
            .map(|((_, name), _)| name.clone())
            .collect()
    }

    pub(super) fn keep_policy(&mut self, policy: ScalingPolicy) {
        let key = (policy.workload.clone(), policy.name.clone());
        self.policy_arns.insert(policy.arn.clone(), key.clone());
        self.policies.insert(key, policy);
    }

    /// Rule aas.put-policy: creates or replaces; ARN and creation time stay; managed alarms are made anew.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html>
    pub(crate) fn put_policy(
        &mut self,
        turn: &mut Turn<'_>,
        request: PolicyRequest,
    ) -> Result<Answer, Refusal> {
        let PolicyRequest { workload, name, policy_type, block } = request;
        let Some(target) = self.targets.get(&workload) else {
            return Err(key_of(&workload).not_registered());
        };
        let existing = self.policies.get(&(workload.clone(), name.clone()));
        let config = self.checked_config(&workload, &name, existing, policy_type, block)?;
        if existing.is_none() && self.policy_names(&workload).len() >= MOST_POLICIES {
            return Err(Refusal::LimitExceeded(format!(
                "The maximum number of scaling policies per scalable target ({MOST_POLICIES}) has been reached"
            )));
        }
        let mut policy = match existing {
            Some(existing) => ScalingPolicy { config, ..existing.clone() },
            None => ScalingPolicy {
                arn: ScalingPolicy::make_arn(&self.scope, &target.policy_uuid, &workload, &name),
                created_by: turn.ids.policies.uuid(),
                created: turn.now,
                name: name.clone(),
                workload: workload.clone(),
                config,
                alarms: Vec::new(),
                cooldown: Cooldown::default(),
            },
        };
        for alarm in std::mem::take(&mut policy.alarms) {
            self.forget_alarm(turn, &alarm);
        }
        let mut specs = Vec::new();
        if let PolicyConfig::Tracking(tracking) = &policy.config {
            let mut sides = vec![Side::High];
            if tracking.scales_in() {
                sides.push(Side::Low);
            }
            for side in sides {
                let uuid = turn.ids.alarms.uuid();
                specs.push(managed_alarm(&policy, tracking, &workload, side, &uuid));
            }
        }
        if let Some(shadowing) = &self.shadowing {
            shadowing.name_as_there(&name, &mut specs);
        }
        policy.alarms = specs.iter().map(|spec| spec.name.to_string()).collect();
        let answer = Answer::Policy { arn: policy.arn.clone(), alarms: policy.alarms.clone() };
        self.keep_policy(policy);
        self.touch_policy(&workload, &name);
        for spec in specs {
            self.put_alarm(turn, spec, std::collections::BTreeMap::new())?;
        }
        Ok(answer)
    }

    fn checked_config(
        &self,
        workload: &Workload,
        name: &str,
        existing: Option<&ScalingPolicy>,
        policy_type: Option<PolicyType>,
        block: Option<PolicyBlock>,
    ) -> Result<PolicyConfig, Refusal> {
        let invalid = |text: &str| Err(Refusal::Invalid(text.to_owned()));
        let stored_type = existing.map(|policy| policy.config.policy_type());
        let policy_type = match (policy_type, stored_type) {
            (Some(given), Some(stored)) if given != stored => {
                return invalid("The type of an existing scaling policy cannot be changed");
            }
            (Some(given), _) => given,
            (None, Some(stored)) => stored,
            (None, None) => return invalid("PolicyType must be specified"),
        };
        match (policy_type, block) {
            (_, Some(PolicyBlock::Several)) => invalid(
                "You must only provide a single scaling policy configuration, which must match the scaling policy type specified.",
            ),
            (PolicyType::TargetTrackingScaling, Some(PolicyBlock::Tracking(tracking))) => {
                self.checked_tracking(workload, name, tracking).map(PolicyConfig::Tracking)
            }
            (PolicyType::StepScaling, Some(PolicyBlock::Step(step))) => {
                StepRequest::check(step).map(PolicyConfig::Step).map_err(Refusal::invalid)
            }
            (_, None) if existing.is_some() => Ok(existing
                .map(|policy| policy.config.clone())
                .expect("the guard has seen that it exists")),
            (
                PolicyType::TargetTrackingScaling | PolicyType::StepScaling,
                Some(PolicyBlock::Tracking(_) | PolicyBlock::Step(_)) | None,
            ) => {
                invalid(&format!("{} policy configuration must be specified", policy_type.as_str()))
            }
        }
    }

    fn checked_tracking(
        &self,
        workload: &Workload,
        name: &str,
        tracking: TrackingConfig,
    ) -> Result<TrackingConfig, Refusal> {
        if let TrackedMetric::Predefined(metric) = tracking.metric {
            let supported = PredefinedMetric::of(workload);
            if !supported.contains(&metric) {
                return Err(Refusal::Invalid(unsupported_metric(workload)));
            }
        }
        TrackingConfig::check_target_value(tracking.target_value).map_err(Refusal::invalid)?;
        let twin = self.policies.values().any(|policy| {
            policy.workload == *workload
                && policy.name != name
                && matches!(&policy.config, PolicyConfig::Tracking(other) if other.metric.same_specification(&tracking.metric))
        });
        if twin {
            return Err(Refusal::Invalid(
                "Only one TargetTrackingScaling policy for a given metric specification is allowed."
                    .to_owned(),
            ));
        }
        Ok(tracking)
    }

    /// Rule aas.delete-policy: managed alarms go with the policy; it is taken off the user's alarms, which stay.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeleteScalingPolicy.html>
    pub(crate) fn delete_policy(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        name: &str,
    ) -> Result<Answer, Refusal> {
        if !self.targets.contains_key(workload) {
            return Err(key_of(workload).not_registered());
        }
        let Some(policy) = self.remove_policy(turn, workload, name) else {
            return Err(Refusal::NotFound(format!(
                "No scaling policy found for {}, policy name: {name}",
                key_of(workload)
            )));
        };
        self.remove_action(turn, &policy.arn);
        Ok(Answer::Done)
    }

    pub(super) fn remove_policy(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        name: &str,
    ) -> Option<ScalingPolicy> {
        let policy = self.policies.remove(&(workload.clone(), name.to_owned()))?;
        self.policy_arns.remove(&policy.arn);
        for alarm in &policy.alarms {
            self.forget_alarm(turn, alarm);
        }
        self.touch_policy(workload, name);
        Some(policy)
    }

    /// The policy that an alarm action names, if it is one of this realm.
    pub(super) fn policy_named(&self, action: &str) -> Option<(Workload, String)> {
        // A policy may itself be called "a:createdBy/b".
        let managed = action.rsplit_once(":createdBy/").map(|(arn, _)| arn);
        let mut arns = [Some(action), managed].into_iter().flatten();
        let key = arns.find_map(|arn| self.policy_arns.get(arn))?;
        self.policies.get(key).is_some_and(|policy| policy.is_named_by(action)).then(|| key.clone())
    }

    /// Why a resource cannot be registered, in SageMaker's words.
    pub fn missing(&self, workload: &Workload) -> String {
        match workload {
            Workload::Variant { endpoint, variant } => match self.endpoints.get(endpoint) {
                Some(found) => format!(
                    "The variant name(s) \"{variant}\" is/are not present within endpoint configuration \"{}\".",
                    found.config
                ),
                None => format!("Could not find endpoint \"{}\".", self.arn("endpoint", endpoint)),
            },
            Workload::Custom { url } => format!("Could not ask the custom resource \"{url}\"."),
            Workload::Component { name } => format!(
                "Could not find inference component \"{}\".",
                self.arn("inference-component", name)
            ),
        }
    }

    /// The ARN of a SageMaker resource. AWS prints names in ARNs in lower case.
    pub fn arn(&self, kind: &str, name: &str) -> String {
        let region = &self.scope.region;
        format!(
            "arn:{}:sagemaker:{region}:{}:{kind}/{}",
            region.partition(),
            self.scope.account,
            name.to_lowercase()
        )
    }
}

fn bound(given: Option<i32>, stored: Option<Capacity>, which: &str) -> Result<Capacity, Refusal> {
    match (given, stored) {
        (Some(given), _) => at_least_zero(given, which),
        (None, Some(stored)) => Ok(stored),
        (None, None) => Err(Refusal::Invalid(format!("{which} capacity must be specified"))),
    }
}

pub(super) fn at_least_zero(given: i32, which: &str) -> Result<Capacity, Refusal> {
    u32::try_from(given)
        .map(Capacity)
        .map_err(|_| Refusal::Invalid(format!("{which} capacity cannot be less than 0")))
}

pub(super) const INVERTED: &str = "Maximum capacity cannot be less than minimum capacity";

/// What a predefined metric of another kind of resource is answered with.
pub fn unsupported_metric(workload: &Workload) -> String {
    // AWS's words for a customized metric where there can be none, turned round.
    if PredefinedMetric::of(workload).is_empty() {
        return format!(
            "Scalable dimension {} does not support PredefinedMetricSpecification.",
            dimension_of(workload)
        );
    }
    let names: Vec<&str> =
        PredefinedMetric::of(workload).iter().map(|metric| metric.as_str()).collect();
    format!(
        "Scalable dimension {} only supports the following predefined metric types: {}",
        dimension_of(workload),
        names.join(", ")
    )
}
