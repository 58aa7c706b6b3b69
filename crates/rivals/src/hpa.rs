//! Kubernetes's HorizontalPodAutoscaler (`autoscaling/v2`), to zero and back by KEDA's rules if asked.
//!
//! Every 15 s: `wanted = ceil(copies × measured / target)`, unless the ratio is within a tolerance of 10 %; copies that
//! are not ready or of which nothing is known are reckoned against the direction of the change ([`replicas`]); then a
//! window in which the highest recent wish wins when scaling in (300 s), and a rate (doubling, or four copies, whichever
//! is more, per 15 s when scaling out; everything per 15 s when scaling in) ([`behavior`]).
//! <https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/>, and `replica_calculator.go` and
//! `horizontal.go` in kubernetes/kubernetes for the order in which these apply.
//!
//! Left out: several metrics at a time (the highest wish would win), container metrics, and the two minutes in which a
//! young copy that is already ready is taken for unready when its processor time was measured before it was.

mod activation;
mod behavior;
mod replicas;

use ebb_units::{Bounds, Capacity, SignedDuration};

use crate::{Looks, Observation};
pub use activation::Activation;
use behavior::Behavior;
pub use behavior::{Change, Limit, ScalingRules, Select};
use replicas::Measured;

/// What is measured, and what it shall be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HpaMetric {
    /// `Resource`: processor time, in percent of what a copy asks for.
    Cpu {
        /// `averageUtilization`.
        target_percent: f64,
    },
    /// `Pods`: requests that a copy works on.
    InFlight {
        /// `averageValue`.
        target: f64,
    },
    /// `External` with an `AverageValue`, as KEDA gives it: all requests, served and waiting, shared among the copies.
    InSystem {
        /// `averageValue`.
        target: f64,
    },
}

/// How the autoscaler is set.
#[derive(Clone, Debug)]
pub struct HpaSettings {
    /// `minReplicas` and `maxReplicas`. A minimum of zero has an effect with an [`Activation`] only.
    pub bounds: Bounds,
    /// What it goes by.
    pub metric: HpaMetric,
    /// `--horizontal-pod-autoscaler-tolerance`.
    pub tolerance: f64,
    /// `--horizontal-pod-autoscaler-sync-period`.
    pub sync: SignedDuration,
    /// `behavior.scaleUp`.
    pub scale_up: ScalingRules,
    /// `behavior.scaleDown`.
    pub scale_down: ScalingRules,
    /// KEDA, which scales between zero and one.
    pub activation: Option<Activation>,
}

impl HpaSettings {
    /// The published defaults.
    pub fn published(bounds: Bounds, metric: HpaMetric) -> Self {
        Self {
            bounds,
            metric,
            tolerance: 0.1,
            sync: SignedDuration::from_secs(15),
            scale_up: ScalingRules::published_up(),
            scale_down: ScalingRules::published_down(),
            activation: None,
        }
    }
}

/// The autoscaler with what it remembers.
#[derive(Clone, Debug)]
pub struct Hpa {
    settings: HpaSettings,
    behavior: Behavior,
    activity: activation::Activity,
}

impl Hpa {
    /// By these settings.
    pub fn new(settings: HpaSettings) -> Self {
        Self { settings, behavior: Behavior::default(), activity: activation::Activity::default() }
    }

    /// When it looks.
    pub fn looks(&self) -> Looks {
        Looks { every: self.settings.sync, at_once_from_zero: false }
    }

    /// How many copies it wants; none when it knows too little to say.
    pub fn wanted(&mut self, seen: &Observation) -> Option<Capacity> {
        if let Some(activation) = &self.settings.activation
            && let Some(wanted) = self.activity.look(activation, self.settings.bounds, seen)
        {
            return Some(wanted);
        }
        // At zero it is switched off; back to one is for KEDA, or for nobody.
        if seen.desired == Capacity(0) {
            return None;
        }
        let HpaSettings { bounds, scale_up, scale_down, .. } = &self.settings;
        let lowest = bounds.min().max(Capacity(1));
        let bounds = Bounds::new(lowest, bounds.max().max(lowest)).ok()?;
        if bounds.clamp(seen.desired) != seen.desired {
            return Some(bounds.clamp(seen.desired));
        }
        let proposal = self.proposal(seen)?;
        Some(self.behavior.allow(seen.now, seen.desired, proposal, bounds, (scale_up, scale_down)))
    }

    /// What the ratio says, before windows and rates.
    fn proposal(&self, seen: &Observation) -> Option<Capacity> {
        let tolerance = self.settings.tolerance;
        match self.settings.metric {
            HpaMetric::Cpu { target_percent } => {
                let cpu = seen.cpu?;
                let measured = Measured {
                    mean: cpu.mean_percent,
                    copies: cpu.copies.0,
                    missing: seen.ready.0.saturating_sub(cpu.copies.0),
                    unready: seen.starting.0,
                    unknown_on_the_way_in: target_percent.max(100.0),
                    whole: true,
                };
                measured.replicas(seen.desired, target_percent, tolerance)
            }
            HpaMetric::InFlight { target } => {
                let measured = Measured {
                    mean: seen.mean_in_flight / f64::from(seen.ready.0.max(1)),
                    copies: seen.ready.0,
                    missing: 0,
                    unready: seen.starting.0,
                    unknown_on_the_way_in: target,
                    whole: false,
                };
                measured.replicas(seen.desired, target, tolerance)
            }
            HpaMetric::InSystem { target } => {
                let copies = seen.ready.0 + seen.starting.0;
                Some(replicas::shared(
                    f64::from(seen.in_system()),
                    Capacity(copies),
                    target,
                    tolerance,
                ))
            }
        }
    }
}
