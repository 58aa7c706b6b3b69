//! What a fleet tells about its copies.

use std::net::SocketAddr;
use std::time::Duration;

use ebb_units::CopyId;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_util::sync::CancellationToken;

/// How many reports wait for the reader at most.
///
/// A copy reports a handful of times in its life, so a reader that falls this far behind is stuck. Copies then
/// wait with their next report, and samples of usage are dropped.
pub const REPORT_QUEUE: usize = 1024;

/// How long a report waits for room once the fleet is shutting down.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Something that happened to a copy.
///
/// Of every copy that was accepted there is exactly one `Exited`, and it is the last report.
#[derive(Clone, PartialEq, Debug)]
pub enum Report {
    /// It runs, but does not answer yet.
    Started {
        /// Which copy.
        copy: CopyId,
        /// Its process, if it is one.
        pid: Option<u32>,
    },
    /// `/ping` answered 200 for the first time.
    Healthy {
        /// Which copy.
        copy: CopyId,
        /// Where it takes requests.
        address: SocketAddr,
    },
    /// It was healthy and no longer is. It should get no more requests; the fleet stops it.
    Unhealthy {
        /// Which copy.
        copy: CopyId,
        /// What was wrong, for people.
        reason: String,
    },
    /// It is gone, with all its processes.
    Exited {
        /// Which copy.
        copy: CopyId,
        /// How it ended and, unless it was stopped, the last lines of its log. For people.
        reason: String,
        /// True when it was told to stop.
        expected: bool,
    },
    /// What it used of the machine since the previous sample.
    Usage {
        /// Which copy.
        copy: CopyId,
        /// Summed over the cores: 100 is one core in full use.
        cpu_percent: f64,
        /// Resident memory of all its processes, in bytes. Pages they share are counted for each of them.
        memory_bytes: u64,
        /// The same as a share of the machine's memory, 0 to 100.
        memory_percent_of_host: f64,
    },
}

impl Report {
    /// The copy it is about.
    pub fn copy(&self) -> CopyId {
        match *self {
            Self::Started { copy, .. }
            | Self::Healthy { copy, .. }
            | Self::Unhealthy { copy, .. }
            | Self::Exited { copy, .. }
            | Self::Usage { copy, .. } => copy,
        }
    }
}

/// The fleet's end of the queue.
#[derive(Clone)]
pub(crate) struct Reporter {
    sender: Sender<Report>,
    closing: CancellationToken,
}

impl Reporter {
    /// Both ends of a queue. Once `closing` is cancelled, reports no longer wait long for a reader.
    pub(crate) fn new(closing: CancellationToken) -> (Self, Receiver<Report>) {
        let (sender, receiver) = mpsc::channel(REPORT_QUEUE);
        (Self { sender, closing }, receiver)
    }

    /// Reports a turn in a copy's life; waits while the queue is full. Cancel safe.
    pub(crate) async fn tell(&self, report: Report) {
        let too_late = async {
            self.closing.cancelled().await;
            tokio::time::sleep(LAST_WORDS).await;
        };
        tokio::select! {
            biased;
            // An error means that nobody reads reports any more.
            permit = self.sender.reserve() => if let Ok(permit) = permit { permit.send(report) },
            () = too_late => tracing::warn!(?report, "report lost: nobody reads them"),
        }
    }

    /// Reports a sample; drops it when the queue is full, the next one will do.
    pub(crate) fn offer(&self, sample: Report) {
        if let Err(TrySendError::Full(sample)) = self.sender.try_send(sample) {
            tracing::debug!(copy = %sample.copy(), "usage sample dropped: the report queue is full");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(copy: u64) -> Report {
        Report::Started { copy: CopyId(copy), pid: None }
    }

    #[tokio::test]
    async fn samples_never_wait_and_turns_do() {
        let (reporter, mut reports) = Reporter::new(CancellationToken::new());
        for copy in 0..REPORT_QUEUE as u64 {
            reporter.tell(started(copy)).await;
        }
        reporter.offer(started(5000));
        let waiting = tokio::spawn({
            let reporter = reporter.clone();
            async move { reporter.tell(started(9000)).await }
        });
        for copy in 0..REPORT_QUEUE as u64 {
            assert_eq!(reports.recv().await, Some(started(copy)));
        }
        assert_eq!(reports.recv().await, Some(started(9000)));
        waiting.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_is_stuck_cannot_hold_up_the_shutdown() {
        let closing = CancellationToken::new();
        let (reporter, reports) = Reporter::new(closing.clone());
        for copy in 0..REPORT_QUEUE as u64 {
            reporter.tell(started(copy)).await;
        }
        closing.cancel();
        reporter.tell(started(9000)).await;
        assert_eq!(reports.len(), REPORT_QUEUE);
        drop(reports);
        reporter.tell(started(9001)).await;
    }
}
