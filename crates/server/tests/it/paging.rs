//! Listings in pages: every item once, whatever happens between two of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, Api, CLOUDWATCH, SAGEMAKER, World, now, target, with};

/// All pages of a listing: the number of items on each, and the items themselves.
async fn pages(
    api: &Api,
    service: &str,
    operation: &str,
    input: Value,
    list: &str,
) -> (Vec<usize>, Vec<Value>) {
    let (mut sizes, mut items) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    let mut token = Value::Null;
    loop {
        let page =
            api.call(service, operation, with(input.clone(), json!({ "NextToken": token }))).await;
        let listed = page[list].as_array().unwrap();
        sizes.push(listed.len());
        items.extend(listed.iter().cloned());
        match page.get("NextToken") {
            None => return (sizes, items),
            Some(next) => {
                assert!(
                    seen.insert(next.to_string()),
                    "a repeated token makes clients loop for ever"
                );
                token = next.clone();
            }
        }
    }
}

fn names(items: &[Value], member: &str) -> Vec<String> {
    items.iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn sagemaker_lists_newest_first_in_tens() {
    let world = World::new().await;
    let api = &world.api;
    for number in 0..12 {
        api.sagemaker("CreateModel", json!({ "ModelName": format!("m{number:02}") })).await;
    }
    let newest: Vec<String> = (0..12).rev().map(|number| format!("m{number:02}")).collect();
    let (sizes, items) = pages(api, SAGEMAKER, "ListModels", json!({}), "Models").await;
    assert_eq!(sizes, [10, 2]);
    assert_eq!(names(&items, "ModelName"), newest);
    let oldest = json!({ "SortOrder": "Ascending", "MaxResults": 5, "SortBy": "Name" });
    let (sizes, items) = pages(api, SAGEMAKER, "ListModels", oldest, "Models").await;
    assert_eq!(sizes, [5, 5, 2]);
    assert_eq!(names(&items, "ModelName"), newest.iter().rev().cloned().collect::<Vec<_>>());
    // "After" includes the instant itself, "before" does not.
    let fifth = &items[5];
    let count =
        async |filter: Value| pages(api, SAGEMAKER, "ListModels", filter, "Models").await.1.len();
    let at = &fifth["CreationTime"];
    let after = count(json!({ "CreationTimeAfter": at })).await;
    let before = count(json!({ "CreationTimeBefore": at })).await;
    assert_eq!(after + before, 12);
    assert!(after >= 7);
    assert_eq!(count(json!({ "NameContains": "m1" })).await, 2);
    assert_eq!(count(json!({ "CreationTimeAfter": now() + 1000.0 })).await, 0);
    // A token is for its own listing.
    let first = api.sagemaker("ListModels", json!({})).await;
    let token = &first["NextToken"];
    for (operation, input) in [
        ("ListEndpointConfigs", json!({ "NextToken": token })),
        ("ListModels", json!({ "NextToken": token, "NameContains": "m" })),
        ("ListModels", json!({ "NextToken": "garbage" })),
    ] {
        assert_eq!(api.refused(SAGEMAKER, operation, input).await.0, "ValidationException");
    }
}

#[tokio::test]
async fn deleting_what_was_listed_reaches_everything() {
    let world = World::new().await;
    let api = &world.api;
    for number in 0..7 {
        api.sagemaker("CreateModel", json!({ "ModelName": format!("m{number}") })).await;
    }
    let mut token = Value::Null;
    loop {
        let page =
            api.sagemaker("ListModels", json!({ "MaxResults": 2, "NextToken": token })).await;
        for model in page["Models"].as_array().unwrap() {
            api.sagemaker("DeleteModel", json!({ "ModelName": model["ModelName"] })).await;
        }
        let Some(next) = page.get("NextToken") else { break };
        token = next.clone();
    }
    assert_eq!(api.sagemaker("ListModels", json!({})).await["Models"], json!([]));
}

#[tokio::test]
async fn autoscaling_and_alarms_are_paged() {
    let world = World::new().await;
    let api = &world.api;
    for name in ["a", "b", "c"] {
        api.component(name).await;
        api.register(name, 0, 4).await;
    }
    let input = json!({ "ServiceNamespace": "sagemaker", "MaxResults": 2 });
    let (sizes, items) =
        pages(api, AUTOSCALING, "DescribeScalableTargets", input, "ScalableTargets").await;
    assert_eq!(sizes, [2, 1]);
    assert_eq!(
        names(&items, "ResourceId"),
        ["a", "b", "c"].map(|name| format!("inference-component/{name}"))
    );
    for number in 0..12 {
        let policy = with(
            target("a"),
            json!({
                "PolicyName": format!("p{number:02}"), "PolicyType": "StepScaling",
                "StepScalingPolicyConfiguration": {
                    "AdjustmentType": "ChangeInCapacity",
                    "StepAdjustments": [{ "MetricIntervalLowerBound": 0, "ScalingAdjustment": 1 }],
                },
            }),
        );
        api.autoscaling("PutScalingPolicy", policy).await;
    }
    let input = json!({ "ServiceNamespace": "sagemaker" });
    let (sizes, items) =
        pages(api, AUTOSCALING, "DescribeScalingPolicies", input, "ScalingPolicies").await;
    assert_eq!(sizes, [10, 2]);
    assert_eq!(
        names(&items, "PolicyName"),
        (0..12).map(|number| format!("p{number:02}")).collect::<Vec<_>>()
    );
    // Activities, newest first.
    for copies in [2, 3, 4] {
        api.register("b", copies, 4).await;
        api.copies("b", copies.unsigned_abs()).await;
    }
    let input = with(target("b"), json!({ "MaxResults": 1 }));
    let (sizes, items) =
        pages(api, AUTOSCALING, "DescribeScalingActivities", input, "ScalingActivities").await;
    assert_eq!(sizes, [1, 1, 1]);
    assert_eq!(
        names(&items, "Description"),
        [4, 3, 2].map(|copies| format!("Setting desired copy count to {copies}."))
    );
    for number in 0..5 {
        api.cloudwatch("PutMetricAlarm", json!({
            "AlarmName": format!("a{number}"), "Namespace": "N", "MetricName": "m", "Statistic": "Sum",
            "Period": 60, "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold",
        }))
        .await;
    }
    let (sizes, items) =
        pages(api, CLOUDWATCH, "DescribeAlarms", json!({ "MaxRecords": 2 }), "MetricAlarms").await;
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(
        names(&items, "AlarmName"),
        (0..5).map(|number| format!("a{number}")).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn metrics_and_their_data_are_paged() {
    let world = World::new().await;
    let api = &world.api;
    let data: Vec<Value> =
        (0..501).map(|number| json!({ "MetricName": format!("m{number}"), "Value": 1 })).collect();
    api.cloudwatch("PutMetricData", json!({ "Namespace": "N", "MetricData": data })).await;
    let (sizes, items) = pages(api, CLOUDWATCH, "ListMetrics", json!({}), "Metrics").await;
    assert_eq!(sizes, [500, 1]);
    assert_eq!(names(&items, "MetricName").iter().collect::<BTreeSet<_>>().len(), 501);
    // Twenty minutes of data, ten points a page: two pages, newest first.
    let minute = (now() / 60.0).floor() * 60.0;
    let data: Vec<Value> = (1..=20)
        .map(|age| json!({ "MetricName": "t", "Value": age, "Timestamp": minute - 60.0 * f64::from(age) }))
        .collect();
    api.cloudwatch("PutMetricData", json!({ "Namespace": "N", "MetricData": data })).await;
    let stat =
        json!({ "Metric": { "Namespace": "N", "MetricName": "t" }, "Period": 60, "Stat": "Sum" });
    let input = json!({
        "StartTime": minute - 3600.0, "EndTime": minute, "MaxDatapoints": 10,
        "MetricDataQueries": [{ "Id": "t", "MetricStat": stat }],
    });
    let (_, results) =
        pages(api, CLOUDWATCH, "GetMetricData", input.clone(), "MetricDataResults").await;
    let values: Vec<f64> = results
        .iter()
        .flat_map(|result| result["Values"].as_array().unwrap())
        .map(|value| value.as_f64().unwrap())
        .collect();
    assert_eq!(values, (1..=20).map(f64::from).collect::<Vec<_>>());
    assert_eq!(names(&results, "StatusCode"), ["PartialData", "Complete"]);
    let first = api.cloudwatch("GetMetricData", input.clone()).await;
    let other =
        with(input, json!({ "NextToken": first["NextToken"], "ScanBy": "TimestampAscending" }));
    assert_eq!(api.refused(CLOUDWATCH, "GetMetricData", other).await.0, "InvalidNextToken");
}
