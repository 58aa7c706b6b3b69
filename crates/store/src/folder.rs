//! The data folder: made when missing, and held by one process at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf, absolute};

use crate::OpenError;

/// A data folder that this process alone works on, until this value is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct Folder {
    database: PathBuf,
    /// The kernel gives the lock back when the process ends, however it does.
    lock: File,
}

impl Folder {
    pub(crate) fn claim(dir: &Path) -> Result<Self, OpenError> {
        let create_error = |source| OpenError::CreateFolder { dir: dir.to_owned(), source };
        // SQLite would read a relative path that begins with "file:" as a URI.
        let dir = &absolute(dir).map_err(create_error)?;
        create(dir).map_err(create_error)?;
        let lock = lock(dir)?;
        Ok(Self { database: dir.join("ebb.db"), lock })
    }

    /// The database file.
    pub(crate) fn database(&self) -> &Path {
        &self.database
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Closing alone is not enough: a child that is just being started holds the file too, until it runs its program.
        let _ = self.lock.unlock();
    }
}

fn create(dir: &Path) -> std::io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(dir)?;
    // The name of a new folder is durable only when the folder above it is.
    match dir.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

fn lock(dir: &Path) -> Result<File, OpenError> {
    let path = dir.join("lock");
    let lock_error = |source| OpenError::LockFile { path: path.clone(), source };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(lock_error)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(OpenError::Locked { dir: dir.to_owned(), holder: holder(&mut file) });
        }
        Err(TryLockError::Error(source)) => return Err(lock_error(source)),
    }
    // The number only makes the error of a second server more helpful; a full disk may not keep
    // this one from starting.
    let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
    Ok(file)
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    // A process number has ten digits at most.
    file.take(10).read_to_string(&mut text).ok()?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_free_although_a_child_that_is_being_started_has_its_lock_open() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::claim(dir.path()).unwrap();
        let of_child = folder.lock.try_clone().unwrap();
        drop(folder);
        Folder::claim(dir.path()).unwrap();
        drop(of_child);
    }
}
