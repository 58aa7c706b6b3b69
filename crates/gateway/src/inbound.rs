//! The body of a client's request: read into memory, passed through, or a bit of both.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt;

use crate::room::Kept;
use crate::upload::{Passing, Payload, Progress, Upload};

/// Bodies up to this size are read before a copy is chosen: a slow client then occupies no copy, and
/// the request can be sent again. Larger ones pass through.
pub(crate) const SMALL: usize = 64 << 10;

/// How long the rest of a refused body is read and thrown away. A client that still sends when the
/// connection closes would see a reset instead of the answer.
const DISCARD: Duration = Duration::from_secs(5);

/// Why a body cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum InboundError {
    TooLarge,
    Broken,
    /// Others have all the memory there is for such bodies.
    NoRoom,
}

pub(crate) struct Inbound<B> {
    /// Absent once it is read to its end.
    body: Option<B>,
    read: Payload,
    limit: usize,
    length: Option<u64>,
    expects_continue: bool,
}

/// A body that is ready to be sent.
pub(crate) enum Outbound {
    /// In memory: can be sent again.
    Whole(Payload),
    /// Passing through: once only.
    Once(Option<Upload>, Arc<Progress>),
}

impl<B> Inbound<B>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    pub(crate) fn new(body: B, limit: usize, expects_continue: bool) -> Self {
        let length = body.size_hint().exact();
        let body = (!body.is_end_stream()).then_some(body);
        Self { body, read: Payload::default(), limit, length, expects_continue }
    }

    /// # Errors
    /// [`InboundError::TooLarge`] when the client has announced more than is allowed.
    pub(crate) fn check_length(&self) -> Result<(), InboundError> {
        match self.length {
            Some(length) if length > self.limit as u64 => Err(InboundError::TooLarge),
            _ => Ok(()),
        }
    }

    /// Bytes that the client has said it will send.
    pub(crate) fn announced(&self) -> Option<usize> {
        self.length.map(|length| usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// True when no byte will come.
    pub(crate) fn is_empty(&self) -> bool {
        self.body.is_none() && self.read.size == 0
    }

    /// Bytes read so far.
    pub(crate) fn size(&self) -> usize {
        self.read.size
    }

    /// Takes what was read, in one piece.
    pub(crate) fn take_read(&mut self) -> Bytes {
        let Payload { first, more, size } = std::mem::take(&mut self.read);
        let first = first.unwrap_or_default();
        if more.is_empty() {
            return first;
        }
        let mut all = BytesMut::with_capacity(size);
        std::iter::once(first).chain(more).for_each(|part| all.extend_from_slice(&part));
        all.freeze()
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.body.is_none()
    }

    /// Reads a small body to its end, and of a body of unknown length the beginning.
    pub(crate) async fn read_small(&mut self) -> Result<(), InboundError> {
        if self.length.is_some_and(|length| length > SMALL as u64) {
            return Ok(());
        }
        while self.body.is_some() && self.read.size <= SMALL {
            self.read_part().await?;
        }
        Ok(())
    }

    /// Reads until `enough` says so, the body is at its end, or more than `most` bytes are in memory. `enough` is asked
    /// each time the size has doubled. What is in memory is counted in `kept`.
    pub(crate) async fn read_until<T>(
        &mut self,
        most: usize,
        kept: &mut Kept,
        enough: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, InboundError> {
        let mut ask_at = SMALL;
        loop {
            while self.body.is_some() && self.read.size < ask_at.min(most) {
                self.read_part().await?;
                if !kept.grow_to(self.read.size) {
                    return Err(InboundError::NoRoom);
                }
            }
            let found = match (&self.read.first, &self.read.more[..]) {
                (None, _) => enough(&[]),
                (Some(only), []) => enough(only),
                (Some(first), more) => {
                    let all = std::iter::once(first).chain(more).map(AsRef::as_ref);
                    enough(&all.collect::<Vec<&[u8]>>().concat())
                }
            };
            if found.is_some() || self.body.is_none() || self.read.size >= most {
                return Ok(found);
            }
            ask_at *= 2;
        }
    }

    /// Reads one part more into memory; does nothing at the end. Can be cancelled at any moment.
    pub(crate) async fn read_part(&mut self) -> Result<(), InboundError> {
        let Some(body) = &mut self.body else { return Ok(()) };
        match body.frame().await {
            None => self.body = None,
            Some(Err(_)) => return Err(InboundError::Broken),
            Some(Ok(frame)) => {
                let ended = body.is_end_stream();
                if let Ok(part) = frame.into_data()
                    && !part.is_empty()
                {
                    self.read.size += part.len();
                    if self.read.first.is_none() {
                        self.read.first = Some(part);
                    } else {
                        self.read.more.push(part);
                    }
                }
                if ended {
                    self.body = None;
                }
                if self.read.size > self.limit {
                    return Err(InboundError::TooLarge);
                }
            }
        }
        Ok(())
    }

    /// Reads what the client still sends and throws it away, within bounds.
    pub(crate) async fn discard(self) {
        let Some(mut body) = self.body else { return };
        // This client waits for leave to send, and gets an answer instead.
        if self.expects_continue {
            return;
        }
        let mut allowance = self.limit;
        let rest = async {
            while let Some(Ok(frame)) = body.frame().await {
                let size = frame.data_ref().map_or(0, Bytes::len);
                let Some(left) = allowance.checked_sub(size) else { return };
                allowance = left;
            }
        };
        drop(tokio::time::timeout(DISCARD, rest).await);
    }

    pub(crate) fn into_outbound(self) -> Outbound {
        let Some(body) = self.body else { return Outbound::Whole(self.read) };
        let progress = Arc::new(Progress::default());
        let passing = Passing {
            allowance: self.limit.saturating_sub(self.read.size),
            left: self.length,
            read: self.read.first.into_iter().chain(self.read.more).collect::<VecDeque<_>>(),
            body,
            progress: Arc::clone(&progress),
        };
        Outbound::Once(Some(Upload::Passing(Box::pin(passing))), progress)
    }
}

impl Outbound {
    /// The body for one more attempt; `None` when it has been sent and is gone.
    pub(crate) fn upload(&mut self) -> Option<Upload> {
        match self {
            Self::Whole(payload) => Some(payload.clone().into()),
            Self::Once(upload, _) => upload.take(),
        }
    }

    /// Takes back a body of which nothing was sent.
    pub(crate) fn give_back(&mut self, untouched: Upload) {
        if let Self::Once(upload, _) = self {
            *upload = Some(untouched);
        }
    }

    /// Bytes in memory; those of a body that passes through are counted by its progress.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Whole(payload) => payload.size as u64,
            Self::Once(..) => 0,
        }
    }

    pub(crate) fn progress(&self) -> Option<&Arc<Progress>> {
        match self {
            Self::Whole(_) => None,
            Self::Once(_, progress) => Some(progress),
        }
    }
}
