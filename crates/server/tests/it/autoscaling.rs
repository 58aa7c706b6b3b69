//! Application Auto Scaling.

use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, COPIES, INSTANCES, World, target, with};

fn tracking(value: f64) -> Value {
    json!({
        "TargetValue": value,
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy",
        },
        "ScaleInCooldown": 200, "ScaleOutCooldown": 200,
    })
}

fn step() -> Value {
    json!({
        "AdjustmentType": "ChangeInCapacity", "MetricAggregationType": "Maximum", "Cooldown": 60,
        "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }],
    })
}

fn put(name: &str, kind: &str, block: Value) -> Value {
    with(
        target("c"),
        json!({
            "PolicyName": name, "PolicyType": kind,
            format!("{kind}PolicyConfiguration"): block,
        }),
    )
}

#[tokio::test]
async fn a_target_is_registered_changed_described_and_taken_away() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    let first = api.register("c", 0, 4).await;
    let arn = first["ScalableTargetARN"].as_str().unwrap();
    assert!(
        arn.starts_with("arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/")
    );
    let suspended = json!({ "DynamicScalingInSuspended": true });
    let again = with(target("c"), json!({ "MaxCapacity": 6, "SuspendedState": suspended }));
    assert_eq!(api.autoscaling("RegisterScalableTarget", again).await, first);
    let described = api
        .autoscaling("DescribeScalableTargets", json!({ "ServiceNamespace": "sagemaker" }))
        .await;
    let [found] = described["ScalableTargets"].as_array().unwrap().as_slice() else {
        panic!("{described}")
    };
    assert_eq!((&found["MinCapacity"], &found["MaxCapacity"]), (&json!(0), &json!(6)));
    assert_eq!(
        found["SuspendedState"],
        json!({
            "DynamicScalingInSuspended": true, "DynamicScalingOutSuspended": false,
            "ScheduledScalingSuspended": false,
        })
    );
    assert!(
        found["RoleARN"]
            .as_str()
            .unwrap()
            .contains("AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint")
    );
    assert!(found["CreationTime"].as_f64().is_some());
    assert!(found.get("PredictedCapacity").is_none() && described.get("NextToken").is_none());
    api.autoscaling("DeregisterScalableTarget", target("c")).await;
    let gone = api.refused(AUTOSCALING, "DeregisterScalableTarget", target("c")).await;
    assert_eq!(
        gone,
        (
            "ObjectNotFoundException".to_owned(),
            format!(
                "No scalable target found for service namespace: sagemaker, resource ID: inference-component/c, scalable dimension: {COPIES}"
            ),
        )
    );
}

#[tokio::test]
async fn targets_that_cannot_be_are_refused() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    let bounds =
        |min: i64, max: i64| with(target("c"), json!({ "MinCapacity": min, "MaxCapacity": max }));
    let other = |resource: &str, dimension: &str| {
        json!({
            "ServiceNamespace": "sagemaker", "ResourceId": resource,
            "ScalableDimension": dimension, "MinCapacity": 0, "MaxCapacity": 1,
        })
    };
    for (input, code, text) in [
        (
            bounds(5, 1),
            "ValidationException",
            "Maximum capacity cannot be less than minimum capacity",
        ),
        (bounds(-1, 1), "ValidationException", "Minimum capacity cannot be less than 0"),
        (bounds(0, 2_000_000_000), "LimitExceededException", "10000"),
        (target("c"), "ValidationException", "Minimum capacity must be specified"),
        (
            other("inference-component/none", COPIES),
            "ValidationException",
            "Could not find inference component",
        ),
        (
            other("endpoint/none/variant/v", INSTANCES),
            "ValidationException",
            "Could not find endpoint",
        ),
        (
            other("endpoint/c/variant/v", COPIES),
            "ValidationException",
            "Unsupported service namespace, resource type or scalable dimension",
        ),
        (
            json!({}),
            "ValidationException",
            "3 validation errors detected: Value null at 'serviceNamespace' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({ "ServiceNamespace": "ecs", "ResourceId": "service/a/b", "ScalableDimension": "ecs:service:DesiredCount" }),
            "ValidationException",
            "not supported",
        ),
    ] {
        let (got_code, got) =
            api.refused(AUTOSCALING, "RegisterScalableTarget", input.clone()).await;
        assert_eq!(got_code, code, "{input}: {got}");
        assert!(got.contains(text), "{input}: {got}");
    }
    // An update that leaves the bounds inverted changes nothing.
    api.register("c", 1, 2).await;
    let inverted = with(target("c"), json!({ "MaxCapacity": 0 }));
    api.refused(AUTOSCALING, "RegisterScalableTarget", inverted).await;
    let tagged = with(target("c"), json!({ "Tags": { "a": "b" } }));
    let (_, text) = api.refused(AUTOSCALING, "RegisterScalableTarget", tagged).await;
    assert!(text.contains("use the TagResource API"), "{text}");
    let described = api
        .autoscaling("DescribeScalableTargets", json!({ "ServiceNamespace": "sagemaker" }))
        .await;
    assert_eq!(described["ScalableTargets"][0]["MaxCapacity"], 2);
}

#[tokio::test]
async fn policies_are_put_described_as_sent_and_deleted() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 0, 4).await;
    let first = api
        .autoscaling("PutScalingPolicy", put("track", "TargetTrackingScaling", tracking(5.0)))
        .await;
    let alarms = first["Alarms"].as_array().unwrap();
    assert_eq!(alarms.len(), 2);
    for (alarm, side) in alarms.iter().zip(["AlarmHigh", "AlarmLow"]) {
        let name = alarm["AlarmName"].as_str().unwrap();
        assert!(
            name.starts_with(&format!("TargetTracking-inference-component/c-{side}-")),
            "{name}"
        );
        let arn = format!("arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}");
        assert_eq!(alarm["AlarmARN"], arn.as_str());
    }
    let wake = api.autoscaling("PutScalingPolicy", put("wake", "StepScaling", step())).await;
    assert_eq!(wake["Alarms"], json!([]));
    // The same policy again keeps its ARN and gets new alarms.
    let again = api
        .autoscaling("PutScalingPolicy", put("track", "TargetTrackingScaling", tracking(6.0)))
        .await;
    assert_eq!(again["PolicyARN"], first["PolicyARN"]);
    assert_ne!(again["Alarms"], first["Alarms"]);
    api.cloudwatch(
        "PutMetricAlarm",
        json!({
            "AlarmName": "wake", "Namespace": "AWS/SageMaker", "MetricName": "NoCapacityInvocationFailures",
            "Dimensions": [{ "Name": "InferenceComponentName", "Value": "c" }],
            "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold", "AlarmActions": [wake["PolicyARN"]],
        }),
    )
    .await;
    let all = json!({ "ServiceNamespace": "sagemaker" });
    let described = api.autoscaling("DescribeScalingPolicies", all.clone()).await;
    let policies = described["ScalingPolicies"].as_array().unwrap();
    assert_eq!(policies.len(), 2);
    let (track, step_policy) = (&policies[0], &policies[1]);
    assert_eq!(track["TargetTrackingScalingPolicyConfiguration"], tracking(6.0));
    assert_eq!(track["Alarms"], again["Alarms"]);
    assert!(track.get("StepScalingPolicyConfiguration").is_none());
    assert_eq!(step_policy["StepScalingPolicyConfiguration"], step());
    assert_eq!(step_policy["Alarms"][0]["AlarmName"], "wake");
    api.autoscaling("DeleteScalingPolicy", with(target("c"), json!({ "PolicyName": "track" })))
        .await;
    let left = api.cloudwatch("DescribeAlarms", json!({})).await;
    let left: Vec<&Value> =
        left["MetricAlarms"].as_array().unwrap().iter().map(|alarm| &alarm["AlarmName"]).collect();
    assert_eq!(left, ["wake"], "managed alarms go with their policy, the user's stay");
    let (code, text) = api
        .refused(
            AUTOSCALING,
            "DeleteScalingPolicy",
            with(target("c"), json!({ "PolicyName": "track" })),
        )
        .await;
    assert_eq!(code, "ObjectNotFoundException");
    assert!(text.ends_with("policy name: track"), "{text}");
}

#[tokio::test]
async fn policies_that_cannot_be_are_refused_in_aws_order() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    let broken = put("p", "TargetTrackingScaling", json!({ "TargetValue": 5.0 }));
    // The target first, then the policy.
    let (code, text) = api.refused(AUTOSCALING, "PutScalingPolicy", broken.clone()).await;
    assert_eq!(code, "ObjectNotFoundException");
    assert!(
        text.starts_with("No scalable target registered for service namespace: sagemaker"),
        "{text}"
    );
    api.register("c", 0, 4).await;
    let mut both = put("p", "StepScaling", step());
    both["TargetTrackingScalingPolicyConfiguration"] = tracking(5.0);
    let mut other_block = put("p", "StepScaling", step());
    other_block["PolicyType"] = "TargetTrackingScaling".into();
    let custom = |members: Value| {
        put(
            "p",
            "TargetTrackingScaling",
            json!({
                "TargetValue": 5.0, "CustomizedMetricSpecification": members,
            }),
        )
    };
    let math = json!({ "Metrics": [{ "Id": "m", "Expression": "1" }] });
    let mut infinite = step();
    infinite["StepAdjustments"][0]["MetricIntervalUpperBound"] = "Infinity".into();
    for (input, code, part) in [
        (
            broken,
            "ValidationException",
            "PredefinedMetricSpecification or CustomizedMetricSpecification must be set",
        ),
        (
            both,
            "ValidationException",
            "You must only provide a single scaling policy configuration",
        ),
        (
            other_block,
            "ValidationException",
            "TargetTrackingScaling policy configuration must be specified",
        ),
        (
            put("p", "StepScaling", json!({})),
            "ValidationException",
            "Adjustment type must be specified",
        ),
        (put("p", "StepScaling", infinite), "ValidationException", "finite"),
        (
            put("p", "TargetTrackingScaling", tracking(0.0)),
            "ValidationException",
            "target value must be between",
        ),
        (
            with(target("c"), json!({ "PolicyName": "p", "PolicyType": "ABCDEFG" })),
            "ValidationException",
            "1 validation error detected: Value 'ABCDEFG' at 'policyType' failed to satisfy constraint: Member must satisfy enum value set: [PredictiveScaling, StepScaling, TargetTrackingScaling]",
        ),
        (
            custom(json!({ "MetricName": "m", "Namespace": "", "Statistic": "Sum" })),
            "ValidationException",
            "must be those of a CloudWatch metric",
        ),
        (
            custom(json!({ "MetricName": "m" })),
            "ValidationException",
            "MetricName, Namespace and Statistic",
        ),
        (
            custom(math),
            "ValidationException",
            "The customized metric specification is not valid. Error in expression 'm': The expression must result in a time series",
        ),
    ] {
        let (got_code, got) = api.refused(AUTOSCALING, "PutScalingPolicy", input.clone()).await;
        assert_eq!(got_code, code, "{input}: {got}");
        assert!(got.contains(part), "{input}: {got}");
    }
    let nan = with(
        target("c"),
        json!({
            "PolicyName": "p", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": with(tracking(1.0), json!({ "TargetValue": "NaN" })),
        }),
    );
    api.refused(AUTOSCALING, "PutScalingPolicy", nan).await;
    let none = api
        .autoscaling("DescribeScalingPolicies", json!({ "ServiceNamespace": "sagemaker" }))
        .await;
    assert_eq!(none["ScalingPolicies"], json!([]));
}

#[tokio::test]
async fn describing_needs_a_resource_for_a_dimension_and_a_page_size_in_range() {
    let world = World::new().await;
    for (operation, most) in [
        ("DescribeScalableTargets", 50),
        ("DescribeScalingPolicies", 10),
        ("DescribeScalingActivities", 50),
    ] {
        let base = json!({ "ServiceNamespace": "sagemaker" });
        let dimension = with(base.clone(), json!({ "ScalableDimension": COPIES }));
        let (code, _) = world.api.refused(AUTOSCALING, operation, dimension).await;
        assert_eq!(code, "ValidationException");
        for (size, fits) in [(0, false), (1, true), (most, true), (most + 1, false)] {
            let input = with(base.clone(), json!({ "MaxResults": size }));
            let answer = world.api.raw(AUTOSCALING, operation, &input.to_string()).await;
            assert_eq!(answer.status.is_success(), fits, "{operation} {size}");
        }
        let foreign = with(base, json!({ "NextToken": "AAAA" }));
        let (code, _) = world.api.refused(AUTOSCALING, operation, foreign).await;
        assert_eq!(code, "InvalidNextTokenException");
    }
}

#[tokio::test]
async fn a_capacity_outside_the_bounds_is_moved_and_told() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 2, 4).await;
    api.copies("c", 2).await;
    let input = with(target("c"), json!({}));
    let done = api
        .until(AUTOSCALING, "DescribeScalingActivities", input, |found| {
            found["ScalingActivities"][0]["StatusCode"] == "Successful"
        })
        .await;
    let activity = &done["ScalingActivities"][0];
    assert_eq!(activity["Description"], "Setting desired copy count to 2.");
    assert_eq!(activity["Cause"], "minimum capacity was set to 2");
    assert_eq!(
        activity["StatusMessage"],
        "Successfully set desired copy count to 2. Change successfully fulfilled by sagemaker."
    );
    assert!(activity["EndTime"].as_f64().unwrap() >= activity["StartTime"].as_f64().unwrap());
    assert!(activity.get("NotScaledReasons").is_none() && activity.get("Details").is_none());
}

#[tokio::test]
async fn a_policy_on_metric_math_is_described_as_it_was_put_and_keeps_math_alarms() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 0, 4).await;
    let metric = |id: &str, stat: &str| {
        let metric = json!({ "Namespace": "Queue", "MetricName": id });
        json!({ "Id": id, "ReturnData": false, "MetricStat": { "Metric": metric, "Stat": stat } })
    };
    let queries = json!([
        metric("depth", "Sum"),
        metric("copies", "Average"),
        { "Id": "each", "Expression": "depth / copies", "Label": "waiting per copy" },
    ]);
    let block = |queries: &Value| json!({ "TargetValue": 10.0, "CustomizedMetricSpecification": { "Metrics": queries } });
    let policy = |name: &str, queries: &Value| {
        with(
            target("c"),
            json!({
                "PolicyName": name, "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": block(queries),
            }),
        )
    };
    let put = api.autoscaling("PutScalingPolicy", policy("math", &queries)).await;
    assert_eq!(put["Alarms"].as_array().unwrap().len(), 2);
    let described = api
        .autoscaling("DescribeScalingPolicies", json!({ "ServiceNamespace": "sagemaker" }))
        .await;
    let described = &described["ScalingPolicies"][0];
    assert_eq!(described["TargetTrackingScalingPolicyConfiguration"], block(&queries));
    let alarms = api.cloudwatch("DescribeAlarms", json!({})).await;
    for alarm in alarms["MetricAlarms"].as_array().unwrap() {
        assert_eq!(alarm["Metrics"][2]["Expression"], "depth / copies");
        assert_eq!(alarm["Metrics"][0]["MetricStat"]["Period"], 60);
        assert!(alarm.get("MetricName").is_none(), "{alarm}");
    }
    // The same queries in another order are the same metric.
    let turned = json!([queries[1], queries[0], queries[2]]);
    let first_returns = json!([queries[2], queries[0], queries[1]]);
    let nameless = json!([{ "Id": "Upper", "Expression": "1" }]);
    let nothing = json!([{ "Id": "a" }]);
    let too_many = json!([queries[2], queries[2]]);
    for (queries, part) in [
        (
            &turned,
            "Only one TargetTrackingScaling policy for a given metric specification is allowed.",
        ),
        (&first_returns, "must be the last of Metrics"),
        (&nameless, "must begin with a lower-case letter"),
        (&nothing, "must have either MetricStat or Expression"),
        (&too_many, "Exactly one element of the metrics list should return data."),
    ] {
        let (code, text) =
            api.refused(AUTOSCALING, "PutScalingPolicy", policy("other", queries)).await;
        assert_eq!(code, "ValidationException", "{queries}: {text}");
        assert!(text.contains(part), "{queries}: {text}");
    }
}
