//! The `Range` header.

/// Which bytes of an object are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Span {
    /// All of them: no range, or one that a server has to ignore.
    Whole,
    /// The bytes `start..end`, never none of them.
    Part { start: u64, end: u64 },
    /// Bytes that are not there.
    Unsatisfiable,
}

/// Reads a range over an object of `length` bytes. Several ranges at once are ignored, as S3 has no answer to them.
// Rule s3.range: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
pub(super) fn span(header: &str, length: u64) -> Span {
    let Some(range) = header.trim().strip_prefix("bytes=") else { return Span::Whole };
    let Some((first, last)) = range.split_once('-') else { return Span::Whole };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Span::Whole,
        (Some(first), last) if last.is_some() || range.trim().ends_with('-') => {
            if first >= length {
                return Span::Unsatisfiable;
            }
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            Span::Part { start: first, end }
        }
        (None, Some(count)) if first.trim().is_empty() => {
            if count == 0 || length == 0 {
                return Span::Unsatisfiable;
            }
            Span::Part { start: length.saturating_sub(count), end: length }
        }
        (Some(_) | None, Some(_) | None) => Span::Whole,
    }
}

fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_over_ten_bytes() {
        let part = |start, end| Span::Part { start, end };
        for (header, want) in [
            ("bytes=0-0", part(0, 1)),
            ("bytes=2-5", part(2, 6)),
            ("bytes=2-", part(2, 10)),
            ("bytes=9-", part(9, 10)),
            ("bytes=0-99999999999999999999999", part(0, 10)),
            ("bytes=-3", part(7, 10)),
            ("bytes=-99", part(0, 10)),
            ("bytes=10-", Span::Unsatisfiable),
            ("bytes=10-20", Span::Unsatisfiable),
            ("bytes=-0", Span::Unsatisfiable),
            ("bytes=5-2", Span::Whole),
            ("bytes=", Span::Whole),
            ("bytes=-", Span::Whole),
            ("bytes=0-1,3-4", Span::Whole),
            ("bytes=1,3-4", Span::Whole),
            ("bytes=a-b", Span::Whole),
            ("bytes=+1-2", Span::Whole),
            ("lines=0-1", Span::Whole),
        ] {
            assert_eq!(span(header, 10), want, "{header}");
        }
        assert_eq!(span("bytes=0-", 0), Span::Unsatisfiable);
        assert_eq!(span("bytes=-1", 0), Span::Unsatisfiable);
    }
}
