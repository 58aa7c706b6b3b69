//! Alarms against the vectors: states, reasons, schedule, validation.

use ebb_decide::Command;
use ebb_decide::alarm::{
    AlarmError, AlarmRequest, AlarmSpec, AlarmState, Band, Observed, Sample, StateValue, evaluate,
    evaluation_range, judge, next_evaluation, reason, windows,
};
use ebb_decide::math::{MetricStat, Query, Source};
use ebb_decide::metric::{Datum, Metrics, Resolution, Samples};
use ebb_units::{Comparison, MetricId, Region, SignedDuration, Timestamp, Unit};
use serde_json::{Value, json};

use crate::driver::{World, secs};
use crate::setup::put_alarm;
use crate::vectors;
use crate::watch::{watched, watching};

#[test]
fn states() {
    vectors::run("cloudwatch-alarms", "metric_alarm_cases", |case| {
        let spec = spec(&case["settings"])?;
        let datapoints = case["datapoints"].as_array().expect("datapoints");
        let query = at("2026-11-20T10:00:07Z");
        let looked_at = windows(&spec, query);
        if spec.comparison.is_band() {
            return judged_by_band(&spec, case, &looked_at);
        }
        if looked_at.len() != datapoints.len()
            || looked_at.len() != evaluation_range(&spec) as usize
        {
            return Err(format!("{} windows instead of {}", looked_at.len(), datapoints.len()));
        }
        let mut metrics = Metrics::default();
        for (i, (datapoint, window)) in datapoints.iter().zip(&looked_at).enumerate() {
            let Some(value) = datapoint.as_f64() else { continue };
            let count = case["sampleCounts"][i].as_f64().unwrap_or(1.0);
            metrics.record(&Datum {
                metric: watched(&spec).metric.clone(),
                unit: Unit::None,
                // The last second of the window is as good as the first.
                at: window.1 - SignedDuration::from_secs(1),
                resolution: Resolution::OneSecond,
                samples: Samples::Values(vec![(value, count)]),
            });
        }
        let previous = state(&case["previousState"]);
        let got = evaluate(&spec, &metrics, query, previous);
        let ruled_out = case["expectedNot"].as_array().into_iter().flatten();
        if ruled_out.into_iter().any(|not| state(not) == got.state) {
            return Err(format!("{} is ruled out", got.state));
        }
        if got.state != state(&case["expectedState"]) {
            return Err(format!("{} instead of {}", got.state, case["expectedState"]));
        }
        if let Some(template) = case["expectedReason"].as_str() {
            let start = |back: usize| {
                looked_at[looked_at.len() - back].0.strftime("%d/%m/%y %H:%M:%S").to_string()
            };
            let want = template.replace("{ts0}", &start(1)).replace("{ts1}", &start(2));
            if got.reason != want {
                return Err(format!("\n  {}\n  instead of\n  {want}", got.reason));
            }
        }
        Ok(())
    });
}

/// The band of a case is what it says, and nothing that would have to be learned first.
fn judged_by_band(
    spec: &AlarmSpec,
    case: &Value,
    looked_at: &[(Timestamp, Timestamp)],
) -> Result<(), String> {
    let datapoints = case["datapoints"].as_array().expect("datapoints");
    let observed: Vec<Observed> = looked_at
        .iter()
        .zip(datapoints)
        .enumerate()
        .map(|(i, ((start, _), value))| {
            let sample =
                value.as_f64().map(|value| Sample { value, count: 1.0, band: band(case, Some(i)) });
            Observed { start: *start, sample }
        })
        .collect();
    if observed.len() != datapoints.len() {
        return Err(format!("{} windows instead of {}", looked_at.len(), datapoints.len()));
    }
    let got = judge(spec, &observed).state_after(state(&case["previousState"]));
    same(got.as_str(), case["expectedState"].as_str().expect("a state"))
}

/// The ends of a band: of this datapoint, or of one of a list of them.
fn band(case: &Value, index: Option<usize>) -> Option<Band> {
    let end = |name: &str| match index {
        Some(index) => case[name][index].as_f64(),
        None => case[name].as_f64(),
    };
    Some(Band { lower: end("lower")?, upper: end("upper")? })
}

#[test]
fn reasons() {
    vectors::run("cloudwatch-alarms", "reason_cases", |case| {
        let want = case["expectedReason"].as_str().expect("a reason");
        if case["event"] == "create metric alarm" {
            let initial = AlarmState::initial(at("2026-11-20T10:00:00Z"));
            return same(&initial.reason(), want);
        }
        let periods = case["N"].as_u64().expect("N");
        let mut settings = json!({
            "Period": 60,
            "EvaluationPeriods": periods,
            "ComparisonOperator": case["op"].as_str().unwrap_or("GreaterThanThreshold"),
        });
        if case["used"][0]["lower"].is_null() {
            settings["Threshold"] = json!(case["threshold"].as_f64().unwrap_or(1.0));
        }
        for (from, to) in [("M", "DatapointsToAlarm"), ("treat", "TreatMissingData")] {
            if !case[from].is_null() {
                settings[to] = case[from].clone();
            }
        }
        let spec = spec(&settings)?;
        let missing =
            usize::try_from(periods).unwrap() - case["used"].as_array().expect("used").len();
        let gap = Observed { start: Timestamp::UNIX_EPOCH, sample: None };
        let mut observed = vec![gap; missing];
        for datapoint in case["used"].as_array().expect("used").iter().rev() {
            let value = datapoint["value"].as_f64().expect("a value");
            observed.push(Observed {
                start: at(datapoint["start"].as_str().expect("a start")),
                sample: Some(Sample { value, count: 1.0, band: band(datapoint, None) }),
            });
        }
        let verdict = judge(&spec, &observed);
        if verdict.state != Some(state(&case["newState"])) {
            return Err(format!("{verdict:?}"));
        }
        same(&reason(&spec, &observed, &verdict).expect("the state is not kept"), want)
    });
}

#[test]
fn reason_data() {
    vectors::run("cloudwatch-alarms", "history_cases", |case| {
        let Some(want) = case.get("stateReasonData") else {
            return history(&case["item"]);
        };
        let spec = spec(&json!({
            "Period": want["period"],
            "EvaluationPeriods": 2,
            "Threshold": want["threshold"],
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "breaching",
        }))?;
        let unit = want["unit"].as_str().unwrap().parse().unwrap();
        let spec = watching(&spec, |watch| watch.unit = Some(unit));
        let query = at(&want["queryDate"].as_str().unwrap().replace("+0000", "Z"));
        let got = evaluate(&spec, &Metrics::default(), query, StateValue::Ok);
        // As text: the order of the members counts.
        same(&got.reason_data.expect("the state changed"), &want.to_string())
    });
}

/// An item of the history, told by the world itself: an alarm on ten seconds that finds one datapoint.
fn history(want: &Value) -> Result<(), String> {
    let mut world = World::on_the_minute();
    world.run(secs(20));
    let spec = spec(&json!({
        "Period": 10, "EvaluationPeriods": 1, "Threshold": 21.0,
        "ComparisonOperator": "GreaterThanThreshold",
    }))?;
    let spec = watching(&spec, |watch| watch.unit = Some(Unit::Seconds));
    put_alarm(&mut world, spec.clone());
    world.ask(Command::PutMetricData(vec![Datum {
        metric: watched(&spec).metric.clone(),
        unit: Unit::Seconds,
        at: world.now,
        resolution: Resolution::OneSecond,
        samples: Samples::Values(vec![(21.5, 2.0)]),
    }]));
    world.run(secs(15));
    let item = world.there().alarm_history().next_back().expect("an item").clone();
    same(item.what.as_str(), want["HistoryItemType"].as_str().unwrap())?;
    same(item.kind.as_str(), want["AlarmType"].as_str().unwrap())?;
    let (summary, data) = item.told.texts();
    same(&summary, want["HistorySummary"].as_str().unwrap())?;
    // The instants are other ones here.
    let start = (world.now - secs(15)).strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string();
    let query = item.at.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string();
    let short = (world.now - secs(15)).strftime("%d/%m/%y %H:%M:%S").to_string();
    let want = want["HistoryData"]
        .to_string()
        .replace("2026-02-26T10:14:35.000+0000", &query)
        .replace("2026-02-26T10:14:20.000+0000", &start)
        .replace("26/02/26 10:14:20", &short);
    same(&data, &want)
}

#[test]
fn schedule() {
    vectors::run("cloudwatch-alarms", "schedule_cases", |case| {
        let periods = case["evaluationPeriods"].as_u64().unwrap_or(1);
        let spec = spec(&json!({
            "Period": case["period"],
            "EvaluationPeriods": periods,
            "Threshold": 0.0,
            "ComparisonOperator": "GreaterThanThreshold",
        }))?;
        if let Some(every) = case["evaluateEverySeconds"].as_i64() {
            let first = next_evaluation(&spec, at("2026-11-20T10:00:07Z"));
            let got = next_evaluation(&spec, first).duration_since(first).as_secs();
            return if got == every { Ok(()) } else { Err(format!("every {got} s")) };
        }
        let query = case["queryDate"].as_str().map(str::to_owned).unwrap_or_else(|| {
            let time = case["queryTimeOfDay"].as_str().or(Some("00:26:28"));
            format!("2026-11-20T{}Z", time.expect("always"))
        });
        let query = at(&query);
        let mut starts: Vec<Timestamp> =
            windows(&spec, query).into_iter().map(|(from, _)| from).collect();
        starts.reverse();
        if let Some(want) = case["newestWindowStart"].as_str() {
            same(&starts[0].to_string(), want)?;
        }
        let times: Vec<String> =
            starts.iter().map(|start| start.strftime("%H:%M:%S").to_string()).collect();
        if let Some(want) = case["newestWindowStartTimeOfDay"].as_str() {
            same(&times[0], want)?;
        }
        for (got, want) in
            times.iter().zip(case["windowStartsTimeOfDay"].as_array().into_iter().flatten())
        {
            same(got, want.as_str().expect("a time"))?;
        }
        if let Some(used) = case["usedDatapointStart"].as_str() {
            let mut metrics = Metrics::default();
            metrics.record(&Datum {
                metric: watched(&spec).metric.clone(),
                unit: Unit::None,
                at: at(used),
                resolution: Resolution::OneMinute,
                samples: Samples::Values(vec![(1.0, 1.0)]),
            });
            let got = evaluate(&spec, &metrics, query, StateValue::Ok);
            let shown = at(used).strftime("1.0 (%d/%m/%y %H:%M:%S)").to_string();
            if got.state != StateValue::Alarm || !got.reason.contains(&shown) {
                return Err(format!("{got:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn validation() {
    vectors::run("cloudwatch-alarms", "put_metric_alarm_validation", |case| {
        let error = match request(&case["params"])?.check(&region()) {
            Ok(spec) => return Err(format!("accepted: {spec:?}")),
            Err(error) => error,
        };
        same(error.code(), case["expectedErrorCode"].as_str().expect("a code"))?;
        match case["expectedMessage"].as_str() {
            Some(want) => same(&error.to_string(), want),
            None => Ok(()),
        }
    });
}

#[test]
fn texts_that_are_pinned_elsewhere() {
    let base = json!({
        "AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Average", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
    });
    let refuse = |member: &str, value: Value| {
        let mut params = base.clone();
        params[member] = value;
        request(&params).unwrap().check(&region()).unwrap_err()
    };
    let six: Vec<String> =
        (0..6).map(|i| format!("arn:aws:sns:us-east-1:111111111111:t{i}")).collect();
    let text = refuse("AlarmActions", json!(six)).to_string();
    assert!(text.ends_with("Member must have length less than or equal to 5"), "{text}");
    let text = refuse("EvaluateLowSampleCountPercentile", json!("ignore")).to_string();
    assert!(
        text.starts_with(
            "Option evaluateLowSampleCountPercentile can not be applied with statistic"
        ),
        "{text}"
    );
    assert_eq!(refuse("AlarmName", json!("a\nb")), AlarmError::ControlCharacters);
    assert_eq!(
        refuse("AlarmActions", json!(["arn:aws-us-gov:sns:us-east-1:111111111111:t"])).to_string(),
        "Invalid partition aws-us-gov specified. Only aws is supported."
    );
    assert_eq!(
        refuse("EvaluationPeriods", json!(0)).to_string(),
        "1 validation error detected: Value '0' at 'evaluationPeriods' failed to satisfy constraint: \
         Member must have value greater than or equal to 1"
    );
    let mut twice = base.clone();
    twice["AlarmName"] = json!("");
    twice["Period"] = json!(-60);
    let text = request(&twice).unwrap().check(&region()).unwrap_err().to_string();
    assert!(text.starts_with("2 validation errors detected: Value '' at 'alarmName'"), "{text}");
}

#[test]
fn what_was_left_out_stays_out() {
    let spec = request(&json!({
        "AlarmName": "a", "Namespace": "N", "MetricName": "m", "ExtendedStatistic": "tm90", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
    }))
    .unwrap()
    .check(&region())
    .unwrap();
    assert!(spec.actions_enabled);
    assert_eq!(spec.treat_missing_data, None);
    assert_eq!(spec.datapoints_to_alarm, None);
    assert_eq!(watched(&spec).statistic_text(), "tm90");
    let stored = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<AlarmSpec>(&stored).unwrap(), spec);
}

fn same(got: &str, want: &str) -> Result<(), String> {
    if got == want { Ok(()) } else { Err(format!("\n  {got}\n  instead of\n  {want}")) }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn state(value: &Value) -> StateValue {
    value.as_str().expect("a state").parse().expect("a known state")
}

fn region() -> Region {
    "us-east-1".parse().unwrap()
}

/// An alarm with the given settings, through the same door as a client's.
fn spec(settings: &Value) -> Result<AlarmSpec, String> {
    let mut params = settings.clone();
    params["AlarmName"] = json!("a");
    let operator = params["ComparisonOperator"].as_str().unwrap_or_default();
    if Comparison::ALL.iter().any(|it| it.is_band() && it.as_str() == operator) {
        return banded(params);
    }
    params["MetricName"] = json!("m");
    if params["Namespace"].is_null() {
        params["Namespace"] = json!("N");
    }
    if params["ExtendedStatistic"].is_null() {
        params["Statistic"] = json!("Average");
    }
    let spec = request(&params)?.check(&region()).map_err(|error| error.to_string())?;
    assert_eq!(
        watched(&spec).metric,
        MetricId::new(params["Namespace"].as_str().unwrap(), "m", [])
    );
    Ok(spec)
}

/// The same for an alarm on the band around a metric.
fn banded(mut params: Value) -> Result<AlarmSpec, String> {
    let members = params.as_object_mut().expect("settings");
    let period = members.remove("Period").expect("a period");
    params["Metrics"] = metric_and_band(&period);
    params["ThresholdMetricId"] = json!("band");
    request(&params)?.check(&region()).map_err(|error| error.to_string())
}

fn metric_and_band(period: &Value) -> Value {
    json!([
        { "Id": "m", "ReturnData": true, "MetricStat": {
            "Metric": { "Namespace": "N", "MetricName": "m" }, "Period": period, "Stat": "Average",
        }},
        { "Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m, 2)" },
    ])
}

fn request(params: &Value) -> Result<AlarmRequest, String> {
    let text = |member: &str| params[member].as_str().map(str::to_owned);
    let whole = |member: &str| params[member].as_i64().map(|number| i32::try_from(number).unwrap());
    let actions = |member: &str| {
        let listed = params[member].as_array().into_iter().flatten();
        listed.map(|action| action.as_str().expect("an ARN").to_owned()).collect()
    };
    if !params["Action"].is_null() {
        return Err("Action has no place in the request".to_owned());
    }
    Ok(AlarmRequest {
        alarm_name: text("AlarmName"),
        alarm_actions: actions("AlarmActions"),
        metric_name: text("MetricName"),
        namespace: text("Namespace"),
        statistic: text("Statistic"),
        extended_statistic: text("ExtendedStatistic"),
        period: whole("Period"),
        evaluation_periods: whole("EvaluationPeriods"),
        datapoints_to_alarm: whole("DatapointsToAlarm"),
        threshold: params["Threshold"].as_f64(),
        comparison_operator: text("ComparisonOperator"),
        treat_missing_data: text("TreatMissingData"),
        evaluate_low_sample_count_percentile: text("EvaluateLowSampleCountPercentile"),
        metrics: params["Metrics"].as_array().into_iter().flatten().map(query).collect(),
        threshold_metric_id: text("ThresholdMetricId"),
        ..AlarmRequest::default()
    })
}

/// A query as the server reads it.
fn query(given: &Value) -> Query {
    let source = match given["Expression"].as_str() {
        Some(expression) => Source::Expression(expression.to_owned()),
        None => {
            let given = &given["MetricStat"];
            let stat = given["Stat"].as_str().unwrap();
            let metric = &given["Metric"];
            let (namespace, name) = (&metric["Namespace"], &metric["MetricName"]);
            Source::Metric(MetricStat {
                metric: MetricId::new(namespace.as_str().unwrap(), name.as_str().unwrap(), []),
                statistic: stat.parse().unwrap(),
                stat: stat.to_owned(),
                period_secs: u32::try_from(given["Period"].as_u64().unwrap()).unwrap(),
                unit: None,
            })
        }
    };
    Query {
        id: given["Id"].as_str().unwrap().to_owned(),
        label: None,
        return_data: given["ReturnData"].as_bool(),
        period_secs: None,
        account_id: None,
        source,
    }
}

/// Whether an alarm on this expression is refused with this message.
pub(crate) fn refused_in_an_alarm(expression: &str, message: &str) -> Result<(), String> {
    let request = request(&json!({
        "AlarmName": "a", "EvaluationPeriods": 1, "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "Metrics": [{ "Id": "e1", "Expression": expression }],
    }))?;
    match request.check(&region()) {
        Ok(spec) => Err(format!("accepted: {spec:?}")),
        Err(error) => same(&error.to_string(), message),
    }
}

// Covers: cw.alarm.math
#[test]
fn an_alarm_on_an_expression_judges_what_the_expression_makes_of_its_metrics() {
    let metric = |id: &str| {
        json!({ "Id": id, "ReturnData": false, "MetricStat": {
            "Metric": { "Namespace": "N", "MetricName": id }, "Period": 60, "Stat": "Sum",
        }})
    };
    let rate = json!({ "Id": "rate", "Expression": "100 * errors / calls" });
    let params = |queries: Value| {
        json!({
            "AlarmName": "a", "EvaluationPeriods": 2, "Threshold": 5.0,
            "ComparisonOperator": "GreaterThanThreshold", "Metrics": queries,
        })
    };
    let queries = json!([rate, metric("errors"), metric("calls")]);
    let spec = request(&params(queries.clone())).unwrap().check(&region()).unwrap();
    assert_eq!(spec.period_secs, 60);
    let stored = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<AlarmSpec>(&stored).unwrap(), spec);
    let mut metrics = Metrics::default();
    for (name, minute, value) in [
        ("calls", "10:00", 100.0),
        ("errors", "10:00", 6.0),
        ("calls", "10:01", 100.0),
        ("errors", "10:01", 8.0),
        // Calls without errors: a rate of zero, as a missing side counts as none.
        ("calls", "10:02", 100.0),
        // Errors without calls have no rate.
        ("errors", "10:03", 3.0),
    ] {
        metrics.record(&Datum {
            metric: MetricId::new("N", name, []),
            unit: Unit::None,
            at: at(&format!("2026-11-20T{minute}:00Z")),
            resolution: Resolution::OneMinute,
            samples: Samples::Values(vec![(value, 1.0)]),
        });
    }
    let look =
        |time: &str, before| evaluate(&spec, &metrics, at(&format!("2026-11-20T{time}Z")), before);
    let got = look("10:02:10", StateValue::Ok);
    assert_eq!(
        (got.state, got.recent.as_slice()),
        (StateValue::Alarm, &[Some(6.0), Some(8.0)][..])
    );
    let data = got.reason_data.unwrap();
    assert!(!data.contains("statistic") && !data.contains("unit"), "{data}");
    assert!(data.contains("\"period\":60,\"recentDatapoints\":[6.0,8.0]"), "{data}");
    let got = look("10:04:10", StateValue::Alarm);
    assert_eq!((got.state, got.recent.as_slice()), (StateValue::Ok, &[Some(8.0), Some(0.0)][..]));

    let scalar = json!({ "MetricName": "m" });
    let mut both = params(queries);
    both["MetricName"] = scalar["MetricName"].clone();
    assert_eq!(
        request(&both).unwrap().check(&region()).unwrap_err().to_string(),
        "Scalar metric parameters must not be set if list of Metrics is set."
    );
    for (queries, want) in [
        (
            json!([{ "Id": "e1", "Expression": "METRICS() * 2" }, metric("errors")]),
            "Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause",
        ),
        (
            json!([{ "Id": "e1", "Expression": "X(errors)" }, metric("errors")]),
            "Error in expression 'e1': Function 'X' not found",
        ),
    ] {
        let error = request(&params(queries)).unwrap().check(&region()).unwrap_err();
        assert_eq!(error.to_string(), want);
    }
}

/// A row as an earlier release has written it opens as what it was.
#[test]
fn rows_of_earlier_releases_open() {
    let row = json!({
        "name": "a", "description": null, "actions_enabled": true, "ok_actions": [], "alarm_actions": [],
        "insufficient_data_actions": [],
        "metric": { "namespace": "N", "name": "m", "dimensions": [{ "name": "d", "value": "1" }] },
        "statistic": "Sum", "unit": null, "period_secs": 60, "evaluation_periods": 3,
        "datapoints_to_alarm": null, "threshold": 1.5, "comparison": "GreaterThanThreshold",
        "treat_missing_data": "missing", "evaluate_low_sample_count_percentile": null,
    });
    let spec: AlarmSpec = serde_json::from_value(row).unwrap();
    let watch = watched(&spec);
    assert_eq!(watch.metric, MetricId::new("N", "m", [("d", "1")]));
    assert_eq!((spec.threshold, watch.statistic_text().as_str()), (Some(1.5), "Sum"));
}

// Covers: cw.alarm.band
#[test]
fn an_alarm_on_a_band_judges_by_what_is_expected_of_its_metric() {
    let params = json!({
        "AlarmName": "a", "EvaluationPeriods": 2, "DatapointsToAlarm": 1,
        "ComparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold",
        "Metrics": metric_and_band(&json!(300)), "ThresholdMetricId": "band",
    });
    let spec = request(&params).unwrap().check(&region()).unwrap();
    assert_eq!((spec.threshold, spec.watch.band_id(), spec.period_secs), (None, Some("band"), 300));
    let stored = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<AlarmSpec>(&stored).unwrap(), spec);
    // Nine and eleven in turn, for four hours: ten, give or take one.
    let mut metrics = Metrics::default();
    let mut record = |time: Timestamp, value: f64| {
        metrics.record(&Datum {
            metric: MetricId::new("N", "m", []),
            unit: Unit::None,
            at: time,
            resolution: Resolution::OneMinute,
            samples: Samples::Values(vec![(value, 1.0)]),
        });
    };
    for index in 0..48 {
        let value = if index % 2 == 0 { 9.0 } else { 11.0 };
        record(at("2026-11-20T06:00:00Z") + SignedDuration::from_mins(index * 5), value);
    }
    record(at("2026-11-20T10:00:00Z"), 12.0);
    record(at("2026-11-20T10:05:00Z"), 7.5);
    let look =
        |time: &str, before| evaluate(&spec, &metrics, at(&format!("2026-11-20T{time}Z")), before);
    // On the upper end is inside.
    assert_eq!(look("10:05:10", StateValue::InsufficientData).state, StateValue::Ok);
    let got = look("10:10:10", StateValue::Ok);
    assert_eq!(got.state, StateValue::Alarm);
    assert_eq!(
        got.reason,
        "Thresholds Crossed: 1 out of the last 2 datapoints [7.5 (20/11/26 10:05:00)] was less than the lower thresholds [8.0] or greater than the upper thresholds [12.0] (minimum 1 datapoint for OK -> ALARM transition)."
    );
    assert_eq!(
        got.reason_data.unwrap(),
        "{\"version\":\"1.0\",\"queryDate\":\"2026-11-20T10:10:10.000+0000\",\"startDate\":\"2026-11-20T10:00:00.000+0000\",\"period\":300,\"recentDatapoints\":[12.0,7.5],\"recentLowerThresholds\":[8.0,8.0],\"recentUpperThresholds\":[12.0,12.0],\"evaluatedDatapoints\":[{\"timestamp\":\"2026-11-20T10:05:00.000+0000\",\"sampleCount\":1.0,\"value\":7.5}]}"
    );
    // Without a band there is nothing to compare with, whatever the metric says.
    let got = evaluate(&spec, &Metrics::default(), at("2026-11-20T10:10:10Z"), StateValue::Ok);
    assert_eq!(got.state, StateValue::InsufficientData);
    // What would be too long a text is cut to the newest datapoints.
    let mut long = params.clone();
    long["EvaluationPeriods"] = json!(100);
    long["DatapointsToAlarm"] = json!(100);
    long["Metrics"][0]["MetricStat"]["Period"] = json!(60);
    let long = request(&long).unwrap().check(&region()).unwrap();
    let sample = |value: f64| Sample {
        value,
        count: 1e-300 / 3.0,
        band: Some(Band {
            lower: -1.234_567_890_123_456_7e-300,
            upper: -1.234_567_890_123_456_6e-300,
        }),
    };
    let windows: Vec<Observed> = windows(&long, at("2026-11-20T10:10:10Z"))
        .into_iter()
        .map(|(start, _)| Observed { start, sample: Some(sample(-1.234_567_890_123_456_7e-299)) })
        .collect();
    let verdict = judge(&long, &windows);
    assert_eq!(verdict.state, Some(StateValue::Alarm));
    let data =
        ebb_decide::alarm::reason_data(&long, &windows, &verdict, at("2026-11-20T10:10:10Z"));
    assert!(data.len() <= 4000, "{}", data.len());
    assert!(reason(&long, &windows, &verdict).unwrap().len() <= 1023);
}

// Covers: cw.alarm.band, cw.alarm.band.scaling
#[test]
fn bands_that_cannot_be_are_refused() {
    let params = json!({
        "AlarmName": "a", "EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanUpperThreshold",
        "Metrics": metric_and_band(&json!(60)), "ThresholdMetricId": "band",
    });
    let mut third = metric_and_band(&json!(60));
    third.as_array_mut().unwrap().push(json!({ "Id": "e", "Expression": "m * 2" }));
    let policy = "arn:aws:autoscaling:us-east-1:111111111111:scalingPolicy:x:resource/sagemaker/endpoint/e/variant/v:policyName/p";
    for (member, value, want) in [
        ("Threshold", json!(1.0), "Threshold and ThresholdMetricId must not both be set"),
        (
            "ThresholdMetricId",
            json!(null),
            "ComparisonOperators for ranges require ThresholdMetricId to be set",
        ),
        (
            "ComparisonOperator",
            json!("GreaterThanThreshold"),
            "ThresholdMetricId requires a ComparisonOperator for ranges",
        ),
        (
            "AlarmActions",
            json!([policy]),
            "Auto Scaling actions are not supported for anomaly detection alarms.",
        ),
        (
            "ThresholdMetricId",
            json!("x"),
            "ThresholdMetricId x is not the id of an ANOMALY_DETECTION_BAND expression in the metrics list.",
        ),
        (
            "ThresholdMetricId",
            json!("m"),
            "ThresholdMetricId m is not the id of an ANOMALY_DETECTION_BAND expression in the metrics list.",
        ),
        (
            "Metrics",
            metric_and_band(&json!(7200)),
            "Period must be a multiple of 60 of at most 3600 for anomaly detection alarms.",
        ),
        (
            "Metrics",
            metric_and_band(&json!(30)),
            "Period must be a multiple of 60 of at most 3600 for anomaly detection alarms.",
        ),
        ("Metrics", third, "Exactly two elements of the metrics list should return data."),
        ("Metrics", json!(null), "ThresholdMetricId requires a list of Metrics"),
    ] {
        let mut params = params.clone();
        params[member] = value.clone();
        let error = request(&params).unwrap().check(&region()).unwrap_err();
        assert_eq!(error.to_string(), want, "{member}: {value}");
    }
}
