//! CloudWatch: metrics in, statistics out.

use serde_json::{Value, json};

use crate::harness::{CLOUDWATCH, World, now, with};

fn datum(members: Value) -> Value {
    json!({ "Namespace": "N", "MetricData": [with(json!({ "MetricName": "m" }), members)] })
}

/// The whole minute that has just begun, and a span of ten minutes around it.
fn span() -> (f64, f64, f64) {
    let minute = (now() / 60.0).floor() * 60.0;
    (minute - 300.0, minute + 300.0, minute)
}

#[tokio::test]
async fn data_add_up_to_statistics() {
    let world = World::new().await;
    let api = &world.api;
    let (start, end, minute) = span();
    let at = minute - 120.0;
    let put = |members: Value| datum(with(members, json!({ "Timestamp": at })));
    api.cloudwatch("PutMetricData", put(json!({ "Value": 11 }))).await;
    let set = json!({ "SampleCount": 10, "Sum": 55, "Minimum": 1, "Maximum": 10 });
    api.cloudwatch("PutMetricData", put(json!({ "StatisticValues": set }))).await;
    let query = json!({
        "Namespace": "N", "MetricName": "m", "StartTime": start, "EndTime": end, "Period": 60,
        "Statistics": ["SampleCount", "Sum", "Minimum", "Maximum", "Average"],
    });
    let got = api.cloudwatch("GetMetricStatistics", query).await;
    assert_eq!(
        got,
        json!({ "Label": "m", "Datapoints": [{
            "Timestamp": at, "Unit": "None",
            "SampleCount": 11.0, "Sum": 66.0, "Minimum": 1.0, "Maximum": 11.0, "Average": 6.0,
        }]})
    );
    // Two units are two streams: one datapoint each here, one unit and a message in GetMetricData.
    for unit in ["Seconds", "Milliseconds"] {
        api.cloudwatch(
            "PutMetricData",
            put(json!({ "MetricName": "u", "Value": 1, "Unit": unit })),
        )
        .await;
    }
    let got = api
        .cloudwatch("GetMetricStatistics", json!({
            "Namespace": "N", "MetricName": "u", "StartTime": start, "EndTime": end, "Period": 60,
            "ExtendedStatistics": ["p50", "tm90"],
        }))
        .await;
    let points = got["Datapoints"].as_array().unwrap();
    assert_eq!(points.len(), 2);
    assert_eq!(points[0]["ExtendedStatistics"], json!({ "p50": 1.0, "tm90": 1.0 }));
    assert!(points[0].get("Average").is_none());
    let stat = |name: &str| json!({ "Metric": { "Namespace": "N", "MetricName": name }, "Period": 60, "Stat": "Sum" });
    let got = api
        .cloudwatch(
            "GetMetricData",
            json!({
                "StartTime": start, "EndTime": end,
                "MetricDataQueries": [
                    { "Id": "a", "MetricStat": stat("u") },
                    { "Id": "b", "MetricStat": stat("none") },
                    { "Id": "c", "MetricStat": stat("m"), "ReturnData": false },
                ],
            }),
        )
        .await;
    assert_eq!(
        got,
        json!({ "Messages": [], "MetricDataResults": [
            {
                "Id": "a", "Label": "u", "Timestamps": [at], "Values": [1.0], "StatusCode": "Complete",
                "Messages": [{ "Code": "MultipleUnits", "Value": "Multiple units returned: '[Milliseconds, Seconds]'" }],
            },
            { "Id": "b", "Label": "none", "Timestamps": [], "Values": [], "StatusCode": "Complete" },
        ]})
    );
}

#[tokio::test]
async fn data_that_break_a_rule_are_refused_in_the_services_words() {
    let world = World::new().await;
    let api = &world.api;
    let member = "MetricData.member.1";
    let out_of = |name: &str, value: &str| {
        format!("The value {value} for parameter {member}.{name} is invalid.")
    };
    let counts: Vec<f64> = vec![1.0; 151];
    for (input, code, text) in [
        (
            json!({ "Namespace": "N" }),
            "MissingRequiredParameterException",
            "At least one MetricDatum object must be present in the MetricData parameter."
                .to_owned(),
        ),
        (
            json!({ "MetricData": [{ "MetricName": "m", "Value": 1 }] }),
            "MissingRequiredParameterException",
            "The parameter Namespace is required.".to_owned(),
        ),
        (
            json!({ "Namespace": "N", "MetricData": [{ "Value": 1 }] }),
            "MissingRequiredParameterException",
            format!("The parameter {member}.MetricName is required."),
        ),
        (
            datum(json!({})),
            "MissingRequiredParameterException",
            format!("The parameter {member}.Value is required."),
        ),
        (
            datum(json!({ "StatisticValues": { "Sum": 1 } })),
            "MissingRequiredParameterException",
            ["SampleCount", "Minimum", "Maximum"]
                .map(|name| format!("The parameter {member}.StatisticValues.{name} is required."))
                .join("\n"),
        ),
        (
            datum(json!({ "Value": 1, "Dimensions": [{ "Name": "n" }] })),
            "MissingRequiredParameterException",
            format!("The parameter {member}.Dimensions.member.1.Value is required."),
        ),
        (
            datum(json!({ "Value": 1, "Values": [1] })),
            "InvalidParameterCombinationException",
            format!(
                "The parameters {member}.Value and {member}.Values are mutually exclusive and you have specified both."
            ),
        ),
        (
            datum(
                json!({ "Value": 1, "StatisticValues": { "SampleCount": 1, "Sum": 1, "Minimum": 1, "Maximum": 1 } }),
            ),
            "InvalidParameterCombinationException",
            format!(
                "The parameters {member}.Value and {member}.StatisticValues are mutually exclusive and you have specified both."
            ),
        ),
        (
            datum(json!({ "Values": [1, 2], "Counts": [1] })),
            "InvalidParameterValueException",
            format!("The parameters {member}.Values and {member}.Counts must be of the same size."),
        ),
        (
            datum(json!({ "Values": counts })),
            "InvalidParameterValueException",
            format!("The collection {member}.Values must not have a size greater than 150."),
        ),
        (
            datum(json!({ "Value": "NaN" })),
            "InvalidParameterValueException",
            out_of("Value", "NaN"),
        ),
        (
            datum(json!({ "Value": 1e300 })),
            "InvalidParameterValueException",
            out_of("Value", "1.0E300"),
        ),
        (
            datum(json!({ "Values": [1], "Counts": [1e300] })),
            "InvalidParameterValueException",
            out_of("Counts.member.1", "1.0E300"),
        ),
        (
            datum(json!({ "Value": 1, "Timestamp": 0 })),
            "InvalidParameterValueException",
            format!(
                "The parameter {member}.Timestamp must specify a time within the past two weeks."
            ),
        ),
        (
            datum(json!({ "Value": 1, "Timestamp": now() + 8000.0 })),
            "InvalidParameterValueException",
            format!(
                "The parameter {member}.Timestamp must specify a time within the past two weeks."
            ),
        ),
        (
            datum(json!({ "Value": 1, "StorageResolution": 5 })),
            "InvalidParameterValueException",
            format!(
                "The parameter {member}.StorageResolution must be a value in the set [ 1, 60 ]."
            ),
        ),
        (
            datum(json!({ "Value": 1, "Dimensions": [{ "Name": "n", "Value": " " }] })),
            "InvalidParameterValueException",
            format!("The value n=  for parameter {member}.Dimensions is invalid."),
        ),
        (
            json!({ "Namespace": "AWS/SageMaker", "MetricData": [{ "MetricName": "m", "Value": 1 }] }),
            "InvalidParameterValueException",
            "The value AWS/ for parameter Namespace is invalid.".to_owned(),
        ),
        (datum(json!({ "Value": 1, "Unit": "Furlongs" })), "ValidationException", String::new()),
        (
            json!({ "Namespace": "N", "EntityMetricData": [{}] }),
            "UnsupportedOperationException",
            "Ebbtide does not implement PutMetricData with EntityMetricData yet".to_owned(),
        ),
    ] {
        let (got_code, got) = api.refused(CLOUDWATCH, "PutMetricData", input.clone()).await;
        assert_eq!(got_code, code, "{input}: {got}");
        assert!(text.is_empty() || got == text, "{input}: {got}");
    }
    let many = json!({ "Namespace": "N", "MetricData": vec![json!({ "MetricName": "m", "Value": 1 }); 1001] });
    let (_, text) = api.refused(CLOUDWATCH, "PutMetricData", many).await;
    assert_eq!(text, "The collection MetricData must not have a size greater than 1000.");
    // None of them left anything behind.
    assert_eq!(api.cloudwatch("ListMetrics", json!({})).await["Metrics"], json!([]));
    // A set beside values wins over them.
    let set = json!({ "SampleCount": 2, "Sum": 4, "Minimum": 1, "Maximum": 3 });
    api.cloudwatch("PutMetricData", datum(json!({ "Values": [100], "StatisticValues": set })))
        .await;
}

#[tokio::test]
async fn queries_that_break_a_rule_are_refused() {
    let world = World::new().await;
    let api = &world.api;
    let (start, end, _) = span();
    let statistics = |members: Value| {
        with(
            json!({
                "Namespace": "N", "MetricName": "m", "StartTime": start, "EndTime": end, "Period": 60,
                "Statistics": ["Sum"],
            }),
            members,
        )
    };
    for (input, code, part) in [
        (
            json!({ "Namespace": "N", "StartTime": 1, "EndTime": 2, "Period": 60 }),
            "MissingRequiredParameterException",
            "The parameter MetricName is required.",
        ),
        (
            statistics(json!({ "Statistics": null })),
            "MissingRequiredParameterException",
            "Must specify either Statistics or ExtendedStatistics",
        ),
        (
            statistics(json!({ "ExtendedStatistics": ["p50"] })),
            "InvalidParameterCombinationException",
            "mutually exclusive",
        ),
        (
            statistics(json!({ "Statistics": null, "ExtendedStatistics": ["Sum"] })),
            "InvalidParameterValueException",
            "The value Sum for parameter ExtendedStatistics is not supported.",
        ),
        (
            statistics(json!({ "Statistics": null, "ExtendedStatistics": ["p101"] })),
            "InvalidParameterValueException",
            "The value p101",
        ),
        (
            statistics(json!({ "StartTime": end })),
            "InvalidParameterValueException",
            "The parameter StartTime must be less than the parameter EndTime.",
        ),
        (
            statistics(json!({ "Period": 61 })),
            "InvalidParameterValueException",
            "The parameter Period must be a value in the set",
        ),
        (statistics(json!({ "Period": 0 })), "ValidationException", "greater than or equal to 1"),
        (
            statistics(json!({ "StartTime": end - 86400.0, "Period": 1 })),
            "InvalidParameterCombinationException",
            "You have requested up to 86400 datapoints, which exceeds the limit of 1440.",
        ),
    ] {
        let (got_code, got) = api.refused(CLOUDWATCH, "GetMetricStatistics", input.clone()).await;
        assert_eq!(got_code, code, "{input}: {got}");
        assert!(got.contains(part), "{input}: {got}");
    }
    let stat =
        json!({ "Metric": { "Namespace": "N", "MetricName": "m" }, "Period": 60, "Stat": "Sum" });
    let query = |members: Value| {
        let query = with(json!({ "Id": "a", "MetricStat": stat }), members);
        json!({ "StartTime": start, "EndTime": end, "MetricDataQueries": [query] })
    };
    let twice = json!([{ "Id": "a", "MetricStat": stat }, { "Id": "a", "MetricStat": stat }]);
    for (input, code, part) in [
        (
            with(query(json!({})), json!({ "EndTime": start })),
            "ValidationException",
            "The parameter StartTime must not equal parameter EndTime.",
        ),
        (
            with(query(json!({})), json!({ "EndTime": start - 1.0 })),
            "ValidationException",
            "The parameter EndTime must be greater than StartTime.",
        ),
        (
            query(json!({ "Id": "A" })),
            "ValidationException",
            "is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
        ),
        (
            with(query(json!({})), json!({ "MetricDataQueries": twice })),
            "ValidationException",
            "The values for parameter id in MetricDataQueries are not unique.",
        ),
        (query(json!({ "Expression": "m" })), "ValidationException", "are mutually exclusive"),
        (
            query(json!({ "MetricStat": null })),
            "ValidationException",
            "must have either MetricStat or Expression",
        ),
        (
            query(json!({ "MetricStat": null, "Expression": "1" })),
            "ValidationException",
            "Error in expression 'a': The expression must result in a time series, not in a single number",
        ),
        (
            query(json!({ "MetricStat": null, "Expression": "NOPE(m)" })),
            "ValidationException",
            "Error in expression 'a': Function 'NOPE' not found",
        ),
        (
            query(json!({ "MetricStat": null, "Expression": "1 +" })),
            "ValidationException",
            "Error in expression 'a': Invalid syntax at column 4",
        ),
        (
            with(query(json!({})), json!({ "LabelOptions": { "Timezone": "+25:00" } })),
            "ValidationException",
            "it must be +HHMM or -HHMM",
        ),
        (
            query(json!({ "AccountId": "111111111111" })),
            "UnsupportedOperationException",
            "metric data of other accounts",
        ),
        (
            with(query(json!({})), json!({ "MaxDatapoints": 0 })),
            "ValidationException",
            "MaxDatapoints",
        ),
        (with(query(json!({})), json!({ "NextToken": "x" })), "InvalidNextToken", ""),
    ] {
        let (got_code, got) = api.refused(CLOUDWATCH, "GetMetricData", input.clone()).await;
        assert_eq!(got_code, code, "{input}: {got}");
        assert!(got.contains(part), "{input}: {got}");
    }
}

#[tokio::test]
async fn labels_tell_queries_apart() {
    let world = World::new().await;
    let (start, end, _) = span();
    let labels = async |queries: &[(&str, &str, u32)]| -> Vec<String> {
        let queries: Vec<Value> = queries
            .iter()
            .enumerate()
            .map(|(i, (name, stat, period))| {
                json!({ "Id": format!("q{i}"), "MetricStat": {
                    "Metric": { "Namespace": "N", "MetricName": name }, "Stat": stat, "Period": period,
                }})
            })
            .collect();
        let input = json!({ "StartTime": start, "EndTime": end, "MetricDataQueries": queries });
        let got = world.api.cloudwatch("GetMetricData", input).await;
        let results = got["MetricDataResults"].as_array().unwrap();
        results.iter().map(|result| result["Label"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(labels(&[("m", "Sum", 60)]).await, ["m"]);
    assert_eq!(labels(&[("m", "Sum", 60), ("n", "Minimum", 30)]).await, ["m", "n"]);
    assert_eq!(labels(&[("m", "Sum", 60), ("m", "Minimum", 60)]).await, ["m Sum", "m Minimum"]);
    assert_eq!(labels(&[("m", "Sum", 60), ("m", "Sum", 30)]).await, ["m 60", "m 30"]);
    assert_eq!(
        labels(&[("m", "Sum", 60), ("m", "Minimum", 30)]).await,
        ["m Sum 60", "m Minimum 30"]
    );
}

#[tokio::test]
async fn expressions_are_evaluated_over_metrics() {
    let world = World::new().await;
    let api = &world.api;
    let (start, end, minute) = span();
    let (first, second) = (minute - 180.0, minute - 120.0);
    for (name, at, value) in [
        ("errors", first, 1.0),
        ("errors", second, 3.0),
        ("calls", first, 4.0),
        ("calls", second, 12.0),
    ] {
        let members = json!({ "MetricName": name, "Value": value, "Timestamp": at });
        api.cloudwatch("PutMetricData", datum(members)).await;
    }
    let metric = |id: &str| {
        let metric = json!({ "Namespace": "N", "MetricName": id });
        json!({ "Id": id, "ReturnData": false, "MetricStat": { "Metric": metric, "Stat": "Sum", "Period": 60 } })
    };
    let input = json!({
        "StartTime": start, "EndTime": end, "ScanBy": "TimestampAscending",
        "LabelOptions": { "Timezone": "+0130" },
        "MetricDataQueries": [
            { "Id": "rate", "Expression": "100 * errors / calls", "Label": "up to ${MAX} %" },
            metric("errors"),
            metric("calls"),
            { "Id": "found", "Expression": "SEARCH('{N} calls', 'Sum', 60)" },
            { "Id": "both", "Expression": "METRICS() * 2", "Label": "twice" },
            { "Id": "shown", "MetricStat": metric("calls")["MetricStat"] },
        ],
    });
    let got = api.cloudwatch("GetMetricData", input.clone()).await;
    let line = |id: &str, label: &str, values: [f64; 2]| {
        json!({
            "Id": id, "Label": label, "Timestamps": [first, second], "Values": values,
            "StatusCode": "Complete",
        })
    };
    assert_eq!(
        got["MetricDataResults"],
        json!([
            line("shown", "calls", [4.0, 12.0]),
            line("rate", "up to 25 %", [25.0, 25.0]),
            line("found", "calls", [4.0, 12.0]),
            line("both", "twice errors", [2.0, 6.0]),
            line("both", "twice calls", [8.0, 24.0]),
            line("both", "twice shown", [8.0, 24.0]),
        ])
    );
    // Pages run through the series of expressions as through metrics.
    let mut values = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = with(input.clone(), json!({ "MaxDatapoints": 5, "NextToken": token }));
        let page = api.cloudwatch("GetMetricData", page).await;
        for result in page["MetricDataResults"].as_array().unwrap() {
            values.extend(result["Values"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()));
        }
        match page.get("NextToken") {
            Some(next) => token = next.clone(),
            None => break,
        }
    }
    assert_eq!(values, [4.0, 12.0, 25.0, 25.0, 4.0, 12.0, 2.0, 6.0, 8.0, 24.0, 8.0, 24.0]);
}

#[tokio::test]
async fn metrics_are_listed_by_what_they_have() {
    let world = World::new().await;
    let api = &world.api;
    let dimension = |name: &str, value: &str| json!({ "Name": name, "Value": value });
    for dimensions in
        [json!([]), json!([dimension("b", "2"), dimension("a", "1")]), json!([dimension("a", "3")])]
    {
        api.cloudwatch("PutMetricData", datum(json!({ "Value": 1, "Dimensions": dimensions })))
            .await;
    }
    let count = async |filter: Value| {
        api.cloudwatch("ListMetrics", filter).await["Metrics"].as_array().unwrap().len()
    };
    assert_eq!(count(json!({})).await, 3);
    assert_eq!(count(json!({ "Dimensions": [{ "Name": "a" }] })).await, 2);
    assert_eq!(count(json!({ "Dimensions": [dimension("a", "1")] })).await, 1);
    assert_eq!(count(json!({ "Namespace": "N", "MetricName": "m" })).await, 3);
    assert_eq!(count(json!({ "Namespace": "n" })).await, 0);
    assert_eq!(count(json!({ "OwningAccount": "111111111111" })).await, 0);
    let linked = api.cloudwatch("ListMetrics", json!({ "IncludeLinkedAccounts": true })).await;
    assert_eq!(linked["OwningAccounts"], json!(vec!["000000000000"; 3]));
    let one = api.cloudwatch("ListMetrics", json!({ "Dimensions": [{ "Name": "b" }] })).await;
    assert_eq!(
        one,
        json!({ "Metrics": [{
            "Namespace": "N", "MetricName": "m",
            "Dimensions": [dimension("a", "1"), dimension("b", "2")],
        }]})
    );
}
