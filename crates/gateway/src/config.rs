//! What a gateway may use, and for how long it waits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ebb_units::Timestamp;

/// Reads the server's clock, which may run faster than real time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Limits and times of a gateway. [`GatewayConfig::new`] has the defaults.
#[derive(Clone)]
pub struct GatewayConfig {
    /// Bounds on requests that wait for a first copy.
    pub hold: HoldLimits,
    /// Largest request body in bytes; larger ones are answered with 413. Default 25 MiB.
    pub max_body: usize,
    /// How long a model may take until its response begins, and between two parts of it. Default 60 s.
    pub model_timeout: Duration,
    /// How long a model may take for a whole response of `InvokeEndpointWithResponseStream`. Default 8 min.
    pub stream_timeout: Duration,
    /// How long a copy may take to accept a connection. Default 250 ms, as SageMaker asks of containers.
    pub connect_timeout: Duration,
    /// A held request is counted as refused again after each of these, in real time: the client it
    /// stands for would have retried, and alarms on "more than one failure a minute" wait for that.
    /// Default 10 s.
    pub recount: Duration,
    /// Idle connections kept per copy. Default 256.
    pub idle_connections: usize,
    /// Idle connections are closed after this time. Default 30 s.
    pub idle_timeout: Duration,
    /// Bounds on asynchronous work.
    pub asynchronous: AsyncLimits,
    /// Start of the random numbers that choose variants and form request ids and object names. Has
    /// to differ from one start of the server to the next, or object names repeat.
    pub seed: u64,
    /// The clock that times in the queue and times to live are measured on.
    pub clock: Clock,
}

/// Bounds on the requests of one workload that wait for a first copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HoldLimits {
    /// Longest wait. Default 50 s, below the 60 s read timeout of boto3, so that no SDK retries a
    /// request that is still held.
    pub max_wait: Duration,
    /// Requests per workload. Default 1000.
    pub max_requests: usize,
    /// Bytes of buffered bodies per workload. Default 64 MiB.
    pub max_bytes: usize,
}

/// Bounds on asynchronous work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AsyncLimits {
    /// Requests in memory over all endpoints, waiting and in progress. Default 1,000,000.
    pub max_backlog: usize,
    /// Inputs that came with their requests, in bytes, over all requests in memory. Default 256 MiB.
    pub max_inline_bytes: usize,
    /// Largest input or result in bytes. Default 1 GiB.
    pub max_object: usize,
    /// Requests a copy works on at a time when the endpoint does not say. Default 4.
    pub concurrency: u32,
    /// How often a request is given to a copy that dies over it. Default 5.
    pub max_deliveries: u32,
    /// Whether an input may be a `file:///` location. Default no.
    pub files: bool,
}

impl GatewayConfig {
    /// The defaults, with the two values that have none.
    pub fn new(seed: u64, clock: Clock) -> Self {
        Self {
            hold: HoldLimits {
                max_wait: Duration::from_secs(50),
                max_requests: 1000,
                max_bytes: 64 << 20,
            },
            max_body: 25 << 20,
            model_timeout: Duration::from_secs(60),
            stream_timeout: Duration::from_secs(480),
            connect_timeout: Duration::from_millis(250),
            recount: Duration::from_secs(10),
            idle_connections: 256,
            idle_timeout: Duration::from_secs(30),
            asynchronous: AsyncLimits {
                max_backlog: 1_000_000,
                max_inline_bytes: 256 << 20,
                max_object: 1 << 30,
                concurrency: 4,
                max_deliveries: 5,
                files: false,
            },
            seed,
            clock,
        }
    }
}

impl fmt::Debug for GatewayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayConfig")
            .field("hold", &self.hold)
            .field("max_body", &self.max_body)
            .field("model_timeout", &self.model_timeout)
            .field("asynchronous", &self.asynchronous)
            .finish_non_exhaustive()
    }
}
