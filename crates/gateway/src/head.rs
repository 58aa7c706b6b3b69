//! The head of a request to a model.

use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};

use crate::headers::ModelHeaders;
use crate::upload::Upload;

/// What a model is asked, but for the body. Can be sent more than once.
#[derive(Debug)]
pub(crate) enum ModelHead {
    /// `POST /invocations`, as the container contract has it.
    Invocation(ModelHeaders),
    /// What a client asked of the model itself.
    Plain(PlainHead),
}

/// A request as the client made it, without what is between the client and us.
#[derive(Clone, Debug)]
pub(crate) struct PlainHead {
    pub(crate) method: Method,
    pub(crate) path: PathAndQuery,
    pub(crate) headers: HeaderMap,
}

impl ModelHead {
    /// Whether asking twice is asking once, as HTTP says of the method. A model that has taken an invocation may have
    /// worked on it, whatever became of the answer.
    pub(crate) fn is_idempotent(&self) -> bool {
        match self {
            Self::Invocation(_) => false,
            Self::Plain(head) => head.method.is_idempotent(),
        }
    }

    /// As a request to a copy with this address.
    pub(crate) fn request(&self, host: &HeaderValue, upload: Upload) -> Request<Upload> {
        let mut request = Request::new(upload);
        match self {
            Self::Invocation(headers) => {
                *request.method_mut() = Method::POST;
                *request.uri_mut() = Uri::from_static("/invocations");
                *request.headers_mut() = headers.to_map(host);
            }
            Self::Plain(head) => {
                *request.method_mut() = head.method.clone();
                *request.uri_mut() = Uri::from(head.path.clone());
                *request.headers_mut() = head.headers.clone();
                request.headers_mut().insert(header::HOST, host.clone());
            }
        }
        request
    }
}
