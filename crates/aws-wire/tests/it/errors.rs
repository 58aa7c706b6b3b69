use ebb_aws_model::{Service, validate};
use ebb_aws_wire::{AwsError, Dialect, Protocol, encode_error};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::answers::well_formed;
use crate::{Request, body, header, json_body};

const XMLNS: &str = "http://monitoring.amazonaws.com/doc/2010-08-01/";

fn dialect(service: Service, protocol: Protocol) -> Dialect {
    Dialect { service: Some(service), protocol, query_mode: false }
}

fn cloudwatch(protocol: Protocol, query_mode: bool) -> Dialect {
    Dialect { service: Some(Service::CloudWatch), protocol, query_mode }
}

fn cbor_body(response: &Response<bytes::Bytes>) -> Value {
    let mut decoder = minicbor::Decoder::new(response.body());
    let mut members = serde_json::Map::new();
    assert_eq!(decoder.map().unwrap(), None);
    while decoder.datatype().unwrap() != minicbor::data::Type::Break {
        let name = decoder.str().unwrap().to_owned();
        members.insert(name, decoder.str().unwrap().into());
    }
    Value::Object(members)
}

#[test]
fn va_001_over_the_wire() {
    let request = Request::json(
        "AnyScaleFrontendService.PutScalingPolicy",
        r#"{"PolicyName":"p","ServiceNamespace":"sagemaker","ResourceId":"endpoint/e/variant/v",
            "ScalableDimension":"sagemaker:variant:DesiredInstanceCount","PolicyType":"ABCDEFG"}"#,
    );
    let call = request.identify().unwrap();
    let document = request.decode().unwrap();
    let invalid = validate(call.operation.input.unwrap(), &document).unwrap_err();
    let answer = encode_error(&call.dialect(), "id-1", &invalid.into());
    let text = "1 validation error detected: Value 'ABCDEFG' at 'policyType' failed to satisfy constraint: \
                Member must satisfy enum value set: [PredictiveScaling, StepScaling, TargetTrackingScaling]";
    assert_eq!(answer.status(), 400);
    assert_eq!(header(&answer, "content-type"), "application/x-amz-json-1.1");
    assert_eq!(header(&answer, "x-amzn-errortype"), "ValidationException");
    assert_eq!(header(&answer, "x-amzn-requestid"), "id-1");
    assert_eq!(
        json_body(&answer),
        json!({"__type": "ValidationException", "message": text, "Message": text})
    );
}

#[test]
fn a_resource_not_found_has_the_status_that_each_client_expects() {
    let error = AwsError::without_message("ResourceNotFound");
    for (protocol, query_mode, status) in [
        (Protocol::Json10, false, 400),
        (Protocol::Json10, true, 404),
        (Protocol::Cbor, false, 400),
        (Protocol::Cbor, true, 404),
        (Protocol::Query, false, 404),
    ] {
        let answer = encode_error(&cloudwatch(protocol, query_mode), "id", &error);
        assert_eq!(answer.status(), status, "{protocol:?} {query_mode}");
        let want = json!({"__type": "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"});
        match protocol {
            Protocol::Cbor => assert_eq!(cbor_body(&answer), want),
            Protocol::Query => assert_eq!(
                body(&answer),
                format!(
                    "<ErrorResponse xmlns=\"{XMLNS}\"><Error><Type>Sender</Type>\
                     <Code>ResourceNotFound</Code></Error><RequestId>id</RequestId></ErrorResponse>"
                )
            ),
            Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
                assert_eq!(json_body(&answer), want);
            }
        }
        let query_error = if protocol == Protocol::Query { "" } else { "ResourceNotFound;Sender" };
        assert_eq!(header(&answer, "x-amzn-query-error"), query_error);
    }
}

#[test]
fn cloudwatch_errors_carry_the_query_code_everywhere() {
    for (code, query_code, namespace, status) in [
        ("ValidationException", "ValidationError", "com.amazon.coral.validate", 400),
        ("SerializationException", "MalformedInput", "com.amazon.coral.service", 400),
        ("InvalidParameterValueException", "InvalidParameterValue", "", 400),
        ("InvalidParameterCombinationException", "InvalidParameterCombination", "", 400),
        ("MissingRequiredParameterException", "MissingParameter", "", 400),
        ("InvalidFormatFault", "InvalidFormat", "", 400),
        ("InvalidNextToken", "InvalidNextToken", "", 400),
        ("LimitExceededFault", "LimitExceeded", "", 400),
        ("ConcurrentModificationException", "ConcurrentModificationException", "", 429),
        ("ConflictException", "ConflictException", "", 409),
        ("DashboardInvalidInputError", "InvalidParameterInput", "", 400),
        ("ThrottlingException", "Throttling", "com.amazon.coral.availability", 400),
        ("AccessDeniedException", "AccessDenied", "com.amazon.coral.service", 403),
    ] {
        let error = AwsError::new(code, "text");
        let namespace =
            if namespace.is_empty() { "com.amazonaws.cloudwatch.v2010_08_01" } else { namespace };
        let answer = encode_error(&cloudwatch(Protocol::Json10, true), "id", &error);
        assert_eq!(answer.status(), status, "{code}");
        assert_eq!(json_body(&answer)["__type"], format!("{namespace}#{code}"));
        assert_eq!(json_body(&answer)["message"], "text");
        assert_eq!(header(&answer, "x-amzn-query-error"), format!("{query_code};Sender"));

        let answer = encode_error(&cloudwatch(Protocol::Cbor, true), "id", &error);
        assert_eq!(header(&answer, "smithy-protocol"), "rpc-v2-cbor");
        assert_eq!(header(&answer, "x-amzn-query-error"), format!("{query_code};Sender"));
        assert_eq!(cbor_body(&answer)["__type"], format!("{namespace}#{code}"));

        let answer = encode_error(&cloudwatch(Protocol::Query, false), "id", &error);
        assert_eq!(answer.status(), status);
        let want = format!("<Code>{query_code}</Code><Message>text</Message>");
        assert!(body(&answer).contains(&want), "{}", body(&answer));
    }
}

#[test]
fn a_fault_of_the_server_is_the_receivers() {
    let error = AwsError::new("InternalServiceFault", "oops");
    let answer = encode_error(&cloudwatch(Protocol::Query, false), "id", &error);
    assert_eq!(answer.status(), 500);
    assert!(
        body(&answer).contains("<Type>Receiver</Type><Code>InternalServiceError</Code>"),
        "{}",
        body(&answer)
    );
    let answer = encode_error(&cloudwatch(Protocol::Cbor, true), "id", &error);
    assert_eq!(header(&answer, "x-amzn-query-error"), "InternalServiceError;Receiver");
    assert_eq!(cbor_body(&answer)["Message"], "oops");
    assert_eq!(cbor_body(&answer)["message"], "oops");
}

#[test]
fn members_travel_with_their_error() {
    let error = AwsError::without_message("ResourceNotFoundException")
        .with_member("ResourceType", "alarm")
        .with_member("ResourceId", "a&b");
    let answer = encode_error(&cloudwatch(Protocol::Query, false), "id", &error);
    assert_eq!(answer.status(), 404);
    let want = "<ResourceType>alarm</ResourceType><ResourceId>a&amp;b</ResourceId></Error>";
    assert!(body(&answer).contains(want), "{}", body(&answer));
    well_formed(body(&answer));
    let answer = encode_error(&cloudwatch(Protocol::Cbor, true), "id", &error);
    assert_eq!(cbor_body(&answer)["ResourceId"], "a&b");

    let error = AwsError::new("TooManyTagsException", "text").with_member("ResourceName", "arn");
    let answer =
        encode_error(&dialect(Service::ApplicationAutoScaling, Protocol::Json11), "id", &error);
    assert_eq!(json_body(&answer)["ResourceName"], "arn");
}

#[test]
fn json_services_answer_400_unless_it_is_their_fault() {
    use Service::{ApplicationAutoScaling, SageMaker};
    for (service, error, status) in [
        (ApplicationAutoScaling, AwsError::new("ObjectNotFoundException", "m"), 400),
        (ApplicationAutoScaling, AwsError::new("ConcurrentUpdateException", "m"), 500),
        (ApplicationAutoScaling, AwsError::new("InternalServiceException", "m"), 500),
        (ApplicationAutoScaling, AwsError::new("InvalidSignatureException", "m"), 400),
        (ApplicationAutoScaling, AwsError::throttled(), 400),
        (SageMaker, AwsError::new("ResourceInUse", "m"), 400),
        (SageMaker, AwsError::validation("m"), 400),
        (SageMaker, AwsError::internal("m"), 500),
        (SageMaker, AwsError::not_built("CreateModel"), 400),
        (SageMaker, AwsError::too_large(7), 413),
        (SageMaker, AwsError::validation("m").with_status(StatusCode::IM_A_TEAPOT), 418),
    ] {
        let answer = encode_error(&dialect(service, Protocol::Json11), "id", &error);
        assert_eq!(answer.status(), status, "{error}");
        assert_eq!(json_body(&answer)["__type"], error.code());
        assert_eq!(json_body(&answer)["message"], json_body(&answer)["Message"]);
        assert_eq!(header(&answer, "x-amzn-errortype"), error.code());
    }
}

#[test]
fn the_runtime_names_its_errors_in_a_header() {
    let error = AwsError::new("ModelError", "Received server error (500)")
        .with_member("OriginalStatusCode", 500)
        .with_member("OriginalMessage", "boom")
        .with_member("LogStreamArn", "arn");
    let answer = encode_error(&Dialect::RUNTIME, "id", &error);
    assert_eq!(answer.status(), 424);
    assert_eq!(header(&answer, "content-type"), "application/json");
    assert_eq!(header(&answer, "x-amzn-errortype"), "ModelError");
    assert_eq!(
        json_body(&answer),
        json!({"Message": "Received server error (500)", "OriginalStatusCode": 500,
               "OriginalMessage": "boom", "LogStreamArn": "arn"})
    );
    for (code, status) in [
        ("ValidationError", 400),
        ("InternalDependencyException", 530),
        ("ModelNotReadyException", 429),
        ("ServiceUnavailable", 503),
        ("InternalFailure", 500),
        ("AccessDeniedException", 403),
    ] {
        let answer = encode_error(&Dialect::RUNTIME, "id", &AwsError::new(code, "m"));
        assert_eq!(answer.status(), status, "{code}");
    }
    let throttled = AwsError::without_message("ThrottlingException");
    let answer = encode_error(&Dialect::RUNTIME, "id", &throttled);
    assert_eq!((answer.status().as_u16(), body(&answer)), (400, r#"{"message":null}"#));
}

#[test]
fn what_is_not_built_yet_says_so() {
    let error = AwsError::not_built("GetDashboard");
    let answer = encode_error(&cloudwatch(Protocol::Query, false), "id", &error);
    assert_eq!(answer.status(), 400);
    assert!(
        body(&answer).contains(
            "<Code>UnsupportedOperation</Code><Message>Ebbtide does not implement GetDashboard yet</Message>"
        ),
        "{}",
        body(&answer)
    );
}
