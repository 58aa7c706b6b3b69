//! Path and query of a request, decoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::error::{Code, S3Error};

/// Everything but letters, digits, `-`, `_`, `.`, `~` and `/`: what `encoding-type=url` leaves as it is.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The parameters of a request, decoded, in the order they came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: Option<&str>) -> Result<Self, S3Error> {
        let decode = |text: &str| decode(&text.replace('+', " "));
        query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Like [`Self::get`], but an empty value is none.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// Bucket and key of a path, each empty when it is not there.
pub(super) fn split_path(path: &str) -> Result<(String, String), S3Error> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    Ok((decode(bucket)?, decode(key)?))
}

/// Percent-encodes a key for a listing with `encoding-type=url`.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn decode(text: &str) -> Result<String, S3Error> {
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| S3Error::new(Code::InvalidURI, "Couldn't parse the specified URI."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_query_and_path() {
        let query = Query::parse(Some("list-type=2&prefix=a%2Fb+c&&delete&x=")).unwrap();
        assert_eq!(query.get("prefix"), Some("a/b c"));
        assert_eq!(query.filled("x"), None);
        assert!(query.has("delete") && query.has("x") && !query.has("y"));
        assert!(Query::parse(Some("a=%ff")).is_err());

        let split = |path| split_path(path).ok();
        let pair = |bucket: &str, key: &str| Some((bucket.to_owned(), key.to_owned()));
        assert_eq!(split("/"), pair("", ""));
        assert_eq!(split("/b"), pair("b", ""));
        assert_eq!(split("/b/"), pair("b", ""));
        assert_eq!(split("/b//k"), pair("b", "/k"));
        assert_eq!(split("/b/a%2F..%2f+%C3%A9"), pair("b", "a/../+é"));
        assert_eq!(split("/b/%ff"), None);
    }

    #[test]
    fn encodes_what_xml_could_not_carry() {
        assert_eq!(encode("a/b c+\u{1}é~"), "a/b%20c%2B%01%C3%A9~");
    }
}
