//! The few things the file system has to promise: scratch files that leave no trace, and names that survive a crash.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes the names in a folder durable.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Creates a folder that may exist already, and makes its name durable.
pub(super) fn ensure_dir(dir: &Path) -> io::Result<()> {
    match fs::create_dir(dir) {
        Ok(()) => dir.parent().map_or(Ok(()), sync_dir),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes a small file and makes its content durable; the caller sees to its name.
pub(super) fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, content)?;
    file.sync_all()
}

/// The folder for what is not yet, or no longer, part of the store. It is emptied when the store opens.
#[derive(Debug)]
pub(super) struct Scratch {
    dir: PathBuf,
    next: AtomicU64,
}

impl Scratch {
    /// Opens the folder and sweeps what an earlier process left in it.
    pub(super) fn open(dir: PathBuf) -> io::Result<Self> {
        ensure_dir(&dir)?;
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self { dir, next: AtomicU64::new(0) })
    }

    /// A new file, open for reading and writing.
    pub(super) fn file(&self) -> io::Result<(File, ScratchPath)> {
        let path = self.path();
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok((file, ScratchPath(path)))
    }

    /// A new, empty folder.
    pub(super) fn dir(&self) -> io::Result<ScratchPath> {
        let path = self.path();
        fs::create_dir(&path)?;
        Ok(ScratchPath(path))
    }

    /// Takes a folder out of the store in one step. It goes away when the result is dropped.
    pub(super) fn take(&self, dir: &Path) -> io::Result<ScratchPath> {
        let path = self.path();
        fs::rename(dir, &path)?;
        Ok(ScratchPath(path))
    }

    fn path(&self) -> PathBuf {
        self.dir.join(self.next.fetch_add(1, Ordering::Relaxed).to_string())
    }
}

/// A file or folder in the scratch folder, removed on drop unless it was moved to its place.
#[derive(Debug)]
pub(crate) struct ScratchPath(PathBuf);

impl ScratchPath {
    pub(super) fn as_path(&self) -> &Path {
        &self.0
    }

    /// Moves it to its place, over a file that may be there. The new name is durable after [`sync_dir`].
    pub(super) fn place(&self, at: &Path) -> io::Result<()> {
        fs::rename(&self.0, at)
    }
}

impl Drop for ScratchPath {
    fn drop(&mut self) {
        // Best effort: after `place` there is nothing here, and what cannot be removed now is swept at the next start.
        let _ = fs::remove_file(&self.0).or_else(|_| fs::remove_dir_all(&self.0));
    }
}
