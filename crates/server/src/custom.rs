//! Calls to custom resources: GET and PATCH of Application Auto Scaling's contract, over HTTP.
//!
//! Contract: <https://github.com/aws/aws-auto-scaling-custom-resource>. On AWS the resource stands behind API Gateway and the
//! calls are signed; here it is a service in reach of this machine, over http or https, and they are not.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ebb_decide::scaling::{CustomFailure, CustomOrder, CustomReport, CustomStatus};
use ebb_tls::Connector;
use ebb_units::Capacity;
use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::Full;
use serde::{Deserialize, Serialize};

use crate::api::MOST_CAPACITY;
use crate::outgoing::{Broken, can_be_called, exchange, port};

/// One attempt may take this long, with connecting. AWS's gateway in front of such a resource allows 29 s; here it is near.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// Pauses before further attempts when the resource cannot be reached, is overloaded or broken. Three attempts stay
/// below the minute after which boto3 gives a registration up.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];
/// The documents of the contract have a few hundred bytes.
const MOST_BYTES: usize = 64 * 1024;
/// Longest part of an error text that is passed on.
const MOST_TEXT: usize = 500;

/// Who makes the calls. Clones share the list of hosts.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// Hosts that may be called, with or without a port; `*` is any. Whoever may register a target says where the server
    /// sends requests, and what is in the server's reach may not be in theirs.
    hosts: Arc<[String]>,
    connector: Connector,
}

impl Caller {
    pub(crate) fn new(hosts: &[String], connector: Connector) -> Self {
        Self { hosts: hosts.into(), connector }
    }

    fn may_call(&self, uri: &Uri) -> bool {
        let Some(host) = uri.host() else { return false };
        let with_port = format!("{host}:{}", port(uri));
        let fits = |allowed: &String| {
            allowed == "*"
                || allowed.eq_ignore_ascii_case(host)
                || allowed.eq_ignore_ascii_case(&with_port)
        };
        self.hosts.iter().any(fits)
    }

    /// Asks or tells a resource. Setting a capacity twice is setting it once, so both are tried again.
    pub(crate) async fn call(
        &self,
        url: &str,
        order: CustomOrder,
    ) -> Result<CustomReport, CustomFailure> {
        let uri: Uri = url.parse().map_err(|_| failure(format!("\"{url}\" is not a URL")))?;
        if !can_be_called(&uri) {
            return Err(failure(format!(
                "Ebbtide calls custom resources by http and https, and \"{url}\" is something else"
            )));
        }
        if !self.may_call(&uri) {
            return Err(failure(format!(
                "its host is not in scaling.custom-resource-hosts of the server's configuration: \"{url}\""
            )));
        }
        call(&self.connector, &uri, order).await
    }
}

async fn call(
    connector: &Connector,
    uri: &Uri,
    order: CustomOrder,
) -> Result<CustomReport, CustomFailure> {
    let mut pauses = PAUSES.into_iter();
    loop {
        let attempt = tokio::time::timeout(ANSWER_WITHIN, once(connector, uri, order)).await;
        let late = || Broken::ForNow(format!("no answer within {} s", ANSWER_WITHIN.as_secs()));
        let broken = match attempt.unwrap_or_else(|_| Err(late())) {
            Ok(report) => return Ok(report),
            Err(broken) => broken,
        };
        match (broken, pauses.next()) {
            (Broken::ForNow(_), Some(pause)) => tokio::time::sleep(pause).await,
            (Broken::ForNow(reason) | Broken::ForGood(reason), _) => return Err(failure(reason)),
        }
    }
}

fn failure(reason: String) -> CustomFailure {
    CustomFailure(reason)
}

async fn once(
    connector: &Connector,
    uri: &Uri,
    order: CustomOrder,
) -> Result<CustomReport, Broken> {
    let request = request(uri, order)?;
    let answer = exchange(connector, uri, request, MOST_BYTES).await;
    let (status, body) = answer.map_err(Broken::ForNow)?;
    understand(status, &body)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    desired_capacity: f64,
}

fn request(uri: &Uri, order: CustomOrder) -> Result<Request<Full<Bytes>>, Broken> {
    let broken = |error: &dyn std::fmt::Display| Broken::ForGood(format!("no request: {error}"));
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, authority)
        .header(header::ACCEPT, "application/json");
    let request = match order {
        CustomOrder::Ask => request.method(Method::GET).body(Full::default()),
        CustomOrder::Set(Capacity(to)) => {
            let change = Change { desired_capacity: f64::from(to) };
            let body = serde_json::to_vec(&change).map_err(|error| broken(&error))?;
            request
                .method(Method::PATCH)
                .header(header::CONTENT_TYPE, "application/json")
                .body(Full::new(Bytes::from(body)))
        }
    };
    request.map_err(|error| broken(&error))
}

/// What the resource answers. The contract has more members; they are for people.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    actual_capacity: f64,
    desired_capacity: f64,
    scaling_status: String,
    failure_reason: Option<String>,
}

#[derive(Deserialize)]
struct Complaint {
    message: String,
}

fn understand(status: StatusCode, body: &[u8]) -> Result<CustomReport, Broken> {
    if !status.is_success() {
        let said = match serde_json::from_slice::<Complaint>(body) {
            Ok(complaint) => complaint.message,
            Err(_) => String::from_utf8_lossy(body).into_owned(),
        };
        let text = format!("the resource answered {}: {}", status.as_u16(), shortened(&said));
        let later = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        return Err(if later { Broken::ForNow(text) } else { Broken::ForGood(text) });
    }
    let strange =
        |what: String| Broken::ForGood(format!("the resource's answer is not understood: {what}"));
    let document: Document =
        serde_json::from_slice(body).map_err(|error| strange(error.to_string()))?;
    let status = CustomStatus::parse(&document.scaling_status).ok_or_else(|| {
        strange(format!("scalingStatus \"{}\"", shortened(&document.scaling_status)))
    })?;
    let capacity = |number: f64, name: &str| {
        capacity(number).ok_or_else(|| strange(format!("{name} {number}")))
    };
    Ok(CustomReport {
        actual: capacity(document.actual_capacity, "actualCapacity")?,
        desired: capacity(document.desired_capacity, "desiredCapacity")?,
        status,
        failure: document.failure_reason.as_deref().map(shortened),
    })
}

/// The contract has numbers with fractions, Application Auto Scaling whole ones.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked before the cast"
)]
fn capacity(number: f64) -> Option<Capacity> {
    let whole = number.round();
    (0.0..=f64::from(MOST_CAPACITY)).contains(&whole).then_some(Capacity(whole as u32))
}

fn shortened(text: &str) -> String {
    text.chars().take(MOST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(actual: &str, desired: &str, status: &str) -> Result<CustomReport, String> {
        let body = format!(
            r#"{{"actualCapacity":{actual},"desiredCapacity":{desired},"scalingStatus":"{status}","version":"1"}}"#
        );
        understand(StatusCode::OK, body.as_bytes()).map_err(|broken| match broken {
            Broken::ForGood(text) => text,
            Broken::ForNow(text) => panic!("{text} would be tried again"),
        })
    }

    #[test]
    fn only_hosts_that_are_listed_are_called() {
        let hosts = ["localhost", "Pool.example:8090", "safe.example:443"].map(str::to_owned);
        let caller = Caller::new(&hosts, Connector::default());
        for (url, may) in [
            ("http://localhost/x", true),
            ("http://localhost:1234/x", true),
            ("http://pool.example:8090/x", true),
            ("http://pool.example/x", false),
            ("https://safe.example/x", true),
            ("http://safe.example/x", false),
            ("http://localhost.evil.example/x", false),
            ("http://localhost@evil.example/x", false),
            ("http://169.254.169.254/x", false),
        ] {
            assert_eq!(caller.may_call(&url.parse().unwrap()), may, "{url}");
        }
        let any = Caller::new(&["*".to_owned()], Connector::default());
        assert!(any.may_call(&"http://169.254.169.254/x".parse().unwrap()));
    }

    #[test]
    fn documents_of_the_contract_are_read_and_others_are_not() {
        let report = document("2.0", "3.4", "InProgress").unwrap();
        assert_eq!((report.actual, report.desired), (Capacity(2), Capacity(3)));
        assert_eq!((report.status, report.failure), (CustomStatus::InProgress, None));
        for (actual, desired, status) in [
            ("-1", "1", "Successful"),
            ("1", "1e9", "Successful"),
            ("1", "1", "Done"),
            ("\"1\"", "1", "Successful"),
            ("null", "1", "Successful"),
        ] {
            let text = document(actual, desired, status).unwrap_err();
            assert!(text.starts_with("the resource's answer is not understood: "), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_passed_on_and_a_breakdown_tried_again() {
        for (status, body, want) in [
            (403, r#"{"message":"not yours"}"#, "the resource answered 403: not yours"),
            (404, "nothing here", "the resource answered 404: nothing here"),
            (301, "", "the resource answered 301: "),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let broken = understand(status, body.as_bytes()).unwrap_err();
            assert!(matches!(broken, Broken::ForGood(text) if text == want));
        }
        for status in [429, 500, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            assert!(matches!(understand(status, b"").unwrap_err(), Broken::ForNow(_)));
        }
    }
}
