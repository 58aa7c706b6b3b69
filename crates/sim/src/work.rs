//! How much work a request is.

use crate::arrival::{Arrival, ns_of_secs};
use crate::random::Random;
use crate::scenario::Service;
use crate::simulate::SimulationError;

impl Service {
    /// Nanoseconds that a copy would work on this request alone. `number` counts requests from 1. Whoever draws for all
    /// requests in their order, with a stream of the same seed, gets the same.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative; the cast saturates"
    )]
    pub(crate) fn work_ns(
        &self,
        arrival: &Arrival,
        number: u64,
        luck: &mut Random,
    ) -> Result<u64, SimulationError> {
        Ok(match self {
            Self::Law(law) => (law.draw(luck) * 1e6) as u64,
            Self::FromTrace => {
                arrival.service_ns.ok_or(SimulationError::NoServiceTime { number })?
            }
            Self::Tokens { prefill_per_sec, decode_per_sec } => {
                let secs = f64::from(arrival.input_tokens) / prefill_per_sec
                    + f64::from(arrival.output_tokens) / decode_per_sec;
                ns_of_secs(secs)
            }
        })
    }
}
