//! What a set-up will make, worked out before the first call.

use ebb_units::{Bounds, Capacity, InvertedBounds};
use serde::Serialize;

use crate::{
    EndpointAutoscaling, Names, Resource, ScalableTarget, StepScalingPolicy,
    TargetTrackingScalingPolicy, WakeAlarm,
};

/// Everything that a set-up makes, as data.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Plan {
    /// The resource and its bounds.
    pub target: ScalableTarget,
    /// The policy between one and the maximum.
    pub tracking: TargetTrackingScalingPolicy,
    /// What brings it back from zero, when it may go there.
    pub wake: Option<Wake>,
}

/// What brings a resource back from zero.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Wake {
    /// Adds the first copy or instance.
    pub policy: StepScalingPolicy,
    /// Says when.
    pub alarm: WakeAlarm,
}

/// The wish cannot come true.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidAutoscaling {
    /// The bounds are the wrong way round.
    #[error(transparent)]
    Bounds(#[from] InvertedBounds),
    /// The maximum does not fit the API, or lets nothing run.
    #[error("maximum {0} is not from 1 to 2147483647")]
    Maximum(Capacity),
    /// A minimum of zero that nothing would wake from.
    #[error(
        "minimum 0 needs a way back: set `to_zero`, which adds a policy and an alarm that wake"
    )]
    ZeroWithoutWake,
    /// The target value is no positive number.
    #[error("target value {0} is not a number above 0")]
    TargetValue(f64),
    /// A cooldown does not fit the API.
    #[error("a cooldown of {0} s is longer than 2147483647 s")]
    Cooldown(u32),
    /// The policy name does not fit the API.
    #[error("policy name \"{0}\" is not 1 to 256 printable characters")]
    PolicyName(String),
    /// The policy name is that of another policy of the set-up.
    #[error("policy name \"{0}\" is kept for the policy that wakes from zero")]
    ReservedPolicyName(String),
    /// The metric belongs to another kind of resource.
    #[error("the metric {metric} does not exist for \"{resource}\"")]
    WrongResource {
        /// The metric that was asked for.
        metric: &'static str,
        /// What was to be scaled by it.
        resource: Resource,
    },
    /// The metric is not published for asynchronous endpoints.
    #[error(
        "asynchronous endpoints do not publish {metric}: scale them by their backlog per instance"
    )]
    NotPublished {
        /// The metric that was asked for.
        metric: &'static str,
    },
    /// Target tracking takes the basic statistics only.
    #[error(
        "target tracking cannot use the statistic \"{0}\": take Average, Minimum, Maximum, SampleCount or Sum"
    )]
    Statistic(String),
    /// Nothing would wake it.
    #[error(
        "nothing can wake a variant of a real-time endpoint from zero: use an inference component, or \
         say that the endpoint is asynchronous"
    )]
    RealTimeVariantAtZero,
}

impl EndpointAutoscaling {
    /// Works out what a set-up makes.
    ///
    /// # Errors
    /// [`InvalidAutoscaling`] when a value is out of range or the parts do not fit together.
    pub fn plan(&self) -> Result<Plan, InvalidAutoscaling> {
        let names = self.names();
        Ok(Plan {
            target: ScalableTarget { resource: self.resource.clone(), bounds: self.bounds()? },
            tracking: self.tracking(&names)?,
            wake: if self.to_zero { Some(self.wake(names)?) } else { None },
        })
    }

    fn bounds(&self) -> Result<Bounds, InvalidAutoscaling> {
        let most = Capacity(i32::MAX.unsigned_abs());
        if !(Capacity(1)..=most).contains(&self.max) {
            return Err(InvalidAutoscaling::Maximum(self.max));
        }
        let min = if self.to_zero { Capacity(0) } else { self.min };
        if min == Capacity(0) && !self.to_zero {
            return Err(InvalidAutoscaling::ZeroWithoutWake);
        }
        Ok(Bounds::new(min, self.max)?)
    }

    fn tracking(&self, names: &Names) -> Result<TargetTrackingScalingPolicy, InvalidAutoscaling> {
        let Self { target_value, scale_in_cooldown_s, scale_out_cooldown_s, .. } = *self;
        if !(target_value > 0.0 && target_value.is_finite()) {
            return Err(InvalidAutoscaling::TargetValue(target_value));
        }
        for cooldown_s in [scale_in_cooldown_s, scale_out_cooldown_s] {
            if i32::try_from(cooldown_s).is_err() {
                return Err(InvalidAutoscaling::Cooldown(cooldown_s));
            }
        }
        let name = &names.tracking_policy;
        if !(1..=256).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(InvalidAutoscaling::PolicyName(name.chars().take(300).collect()));
        }
        if *name == names.wake_policy {
            return Err(InvalidAutoscaling::ReservedPolicyName(name.clone()));
        }
        let metric = self.metric.tracked(&self.resource, self.asynchronous)?;
        Ok(TargetTrackingScalingPolicy {
            name: name.clone(),
            metric,
            target_value,
            scale_in_cooldown_s,
            scale_out_cooldown_s,
        })
    }

    fn wake(&self, names: Names) -> Result<Wake, InvalidAutoscaling> {
        let Names { wake_policy, wake_alarm, .. } = names;
        match &self.resource {
            Resource::Component { name } => Ok(Wake {
                policy: StepScalingPolicy::wake_component(wake_policy),
                alarm: WakeAlarm::for_component(wake_alarm, name),
            }),
            Resource::Variant { endpoint, .. } if self.asynchronous => Ok(Wake {
                policy: StepScalingPolicy::wake_async_variant(wake_policy),
                alarm: WakeAlarm::for_async_endpoint(wake_alarm, endpoint),
            }),
            Resource::Variant { .. } => Err(InvalidAutoscaling::RealTimeVariantAtZero),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CustomizedMetric, Metric, MetricId, Statistic};

    fn component(metric: Metric) -> EndpointAutoscaling {
        EndpointAutoscaling::new(Resource::Component { name: "llama".to_owned() }, metric, 5.0)
    }

    fn variant(metric: Metric) -> EndpointAutoscaling {
        let (endpoint, variant) = ("chat".to_owned(), "prod".to_owned());
        EndpointAutoscaling::new(Resource::Variant { endpoint, variant }, metric, 5.0)
    }

    #[test]
    fn each_wrong_value_is_named() {
        let good = || component(Metric::ConcurrentRequests);
        assert!(good().plan().is_ok());
        for (wrong, reason) in [
            (
                EndpointAutoscaling { min: Capacity(3), max: Capacity(2), ..good() },
                "maximum 2 is below minimum 3",
            ),
            (EndpointAutoscaling { max: Capacity(0), ..good() }, "maximum 0 is not from 1"),
            (EndpointAutoscaling { max: Capacity(1 << 31), ..good() }, "maximum 2147483648 is not"),
            (EndpointAutoscaling { min: Capacity(0), ..good() }, "minimum 0 needs a way back"),
            (EndpointAutoscaling { target_value: 0.0, ..good() }, "target value 0 is not"),
            (EndpointAutoscaling { target_value: f64::NAN, ..good() }, "target value NaN is not"),
            (
                EndpointAutoscaling { scale_in_cooldown_s: u32::MAX, ..good() },
                "a cooldown of 4294967295 s",
            ),
            (
                EndpointAutoscaling { policy_name: Some(String::new()), ..good() },
                "policy name \"\"",
            ),
            (EndpointAutoscaling { policy_name: Some("a\nb".to_owned()), ..good() }, "policy name"),
            (
                EndpointAutoscaling {
                    policy_name: Some("ebb-wake-from-zero".to_owned()),
                    ..good()
                },
                "is kept for the policy that wakes",
            ),
        ] {
            let got = wrong.plan().unwrap_err().to_string();
            assert!(got.contains(reason), "{got}");
        }
    }

    #[test]
    fn a_metric_that_would_never_act_is_refused() {
        for (wrong, reason) in [
            (
                component(Metric::InvocationsPerInstance),
                "does not exist for \"inference-component/llama\"",
            ),
            (component(Metric::BacklogPerInstance), "does not exist for"),
            (
                variant(Metric::InvocationsPerCopy),
                "does not exist for \"endpoint/chat/variant/prod\"",
            ),
            (variant(Metric::BacklogPerInstance), "does not exist for"),
            (
                EndpointAutoscaling {
                    asynchronous: true,
                    ..variant(Metric::InvocationsPerInstance)
                },
                "do not publish invocations per instance",
            ),
            (
                EndpointAutoscaling { to_zero: true, ..variant(Metric::InvocationsPerInstance) },
                "nothing can wake a variant of a real-time endpoint",
            ),
            (
                component(Metric::Customized(CustomizedMetric {
                    metric: MetricId::new("N", "m", []),
                    statistic: Statistic::Percentile(99.0),
                    unit: None,
                })),
                "cannot use the statistic \"p99\"",
            ),
        ] {
            let got = wrong.plan().unwrap_err().to_string();
            assert!(got.contains(reason), "{got}");
        }
    }

    #[test]
    fn to_zero_lowers_the_minimum_and_adds_the_way_back() {
        let plan = EndpointAutoscaling { to_zero: true, ..component(Metric::InvocationsPerCopy) }
            .plan()
            .unwrap();
        assert_eq!(plan.target.bounds.min(), Capacity(0));
        let Wake { policy, alarm } = plan.wake.unwrap();
        assert_eq!((policy.adjustment, policy.cooldown_s), (1, 60));
        assert_eq!(
            alarm.metric.to_string(),
            "AWS/SageMaker:NoCapacityInvocationFailures{InferenceComponentName=llama}"
        );
        assert_eq!(alarm.name, "ebb-wake-from-zero-inference-component/llama");

        let asynchronous = EndpointAutoscaling {
            to_zero: true,
            asynchronous: true,
            ..variant(Metric::BacklogPerInstance)
        };
        let Wake { policy, alarm } = asynchronous.plan().unwrap().wake.unwrap();
        assert_eq!((policy.adjustment, policy.cooldown_s), (1, 300));
        assert_eq!((alarm.statistic, alarm.periods), (Statistic::Average, 2));
        assert_eq!(
            alarm.metric.to_string(),
            "AWS/SageMaker:HasBacklogWithoutCapacity{EndpointName=chat}"
        );
    }
}
