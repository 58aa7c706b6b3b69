//! Ends processes whose server is gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use super::record::{Record, TAG_VARIABLE};
use super::{procfs, signal};

/// How long killed processes may take to disappear.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// What may be left of fleets that were not closed.
pub(super) struct LeftOver {
    /// Records of copies, with the file that each came from.
    pub(super) records: Vec<(PathBuf, Record)>,
    /// Records of an earlier boot and what cannot be read. It may also be a record that is being written
    /// right now, so only who has the folder to himself may remove it.
    pub(super) rubbish: Vec<PathBuf>,
    /// Marks of fleets.
    pub(super) tags: BTreeSet<String>,
}

/// Kills all that is left, waits until it is gone, and removes the records. Blocks, for two seconds at most.
pub(super) fn sweep(left: &LeftOver) {
    let deadline = Instant::now() + PATIENCE;
    // Again and again, as a process may be forked while its parent is killed.
    while 0 < left.kill_all() {
        if deadline <= Instant::now() {
            tracing::warn!("processes of an earlier server do not end, though killed");
            return;
        }
        thread::sleep(PAUSE);
    }
    for (path, _) in &left.records {
        // A record that stays names a process that is gone and does no harm.
        let _ = fs::remove_file(path);
    }
}

impl LeftOver {
    /// Kills what is alive and returns how many processes were.
    fn kill_all(&self) -> usize {
        if self.records.is_empty() && self.tags.is_empty() {
            return 0;
        }
        let marks: Vec<String> =
            self.tags.iter().map(|tag| format!("{TAG_VARIABLE}={tag}")).collect();
        let mut killed = 0;
        for process in procfs::processes().filter(|process| process.alive && 1 < process.pid) {
            let recorded = self
                .records
                .iter()
                .any(|(_, record)| (record.pid, record.started) == (process.pid, process.started));
            if recorded {
                signal::kill_group(process.pid);
            } else if marks.iter().any(|mark| procfs::has_variable(process.pid, mark)) {
                signal::kill_process(process.pid);
            } else {
                continue;
            }
            killed += 1;
        }
        killed
    }
}
