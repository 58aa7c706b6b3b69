//! Bodies of invocations whose signature covers them: read to their end before a model sees any of them.
//!
//! Most clients sign the hash of the body without sending it, so nobody can tell who asks before the last byte; and a
//! model that has begun to work on a body that turns out to be another's would have been used by a stranger. So the
//! body is held, 25 MiB at most, and all bodies of more than 64 KiB share a bounded room in which the next waits until
//! there is place for it. The price is that a large body reaches the model only when it is complete.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// All bodies of more than [`SMALL`] that are held at a time: ten of the largest.
pub(crate) const ROOM_BYTES: usize = 250 << 20;
/// Bodies up to this size need no place in the room; the gateway too reads these before it does anything.
const SMALL: usize = 64 << 10;
/// How long a body may take to come, its wait for a place included: 25 MiB at 1.7 Mbit/s. Whoever is slower would keep
/// others out.
const WITHIN: Duration = Duration::from_secs(120);
/// How long the rest of a refused body is read and thrown away, so that the client gets to read the answer.
const DISCARD: Duration = Duration::from_secs(5);

/// A body in memory, with its place in the room.
#[derive(Debug)]
pub(crate) struct Held {
    bytes: Option<Bytes>,
    _place: Option<OwnedSemaphorePermit>,
}

/// Why a body is not held.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum HoldError {
    TooLarge,
    /// It broke off or did not come in time.
    Broken,
}

impl Held {
    /// Reads a body of at most `limit` bytes to its end.
    pub(crate) async fn read(
        body: &mut Incoming,
        limit: usize,
        room: &Arc<Semaphore>,
    ) -> Result<Self, HoldError> {
        match tokio::time::timeout(WITHIN, Self::collect(body, limit, room)).await {
            Ok(held) => held,
            Err(_) => Err(HoldError::Broken),
        }
    }

    async fn collect(
        body: &mut Incoming,
        limit: usize,
        room: &Arc<Semaphore>,
    ) -> Result<Self, HoldError> {
        let announced = body.size_hint().exact().map(usize::try_from);
        let announced = match announced {
            Some(Ok(length)) if length <= limit => Some(length),
            Some(_) => return Err(HoldError::TooLarge),
            None => None,
        };
        // The whole place at once: two that wait for the rest of theirs would wait for ever.
        let place = match announced {
            Some(length) if length <= SMALL => None,
            announced => {
                let permits = u32::try_from(announced.unwrap_or(limit)).unwrap_or(u32::MAX);
                let place = Arc::clone(room).acquire_many_owned(permits).await;
                Some(place.map_err(|_| HoldError::Broken)?)
            }
        };
        let mut first: Option<Bytes> = None;
        let mut all = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let Ok(part) = frame.map_err(|_| HoldError::Broken)?.into_data() else { continue };
            let have =
                if all.is_empty() { first.as_ref().map_or(0, Bytes::len) } else { all.len() };
            if have + part.len() > limit {
                return Err(HoldError::TooLarge);
            }
            match (&first, all.is_empty()) {
                (None, _) => first = Some(part),
                (Some(begun), true) => {
                    all.reserve(announced.unwrap_or(have + part.len()));
                    all.extend_from_slice(begun);
                    all.extend_from_slice(&part);
                }
                (Some(_), false) => all.extend_from_slice(&part),
            }
        }
        let bytes = if all.is_empty() { first.unwrap_or_default() } else { all.freeze() };
        Ok(Self { bytes: Some(bytes), _place: place })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }
}

/// Reads what a refused client still sends, within bounds.
pub(crate) async fn discard(mut body: Incoming, limit: usize) {
    let rest = async {
        let mut left = limit;
        while let Some(Ok(frame)) = body.frame().await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            let Some(less) = left.checked_sub(size) else { return };
            left = less;
        }
    };
    drop(tokio::time::timeout(DISCARD, rest).await);
}

impl Body for Held {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let bytes = self.get_mut().bytes.take().filter(|bytes| !bytes.is_empty());
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes().is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes().len() as u64)
    }
}
