//! Which operation a request asks for, and in which protocol.

use ebb_aws_model::Service;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Uri};

use crate::inflate::inflate;
use crate::{AwsError, Call, Dialect, Protocol, query, sigv4};

/// A request that names no operation here, with the dialect in which to say so.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// How the answer has to look.
    pub dialect: Dialect,
    /// What is wrong.
    pub error: AwsError,
}

/// Finds service, operation and protocol of a request: by path (RPC v2 CBOR), by `X-Amz-Target`
/// (JSON), or by the parameter `Action` (Query). The body is only looked at for the last.
///
/// # Errors
/// [`Refusal`] when nothing here answers to the request.
pub fn identify(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Call, Refusal> {
    let request =
        Request { uri, headers, query_mode: header(headers, "x-amzn-query-mode") == "true" };
    if let Some((service, operation)) = rpc_path(uri.path()) {
        return request.by_path(service, operation);
    }
    if headers.contains_key("x-amz-target") {
        return request.by_target(header(headers, "x-amz-target"));
    }
    if is_form(headers) || (method == Method::GET && uri.query().is_some()) {
        return request.by_action(body);
    }
    let dialect = request.guess();
    Err(Refusal { dialect, error: AwsError::unknown_operation(dialect.service, None) })
}

struct Request<'r> {
    uri: &'r Uri,
    headers: &'r HeaderMap,
    query_mode: bool,
}

impl Request<'_> {
    fn by_path(&self, service: &str, operation: &str) -> Result<Call, Refusal> {
        // Of the services in scope only CloudWatch speaks CBOR.
        let service = Service::from_target_prefix(service).filter(|it| *it == Service::CloudWatch);
        let dialect = self.dialect(service, Protocol::Cbor);
        let protocol = header(self.headers, "smithy-protocol");
        if !protocol.is_empty() && protocol != "rpc-v2-cbor" {
            let message = format!("The protocol \"{protocol}\" is not spoken here; rpc-v2-cbor is");
            return Err(Refusal {
                dialect,
                error: AwsError::new("UnknownOperationException", message),
            });
        }
        find(dialect, service, operation)
    }

    fn by_target(&self, target: &str) -> Result<Call, Refusal> {
        let Some((prefix, operation)) = target.rsplit_once('.') else {
            return find(self.guess(), None, target);
        };
        let Some(service) = Service::from_target_prefix(prefix) else {
            return find(self.guess(), None, target);
        };
        let protocol = match json_content_type(self.headers) {
            Some(protocol) => protocol,
            None => Protocol::json(service.json_version()),
        };
        find(self.dialect(Some(service), protocol), Some(service), operation)
    }

    fn by_action(&self, body: &[u8]) -> Result<Call, Refusal> {
        // Of the services in scope only CloudWatch speaks Query.
        let service = Some(Service::CloudWatch);
        let dialect = self.dialect(service, Protocol::Query);
        let body = inflate(self.headers, body).map_err(|error| Refusal { dialect, error })?;
        match query::action(self.uri.query().unwrap_or_default(), &body) {
            // Other services speak Query too, some with operations of the same name.
            Some(action) if self.is_signed_for_another(Service::CloudWatch) => {
                find(dialect, None, &action)
            }
            Some(action) => find(dialect, service, &action),
            None => {
                let error =
                    AwsError::unknown_operation(service, None).with_query_code("MissingAction");
                Err(Refusal { dialect, error })
            }
        }
    }

    fn is_signed_for_another(&self, service: Service) -> bool {
        sigv4::credential_scope(self.headers, self.uri)
            .is_some_and(|scope| Service::from_signing_name(&scope.service) != Some(service))
    }

    /// The dialect of a request that says little: by its signature and its content type.
    fn guess(&self) -> Dialect {
        let scope = sigv4::credential_scope(self.headers, self.uri);
        let service = scope.and_then(|scope| Service::from_signing_name(&scope.service));
        let by_service = || Protocol::json(service.map_or("1.1", Service::json_version));
        let protocol = json_content_type(self.headers).unwrap_or_else(by_service);
        self.dialect(service, protocol)
    }

    fn dialect(&self, service: Option<Service>, protocol: Protocol) -> Dialect {
        Dialect { service, protocol, query_mode: self.query_mode }
    }
}

fn find(dialect: Dialect, service: Option<Service>, operation: &str) -> Result<Call, Refusal> {
    let found = service.and_then(|service| Some((service, service.operation(operation)?)));
    match found {
        Some((service, operation)) => Ok(Call {
            service,
            operation,
            protocol: dialect.protocol,
            query_mode: dialect.query_mode,
        }),
        None => {
            // Whatever a client sends as a name, the message stays readable.
            let shown: String = operation.chars().take(128).collect();
            Err(Refusal { dialect, error: AwsError::unknown_operation(service, Some(&shown)) })
        }
    }
}

/// Service and operation of `…/service/<service>/operation/<operation>`; a client may have a path in
/// front that its endpoint URL brought along.
fn rpc_path(path: &str) -> Option<(&str, &str)> {
    let (before, operation) = path.rsplit_once("/operation/")?;
    let (_, service) = before.rsplit_once("/service/")?;
    let is_name = |name: &str| !name.is_empty() && !name.contains('/');
    (is_name(service) && is_name(operation)).then_some((service, operation))
}

fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).map_or("", |value| value.to_str().unwrap_or(""));
    content_type.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

fn json_content_type(headers: &HeaderMap) -> Option<Protocol> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?.trim_start().to_ascii_lowercase();
    let version = content_type.strip_prefix("application/x-amz-json-")?;
    [Protocol::Json10, Protocol::Json11]
        .into_iter()
        .zip(["1.0", "1.1"])
        .find_map(|(protocol, name)| version.starts_with(name).then_some(protocol))
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}
