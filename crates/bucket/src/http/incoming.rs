//! Bodies on their way in: how they are framed, what they claim to be, and how much of them is taken.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ebb_aws_wire::sigv4::ChunkChain;
use http::{HeaderMap, header};
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;

use super::chunked::{ChunkError, Decoder};
use super::error::{Code, S3Error};
use super::signature;
use crate::checksum::{Algorithm, Checksum, Digests, unhex};
use crate::spool::{Claims, Spool};
use crate::store::Bucket;

/// The largest body of a PutObject and of a part.
// Rule s3.put-limit: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html
const MAX_OBJECT_BYTES: u64 = 5 << 30;
/// The largest document: 10,000 parts with their checksums come to 2 MB.
const MAX_DOCUMENT_BYTES: u64 = 4 << 20;

/// The body of a request. Unlike a body of its own it may be asked for more after its end.
pub(super) struct Incoming<B> {
    body: Pin<Box<B>>,
    has_ended: bool,
    /// There when the chunks are signed.
    chain: Option<ChunkChain>,
}

impl<B: Body> Incoming<B> {
    pub(super) fn new(body: B, chain: Option<ChunkChain>) -> Self {
        Self { body: Box::pin(body), has_ended: false, chain }
    }

    /// Bytes to come, when that is known beforehand.
    fn length(&self) -> Option<u64> {
        self.body.size_hint().exact()
    }

    async fn frame(&mut self) -> Option<Result<Frame<B::Data>, B::Error>> {
        if self.has_ended {
            return None;
        }
        let frame = self.body.frame().await;
        self.has_ended = !matches!(frame, Some(Ok(_)));
        frame
    }
}

impl<B: Body<Data = Bytes>> Incoming<B> {
    /// Reads and drops up to 1 MiB, so that a client in the middle of sending gets to read the error.
    pub(super) async fn drain(&mut self) {
        const ENOUGH_BYTES: usize = 1 << 20;
        let mut taken = 0;
        while taken < ENOUGH_BYTES {
            let Some(Ok(frame)) = self.frame().await else { return };
            taken += frame.data_ref().map_or(0, Bytes::len);
        }
    }
}

/// What the headers say about the body that follows.
struct Plan {
    /// Bytes of the content, without framing.
    length: u64,
    is_chunked: bool,
    claims: Claims,
    /// The checksum to compute: the one that is claimed or will be, or the one the caller wants.
    algorithm: Option<Algorithm>,
    /// A checksum that follows the body.
    trailer: Option<Algorithm>,
}

/// Takes a body into a spool. The claims are still to be checked against what comes out of it.
pub(super) async fn receive<B>(
    bucket: Arc<Bucket>,
    headers: &HeaderMap,
    body: &mut Incoming<B>,
    wanted: Option<Algorithm>,
) -> Result<(Spool, Claims), S3Error>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let plan = plan(headers, body.length(), wanted, MAX_OBJECT_BYTES)?;
    let digests = Digests::new(plan.algorithm, plan.claims.payload_sha256.is_some());
    let mut spool = Spool::new(bucket, digests);
    let mut pieces = Pieces::new(&plan, body);
    while let Some(piece) = pieces.next().await? {
        if spool.length() + piece.len() as u64 > plan.length {
            return Err(incomplete());
        }
        spool.push(&piece).await?;
    }
    if spool.length() != plan.length {
        return Err(incomplete());
    }
    let trailers = pieces.trailers()?;
    let mut claims = plan.claims;
    if let Some(algorithm) = plan.trailer {
        let value = trailers
            .iter()
            .find(|(name, _)| name == algorithm.header())
            .map(|(_, value)| value.clone())
            .ok_or_else(malformed_trailer)?;
        claims.checksum = Some(checked(algorithm, &value)?);
    }
    Ok((spool, claims))
}

/// Takes a document, such as a list of keys, into memory. An empty body is an empty document.
pub(super) async fn document<B>(
    headers: &HeaderMap,
    body: &mut Incoming<B>,
) -> Result<Vec<u8>, S3Error>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let plan = document_plan(headers, body)?;
    let content = collect(&plan, body).await?;
    let mut digests = Digests::new(plan.algorithm, plan.claims.payload_sha256.is_some());
    digests.update(&content);
    plan.claims.check(&digests.finish())?;
    Ok(content)
}

/// Like [`document`], for a request whose checksum headers are about something else.
pub(super) async fn document_of_upload<B>(
    headers: &HeaderMap,
    body: &mut Incoming<B>,
) -> Result<Vec<u8>, S3Error>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let plan = document_plan(headers, body)?;
    let content = collect(&plan, body).await?;
    let mut digests = Digests::new(None, plan.claims.payload_sha256.is_some());
    digests.update(&content);
    let claims = Claims { payload_sha256: plan.claims.payload_sha256, ..Claims::default() };
    claims.check(&digests.finish())?;
    Ok(content)
}

fn document_plan<B: Body>(headers: &HeaderMap, body: &Incoming<B>) -> Result<Plan, S3Error> {
    let exact = body.length().or(Some(MAX_DOCUMENT_BYTES));
    plan(headers, exact, None, MAX_DOCUMENT_BYTES).map_err(|error| {
        if error.code == Code::EntityTooLarge { document_too_long() } else { error }
    })
}

async fn collect<B>(plan: &Plan, body: &mut Incoming<B>) -> Result<Vec<u8>, S3Error>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut content = Vec::new();
    let mut pieces = Pieces::new(plan, body);
    while let Some(piece) = pieces.next().await? {
        if content.len() as u64 + piece.len() as u64 > plan.length {
            return Err(document_too_long());
        }
        content.extend_from_slice(&piece);
    }
    pieces.trailers()?;
    Ok(content)
}

fn document_too_long() -> S3Error {
    S3Error::new(Code::MaxMessageLengthExceeded, "Your request was too large.")
}

fn plan(
    headers: &HeaderMap,
    exact: Option<u64>,
    wanted: Option<Algorithm>,
    limit: u64,
) -> Result<Plan, S3Error> {
    let payload = text(headers, "x-amz-content-sha256");
    let is_chunked = payload.is_some_and(|payload| payload.starts_with("STREAMING-"))
        || text(headers, header::CONTENT_ENCODING.as_str()).is_some_and(mentions_chunked);
    let length = if is_chunked {
        text(headers, "x-amz-decoded-content-length").and_then(|length| length.parse().ok())
    } else {
        exact
    };
    let length = length.ok_or_else(|| {
        S3Error::new(Code::MissingContentLength, "You must provide the Content-Length HTTP header.")
    })?;
    if length > limit {
        return Err(S3Error::new(
            Code::EntityTooLarge,
            "Your proposed upload exceeds the maximum allowed size",
        )
        .with("ProposedSize", length.to_string())
        .with("MaxSizeAllowed", limit.to_string()));
    }
    let trailer = match text(headers, "x-amz-trailer").filter(|_| is_chunked) {
        Some(name) => Some(Algorithm::by_header(name).ok_or_else(|| {
            S3Error::not_implemented_header("x-amz-trailer").with("Trailer", name)
        })?),
        None => None,
    };
    let claims = Claims {
        md5: content_md5(headers)?,
        payload_sha256: payload_sha256(payload)?,
        checksum: claimed(headers)?,
    };
    let named = text(headers, "x-amz-sdk-checksum-algorithm").and_then(Algorithm::by_name);
    let algorithm =
        trailer.or(claims.checksum.as_ref().map(|claim| claim.algorithm)).or(named).or(wanted);
    Ok(Plan { length, is_chunked, claims, algorithm, trailer })
}

/// The checksum in the headers, if there is one.
pub(super) fn claimed(headers: &HeaderMap) -> Result<Option<Checksum>, S3Error> {
    const ABOUT: [&str; 3] = ["algorithm", "type", "mode"];
    let mut claimed = None;
    for (name, value) in headers {
        let Some(kind) = name.as_str().strip_prefix("x-amz-checksum-") else { continue };
        if ABOUT.contains(&kind) {
            continue;
        }
        let algorithm = Algorithm::by_header(name.as_str())
            .ok_or_else(|| S3Error::not_implemented_header(name.as_str()))?;
        let checksum = checked(algorithm, value.to_str().unwrap_or_default())?;
        if claimed.replace(checksum).is_some() {
            return Err(S3Error::new(
                Code::InvalidRequest,
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
            ));
        }
    }
    Ok(claimed)
}

/// A checksum whose text can be one. A composite one carries the number of parts.
fn checked(algorithm: Algorithm, value: &str) -> Result<Checksum, S3Error> {
    let length = match algorithm {
        Algorithm::Crc32 | Algorithm::Crc32c => 4,
        Algorithm::Crc64Nvme => 8,
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
    };
    let value = value.trim();
    let digest = value.split_once('-').map_or(value, |(digest, _)| digest);
    if STANDARD.decode(digest).is_ok_and(|bytes| bytes.len() == length) {
        return Ok(Checksum { algorithm, value: value.to_owned() });
    }
    Err(S3Error::new(
        Code::InvalidRequest,
        format!("Value for {} header is invalid.", algorithm.header()),
    ))
}

fn content_md5(headers: &HeaderMap) -> Result<Option<[u8; 16]>, S3Error> {
    let Some(md5) = text(headers, "content-md5") else { return Ok(None) };
    match STANDARD.decode(md5).map(<[u8; 16]>::try_from) {
        Ok(Ok(md5)) => Ok(Some(md5)),
        Ok(Err(_)) | Err(_) => {
            Err(S3Error::new(Code::InvalidDigest, "The Content-MD5 you specified was invalid."))
        }
    }
}

fn payload_sha256(payload: Option<&str>) -> Result<Option<[u8; 32]>, S3Error> {
    match payload {
        None | Some("" | "UNSIGNED-PAYLOAD") => Ok(None),
        Some(streaming) if streaming.starts_with("STREAMING-") => Ok(None),
        Some(digest) => unhex(digest).map(Some).ok_or_else(|| {
            S3Error::invalid_argument(
                "x-amz-content-sha256",
                digest,
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- value, or a valid sha256 value.",
            )
        }),
    }
}

/// The content encodings that are the object's own.
pub(super) fn without_chunked(encoding: &str) -> Option<String> {
    let rest: Vec<&str> = encoding
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && !mentions_chunked(name))
        .collect();
    (!rest.is_empty()).then(|| rest.join(","))
}

fn mentions_chunked(encoding: &str) -> bool {
    encoding.split(',').any(|name| name.trim().eq_ignore_ascii_case("aws-chunked"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn incomplete() -> S3Error {
    S3Error::new(
        Code::IncompleteBody,
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    )
}

fn malformed_trailer() -> S3Error {
    S3Error::new(
        Code::InvalidRequest,
        "The trailer that the x-amz-trailer header announced did not follow the body",
    )
}

impl From<ChunkError> for S3Error {
    fn from(error: ChunkError) -> Self {
        match error {
            ChunkError::Malformed => {
                Self::new(Code::IncompleteBody, "The request body terminated unexpectedly")
            }
            ChunkError::Signature => signature::chunk_mismatch(),
        }
    }
}

/// The content of a body, without its framing.
struct Pieces<'a, B> {
    body: &'a mut Incoming<B>,
    decoder: Option<Decoder>,
    input: Bytes,
}

impl<'a, B> Pieces<'a, B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    fn new(plan: &Plan, body: &'a mut Incoming<B>) -> Self {
        let chain = body.chain.take();
        Self { body, decoder: plan.is_chunked.then(|| Decoder::new(chain)), input: Bytes::new() }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, S3Error> {
        loop {
            if let Some(decoder) = &mut self.decoder
                && let Some(piece) = decoder.decode(&mut self.input)?
            {
                return Ok(Some(piece));
            }
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            let frame = frame.map_err(|error| {
                let error: Box<dyn Error + Send + Sync> = error.into();
                tracing::debug!(error, "the sender of an object went away");
                incomplete()
            })?;
            let Ok(data) = frame.into_data() else { continue };
            if self.decoder.is_none() {
                return Ok(Some(data));
            }
            self.input = data;
        }
    }

    fn trailers(self) -> Result<Vec<(String, String)>, S3Error> {
        Ok(self.decoder.map(Decoder::finish).transpose()?.unwrap_or_default())
    }
}
