//! Where a recording goes: a file of whole lines at any moment, so that a kill loses no more than the last second.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::Failure;

/// Lines that are written together at most, in bytes.
const TOGETHER: usize = 64 << 10;

/// A file, or standard output.
pub(super) struct Output {
    to: Box<dyn Write + Send>,
    name: String,
    compressed: bool,
    waiting: Vec<u8>,
}

impl Output {
    /// Takes a file that is not there yet.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let to: Box<dyn Write + Send> = if name == "-" {
            Box::new(std::io::stdout())
        } else {
            let file = File::create_new(path).map_err(|error| {
                let exists = error.kind() == ErrorKind::AlreadyExists;
                let hint = exists.then_some("name another file, or remove this one first");
                Failure::new(&format!("could not create \"{name}\""), &error).hint(hint)
            })?;
            Box::new(file)
        };
        let compressed = path.extension().is_some_and(|extension| extension == "gz");
        Ok(Self { to, name, compressed, waiting: Vec::new() })
    }

    /// Takes a line with its end.
    pub(super) fn write(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.waiting.extend_from_slice(line);
        if self.waiting.len() >= TOGETHER { self.flush() } else { Ok(()) }
    }

    /// Puts what waits into the file with one write. A compressed file is a row of members, each of them whole: what
    /// was written can be read, however the program ends.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let lines = std::mem::take(&mut self.waiting);
        let written = if self.compressed {
            let mut member = GzEncoder::new(Vec::new(), Compression::default());
            member
                .write_all(&lines)
                .and_then(|()| member.finish())
                .and_then(|member| self.to.write_all(&member))
        } else {
            self.to.write_all(&lines)
        };
        let written = written.and_then(|()| self.to.flush());
        written.map_err(|error| Failure::new(&format!("could not write \"{}\"", self.name), &error))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::MultiGzDecoder;

    use super::*;

    #[test]
    fn a_compressed_file_is_whole_after_each_flush() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace.csv.gz");
        let mut output = Output::create(&path).unwrap();
        let read = || {
            let mut text = String::new();
            MultiGzDecoder::new(File::open(&path).unwrap()).read_to_string(&mut text).unwrap();
            text
        };
        output.write(b"a,b\n").unwrap();
        output.flush().unwrap();
        assert_eq!(read(), "a,b\n");
        output.write(b"1,2\n").unwrap();
        assert_eq!(read(), "a,b\n", "not yet");
        output.flush().unwrap();
        output.flush().unwrap();
        assert_eq!(read(), "a,b\n1,2\n");
        assert!(Output::create(&path).is_err(), "what is there is kept");
    }
}
