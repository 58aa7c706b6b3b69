//! What becomes of copies whose server was killed.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use ebb_fleet::{Fleet, ProcessConfig, ProcessFleet};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::harness::{all_gone, is_alive, pids, until};
use crate::roles;

/// A server in a process of its own that owns two copies, each with a child.
struct Owner {
    process: Child,
    /// The four processes of the copies.
    pids: Vec<u32>,
    folder: TempDir,
}

impl Owner {
    async fn start(guarded: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(roles::arguments("owner")).env("OWNED_FOLDER", folder.path());
        if guarded {
            command.env("OWNED_GUARD", "1");
        }
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // What the test harness prints ends without a line break, so the first one shares its line.
        let addresses = lines
            .filter_map(|line| Some(line.unwrap().split_once("healthy ")?.1.to_owned()))
            .take(2)
            .collect::<Vec<_>>();
        let mut all = Vec::new();
        for address in addresses {
            all.extend(pids(address.parse().unwrap()).await);
        }
        assert_eq!(all.len(), 4);
        assert!(all.iter().copied().all(is_alive));
        Self { process, pids: all, folder }
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Opens its folder as the next server would, and ends again.
    async fn succeed(&self) {
        let config = ProcessConfig::new(self.folder.path().into());
        let (fleet, _reports) = ProcessFleet::new(config).unwrap();
        fleet.shutdown().await;
    }
}

#[tokio::test]
async fn with_a_guard_they_vanish_with_the_server() {
    let mut owner = Owner::start(true).await;
    owner.kill();
    all_gone(&owner.pids).await;
}

#[tokio::test]
async fn a_guard_that_was_killed_is_replaced() {
    let mut owner = Owner::start(true).await;
    let first = until_guard_of(owner.process.id(), None).await;
    kill_process(Pid::from_raw(first.cast_signed()).unwrap(), Signal::KILL).unwrap();
    let second = until_guard_of(owner.process.id(), Some(first)).await;
    assert!(owner.pids.iter().copied().all(is_alive));
    owner.kill();
    all_gone(&owner.pids).await;
    all_gone(&[second]).await;
}

#[tokio::test]
async fn without_a_guard_the_next_server_ends_them() {
    let mut owner = Owner::start(false).await;
    owner.kill();
    assert!(owner.pids.iter().copied().all(is_alive));
    owner.succeed().await;
    assert!(!owner.pids.iter().copied().any(is_alive));
    assert_eq!(processes_in(owner.folder.path()), 0);
}

#[tokio::test]
async fn they_are_found_even_if_the_server_died_before_it_recorded_them() {
    let mut owner = Owner::start(false).await;
    owner.kill();
    fs::remove_dir_all(owner.folder.path().join("processes")).unwrap();
    owner.succeed().await;
    assert!(!owner.pids.iter().copied().any(is_alive));
}

#[tokio::test]
async fn a_record_of_another_process_with_the_same_pid_harms_nobody() {
    let mut owner = Owner::start(false).await;
    let records = owner.folder.path().join("processes");
    for entry in fs::read_dir(&records).unwrap() {
        let path = entry.unwrap().path();
        let record = fs::read_to_string(&path).unwrap();
        let (rest, started) = record.trim().rsplit_once(' ').unwrap();
        let (rest, pid) = rest.rsplit_once(' ').unwrap();
        let (boot, _tag) = rest.split_once(' ').unwrap();
        let later = started.parse::<u64>().unwrap() + 1;
        fs::write(path, format!("{boot} another-tag {pid} {later}")).unwrap();
    }
    owner.kill();
    fs::write(owner.folder.path().join("fleet"), "").unwrap();
    owner.succeed().await;
    assert!(owner.pids.iter().copied().all(is_alive));
    for pid in &owner.pids {
        kill_process(Pid::from_raw(pid.cast_signed()).unwrap(), Signal::KILL).unwrap();
    }
    all_gone(&owner.pids).await;
}

fn processes_in(folder: &Path) -> usize {
    fs::read_dir(folder.join("processes")).unwrap().count()
}

/// Waits for a guard among the children of `server` that is not the one already known.
async fn until_guard_of(server: u32, known: Option<u32>) -> u32 {
    let guard = || {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        pids.filter(|pid| known != Some(*pid)).find(|pid| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.contains("(copy-guard) ") && stat.split(' ').nth(3) == Some(&server.to_string())
        })
    };
    until("a guard stands there", async || guard().is_some()).await;
    guard().unwrap()
}
