//! Delivery of notifications: each topic that somebody listens to has a URL, to which SNS's JSON is posted, and each who
//! wants changes of status one to which EventBridge's event is posted as it is.
//!
//! Shape: <https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html>. What is sent is not signed, as nobody
//! here could vouch for a signature: the members of SNS that carry one are left out, and receivers must not ask for it.
//!
//! A notification is a row until its outcome is known, so it is delivered at least once: a receiver that has seen its
//! `MessageId` before may pass it over.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use ebb_decide::{About, Notification};
use ebb_tls::Connector;
use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::Full;
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::outgoing::{Broken, can_be_called, exchange};

/// One try may take this long, as SNS's.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// The first pause; each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// Requests to one receiver at the same time. A receiver that is down holds up nobody but itself.
const MOST_AT_ONCE: usize = 4;
/// Answers are read to their end, as long as that is near; what they say is not looked at.
const MOST_BYTES: usize = 64 * 1024;

/// Where a notification goes.
#[derive(Debug)]
struct Receiver {
    url: Uri,
    turns: Semaphore,
}

/// Who delivers. Clones share the receivers.
#[derive(Clone, Debug)]
pub(crate) struct Courier {
    /// By the ARN of the topic, or `event:` and a name.
    receivers: Arc<BTreeMap<String, Receiver>>,
    connector: Connector,
    give_up_after: Duration,
}

/// SNS's document.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    r#type: &'static str,
    message_id: &'a str,
    topic_arn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    message: &'a str,
    timestamp: String,
}

/// The URL of a receiver, if it can be one.
///
/// # Errors
/// What is expected instead.
pub(crate) fn receiver_url(text: &str) -> Result<Uri, &'static str> {
    let expected = "expected a URL that begins with http:// or https://";
    let url: Uri = text.parse().map_err(|_| expected)?;
    if can_be_called(&url) { Ok(url) } else { Err(expected) }
}

impl Courier {
    /// Delivers to these URLs, by receiver. What is no URL of a receiver has been refused before.
    pub(crate) fn new(
        urls: &BTreeMap<String, String>,
        connector: Connector,
        give_up_after: Duration,
    ) -> Self {
        let receivers = urls.iter().filter_map(|(topic, url)| {
            let url = receiver_url(url).ok()?;
            Some((topic.clone(), Receiver { url, turns: Semaphore::new(MOST_AT_ONCE) }))
        });
        Self { receivers: Arc::new(receivers.collect()), connector, give_up_after }
    }

    /// Whether somebody listens to a topic.
    pub(crate) fn knows(&self, topic: &str) -> bool {
        self.receivers.contains_key(topic)
    }

    /// Delivers one notification, however often that must be tried.
    ///
    /// # Errors
    /// Why it was given up.
    pub(crate) async fn deliver(&self, notification: &Notification) -> Result<(), String> {
        let Some(receiver) = self.receivers.get(&notification.arn) else {
            return Err("No receiver is configured for this ARN".to_owned());
        };
        let began = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let attempt = {
                // Nothing ever closes it; were it closed, the tries would only be less orderly.
                let _turn = receiver.turns.acquire().await;
                let post = post(&self.connector, &receiver.url, notification);
                tokio::time::timeout(ANSWER_WITHIN, post).await
            };
            let late = || Broken::ForNow(format!("no answer within {} s", ANSWER_WITHIN.as_secs()));
            match attempt.unwrap_or_else(|_| Err(late())) {
                Ok(()) => return Ok(()),
                Err(Broken::ForGood(reason)) => return Err(reason),
                Err(Broken::ForNow(reason)) if began.elapsed() + pause > self.give_up_after => {
                    return Err(reason);
                }
                Err(Broken::ForNow(reason)) => {
                    tracing::debug!(
                        receiver = notification.arn,
                        reason,
                        ?pause,
                        "will be tried again"
                    );
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

async fn post(connector: &Connector, url: &Uri, notification: &Notification) -> Result<(), Broken> {
    let request = request(url, notification).map_err(Broken::ForGood)?;
    let answer = exchange(connector, url, request, MOST_BYTES).await;
    let (status, _) = answer.map_err(Broken::ForNow)?;
    if status.is_success() {
        return Ok(());
    }
    let text = format!("The receiver answered {}", status.as_u16());
    // As with SNS: a receiver that finds fault with the request would do so again.
    let later = status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    Err(if later { Broken::ForNow(text) } else { Broken::ForGood(text) })
}

fn request(url: &Uri, notification: &Notification) -> Result<Request<Full<Bytes>>, String> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(url.path_and_query().map_or("/", |path| path.as_str()))
        .header(header::HOST, url.authority().map_or("", |authority| authority.as_str()))
        .header(header::USER_AGENT, "Ebbtide");
    let request = match notification.about {
        About::Event { .. } => request
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(notification.message.clone()))),
        About::Alarm { .. } | About::Inference { .. } | About::Test { .. } => {
            return of_topic(request, notification);
        }
    };
    request.map_err(|error| error.to_string())
}

fn of_topic(
    request: http::request::Builder,
    notification: &Notification,
) -> Result<Request<Full<Bytes>>, String> {
    let Notification { id, arn, subject, message, at, .. } = notification;
    let document = Document {
        r#type: "Notification",
        message_id: id,
        topic_arn: arn,
        subject: subject.as_deref(),
        message,
        timestamp: at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
    };
    let body = serde_json::to_vec(&document).map_err(|error| error.to_string())?;
    request
        // SNS says so of its JSON.
        .header(header::CONTENT_TYPE, "text/plain; charset=UTF-8")
        .header("x-amz-sns-message-type", "Notification")
        .header("x-amz-sns-message-id", id)
        .header("x-amz-sns-topic-arn", arn)
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| error.to_string())
}
