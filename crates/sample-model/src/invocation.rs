//! What a request to `/invocations` asks for, read from its content type and body.

use serde::Deserialize;

use crate::options::MAX_REPEAT;

/// Largest text times repetitions, in bytes: what one request may cost, about as much as sixteen
/// bodies of the largest size.
const MAX_WORK_BYTES: usize = 16 << 20;

/// A text to classify.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invocation {
    pub(crate) text: String,
    /// How often, at least once.
    pub(crate) repeat: u32,
}

/// Why a request cannot be served as it is.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadInvocation {
    #[error("content type \"{0}\" is not served: send application/json or text/plain in UTF-8")]
    ContentType(String),
    #[error("the body is not the JSON expected: {0}")]
    Json(String),
    #[error("the body is not UTF-8")]
    NotUtf8,
    #[error("the body has neither \"text\" nor \"inputs\"")]
    NoText,
    #[error("the body has both \"text\" and \"inputs\": send one of them")]
    TwoTexts,
    #[error("the text is empty")]
    EmptyText,
    #[error("\"repeat\" is {0}: expected a number from 1 to {MAX_REPEAT}")]
    Repeat(u64),
    #[error(
        "a text of {text} bytes classified {repeat} times is more than one request may ask for"
    )]
    TooMuchWork { text: usize, repeat: u32 },
}

/// Members that are not known here, such as `parameters`, are ignored.
#[derive(Deserialize)]
#[serde(expecting = "expected an object")]
struct Body {
    text: Option<String>,
    inputs: Option<String>,
    repeat: Option<u64>,
}

impl Invocation {
    /// Reads a request. A request without content type is taken for JSON.
    pub(crate) fn parse(
        content_type: Option<&str>,
        body: &[u8],
        default_repeat: u32,
    ) -> Result<Self, BadInvocation> {
        let invocation = match Format::of(content_type)? {
            Format::Json => from_json(body, default_repeat)?,
            Format::Text => {
                let text = str::from_utf8(body).map_err(|_| BadInvocation::NotUtf8)?;
                Self { text: text.to_owned(), repeat: default_repeat }
            }
        };
        let Self { text, repeat } = &invocation;
        if text.trim().is_empty() {
            return Err(BadInvocation::EmptyText);
        }
        let times = usize::try_from(*repeat).unwrap_or(usize::MAX);
        if text.len().saturating_mul(times) > MAX_WORK_BYTES {
            return Err(BadInvocation::TooMuchWork { text: text.len(), repeat: *repeat });
        }
        Ok(invocation)
    }
}

fn from_json(body: &[u8], default_repeat: u32) -> Result<Invocation, BadInvocation> {
    let body: Body =
        serde_json::from_slice(body).map_err(|error| BadInvocation::Json(error.to_string()))?;
    let text = match (body.text, body.inputs) {
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => return Err(BadInvocation::NoText),
        (Some(_), Some(_)) => return Err(BadInvocation::TwoTexts),
    };
    let repeat = match body.repeat {
        None => default_repeat,
        Some(asked) => u32::try_from(asked)
            .ok()
            .filter(|repeat| (1..=MAX_REPEAT).contains(repeat))
            .ok_or(BadInvocation::Repeat(asked))?,
    };
    Ok(Invocation { text, repeat })
}

enum Format {
    Json,
    Text,
}

impl Format {
    fn of(content_type: Option<&str>) -> Result<Self, BadInvocation> {
        let Some(whole) = content_type else { return Ok(Self::Json) };
        let refuse = || BadInvocation::ContentType(whole.chars().take(100).collect());
        let mut parts = whole.split(';').map(|part| part.trim().to_ascii_lowercase());
        let format = match parts.next().as_deref() {
            Some("application/json") => Self::Json,
            Some("text/plain") => Self::Text,
            _ => return Err(refuse()),
        };
        let charset = parts.find_map(|part| {
            part.strip_prefix("charset=").map(|name| name.trim_matches('"').to_owned())
        });
        match charset.as_deref() {
            None | Some("utf-8" | "utf8" | "us-ascii") => Ok(format),
            Some(_) => Err(refuse()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(body: &str) -> Result<Invocation, BadInvocation> {
        Invocation::parse(Some("application/json"), body.as_bytes(), 3)
    }

    fn asks(text: &str, repeat: u32) -> Result<Invocation, BadInvocation> {
        Ok(Invocation { text: text.to_owned(), repeat })
    }

    #[test]
    fn every_form_of_a_good_request() {
        assert_eq!(json(r#"{"text":"hello"}"#), asks("hello", 3));
        assert_eq!(json(r#"{"inputs":"hello","parameters":{"top_p":0.9}}"#), asks("hello", 3));
        assert_eq!(json(r#"{"text":"hello","inputs":null,"repeat":1000}"#), asks("hello", 1000));
        for content_type in
            [None, Some("application/json"), Some("Application/JSON; charset=UTF-8")]
        {
            let got = Invocation::parse(content_type, br#"{"text":"a"}"#, 1);
            assert_eq!(got, asks("a", 1), "{content_type:?}");
        }
        let got = Invocation::parse(Some("text/plain;charset=\"utf-8\""), "grün".as_bytes(), 2);
        assert_eq!(got, asks("grün", 2));
    }

    #[test]
    fn every_reason_to_refuse() {
        assert_eq!(json(r#"{"txt":"hello"}"#), Err(BadInvocation::NoText));
        assert_eq!(json(r#"{"text":"a","inputs":"b"}"#), Err(BadInvocation::TwoTexts));
        assert_eq!(json(r#"{"text":" \n"}"#), Err(BadInvocation::EmptyText));
        assert_eq!(json(r#"{"text":"a","repeat":0}"#), Err(BadInvocation::Repeat(0)));
        assert_eq!(json(r#"{"text":"a","repeat":1001}"#), Err(BadInvocation::Repeat(1001)));
        let nested = "[".repeat(100_000);
        let nested_unknown = format!(r#"{{"x":{nested}"#);
        for broken in [
            "",
            "null",
            "hello",
            "[1]",
            r#"{"text":1}"#,
            r#"{"text":"a","repeat":-1}"#,
            &nested,
            &nested_unknown,
        ] {
            let start = &broken[..broken.len().min(20)];
            assert!(matches!(json(broken), Err(BadInvocation::Json(_))), "{start}");
        }
        let text = |content_type, body| Invocation::parse(Some(content_type), body, 1);
        assert_eq!(text("text/plain", b"\xff\xfe"), Err(BadInvocation::NotUtf8));
        for content_type in ["application/xml", "", "text/plain; charset=latin-1"] {
            assert!(matches!(text(content_type, b"a"), Err(BadInvocation::ContentType(_))));
        }
    }

    #[test]
    fn text_times_repetitions_is_bounded_at_the_byte() {
        let body = |bytes: usize| format!(r#"{{"text":"{}","repeat":16}}"#, "a".repeat(bytes));
        assert!(json(&body(1 << 20)).is_ok());
        let one_more = BadInvocation::TooMuchWork { text: (1 << 20) + 1, repeat: 16 };
        assert_eq!(json(&body((1 << 20) + 1)), Err(one_more));
    }
}
