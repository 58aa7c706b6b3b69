//! A request body that does not wait for ever.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep};

/// A body that breaks off when nothing of it has come for some time. However long an upload takes, it goes on.
pub(crate) struct IdleLimited {
    body: Incoming,
    limit: Duration,
    timer: Pin<Box<Sleep>>,
}

/// The body did not come.
#[derive(Debug, thiserror::Error)]
#[error("nothing of the request body came for {} s", .0.as_secs())]
pub(crate) struct Stalled(Duration);

impl IdleLimited {
    pub(crate) fn new(body: Incoming, limit: Duration) -> Self {
        Self { body, limit, timer: Box::pin(sleep(limit)) }
    }
}

impl Body for IdleLimited {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            this.timer.as_mut().reset(Instant::now() + this.limit);
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        match this.timer.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(Stalled(this.limit).into()))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
