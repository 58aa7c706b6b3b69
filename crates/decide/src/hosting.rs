//! What is served: models, endpoint configurations, endpoints, inference components, and the copies that run them.

mod component;
mod copies;
mod debt;
mod deployment;
mod endpoint;
mod event;
mod instance_type;
mod model;
mod placement;
mod rollout;
mod stage;
mod traffic;
mod wanted;

pub use component::{Component, ComponentStatus, ComponentUpdate, Requirements};
pub use copies::{Copy, CopyState, Fleet, Replicas, Starts, Usage};
pub use debt::Debt;
pub use deployment::{
    BadDeployment, Deployment, DeploymentConfig, Size, TrafficRouting, UpdatePolicy,
};
pub use endpoint::{
    AsyncConfig, AsyncTopics, Endpoint, EndpointConfig, EndpointStatus, ManagedScaling, Variant,
    VariantConfig, VariantTraffic,
};
pub(crate) use event::{Change, TEST_MESSAGE};
pub use instance_type::InstanceSize;
pub use model::{Launch, Model};
pub use placement::{Instance, InstanceId, Unplaced, place};
pub(crate) use rollout::Progress;
pub use rollout::{Generation, Phase, Rollout};
pub use stage::Stage;
pub(crate) use traffic::of_config;
pub use traffic::{AsyncTraffic, Backlog, Samples as TrafficSamples, Traffic, metric_of};
pub use wanted::Wanted;
