//! The request body on its way to a copy.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::Instant;

/// A body that is in memory as a whole, and so can be sent twice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payload {
    /// The first part; nearly always the only one.
    pub(crate) first: Option<Bytes>,
    pub(crate) more: Vec<Bytes>,
    pub(crate) size: usize,
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self { size: bytes.len(), first: Some(bytes), more: Vec::new() }
    }
}

/// The request body that hyper sends.
pub(crate) enum Upload {
    Whole { first: Option<Bytes>, more: std::vec::IntoIter<Bytes>, left: u64 },
    Passing(Pin<Box<dyn Body<Data = Bytes, Error = UploadError> + Send>>),
}

/// Why a body that passes through could not be sent to its end. What the caller is told stands in
/// [`Progress`]; this only stops the connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UploadError {
    #[error("the body is larger than allowed")]
    TooLarge,
    #[error("the client broke off")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// How far a body that passes through has come.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    bytes: AtomicU64,
    finished_at: OnceLock<Instant>,
    too_large: AtomicBool,
    broken: AtomicBool,
}

impl Progress {
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn finished_at(&self) -> Option<Instant> {
        self.finished_at.get().copied()
    }

    pub(crate) fn is_too_large(&self) -> bool {
        self.too_large.load(Ordering::Relaxed)
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }
}

/// What was read of a client's body already, and then the rest as it comes.
pub(crate) struct Passing<B> {
    pub(crate) read: VecDeque<Bytes>,
    pub(crate) body: B,
    /// Bytes that may still come before it is too large.
    pub(crate) allowance: usize,
    pub(crate) progress: Arc<Progress>,
    /// Bytes left if the client said how many.
    pub(crate) left: Option<u64>,
}

impl From<Payload> for Upload {
    fn from(payload: Payload) -> Self {
        Self::Whole {
            first: payload.first,
            more: payload.more.into_iter(),
            left: payload.size as u64,
        }
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = UploadError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UploadError>>> {
        match self.get_mut() {
            Self::Whole { first, more, left } => {
                let part = first.take().or_else(|| more.next());
                *left -= part.as_ref().map_or(0, |part| part.len() as u64);
                Poll::Ready(part.map(|part| Ok(Frame::data(part))))
            }
            Self::Passing(body) => body.as_mut().poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole { left, .. } => *left == 0,
            Self::Passing(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole { left, .. } => SizeHint::with_exact(*left),
            Self::Passing(body) => body.size_hint(),
        }
    }
}

impl<B: Body> Passing<B> {
    fn sent(&mut self, part: &Bytes) {
        self.progress.bytes.fetch_add(part.len() as u64, Ordering::Relaxed);
        self.left = self.left.map(|left| left.saturating_sub(part.len() as u64));
        // Whoever sends this does not poll again after the last part.
        if self.is_sent() {
            self.finished();
        }
    }

    fn is_sent(&self) -> bool {
        self.left == Some(0) || (self.read.is_empty() && self.body.is_end_stream())
    }

    fn finished(&self) {
        self.progress.finished_at.get_or_init(Instant::now);
    }
}

impl<B> Body for Passing<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = UploadError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UploadError>>> {
        let this = self.get_mut();
        if let Some(part) = this.read.pop_front() {
            this.sent(&part);
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        loop {
            let frame = match std::task::ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                None => {
                    this.finished();
                    return Poll::Ready(None);
                }
                Some(Err(error)) => {
                    this.progress.broken.store(true, Ordering::Relaxed);
                    return Poll::Ready(Some(Err(UploadError::Broken(error.into()))));
                }
                Some(Ok(frame)) => frame,
            };
            // Trailers are no part of what a model may see.
            let Ok(part) = frame.into_data() else { continue };
            let Some(allowance) = this.allowance.checked_sub(part.len()) else {
                this.progress.too_large.store(true, Ordering::Relaxed);
                return Poll::Ready(Some(Err(UploadError::TooLarge)));
            };
            this.allowance = allowance;
            this.sent(&part);
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_sent()
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
