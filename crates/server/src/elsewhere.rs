//! Objects in an S3-compatible storage elsewhere: signed GET and PUT with the bucket in the path.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ebb_aws_wire::sigv4::{SecretKey, Signer, payload_hash};
use ebb_gateway::{Object, ObjectError};
use ebb_tls::Connector;
use ebb_units::Timestamp;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::outgoing::{default_port, exchange_whole};
use crate::storage::{refused, unavailable};

/// An exchange may take this long: the largest object is a gibibyte.
const WITHIN: Duration = Duration::from_secs(300);
/// What a storage says of an error has a few hundred bytes, and is quoted up to so many characters.
const MOST_ERROR: usize = 16 * 1024;
const MOST_QUOTED: usize = 300;

const HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// What a key keeps as it is in a path; everything else is percent-encoded, once.
const KEPT: AsciiSet =
    NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A storage as it is configured.
#[derive(Clone)]
pub struct StorageSettings {
    /// `http://host:port` or the same with `https`, and a path below which the buckets are, if there is one.
    pub url: String,
    /// Region that requests are signed for.
    pub region: String,
    /// Id of the access key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
}

impl fmt::Debug for StorageSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, region, access_key_id, .. } = self;
        let mut text = f.debug_struct("StorageSettings");
        text.field("url", url).field("region", region).field("access_key_id", access_key_id);
        text.finish_non_exhaustive()
    }
}

/// The way to such a storage. Clones share it.
#[derive(Clone)]
pub(crate) struct Elsewhere(Arc<Inner>);

struct Inner {
    url: String,
    region: String,
    signer: Signer,
    connector: Connector,
}

impl Elsewhere {
    pub(crate) fn new(settings: &StorageSettings, connector: Connector) -> Self {
        Self(Arc::new(Inner {
            url: settings.url.trim_end_matches('/').to_owned(),
            region: settings.region.clone(),
            signer: Signer {
                access_key: settings.access_key_id.clone(),
                secret: SecretKey::new(settings.secret_access_key.clone()),
                session_token: None,
            },
            connector,
        }))
    }

    pub(crate) async fn get(
        &self,
        location: &str,
        (bucket, key): (&str, &str),
        limit: usize,
    ) -> Result<Object, ObjectError> {
        let most = limit.saturating_add(1).max(MOST_ERROR);
        let response = self
            .ask(location, Method::GET, (bucket, key), (HeaderMap::new(), Bytes::new()), most)
            .await?;
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = response.into_body();
        if body.len() > limit {
            return Err(refused(location, format!("larger than {limit} bytes")));
        }
        Ok(Object { content_type, body })
    }

    pub(crate) async fn put(
        &self,
        location: &str,
        (bucket, key): (&str, &str),
        object: Object,
    ) -> Result<(), ObjectError> {
        let mut headers = HeaderMap::new();
        if let Some(Ok(value)) = object.content_type.map(HeaderValue::try_from) {
            headers.insert(CONTENT_TYPE, value);
        }
        let body = (headers, object.body);
        self.ask(location, Method::PUT, (bucket, key), body, MOST_ERROR).await.map(drop)
    }

    async fn ask(
        &self,
        location: &str,
        method: Method,
        (bucket, key): (&str, &str),
        (mut headers, body): (HeaderMap, Bytes),
        most: usize,
    ) -> Result<Response<Bytes>, ObjectError> {
        let Inner { url, region, signer, connector } = &*self.0;
        let encode = |text| utf8_percent_encode(text, &KEPT);
        let uri: Uri = format!("{url}/{}/{}", encode(bucket), encode(key))
            .parse()
            .map_err(|error| refused(location, error))?;
        let unfit = || refused(location, "the configured storage cannot be asked like this");
        // Without the port that everybody means, as storages reckon with it when they check the signature.
        let named = uri.port_u16().filter(|port| *port != default_port(&uri));
        let host = uri.host().unwrap_or_default();
        let host = named.map_or(host.to_owned(), |port| format!("{host}:{port}"));
        headers.insert(HOST, HeaderValue::try_from(host).map_err(|_| unfit())?);
        let hash = payload_hash(&body);
        headers.insert(HASH, HeaderValue::try_from(&hash).map_err(|_| unfit())?);
        // In the form of a request to an origin, as it is on the wire.
        let path: Uri = uri.path().parse().map_err(|_| unfit())?;
        let signed =
            signer.sign((&method, &path), &mut headers, (region, "s3"), &hash, Timestamp::now());
        signed.map_err(|_| unfit())?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = path;
        *request.headers_mut() = headers;
        let answer =
            tokio::time::timeout(WITHIN, exchange_whole(connector, &uri, request, most)).await;
        let late = |_| unavailable(location, format!("no answer within {} s", WITHIN.as_secs()));
        let response = answer.map_err(late)?.map_err(|error| unavailable(location, error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let text = String::from_utf8_lossy(response.body());
        let text: String = text.chars().take(MOST_QUOTED).collect();
        let reason = format!("the storage answered {status}: {text}");
        // 408, 429 and errors of its own may be over soon.
        if status.is_server_error()
            || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
        {
            return Err(unavailable(location, reason));
        }
        Err(refused(location, reason))
    }
}
