//! Folders of this machine in which asynchronous inference may read and write: `file:///folder/file`.
//!
//! Whoever may invoke an endpoint chooses among their files, so nothing outside can be reached: the path is walked from the
//! folder on, one name at a time, and a symbolic link on the way is an error.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use rustix::fs::{
    AtFlags, FileType, Mode, OFlags, fstat, fsync, mkdirat, openat, renameat, unlinkat,
};
use rustix::io::Errno;

const SCHEME: &str = "file://";

/// The permitted folders. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folders(Arc<[PathBuf]>);

/// Why a file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// Asking again cannot help.
    #[error("{0}")]
    Refused(String),
    /// Asking again may help.
    #[error("{0}")]
    Io(std::io::Error),
}

impl From<Errno> for FileError {
    fn from(error: Errno) -> Self {
        let refused = |text: &str| Self::Refused(text.to_owned());
        match error {
            Errno::NOENT => refused("there is no such file"),
            Errno::LOOP => refused("there is a symbolic link on the way, which is not followed"),
            Errno::NOTDIR => refused("a part of the path is no folder, or a symbolic link"),
            Errno::ISDIR => refused("it is a folder"),
            Errno::ACCESS | Errno::PERM => refused("the server may not do that"),
            Errno::NAMETOOLONG => refused("a name in it is too long"),
            other => Self::Io(other.into()),
        }
    }
}

/// Names files that are not complete yet; one server has the folder's files in its hands at a time, but others may write
/// beside it.
static NEXT: AtomicU64 = AtomicU64::new(0);

impl Folders {
    pub(crate) fn new(folders: &[PathBuf]) -> Self {
        Self(folders.into())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a location is in one of the folders, as far as its text tells.
    pub(crate) fn check(&self, location: &str) -> Result<(), String> {
        self.find(location).map(|_| ())
    }

    /// The folder of a location, and the names below it.
    fn find<'l>(&self, location: &'l str) -> Result<(&Path, Vec<&'l str>), String> {
        let Some(path) = location.strip_prefix(SCHEME).filter(|path| path.starts_with('/')) else {
            return Err(format!("\"{location}\" is no file:///folder/file location."));
        };
        let is_plain = |name: &str| !matches!(name, "" | "." | "..") && !name.contains('\0');
        for folder in self.0.iter() {
            let Some(rest) = folder.to_str().and_then(|folder| path.strip_prefix(folder)) else {
                continue;
            };
            let Some(rest) = rest.strip_prefix('/') else { continue };
            let names: Vec<&str> = rest.split('/').collect();
            if names.iter().all(|name| is_plain(name)) {
                return Ok((folder, names));
            }
            return Err(format!("\"{location}\" has empty names, \".\" or \"..\" in it."));
        }
        Err(format!(
            "\"{location}\" is in none of the folders that async.folders of the server's configuration permits."
        ))
    }

    /// Reads a file of at most `limit` bytes. Blocks.
    pub(crate) fn read(&self, location: &str, limit: usize) -> Result<Bytes, FileError> {
        let (folder, names) = self.find(location).map_err(FileError::Refused)?;
        let (name, folders) = names.split_last().expect("a text has a part");
        let folder = walk(folder, folders, false)?;
        // A pipe would keep whoever opens it waiting.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = openat(&folder, *name, flags, Mode::empty())?;
        let facts = fstat(&file)?;
        if FileType::from_raw_mode(facts.st_mode) != FileType::RegularFile {
            return Err(FileError::Refused("it is no plain file".to_owned()));
        }
        let too_large = || FileError::Refused(format!("it is larger than {limit} bytes"));
        if u64::try_from(facts.st_size).unwrap_or(0) > limit as u64 {
            return Err(too_large());
        }
        let mut content = Vec::new();
        let most = (limit as u64).saturating_add(1);
        File::from(file).take(most).read_to_end(&mut content).map_err(FileError::Io)?;
        if content.len() > limit {
            return Err(too_large());
        }
        Ok(content.into())
    }

    /// Writes a file as a whole or not at all, over an earlier one if there is one, and makes the folders it needs. On the
    /// disk when it returns. Blocks.
    pub(crate) fn write(&self, location: &str, content: &[u8]) -> Result<(), FileError> {
        let (folder, names) = self.find(location).map_err(FileError::Refused)?;
        let (name, folders) = names.split_last().expect("a text has a part");
        let folder = walk(folder, folders, true)?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let unfinished = format!(".ebb-{}-{number}", std::process::id());
        let written = write_new(&folder, &unfinished, content)
            .and_then(|()| Ok(renameat(&folder, &unfinished, &folder, *name)?))
            .and_then(|()| Ok(fsync(&folder)?));
        if written.is_err() {
            // What cannot be taken away is in nobody's way: no location names it.
            let _ = unlinkat(&folder, &unfinished, AtFlags::empty());
        }
        written
    }
}

fn write_new(folder: &OwnedFd, name: &str, content: &[u8]) -> Result<(), FileError> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = openat(folder, name, flags, Mode::from_raw_mode(0o644))?;
    let mut file = File::from(file);
    file.write_all(content).and_then(|()| file.sync_all()).map_err(FileError::Io)
}

/// Opens the folder below another one, and makes what is missing if that is wanted.
fn walk(from: &Path, names: &[&str], make: bool) -> Result<OwnedFd, FileError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    // The configured folder itself may be a symbolic link: that is its owner's choice.
    let mut folder = rustix::fs::open(from, flags, Mode::empty())?;
    let flags = flags | OFlags::NOFOLLOW;
    for name in names {
        if make {
            match mkdirat(&folder, *name, Mode::from_raw_mode(0o755)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
        folder = openat(&folder, *name, flags, Mode::empty())?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn refused(outcome: Result<impl std::fmt::Debug, FileError>) -> String {
        match outcome.unwrap_err() {
            FileError::Refused(text) => text,
            FileError::Io(error) => panic!("{error}"),
        }
    }

    #[test]
    fn files_below_a_folder_are_read_and_written() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::new(&[folder.path().to_owned()]);
        let at = |rest: &str| format!("file://{}{rest}", folder.path().display());
        folders.write(&at("/a/b/1.out"), b"one").unwrap();
        folders.write(&at("/a/b/1.out"), b"two").unwrap();
        assert_eq!(folders.read(&at("/a/b/1.out"), 3).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path().join("a/b")).unwrap().count(), 1);
        assert!(refused(folders.read(&at("/a/b/1.out"), 2)).contains("larger than 2 bytes"));
        assert!(refused(folders.read(&at("/a/none"), 9)).contains("no such file"));
        assert!(refused(folders.read(&at("/a/b"), 9)).contains("no plain file"));
        assert!(refused(folders.write(&at("/a/b/1.out/x"), b"")).contains("no folder"));
        assert!(folders.write(&at("/a/b"), b"").is_err());
    }

    #[test]
    fn nothing_outside_is_reached() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), "secret").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("in");
        std::fs::create_dir(&inside).unwrap();
        std::fs::create_dir(folder.path().join("in-other")).unwrap();
        symlink(outside.path(), inside.join("link")).unwrap();
        symlink(outside.path().join("secret"), inside.join("file")).unwrap();
        let folders = Folders::new(std::slice::from_ref(&inside));
        let at = |rest: &str| format!("file://{}{rest}", inside.display());
        for (rest, part) in [
            ("/link/secret", "symbolic link"),
            ("/file", "symbolic link"),
            ("/../in-other/x", "\"..\""),
            ("/./x", "\".\""),
            ("//etc/passwd", "empty names"),
            ("/", "empty names"),
            ("-other/x", "none of the folders"),
        ] {
            let text = refused(folders.read(&at(rest), 100));
            assert!(text.contains(part), "{rest}: {text}");
            if rest != "/file" {
                let text = refused(folders.write(&at(rest), b"x"));
                assert!(text.contains(part), "{rest}: {text}");
            }
        }
        // A result takes the place of a link and does not go through it.
        folders.write(&at("/file"), b"result").unwrap();
        assert_eq!(std::fs::read(outside.path().join("secret")).unwrap(), b"secret");
        for location in ["file:///etc/passwd", "file://host/x", "file:/x", "s3://b/k", ""] {
            assert!(folders.check(location).is_err(), "{location}");
        }
        assert!(Folders::default().check("file:///etc/passwd").is_err());
    }
}
