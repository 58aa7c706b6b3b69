//! What a copy is made of.

use std::collections::BTreeMap;
use std::time::Duration;

use ebb_units::{CopyId, WorkloadKey};

/// How long a copy may take until it answers its first ping, when nothing else is asked for.
// Rule sagemaker.container.startup: a container must answer pings within 8 minutes of its start.
// https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
pub const DEFAULT_STARTUP_TIMEOUT: Duration = Duration::from_secs(8 * 60);

/// A copy that should run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CopySpec {
    /// Its name; no two living copies of a fleet share one.
    pub copy: CopyId,
    /// What it is a copy of.
    pub workload: WorkloadKey,
    /// What runs.
    pub program: Program,
    /// Environment variables of the model.
    pub environment: BTreeMap<String, String>,
    /// From the start until the first 200 on `/ping`; a copy that takes longer has failed.
    pub startup_timeout: Duration,
}

/// What a copy runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Program {
    /// Program and arguments; `{port}` in any of them is replaced by the copy's port. A program without
    /// a slash is looked for in `PATH`.
    Command(Vec<String>),
    /// The name of an image as it was given. Only a simulated fleet takes it.
    Image(String),
}
