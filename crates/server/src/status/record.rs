//! `/_ebb/record/<endpoint>`: the requests of an endpoint as they end, line by line, for as long as somebody reads.
//!
//! Times, sizes and outcomes only: no bodies, no headers. The form is the CSV that traces have. A reader that is too slow
//! misses requests, and is told how many in a line that begins with `#`.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use ebb_gateway::{Listener, Observed};
use ebb_units::{Scope, Timestamp, Workload};
use form_urlencoded::parse;
use http::{HeaderValue, Response, StatusCode, header};
use http_body::{Body, Frame};
use tokio_util::sync::WaitForCancellationFutureOwned;

use crate::access::Caller;
use crate::http::{AnswerBody, Front};

const HEAD: &str = "timestamp,service_time_ms,latency_ms,request_bytes,response_bytes,status,cold,variant,component\n";
/// Lines that go out together at most.
const MOST_AT_ONCE: usize = 256;

/// Lines without an end.
pub(crate) struct Lines {
    listener: Listener,
    /// The server stops.
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    began: bool,
}

pub(super) async fn page(
    front: &Front,
    caller: &Caller,
    endpoint: &str,
    query: &str,
) -> Result<Response<AnswerBody>, (StatusCode, String)> {
    let scope = scope(query, &caller.scope).map_err(|text| (StatusCode::BAD_REQUEST, text))?;
    let (of, name) = (scope.clone(), endpoint.to_owned());
    let exists = front
        .engine
        .read(move |view| {
            view.realm(&of).is_some_and(|realm| realm.endpoints().contains_key(&name))
        })
        .await
        .map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))?;
    if !exists {
        let Scope { account, region } = &scope;
        let text =
            format!("there is no endpoint \"{endpoint}\" in account {account}, region {region}");
        return Err((StatusCode::NOT_FOUND, text));
    }
    let listener = front
        .gateway
        .listen(&scope, endpoint)
        .map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))?;
    let stopping = Box::pin(front.stopping.clone().cancelled_owned());
    let mut response = Response::new(AnswerBody::Lines(Lines { listener, stopping, began: false }));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv"));
    Ok(response)
}

fn scope(query: &str, of: &Scope) -> Result<Scope, String> {
    let mut scope = of.clone();
    for (name, value) in parse(query.as_bytes()) {
        if name != "region" {
            return Err(format!("there is no parameter \"{name}\": there is region"));
        }
        scope.region =
            value.parse().map_err(|_| format!("region=\"{value}\": expected a region"))?;
    }
    Ok(scope)
}

impl Body for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let mut text = String::new();
        if !this.began {
            this.began = true;
            text.push_str(HEAD);
        }
        let mut is_over = this.stopping.as_mut().poll(cx).is_ready();
        for _ in 0..MOST_AT_ONCE {
            match this.listener.poll_next(cx) {
                Poll::Ready(Some(observed)) => line(&mut text, &observed),
                Poll::Ready(None) => is_over = true,
                Poll::Pending => break,
            }
        }
        let missed = this.listener.take_missed();
        if missed > 0 {
            let _ = writeln!(text, "# missed {missed}");
        }
        if !text.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from(text)))));
        }
        if is_over { Poll::Ready(None) } else { Poll::Pending }
    }
}

fn line(text: &mut String, observed: &Observed) {
    let Observed { arrived, sent, ended, request_bytes, response_bytes, cold, .. } = observed;
    let service = sent.map_or_else(String::new, |sent| millis(sent, *ended));
    let status = observed.status.map_or_else(String::new, |status| status.to_string());
    let (variant, component) = match &observed.workload {
        Workload::Variant { variant, .. } => (variant.as_str(), ""),
        Workload::Component { name } => ("", name.as_str()),
        Workload::Custom { .. } => ("", ""),
    };
    // Writing to a text cannot fail. Names of variants and components need no quotes.
    let _ = writeln!(
        text,
        "{},{service},{},{request_bytes},{response_bytes},{status},{cold},{variant},{component}",
        arrived.strftime("%Y-%m-%dT%H:%M:%S.%6fZ"),
        millis(*arrived, *ended),
    );
}

fn millis(from: Timestamp, to: Timestamp) -> String {
    format!("{:.3}", to.duration_since(from).as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_a_line_of_a_trace() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let observed = Observed {
            workload: Workload::Variant { endpoint: "e".to_owned(), variant: "v".to_owned() },
            arrived: at("2026-03-02T09:00:00.25Z"),
            sent: Some(at("2026-03-02T09:00:01Z")),
            ended: at("2026-03-02T09:00:01.0625Z"),
            request_bytes: 3,
            response_bytes: 1024,
            status: Some(200),
            cold: true,
        };
        let mut text = HEAD.to_owned();
        line(&mut text, &observed);
        let refused = Observed {
            workload: Workload::Component { name: "c".to_owned() },
            sent: None,
            status: None,
            ..observed
        };
        line(&mut text, &refused);
        let mut lines = text.lines();
        let columns = lines.next().unwrap().split(',').count();
        let first = lines.next().unwrap();
        assert_eq!(first, "2026-03-02T09:00:00.250000Z,62.500,812.500,3,1024,200,true,v,");
        assert_eq!(first.split(',').count(), columns);
        assert_eq!(lines.next().unwrap(), "2026-03-02T09:00:00.250000Z,,812.500,3,1024,,true,,c");
    }
}
