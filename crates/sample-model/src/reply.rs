//! Answers: JSON, complete, with their length.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::model::Guess;

/// A complete answer; hyper adds `Content-Length`, since the size is known.
pub(crate) type Reply = Response<Full<Bytes>>;

/// Runners-up shown beside the best guess.
const ALTERNATIVES: usize = 3;

#[derive(Serialize)]
struct Identified {
    #[serde(flatten)]
    best: Entry,
    alternatives: Vec<Entry>,
    elapsed_ms: f64,
}

#[derive(Serialize)]
struct Entry {
    /// ISO 639-1 code, or `und` (ISO 639-2) for a text without words.
    language: String,
    name: String,
    confidence: f64,
}

#[derive(Serialize)]
struct Refused<'a> {
    code: u16,
    message: &'a str,
}

/// 200 with the guesses, likeliest first.
pub(crate) fn identified(guesses: &[Guess], elapsed: Duration) -> Reply {
    let mut entries = guesses.iter().take(1 + ALTERNATIVES).map(|guess| Entry {
        language: guess.language.iso_code_639_1().to_string(),
        name: guess.language.to_string(),
        confidence: rounded(guess.confidence, 1e4),
    });
    let undetermined =
        || Entry { language: "und".to_owned(), name: "Undetermined".to_owned(), confidence: 0.0 };
    let best = entries.next().unwrap_or_else(undetermined);
    let elapsed_ms = rounded(elapsed.as_secs_f64() * 1e3, 1e3);
    json(StatusCode::OK, &Identified { best, alternatives: entries.collect(), elapsed_ms })
}

/// An error with its reason.
pub(crate) fn refused(status: StatusCode, message: &str) -> Reply {
    json(status, &Refused { code: status.as_u16(), message })
}

/// A status without body, as `/ping` answers.
pub(crate) fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::new()));
    *reply.status_mut() = status;
    reply
}

fn json(status: StatusCode, body: &impl Serialize) -> Reply {
    let body = serde_json::to_vec(body).expect("plain structs of text and finite numbers");
    let mut reply = Response::new(Full::new(Bytes::from(body)));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}
