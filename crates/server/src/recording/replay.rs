//! Reading a recording, and telling it to a controller again.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use ebb_decide::{NoBeginning, Retelling, Told};
use serde_json::Value;

use super::Line;

/// A recording that was told again, with the same effects throughout.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Replayed {
    /// Starts of a server.
    pub runs: usize,
    /// Events.
    pub events: usize,
    /// Effects of all of them.
    pub effects: usize,
}

/// Why a recording was not told to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The file cannot be read.
    #[error("the recording cannot be read")]
    Read(#[source] io::Error),
    /// There is nothing in it.
    #[error("the recording is empty")]
    Empty,
    /// A line is none of a recording of this release.
    #[error("line {line} is no line of a recording")]
    Line {
        /// Which line, from one.
        line: usize,
        /// Why not.
        source: serde_json::Error,
    },
    /// There is no beginning.
    #[error("line {line} cannot be told")]
    Order {
        /// Which line, from one.
        line: usize,
        /// Why not.
        source: NoBeginning,
    },
    /// The controller does something else than it did.
    #[error("line {line} has other effects now: {now}, and then it had {then}")]
    Differs {
        /// Which line, from one.
        line: usize,
        /// The effects that were recorded, as JSON.
        then: String,
        /// The effects that it has now, as JSON.
        now: String,
    },
}

/// Tells a recording to a fresh controller, and compares all effects with those that were recorded.
///
/// # Errors
/// [`ReplayError::Differs`] for the first effects that are not byte for byte the same, and others when the file is no
/// recording.
pub fn replay(path: &Path) -> Result<Replayed, ReplayError> {
    let file = BufReader::new(File::open(path).map_err(ReplayError::Read)?);
    let mut retelling = Retelling::default();
    let mut replayed = Replayed::default();
    // A killed server leaves half a line; then nothing follows, or another run does.
    let mut unreadable = None;
    for (index, text) in file.split(b'\n').enumerate() {
        let line = index + 1;
        let text = text.map_err(ReplayError::Read)?;
        let parsed = serde_json::from_slice::<Line<Value>>(&text);
        let Line { told, effects: then } = match parsed {
            Ok(parsed) => parsed,
            Err(source) => {
                if let Some(earlier) = unreadable.replace(ReplayError::Line { line, source }) {
                    return Err(earlier);
                }
                continue;
            }
        };
        if !matches!(told, Told::Begin(_))
            && let Some(error) = unreadable.take()
        {
            return Err(error);
        }
        unreadable = None;
        replayed.runs += usize::from(matches!(told, Told::Begin(_)));
        replayed.events += usize::from(matches!(told, Told::Event { .. }));
        let now = retelling.tell(told).map_err(|source| ReplayError::Order { line, source })?;
        replayed.effects += now.len();
        let now =
            serde_json::to_string(&now).map_err(|source| ReplayError::Line { line, source })?;
        let then = then.to_string();
        if now != then {
            return Err(ReplayError::Differs { line, then, now });
        }
    }
    match unreadable {
        Some(error) if replayed.runs == 0 => Err(error),
        None if replayed.runs == 0 => Err(ReplayError::Empty),
        Some(_) | None => Ok(replayed),
    }
}
