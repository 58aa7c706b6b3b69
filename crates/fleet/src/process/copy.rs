//! The life of one copy, from its start until nothing of it is left.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use ebb_units::CopyId;
use tokio::process::Child;
use tokio::task;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use super::launch::{Launched, launch};
use super::outcome::{Ending, chain, unhealthy};
use super::pace::Pace;
use super::ping::{Pong, ping};
use super::{Shared, signal};
use crate::{CopySpec, Report};

/// Keeps the arithmetic on times in range.
const LONGEST_GRACE: Duration = Duration::from_secs(24 * 3600);
/// Between two looks at whether a group is gone whose leader is.
const GROUP_PAUSE: Duration = Duration::from_millis(5);
/// How long a killed group may take to disappear. Who reaps its members is not this process, so it may as
/// well be never.
const GROUP_PATIENCE: Duration = Duration::from_secs(1);

/// Starts a copy, looks after it, and tells what becomes of it, until it is gone.
pub(super) async fn live(shared: Arc<Shared>, spec: CopySpec, stop: CancellationToken) {
    let copy = spec.copy;
    let (expected, reason) = match start(&shared, &spec, &stop).await {
        Ok(launched) => look_after(&shared, &spec, &stop, launched).await,
        Err(reason) => (stop.is_cancelled(), reason),
    };
    // Before the report: who reads it may use the name again.
    shared.roster.leave(copy);
    shared.reporter.tell(Report::Exited { copy, reason, expected }).await;
}

async fn start(
    shared: &Arc<Shared>,
    spec: &CopySpec,
    stop: &CancellationToken,
) -> Result<Launched, String> {
    if stop.is_cancelled() {
        return Err("stopped before it was started".to_owned());
    }
    let launching = task::spawn_blocking({
        let (shared, spec) = (Arc::clone(shared), spec.clone());
        move || launch(&shared, &spec)
    });
    match launching.await {
        Ok(launched) => launched.map_err(|error| chain(&error)),
        Err(error) => Err(format!("could not be started: {error}")),
    }
}

async fn look_after(
    shared: &Arc<Shared>,
    spec: &CopySpec,
    stop: &CancellationToken,
    launched: Launched,
) -> (bool, String) {
    let Launched { mut process, pid, port, log } = launched;
    let watched = shared.watched.add(spec.copy, pid);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.number()));
    let ending = tokio::select! {
        biased;
        ending = attend(shared, spec, pid, address) => ending,
        () = stop.cancelled() => Ending::Stopped,
        status = process.wait() => Ending::Exited(status),
    };
    if let Ending::Unhealthy { last, times } = &ending {
        let report = Report::Unhealthy { copy: spec.copy, reason: unhealthy(last, *times) };
        shared.reporter.tell(report).await;
    }
    let status = end(&mut process, pid, &ending, shared.config.stop_grace).await;
    drop(watched);
    let log = log.finish().await;
    forget(shared, spec.copy).await;
    drop(port);
    (matches!(ending, Ending::Stopped), ending.reason(&status, &log))
}

/// Reports the start, waits for health, and pings from then on. Returns when the copy should be ended.
async fn attend(shared: &Shared, spec: &CopySpec, pid: u32, address: SocketAddr) -> Ending {
    let copy = spec.copy;
    let config = &shared.config;
    shared.reporter.tell(Report::Started { copy, pid: Some(pid) }).await;
    let mut last = Pong::Refused;
    if timeout(spec.startup_timeout, become_healthy(shared, address, &mut last)).await.is_err() {
        return Ending::Late { limit: spec.startup_timeout, last };
    }
    shared.reporter.tell(Report::Healthy { copy, address }).await;
    let (mut failures, mut silences) = (0, 0);
    loop {
        sleep(config.ping_interval).await;
        let pong = ping(address, config.ping_timeout).await;
        match &pong {
            Pong::Healthy => (failures, silences) = (0, 0),
            Pong::Silence => silences += 1,
            Pong::Status(_) | Pong::Refused | Pong::Broken(_) => failures += 1,
        }
        if config.ping_failures.max(1) <= failures || config.ping_silences.max(1) <= silences {
            return Ending::Unhealthy { last: pong, times: failures + silences };
        }
    }
}

async fn become_healthy(shared: &Shared, address: SocketAddr, last: &mut Pong) {
    let pace = Pace::begin(&shared.starting);
    loop {
        *last = ping(address, shared.config.ping_timeout).await;
        if *last == Pong::Healthy {
            return;
        }
        pace.pause(!matches!(last, Pong::Refused)).await;
    }
}

/// Ends the process and its group, and returns how the process ended once all of it is gone.
async fn end(
    process: &mut Child,
    pid: u32,
    ending: &Ending,
    grace: Duration,
) -> io::Result<ExitStatus> {
    // Rule sagemaker.container.stop: SIGTERM, and SIGKILL 30 seconds later.
    // https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
    let deadline = Instant::now() + grace.min(LONGEST_GRACE);
    let polite = ending.leaves_it_responsive();
    let status = if polite {
        signal::terminate_group(pid);
        match timeout_at(deadline, process.wait()).await {
            Ok(status) => status,
            Err(_) => kill(process, pid).await,
        }
    } else if let Ending::Exited(Ok(status)) = ending {
        Ok(*status)
    } else {
        kill(process, pid).await
    };
    // The leader may be a script that is gone at once while the model, its child, still finishes requests.
    // The number of a group is not given away as long as it has members.
    if polite {
        group_gone(pid, deadline).await;
    }
    signal::kill_group(pid);
    group_gone(pid, Instant::now() + GROUP_PATIENCE).await;
    status
}

async fn kill(process: &mut Child, pid: u32) -> io::Result<ExitStatus> {
    signal::kill_group(pid);
    let status = timeout(Duration::from_secs(10), process.wait()).await;
    match status {
        Ok(status) => status,
        Err(_) => {
            tracing::warn!(pid, "a killed process does not end; the kernel holds on to it");
            process.wait().await
        }
    }
}

async fn group_gone(leader: u32, deadline: Instant) {
    while signal::group_exists(leader) && Instant::now() < deadline {
        sleep(GROUP_PAUSE).await;
    }
}

async fn forget(shared: &Arc<Shared>, copy: CopyId) {
    let shared = Arc::clone(shared);
    let forgotten = task::spawn_blocking(move || {
        shared.records.remove(copy);
        shared.log_folders.retire(copy);
    });
    if let Err(error) = forgotten.await {
        tracing::error!(%error, %copy, "files of a copy not cleaned up");
    }
}
