//! The decisions of a simulation, written line by line as they are taken.

use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ebb_decide::decision::Decision;
use ebb_sim::{Follow, Progress};

use crate::failure::Failure;
use crate::new_file::NewFile;
use crate::progress::Bar;

/// Shows how far the simulation is, and writes its decisions when they are wanted.
pub(super) struct Followed<'b> {
    pub(super) bar: &'b mut Bar,
    pub(super) decisions: Option<Decisions>,
}

/// A file of decisions that is being written.
pub(super) struct Decisions {
    file: NewFile,
    path: PathBuf,
    written: u64,
    error: Option<io::Error>,
}

impl Decisions {
    pub(super) fn begin(path: &Path) -> Result<Self, Failure> {
        let file = NewFile::begin(path)?;
        Ok(Self { file, path: path.to_owned(), written: 0, error: None })
    }

    /// Returns how many there are.
    pub(super) fn finish(self) -> Result<u64, Failure> {
        match self.error {
            Some(error) => {
                let text = format!("could not write \"{}\"", self.path.display());
                Err(Failure::new(&text, &error))
            }
            None => self.file.finish().map(|()| self.written),
        }
    }

    fn write(&mut self, decision: &Decision) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, decision)?;
        self.file.write_all(b"\n")?;
        self.written += 1;
        Ok(())
    }
}

impl Follow for Followed<'_> {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        self.bar.show(progress);
        ControlFlow::Continue(())
    }

    fn decided(&mut self, decision: &Decision) -> ControlFlow<()> {
        let Some(decisions) = &mut self.decisions else { return ControlFlow::Continue(()) };
        match decisions.write(decision) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                decisions.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
