//! One request on its way in.

/// A request as a trace or a generator tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Arrival {
    /// Nanoseconds from the start of the simulation.
    pub at_ns: u64,
    /// Tokens to read; 0 when the source does not say.
    pub input_tokens: u32,
    /// Tokens to write; 0 when the source does not say.
    pub output_tokens: u32,
    /// Bytes of its body; 0 when the source does not say.
    pub size_bytes: u32,
    /// How long it takes alone on a copy, when the source says so.
    pub service_ns: Option<u64>,
}

/// No trace reaches this far, in seconds: nearly three centuries, which still fit into nanoseconds.
pub(crate) const LATEST_SECS: f64 = 9e9;
/// Nanoseconds in a second.
pub(crate) const SECOND_NS: u64 = 1_000_000_000;
/// Nanoseconds in a minute.
pub(crate) const MINUTE_NS: u64 = 60 * SECOND_NS;

/// Seconds as nanoseconds; what is negative or no number is zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and NaN becomes 0"
)]
pub(crate) fn ns_of_secs(secs: f64) -> u64 {
    (secs * 1e9).round() as u64
}

/// Nanoseconds as seconds.
#[expect(
    clippy::cast_precision_loss,
    reason = "simulated times stay below 2^53 ns by far or need no ns"
)]
pub(crate) fn secs_of_ns(ns: u64) -> f64 {
    ns as f64 / 1e9
}
