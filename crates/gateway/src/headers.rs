//! The headers of an invocation: checked, and sorted into those the model gets and those we act on.
//!
//! Rule sagemaker.runtime.headers: lengths and patterns of the headers; all others are stripped.
//! <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html>

use http::header::{ACCEPT, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const CUSTOM_ATTRIBUTES: HeaderName =
    HeaderName::from_static("x-amzn-sagemaker-custom-attributes");
const INFERENCE_ID: HeaderName = HeaderName::from_static("x-amzn-sagemaker-inference-id");
pub(crate) const NEW_SESSION_ID: HeaderName =
    HeaderName::from_static("x-amzn-sagemaker-new-session-id");
pub(crate) const CLOSED_SESSION_ID: HeaderName =
    HeaderName::from_static("x-amzn-sagemaker-closed-session-id");
const SESSION_ID: HeaderName = HeaderName::from_static("x-amzn-sagemaker-session-id");
const TARGET_MODEL: HeaderName = HeaderName::from_static("x-amzn-sagemaker-target-model");

/// Characters of a value that a message quotes at most.
const QUOTED_MAX: usize = 4096;

/// Patterns of names as the model spells them; both mean the same.
const NAME: &str = "^[a-zA-Z0-9](-*[a-zA-Z0-9])*";
const COMPONENT_NAME: &str = r"^[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?$";

/// The headers of a valid invocation.
#[derive(Debug)]
pub(crate) struct CallHeaders<'a> {
    pub(crate) to_model: ModelHeaders,
    pub(crate) target_variant: Option<&'a str>,
    pub(crate) component: Option<&'a str>,
    pub(crate) target_container: Option<&'a str>,
    /// A session to continue; a new one needs nothing of us before the model has answered.
    pub(crate) session: Option<&'a str>,
}

/// The headers that a model gets.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModelHeaders {
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) accept: Option<HeaderValue>,
    pub(crate) custom_attributes: Option<HeaderValue>,
    pub(crate) target_model: Option<HeaderValue>,
    pub(crate) inference_id: Option<HeaderValue>,
    pub(crate) session_id: Option<HeaderValue>,
}

/// What is wrong with a request, joined into one message as AWS does.
#[derive(Debug, Default)]
pub(crate) struct Violations(Vec<String>);

impl<'a> CallHeaders<'a> {
    /// Those of `InvokeEndpoint`.
    ///
    /// # Errors
    /// The message of the `ValidationError`.
    pub(crate) fn read(headers: &'a HeaderMap) -> Result<Self, String> {
        Self::of(headers, false)
    }

    /// Those of `InvokeEndpointWithResponseStream`: what the model shall answer with stands in a header of its own, and
    /// a session can be continued but not opened.
    ///
    /// # Errors
    /// The message of the `ValidationError`.
    pub(crate) fn read_streamed(headers: &'a HeaderMap) -> Result<Self, String> {
        Self::of(headers, true)
    }

    fn of(headers: &'a HeaderMap, streamed: bool) -> Result<Self, String> {
        let mut call = Self {
            to_model: ModelHeaders::default(),
            target_variant: None,
            component: None,
            target_container: None,
            session: None,
        };
        let mut wrong = Violations::default();
        // One pass over the few headers there are, rather than a lookup for each there could be.
        for (name, value) in headers {
            match name.as_str() {
                "content-type" => {
                    wrong.ascii("contentType", value, 1024);
                    call.to_model.content_type = Some(value.clone());
                }
                "accept" if !streamed => {
                    wrong.ascii("accept", value, 1024);
                    call.to_model.accept = Some(value.clone());
                }
                "x-amzn-sagemaker-accept" if streamed => {
                    wrong.ascii("accept", value, 1024);
                    call.to_model.accept = Some(value.clone());
                }
                "x-amzn-sagemaker-custom-attributes" => {
                    wrong.custom_attributes(value);
                    call.to_model.custom_attributes = Some(value.clone());
                }
                "x-amzn-sagemaker-target-model" if !streamed => {
                    wrong.printable("targetModel", value, 1024);
                    call.to_model.target_model = Some(value.clone());
                }
                "x-amzn-sagemaker-inference-id" => {
                    wrong.printable("inferenceId", value, 64);
                    call.to_model.inference_id = Some(value.clone());
                }
                "x-amzn-sagemaker-session-id" => {
                    let id = wrong.session(value, !streamed);
                    call.session = id.filter(|id| *id != "NEW_SESSION");
                    call.to_model.session_id = Some(value.clone());
                }
                "x-amzn-sagemaker-target-variant" => {
                    call.target_variant = wrong.name("targetVariant", value, NAME);
                }
                "x-amzn-sagemaker-inference-component" => {
                    call.component = wrong.name("inferenceComponentName", value, COMPONENT_NAME);
                }
                "x-amzn-sagemaker-target-container-hostname" => {
                    call.target_container = wrong.name("targetContainerHostname", value, NAME);
                }
                "x-amzn-sagemaker-enable-explanations" if !streamed => {
                    wrong.length("enableExplanations", value, 1, 64);
                }
                _ => {}
            }
        }
        wrong.into_result().map(|()| call)
    }
}

impl ModelHeaders {
    /// As a header map, for a copy with this address.
    pub(crate) fn to_map(&self, host: &HeaderValue) -> HeaderMap {
        let mut map = HeaderMap::with_capacity(7);
        map.insert(HOST, host.clone());
        for (name, value) in [
            (CONTENT_TYPE, &self.content_type),
            (ACCEPT, &self.accept),
            (CUSTOM_ATTRIBUTES, &self.custom_attributes),
            (TARGET_MODEL, &self.target_model),
            (INFERENCE_ID, &self.inference_id),
            (SESSION_ID, &self.session_id),
        ] {
            if let Some(value) = value {
                map.insert(name, value.clone());
            }
        }
        map
    }
}

impl Violations {
    /// # Errors
    /// The message, when anything was found.
    pub(crate) fn into_result(self) -> Result<(), String> {
        match self.0.len() {
            0 => Ok(()),
            1 => Err(format!("1 validation error detected: {}", self.0[0])),
            count => Err(format!("{count} validation errors detected: {}", self.0.join("; "))),
        }
    }

    pub(crate) fn length(&mut self, member: &str, value: &HeaderValue, min: usize, max: usize) {
        if value.len() > max {
            let constraint = format!("Member must have length less than or equal to {max}");
            self.add(member, value.as_bytes(), &constraint);
        } else if value.len() < min {
            let constraint = format!("Member must have length greater than or equal to {min}");
            self.add(member, value.as_bytes(), &constraint);
        }
    }

    /// A text of ASCII.
    pub(crate) fn ascii(&mut self, member: &str, value: &HeaderValue, max: usize) {
        self.length(member, value, 0, max);
        if !value.as_bytes().is_ascii() {
            self.pattern(member, value, r"\p{ASCII}*");
        }
    }

    pub(crate) fn pattern(&mut self, member: &str, value: &HeaderValue, pattern: &str) {
        let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
        self.add(member, value.as_bytes(), &constraint);
    }

    /// `\A\S[\p{Print}]*\z`, 1 to `max` characters.
    pub(crate) fn printable(&mut self, member: &str, value: &HeaderValue, max: usize) {
        self.length(member, value, 1, max);
        let bytes = value.as_bytes();
        let printable = bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
        if !printable || bytes.first().is_none_or(|first| *first == b' ') {
            self.pattern(member, value, r"\A\S[\p{Print}]*\z");
        }
    }

    pub(crate) fn custom_attributes(&mut self, value: &HeaderValue) {
        self.length("customAttributes", value, 0, 1024);
        if !value.as_bytes().iter().all(|byte| (b' '..=b'~').contains(byte)) {
            self.pattern("customAttributes", value, r"\p{ASCII}*");
        }
    }

    /// A name of a resource, 1 to 63 letters, digits and inner hyphens.
    fn name<'a>(&mut self, member: &str, value: &'a HeaderValue, pattern: &str) -> Option<&'a str> {
        self.length(member, value, 0, 63);
        let name = value.to_str().ok().filter(|name| is_name(name));
        if name.is_none() {
            self.pattern(member, value, pattern);
        }
        name
    }

    fn session<'a>(&mut self, value: &'a HeaderValue, may_open: bool) -> Option<&'a str> {
        self.length("sessionId", value, 0, 256);
        let legal = |id: &&str| is_name(id) || (may_open && *id == "NEW_SESSION");
        let id = value.to_str().ok().filter(legal);
        if id.is_none() {
            let pattern = if may_open {
                "^(NEW_SESSION)$|^[a-zA-Z0-9](-*[a-zA-Z0-9])*$"
            } else {
                "^[a-zA-Z0-9](-*[a-zA-Z0-9])*$"
            };
            self.pattern("sessionId", value, pattern);
        }
        id
    }

    pub(crate) fn add(&mut self, member: &str, value: &[u8], constraint: &str) {
        // What a header may hold is quoted in full, as in the control APIs; only hostile values are longer.
        let value: String = String::from_utf8_lossy(value).chars().take(QUOTED_MAX).collect();
        self.0.push(format!(
            "Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
        ));
    }

    /// Something that is wrong with the request as a whole, in words of its own.
    pub(crate) fn missing(&mut self, member: &str) {
        self.0.push(format!(
            "Value null at '{member}' failed to satisfy constraint: Member must not be null"
        ));
    }
}

fn is_name(text: &str) -> bool {
    let alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    alphanumeric(bytes.first())
        && alphanumeric(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
            })
            .collect()
    }

    #[test]
    fn the_model_gets_what_is_meant_for_it_and_nothing_else() {
        let headers = headers(&[
            ("content-type", "text/csv"),
            ("accept", "application/json, text/csv"),
            ("x-amzn-sagemaker-custom-attributes", "trace=1"),
            ("x-amzn-sagemaker-target-variant", "blue"),
            ("x-amzn-sagemaker-inference-id", "id 1"),
            ("x-amzn-sagemaker-session-id", "NEW_SESSION"),
            ("authorization", "AWS4-HMAC-SHA256 secret"),
            ("user-agent", "Boto3"),
            ("accept-encoding", "identity"),
        ]);
        let call = CallHeaders::read(&headers).unwrap();
        assert_eq!(call.target_variant, Some("blue"));
        assert_eq!(call.session, None);
        let sent = call.to_model.to_map(&HeaderValue::from_static("127.0.0.1:1"));
        let mut names: Vec<_> = sent.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "accept",
                "content-type",
                "host",
                "x-amzn-sagemaker-custom-attributes",
                "x-amzn-sagemaker-inference-id",
                "x-amzn-sagemaker-session-id",
            ]
        );
    }

    #[test]
    fn a_stream_has_its_own_way_to_say_what_it_accepts() {
        let mut pairs = vec![
            ("accept", "*/*"),
            ("x-amzn-sagemaker-accept", "text/event-stream"),
            ("x-amzn-sagemaker-target-model", "m"),
            ("x-amzn-sagemaker-session-id", "abc"),
        ];
        let with = headers(&pairs);
        let call = CallHeaders::read_streamed(&with).unwrap();
        assert_eq!(call.to_model.accept.unwrap(), "text/event-stream");
        assert_eq!((call.session, call.to_model.target_model), (Some("abc"), None));
        pairs[3].1 = "NEW_SESSION";
        let with = headers(&pairs);
        let message = CallHeaders::read_streamed(&with).unwrap_err();
        assert!(message.contains("at 'sessionId'"), "{message}");
    }

    #[test]
    fn every_violation_is_named() {
        let long = "x".repeat(1025);
        let bad = headers(&[
            ("content-type", &long),
            ("x-amzn-sagemaker-target-variant", "-blue"),
            ("x-amzn-sagemaker-custom-attributes", "caf\u{e9}"),
        ]);
        let message = CallHeaders::read(&bad).unwrap_err();
        assert!(message.starts_with("3 validation errors detected: Value 'xxx"), "{message}");
        for part in [
            "at 'contentType' failed to satisfy constraint: Member must have length less than or equal to 1024",
            "Value '-blue' at 'targetVariant' failed to satisfy constraint: Member must satisfy regular expression pattern: ",
            "at 'customAttributes'",
        ] {
            assert!(message.contains(part), "{message}");
        }
        for (name, value) in [
            ("x-amzn-sagemaker-session-id", "a--"),
            ("x-amzn-sagemaker-inference-id", ""),
            ("x-amzn-sagemaker-inference-component", "a b"),
            ("x-amzn-sagemaker-enable-explanations", ""),
        ] {
            assert!(CallHeaders::read(&headers(&[(name, value)])).is_err(), "{name}");
        }
    }
}
