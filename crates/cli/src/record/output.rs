//! Where a recording goes: a file of whole lines at any moment, so that a kill loses no more than the last second.
//!
//! Lines come as requests end. Traces are in the order in which they arrived, so a recording that ends well is sorted then.
//! Its first column is a time that sorts as text.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::failure::Failure;

/// Lines that are written together at most, in bytes.
const TOGETHER: usize = 64 << 10;
/// What is sorted in memory at most: some five million requests.
const MOST_SORTED: u64 = 512 << 20;

/// A file, or standard output.
pub(super) struct Output {
    to: Box<dyn Write + Send>,
    name: String,
    /// Absent for standard output.
    path: Option<PathBuf>,
    compressed: bool,
    waiting: Vec<u8>,
    /// The time of the last line.
    last: Vec<u8>,
    is_sorted: bool,
    bytes: u64,
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
        Ok(Self {
            to,
            path: (name != "-").then(|| path.to_owned()),
            name,
            compressed,
            waiting: Vec::new(),
            last: Vec::new(),
            is_sorted: true,
            bytes: 0,
        })
    }

    /// Takes a line with its end.
    pub(super) fn write(&mut self, line: &[u8]) -> Result<(), Failure> {
        let time = line.split(|byte| *byte == b',').next().unwrap_or_default();
        let is_head = !time.first().is_some_and(u8::is_ascii_digit);
        if !is_head {
            self.is_sorted &= self.last.as_slice() <= time;
            time.clone_into(&mut self.last);
        }
        self.bytes += line.len() as u64;
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
        let packed = if self.compressed { packed(&lines) } else { Ok(lines) };
        let written = packed.and_then(|bytes| self.to.write_all(&bytes));
        let written = written.and_then(|()| self.to.flush());
        written.map_err(|error| Failure::new(&format!("could not write \"{}\"", self.name), &error))
    }

    /// Puts the lines into the order of their times. Returns whether they are in it.
    pub(super) fn finish(mut self) -> Result<bool, Failure> {
        self.flush()?;
        let Some(path) = self.path.as_ref().filter(|_| !self.is_sorted) else {
            return Ok(self.is_sorted);
        };
        if self.bytes > MOST_SORTED {
            return Ok(false);
        }
        let sorted = sort(path, self.compressed);
        let failed = |error| {
            Failure::new(&format!("could not sort \"{}\"; it is as it came", self.name), &error)
        };
        sorted.map(|()| true).map_err(failed)
    }
}

/// One whole member of a compressed file.
fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut member = GzEncoder::new(Vec::new(), Compression::default());
    member.write_all(bytes)?;
    member.finish()
}

/// Another file takes the place of the first one in a single step.
fn sort(path: &Path, compressed: bool) -> io::Result<()> {
    let mut text = String::new();
    let mut file = File::open(path)?;
    if compressed {
        MultiGzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        file.read_to_string(&mut text)?;
    }
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    // The head stays first; requests of one instant keep their order.
    if let Some((_, requests)) = lines.split_first_mut() {
        requests.sort_by_key(|line| line.split(',').next());
    }
    let text = lines.concat();
    let bytes = if compressed { packed(text.as_bytes())? } else { text.into_bytes() };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".sorted");
    let beside = PathBuf::from(beside);
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_recording_that_ends_is_in_the_order_of_its_times() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["trace.csv", "trace.csv.gz"] {
            let path = folder.path().join(name);
            let mut output = Output::create(&path).unwrap();
            for line in ["timestamp,x\n", "2026-02,b\n", "2026-01,a\n", "2026-02,c\n"] {
                output.write(line.as_bytes()).unwrap();
            }
            output.flush().unwrap();
            assert!(output.finish().unwrap());
            let mut text = String::new();
            let mut file = File::open(&path).unwrap();
            if name == "trace.csv" {
                file.read_to_string(&mut text).unwrap();
            } else {
                MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
            }
            assert_eq!(text, "timestamp,x\n2026-01,a\n2026-02,b\n2026-02,c\n");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
    }
}
