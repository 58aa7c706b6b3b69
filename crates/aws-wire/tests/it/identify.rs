use ebb_aws_model::Service;
use ebb_aws_wire::{Protocol, encode_error};
use http::Method;

use crate::{Request, body, header, json_body};

fn found(request: &Request) -> (Service, &'static str, Protocol) {
    let call = request.identify().unwrap();
    (call.service, call.operation.name, call.protocol)
}

#[test]
fn each_client_is_understood() {
    use Protocol::{Cbor, Json10, Json11, Query};
    use Service::{ApplicationAutoScaling, CloudWatch, SageMaker};
    for (request, want) in [
        (
            Request::json("AnyScaleFrontendService.PutScalingPolicy", "{}"),
            (ApplicationAutoScaling, "PutScalingPolicy", Json11),
        ),
        (Request::json("SageMaker.CreateModel", "{}"), (SageMaker, "CreateModel", Json11)),
        (
            Request::json("GraniteServiceVersion20100801.PutMetricData", "{}"),
            (CloudWatch, "PutMetricData", Json10),
        ),
        (
            Request::post(
                "/",
                &[("X-Amz-Target", "GraniteServiceVersion20100801.ListMetrics")],
                "",
            ),
            (CloudWatch, "ListMetrics", Json10),
        ),
        (Request::cbor("PutMetricAlarm", vec![0xa0]), (CloudWatch, "PutMetricAlarm", Cbor)),
        (
            Request::post(
                "/proxy/service/GraniteServiceVersion20100801/operation/ListMetrics",
                &[],
                "",
            ),
            (CloudWatch, "ListMetrics", Cbor),
        ),
        (
            Request::form("Version=2010-08-01&Action=DescribeAlarms"),
            (CloudWatch, "DescribeAlarms", Query),
        ),
        (
            Request::post(
                "/",
                &[("content-type", "Application/X-WWW-Form-URLencoded")],
                "Action=ListMetrics",
            ),
            (CloudWatch, "ListMetrics", Query),
        ),
        (
            Request {
                method: Method::GET,
                ..Request::post("/?Action=ListMetrics&Version=2010-08-01", &[], "")
            },
            (CloudWatch, "ListMetrics", Query),
        ),
    ] {
        assert_eq!(found(&request), want);
    }
}

#[test]
fn query_mode_is_noticed() {
    let request = Request::cbor("ListMetrics", vec![0xa0]);
    assert!(!request.identify().unwrap().query_mode);
    assert!(request.with("x-amzn-query-mode", "true").identify().unwrap().query_mode);
}

#[test]
fn an_unknown_operation_is_refused_in_the_dialect_of_the_request() {
    let refuse = |request: Request| {
        let refusal = request.identify().unwrap_err();
        encode_error(&refusal.dialect, "id-1", &refusal.error)
    };

    let answer = refuse(Request::json("SageMaker.CreateTrainingJob", "{}"));
    assert_eq!(answer.status(), 400);
    assert_eq!(json_body(&answer)["__type"], "UnknownOperationException");
    assert_eq!(
        json_body(&answer)["message"],
        "\"CreateTrainingJob\" is not an operation of Amazon SageMaker Service (API 2017-07-24) that is \
         available here"
    );

    let answer = refuse(Request::json("DynamoDB_20120810.ListTables", "{}"));
    assert_eq!(answer.status(), 400);
    assert_eq!(header(&answer, "content-type"), "application/x-amz-json-1.1");
    assert_eq!(
        json_body(&answer)["message"],
        "\"DynamoDB_20120810.ListTables\" names no service that is available here"
    );

    let answer = refuse(Request::json("GraniteServiceVersion20100801.Nothing", "{}"));
    assert_eq!(answer.status(), 404);
    assert_eq!(json_body(&answer)["__type"], "com.amazon.coral.service#UnknownOperationException");
    assert_eq!(header(&answer, "x-amzn-query-error"), "InvalidAction;Sender");

    let answer = refuse(Request::cbor("Nothing", vec![0xa0]));
    assert_eq!(answer.status(), 404);
    assert_eq!(header(&answer, "smithy-protocol"), "rpc-v2-cbor");

    let answer = refuse(Request::form("Action=GetCallerIdentity&Version=2011-06-15"));
    assert_eq!(answer.status(), 400);
    assert!(body(&answer).contains("<Code>InvalidAction</Code>"), "{}", body(&answer));

    // The notification service has an operation of this name as well.
    let elsewhere =
        "AWS4-HMAC-SHA256 Credential=k/20261120/us-east-1/sns/aws4_request, Signature=0";
    let form = "Action=ListTagsForResource&Version=2010-03-31";
    let answer = refuse(Request::form(form).with("authorization", elsewhere));
    assert_eq!(answer.status(), 400);
    let said = "names no service that is available here";
    assert!(body(&answer).contains(said), "{}", body(&answer));
    assert!(body(&answer).contains("<Code>InvalidAction</Code>"), "{}", body(&answer));

    let answer = refuse(Request::form("Version=2010-08-01"));
    assert!(body(&answer).contains("<Code>MissingAction</Code>"), "{}", body(&answer));

    let answer = refuse(Request::post("/", &[], ""));
    assert_eq!(answer.status(), 400);
    assert_eq!(json_body(&answer)["__type"], "UnknownOperationException");
}

#[test]
fn a_signature_tells_the_dialect_when_nothing_else_does() {
    let request = Request::post("/", &[], "").with(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=k/20261120/us-east-1/monitoring/aws4_request, Signature=0",
    );
    let refusal = request.identify().unwrap_err();
    assert_eq!(refusal.dialect.service, Some(Service::CloudWatch));
    assert_eq!(refusal.dialect.protocol, Protocol::Json10);
}

#[test]
fn a_protocol_that_is_not_spoken_is_refused() {
    let request = Request::cbor("ListMetrics", vec![0xa0]).with("smithy-protocol", "rpc-v3-json");
    let refusal = request.identify().unwrap_err();
    assert_eq!(refusal.error.code(), "UnknownOperationException");
    let elsewhere = Request::post("/service/SageMaker/operation/CreateModel", &[], "");
    assert_eq!(elsewhere.identify().unwrap_err().dialect.protocol, Protocol::Cbor);
}
