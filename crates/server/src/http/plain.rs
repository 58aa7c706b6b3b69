//! Plain HTTP to model servers: `/_ebb/invoke/<endpoint>/<path>` by endpoint, `/v1/<path>` by the model in the body.
//!
//! `<endpoint>` may be followed by `:` and the name of one of its inference components or variants.

use ebb_gateway::PlainTarget;
use http::request::Parts;
use http::{Request, Response, StatusCode, header};
use hyper::body::Incoming;
use serde_json::json;

use super::{AnswerBody, Front, plain};
use crate::access::body::discard;
use crate::access::{Caller, action};

const BY_ENDPOINT: &str = "/_ebb/invoke/";
/// No bucket can have this name, which is too short for one.
const BY_MODEL: &str = "/v1/";

/// Whether this module answers a path.
pub(super) fn is_plain(path: &str) -> bool {
    path.starts_with(BY_ENDPOINT) || path.starts_with(BY_MODEL)
}

impl Front {
    pub(super) async fn plain(&self, request: Request<Incoming>) -> Response<AnswerBody> {
        let (mut head, body) = request.into_parts();
        // Who expects a `100 Continue` has sent nothing yet.
        let has_sent = !head.headers.contains_key(header::EXPECT);
        let caller = match self.access.bearer(&head) {
            Ok(caller) => caller,
            Err(text) => {
                let mut refused = refuse(StatusCode::UNAUTHORIZED, "invalid_api_key", text);
                let scheme = header::HeaderValue::from_static("Bearer");
                refused.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
                // A connection that is closed on unread bytes is reset, and the client would not see why.
                if has_sent {
                    discard(body, self.max_invocation).await;
                }
                return refused;
            }
        };
        if self.access.anybody(&head).is_none() {
            // The key was for us. Without keys of ours it is the model's, which may want one.
            head.headers.remove(header::AUTHORIZATION);
        }
        let Some(target) = target(&head) else {
            if has_sent {
                discard(body, self.max_invocation).await;
            }
            let text = "expected /_ebb/invoke/<endpoint>/<path>";
            return refuse(StatusCode::NOT_FOUND, "not_found", text);
        };
        let permit = |endpoint: &str, component: Option<&str>| permit(&caller, endpoint, component);
        let request = Request::from_parts(head, body);
        let passed = self.gateway.pass(&caller.scope, target, request, &permit).await;
        passed.map(AnswerBody::Invocation)
    }
}

fn permit(caller: &Caller, endpoint: &str, component: Option<&str>) -> Result<(), String> {
    let ask = action::of_plain(endpoint, component, &caller.scope);
    caller.may(&ask).map_err(|error| error.message().unwrap_or(error.code()).to_owned())
}

fn target(head: &Parts) -> Option<PlainTarget> {
    let path = head.uri.path_and_query()?.as_str();
    let Some(rest) = path.strip_prefix(BY_ENDPOINT) else { return Some(PlainTarget::Model) };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (name, path) = rest.split_at(end);
    let (endpoint, part) = match name.split_once(':') {
        Some((endpoint, part)) => (endpoint, Some(part.to_owned())),
        None => (name, None),
    };
    let path = if path.starts_with('/') { path.parse() } else { format!("/{path}").parse() };
    let path = path.ok()?;
    let endpoint = endpoint.to_owned();
    (!endpoint.is_empty()).then_some(PlainTarget::Endpoint { endpoint, part, path })
}

fn refuse(status: StatusCode, code: &str, text: &str) -> Response<AnswerBody> {
    let error = json!({ "message": text, "type": "invalid_request_error", "code": code });
    plain(status, "application/json", json!({ "error": error }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_part_and_path_are_cut_apart() {
        let cut = |uri: &str| target(&Request::get(uri).body(()).unwrap().into_parts().0);
        let to = |endpoint: &str, part: Option<&str>, path: &'static str| {
            let (endpoint, part) = (endpoint.to_owned(), part.map(str::to_owned));
            Some(PlainTarget::Endpoint { endpoint, part, path: path.parse().unwrap() })
        };
        for (uri, want) in [
            ("/_ebb/invoke/e/v1/chat?x=/y", to("e", None, "/v1/chat?x=/y")),
            ("/_ebb/invoke/e:llm/a%2Fb", to("e", Some("llm"), "/a%2Fb")),
            ("/_ebb/invoke/e", to("e", None, "/")),
            ("/_ebb/invoke/e/", to("e", None, "/")),
            ("/_ebb/invoke/e?a=b", to("e", None, "/?a=b")),
            ("/v1/chat/completions", Some(PlainTarget::Model)),
            ("/_ebb/invoke/", None),
            ("/_ebb/invoke//x", None),
        ] {
            assert_eq!(cut(uri), want, "{uri}");
        }
    }
}
