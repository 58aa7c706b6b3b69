//! The body of a response.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::relay::Relay;
use crate::stream::EventStream;

/// The body of a response from [`Gateway::invoke`](crate::Gateway::invoke).
#[derive(Debug)]
pub struct GatewayBody(Kind);

#[derive(Debug)]
enum Kind {
    Text(Option<Bytes>),
    Relay(Box<Relay>),
    Events(Box<EventStream>),
}

/// Why a response broke off. The connection to the client has to be closed, so that it notices.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// The model's connection ended within the response.
    #[error("the model broke off its response")]
    Broken(#[source] Option<hyper::Error>),
    /// The model sent nothing for too long.
    #[error("the model stalled within its response")]
    Stalled,
}

impl GatewayBody {
    pub(crate) fn text(text: impl Into<Bytes>) -> Self {
        Self(Kind::Text(Some(text.into())))
    }

    pub(crate) fn relay(relay: Relay) -> Self {
        Self(Kind::Relay(Box::new(relay)))
    }

    pub(crate) fn events(stream: EventStream) -> Self {
        Self(Kind::Events(Box::new(stream)))
    }
}

impl Body for GatewayBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match &mut self.get_mut().0 {
            Kind::Text(text) => Poll::Ready(text.take().map(|text| Ok(Frame::data(text)))),
            Kind::Relay(relay) => relay.poll_frame(cx),
            Kind::Events(stream) => stream.poll_frame(cx).map(|frame| frame.map(Ok)),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Text(text) => text.as_ref().is_none_or(Bytes::is_empty),
            Kind::Relay(relay) => relay.is_end_stream(),
            Kind::Events(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Text(text) => {
                SizeHint::with_exact(text.as_ref().map_or(0, |text| text.len() as u64))
            }
            Kind::Relay(relay) => relay.size_hint(),
            Kind::Events(_) => SizeHint::new(),
        }
    }
}
