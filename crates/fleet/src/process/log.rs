//! A copy's output: kept in a file of bounded size, with the end of it at hand for the reason of a failure.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::Receiver;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Size at which `log` becomes `log.1`, in bytes. With both files a copy keeps twice this at most.
const HALF: u64 = 512 * 1024;
/// What is remembered for [`Tail::text`], in bytes.
const TAIL: usize = 4 * 1024;
/// Length of [`Tail::text`], in characters.
const TAIL_TEXT: usize = 1000;
/// How long output is still read after the process is gone. Usually it ends at once; it does not when a
/// process that has left the group holds on to it.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Copies a process's output to its log until it ends.
pub(super) struct Log {
    pump: JoinHandle<Tail>,
    process_gone: CancellationToken,
}

impl Log {
    /// Begins to copy what comes out of `output` into `path`.
    pub(super) fn start(output: Receiver, path: PathBuf) -> Self {
        let process_gone = CancellationToken::new();
        let pump = tokio::spawn(pump(output, path, process_gone.clone()));
        Self { pump, process_gone }
    }

    /// The end of the log, once the process is gone and its last output was read.
    pub(super) async fn finish(self) -> String {
        self.process_gone.cancel();
        self.pump.await.unwrap_or_default().text()
    }
}

async fn pump(mut output: Receiver, path: PathBuf, process_gone: CancellationToken) -> Tail {
    let mut tail = Tail::default();
    let mut file = LogFile::open(path).await;
    let mut buffer = vec![0; 16 * 1024];
    let too_late = async {
        process_gone.cancelled().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::pin!(too_late);
    loop {
        let read = tokio::select! {
            biased;
            read = output.read(&mut buffer) => read,
            () = &mut too_late => return tail,
        };
        let Ok(length @ 1..) = read else { return tail };
        tail.push(&buffer[..length]);
        file.write(&buffer[..length]).await;
    }
}

/// The file, for as long as it can be written.
struct LogFile {
    path: PathBuf,
    open: Option<(File, u64)>,
}

impl LogFile {
    async fn open(path: PathBuf) -> Self {
        let open = append_to(&path).await;
        let open = open.inspect_err(|error| give_up(&path, error)).ok();
        Self { path, open }
    }

    /// Without a file, output is read all the same: a full disk must not stop the model.
    async fn write(&mut self, chunk: &[u8]) {
        let Some((mut file, mut size)) = self.open.take() else { return };
        let written = async {
            if HALF <= size {
                fs::rename(&self.path, self.path.with_extension("1")).await?;
                (file, size) = append_to(&self.path).await?;
            }
            file.write_all(chunk).await?;
            file.flush().await?;
            io::Result::Ok((file, size + chunk.len() as u64))
        };
        self.open = written.await.inspect_err(|error| give_up(&self.path, error)).ok();
    }
}

async fn append_to(path: &Path) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().create(true).append(true).open(path).await?;
    let size = file.metadata().await?.len();
    Ok((file, size))
}

fn give_up(path: &Path, error: &io::Error) {
    tracing::warn!(%error, path = %path.display(), "log of a copy ends: could not write it");
}

/// The last bytes of the output.
#[derive(Default)]
struct Tail(VecDeque<u8>);

impl Tail {
    fn push(&mut self, chunk: &[u8]) {
        let kept = &chunk[chunk.len().saturating_sub(TAIL)..];
        let surplus = (self.0.len() + kept.len()).saturating_sub(TAIL);
        self.0.drain(..surplus);
        self.0.extend(kept);
    }

    /// The last whole lines, or part of the last line if it is too long; free of control characters.
    fn text(self) -> String {
        let bytes = Vec::from(self.0);
        let clean = String::from_utf8_lossy(&bytes)
            .chars()
            .map(|c| if c == '\t' { ' ' } else { c })
            .filter(|c| *c == '\n' || !c.is_control())
            .collect::<String>();
        let clean = clean.trim();
        let Some((cut, _)) = clean.char_indices().rev().nth(TAIL_TEXT) else {
            return clean.to_owned();
        };
        // The character at `cut` is the first that is too much; a line that begins right after it is whole.
        let rest = &clean[cut..];
        let whole_lines = rest.split_once('\n').map_or("", |(_, lines)| lines);
        if whole_lines.is_empty() {
            return rest.chars().skip(1).collect();
        }
        whole_lines.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::OwnedFd;

    use super::*;

    fn tail_of(chunks: &[&[u8]]) -> String {
        let mut tail = Tail::default();
        for chunk in chunks {
            tail.push(chunk);
        }
        tail.text()
    }

    #[test]
    fn the_tail_is_made_of_whole_lines() {
        assert_eq!(tail_of(&[]), "");
        assert_eq!(tail_of(&[b"one\n", b"two\r\n"]), "one\ntwo");
        assert_eq!(tail_of(&[b"\x1b[31mred\tcoat\x00\n"]), "[31mred coat");
        let lines: Vec<String> = (0..5000).map(|n| format!("line {n:04}\n")).collect();
        let chunks: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        let text = tail_of(&chunks);
        assert!(text.starts_with("line 4900\n"), "{text}");
        assert!(text.ends_with("line 4999"), "{text}");
        let endless = "é".repeat(5000);
        assert_eq!(tail_of(&[endless.as_bytes()]), "é".repeat(1000));
        assert!(tail_of(&[&[0xff; 9000]]).chars().count() <= TAIL_TEXT);
    }

    #[tokio::test]
    async fn the_log_is_rotated_once_and_stays_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let (reader, mut writer) = io::pipe().unwrap();
        let log = Log::start(Receiver::from_owned_fd(OwnedFd::from(reader)).unwrap(), path.clone());
        let line = [b"x".repeat(1023), b"\n".to_vec()].concat();
        let wrote = tokio::task::spawn_blocking(move || {
            for _ in 0..3000 {
                writer.write_all(&line).unwrap();
            }
            writer.write_all(b"the end\n").unwrap();
        });
        wrote.await.unwrap();
        assert!(log.finish().await.ends_with("the end"));
        let size = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().len();
        assert!(size("log") + size("log.1") <= 2 * (HALF + 16 * 1024));
        assert!(HALF <= size("log.1"));
        assert!(std::fs::read(path).unwrap().ends_with(b"the end\n"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[tokio::test]
    async fn output_that_stays_open_does_not_hold_up_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let (reader, mut writer) = io::pipe().unwrap();
        let output = Receiver::from_owned_fd(OwnedFd::from(reader)).unwrap();
        // A log that cannot be written changes nothing but the file.
        let log = Log::start(output, folder.path().join("missing").join("log"));
        writer.write_all(b"still here").unwrap();
        assert_eq!(log.finish().await, "still here");
        drop(writer);
    }
}
