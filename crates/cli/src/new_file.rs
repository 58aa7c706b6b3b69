//! A file that is there whole or not at all: it is written beside its place and put there in one step.

use std::fs::{self, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// A file that is being written. What is not finished is taken away again.
pub(crate) struct NewFile {
    to: BufWriter<NamedTempFile>,
    /// The file itself; where a link leads when the path is one.
    place: PathBuf,
    /// As the user names it.
    shown: String,
}

impl NewFile {
    /// Looks whether a file can be written there, before anything that takes long. Leaves no trace.
    pub(crate) fn check(path: &Path) -> Result<(), Failure> {
        Self::begin(path).map(drop)
    }

    /// Writes all of it.
    pub(crate) fn put(path: &Path, text: &str) -> Result<(), Failure> {
        let mut file = Self::begin(path)?;
        let written = file.write_all(text.as_bytes());
        written.map_err(|error| failure(&file.shown, &error))?;
        file.finish()
    }

    /// Begins it. That it cannot be written is known here, before there is anything to write.
    pub(crate) fn begin(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&place) {
            Ok(there) if there.is_dir() => {
                return Err(Failure::plain(format!("\"{shown}\" is a folder"))
                    .hint(Some("name a file in it")));
            }
            Ok(there) if !there.is_file() => {
                return Err(Failure::plain(format!("\"{shown}\" is no ordinary file")));
            }
            Ok(_) | Err(_) => {}
        }
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            Some(_) | None => Path::new("."),
        };
        let beside = tempfile::Builder::new()
            .prefix(".ebb-")
            // What the umask leaves of it, as for any file.
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(folder)
            .map_err(|error| failure(&shown, &error))?;
        Ok(Self { to: BufWriter::new(beside), place, shown })
    }

    /// Puts it in its place, instead of what was there. Who reads meanwhile sees the former file or this one.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let Self { to, place, shown } = self;
        let beside = to.into_inner().map_err(|error| failure(&shown, error.error()))?;
        beside.persist(&place).map_err(|error| failure(&shown, &error.error))?;
        Ok(())
    }
}

fn failure(shown: &str, error: &io::Error) -> Failure {
    Failure::new(&format!("could not write \"{shown}\""), error)
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_its_place_whole_or_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("report");
        fs::write(&place, "before").unwrap();
        let names = || fs::read_dir(folder.path()).unwrap().count();

        let mut given_up = NewFile::begin(&place).unwrap();
        given_up.write_all(b"half").unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "before");
        drop(given_up);
        assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names()), ("before", 1));

        NewFile::put(&place, "after").unwrap();
        assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names()), ("after", 1));
    }

    #[test]
    fn what_cannot_be_written_is_told_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| NewFile::check(path).unwrap_err().to_string();
        assert!(told(folder.path()).contains("is a folder"));
        assert!(told(Path::new("/dev/null")).contains("is no ordinary file"));
        assert!(told(&folder.path().join("none/report")).contains("could not write"));
        NewFile::check(&folder.path().join("report")).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left of the look");
    }

    #[test]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("real"), "old").unwrap();
        std::os::unix::fs::symlink("real", at("link")).unwrap();
        NewFile::put(&at("link"), "new").unwrap();
        assert_eq!(fs::read_to_string(at("real")).unwrap(), "new");
        assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
    }
}
