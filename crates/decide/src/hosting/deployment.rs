//! Deployments: how new copies take the place of old ones, asked for and checked.
//!
//! Policies: <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeploymentConfig.html>

use serde::{Deserialize, Serialize};

use super::endpoint::{AsyncConfig, Variant};
use super::rollout::Rollout;

/// An update of an endpoint that is under way.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Deployment {
    /// Name of the configuration that is brought in.
    pub config: String,
    /// Its members that the description of the endpoint repeats, as JSON text.
    pub document: String,
    /// Its queue, when it is asynchronous.
    pub asynchronous: Option<AsyncConfig>,
    /// The variants that are brought in.
    pub variants: Vec<Variant>,
    /// How far it is.
    pub rollout: Rollout,
}

/// How a deployment is to go.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeploymentConfig {
    /// In which steps.
    pub policy: UpdatePolicy,
    /// Seconds after which it is given up.
    pub most_secs: Option<u32>,
    /// Names of the alarms that make it go back.
    pub alarms: Vec<String>,
    /// The configuration as JSON text, for the description.
    pub document: String,
}

/// In which steps new copies take over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum UpdatePolicy {
    /// All new copies are started, then the traffic moves.
    BlueGreen {
        /// How it moves.
        routing: TrafficRouting,
        /// Seconds to watch the alarms after each move.
        wait_secs: u32,
        /// Seconds that the old copies are kept after the last one.
        termination_wait_secs: u32,
    },
    /// Copies are replaced batch by batch.
    Rolling {
        /// How many at a time.
        batch: Size,
        /// Seconds to watch the alarms after each batch.
        wait_secs: u32,
        /// How many at a time on the way back; all when absent.
        rollback_batch: Option<Size>,
    },
}

/// How the traffic of a blue/green deployment moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TrafficRouting {
    /// In one step.
    AllAtOnce,
    /// A part first, then the rest.
    Canary(Size),
    /// In steps of the same size.
    Linear(Size),
}

/// A part of a fleet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Size {
    /// So many instances or copies.
    Count(u32),
    /// So many in a hundred.
    Percent(u32),
}

impl Size {
    /// The share of a fleet that this is, at most 1.
    pub(super) fn share_of(self, fleet: u32) -> f64 {
        match self {
            Self::Count(count) if count < fleet => f64::from(count.max(1)) / f64::from(fleet),
            Self::Percent(percent) if percent < 100 && fleet > 0 => {
                f64::from(percent.max(1)) / 100.0
            }
            Self::Count(_) | Self::Percent(_) => 1.0,
        }
    }
}

const CANARY: &str = "CanarySize";

/// Why a deployment configuration is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDeployment {
    /// A part of the fleet that is too small or too large.
    #[error(
        "{member} must be between {least}% and {most}% of the new fleet, which has {fleet} instances or copies."
    )]
    Size {
        /// Which member.
        member: &'static str,
        /// Smallest percentage.
        least: u32,
        /// Largest percentage.
        most: u32,
        /// Instances or copies there will be.
        fleet: u32,
    },
    /// The waits alone take longer than the whole may.
    #[error(
        "MaximumExecutionTimeoutInSeconds ({most_secs}) must be larger than all configured wait times together ({waits_secs} seconds)."
    )]
    TooShort {
        /// What was given.
        most_secs: u32,
        /// What the waits sum up to.
        waits_secs: u64,
    },
}

impl DeploymentConfig {
    /// What an endpoint is updated with when nothing is said: all traffic at once, nothing to wait for.
    pub fn default_of_endpoints() -> Self {
        Self::plain(UpdatePolicy::BlueGreen {
            routing: TrafficRouting::AllAtOnce,
            wait_secs: 0,
            termination_wait_secs: 0,
        })
    }

    /// What an inference component is updated with when nothing is said: copy by copy, which takes the least room.
    pub fn default_of_components() -> Self {
        Self::plain(UpdatePolicy::Rolling {
            batch: Size::Count(1),
            wait_secs: 0,
            rollback_batch: None,
        })
    }

    fn plain(policy: UpdatePolicy) -> Self {
        Self { policy, most_secs: None, alarms: Vec::new(), document: "{}".to_owned() }
    }

    /// Checks what depends on how many instances there will be.
    ///
    /// Rule sagemaker.deployment.sizes: a canary is half of the fleet at most, a linear step 10 to 50 percent, a batch 5
    /// to 50 percent; the whole may not be shorter than its waits.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrafficRoutingConfig.html>
    ///
    /// # Errors
    /// [`BadDeployment`].
    pub fn check(&self, fleet: u32) -> Result<(), BadDeployment> {
        let within = |size: Size, member, least: u32, most: u32| {
            let fits = match size {
                // Nothing to divide: whatever is asked, it is done at once.
                _ if fleet == 0 => true,
                Size::Percent(percent) => (least..=most).contains(&percent),
                // One is the least that can be moved, however small a part that is. It may be all there is, but then it is no
                // canary.
                Size::Count(1) if member != CANARY || fleet > 1 => true,
                Size::Count(count) => {
                    let hundredfold = u64::from(count) * 100;
                    let percent = |percent: u32| u64::from(percent) * u64::from(fleet);
                    percent(least) <= hundredfold && hundredfold <= percent(most)
                }
            };
            if fits { Ok(()) } else { Err(BadDeployment::Size { member, least, most, fleet }) }
        };
        match self.policy {
            UpdatePolicy::BlueGreen { routing: TrafficRouting::Canary(size), .. } => {
                within(size, CANARY, 1, 50)?;
            }
            UpdatePolicy::BlueGreen { routing: TrafficRouting::Linear(size), .. } => {
                within(size, "LinearStepSize", 10, 50)?;
            }
            UpdatePolicy::Rolling { batch, .. } => within(batch, "MaximumBatchSize", 5, 50)?,
            UpdatePolicy::BlueGreen { routing: TrafficRouting::AllAtOnce, .. } => {}
        }
        self.check_time(fleet)
    }

    /// Checks that the waits fit into the time there is.
    ///
    /// # Errors
    /// [`BadDeployment::TooShort`].
    pub fn check_time(&self, fleet: u32) -> Result<(), BadDeployment> {
        let waits_secs = self.policy.waits_secs(fleet);
        match self.most_secs {
            Some(most_secs) if u64::from(most_secs) <= waits_secs => {
                Err(BadDeployment::TooShort { most_secs, waits_secs })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl UpdatePolicy {
    /// The shares of the traffic that the first step and each later one moves.
    pub(super) fn pace(self, fleet: u32) -> (f64, f64) {
        match self {
            Self::BlueGreen { routing: TrafficRouting::AllAtOnce, .. } => (1.0, 1.0),
            Self::BlueGreen { routing: TrafficRouting::Canary(size), .. } => {
                (size.share_of(fleet), 1.0)
            }
            Self::BlueGreen { routing: TrafficRouting::Linear(size), .. }
            | Self::Rolling { batch: size, .. } => {
                let share = size.share_of(fleet);
                (share, share)
            }
        }
    }

    /// Seconds of all waits together.
    fn waits_secs(self, fleet: u32) -> u64 {
        let (wait_secs, at_the_end) = match self {
            Self::BlueGreen { wait_secs, termination_wait_secs, .. } => {
                (wait_secs, termination_wait_secs)
            }
            Self::Rolling { wait_secs, .. } => (wait_secs, 0),
        };
        let (first, each) = self.pace(fleet);
        let mut steps = 1_u32;
        while first + each * f64::from(steps - 1) < 1.0 - f64::EPSILON * 16.0 {
            steps += 1;
        }
        u64::from(wait_secs) * u64::from(steps) + u64::from(at_the_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rolling(batch: Size) -> DeploymentConfig {
        DeploymentConfig {
            policy: UpdatePolicy::Rolling { batch, wait_secs: 100, rollback_batch: None },
            most_secs: Some(600),
            ..DeploymentConfig::default_of_endpoints()
        }
    }

    // Covers: sagemaker.deployment.sizes
    #[test]
    fn parts_of_a_fleet_have_bounds() {
        let bad = |size, fleet| rolling(size).check(fleet).unwrap_err().to_string();
        assert_eq!(rolling(Size::Count(1)).check(4), Ok(()));
        assert_eq!(
            bad(Size::Count(3), 4),
            "MaximumBatchSize must be between 5% and 50% of the new fleet, which has 4 instances or copies."
        );
        assert!(bad(Size::Percent(4), 4).starts_with("MaximumBatchSize"));
        assert!(bad(Size::Percent(51), 4).starts_with("MaximumBatchSize"));
        assert_eq!(rolling(Size::Count(1)).check(1), Ok(()), "there is no smaller batch");
        let routing = TrafficRouting::Canary(Size::Count(1));
        let policy = UpdatePolicy::BlueGreen { routing, wait_secs: 0, termination_wait_secs: 0 };
        let canary = DeploymentConfig { policy, ..DeploymentConfig::default_of_endpoints() };
        assert_eq!(canary.check(2), Ok(()));
        assert!(canary.check(1).is_err(), "all is no canary");
        assert_eq!(rolling(Size::Percent(51)).check(0), Ok(()), "nothing is moved");
    }

    // Covers: sagemaker.deployment.sizes
    #[test]
    fn the_waits_fit_into_the_time() {
        assert_eq!(rolling(Size::Percent(20)).check(5), Ok(()), "five waits of 100 seconds");
        assert_eq!(
            rolling(Size::Percent(10)).check(5).unwrap_err().to_string(),
            "MaximumExecutionTimeoutInSeconds (600) must be larger than all configured wait times together (1000 seconds)."
        );
    }
}
