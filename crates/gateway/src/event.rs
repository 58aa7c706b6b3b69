//! What the gateway reports at once rather than with its meters.

use ebb_units::{CopyId, Scope, Timestamp, WorkloadKey};

/// Something the control side may want to act on within milliseconds.
///
/// Events are sent without waiting. When the channel is full, counts add up and go out with the next
/// event or the next meters; states are sent again by [`Gateway::tick`](crate::Gateway::tick).
#[derive(Clone, PartialEq, Debug)]
pub enum GatewayEvent {
    /// Requests found no copy.
    NoCapacity {
        /// Which workload has none.
        workload: WorkloadKey,
        /// How many requests this event stands for.
        count: u32,
    },
    /// A copy refused a connection or died over a request. Worth a look: its process may be gone.
    /// Sent at most once a second per copy.
    CopyUnreachable {
        /// Whose copy it is.
        workload: WorkloadKey,
        /// Which copy.
        copy: CopyId,
    },
    /// The backlog of an asynchronous endpoint went from or to zero.
    Backlog(Backlog),
}

/// The backlog of an asynchronous endpoint at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Backlog {
    /// Whose endpoint it is.
    pub scope: Scope,
    /// Name of the endpoint.
    pub endpoint: String,
    /// Requests in the queue.
    pub waiting: usize,
    /// Requests being worked on.
    pub in_progress: usize,
    /// When the oldest request in the queue was received.
    pub oldest_received_at: Option<Timestamp>,
}
