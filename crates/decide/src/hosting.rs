//! What is served: models, endpoint configurations, endpoints, inference components, and the copies that run them.

mod component;
mod copies;
mod endpoint;
mod instance_type;
mod model;
mod placement;
mod traffic;

pub use component::{Component, ComponentStatus, Requirements};
pub use copies::{Copy, CopyState, Replicas, Usage};
pub use endpoint::{
    AsyncConfig, Endpoint, EndpointConfig, EndpointStatus, ManagedScaling, Variant, VariantConfig,
};
pub use instance_type::InstanceSize;
pub use model::{Launch, Model};
pub use placement::{Instance, InstanceId, Unplaced, place};
pub use traffic::{AsyncTraffic, Backlog, Samples as TrafficSamples, Traffic, metric_of};
