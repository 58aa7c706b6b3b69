//! From the name of an error to its HTTP status, its Query code and its namespace.
//!
//! The models give these for their own errors; the table below for those common to all services.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html>

use ebb_aws_model::Service;
use http::StatusCode;

use crate::{Dialect, Protocol};

/// An error that services share and models do not list.
struct Common {
    code: &'static str,
    query_code: &'static str,
    status: Status,
    /// What stands before `#` in `__type` of services that qualify it.
    namespace: &'static str,
}

enum Status {
    Always(u16),
    /// Refused identities: 400 in the JSON 1.1 services, 403 in the others.
    Denied,
    /// 404 in RPC over JSON 1.0 and CBOR, 400 in the others.
    UnknownOperation,
}

const VALIDATE: &str = "com.amazon.coral.validate";
const SERVICE: &str = "com.amazon.coral.service";
const AVAILABILITY: &str = "com.amazon.coral.availability";
const CLOUDWATCH: &str = "com.amazonaws.cloudwatch.v2010_08_01";

const COMMON: [Common; 18] = [
    common("ValidationException", "ValidationError", Status::Always(400), VALIDATE),
    common("ValidationError", "ValidationError", Status::Always(400), VALIDATE),
    common("SerializationException", "MalformedInput", Status::Always(400), SERVICE),
    common("UnknownOperationException", "InvalidAction", Status::UnknownOperation, SERVICE),
    common("UnsupportedOperationException", "UnsupportedOperation", Status::Always(400), SERVICE),
    common("RequestEntityTooLargeException", "RequestEntityTooLarge", Status::Always(413), SERVICE),
    common("ThrottlingException", "Throttling", Status::Always(400), AVAILABILITY),
    common("AccessDeniedException", "AccessDenied", Status::Denied, SERVICE),
    common("UnrecognizedClientException", "InvalidClientTokenId", Status::Denied, SERVICE),
    common("InvalidSignatureException", "SignatureDoesNotMatch", Status::Denied, SERVICE),
    common("IncompleteSignatureException", "IncompleteSignature", Status::Denied, SERVICE),
    common(
        "MissingAuthenticationTokenException",
        "MissingAuthenticationToken",
        Status::Denied,
        SERVICE,
    ),
    common("ExpiredTokenException", "ExpiredToken", Status::Denied, SERVICE),
    common("InternalFailure", "InternalFailure", Status::Always(500), SERVICE),
    common("InternalServiceException", "InternalFailure", Status::Always(500), SERVICE),
    common("ServiceUnavailable", "ServiceUnavailable", Status::Always(503), AVAILABILITY),
    // Rule aas.errors.concurrent-update: a fault of the server, so that clients retry it.
    // https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
    common("ConcurrentUpdateException", "ConcurrentUpdate", Status::Always(500), SERVICE),
    common("NotAuthorized", "NotAuthorized", Status::Denied, SERVICE),
];

const fn common(
    code: &'static str,
    query_code: &'static str,
    status: Status,
    namespace: &'static str,
) -> Common {
    Common { code, query_code, status, namespace }
}

/// The HTTP status of an error in a dialect; 400 for what nobody knows.
pub(crate) fn status(dialect: &Dialect, code: &str) -> StatusCode {
    let modeled = dialect.service.and_then(|service| service.error(code));
    let status = match (modeled.and_then(|error| Some((error, error.status?))), of(code)) {
        // Rule cw.errors.query-mode: the 404 of a Query code is for Query and for clients that ask for
        // Query's codes; the others get the 400 that the protocol has for any mistake of a client.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
        (Some((error, 404)), _)
            if error.query_code.is_some()
                && !dialect.query_mode
                && dialect.protocol != Protocol::Query =>
        {
            400
        }
        (Some((_, status)), _) => status,
        (None, Some(common)) => common.status.of(dialect),
        (None, None) => 400,
    };
    StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST)
}

/// The code of an error in Query, which is its name unless the model says otherwise.
pub(crate) fn query_code(service: Option<Service>, code: &str) -> &str {
    match (service.and_then(|service| service.error(code)), of(code)) {
        (Some(error), _) => error.query_code.unwrap_or(error.name),
        (None, Some(common)) => common.query_code,
        (None, None) => code,
    }
}

/// The `__type` of an error: qualified for CloudWatch, bare for the others.
pub(crate) fn type_name(service: Option<Service>, code: &str) -> String {
    if service != Some(Service::CloudWatch) {
        return code.to_owned();
    }
    let namespace = match (Service::CloudWatch.error(code), of(code)) {
        (None, Some(common)) => common.namespace,
        (Some(_), _) | (None, None) => CLOUDWATCH,
    };
    format!("{namespace}#{code}")
}

fn of(code: &str) -> Option<&'static Common> {
    COMMON.iter().find(|common| common.code == code)
}

impl Status {
    fn of(&self, dialect: &Dialect) -> u16 {
        let is_json_service =
            matches!(dialect.service, Some(Service::ApplicationAutoScaling | Service::SageMaker));
        match (self, dialect.protocol) {
            (Self::Always(status), _) => *status,
            (Self::Denied, _) => {
                if is_json_service {
                    400
                } else {
                    403
                }
            }
            (Self::UnknownOperation, Protocol::Json10 | Protocol::Cbor) if !is_json_service => 404,
            (Self::UnknownOperation, _) => 400,
        }
    }
}
