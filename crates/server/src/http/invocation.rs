//! Invocations: let in, then handed to the gateway.

use ebb_aws_wire::sigv4::{self, Refused};
use ebb_aws_wire::{AwsError, Dialect};
use http::request::Parts;
use http::{Request, Response, StatusCode, header};
use hyper::body::Incoming;

use super::{AnswerBody, Front, bytes};
use crate::access::body::{Held, HoldError, discard};
use crate::access::{Caller, action};

impl Front {
    pub(super) async fn invocation(&self, request: Request<Incoming>) -> Response<AnswerBody> {
        let (head, mut body) = request.into_parts();
        if let Some(caller) = self.access.anybody(&head) {
            return match unbuilt(&head) {
                Some(error) => self.refuse(&error),
                None => {
                    let request = Request::from_parts(head, body);
                    self.gateway.invoke(&caller.scope, request).await.map(AnswerBody::Invocation)
                }
            };
        }
        match self.let_in(&head, &mut body).await {
            Ok((caller, held)) => {
                let request = Request::from_parts(head, held);
                self.gateway.invoke(&caller.scope, request).await.map(AnswerBody::Invocation)
            }
            Err(error) => {
                tracing::debug!(code = error.code(), "invocation not let in");
                // Who expects a `100 Continue` has sent nothing yet.
                if !head.headers.contains_key(header::EXPECT) {
                    discard(body, self.max_invocation).await;
                }
                self.refuse(&error)
            }
        }
    }

    /// The caller, and the body that was signed.
    async fn let_in(&self, head: &Parts, body: &mut Incoming) -> Result<(Caller, Held), AwsError> {
        let service = Dialect::RUNTIME.service.map(ebb_aws_model::Service::signing_name);
        let admission =
            self.access.admit(head, service).map_err(|refused| AwsError::from(&refused))?;
        let refused = |refused: Refused| AwsError::from(&refused);
        let told = admission.told_payload(head);
        // A signature that can be judged without the body is, so that nobody else's body is read.
        let (held, caller) = match told {
            Some(told) => {
                let caller = admission.verify(head, told).map_err(refused)?;
                may(&caller, head)?;
                let held = self.hold(body).await?;
                if sigv4::payload_hash(held.bytes()) != told {
                    return Err(AwsError::from(&Refused::Payload));
                }
                (held, caller)
            }
            None => {
                let held = self.hold(body).await?;
                let payload = sigv4::payload_hash(held.bytes());
                let caller = admission.verify(head, &payload).map_err(refused)?;
                may(&caller, head)?;
                (held, caller)
            }
        };
        match unbuilt(head) {
            Some(error) => Err(error),
            None => Ok((caller, held)),
        }
    }

    async fn hold(&self, body: &mut Incoming) -> Result<Held, AwsError> {
        let limit = self.max_invocation;
        Held::read(body, limit, &self.access.room).await.map_err(|error| match error {
            HoldError::TooLarge => AwsError::new(
                "RequestEntityTooLarge",
                format!("Request payload is larger than {limit} bytes."),
            )
            .with_status(StatusCode::PAYLOAD_TOO_LARGE),
            HoldError::Broken => {
                AwsError::new("RequestTimeout", "The request body did not arrive in time.")
                    .with_status(StatusCode::REQUEST_TIMEOUT)
            }
        })
    }

    fn refuse(&self, error: &AwsError) -> Response<AnswerBody> {
        bytes(ebb_aws_wire::encode_error(&Dialect::RUNTIME, &self.ids.next(), error))
    }
}

fn may(caller: &Caller, head: &Parts) -> Result<(), AwsError> {
    let ask = action::of_invocation(&head.method, head.uri.path(), &head.headers, &caller.scope);
    // What is no operation the gateway refuses.
    ask.map_or(Ok(()), |ask| caller.may(&ask))
}

/// InvokeEndpointWithBidirectionalStream, which needs HTTP/2 in front and a WebSocket behind.
fn unbuilt(head: &Parts) -> Option<AwsError> {
    let is_bidirectional = head.uri.path().ends_with("/invocations-bidirectional-stream");
    is_bidirectional.then(|| AwsError::not_built("InvokeEndpointWithBidirectionalStream"))
}
