//! KEDA's part: between zero and one.
//!
//! Every 30 s it asks whether there is anything to do (more than `activationThreshold`). If so, zero copies become one,
//! or the minimum; if not, and there was nothing for `cooldownPeriod` (300 s), all copies go at once. What lies between
//! is the autoscaler's. <https://keda.sh/docs/latest/concepts/scaling-deployments/>,
//! <https://keda.sh/docs/latest/reference/scaledobject-spec/>

use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp};

use crate::Observation;

/// How KEDA is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activation {
    /// `pollingInterval`.
    pub polling: SignedDuration,
    /// `cooldownPeriod`.
    pub cooldown: SignedDuration,
    /// `activationThreshold`: with more requests than this in the system there is something to do.
    pub threshold: f64,
}

impl Activation {
    /// The published defaults.
    pub fn published() -> Self {
        Self {
            polling: SignedDuration::from_secs(30),
            cooldown: SignedDuration::from_secs(300),
            threshold: 0.0,
        }
    }
}

/// What KEDA remembers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Activity {
    polled: Option<Timestamp>,
    active: Option<Timestamp>,
}

impl Activity {
    /// How many copies there shall be if the number is not the autoscaler's to say.
    pub(super) fn look(
        &mut self,
        activation: &Activation,
        bounds: Bounds,
        seen: &Observation,
    ) -> Option<Capacity> {
        if self.polled.is_some_and(|at| seen.now < at + activation.polling) {
            return None;
        }
        self.polled = Some(seen.now);
        if f64::from(seen.in_system()) > activation.threshold {
            self.active = Some(seen.now);
            return (seen.desired == Capacity(0)).then(|| bounds.min().max(Capacity(1)));
        }
        let since = *self.active.get_or_insert(seen.now);
        let over = seen.now > since + activation.cooldown;
        let zero = over && bounds.min() == Capacity(0) && seen.desired > Capacity(0);
        zero.then_some(Capacity(0))
    }
}
