//! Where the logs of copies are, and for how long: `logs/<copy>/log` and `log.1`.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ebb_units::CopyId;

use super::{OpenError, ProcessConfig};

/// The folder with the logs of all copies.
pub(super) struct LogFolders {
    folder: PathBuf,
    kept: usize,
    /// Copies that are gone, oldest first, whose logs are kept for the time being.
    gone: Mutex<VecDeque<PathBuf>>,
}

impl LogFolders {
    /// Finds the logs of earlier copies and removes the oldest ones.
    pub(super) fn open(config: &ProcessConfig) -> Result<Self, OpenError> {
        let folder = config.state_dir.join("logs");
        let gone = oldest_first(&folder)
            .map_err(|source| OpenError::Folder { path: folder.clone(), source })?;
        let folders = Self { folder, kept: config.kept_logs, gone: Mutex::new(gone) };
        folders.remove_oldest();
        Ok(folders)
    }

    /// The file that takes a copy's output.
    pub(super) fn log_of(&self, copy: CopyId) -> PathBuf {
        self.folder.join(copy.to_string()).join("log")
    }

    /// Makes room for a copy's output.
    pub(super) fn create(&self, copy: CopyId) -> io::Result<PathBuf> {
        let folder = self.folder.join(copy.to_string());
        fs::create_dir_all(&folder)?;
        // A copy that had this name before may have left it here.
        self.gone.lock().unwrap_or_else(PoisonError::into_inner).retain(|gone| *gone != folder);
        Ok(folder.join("log"))
    }

    /// Notes that a copy is gone. Its log stays until enough others have followed.
    pub(super) fn retire(&self, copy: CopyId) {
        let folder = self.folder.join(copy.to_string());
        self.gone.lock().unwrap_or_else(PoisonError::into_inner).push_back(folder);
        self.remove_oldest();
    }

    fn remove_oldest(&self) {
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        while self.kept < gone.len() {
            if let Some(Err(error)) = gone.pop_front().map(fs::remove_dir_all)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(%error, folder = %self.folder.display(), "old log not removed");
            }
        }
    }
}

fn oldest_first(folder: &Path) -> io::Result<VecDeque<PathBuf>> {
    fs::create_dir_all(folder)?;
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // Whatever else somebody keeps here is not ours to remove.
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with("i-"));
        if ours && path.is_dir() {
            found.push((entry.metadata()?.modified()?, path));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_newest_and_what_is_alive() {
        let folder = tempfile::tempdir().unwrap();
        let config = ProcessConfig { kept_logs: 2, ..ProcessConfig::new(folder.path().into()) };
        let folders = LogFolders::open(&config).unwrap();
        for copy in 1..=5 {
            fs::write(folders.create(CopyId(copy)).unwrap(), "x").unwrap();
        }
        for copy in 2..=5 {
            folders.retire(CopyId(copy));
        }
        let there = |copy| folders.log_of(CopyId(copy)).exists();
        assert_eq!([1, 2, 3, 4, 5].map(there), [true, false, false, true, true]);
        // The same name again: alive, so not to be removed.
        folders.create(CopyId(4)).unwrap();
        folders.retire(CopyId(1));
        assert_eq!([1, 4, 5].map(there), [true, true, true]);
        fs::create_dir(folder.path().join("logs").join("mine")).unwrap();
        let fewer = ProcessConfig { kept_logs: 0, ..config };
        LogFolders::open(&fewer).unwrap();
        assert_eq!([1, 4, 5].map(there), [false; 3]);
        assert!(folder.path().join("logs").join("mine").exists());
    }
}
