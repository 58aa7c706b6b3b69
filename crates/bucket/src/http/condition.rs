//! Conditional requests: `If-Match`, `If-None-Match` and their siblings by time.

use ebb_units::Timestamp;
use http::{HeaderMap, HeaderName, header};
use jiff::fmt::rfc2822::DateTimeParser;

use super::error::{Code, S3Error};
use crate::store::{Meta, StoreError, WriteCondition};

/// What a condition makes of a read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    Go,
    NotModified,
}

/// Weighs the conditions of a read, in the order of precedence that HTTP gives them.
// Rule s3.conditional-read: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
pub(super) fn read(headers: &HeaderMap, meta: &Meta) -> Result<Verdict, S3Error> {
    let failed = |header| Err(StoreError::PreconditionFailed(header).into());
    if let Some(tags) = text(headers, &header::IF_MATCH) {
        if !names(tags, &meta.etag) {
            return failed("If-Match");
        }
    } else if time(headers, &header::IF_UNMODIFIED_SINCE).is_some_and(|at| meta.modified > at) {
        return failed("If-Unmodified-Since");
    }
    let unchanged = match text(headers, &header::IF_NONE_MATCH) {
        Some(tags) => names(tags, &meta.etag),
        None => time(headers, &header::IF_MODIFIED_SINCE).is_some_and(|at| meta.modified <= at),
    };
    Ok(if unchanged { Verdict::NotModified } else { Verdict::Go })
}

/// Reads the condition of a write.
// Rule s3.conditional-write: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
pub(super) fn write(headers: &HeaderMap) -> Result<WriteCondition, S3Error> {
    let unsupported = |header: &HeaderName| Err(S3Error::not_implemented_header(header.as_str()));
    match (text(headers, &header::IF_MATCH), text(headers, &header::IF_NONE_MATCH)) {
        (None, None) => Ok(WriteCondition::Always),
        (None, Some("*")) => Ok(WriteCondition::IfAbsent),
        (Some(tag), None) if tag != "*" && !tag.contains(',') => {
            Ok(WriteCondition::IfMatch(unquoted(tag).to_owned()))
        }
        (Some(_), None) => unsupported(&header::IF_MATCH),
        (None, Some(_)) => unsupported(&header::IF_NONE_MATCH),
        (Some(_), Some(_)) => Err(S3Error::new(
            Code::InvalidRequest,
            "If-Match and If-None-Match cannot be given together",
        )),
    }
}

/// An entity tag without its quotes.
pub(super) fn unquoted(tag: &str) -> &str {
    tag.trim().trim_matches('"')
}

fn names(tags: &str, etag: &str) -> bool {
    tags.split(',').any(|tag| tag.trim() == "*" || unquoted(tag) == etag)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A time that cannot be read is no condition.
fn time(headers: &HeaderMap, name: &HeaderName) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text(headers, name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Attributes;

    const AT: &str = "Wed, 21 Oct 2015 07:28:00 GMT";
    const BEFORE: &str = "Wed, 21 Oct 2015 07:27:59 GMT";

    fn weigh(headers: &[(HeaderName, &'static str)]) -> Option<Verdict> {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), http::HeaderValue::from_static(value)))
            .collect();
        let meta = Meta {
            key: "k".to_owned(),
            length: 0,
            etag: "abc".to_owned(),
            modified: DateTimeParser::new().parse_timestamp(AT).unwrap(),
            attributes: Attributes::default(),
            checksum: None,
        };
        read(&headers, &meta).ok()
    }

    #[test]
    fn reads_under_conditions() {
        use header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};
        let (go, same) = (Some(Verdict::Go), Some(Verdict::NotModified));
        assert_eq!(weigh(&[]), go);
        assert_eq!(weigh(&[(IF_MATCH, "\"abc\"")]), go);
        assert_eq!(weigh(&[(IF_MATCH, "x, abc")]), go);
        assert_eq!(weigh(&[(IF_MATCH, "\"x\"")]), None);
        assert_eq!(weigh(&[(IF_NONE_MATCH, "*")]), same);
        assert_eq!(weigh(&[(IF_NONE_MATCH, "\"x\"")]), go);
        assert_eq!(weigh(&[(IF_MODIFIED_SINCE, AT)]), same);
        assert_eq!(weigh(&[(IF_MODIFIED_SINCE, BEFORE)]), go);
        assert_eq!(weigh(&[(IF_UNMODIFIED_SINCE, AT)]), go);
        assert_eq!(weigh(&[(IF_UNMODIFIED_SINCE, BEFORE)]), None);
        assert_eq!(weigh(&[(IF_UNMODIFIED_SINCE, "yesterday")]), go);
        // The tag outranks the time in both pairs.
        assert_eq!(weigh(&[(IF_MATCH, "abc"), (IF_UNMODIFIED_SINCE, BEFORE)]), go);
        assert_eq!(weigh(&[(IF_NONE_MATCH, "x"), (IF_MODIFIED_SINCE, AT)]), go);
    }
}
