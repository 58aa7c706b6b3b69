//! The server over real TCP, spoken to byte by byte.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod contract;
mod host;
mod identify;
mod refuse;
