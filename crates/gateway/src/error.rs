//! Errors of the runtime API, in the words and the shape of SageMaker.
//!
//! Rule sagemaker.runtime.errors: status, code and members of each error.
//! <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html#API_runtime_InvokeEndpoint_Errors>

use ebb_units::Scope;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;

use crate::body::GatewayBody;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// AWS' text for a request that finds no copy, to the letter: scripts look for it.
const NO_CAPACITY: &str = "Inference Component has no capacity to process this request. \
    ApplicationAutoScaling may be in-progress (if configured) or try to increase the capacity by \
    invoking UpdateInferenceComponentRuntimeConfig API.";

/// Why an invocation is not answered by a model.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The request is not valid, with the reason.
    Validation(String),
    /// No such endpoint, or it is not in service.
    EndpointNotFound(String),
    /// No copy, and the request is not held or was held long enough.
    NoCapacity,
    /// The body is larger than this many bytes.
    BodyTooLarge(usize),
    /// A later attempt of the same invocation waits in its place. Whoever sent this one has given it up.
    Superseded,
    /// The model failed.
    Model(Box<ModelFault>),
    /// No such path or method.
    UnknownOperation,
    /// Could not be taken now.
    Unavailable(&'static str),
    /// Our own failure.
    Internal(&'static str),
    /// The client did not send its body to the end.
    ClientStalled,
}

/// A failure of the model, and where to read about it.
#[derive(Debug)]
pub(crate) struct ModelFault {
    pub(crate) scope: Scope,
    pub(crate) endpoint: String,
    pub(crate) container: String,
    pub(crate) kind: ModelFailure,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ModelFailure {
    /// It answered with an error. `whole` is false when the body is only its beginning.
    Answered { status: u16, text: String, whole: bool },
    /// It took too long.
    TimedOut,
    /// Its connection ended without a response.
    Exited,
    /// It takes no connection.
    Unreachable,
}

impl Fault {
    /// The response to the client, without its request id.
    pub(crate) fn into_response(self, scope: &Scope) -> Response<GatewayBody> {
        let (status, code) = self.status_and_code();
        let body = match self {
            Self::Model(fault) => fault.body(),
            Self::Validation(message) => message_body(&message),
            Self::EndpointNotFound(name) => {
                message_body(&format!("Endpoint {name} of account {} not found.", scope.account))
            }
            Self::NoCapacity => message_body(NO_CAPACITY),
            Self::BodyTooLarge(limit) => {
                message_body(&format!("Request payload is larger than {limit} bytes."))
            }
            Self::UnknownOperation => message_body("The requested operation is not recognized."),
            Self::Unavailable(message) | Self::Internal(message) => message_body(message),
            Self::Superseded => {
                message_body("A later attempt of this invocation has taken its place.")
            }
            Self::ClientStalled => message_body("The request body did not arrive in time."),
        };
        let mut response = Response::new(GatewayBody::text(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(ERROR_TYPE, HeaderValue::from_static(code));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Validation(_) | Self::EndpointNotFound(_) | Self::NoCapacity => {
                (StatusCode::BAD_REQUEST, "ValidationError")
            }
            Self::BodyTooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge"),
            Self::Model(_) => (StatusCode::FAILED_DEPENDENCY, "ModelError"),
            Self::UnknownOperation => (StatusCode::NOT_FOUND, "UnknownOperationException"),
            Self::Superseded | Self::Unavailable(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable")
            }
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure"),
            Self::ClientStalled => (StatusCode::REQUEST_TIMEOUT, "RequestTimeout"),
        }
    }
}

impl ModelFault {
    /// What the model said, or what is said for it.
    pub(crate) fn original_message(&self) -> String {
        match &self.kind {
            ModelFailure::Answered { text, .. } => text.clone(),
            ModelFailure::TimedOut => format!(
                "Your invocation timed out while waiting for a response from container {}. Review \
                 the latency metrics for each container in Amazon CloudWatch, resolve the issue, \
                 and try again.",
                self.container
            ),
            ModelFailure::Exited => {
                "An error occurred while handling request as the model process exited.".to_owned()
            }
            ModelFailure::Unreachable => format!(
                "Amazon SageMaker could not get a response from the {} endpoint. This can occur \
                 when CPU or memory utilization is high. To check your utilization, see Amazon \
                 CloudWatch. To fix this problem, use an instance type with more CPU capacity or \
                 memory.",
                self.endpoint
            ),
        }
    }

    /// The status of the model, zero when it gave none.
    pub(crate) fn original_status(&self) -> u16 {
        match &self.kind {
            ModelFailure::Answered { status, .. } => *status,
            ModelFailure::TimedOut | ModelFailure::Exited | ModelFailure::Unreachable => 0,
        }
    }

    fn message(&self) -> String {
        let original = self.original_message();
        if self.kind == ModelFailure::Unreachable {
            return original;
        }
        let status = self.original_status();
        let side = if (400..500).contains(&status) { "client" } else { "server" };
        let quote = match &self.kind {
            ModelFailure::Answered { whole: false, .. } => {
                "and could not load the entire response body".to_owned()
            }
            ModelFailure::Answered { .. }
            | ModelFailure::TimedOut
            | ModelFailure::Exited
            | ModelFailure::Unreachable => format!("with message \"{original}\""),
        };
        let Self { scope, endpoint, container, .. } = self;
        let region = &scope.region;
        format!(
            "Received {side} error ({status}) from {container} {quote}. See \
             https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}\
             #logEventViewer:group=/aws/sagemaker/Endpoints/{endpoint} in account {} for more \
             information.",
            scope.account
        )
    }

    fn body(&self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Body {
            message: String,
            original_status_code: u16,
            original_message: String,
            log_stream_arn: String,
        }
        let Self { scope, endpoint, .. } = self;
        json(&Body {
            message: self.message(),
            original_status_code: self.original_status(),
            original_message: self.original_message(),
            log_stream_arn: format!(
                "arn:{}:logs:{}:{}:log-group:/aws/sagemaker/Endpoints/{endpoint}",
                scope.region.partition(),
                scope.region,
                scope.account,
            ),
        })
    }
}

fn message_body(message: &str) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Body<'a> {
        message: &'a str,
    }
    json(&Body { message })
}

pub(crate) fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("strings and numbers always have a JSON form")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: ModelFailure) -> ModelFault {
        ModelFault {
            scope: Scope {
                account: "123456789012".parse().unwrap(),
                region: "eu-west-1".parse().unwrap(),
            },
            endpoint: "ep".into(),
            container: "primary".into(),
            kind,
        }
    }

    #[test]
    fn a_model_error_says_who_said_what_and_where_to_look() {
        let answered =
            |status, whole| ModelFailure::Answered { status, text: "a \"b\"".into(), whole };
        assert_eq!(
            fault(answered(404, true)).message(),
            "Received client error (404) from primary with message \"a \"b\"\". See https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logEventViewer:group=/aws/sagemaker/Endpoints/ep in account 123456789012 for more information."
        );
        assert!(fault(answered(503, false)).message().starts_with(
            "Received server error (503) from primary and could not load the entire response body. See https://"
        ));
        assert!(fault(ModelFailure::TimedOut).message().starts_with(
            "Received server error (0) from primary with message \"Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.\". See https://"
        ));
        assert!(fault(ModelFailure::Exited).message().starts_with(
            "Received server error (0) from primary with message \"An error occurred while handling request as the model process exited.\". See https://"
        ));
        assert!(fault(ModelFailure::Unreachable).message().starts_with(
            "Amazon SageMaker could not get a response from the ep endpoint. This can occur when CPU or memory utilization is high."
        ));
    }

    #[test]
    fn the_members_of_a_model_error() {
        let text =
            fault(ModelFailure::Answered { status: 500, text: "no".into(), whole: true }).body();
        let body: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(body["OriginalStatusCode"], 500);
        assert_eq!(body["OriginalMessage"], "no");
        assert_eq!(
            body["LogStreamArn"],
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/sagemaker/Endpoints/ep"
        );
    }
}
