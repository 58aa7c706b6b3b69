//! Recordings: what the controller was told and what it made of it, line by line in a file, and the proof that it makes
//! the same of it again.
//!
//! The engine hands each line to a thread that writes it, and never waits for it. When the thread falls behind or the
//! file is full, the recording ends with the last whole line, and the server goes on.

mod replay;

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread::JoinHandle;

use ebb_decide::{Effect, Told};
use serde::{Deserialize, Serialize};

pub use replay::{ReplayError, Replayed, replay};

/// Lines that wait for the disk at most: some seconds of a busy server, some megabytes of memory.
const MOST_WAITING: usize = 8192;

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line<E> {
    told: Told,
    effects: E,
}

/// Takes lines, or drops them when nothing is recorded.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    lines: Option<SyncSender<Line<Vec<Effect>>>>,
    writer: Option<JoinHandle<()>>,
}

impl Recorder {
    /// A recorder that appends to a file, until the file has that many bytes.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(crate) fn open(path: &Path, most_bytes: u64) -> io::Result<Self> {
        // Requests may hold secrets, such as the environment of a model: the file is the user's alone.
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
        let length = end_last_line(&mut file)?;
        let (lines, received) = sync_channel(MOST_WAITING);
        let writer = std::thread::Builder::new()
            .name("recording".to_owned())
            .spawn(move || write(file, most_bytes.saturating_sub(length), &received))?;
        Ok(Self { lines: Some(lines), writer: Some(writer) })
    }

    /// Whether anything is recorded at all.
    pub(crate) fn is_on(&self) -> bool {
        self.lines.is_some()
    }

    /// Records one thing and its effects. Never waits.
    pub(crate) fn note(&mut self, told: Told, effects: &[Effect]) {
        let Some(lines) = &self.lines else { return };
        match lines.try_send(Line { told, effects: effects.to_vec() }) {
            Ok(()) => return,
            Err(TrySendError::Full(_)) => {
                tracing::warn!("the disk is too slow for the recording, which ends here");
            }
            // The thread has said why it ended.
            Err(TrySendError::Disconnected(_)) => {}
        }
        // A history with a hole is none.
        self.lines = None;
    }

    /// Returns when all that was recorded is in the file.
    pub(crate) async fn end(self) {
        drop(self.lines);
        let Some(writer) = self.writer else { return };
        let ended = tokio::task::spawn_blocking(move || writer.join()).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::error!("the recording did not end well");
        }
    }
}

/// Ends a line that a killed server has left unfinished. Returns the length of the file.
fn end_last_line(file: &mut File) -> io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(0);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last != *b"\n" {
        file.write_all(b"\n")?;
    }
    Ok(length)
}

fn write(file: File, mut bytes_left: u64, lines: &Receiver<Line<Vec<Effect>>>) {
    let mut file = BufWriter::new(file);
    loop {
        let next = match lines.try_recv() {
            Err(TryRecvError::Empty) => {
                // A moment of rest: whoever reads the file sees all of it.
                if let Err(error) = file.flush() {
                    return tracing::warn!(%error, "the recording ends: it cannot be written");
                }
                lines.recv().ok()
            }
            Err(TryRecvError::Disconnected) => None,
            Ok(line) => Some(line),
        };
        let Some(line) = next else { break };
        let written = serde_json::to_vec(&line).map_err(io::Error::from).and_then(|mut text| {
            text.push(b'\n');
            match bytes_left.checked_sub(text.len() as u64) {
                Some(left) => bytes_left = left,
                None => return Ok(false),
            }
            file.write_all(&text).map(|()| true)
        });
        match written {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!("the recording ends: its file is as large as it may be");
                break;
            }
            Err(error) => return tracing::warn!(%error, "the recording ends: it cannot be written"),
        }
    }
    if let Err(error) = file.flush() {
        tracing::warn!(%error, "the end of the recording cannot be written");
    }
}
