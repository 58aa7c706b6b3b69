//! S3's errors: code, status, message, and the XML around them.

use http::{Response, StatusCode, header};

use super::xml::Xml;
use crate::body::ObjectBody;
use crate::store::StoreError;

macro_rules! codes {
    ($($code:ident $status:ident,)*) => {
        /// The error codes in use.
        // Rule s3.error-codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Code { $($code,)* }

        impl Code {
            pub(super) fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status,)* }
            }
        }
    };
}

codes! {
    AccessDenied FORBIDDEN,
    AuthorizationHeaderMalformed BAD_REQUEST,
    AuthorizationQueryParametersError BAD_REQUEST,
    BadDigest BAD_REQUEST,
    BucketAlreadyOwnedByYou CONFLICT,
    BucketNotEmpty CONFLICT,
    EntityTooLarge BAD_REQUEST,
    EntityTooSmall BAD_REQUEST,
    ExpiredToken BAD_REQUEST,
    IllegalLocationConstraintException BAD_REQUEST,
    IncompleteBody BAD_REQUEST,
    InternalError INTERNAL_SERVER_ERROR,
    InvalidAccessKeyId FORBIDDEN,
    InvalidArgument BAD_REQUEST,
    InvalidBucketName BAD_REQUEST,
    InvalidDigest BAD_REQUEST,
    InvalidLocationConstraint BAD_REQUEST,
    InvalidPart BAD_REQUEST,
    InvalidPartOrder BAD_REQUEST,
    InvalidRange RANGE_NOT_SATISFIABLE,
    InvalidRequest BAD_REQUEST,
    InvalidToken BAD_REQUEST,
    InvalidURI BAD_REQUEST,
    KeyTooLongError BAD_REQUEST,
    MalformedXML BAD_REQUEST,
    MaxMessageLengthExceeded BAD_REQUEST,
    MetadataTooLarge BAD_REQUEST,
    MethodNotAllowed METHOD_NOT_ALLOWED,
    MissingContentLength LENGTH_REQUIRED,
    NoSuchBucket NOT_FOUND,
    NoSuchKey NOT_FOUND,
    NoSuchUpload NOT_FOUND,
    NotImplemented NOT_IMPLEMENTED,
    PreconditionFailed PRECONDITION_FAILED,
    RequestTimeTooSkewed FORBIDDEN,
    SignatureDoesNotMatch FORBIDDEN,
    XAmzContentSHA256Mismatch BAD_REQUEST,
}

/// An error on its way to the client.
#[derive(Debug)]
pub(super) struct S3Error {
    pub(super) code: Code,
    pub(super) message: String,
    /// More elements of the error, such as the key it is about.
    pub(super) details: Vec<(&'static str, String)>,
}

impl S3Error {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new() }
    }

    pub(super) fn with(mut self, element: &'static str, value: impl Into<String>) -> Self {
        self.details.push((element, value.into()));
        self
    }

    pub(super) fn invalid_argument(name: &str, value: &str, message: &str) -> Self {
        Self::new(Code::InvalidArgument, message)
            .with("ArgumentName", name)
            .with("ArgumentValue", value)
    }

    pub(super) fn malformed_xml() -> Self {
        Self::new(
            Code::MalformedXML,
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    }

    pub(super) fn not_implemented_header(name: &str) -> Self {
        Self::new(
            Code::NotImplemented,
            "A header you provided implies functionality that is not implemented",
        )
        .with("Header", name)
    }

    pub(super) fn element(&self, xml: &mut Xml) {
        xml.text("Code", self.code.as_str()).text("Message", &self.message);
        for (element, value) in &self.details {
            xml.text(element, value);
        }
    }

    /// The answer. A HEAD request gets the status alone.
    pub(super) fn response(
        &self,
        is_head: bool,
        resource: &str,
        request_id: &str,
    ) -> Response<ObjectBody> {
        let status = self.code.status();
        let body = if is_head {
            ObjectBody::empty()
        } else {
            let mut xml = Xml::document();
            xml.nested("Error", |xml| {
                self.element(xml);
                xml.text("Resource", resource).text("RequestId", request_id);
            });
            xml.into()
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        if !is_head {
            let xml = header::HeaderValue::from_static("application/xml");
            response.headers_mut().insert(header::CONTENT_TYPE, xml);
        }
        response
    }
}

impl From<StoreError> for S3Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoSuchBucket => {
                Self::new(Code::NoSuchBucket, "The specified bucket does not exist")
            }
            StoreError::BucketExists => Self::new(
                Code::BucketAlreadyOwnedByYou,
                "Your previous request to create the named bucket succeeded and you already own it.",
            ),
            StoreError::BucketNotEmpty => {
                Self::new(Code::BucketNotEmpty, "The bucket you tried to delete is not empty")
            }
            StoreError::NoSuchKey => {
                Self::new(Code::NoSuchKey, "The specified key does not exist.")
            }
            StoreError::NoSuchUpload => Self::new(
                Code::NoSuchUpload,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been \
                 aborted or completed.",
            ),
            StoreError::InvalidPart(number) => Self::new(
                Code::InvalidPart,
                "One or more of the specified parts could not be found. The part may not have been uploaded, or the \
                 specified entity tag may not match the part's entity tag.",
            )
            .with("PartNumber", number.to_string()),
            StoreError::InvalidPartOrder => Self::new(
                Code::InvalidPartOrder,
                "The list of parts was not in ascending order. Parts must be ordered by part number.",
            ),
            StoreError::PartTooSmall { number, length } => Self::new(
                Code::EntityTooSmall,
                "Your proposed upload is smaller than the minimum allowed size",
            )
            .with("ProposedSize", length.to_string())
            .with("PartNumber", number.to_string()),
            StoreError::TooLarge { limit } => Self::new(
                Code::EntityTooLarge,
                "Your proposed upload exceeds the maximum allowed size",
            )
            .with("MaxSizeAllowed", limit.to_string()),
            StoreError::PreconditionFailed(header) => Self::new(
                Code::PreconditionFailed,
                "At least one of the pre-conditions you specified did not hold",
            )
            .with("Condition", header),
            StoreError::Mismatch("x-amz-content-sha256") => Self::new(
                Code::XAmzContentSHA256Mismatch,
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            ),
            StoreError::Mismatch(header) => Self::new(
                Code::BadDigest,
                format!("The {header} you specified did not match what we received."),
            ),
            StoreError::Io { doing, source } => {
                tracing::error!(
                    error = &source as &dyn std::error::Error,
                    "an object request failed: could not {doing}"
                );
                Self::new(Code::InternalError, format!("Could not {doing}: {source}"))
            }
        }
    }
}
