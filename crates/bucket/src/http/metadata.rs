//! Headers that describe an object, on their way in and out, and headers that ask for what is not served.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue, Response, header};

use super::error::{Code, S3Error};
use super::{incoming, put_header, quoted};
use crate::body::ObjectBody;
use crate::store::{Attributes, Meta};

const USER: &str = "x-amz-meta-";
// Rule s3.metadata-limit: user metadata is limited to 2 KB, names and values together.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
const MAX_USER_BYTES: usize = 2048;
/// S3 limits all headers of a request to 8 KB; this is the share of those that are kept.
const MAX_KEPT_BYTES: usize = 8192;
/// What an object is that was written without a type.
const DEFAULT_TYPE: &str = "binary/octet-stream";
/// Headers that are given back as they came.
const KEPT: [&str; 4] = ["cache-control", "content-disposition", "content-language", "expires"];

/// Headers that ask for something S3 would do and this server does not.
const UNSERVED: [&str; 9] = [
    "x-amz-server-side-encryption",
    "x-amz-object-lock-",
    "x-amz-bucket-object-lock-enabled",
    "x-amz-bucket-namespace",
    "x-amz-grant-",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
    "x-amz-write-offset-bytes",
    "x-amz-copy-source",
];

/// Refuses headers that ask for what is not served, rather than acknowledge what would not happen.
pub(super) fn refuse_unserved(headers: &HeaderMap) -> Result<(), S3Error> {
    for (name, value) in headers {
        let name = name.as_str();
        let value = value.to_str().unwrap_or_default();
        let harmless = match name {
            // These say what holds anyway: one owner, one storage class.
            "x-amz-acl" => matches!(value, "private" | "bucket-owner-full-control"),
            "x-amz-storage-class" => value == "STANDARD",
            "x-amz-object-ownership" => value == "BucketOwnerEnforced",
            "x-amz-bucket-object-lock-enabled" => value.eq_ignore_ascii_case("false"),
            _ => !UNSERVED.iter().any(|unserved| name.starts_with(unserved)),
        };
        if !harmless {
            return Err(S3Error::not_implemented_header(name));
        }
    }
    Ok(())
}

/// Reads what the client says about an object.
pub(super) fn attributes(headers: &HeaderMap) -> Result<Attributes, S3Error> {
    refuse_unserved(headers)?;
    let mut kept = BTreeMap::new();
    let mut user = BTreeMap::new();
    for (name, value) in headers {
        let name = name.as_str();
        if let Some(name) = name.strip_prefix(USER) {
            // A name that comes twice is one entry with both values, as HTTP has it.
            user.entry(name.to_owned())
                .and_modify(|all: &mut String| *all = format!("{all},{}", lossy(value)))
                .or_insert_with(|| lossy(value));
        } else if KEPT.contains(&name) {
            kept.insert(name.to_owned(), lossy(value));
        }
    }
    let encoding = headers.get(header::CONTENT_ENCODING).map(lossy);
    if let Some(encoding) = encoding.as_deref().and_then(incoming::without_chunked) {
        kept.insert(header::CONTENT_ENCODING.as_str().to_owned(), encoding);
    }
    let content_type = headers.get(header::CONTENT_TYPE).map(lossy).filter(|kind| !kind.is_empty());
    let size = |map: &BTreeMap<String, String>| -> usize {
        map.iter().map(|(name, value)| name.len() + value.len()).sum()
    };
    let described = size(&kept) + content_type.as_ref().map_or(0, String::len);
    if size(&user) > MAX_USER_BYTES || described > MAX_KEPT_BYTES {
        return Err(S3Error::new(
            Code::MetadataTooLarge,
            "Your metadata headers exceed the maximum allowed metadata size",
        )
        .with("Size", size(&user).to_string())
        .with("MaxSizeAllowed", MAX_USER_BYTES.to_string()));
    }
    Ok(Attributes { content_type, headers: kept, user })
}

/// Writes the headers of an object that is read.
pub(super) fn describe(response: &mut Response<ObjectBody>, meta: &Meta) {
    let attributes = &meta.attributes;
    identify(response, meta);
    let kind = attributes.content_type.as_deref().unwrap_or(DEFAULT_TYPE);
    put_header(response, "content-type", kind);
    put_header(response, "accept-ranges", "bytes");
    for (name, value) in &attributes.headers {
        put_header(response, name, value);
    }
    for (name, value) in &attributes.user {
        put_header(response, &format!("{USER}{name}"), value);
    }
}

/// Writes the headers that tell one version of an object from another.
pub(super) fn identify(response: &mut Response<ObjectBody>, meta: &Meta) {
    put_header(response, "etag", &quoted(&meta.etag));
    let modified =
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&meta.modified);
    if let Ok(modified) = modified {
        put_header(response, "last-modified", &modified);
    }
}

/// Writes the checksum of an object, if it has one.
pub(super) fn checksum(response: &mut Response<ObjectBody>, meta: &Meta) {
    let Some(checksum) = &meta.checksum else { return };
    put_header(response, checksum.algorithm.header(), &checksum.value);
    put_header(response, "x-amz-checksum-type", checksum_type(checksum.is_composite()));
}

pub(super) fn checksum_type(is_composite: bool) -> &'static str {
    if is_composite { "COMPOSITE" } else { "FULL_OBJECT" }
}

fn lossy(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (name.parse::<http::HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap())
            })
            .collect()
    }

    #[test]
    fn keeps_what_describes_the_object() {
        let got = attributes(&headers(&[
            ("Content-Type", "text/csv"),
            ("Content-Encoding", "gzip,aws-chunked"),
            ("Cache-Control", "no-store"),
            ("X-Amz-Meta-Run", "7"),
            ("Host", "localhost"),
        ]))
        .unwrap();
        assert_eq!(got.content_type.as_deref(), Some("text/csv"));
        assert_eq!(got.headers["content-encoding"], "gzip");
        assert_eq!(got.headers["cache-control"], "no-store");
        assert_eq!(got.headers.len(), 2);
        assert_eq!(got.user, [("run".to_owned(), "7".to_owned())].into());
        let plain = attributes(&headers(&[("Content-Encoding", "aws-chunked")])).unwrap();
        assert!(plain.headers.is_empty());
    }

    #[test]
    fn does_not_pretend() {
        for (name, value) in [
            ("x-amz-server-side-encryption", "aws:kms"),
            ("x-amz-server-side-encryption-customer-key", "k"),
            ("x-amz-tagging", "a=b"),
            ("x-amz-acl", "public-read"),
            ("x-amz-storage-class", "GLACIER"),
            ("x-amz-grant-read", "id=x"),
            ("x-amz-object-lock-mode", "GOVERNANCE"),
        ] {
            let error = attributes(&headers(&[(name, value)])).unwrap_err();
            assert_eq!(error.code, Code::NotImplemented, "{name}");
        }
        for (name, value) in [("x-amz-acl", "private"), ("x-amz-storage-class", "STANDARD")] {
            assert!(attributes(&headers(&[(name, value)])).is_ok(), "{name}");
        }
        let long = "x".repeat(2048);
        let error = attributes(&headers(&[("x-amz-meta-a", &long)])).unwrap_err();
        assert_eq!(error.code, Code::MetadataTooLarge);
    }
}
