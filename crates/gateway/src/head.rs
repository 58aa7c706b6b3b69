//! The head of a request to a model.

use http::{HeaderValue, Method, Request, Uri};

use crate::headers::ModelHeaders;
use crate::upload::Upload;

/// What a model is asked, but for the body. Can be sent more than once.
#[derive(Debug)]
pub(crate) enum ModelHead {
    /// `POST /invocations`, as the container contract has it.
    Invocation(ModelHeaders),
}

impl ModelHead {
    /// As a request to a copy with this address.
    pub(crate) fn request(&self, host: &HeaderValue, upload: Upload) -> Request<Upload> {
        let mut request = Request::new(upload);
        match self {
            Self::Invocation(headers) => {
                *request.method_mut() = Method::POST;
                *request.uri_mut() = Uri::from_static("/invocations");
                *request.headers_mut() = headers.to_map(host);
            }
        }
        request
    }
}
