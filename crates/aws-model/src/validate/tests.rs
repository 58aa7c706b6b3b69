use serde_json::{Value, json};

use super::*;
use crate::Service;

fn check(service: Service, operation: &str, value: Value) -> Result<(), Invalid> {
    validate(service.operation(operation).unwrap().input.unwrap(), &value)
}

fn text(service: Service, operation: &str, value: Value) -> String {
    check(service, operation, value).unwrap_err().to_string()
}

#[test]
fn va_001_an_unknown_policy_type() {
    let got = text(
        Service::ApplicationAutoScaling,
        "PutScalingPolicy",
        json!({
            "PolicyName": "p", "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
            "ScalableDimension": "sagemaker:variant:DesiredInstanceCount", "PolicyType": "ABCDEFG",
        }),
    );
    assert_eq!(
        got,
        "1 validation error detected: Value 'ABCDEFG' at 'policyType' failed to satisfy constraint: \
         Member must satisfy enum value set: [PredictiveScaling, StepScaling, TargetTrackingScaling]"
    );
}

#[test]
fn the_recorded_texts_of_cloudwatch() {
    let got = text(
        Service::CloudWatch,
        "SetAlarmState",
        json!({"AlarmName": "a", "StateValue": "INVALID", "StateReason": "r"}),
    );
    assert_eq!(
        got,
        "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: \
         Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
    );
    let got = text(
        Service::CloudWatch,
        "SetAlarmState",
        json!({"AlarmName": "", "StateValue": "OK", "StateReason": "r"}),
    );
    assert_eq!(
        got,
        "1 validation error detected: Value '' at 'alarmName' failed to satisfy constraint: \
         Member must have length greater than or equal to 1"
    );
}

#[test]
fn every_failure_of_a_request_is_in_one_message() {
    let got = text(
        Service::ApplicationAutoScaling,
        "DescribeScalableTargets",
        json!({"ServiceNamespace": null, "ResourceIds": vec!["x"; 51], "ScalableDimension": "y"}),
    );
    let (head, tail) = got.split_once(": ").unwrap();
    assert_eq!(head, "3 validation errors detected");
    let failures: Vec<&str> = tail.split("; ").collect();
    assert_eq!(
        failures[0],
        "Value null at 'serviceNamespace' failed to satisfy constraint: Member must not be null"
    );
    assert!(failures[1].starts_with("Value '[x, x, "));
    assert!(failures[1].ends_with(
        "]' at 'resourceIds' failed to satisfy constraint: Member must have length less than or equal to 50"
    ));
    assert!(failures[2].contains(
        "Value 'y' at 'scalableDimension' failed to satisfy constraint: Member must satisfy enum value \
         set: [appstream:fleet:DesiredCapacity, "
    ));
}

#[test]
fn items_are_counted_from_one_and_scalars_blame_their_list() {
    let got = text(
        Service::CloudWatch,
        "PutMetricAlarm",
        json!({
            "AlarmName": "a", "EvaluationPeriods": 0,
            "Dimensions": [{"Name": "n", "Value": "v"}, {"Name": "", "Value": "v"}],
            "AlarmActions": ["", "arn"], "OKActions": ["1", "2", "3", "4", "5", "6"],
        }),
    );
    for failure in [
        "4 validation errors detected: ",
        "Value '[1, 2, 3, 4, 5, 6]' at 'oKActions' failed to satisfy constraint: Member must have length \
         less than or equal to 5",
        "Value '[, arn]' at 'alarmActions' failed to satisfy constraint: Member must satisfy constraint: \
         [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1]",
        "Value '' at 'dimensions.2.member.name' failed to satisfy constraint: Member must have length \
         greater than or equal to 1",
        "Value '0' at 'evaluationPeriods' failed to satisfy constraint: Member must have value greater \
         than or equal to 1",
    ] {
        assert!(got.contains(failure), "{got}");
    }
}

#[test]
fn keys_and_values_of_maps_are_checked() {
    let got = text(
        Service::SageMaker,
        "CreateModel",
        json!({
            "ModelName": "m", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/r",
            "PrimaryContainer": {"Environment": {"0": "v", "A": null}},
        }),
    );
    assert!(got.contains("Value '{0=v, A=null}' at 'primaryContainer.environment' failed to satisfy constraint: Map keys must satisfy constraint: ["), "{got}");
    assert!(got.contains("Map value must satisfy constraint: [Member must not be null]"), "{got}");
}

#[test]
fn types_are_lenient_where_clients_differ() {
    let alarm = |name: &str, value: Value| {
        let mut request = json!({"AlarmName": "a"});
        request[name] = value;
        check(Service::CloudWatch, "PutMetricAlarm", request)
    };
    for (name, value) in [
        ("Period", json!(60.0)),
        ("Threshold", json!(1)),
        ("Threshold", json!("NaN")),
        ("Threshold", json!("-Infinity")),
        ("Unit", json!(null)),
        ("Invented", json!({"a": [1]})),
    ] {
        assert_eq!(alarm(name, value.clone()), Ok(()), "{name} {value}");
    }
    for (name, value) in [
        ("Period", json!(60.5)),
        ("Period", json!(1e300)),
        ("Period", json!(3_000_000_000_u32)),
        ("Period", json!("60")),
        ("Threshold", json!("1")),
        ("ActionsEnabled", json!("true")),
        ("AlarmDescription", json!(1)),
        ("Dimensions", json!({})),
        ("Dimensions", json!([1])),
        ("AlarmActions", json!([["a"]])),
    ] {
        assert!(
            matches!(alarm(name, value.clone()), Err(Invalid::WrongType { .. })),
            "{name} {value}"
        );
    }
    let wrong = alarm("Dimensions", json!([{"Name": 7}])).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "the value at 'dimensions.1.member.name' is the number 7, expected a string"
    );
    let wrong = check(Service::CloudWatch, "PutMetricAlarm", json!([])).unwrap_err();
    assert_eq!(wrong.to_string(), "the request is a list, expected an object");
}

#[test]
fn a_type_goes_before_a_constraint() {
    let request = json!({"AlarmName": "", "Period": "x"});
    let got = check(Service::CloudWatch, "PutMetricAlarm", request).unwrap_err();
    assert!(matches!(got, Invalid::WrongType { path, .. } if path == "period"));
}

#[test]
fn instance_types_of_ones_own_are_accepted() {
    let request = json!({
        "EndpointConfigName": "c",
        "ProductionVariants": [{"VariantName": "v", "ModelName": "m", "InstanceType": "ml.local.cpu",
                                "InitialInstanceCount": 1, "InitialVariantWeight": 1}],
    });
    assert_eq!(check(Service::SageMaker, "CreateEndpointConfig", request.clone()), Ok(()));
    let mut light = request;
    light["ProductionVariants"][0]["InitialVariantWeight"] = json!(-0.5);
    assert!(text(Service::SageMaker, "CreateEndpointConfig", light).ends_with(
        "Value '-0.5' at 'productionVariants.1.member.initialVariantWeight' failed to satisfy constraint: \
         Member must have value greater than or equal to 0"
    ));
}

#[test]
fn times_are_within_the_years_that_have_four_digits() {
    let at = |time: Value| {
        check(
            Service::CloudWatch,
            "GetMetricData",
            json!({
                "MetricDataQueries": [], "StartTime": time, "EndTime": 0,
            }),
        )
    };
    assert_eq!(at(json!(0)), Ok(()));
    assert_eq!(at(json!(1_765_977_780.25)), Ok(()));
    for time in [json!(1e300), json!(-1e300), json!("2026-11-20T10:00:00Z"), json!("NaN")] {
        assert!(matches!(at(time), Err(Invalid::WrongType { .. })));
    }
}

#[test]
fn messages_stay_in_proportion() {
    let dimensions: Vec<Value> = (0..5000).map(|_| json!({})).collect();
    let got = text(
        Service::CloudWatch,
        "PutMetricAlarm",
        json!({
            "AlarmName": "x".repeat(1_000_000), "EvaluationPeriods": 1, "Dimensions": dimensions,
        }),
    );
    assert!(got.starts_with("100 validation errors detected: Value 'xxx"));
    assert!(got.len() < 32_000, "{}", got.len());
}
