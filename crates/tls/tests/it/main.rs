//! Connections over real sockets, to servers that are what they say and to others.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod connect;
