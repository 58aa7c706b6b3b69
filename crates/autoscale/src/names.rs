//! How the things that a set-up makes are called, so that a clean-up finds them without a record.

use crate::Resource;

/// The names of what is made for one resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Names {
    /// The target-tracking policy.
    pub tracking_policy: String,
    /// The step policy that wakes from zero.
    pub wake_policy: String,
    /// The alarm that runs it. Alarm names are shared by an account, so it carries the whole resource id.
    pub wake_alarm: String,
}

impl Names {
    /// The names for a resource. Policies belong to their target, so theirs need not tell targets apart.
    pub fn of(resource: &Resource) -> Self {
        Self {
            tracking_policy: "ebb-target-tracking".to_owned(),
            wake_policy: "ebb-wake-from-zero".to_owned(),
            wake_alarm: format!("ebb-wake-from-zero-{resource}"),
        }
    }
}
