//! A model's response on its way to the client.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use ebb_units::CopyId;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use crate::body::BodyError;
use crate::exchange::Exchange;
use crate::meter::Ending;
use crate::upload::Progress;
use crate::wire::Wire;

/// The body of a response, with the connection that feeds it.
#[derive(Debug)]
pub(crate) struct Relay {
    body: Incoming,
    /// Present until the body has ended.
    wire: Option<Wire>,
    exchange: Exchange,
    /// The copy that answers.
    pub(crate) copy: CopyId,
    status: u16,
    timeout: Timeout,
    /// The request body, when it passes through.
    progress: Option<Arc<Progress>>,
}

/// How long a model may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Timeout {
    /// Until the response begins, and then between two parts of it.
    EachPart(Duration),
    /// Until the response is complete.
    Whole(Duration),
}

/// A response that was read into memory.
#[derive(Debug)]
pub(crate) struct Quoted {
    pub(crate) bytes: Bytes,
    /// False when there was more than the limit; then these are its first bytes.
    pub(crate) whole: bool,
}

impl Relay {
    /// Takes over after the head of the response.
    pub(crate) fn new(
        body: Incoming,
        mut wire: Wire,
        exchange: Exchange,
        copy: CopyId,
        status: u16,
        timeout: Timeout,
        progress: Option<Arc<Progress>>,
    ) -> Self {
        if progress.as_ref().is_some_and(|progress| progress.finished_at().is_none()) {
            wire.detach();
        }
        if let Timeout::EachPart(timeout) = timeout {
            wire.restart_timer(timeout);
        }
        Self { body, wire: Some(wire), exchange, copy, status, timeout, progress }
    }

    /// The response is a stream: how soon it begins is measured, and whether it ends well.
    pub(crate) fn is_stream(&mut self) {
        self.exchange.is_stream();
    }

    /// Ends at once when the response has no body.
    pub(crate) fn poll_start(&mut self, cx: &mut Context<'_>) {
        if self.body.is_end_stream() {
            self.complete(cx);
        }
    }

    pub(crate) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let Some(wire) = &mut self.wire else { return Poll::Ready(None) };
        wire.drive(cx);
        // A model that always has something more to say is never waited for, but has its time all the same.
        if matches!(self.timeout, Timeout::Whole(_)) && wire.poll_timer(cx).is_ready() {
            return Poll::Ready(Some(Err(self.stalled())));
        }
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                self.exchange.passed(frame.data_ref().map_or(0, Bytes::len));
                self.exchange.part();
                if self.body.is_end_stream() {
                    self.complete(cx);
                } else if let Timeout::EachPart(timeout) = self.timeout {
                    wire.restart_timer(timeout);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(None) => {
                self.complete(cx);
                Poll::Ready(None)
            }
            Poll::Ready(Some(Err(error))) => {
                self.wire = None;
                self.exchange.end(Ending::BrokeOff);
                Poll::Ready(Some(Err(BodyError::Broken(Some(error)))))
            }
            Poll::Pending => {
                if wire.poll_timer(cx).is_pending() {
                    return Poll::Pending;
                }
                Poll::Ready(Some(Err(self.stalled())))
            }
        }
    }

    fn stalled(&mut self) -> BodyError {
        self.wire = None;
        self.exchange.end(Ending::BrokeOff);
        BodyError::Stalled
    }

    pub(crate) fn is_end_stream(&self) -> bool {
        self.wire.is_none()
    }

    pub(crate) fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }

    /// Reads the body into memory, up to `limit` bytes.
    ///
    /// # Errors
    /// When it breaks off.
    pub(crate) async fn read(mut self, limit: usize) -> Result<Quoted, BodyError> {
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        while let Some(frame) = std::future::poll_fn(|cx| self.poll_frame(cx)).await {
            let Ok(mut part) = frame?.into_data() else { continue };
            let room = limit - all.len().max(first.len());
            let whole = part.len() <= room;
            part.truncate(room);
            // A body of one part is not copied.
            if all.is_empty() && first.is_empty() {
                first = part;
            } else {
                if all.is_empty() {
                    all.extend_from_slice(&std::mem::take(&mut first));
                }
                all.extend_from_slice(&part);
            }
            if !whole {
                self.exchange.end(Ending::Answered(self.status));
                return Ok(Quoted { bytes: one_of(first, all), whole });
            }
        }
        Ok(Quoted { bytes: one_of(first, all), whole: true })
    }

    fn complete(&mut self, cx: &mut Context<'_>) {
        let Some(mut wire) = self.wire.take() else { return };
        let sent = self.progress.as_ref().is_none_or(|progress| progress.finished_at().is_some());
        if sent
            && wire.settle(cx)
            && let Some(copy) = self.exchange.copy()
        {
            copy.pool.put(wire);
        }
        self.exchange.end(Ending::Answered(self.status));
    }
}

fn one_of(first: Bytes, all: BytesMut) -> Bytes {
    if all.is_empty() { first } else { all.freeze() }
}

impl Timeout {
    /// Until the response begins.
    pub(crate) fn until_begun(self) -> Duration {
        match self {
            Self::EachPart(time) | Self::Whole(time) => time,
        }
    }
}
