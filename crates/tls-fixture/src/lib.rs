//! For tests: an authority of one's own, and TLS in front of a server that speaks plainly.
//!
//! Certificates are made anew by each test, so that none that is checked in can expire or be trusted by mistake.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod authority;
mod front;

pub use authority::{Authority, Identity};
pub use front::Front;
