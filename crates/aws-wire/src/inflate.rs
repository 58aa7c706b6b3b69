//! Compressed bodies.
//!
//! Rule cw.wire.gzip: PutMetricData may come compressed; SDKs do so from 10 KiB.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html>

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::AwsError;

/// Bytes that a compressed body may have at most when it is inflated: 16 MiB.
pub const MAX_INFLATED: usize = 16 * 1024 * 1024;

/// The body as it was before its content encoding.
pub(crate) fn inflate<'b>(headers: &HeaderMap, body: &'b [u8]) -> Result<Cow<'b, [u8]>, AwsError> {
    let encoding = headers.get(CONTENT_ENCODING).map_or(Ok(""), |value| value.to_str());
    match encoding.map(|encoding| encoding.trim().to_ascii_lowercase()).as_deref() {
        Ok("" | "identity") => Ok(Cow::Borrowed(body)),
        Ok("gzip") => gunzip(body).map(Cow::Owned),
        _ => Err(AwsError::serialization(
            "The content encoding is not supported; gzip and identity are",
        )),
    }
}

fn gunzip(body: &[u8]) -> Result<Vec<u8>, AwsError> {
    let mut inflated = Vec::new();
    let limit = u64::try_from(MAX_INFLATED + 1).unwrap_or(u64::MAX);
    MultiGzDecoder::new(body)
        .take(limit)
        .read_to_end(&mut inflated)
        .map_err(|error| AwsError::serialization(format!("The body is not valid gzip: {error}")))?;
    if inflated.len() > MAX_INFLATED {
        return Err(AwsError::too_large(MAX_INFLATED));
    }
    Ok(inflated)
}
