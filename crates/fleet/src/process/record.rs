//! What the folder of a fleet says about running processes, for the case that nobody is left to stop them.
//!
//! - `fleet`: locked while a fleet is open; boot and tag of the fleet that is open or was not closed.
//! - `processes/<copy>`: boot, tag, pid and start time of a running copy's process.
//!
//! The tag is a random word in the environment of every process of the fleet (`EBB_FLEET`). It finds what
//! the records cannot: a copy whose server died between starting it and writing its record, and descendants
//! that left the group.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process;

use ebb_units::CopyId;

use super::sweep::{LeftOver, sweep};
use super::{OpenError, procfs};

/// The variable that marks the processes of a fleet.
pub(super) const TAG_VARIABLE: &str = "EBB_FLEET";

/// The records of a fleet that is open.
pub(super) struct Records {
    /// Holds the lock for as long as it is open.
    fleet: File,
    state_dir: PathBuf,
    boot: String,
    tag: String,
}

/// One running copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Record {
    pub(super) boot: String,
    pub(super) tag: String,
    pub(super) pid: u32,
    pub(super) started: u64,
}

impl Records {
    /// Locks the folder, ends what an earlier fleet left running, and begins new records.
    pub(super) fn open(state_dir: &Path) -> Result<Self, OpenError> {
        let path = state_dir.join("fleet");
        let wrap = |source| OpenError::Folder { path: path.clone(), source };
        fs::create_dir_all(processes_in(state_dir)).map_err(wrap)?;
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut fleet = options.open(&path).map_err(wrap)?;
        match fleet.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse { path }),
            Err(TryLockError::Error(source)) => return Err(wrap(source)),
        }
        let boot = procfs::boot_id().unwrap_or_default();
        let mut earlier = String::new();
        // At most: a boot id, a tag, and something wrong.
        (&fleet).take(1000).read_to_string(&mut earlier).map_err(wrap)?;
        let mut left = LeftOver::read(state_dir, &boot, |_| true);
        for path in left.rubbish.drain(..) {
            fs::remove_file(path).map_err(wrap)?;
        }
        if let Some((_, tag)) = earlier.trim().split_once(' ').filter(|(then, _)| *then == boot) {
            left.tags.insert(tag.to_owned());
        }
        sweep(&left);
        let tag = new_tag();
        let begin = |fleet: &mut File| {
            fleet.set_len(0)?;
            fleet.rewind()?;
            fleet.write_all(format!("{boot} {tag}\n").as_bytes())
        };
        begin(&mut fleet).map_err(wrap)?;
        Ok(Self { fleet, state_dir: state_dir.to_owned(), boot, tag })
    }

    /// Remembers the process of a copy.
    pub(super) fn add(&self, copy: CopyId, pid: u32) -> io::Result<()> {
        let started = procfs::stat(pid).map_or(0, |stat| stat.started);
        let Self { boot, tag, .. } = self;
        fs::write(self.path_of(copy), format!("{boot} {tag} {pid} {started}\n"))
    }

    /// Forgets the process of a copy.
    pub(super) fn remove(&self, copy: CopyId) {
        // Not there is what is wanted; a record that stays names a process that is gone and does no harm.
        let _ = fs::remove_file(self.path_of(copy));
    }

    /// Notes that nothing is left, and gives the folder to whoever wants it next.
    pub(super) fn close(&self) {
        if let Err(error) = self.fleet.set_len(0).and_then(|()| self.fleet.unlock()) {
            tracing::warn!(%error, folder = %self.state_dir.display(), "fleet folder not closed");
        }
    }

    /// The mark of this fleet's processes, the value of [`TAG_VARIABLE`].
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    /// The folder of the fleet.
    pub(super) fn state_dir(&self) -> &Path {
        &self.state_dir
    }

    fn path_of(&self, copy: CopyId) -> PathBuf {
        processes_in(&self.state_dir).join(copy.to_string())
    }
}

impl Record {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let [boot, tag, pid, started] =
            text.split_ascii_whitespace().collect::<Vec<_>>().try_into().ok()?;
        Some(Self {
            boot: boot.to_owned(),
            tag: tag.to_owned(),
            pid: pid.parse().ok()?,
            started: started.parse().ok()?,
        })
    }
}

/// The folder with one file per running copy.
pub(super) fn processes_in(state_dir: &Path) -> PathBuf {
    state_dir.join("processes")
}

fn new_tag() -> String {
    let word = || RandomState::new().hash_one(process::id());
    format!("{:016x}{:016x}", word(), word())
}

impl LeftOver {
    /// The records of processes of this boot whose tag is `wanted`.
    pub(super) fn read(state_dir: &Path, boot: &str, wanted: impl Fn(&str) -> bool) -> Self {
        let mut left = Self { records: Vec::new(), tags: BTreeSet::new(), rubbish: Vec::new() };
        let entries = fs::read_dir(processes_in(state_dir)).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let record = fs::read_to_string(&path).ok().and_then(|text| Record::parse(&text));
            match record {
                Some(record) if record.boot == boot => {
                    if wanted(&record.tag) {
                        left.tags.insert(record.tag.clone());
                        left.records.push((path, record));
                    }
                }
                // It may also be half a record of a server that died while writing: the tag finds that copy.
                _ => left.rubbish.push(path),
            }
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_four_words() {
        let want = Record { boot: "b".into(), tag: "t".into(), pid: 12, started: 34 };
        assert_eq!(Record::parse("b t 12 34\n"), Some(want));
        for bad in ["", "b t 12", "b t 12 34 56", "b t -1 34", "b t 12 x"] {
            assert_eq!(Record::parse(bad), None, "{bad}");
        }
        assert_ne!(new_tag(), new_tag());
    }

    #[test]
    fn a_folder_has_one_fleet_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Records::open(folder.path()).unwrap();
        assert!(matches!(Records::open(folder.path()), Err(OpenError::InUse { .. })));
        first.close();
        let second = Records::open(folder.path()).unwrap();
        drop(first);
        assert!(matches!(Records::open(folder.path()), Err(OpenError::InUse { .. })));
        drop(second);
        Records::open(folder.path()).unwrap();
    }

    #[test]
    fn rubbish_in_the_folder_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(processes_in(folder.path())).unwrap();
        let rubbish = processes_in(folder.path()).join("i-1");
        // Pid 1 with its true start time would mean "everybody" if it were taken for a group.
        let init = procfs::stat(1).unwrap().started;
        let boot = procfs::boot_id().unwrap();
        for text in ["half a".to_owned(), format!("{boot} t 1 {init}"), "other t 1 2".to_owned()] {
            fs::write(&rubbish, text).unwrap();
            drop(Records::open(folder.path()).unwrap());
        }
        assert!(!rubbish.exists());
    }
}
