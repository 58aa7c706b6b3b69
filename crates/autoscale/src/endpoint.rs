//! What is wanted for one endpoint variant or inference component.

use ebb_units::Capacity;

use crate::{
    AutoScalingClient, CleanupError, Metric, Names, Report, Resource, SetupError, cleanup, setup,
};

/// Autoscaling of one resource: what to set up, and what to take away again.
#[derive(Clone, PartialEq, Debug)]
pub struct EndpointAutoscaling {
    /// What is scaled.
    pub resource: Resource,
    /// Smallest size, at least 1; not looked at with `to_zero`.
    pub min: Capacity,
    /// Largest size, at least 1.
    pub max: Capacity,
    /// What the size follows.
    pub metric: Metric,
    /// At which value the metric is kept, in its unit.
    pub target_value: f64,
    /// Seconds after a scale-in before the next one.
    pub scale_in_cooldown_s: u32,
    /// Seconds for which a scale-out counts towards the next one.
    pub scale_out_cooldown_s: u32,
    /// Whether it may go down to nothing and be woken by the first request. A component needs an
    /// endpoint whose managed instance scaling allows zero instances as well; a variant needs an
    /// asynchronous endpoint.
    pub to_zero: bool,
    /// Whether the endpoint of a variant is asynchronous; such an endpoint publishes other metrics.
    pub asynchronous: bool,
    /// Name of the tracking policy, instead of the one from [`Names`].
    pub policy_name: Option<String>,
}

impl EndpointAutoscaling {
    /// From 1 to 4, cooldowns of 300 s as AWS has by default, not to zero.
    pub fn new(resource: Resource, metric: Metric, target_value: f64) -> Self {
        Self {
            resource,
            min: Capacity(1),
            max: Capacity(4),
            metric,
            target_value,
            scale_in_cooldown_s: 300,
            scale_out_cooldown_s: 300,
            to_zero: false,
            asynchronous: false,
            policy_name: None,
        }
    }

    /// What the autoscaling program of the *LLM Engineer's Handbook* registers: from 1 to 6 copies, a
    /// policy named after the endpoint, invocations per copy at its default target 4 plus 1, cooldowns
    /// of 200 s.
    ///
    /// <https://github.com/PacktPublishing/LLM-Engineers-Handbook>
    pub fn like_handbook(component: &str, endpoint: &str) -> Self {
        Self {
            min: Capacity(1),
            max: Capacity(6),
            scale_in_cooldown_s: 200,
            scale_out_cooldown_s: 200,
            policy_name: Some(endpoint.to_owned()),
            ..Self::new(
                Resource::Component { name: component.to_owned() },
                Metric::InvocationsPerCopy,
                4.0 + 1.0,
            )
        }
    }

    /// Registers the target, puts the tracking policy and, with `to_zero`, the step policy and its
    /// alarm. What exists already is brought to what is wanted; a way back from zero that an earlier
    /// set-up made and this one does not want is deleted.
    ///
    /// # Errors
    /// [`SetupError`]: nothing was called, or one call failed and what was made before it is named.
    pub async fn setup<C: AutoScalingClient>(&self, client: &C) -> Result<Report, SetupError> {
        setup::setup(client, self.plan()?, &self.names()).await
    }

    /// Takes away what [`setup`](Self::setup) makes, whole or half made.
    ///
    /// Deregistering takes every other policy and scheduled action of the resource with it, as AWS does.
    /// The size of the resource stays as it is, even at zero.
    ///
    /// # Errors
    /// [`CleanupError`] with all that could not be deleted, after everything was tried.
    pub async fn cleanup<C: AutoScalingClient>(&self, client: &C) -> Result<Report, CleanupError> {
        cleanup(client, &self.resource, &self.names()).await
    }

    /// The names of what is made.
    pub fn names(&self) -> Names {
        let mut names = Names::of(&self.resource);
        if let Some(name) = &self.policy_name {
            names.tracking_policy.clone_from(name);
        }
        names
    }
}
