//! The bytes of an object on their way out, read from its file as the receiver takes them.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::task::JoinHandle;

/// How much is read at once: large enough to make the hop to a blocking thread cheap.
const CHUNK_BYTES: u64 = 256 * 1024;

/// The body of an answer or of an [`Object`](crate::Object). Holds at most one chunk of 256 KiB in memory.
///
/// It must be polled within a tokio runtime.
#[derive(Debug)]
pub struct ObjectBody(Source);

#[derive(Debug)]
enum Source {
    Memory(Bytes),
    File(Reader),
}

#[derive(Debug)]
struct Reader {
    file: Arc<File>,
    at: u64,
    end: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

impl ObjectBody {
    /// The bytes `start..end` of a file. What fits one chunk is read here and now, so this may block.
    pub(crate) fn open(file: File, start: u64, end: u64) -> io::Result<Self> {
        if end - start <= CHUNK_BYTES {
            return Ok(Self::from(read(&file, start, end)?));
        }
        let file = Arc::new(file);
        Ok(Self(Source::File(Reader { file, at: start, end, reading: None })))
    }

    pub(crate) fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// Reads everything into memory, up to `limit` bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::FileTooLarge`] when there is more, before anything is read; else what the disk says.
    pub async fn bytes(self, limit: u64) -> io::Result<Bytes> {
        if self.size_hint().lower() > limit {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("the object has more than {limit} bytes"),
            ));
        }
        self.collect().await.map(http_body_util::Collected::to_bytes)
    }
}

impl From<Bytes> for ObjectBody {
    fn from(bytes: Bytes) -> Self {
        Self(Source::Memory(bytes))
    }
}

impl Body for ObjectBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut self.0 {
            Source::Memory(bytes) if bytes.is_empty() => Poll::Ready(None),
            Source::Memory(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Source::File(reader) => reader.poll_chunk(cx).map_ok(Frame::data),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.size_hint().exact() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match &self.0 {
            Source::Memory(bytes) => bytes.len() as u64,
            Source::File(reader) => reader.end - reader.at,
        })
    }
}

impl Reader {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.at == self.end {
            return Poll::Ready(None);
        }
        let reading = self.reading.get_or_insert_with(|| {
            let (file, start) = (Arc::clone(&self.file), self.at);
            let end = self.end.min(start + CHUNK_BYTES);
            tokio::task::spawn_blocking(move || read(&file, start, end))
        });
        let chunk = ready!(Pin::new(reading).poll(cx));
        self.reading = None;
        let chunk = chunk.unwrap_or_else(|error| Err(io::Error::other(error)));
        // After an error nothing more comes.
        self.at = chunk.as_ref().map_or(self.end, |bytes| self.at + bytes.len() as u64);
        Poll::Ready(Some(chunk))
    }
}

fn read(file: &File, start: u64, end: u64) -> io::Result<Bytes> {
    let mut bytes = vec![0; usize::try_from(end - start).map_err(io::Error::other)?];
    file.read_exact_at(&mut bytes, start)?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn file_of(length: usize) -> (File, Vec<u8>) {
        let content: Vec<u8> = (0..=250).cycle().take(length).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&content).unwrap();
        (file, content)
    }

    #[tokio::test]
    async fn every_range_comes_out_whole() {
        for (start, end) in [(0, 0), (0, 10), (5, 300_000), (0, 1_000_000), (262_143, 262_145)] {
            let (file, content) = file_of(1_000_000);
            let body = ObjectBody::open(file, start, end).unwrap();
            assert_eq!(body.size_hint().exact(), Some(end - start));
            let range = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
            assert_eq!(body.bytes(1_000_000).await.unwrap(), content[range]);
        }
    }

    #[tokio::test]
    async fn a_file_that_became_shorter_is_an_error() {
        let (file, _) = file_of(600_000);
        let mut body = ObjectBody::open(file.try_clone().unwrap(), 0, 600_000).unwrap();
        file.set_len(100).unwrap();
        assert!(body.frame().await.unwrap().is_err());
        assert!(body.frame().await.is_none());
    }

    #[tokio::test]
    async fn too_much_is_refused_unread() {
        let (file, _) = file_of(600_000);
        let error = ObjectBody::open(file, 0, 600_000).unwrap().bytes(599_999).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
