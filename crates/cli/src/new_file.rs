//! A file that is there whole or not at all: it is written beside its place and put there in one step.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file that is being written. What is not finished is taken away again.
pub(crate) struct NewFile {
    to: BufWriter<File>,
    beside: PathBuf,
    place: PathBuf,
    finished: bool,
}

impl NewFile {
    /// Begins it. That it cannot be written is known here, before there is anything to write.
    pub(crate) fn begin(place: &Path) -> Result<Self, Failure> {
        let name = place.display();
        // A link stays one, and what it leads to is replaced.
        let place = match fs::canonicalize(place) {
            Ok(there) if !there.is_file() => {
                return Err(Failure::plain(format!("could not write \"{name}\": it is no file")));
            }
            Ok(there) => there,
            Err(_) => place.to_owned(),
        };
        let mut beside = place.clone().into_os_string();
        beside.push(format!(".{}.part", std::process::id()));
        let beside = PathBuf::from(beside);
        let file = File::create(&beside)
            .map_err(|error| Failure::new(&format!("could not write \"{name}\""), &error))?;
        Ok(Self { to: BufWriter::new(file), beside, place, finished: false })
    }

    /// Puts it in its place, instead of what was there.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let put = self.to.flush().and_then(|()| fs::rename(&self.beside, &self.place));
        self.finished = put.is_ok();
        put.map_err(|error| {
            Failure::new(&format!("could not write \"{}\"", self.place.display()), &error)
        })
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.beside);
        }
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

        let mut file = NewFile::begin(&place).unwrap();
        file.write_all(b"after").unwrap();
        file.finish().unwrap();
        assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names()), ("after", 1));
        assert!(NewFile::begin(folder.path()).is_err(), "a folder is no file");
        assert!(NewFile::begin(&folder.path().join("none/report")).is_err());
    }
}
