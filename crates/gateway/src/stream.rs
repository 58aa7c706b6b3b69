//! `InvokeEndpointWithResponseStream`: a model's response as messages of an event stream.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use ebb_aws_wire::event_stream;
use http_body::Frame;
use serde::Serialize;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::body::BodyError;
use crate::error::json;
use crate::relay::Relay;

/// Each part that the model sends is one message, as soon as it is there.
///
/// Nothing is read from the model while the client has not taken what was read before. After the first byte an error
/// can no longer be a status: it is the last message.
#[derive(Debug)]
pub(crate) struct EventStream {
    /// Absent once the stream has ended.
    relay: Option<Relay>,
    /// Ready when the server gives up what is unfinished.
    closing: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl EventStream {
    pub(crate) fn new(relay: Relay, closing: CancellationToken) -> Self {
        Self { relay: Some(relay), closing: Box::pin(closing.cancelled_owned()) }
    }

    /// Never fails: a failure of the model is a message too.
    pub(crate) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        loop {
            let Some(relay) = &mut self.relay else { return Poll::Ready(None) };
            let error = match relay.poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(part) if !part.is_empty() => {
                        return Poll::Ready(Some(Frame::data(event_stream::payload_part(&part))));
                    }
                    // Trailers have no place in an event stream.
                    Ok(_) | Err(_) => continue,
                },
                Poll::Ready(None) => {
                    self.relay = None;
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(Err(error))) => model_stream_error(&error),
                Poll::Pending if self.closing.as_mut().poll(cx).is_pending() => {
                    return Poll::Pending;
                }
                Poll::Pending => internal_failure(),
            };
            // With the relay the connection to the model goes, and so does its work.
            self.relay = None;
            return Poll::Ready(Some(Frame::data(error)));
        }
    }

    pub(crate) fn is_end_stream(&self) -> bool {
        self.relay.as_ref().is_none_or(Relay::is_end_stream)
    }
}

/// Rule sagemaker.stream.errors: a stream that breaks ends with an exception that says how.
/// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_ModelStreamError.html>
fn model_stream_error(error: &BodyError) -> Bytes {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Payload {
        message: &'static str,
        error_code: &'static str,
    }
    let payload = match error {
        BodyError::Broken(_) => Payload {
            message: "The model container closed the connection before its response was complete.",
            error_code: "StreamBroken",
        },
        BodyError::Stalled => Payload {
            message: "The model container did not complete its response in time.",
            error_code: "ModelInvocationTimeExceeded",
        },
    };
    event_stream::exception("ModelStreamError", json(&payload).as_bytes())
}

fn internal_failure() -> Bytes {
    let payload = br#"{"Message":"The server is shutting down."}"#;
    event_stream::exception("InternalStreamFailure", payload)
}
