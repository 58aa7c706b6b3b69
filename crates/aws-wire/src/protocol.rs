//! The protocols, and what a request was found to be.

use ebb_aws_model::{Operation, Service};

/// How requests and answers look on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Protocol {
    /// `application/x-amz-json-1.0`.
    Json10,
    /// `application/x-amz-json-1.1`.
    Json11,
    /// A form in, XML out.
    Query,
    /// Smithy RPC v2 CBOR.
    Cbor,
    /// Paths and headers; JSON in errors. Only SageMaker Runtime speaks it.
    RestJson,
}

/// What decides how an answer, errors included, has to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// The service asked, where that could be told.
    pub service: Option<Service>,
    /// The protocol of the request.
    pub protocol: Protocol,
    /// Whether the client wants the error codes of Query (`x-amzn-query-mode: true`).
    pub query_mode: bool,
}

/// A request whose operation is known.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The service asked.
    pub service: Service,
    /// The operation asked for.
    pub operation: &'static Operation,
    /// The protocol of the request.
    pub protocol: Protocol,
    /// Whether the client wants the error codes of Query (`x-amzn-query-mode: true`).
    pub query_mode: bool,
}

impl Protocol {
    /// The JSON protocol of this version; 1.1 for what is not `1.0`.
    pub(crate) fn json(version: &str) -> Self {
        if version == "1.0" { Self::Json10 } else { Self::Json11 }
    }
}

impl Dialect {
    /// SageMaker Runtime, which the gateway recognises by its paths.
    pub const RUNTIME: Self = Self {
        service: Some(Service::SageMakerRuntime),
        protocol: Protocol::RestJson,
        query_mode: false,
    };
}

impl Call {
    /// How answers to it have to look.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            service: Some(self.service),
            protocol: self.protocol,
            query_mode: self.query_mode,
        }
    }
}
