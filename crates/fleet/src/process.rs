//! Copies as processes on this machine.
//!
//! Each copy is a process group of its own, told its port by `SAGEMAKER_BIND_TO_PORT`, probed on `GET /ping`,
//! and measured from `/proc`. One task per copy follows its whole life ([`copy`]); it is the only place where
//! a process is started, waited for or killed.
//!
//! Nothing outlives the server. On a normal shutdown every group is gone before it returns. After a
//! `kill -9` a small guard process ([`guard`]) sees its pipe close and kills what is left; and should the
//! guard be gone too, the next fleet on the same folder does so before it starts anything ([`sweep`]).

mod config;
mod copy;
mod guard;
mod launch;
mod log;
mod log_folders;
mod outcome;
mod pace;
mod ping;
mod port;
mod procfs;
mod record;
mod signal;
mod sweep;
mod usage;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use ebb_units::CopyId;
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

pub use config::{GuardCommand, ProcessConfig};
pub use guard::run_guard;

use crate::report::Reporter;
use crate::roster::Roster;
use crate::{CopySpec, Fleet, Report};
use guard::Guard;
use log_folders::LogFolders;
use pace::Starting;
use port::Ports;
use record::Records;
use usage::Sampler;

/// The fleet could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its folder could not be read or written.
    #[error("could not use the fleet folder \"{path}\"")]
    Folder {
        /// The folder or a file in it.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another fleet, most likely of another server, works in the same folder.
    #[error("the fleet folder \"{path}\" is in use by another server")]
    InUse {
        /// The file that is locked.
        path: PathBuf,
    },
    /// The guard could not be started.
    #[error("could not start the guard \"{program}\"")]
    Guard {
        /// The program that was to run.
        program: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A fleet that runs one command per copy on this machine.
pub struct ProcessFleet {
    shared: Arc<Shared>,
    guard: Option<Guard>,
    sampler: Sampler,
}

/// What the tasks of all copies need.
struct Shared {
    config: ProcessConfig,
    reporter: Reporter,
    roster: Roster,
    ports: Arc<Ports>,
    records: Records,
    log_folders: LogFolders,
    starting: Starting,
    watched: Arc<usage::Watched>,
}

impl ProcessFleet {
    /// Opens the folder of the fleet, kills what an earlier server left running there, and starts the guard.
    ///
    /// Has to be called inside a tokio runtime with I/O and time enabled. It blocks for as long as left-over
    /// processes take to die, two seconds at most, and otherwise about as long as it takes to start the guard.
    ///
    /// # Errors
    /// [`OpenError`] when the folder cannot be used, or is used by another fleet, or the guard does not start.
    pub fn new(mut config: ProcessConfig) -> Result<(Self, Receiver<Report>), OpenError> {
        let folder = std::path::absolute(&config.state_dir);
        config.state_dir = folder
            .map_err(|source| OpenError::Folder { path: config.state_dir.clone(), source })?;
        let closing = CancellationToken::new();
        let (reporter, reports) = Reporter::new(closing.clone());
        let records = Records::open(&config.state_dir)?;
        let log_folders = LogFolders::open(&config)?;
        let guard =
            config.guard.clone().map(|command| Guard::start(command, &records)).transpose()?;
        let watched = Arc::new(usage::Watched::default());
        let sampler = Sampler::start(config.usage_interval, Arc::clone(&watched), reporter.clone());
        let shared = Arc::new(Shared {
            config,
            reporter,
            roster: Roster::new(closing),
            ports: Arc::new(Ports::of_this_machine()),
            records,
            log_folders,
            starting: Starting::default(),
            watched,
        });
        Ok((Self { shared, guard, sampler }, reports))
    }
}

impl Fleet for ProcessFleet {
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
        "process"
    }

    fn log_path(&self, copy: CopyId) -> Option<PathBuf> {
        Some(self.shared.log_folders.log_of(copy))
    }

    fn shutdown(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            self.shared.roster.close().await;
            self.sampler.stop().await;
            self.shared.records.close();
            if let Some(guard) = &self.guard {
                guard.dismiss().await;
            }
        })
    }
}
