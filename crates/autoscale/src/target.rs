//! The scalable target: a resource and the bounds of its size.

use ebb_units::Bounds;
use serde::Serialize;

use crate::Resource;

/// A resource that is, or is to be, registered for scaling.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ScalableTarget {
    /// What is scaled.
    pub resource: Resource,
    /// Smallest and largest size.
    #[serde(flatten)]
    pub bounds: Bounds,
}
