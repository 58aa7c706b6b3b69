//! Pages as files: whole or not at all.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use ebb_report::Origin;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// A place for a page, which could be written to when it was looked at.
pub(crate) struct PageFile {
    /// The file itself; where a link leads when the path is one.
    path: PathBuf,
    /// As the user names it.
    shown: String,
}

impl PageFile {
    /// Looks whether a page can be written there, before anything that takes long.
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let file = Self { path: fs::canonicalize(path).unwrap_or_else(|_| path.into()), shown };
        match fs::metadata(&file.path) {
            Ok(there) if there.is_dir() => {
                return Err(Failure::plain(format!("\"{}\" is a folder", file.shown))
                    .hint(Some("--html takes the name of a file, such as report.html")));
            }
            Ok(there) if !there.is_file() => {
                return Err(Failure::plain(format!("\"{}\" is no ordinary file", file.shown)));
            }
            Ok(_) | Err(_) => {}
        }
        // It vanishes at once: what is not finished leaves nothing behind.
        file.beside()?;
        Ok(file)
    }

    /// Writes the page. Who reads meanwhile sees the former file or this one.
    pub(crate) fn write(&self, page: &str) -> Result<(), Failure> {
        let mut beside = self.beside()?;
        beside.write_all(page.as_bytes()).map_err(|error| self.failure(&error))?;
        beside.persist(&self.path).map_err(|error| self.failure(&error.error))?;
        Ok(())
    }

    /// A file with a name of its own in the same folder.
    fn beside(&self) -> Result<NamedTempFile, Failure> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            Some(_) | None => Path::new("."),
        };
        tempfile::Builder::new()
            .prefix(".ebb-")
            .suffix(".html")
            // What the umask leaves of it, as for any file.
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(folder)
            .map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &std::io::Error) -> Failure {
        Failure::new(&format!("could not write the page \"{}\"", self.shown), error)
    }
}

/// The command line of this process, and what it is.
pub(crate) fn origin() -> Origin {
    let arguments = std::env::args_os().skip(1).map(quoted);
    let command = std::iter::once("ebb".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ");
    Origin { command, program: concat!("ebb ", env!("CARGO_PKG_VERSION")).to_owned() }
}

/// An argument as a shell takes it.
fn quoted(argument: OsString) -> String {
    let text = argument.to_string_lossy().into_owned();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=:,./+@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_where_a_shell_would_read_them() {
        let quoted = |text: &str| quoted(text.into());
        assert_eq!(quoted("diurnal:mean=5,swing=0.9"), "diurnal:mean=5,swing=0.9");
        assert_eq!(quoted("my file.json"), "'my file.json'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn what_cannot_be_written_is_told_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| PageFile::new(path).err().map(|failure| failure.to_string());
        assert!(told(folder.path()).unwrap().contains("is a folder"));
        assert!(told(Path::new("/dev/null")).unwrap().contains("is no ordinary file"));
        let deep = folder.path().join("none/report.html");
        assert!(told(&deep).unwrap().contains("could not write the page"));
        let page = PageFile::new(&folder.path().join("report.html")).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left of the look");
        page.write("whole").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(folder.path().join("report.html")).unwrap(), "whole");
    }

    #[test]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("real.html"), "old").unwrap();
        std::os::unix::fs::symlink("real.html", at("link.html")).unwrap();
        PageFile::new(&at("link.html")).unwrap().write("new").unwrap();
        assert_eq!(fs::read_to_string(at("real.html")).unwrap(), "new");
        assert!(fs::symlink_metadata(at("link.html")).unwrap().is_symlink());
    }
}
