//! Copies that are only numbers with a start-up time, and yet take requests.
//!
//! Nothing is run. After the start-up time a copy listens on a loopback port of its own and answers
//! `GET /ping` and `POST /invocations`, so that everything around a fleet can be tried without a model.

mod answer;
mod copy;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ebb_units::CopyId;
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

use crate::report::Reporter;
use crate::roster::Roster;
use crate::{CopySpec, Fleet, Report};

/// A fleet of copies that exist in name only.
pub struct SimulatedFleet {
    shared: Arc<Shared>,
}

/// What the tasks of all copies need.
struct Shared {
    startup: Duration,
    reporter: Reporter,
    roster: Roster,
}

impl SimulatedFleet {
    /// A fleet whose copies are healthy `startup` after they were started. Whatever program they are told to
    /// run is accepted and not run.
    ///
    /// Has to be called inside a tokio runtime with I/O and time enabled.
    pub fn new(startup: Duration) -> (Self, Receiver<Report>) {
        let closing = CancellationToken::new();
        let (reporter, reports) = Reporter::new(closing.clone());
        let roster = Roster::new(closing);
        let shared = Shared { startup, reporter, roster };
        (Self { shared: Arc::new(shared) }, reports)
    }
}

impl Fleet for SimulatedFleet {
    fn start(&self, spec: CopySpec) {
        let shared = Arc::clone(&self.shared);
        self.shared.roster.admit(spec.copy, |stop| copy::live(shared, spec, stop));
    }

    fn stop(&self, copy: CopyId) {
        self.shared.roster.stop(copy);
    }

    fn stop_all(&self) {
        self.shared.roster.stop_all();
    }

    fn kind(&self) -> &'static str {
        "simulated"
    }

    fn log_path(&self, _copy: CopyId) -> Option<PathBuf> {
        None
    }

    fn shutdown(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.shared.roster.close())
    }
}
