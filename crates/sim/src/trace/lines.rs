//! Lines of a file, one at a time in one buffer.

use std::fmt;
use std::io::{BufRead, Read as _};

use super::error::TraceError;

/// No line of a trace is longer; those of Mooncake name up to a few hundred blocks.
const LONGEST: usize = 1 << 20;

/// The lines of a source, without their ends. Empty ones are passed over.
pub(super) struct Lines {
    source: Box<dyn BufRead + Send>,
    buffer: Vec<u8>,
    number: u64,
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Lines {
    pub(super) fn new(source: Box<dyn BufRead + Send>) -> Self {
        Self { source, buffer: Vec::new(), number: 0 }
    }

    /// Number of the line that was given last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not empty.
    pub(super) fn next_line(&mut self) -> Result<Option<&str>, TraceError> {
        loop {
            self.buffer.clear();
            self.number += 1;
            let line = self.number;
            let unreadable = |source| TraceError::Read { line, source };
            let mut bounded = self.source.by_ref().take(LONGEST as u64 + 1);
            if bounded.read_until(b'\n', &mut self.buffer).map_err(unreadable)? == 0 {
                return Ok(None);
            }
            if self.buffer.len() > LONGEST {
                return Err(TraceError::TooLong { line, most: LONGEST });
            }
            if !self.buffer.trim_ascii().is_empty() {
                break;
            }
        }
        let text = self.buffer.trim_ascii_end();
        // A mark that some programs write at the start of a file.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let line = self.number;
        std::str::from_utf8(text).map(Some).map_err(|_| TraceError::NotText { line })
    }
}
