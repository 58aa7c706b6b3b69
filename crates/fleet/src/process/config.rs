//! Settings of a process fleet.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// Settings of a [`ProcessFleet`](crate::ProcessFleet). [`ProcessConfig::new`] gives the defaults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcessConfig {
    /// Folder of the fleet, which no other fleet may use: records of running processes, logs of copies.
    pub state_dir: PathBuf,
    /// From SIGTERM to SIGKILL. Default: 30 s.
    pub stop_grace: Duration,
    /// Between two samples of CPU and memory. Default: 1 s; at least 10 ms.
    pub usage_interval: Duration,
    /// How long a single `/ping` may take. Default: 2 s.
    pub ping_timeout: Duration,
    /// Between two pings of a healthy copy. Default: 3 s.
    pub ping_interval: Duration,
    /// After how many pings in a row that were refused or answered with anything but 200 a copy is unhealthy.
    /// Default: 3.
    pub ping_failures: u32,
    /// After how many pings in a row that timed out a copy is unhealthy. Default: 15.
    ///
    /// More than `ping_failures`, because a server with a single worker answers no ping while it is busy: with
    /// the defaults it takes 75 s until silence counts as death, longer than an invocation may take.
    pub ping_silences: u32,
    /// What to run so that copies die with a server that was killed. Default: none, which leaves the killing to
    /// the next fleet that opens the folder.
    pub guard: Option<GuardCommand>,
    /// Variables that copies inherit from the server when they are set and the model does not set them itself.
    pub inherited: Vec<String>,
    /// For how many copies that are gone the logs are kept. Default: 100.
    pub kept_logs: usize,
}

/// The command line of a program that calls [`run_guard`](crate::run_guard).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GuardCommand {
    /// Path of the program, most likely that of the server itself.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

impl ProcessConfig {
    /// The defaults, with the fleet's folder at `state_dir`.
    pub fn new(state_dir: PathBuf) -> Self {
        let inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR"]
            .into_iter()
            // What programs need that find their libraries and devices by environment.
            .chain(["LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES"])
            .map(str::to_owned)
            .collect();
        Self {
            state_dir,
            stop_grace: Duration::from_secs(30),
            usage_interval: Duration::from_secs(1),
            ping_timeout: Duration::from_secs(2),
            ping_interval: Duration::from_secs(3),
            ping_failures: 3,
            ping_silences: 15,
            guard: None,
            inherited,
            kept_logs: 100,
        }
    }
}
