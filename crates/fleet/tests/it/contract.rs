//! What holds for every kind of fleet.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ebb_fleet::{CopySpec, Fleet, Report, SimulatedFleet};
use ebb_units::CopyId;
use tempfile::TempDir;
use tokio::sync::mpsc::Receiver;

use crate::harness::{Local, exit, local, model, spec, turn};
use crate::http::request;

const COPY: CopyId = CopyId(1);

/// The name of a copy that a test asks after its end; no other test has one of this name.
fn unique_copy() -> CopyId {
    static NEXT: AtomicU64 = AtomicU64::new(1000);
    CopyId(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Who serves at an address, in words that no two copies share.
///
/// A port is free for other tests as soon as its copy is gone, so a connection alone says nothing.
async fn who_serves(address: SocketAddr) -> Option<String> {
    let process = request(address, "POST", "/pids", "").await.ok()?;
    if process.status == 200 {
        return Some(process.body);
    }
    Some(request(address, "POST", "/invocations", "").await.ok()?.body)
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Process,
    Simulated,
}

const KINDS: [Kind; 2] = [Kind::Process, Kind::Simulated];

struct Subject {
    fleet: Box<dyn Fleet>,
    reports: Receiver<Report>,
    /// Whether copies ever become healthy.
    hangs: bool,
    _folder: Option<TempDir>,
}

impl Subject {
    fn new(kind: Kind, hangs: bool) -> Self {
        match kind {
            Kind::Process => {
                let Local { fleet, reports, folder } = local(|_| {});
                Self { fleet: Box::new(fleet), reports, hangs, _folder: Some(folder) }
            }
            Kind::Simulated => {
                let startup = Duration::from_secs(if hangs { 100_000 } else { 0 });
                let (fleet, reports) = SimulatedFleet::new(startup);
                Self { fleet: Box::new(fleet), reports, hangs, _folder: None }
            }
        }
    }

    fn spec(&self, copy: CopyId) -> CopySpec {
        spec(copy.0, if self.hangs { model(&[("MODEL_HANGS", "1")]) } else { model(&[]) })
    }

    async fn started(&mut self, copy: CopyId) {
        self.fleet.start(self.spec(copy));
        let report = turn(&mut self.reports).await;
        assert!(matches!(report, Report::Started { copy: who, .. } if who == copy), "{report:?}");
    }

    async fn healthy(&mut self, copy: CopyId) -> SocketAddr {
        self.started(copy).await;
        match turn(&mut self.reports).await {
            Report::Healthy { copy: who, address } if who == copy => address,
            report => panic!("{report:?}"),
        }
    }

    async fn stopped(&mut self, copy: CopyId) {
        match turn(&mut self.reports).await {
            Report::Exited { copy: who, expected: true, .. } if who == copy => {}
            report => panic!("{report:?}"),
        }
    }
}

#[tokio::test]
async fn a_copy_becomes_healthy_serves_and_stops() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, false);
        let copy = unique_copy();
        let address = subject.healthy(copy).await;
        assert!(address.ip().is_loopback(), "{kind:?}");
        assert_eq!(request(address, "GET", "/ping", "").await.unwrap().status, 200, "{kind:?}");
        let answer = request(address, "POST", "/invocations", "tide").await.unwrap();
        assert_eq!(answer.status, 200, "{kind:?}");
        assert!(answer.body.contains("tide"), "{kind:?}: {}", answer.body);
        let who = who_serves(address).await;
        assert!(who.is_some(), "{kind:?}");
        subject.fleet.stop(copy);
        subject.stopped(copy).await;
        assert_ne!(who_serves(address).await, who, "{kind:?}");
    }
}

#[tokio::test]
async fn a_copy_that_starts_can_be_stopped() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, true);
        subject.started(COPY).await;
        subject.fleet.stop(COPY);
        subject.stopped(COPY).await;
        // Not even started: the name is known at once.
        subject.fleet.start(subject.spec(COPY));
        subject.fleet.stop(COPY);
        let (expected, _) = exit(&mut subject.reports).await;
        assert!(expected, "{kind:?}");
    }
}

#[tokio::test]
async fn all_copies_stop_at_once_and_others_start_after_them() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, false);
        let copies = [unique_copy(), unique_copy()];
        for copy in copies {
            subject.healthy(copy).await;
        }
        subject.fleet.stop_all();
        for _ in copies {
            let (expected, _) = exit(&mut subject.reports).await;
            assert!(expected, "{kind:?}");
        }
        let next = unique_copy();
        subject.healthy(next).await;
        subject.fleet.stop(next);
        subject.stopped(next).await;
    }
}

#[tokio::test]
async fn a_start_that_takes_too_long_has_failed() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, true);
        let startup_timeout = Duration::from_millis(50);
        subject.fleet.start(CopySpec { startup_timeout, ..subject.spec(COPY) });
        let (expected, reason) = exit(&mut subject.reports).await;
        assert!(!expected, "{kind:?}");
        let want = "did not answer /ping with 200 within 0.05 s";
        assert!(reason.starts_with(want), "{kind:?}: {reason}");
    }
}

#[tokio::test]
async fn a_name_is_alive_once_at_a_time() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, false);
        let copy = unique_copy();
        let address = subject.healthy(copy).await;
        let who = who_serves(address).await;
        subject.fleet.start(subject.spec(copy));
        subject.fleet.stop(copy);
        // A second copy would report its start, or be left after the first is gone.
        subject.stopped(copy).await;
        assert_ne!(who_serves(address).await, who, "{kind:?}");
        subject.healthy(copy).await;
    }
}

#[tokio::test]
async fn stopping_nobody_and_stopping_twice_is_harmless() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, false);
        subject.fleet.stop(CopyId(77));
        subject.healthy(COPY).await;
        subject.fleet.stop(CopyId(77));
        subject.fleet.stop(COPY);
        subject.fleet.stop(COPY);
        subject.stopped(COPY).await;
        subject.fleet.stop(COPY);
        subject.healthy(CopyId(2)).await;
    }
}

#[tokio::test]
async fn copies_have_addresses_of_their_own() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, false);
        let mut addresses = Vec::new();
        for copy in 1..=4 {
            addresses.push(subject.healthy(CopyId(copy)).await);
        }
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), 4, "{kind:?}");
    }
}

#[tokio::test]
async fn shutdown_leaves_nothing() {
    for kind in KINDS {
        let mut subject = Subject::new(kind, false);
        let mut served = Vec::new();
        for _ in 0..2 {
            let address = subject.healthy(unique_copy()).await;
            served.push((address, who_serves(address).await));
        }
        subject.fleet.shutdown().await;
        for (address, who) in served {
            assert_ne!(who_serves(address).await, who, "{kind:?}");
        }
        for _ in 0..2 {
            assert!(exit(&mut subject.reports).await.0, "{kind:?}");
        }
        subject.fleet.start(subject.spec(CopyId(3)));
        subject.fleet.stop(CopyId(3));
        subject.fleet.shutdown().await;
        assert!(subject.reports.try_recv().is_err(), "{kind:?}");
    }
}

#[tokio::test]
async fn simulated_copies_say_that_they_are() {
    let mut subject = Subject::new(Kind::Simulated, false);
    let address = subject.healthy(COPY).await;
    let answer = request(address, "POST", "/invocations", "a \"b\"").await.unwrap();
    let want = r#"{"simulated":true,"copy":"i-0000000000000001","echo":"a \"b\""}"#;
    assert_eq!(answer.body, want);
    assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    assert_eq!(request(address, "POST", "/ping", "").await.unwrap().status, 405);
    assert_eq!(request(address, "GET", "/", "").await.unwrap().status, 404);
    let too_large = "x".repeat(33 * 1024 * 1024);
    // The answer may come, and the connection be closed, before all of it is sent.
    if let Ok(answer) = request(address, "POST", "/invocations", &too_large).await {
        assert_eq!(answer.status, 413);
    }
    assert_eq!(subject.fleet.kind(), "simulated");
    assert_eq!(subject.fleet.log_path(COPY), None);
}
