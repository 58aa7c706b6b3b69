//! `InvokeEndpointAsync`: checks a request and takes it durably.
//!
//! Rule sagemaker.async.accept: headers and their ranges, and the response.
//! <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html>

use std::sync::Arc;

use bytes::Bytes;
use ebb_units::Scope;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body::Body;
use serde::Serialize;

use crate::asynchronous::journal::AsyncOutcome;
use crate::asynchronous::request::AsyncRequest;
use crate::asynchronous::worker;
use crate::body::GatewayBody;
use crate::error::{Fault, json};
use crate::gateway::Shared;
use crate::headers::Violations;
use crate::inbound::{Inbound, InboundError};
use crate::invoke::wrong_kind;
use crate::room::Kept;
use crate::routes::AsyncSettings;

const OUTPUT_LOCATION: HeaderName = HeaderName::from_static("x-amzn-sagemaker-outputlocation");
const FAILURE_LOCATION: HeaderName = HeaderName::from_static("x-amzn-sagemaker-failurelocation");

/// Largest input that comes with its request, in bytes.
const MAX_INLINE: usize = 128_000;

const FULL: Fault =
    Fault::Unavailable("The queue of asynchronous requests is full. Try again later.");

const DEFAULT_TTL_S: u32 = 21_600;
const DEFAULT_TIMEOUT_S: u32 = 900;

/// What the headers of a request say.
#[derive(Debug, Default, PartialEq)]
struct AsyncHeaders {
    content_type: Option<String>,
    accept: Option<String>,
    custom_attributes: Option<String>,
    inference_id: Option<String>,
    input_location: String,
    ttl_s: Option<u32>,
    timeout_s: Option<u32>,
    extension: Option<String>,
    filename: Option<String>,
}

pub(crate) async fn accept<B>(
    shared: &Arc<Shared>,
    scope: &Scope,
    name: &str,
    headers: &HeaderMap,
    inbound: &mut Option<Inbound<B>>,
) -> Result<Response<GatewayBody>, Fault>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let has_body = inbound.as_ref().is_some_and(|inbound| !inbound.is_empty());
    let files = shared.config.asynchronous.files;
    let headers = AsyncHeaders::read(headers, has_body, files).map_err(Fault::Validation)?;
    if !has_body {
        shared.objects.check(&headers.input_location).map_err(Fault::Validation)?;
    }
    let endpoint = shared.in_service(scope, name)?;
    let queue = endpoint.queue.clone().ok_or_else(|| wrong_kind(&endpoint))?;
    let mut kept = shared.inputs.enter();
    let input = inline_input(shared, inbound, &mut kept).await?;
    let slot = shared.slot_within_limit(kept).ok_or(FULL)?;
    let id = shared.random.uuid();
    let settings = &queue.routes().settings;
    let request = Arc::new(AsyncRequest {
        output_location: headers.output_location(settings, &id),
        failure_location: failure_location(settings, &id),
        inference_id: headers.inference_id.unwrap_or_else(|| shared.random.uuid()),
        id,
        scope: scope.clone(),
        endpoint: name.to_owned(),
        input_location: headers.input_location,
        input,
        content_type: headers.content_type,
        accept: headers.accept,
        custom_attributes: headers.custom_attributes,
        received_at_ms: (shared.config.clock)().as_millisecond(),
        ttl_s: headers.ttl_s.unwrap_or(DEFAULT_TTL_S),
        timeout_s: headers.timeout_s.unwrap_or(DEFAULT_TIMEOUT_S),
        topics: settings.topics.clone(),
        foretold: None,
    });
    let response = accepted(&request);
    // Once the journal has it, the queue must get it, whether the client still waits or not.
    let shared = Arc::clone(shared);
    let taken = tokio::spawn(async move {
        if let Err(error) = shared.journal.keep(&request).await {
            tracing::error!(%error, endpoint = request.endpoint, "refused an asynchronous request");
            return Err(Fault::Unavailable("The request could not be stored. Try again later."));
        }
        match queue.push(request, slot) {
            Ok(()) => {
                worker::pump(&shared, &queue);
                Ok(())
            }
            Err(request) => {
                worker::finish(&shared, &request, None, &AsyncOutcome::Dropped).await;
                Err(Fault::EndpointNotFound(request.endpoint.clone()))
            }
        }
    });
    match taken.await {
        Ok(taken) => taken.map(|()| response),
        Err(_) => Err(Fault::Internal("The request could not be stored.")),
    }
}

/// Rule sagemaker.async.inline: a request without a location brings its input along, 128,000 bytes at most.
/// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html>
async fn inline_input<B>(
    shared: &Shared,
    inbound: &mut Option<Inbound<B>>,
    kept: &mut Kept,
) -> Result<Option<Bytes>, Fault>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Some(body) = inbound.as_mut().filter(|body| !body.is_empty()) else { return Ok(None) };
    let too_large = || {
        Fault::Validation(format!(
            "The request body is larger than {MAX_INLINE} bytes; store it and give its InputLocation."
        ))
    };
    if body.announced().is_some_and(|announced| announced > MAX_INLINE) {
        return Err(too_large());
    }
    let all = body.read_until(MAX_INLINE + 1, kept, |_| None::<()>);
    match tokio::time::timeout(shared.config.model_timeout, all).await {
        Ok(Ok(_)) => {}
        Ok(Err(InboundError::TooLarge)) => return Err(too_large()),
        Ok(Err(InboundError::NoRoom)) => return Err(FULL),
        Ok(Err(InboundError::Broken)) | Err(_) => return Err(Fault::ClientStalled),
    }
    if body.size() > MAX_INLINE {
        return Err(too_large());
    }
    Ok(Some(body.take_read()))
}

fn accepted(request: &AsyncRequest) -> Response<GatewayBody> {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Body<'a> {
        inference_id: &'a str,
    }
    let body = json(&Body { inference_id: &request.inference_id });
    let mut response = Response::new(GatewayBody::text(body));
    *response.status_mut() = StatusCode::ACCEPTED;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, location) in
        [(OUTPUT_LOCATION, &request.output_location), (FAILURE_LOCATION, &request.failure_location)]
    {
        if let Some(location) = location
            && let Ok(location) = HeaderValue::try_from(location)
        {
            headers.insert(name, location);
        }
    }
    response
}

impl AsyncHeaders {
    /// # Errors
    /// The message of the `ValidationError`.
    fn read(headers: &HeaderMap, has_body: bool, files: bool) -> Result<Self, String> {
        let mut read = Self::default();
        let mut input = None;
        let mut wrong = Violations::default();
        for (name, value) in headers {
            let Some(member) = name.as_str().strip_prefix("x-amzn-sagemaker-") else { continue };
            let text = || value.to_str().ok().map(str::to_owned);
            match member {
                "content-type" => {
                    wrong.ascii("contentType", value, 1024);
                    read.content_type = text();
                }
                "accept" => {
                    wrong.ascii("accept", value, 1024);
                    read.accept = text();
                }
                "custom-attributes" => {
                    wrong.custom_attributes(value);
                    read.custom_attributes = text();
                }
                "inference-id" => {
                    wrong.printable("inferenceId", value, 64);
                    read.inference_id = text();
                }
                "inputlocation" => {
                    wrong.length("inputLocation", value, 1, 1024);
                    if !is_location(value.as_bytes(), files) {
                        wrong.pattern("inputLocation", value, "^(https|s3)://([^/]+)/?(.*)$");
                    }
                    input = text();
                }
                "requestttlseconds" => {
                    read.ttl_s = wrong.number("requestTTLSeconds", value, 60, 21_600);
                }
                "invocationtimeoutseconds" => {
                    read.timeout_s = wrong.number("invocationTimeoutSeconds", value, 1, 3_600);
                }
                "s3outputpathextension" => {
                    wrong.length("s3OutputPathExtension", value, 1, 512);
                    if !is_extension(value.as_bytes()) {
                        let pattern = "^(?!s3:|https:)[a-zA-Z0-9!_.*'()/-]+$";
                        wrong.pattern("s3OutputPathExtension", value, pattern);
                    }
                    read.extension = text();
                }
                "filename" => {
                    wrong.length("filename", value, 1, 32);
                    if !is_filename(value.as_bytes()) {
                        let pattern = r"^(?!.*\..*\.)[a-zA-Z0-9][a-zA-Z0-9-_\.]*$";
                        wrong.pattern("filename", value, pattern);
                    }
                    read.filename = text();
                }
                _ => {}
            }
        }
        match &input {
            Some(_) if has_body => {
                return Err("InputLocation and a request body exclude each other.".to_owned());
            }
            None if has_body => {}
            Some(location) if location.starts_with("https://") => {
                return Err(format!(
                    "InputLocation {location} is not supported; only s3:// locations are."
                ));
            }
            Some(_) => {}
            None => wrong.missing("inputLocation"),
        }
        wrong.into_result()?;
        read.input_location = input.unwrap_or_default();
        Ok(read)
    }

    /// Rule sagemaker.async.locations: `<path>/<id>.out`, or where the client says below the path.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-invoke-endpoint.html>
    fn output_location(&self, settings: &AsyncSettings, id: &str) -> Option<String> {
        let mut location = settings.output_path.as_deref()?.trim_end_matches('/').to_owned();
        if let Some(extension) = &self.extension {
            location.push('/');
            location.push_str(extension.trim_matches('/'));
        }
        location.push('/');
        match &self.filename {
            Some(filename) => location.push_str(filename),
            None => location.extend([id, ".out"]),
        }
        Some(location)
    }
}

fn failure_location(settings: &AsyncSettings, id: &str) -> Option<String> {
    let path = settings.failure_path.as_deref()?.trim_end_matches('/');
    Some(format!("{path}/{id}-error.out"))
}

impl Violations {
    fn number(&mut self, member: &str, value: &HeaderValue, min: u32, max: u32) -> Option<u32> {
        let number = value.to_str().ok().and_then(|text| text.parse::<u32>().ok());
        let constraint = match number {
            Some(number) if number > max => {
                format!("Member must have value less than or equal to {max}")
            }
            Some(number) if number < min => {
                format!("Member must have value greater than or equal to {min}")
            }
            Some(number) => return Some(number),
            None => "Member must be an integer".to_owned(),
        };
        self.add(member, value.as_bytes(), &constraint);
        None
    }
}

/// `file:///…` is a location only where a server allows it.
fn is_location(bytes: &[u8], files: bool) -> bool {
    if files && bytes.starts_with(b"file:///") {
        return true;
    }
    let rest = bytes.strip_prefix(b"s3://").or_else(|| bytes.strip_prefix(b"https://"));
    rest.and_then(<[u8]>::first).is_some_and(|first| *first != b'/')
}

fn is_extension(bytes: &[u8]) -> bool {
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"!_.*'()/-".contains(byte);
    !bytes.is_empty() && bytes.iter().all(legal)
}

fn is_filename(bytes: &[u8]) -> bool {
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(legal)
        && bytes.iter().filter(|byte| **byte == b'.').count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)], has_body: bool) -> Result<AsyncHeaders, String> {
        let headers = pairs.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::try_from(*value).unwrap())
        });
        AsyncHeaders::read(&headers.collect(), has_body, false)
    }

    const INPUT: (&str, &str) = ("x-amzn-sagemaker-inputlocation", "s3://bucket/key");

    #[test]
    fn ranges_and_patterns_hold_at_their_edges() {
        for (name, value, valid) in [
            ("x-amzn-sagemaker-requestttlseconds", "59", false),
            ("x-amzn-sagemaker-requestttlseconds", "60", true),
            ("x-amzn-sagemaker-requestttlseconds", "21600", true),
            ("x-amzn-sagemaker-requestttlseconds", "21601", false),
            ("x-amzn-sagemaker-requestttlseconds", "soon", false),
            ("x-amzn-sagemaker-invocationtimeoutseconds", "0", false),
            ("x-amzn-sagemaker-invocationtimeoutseconds", "1", true),
            ("x-amzn-sagemaker-invocationtimeoutseconds", "3600", true),
            ("x-amzn-sagemaker-invocationtimeoutseconds", "3601", false),
            ("x-amzn-sagemaker-filename", "a.json", true),
            ("x-amzn-sagemaker-filename", "a.b.json", false),
            ("x-amzn-sagemaker-filename", ".json", false),
            ("x-amzn-sagemaker-s3outputpathextension", "2026/03", true),
            ("x-amzn-sagemaker-s3outputpathextension", "s3://other", false),
            ("x-amzn-sagemaker-inference-id", "", false),
        ] {
            assert_eq!(read(&[INPUT, (name, value)], false).is_ok(), valid, "{name}: {value}");
        }
    }

    #[test]
    fn the_input_has_to_be_one_we_can_read() {
        let name = "x-amzn-sagemaker-inputlocation";
        assert_eq!(read(&[INPUT], false).unwrap().input_location, "s3://bucket/key");
        for bad in ["s3://", "s3:///key", "file:///key", ""] {
            assert!(
                read(&[(name, bad)], false).unwrap_err().contains("at 'inputLocation'"),
                "{bad}"
            );
        }
        assert!(read(&[(name, "https://b/k")], false).unwrap_err().contains("only s3://"));
        assert!(read(&[INPUT], true).unwrap_err().contains("exclude"));
        assert_eq!(read(&[], true).unwrap().input_location, "");
        assert!(read(&[], false).unwrap_err().contains("must not be null"));
    }

    #[test]
    fn locations_are_joined_with_one_slash() {
        let settings = AsyncSettings {
            output_path: Some("s3://out/put/".into()),
            failure_path: Some("s3://fail".into()),
            ..AsyncSettings::default()
        };
        let mut headers = AsyncHeaders::default();
        let at = |headers: &AsyncHeaders| headers.output_location(&settings, "id").unwrap();
        assert_eq!(at(&headers), "s3://out/put/id.out");
        headers.extension = Some("/a/b/".into());
        assert_eq!(at(&headers), "s3://out/put/a/b/id.out");
        headers.filename = Some("x.json".into());
        assert_eq!(at(&headers), "s3://out/put/a/b/x.json");
        assert_eq!(failure_location(&settings, "id").unwrap(), "s3://fail/id-error.out");
        assert_eq!(AsyncHeaders::default().output_location(&AsyncSettings::default(), "id"), None);
    }
}
