//! What a topic of an asynchronous endpoint is told when a request has ended: SageMaker's JSON.
//!
//! Rule sagemaker.async.notifications: members of the message about a result or a failure, and when the answer of the model
//! goes along. <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ebb_decide::InferenceNotice;
use ebb_gateway::{AsyncOutcome, AsyncRequest};
use ebb_units::{Timestamp, WorkloadKey};
use serde::Serialize;

/// Larger answers do not go along.
const MOST_EMBEDDED: usize = 128 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    aws_region: &'a str,
    event_time: String,
    received_time: String,
    invocation_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_reason: Option<&'a str>,
    request_parameters: RequestParameters<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_parameters: Option<ResponseParameters<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_body: Option<ResponseBody>,
    inference_id: &'a str,
    event_version: &'static str,
    event_source: &'static str,
    event_name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestParameters<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accept: Option<&'a str>,
    endpoint_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    input_location: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseParameters<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_location: Option<&'a str>,
}

#[derive(Serialize)]
struct ResponseBody {
    content: String,
    encoding: &'static str,
}

/// What to tell whom, if anybody wants to know.
pub(crate) fn notice(
    request: &AsyncRequest,
    workload: &WorkloadKey,
    outcome: &AsyncOutcome,
    now: Timestamp,
) -> Option<InferenceNotice> {
    let topics = &request.topics;
    let (topic, embedded) = match outcome {
        AsyncOutcome::Completed { body, .. } => {
            (&topics.success, Some(body).filter(|_| topics.success_with_response))
        }
        AsyncOutcome::Failed { body, .. } => {
            (&topics.error, Some(body).filter(|_| topics.error_with_response))
        }
        AsyncOutcome::Expired => (&topics.error, None),
        AsyncOutcome::Dropped => return None,
    };
    let response_parameters = match outcome {
        AsyncOutcome::Completed { content_type, .. } => Some(ResponseParameters {
            content_type: content_type.as_deref(),
            output_location: request.output_location.as_deref(),
        }),
        AsyncOutcome::Failed { .. } | AsyncOutcome::Expired | AsyncOutcome::Dropped => None,
    };
    let received = Timestamp::from_millisecond(request.received_at_ms).unwrap_or(now);
    let message = Message {
        aws_region: request.scope.region.as_str(),
        event_time: millis(now),
        received_time: millis(received),
        invocation_status: if outcome.failure().is_none() { "Completed" } else { "Failed" },
        failure_reason: outcome.failure(),
        request_parameters: RequestParameters {
            content_type: request.content_type.as_deref(),
            accept: request.accept.as_deref(),
            endpoint_name: &request.endpoint,
            // What came with the request is nowhere.
            input_location: Some(request.input_location.as_str()).filter(|at| !at.is_empty()),
        },
        response_parameters,
        response_body: embedded.filter(|body| body.len() <= MOST_EMBEDDED).map(body_of),
        inference_id: &request.inference_id,
        event_version: "1.0",
        event_source: "aws:sagemaker",
        event_name: "InferenceResult",
    };
    Some(InferenceNotice {
        id: request.id.clone(),
        topic: topic.clone()?,
        workload: workload.workload.clone(),
        message: serde_json::to_string(&message).ok()?,
    })
}

fn body_of(body: &Bytes) -> ResponseBody {
    ResponseBody { content: STANDARD.encode(body), encoding: "BASE64" }
}

fn millis(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use ebb_gateway::Topics;
    use ebb_units::Workload;
    use serde_json::{Value, json};

    use super::*;

    fn told(topics: Topics, outcome: &AsyncOutcome) -> Option<(String, Value)> {
        let scope = ebb_units::Scope {
            account: "000000000000".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
        };
        let workload = Workload::Variant { endpoint: "e".to_owned(), variant: "v".to_owned() };
        let key = WorkloadKey { scope: scope.clone(), workload };
        let request = AsyncRequest {
            id: "id".to_owned(),
            inference_id: "mine".to_owned(),
            scope,
            endpoint: "e".to_owned(),
            input_location: "s3://in/1".to_owned(),
            input: None,
            content_type: Some("text/csv".to_owned()),
            accept: None,
            custom_attributes: None,
            received_at_ms: 1_772_620_811_007,
            ttl_s: 60,
            timeout_s: 60,
            output_location: Some("s3://out/id.out".to_owned()),
            failure_location: None,
            topics,
            foretold: None,
        };
        let now = Timestamp::from_millisecond(1_772_620_831_482).unwrap();
        let notice = notice(&request, &key, outcome, now)?;
        assert_eq!(notice.id, "id");
        Some((notice.topic, serde_json::from_str(&notice.message).unwrap()))
    }

    fn topics(with_response: bool) -> Topics {
        Topics {
            success: Some("good".to_owned()),
            error: Some("bad".to_owned()),
            success_with_response: with_response,
            error_with_response: with_response,
        }
    }

    #[test]
    fn a_result_is_told_in_the_words_of_sagemaker() {
        let outcome = AsyncOutcome::Completed {
            content_type: Some("application/json".to_owned()),
            body: "[3]".into(),
        };
        let (topic, message) = told(topics(false), &outcome).unwrap();
        assert_eq!(topic, "good");
        assert_eq!(
            message,
            json!({
                "awsRegion": "eu-west-1",
                "eventTime": "2026-03-04T10:40:31.482Z", "receivedTime": "2026-03-04T10:40:11.007Z",
                "invocationStatus": "Completed",
                "requestParameters": {
                    "contentType": "text/csv", "endpointName": "e", "inputLocation": "s3://in/1",
                },
                "responseParameters": {
                    "contentType": "application/json", "outputLocation": "s3://out/id.out",
                },
                "inferenceId": "mine",
                "eventVersion": "1.0", "eventSource": "aws:sagemaker", "eventName": "InferenceResult",
            })
        );
        assert!(told(Topics::default(), &outcome).is_none());
    }

    #[test]
    fn a_failure_has_a_reason_and_no_response() {
        let reason = "ClientError: Received server error (500) from model.".to_owned();
        let outcome = AsyncOutcome::Failed { reason: reason.clone(), body: "oh no".into() };
        let (topic, message) = told(topics(true), &outcome).unwrap();
        assert_eq!((topic.as_str(), &message["failureReason"]), ("bad", &json!(reason)));
        assert_eq!(message["invocationStatus"], "Failed");
        assert!(message.get("responseParameters").is_none());
        assert_eq!(message["responseBody"], json!({ "content": "b2ggbm8=", "encoding": "BASE64" }));
        let (topic, message) = told(topics(true), &AsyncOutcome::Expired).unwrap();
        assert_eq!(topic, "bad");
        assert!(message["failureReason"].as_str().unwrap().contains("expired"));
        assert!(told(topics(true), &AsyncOutcome::Dropped).is_none());
    }

    #[test]
    fn only_small_answers_go_along() {
        for (size, goes) in [(MOST_EMBEDDED, true), (MOST_EMBEDDED + 1, false)] {
            let body = vec![b'x'; size].into();
            let outcome = AsyncOutcome::Completed { content_type: None, body };
            let (_, message) = told(topics(true), &outcome).unwrap();
            assert_eq!(message.get("responseBody").is_some(), goes, "{size}");
        }
    }
}
