//! The guard: one small process per fleet that outlives a `kill -9` of the server by a moment, to take the
//! copies along.
//!
//! It holds the read end of a pipe whose only write end is in the server. However the server ends, the pipe
//! closes, and the guard sweeps. A start of a copy pays nothing for this, and whole groups die; a
//! parent-death signal would cost one more `exec` in each cold start and reach the direct child only.

use std::ffi::OsString;
use std::fs;
use std::io::{self, PipeWriter, Read, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::record::Records;
use super::sweep::{LeftOver, sweep};
use super::{GuardCommand, OpenError, procfs};

/// Before a guard that died is replaced.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a dismissed guard may take to go.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest message a guard reads: a tag and a path.
const LONGEST_ORDER: u64 = 16 * 1024;

/// Keeps a guard running.
pub(super) struct Guard {
    dismissed: CancellationToken,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// Waits until the server is gone, then kills what is left of its copies. To be called by the program that
/// [`GuardCommand`] names, before it does anything else; returns when the work is done.
pub fn run_guard() -> ExitCode {
    // Who kills the server by name should not hit the guard.
    let _ = fs::write("/proc/self/comm", "copy-guard");
    let mut order = Vec::new();
    if io::stdin().take(LONGEST_ORDER).read_to_end(&mut order).is_err() {
        return ExitCode::FAILURE;
    }
    let Some(end_of_tag) = order.iter().position(|byte| *byte == b'\n') else {
        return ExitCode::FAILURE;
    };
    let state_dir = PathBuf::from(OsString::from_vec(order.split_off(end_of_tag + 1)));
    let tag = String::from_utf8_lossy(&order[..end_of_tag]).into_owned();
    let boot = procfs::boot_id().unwrap_or_default();
    let mut left = LeftOver::read(&state_dir, &boot, |other| other == tag);
    left.tags.insert(tag);
    sweep(&left);
    ExitCode::SUCCESS
}

impl Guard {
    /// Starts a guard over the processes that `records` tell of.
    pub(super) fn start(command: GuardCommand, records: &Records) -> Result<Self, OpenError> {
        let mut order = records.tag().as_bytes().to_vec();
        order.push(b'\n');
        order.extend_from_slice(records.state_dir().as_os_str().as_bytes());
        let post = Post { command, order };
        let first = post
            .man()
            .map_err(|source| OpenError::Guard { program: post.command.program.clone(), source })?;
        let dismissed = CancellationToken::new();
        let task = tokio::spawn(post.hold(first, dismissed.clone()));
        Ok(Self { dismissed, task: Mutex::new(Some(task)) })
    }

    /// Lets the guard go, when there is nothing left to guard.
    pub(super) async fn dismiss(&self) {
        self.dismissed.cancel();
        if let Some(task) = self.task.lock().await.take() {
            // An error means that the task panicked, which was logged when it did.
            let _ = task.await;
        }
    }
}

/// A post that a guard has to stand on all the time.
struct Post {
    command: GuardCommand,
    order: Vec<u8>,
}

impl Post {
    async fn hold(self, mut guard: Running, dismissed: CancellationToken) {
        loop {
            tokio::select! {
                biased;
                () = dismissed.cancelled() => return guard.end().await,
                status = guard.process.wait() => tracing::warn!(?status, "guard of copies died, starting another"),
            }
            guard = loop {
                tokio::select! {
                    biased;
                    () = dismissed.cancelled() => return,
                    () = tokio::time::sleep(PAUSE) => {}
                }
                match self.man() {
                    Ok(guard) => break guard,
                    Err(error) => tracing::error!(%error, "could not start a guard of copies"),
                }
            };
        }
    }

    /// Starts one guard and tells it whom to guard. The pipe has room for the order, so this does not block.
    fn man(&self) -> io::Result<Running> {
        let (reader, mut pipe) = io::pipe()?;
        let process = Command::new(&self.command.program)
            .args(&self.command.arguments)
            .stdin(reader)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A Ctrl-C in the terminal is for the server.
            .process_group(0)
            .spawn()?;
        pipe.write_all(&self.order)?;
        Ok(Running { process, pipe })
    }
}

/// A guard at work, and the pipe whose end it waits for. No other process inherits the pipe.
struct Running {
    process: Child,
    pipe: PipeWriter,
}

impl Running {
    async fn end(self) {
        let Self { mut process, pipe } = self;
        drop(pipe);
        if tokio::time::timeout(PATIENCE, process.wait()).await.is_err() {
            // An error means that it is gone after all.
            let _ = process.kill().await;
        }
    }
}
