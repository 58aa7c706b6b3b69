//! What all tests need: copies to start, reports to wait for, processes to look at.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use ebb_fleet::{CopySpec, DEFAULT_STARTUP_TIMEOUT, Fleet, ProcessConfig, ProcessFleet};
use ebb_fleet::{Program, Report};
use ebb_units::{CopyId, Scope, Workload, WorkloadKey};
use tempfile::TempDir;
use tokio::sync::mpsc::Receiver;

use crate::roles;

/// After this long, what has not happened will not.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A command with the environment it needs.
pub(crate) type Runnable = (Vec<String>, BTreeMap<String, String>);

/// This binary as a model server that behaves as `environment` says.
pub(crate) fn model(environment: &[(&str, &str)]) -> Runnable {
    let mut argv = vec![env::current_exe().unwrap().to_str().unwrap().to_owned()];
    argv.extend(roles::arguments("model_server"));
    let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    (argv, environment.collect())
}

/// A model server started by a shell script, which gets the model's command line as `"$0" "$@"`.
pub(crate) fn model_in_shell(script: &str, environment: &[(&str, &str)]) -> Runnable {
    let (argv, environment) = model(environment);
    let shell = ["sh", "-c", script].map(str::to_owned);
    (shell.into_iter().chain(argv).collect(), environment)
}

pub(crate) fn spec(copy: u64, (argv, environment): Runnable) -> CopySpec {
    let account = "000000000000".parse().unwrap();
    let scope = Scope { account, region: "us-east-1".parse().unwrap() };
    let workload = Workload::Variant { endpoint: "e".into(), variant: "v".into() };
    CopySpec {
        copy: CopyId(copy),
        workload: WorkloadKey { scope, workload },
        program: Program::Command(argv),
        environment,
        startup_timeout: DEFAULT_STARTUP_TIMEOUT,
    }
}

/// A process fleet in a folder of its own.
pub(crate) struct Local {
    pub(crate) fleet: ProcessFleet,
    pub(crate) reports: Receiver<Report>,
    pub(crate) folder: TempDir,
}

/// A process fleet with settings changed by `change`.
pub(crate) fn local(change: impl FnOnce(&mut ProcessConfig)) -> Local {
    let folder = tempfile::tempdir().unwrap();
    let mut config = ProcessConfig::new(folder.path().join("fleet"));
    // A test that fails leaves nothing running either.
    config.guard = Some(roles::guard_command());
    change(&mut config);
    let (fleet, reports) = ProcessFleet::new(config).unwrap();
    Local { fleet, reports, folder }
}

impl Local {
    /// Starts a copy and waits until it is healthy.
    pub(crate) async fn healthy(&mut self, spec: CopySpec) -> (u32, SocketAddr) {
        let copy = spec.copy;
        self.fleet.start(spec);
        let Report::Started { pid: Some(pid), .. } = turn(&mut self.reports).await else {
            panic!("copy {copy} did not start")
        };
        let Report::Healthy { address, .. } = turn(&mut self.reports).await else {
            panic!("copy {copy} is not healthy")
        };
        (pid, address)
    }

    /// Starts a copy that fails, and returns why.
    pub(crate) async fn failure(&mut self, spec: CopySpec) -> String {
        self.fleet.start(spec);
        let (expected, reason) = exit(&mut self.reports).await;
        assert!(!expected, "{reason}");
        reason
    }
}

/// The next report.
pub(crate) async fn next(reports: &mut Receiver<Report>) -> Report {
    let next = tokio::time::timeout(PATIENCE, reports.recv()).await;
    next.expect("no report in time").expect("the fleet is gone")
}

/// The next report that is not a sample.
pub(crate) async fn turn(reports: &mut Receiver<Report>) -> Report {
    loop {
        let report = next(reports).await;
        if !matches!(report, Report::Usage { .. }) {
            return report;
        }
    }
}

/// Reads on until a copy is gone; returns whether that was expected, and why.
pub(crate) async fn exit(reports: &mut Receiver<Report>) -> (bool, String) {
    loop {
        if let Report::Exited { expected, reason, .. } = next(reports).await {
            return (expected, reason);
        }
    }
}

/// Waits until the condition holds.
pub(crate) async fn until(what: &str, condition: impl AsyncFn() -> bool) {
    let holds = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(PATIENCE, holds).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// Whether the process is there and not just waiting to be reaped.
pub(crate) fn is_alive(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        let state = stat.rsplit_once(") ").map(|(_, fields)| fields.chars().next());
        !matches!(state, Some(Some('Z' | 'X')))
    })
}

/// The processes that a model server says belong to it.
pub(crate) async fn pids(address: SocketAddr) -> Vec<u32> {
    let body = crate::http::post(address, "/pids").await;
    let pids = body.split(' ').map(|pid| pid.parse().unwrap());
    pids.filter(|pid| 0 < *pid).collect()
}

pub(crate) async fn all_gone(pids: &[u32]) {
    until("all processes gone", async || !pids.iter().copied().any(is_alive)).await;
}
