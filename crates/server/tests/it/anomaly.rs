//! Anomaly detectors and bands.

use serde_json::{Value, json};

use crate::harness::{CLOUDWATCH, World, now, with};

fn single(members: Value) -> Value {
    let metric = json!({ "Namespace": "N", "MetricName": "m", "Stat": "Average" });
    json!({ "SingleMetricAnomalyDetector": with(metric, members) })
}

#[tokio::test]
async fn detectors_are_put_told_and_deleted() {
    let world = World::new().await;
    let api = &world.api;
    let configuration = json!({
        "ExcludedTimeRanges": [{ "StartTime": 1_000_000.0, "EndTime": 2_000_000.0 }],
        "MetricTimezone": "Europe/Rome",
    });
    let put = with(
        single(json!({ "Dimensions": [{ "Name": "d", "Value": "1" }] })),
        json!({
            "Configuration": configuration,
            "MetricCharacteristics": { "PeriodicSpikes": false },
        }),
    );
    assert_eq!(api.cloudwatch("PutAnomalyDetector", put.clone()).await, json!({}));
    let flat = json!({ "Namespace": "N", "MetricName": "other", "Stat": "p90" });
    api.cloudwatch("PutAnomalyDetector", flat.clone()).await;

    let mut all = api.cloudwatch("DescribeAnomalyDetectors", json!({})).await;
    let detectors = all["AnomalyDetectors"].as_array_mut().unwrap();
    let nested = put["SingleMetricAnomalyDetector"].clone();
    for (detector, want) in detectors.iter_mut().zip([
        with(
            with(nested.clone(), json!({ "SingleMetricAnomalyDetector": nested })),
            json!({
                "Configuration": configuration,
                "MetricCharacteristics": { "PeriodicSpikes": false },
            }),
        ),
        with(
            with(
                flat.clone(),
                json!({ "Dimensions": [], "Configuration": { "ExcludedTimeRanges": [] } }),
            ),
            json!({ "SingleMetricAnomalyDetector": with(flat, json!({ "Dimensions": [] })) }),
        ),
    ]) {
        // It turns from one into the other at the full minute.
        let state = detector.as_object_mut().unwrap().remove("StateValue").unwrap();
        assert!(state == "PENDING_TRAINING" || state == "TRAINED_INSUFFICIENT_DATA", "{state}");
        assert_eq!(*detector, want);
    }
    assert_eq!(detectors.len(), 2);

    let named = |filter: Value| async {
        let told = api.cloudwatch("DescribeAnomalyDetectors", filter).await;
        let told = told["AnomalyDetectors"].as_array().unwrap().clone();
        told.iter().map(|one| one["MetricName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(json!({ "MetricName": "other" })).await, ["other"]);
    assert_eq!(named(json!({ "Dimensions": [{ "Name": "d", "Value": "1" }] })).await, ["m"]);
    assert!(named(json!({ "Namespace": "elsewhere" })).await.is_empty());
    assert!(named(json!({ "AnomalyDetectorTypes": ["METRIC_MATH"] })).await.is_empty());
    let first = api.cloudwatch("DescribeAnomalyDetectors", json!({ "MaxResults": 1 })).await;
    let rest = json!({ "MaxResults": 1, "NextToken": first["NextToken"] });
    assert_eq!(named(rest).await, ["other"]);

    let world = world.restart(|_| {}).await;
    let api = &world.api;
    let gone = single(json!({ "Dimensions": [{ "Name": "d", "Value": "1" }] }));
    assert_eq!(api.cloudwatch("DeleteAnomalyDetector", gone.clone()).await, json!({}));
    let (code, _) = api.refused(CLOUDWATCH, "DeleteAnomalyDetector", gone).await;
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn detectors_that_cannot_be() {
    let world = World::new().await;
    for (input, want) in [
        (json!({}), "MissingRequiredParameter"),
        (single(json!({ "Stat": "p101" })), "ValidationException"),
        (with(single(json!({})), json!({ "Stat": "Sum" })), "InvalidParameterCombination"),
        (
            with(single(json!({})), json!({ "Configuration": { "MetricTimezone": "Mars" } })),
            "InvalidParameterValue",
        ),
        (
            with(
                single(json!({})),
                json!({ "Configuration": {
                    "ExcludedTimeRanges": [{ "StartTime": 2.0, "EndTime": 1.0 }],
                }}),
            ),
            "InvalidParameterValue",
        ),
        (
            json!({ "MetricMathAnomalyDetector": { "MetricDataQueries": [] } }),
            "InvalidParameterValue",
        ),
        (
            with(
                single(json!({})),
                json!({ "MetricMathAnomalyDetector": { "MetricDataQueries": [] } }),
            ),
            "InvalidParameterCombination",
        ),
    ] {
        let (code, text) = world.api.refused(CLOUDWATCH, "PutAnomalyDetector", input.clone()).await;
        assert!(code.starts_with(want), "{input}: {code} {text}");
    }
}

#[tokio::test]
async fn a_band_is_drawn_around_the_values_there_were() {
    let world = World::new().await;
    let api = &world.api;
    let hour = (now() / 3600.0).floor() * 3600.0;
    let data: Vec<Value> = (1..=48)
        .map(|back| {
            let value = if back % 2 == 0 { 9 } else { 11 };
            let at = hour - f64::from(back) * 300.0;
            json!({ "MetricName": "m", "Timestamp": at, "Value": value })
        })
        .collect();
    api.cloudwatch("PutMetricData", json!({ "Namespace": "N", "MetricData": data })).await;
    let got = api
        .cloudwatch(
            "GetMetricData",
            json!({
                "StartTime": hour - 600.0, "EndTime": hour, "ScanBy": "TimestampAscending",
                "MetricDataQueries": [
                    { "Id": "m", "ReturnData": false, "MetricStat": {
                        "Metric": { "Namespace": "N", "MetricName": "m" },
                        "Period": 300, "Stat": "Average",
                    }},
                    { "Id": "e", "Expression": "ANOMALY_DETECTION_BAND(m, 2)" },
                ],
            }),
        )
        .await;
    let results = got["MetricDataResults"].as_array().unwrap();
    let values: Vec<&Value> = results.iter().map(|result| &result["Values"]).collect();
    assert_eq!(values, [&json!([12.0, 12.0]), &json!([8.0, 8.0])]);
    assert!(results.iter().all(|result| result["Id"] == "e"));
}

#[tokio::test]
async fn an_alarm_on_a_band_is_told_as_it_was_put() {
    let world = World::new().await;
    let api = &world.api;
    let given = json!({
        "AlarmName": "a", "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "ThresholdMetricId": "band",
        "ComparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold",
        "Metrics": [
            { "Id": "m", "ReturnData": true, "MetricStat": {
                "Metric": { "Namespace": "N", "MetricName": "m" }, "Period": 300, "Stat": "Average",
            }},
            { "Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m, 2)", "Label": "expected" },
        ],
    });
    assert_eq!(api.cloudwatch("PutMetricAlarm", given.clone()).await, json!({}));
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    let found = api.cloudwatch("DescribeAlarms", json!({})).await["MetricAlarms"][0].clone();
    for (member, value) in given.as_object().unwrap() {
        assert_eq!(found[member], *value, "{member}");
    }
    for absent in ["Threshold", "Period", "Statistic", "MetricName", "Namespace"] {
        assert_eq!(found.get(absent), None, "{absent}");
    }
    let items = api.cloudwatch("DescribeAlarmHistory", json!({ "AlarmName": "a" })).await;
    let created =
        items["AlarmHistoryItems"].as_array().unwrap().last().unwrap()["HistoryData"].clone();
    let created: Value = serde_json::from_str(created.as_str().unwrap()).unwrap();
    let created = &created["createdAlarm"];
    assert_eq!(created["thresholdMetricId"], "band");
    assert_eq!(created.get("threshold"), None);
    let (code, text) =
        api.refused(CLOUDWATCH, "PutMetricAlarm", with(given, json!({ "Threshold": 1.0 }))).await;
    assert_eq!(
        (code.as_str(), text.as_str()),
        ("ValidationException", "Threshold and ThresholdMetricId must not both be set")
    );
}

#[tokio::test]
async fn detectors_on_metric_math_are_told_as_they_were_put() {
    let world = World::new().await;
    let api = &world.api;
    let of = json!({ "MetricMathAnomalyDetector": { "MetricDataQueries": [
        { "Id": "m", "ReturnData": false, "MetricStat": {
            "Metric": { "Namespace": "N", "MetricName": "m" }, "Period": 300, "Stat": "Sum",
        }},
        { "Id": "e", "Expression": "m / PERIOD(m)", "Label": "rate" },
    ]}});
    assert_eq!(api.cloudwatch("PutAnomalyDetector", of.clone()).await, json!({}));
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    let told = |input: Value| async {
        api.cloudwatch("DescribeAnomalyDetectors", input).await["AnomalyDetectors"].clone()
    };
    assert_eq!(told(json!({})).await, json!([]), "only of metrics, unless asked");
    let types = json!({ "AnomalyDetectorTypes": ["METRIC_MATH"], "MetricName": "m" });
    let mut found = told(types.clone()).await;
    let detector = found[0].as_object_mut().unwrap();
    assert!(detector.remove("StateValue").is_some());
    let want = with(of.clone(), json!({ "Configuration": { "ExcludedTimeRanges": [] } }));
    assert_eq!(found, json!([want]));
    assert_eq!(told(with(types.clone(), json!({ "MetricName": "n" }))).await, json!([]));
    api.cloudwatch("DeleteAnomalyDetector", of.clone()).await;
    assert_eq!(told(types).await, json!([]));
    let (code, _) = api.refused(CLOUDWATCH, "DeleteAnomalyDetector", of).await;
    assert_eq!(code, "ResourceNotFoundException");
}
