//! An error as AWS's clients know it: a code, a message, perhaps members. Its bytes depend on the
//! dialect and are made in [`encode_error`](crate::encode_error).

use std::borrow::Cow;
use std::fmt;

use ebb_aws_model::{Invalid, Service};
use http::StatusCode;
use serde_json::{Map, Value};

use crate::{Dialect, catalogue};

/// An error on its way to a client. One pointer wide, as it travels in many results.
#[derive(Debug, Clone, PartialEq)]
pub struct AwsError(Box<Parts>);

#[derive(Debug, Clone, PartialEq)]
struct Parts {
    code: Cow<'static, str>,
    message: Option<String>,
    members: Map<String, Value>,
    status: Option<StatusCode>,
    query_code: Option<Cow<'static, str>>,
}

impl AwsError {
    /// An error by the name of its shape, such as `ObjectNotFoundException`. Status and Query code
    /// follow from the name.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        let mut error = Self::without_message(code);
        error.0.message = Some(message.into());
        error
    }

    /// An error that carries no message at all, such as the `ResourceNotFound` of SetAlarmState.
    pub fn without_message(code: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            code: code.into(),
            message: None,
            members: Map::new(),
            status: None,
            query_code: None,
        }))
    }

    /// The request breaks a constraint. Query clients see `ValidationError`.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    /// The body cannot be read, or a value has a wrong type. Query clients see `MalformedInput`.
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// The service has no operation of this name, or the request names none.
    pub fn unknown_operation(service: Option<Service>, operation: Option<&str>) -> Self {
        let message = match (service.map(|service| service.model()), operation) {
            (Some(model), Some(operation)) => format!(
                "\"{operation}\" is not an operation of {} (API {}) that is available here",
                model.full_name, model.api_version
            ),
            (None, Some(operation)) => {
                format!("\"{operation}\" names no service that is available here")
            }
            (_, None) => {
                "The request names no operation: it needs an X-Amz-Target header, an Action \
                          parameter, or a path /service/<service>/operation/<operation>"
                    .to_owned()
            }
        };
        Self::new("UnknownOperationException", message)
    }

    /// The API has it, this server does not yet. Clients do not retry it.
    pub fn not_built(what: &str) -> Self {
        Self::new("UnsupportedOperationException", format!("Ebbtide does not implement {what} yet"))
    }

    /// Too many requests. Clients retry it with growing pauses.
    pub fn throttled() -> Self {
        Self::new("ThrottlingException", "Rate exceeded")
    }

    /// A fault of the server. Clients retry it.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalFailure", message)
    }

    /// The body is larger than the server reads.
    pub fn too_large(limit: usize) -> Self {
        Self::new(
            "RequestEntityTooLargeException",
            format!("The request is larger than {limit} bytes"),
        )
    }

    /// Adds a member beside the message.
    #[must_use]
    pub fn with_member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.members.insert(name.to_owned(), value.into());
        self
    }

    /// Sets the HTTP status where the code alone does not decide it.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Sets the code that Query clients see where the shape alone does not decide it.
    #[must_use]
    pub fn with_query_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.query_code = Some(code.into());
        self
    }

    /// The name of the shape.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The text for people.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What it carries beside the message.
    pub fn members(&self) -> &Map<String, Value> {
        &self.0.members
    }

    /// The HTTP status in this dialect.
    pub fn status(&self, dialect: &Dialect) -> StatusCode {
        self.0.status.unwrap_or_else(|| catalogue::status(dialect, &self.0.code))
    }

    /// The code that Query clients see.
    pub fn query_code(&self, service: Option<Service>) -> &str {
        match &self.0.query_code {
            Some(code) => code,
            None => catalogue::query_code(service, &self.0.code),
        }
    }
}

impl From<Invalid> for AwsError {
    fn from(invalid: Invalid) -> Self {
        match &invalid {
            Invalid::WrongType { .. } => Self::serialization(invalid.to_string()),
            Invalid::Constraints(_) => Self::validation(invalid.to_string()),
        }
    }
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.message {
            Some(message) => write!(f, "{}: {message}", self.0.code),
            None => f.write_str(&self.0.code),
        }
    }
}

impl std::error::Error for AwsError {}
