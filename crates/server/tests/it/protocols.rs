//! CloudWatch's three protocols: one and the same answer in JSON, CBOR and XML.

use http::Method;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value, json};

use crate::harness::{Answer, Api, CLOUDWATCH, World, now};

async fn cbor(api: &Api, operation: &str, input: &Value) -> Answer {
    let mut encoder = Encoder::new(Vec::new());
    write_cbor(&mut encoder, input);
    let path = format!("/service/{CLOUDWATCH}/operation/{operation}");
    let headers = [("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")];
    api.send(Method::POST, &path, &headers, encoder.into_writer()).await
}

fn write_cbor(encoder: &mut Encoder<Vec<u8>>, value: &Value) {
    match value {
        Value::Null => drop(encoder.null().unwrap()),
        Value::Bool(bool) => drop(encoder.bool(*bool).unwrap()),
        Value::Number(number) => match number.as_i64() {
            Some(number) => drop(encoder.i64(number).unwrap()),
            None => drop(encoder.f64(number.as_f64().unwrap()).unwrap()),
        },
        Value::String(text) => drop(encoder.str(text).unwrap()),
        Value::Array(items) => {
            encoder.begin_array().unwrap();
            items.iter().for_each(|item| write_cbor(encoder, item));
            encoder.end().unwrap();
        }
        Value::Object(members) => {
            encoder.begin_map().unwrap();
            for (name, value) in members {
                encoder.str(name).unwrap();
                let time = matches!(name.as_str(), "Timestamp" | "StartTime" | "EndTime");
                if time {
                    encoder.tag(minicbor::data::IanaTag::Timestamp).unwrap();
                }
                write_cbor(encoder, value);
            }
            encoder.end().unwrap();
        }
    }
}

pub(crate) fn read_cbor(decoder: &mut Decoder<'_>) -> Value {
    match decoder.datatype().unwrap() {
        Type::MapIndef | Type::Map => {
            let length = decoder.map().unwrap();
            let mut members = Map::new();
            while more(decoder, length, members.len()) {
                let name = decoder.str().unwrap().to_owned();
                members.insert(name, read_cbor(decoder));
            }
            Value::Object(members)
        }
        Type::ArrayIndef | Type::Array => {
            let length = decoder.array().unwrap();
            let mut items = Vec::new();
            while more(decoder, length, items.len()) {
                items.push(read_cbor(decoder));
            }
            Value::Array(items)
        }
        Type::Tag => {
            decoder.tag().unwrap();
            read_cbor(decoder)
        }
        Type::String => decoder.str().unwrap().into(),
        Type::Bool => decoder.bool().unwrap().into(),
        Type::F64 => decoder.f64().unwrap().into(),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => decoder.u64().unwrap().into(),
        other => panic!("{other:?}"),
    }
}

fn more(decoder: &mut Decoder<'_>, length: Option<u64>, read: usize) -> bool {
    match length {
        Some(length) => (read as u64) < length,
        None => {
            let more = decoder.datatype().unwrap() != Type::Break;
            if !more {
                decoder.skip().unwrap();
            }
            more
        }
    }
}

async fn query(api: &Api, operation: &str, input: &Value) -> Answer {
    let mut form = format!("Action={operation}&Version=2010-08-01");
    flatten(&mut form, String::new(), input);
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    api.send(Method::POST, "/", &headers, form).await
}

fn flatten(form: &mut String, path: String, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(form, format!("{path}{dot}{name}"), value);
            }
        }
        Value::Array(items) if items.is_empty() => form.push_str(&format!("&{path}=")),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(form, format!("{path}.member.{}", index + 1), item);
            }
        }
        Value::String(text) => form.push_str(&format!("&{path}={text}")),
        other => form.push_str(&format!("&{path}={other}")),
    }
}

/// An element: its name, its children, its text.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) children: Vec<Element>,
    pub(crate) text: String,
}

pub(crate) fn read_xml(text: &str) -> Element {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                open.push(Element { name, ..Element::default() });
            }
            Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                open.last_mut().unwrap().children.push(Element { name, ..Element::default() });
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(name) => {
                let name = name.to_string();
                let resolved = quick_xml::escape::resolve_predefined_entity(&name).unwrap();
                open.last_mut().unwrap().text.push_str(resolved);
            }
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Eof => return open.pop().unwrap(),
            _ => {}
        }
    }
}

impl Element {
    pub(crate) fn child(&self, name: &str) -> &Self {
        self.children
            .iter()
            .find(|child| child.name == name)
            .unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// The document that this element is, with the types of `like`.
    fn as_document(&self, like: &Value) -> Value {
        match like {
            Value::Object(members) => {
                let read = |child: &Self| {
                    let like = members.get(&child.name);
                    let like = like.unwrap_or_else(|| panic!("{} is in XML only", child.name));
                    (child.name.clone(), child.as_document(like))
                };
                self.children.iter().map(read).collect()
            }
            Value::Array(items) => {
                assert_eq!(items.len(), self.children.len(), "{}", self.name);
                let items = self.children.iter().zip(items);
                items.map(|(child, like)| child.as_document(like)).collect()
            }
            Value::Number(_) => match self.text.parse::<f64>() {
                Ok(number) => json!(number),
                Err(_) => {
                    let at: ebb_units::Timestamp = self.text.parse().unwrap();
                    json!(at.as_millisecond() as f64 / 1000.0)
                }
            },
            Value::Bool(_) => json!(self.text == "true"),
            Value::String(_) | Value::Null => json!(self.text),
        }
    }
}

/// Numbers as doubles, members in order of their names: what JSON and CBOR mean alike.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> =
                members.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            sorted.into_iter().collect()
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Number(number) => json!(number.as_f64().unwrap()),
        other => other.clone(),
    }
}

#[tokio::test]
async fn every_operation_answers_alike_in_all_three() {
    let world = World::new().await;
    let api = &world.api;
    let minute = (now() / 60.0).floor() * 60.0 - 120.0;
    let (start, end) = (minute - 600.0, minute + 600.0);
    let time = |at: f64| ebb_units::Timestamp::from_second(at as i64).unwrap().to_string();
    let dimensions = json!([{ "Name": "d", "Value": "a<b&c>" }]);
    let form_dimensions = json!([{ "Name": "d", "Value": "a%3Cb%26c%3E" }]);
    let datum = json!({ "MetricName": "m", "Value": 2.5, "Timestamp": minute, "Unit": "Count", "Dimensions": dimensions });
    let form_datum = json!({ "MetricName": "m", "Value": 2.5, "Timestamp": time(minute), "Unit": "Count", "Dimensions": form_dimensions });
    // Writing: each protocol once, and all three samples are there.
    let put = |datum: &Value| json!({ "Namespace": "N", "MetricData": [datum] });
    let written = [
        api.raw(CLOUDWATCH, "PutMetricData", &put(&datum).to_string()).await,
        cbor(api, "PutMetricData", &put(&datum)).await,
        query(api, "PutMetricData", &put(&form_datum)).await,
    ];
    for answer in &written {
        assert!(answer.status.is_success(), "{answer:?}");
        assert_eq!(answer.header("x-amzn-requestid").len(), 36);
    }
    assert_eq!(written[0].text(), "{}");
    assert_eq!(written[1].header("smithy-protocol"), "rpc-v2-cbor");
    let answer = read_xml(written[2].text());
    let id =
        &answer.child("PutMetricDataResponse").child("ResponseMetadata").child("RequestId").text;
    assert_eq!(id, written[2].header("x-amzn-requestid"));
    for name in ["a1", "a2"] {
        api.cloudwatch("PutMetricAlarm", json!({
            "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 1e9, "ComparisonOperator": "GreaterThanThreshold",
            "Dimensions": dimensions, "ActionsEnabled": false,
        }))
        .await;
    }
    let stat = |dimensions: &Value| {
        json!({
            "Metric": { "Namespace": "N", "MetricName": "m", "Dimensions": dimensions },
            "Period": 60, "Stat": "Sum",
        })
    };
    let statistics = json!({
        "Namespace": "N", "MetricName": "m", "Dimensions": dimensions, "Period": 60,
        "StartTime": start, "EndTime": end, "Statistics": ["SampleCount", "Sum", "Average"],
    });
    let mut form_statistics = statistics.clone();
    form_statistics["Dimensions"] = form_dimensions.clone();
    let data = json!({
        "StartTime": start, "EndTime": end, "ScanBy": "TimestampAscending",
        "MetricDataQueries": [
            { "Id": "q", "MetricStat": stat(&dimensions) },
            { "Id": "r", "MetricStat": stat(&json!([])) },
            { "Id": "e", "Expression": "FILL(q, 0) / 2", "Label": "half of ${DATAPOINT_COUNT}" },
        ],
    });
    let mut form_data = data.clone();
    form_data["MetricDataQueries"][0]["MetricStat"] = stat(&form_dimensions);
    for form in [&mut form_statistics, &mut form_data] {
        form["StartTime"] = time(start).into();
        form["EndTime"] = time(end).into();
    }
    for (operation, input, form) in [
        ("GetMetricStatistics", &statistics, &form_statistics),
        ("GetMetricData", &data, &form_data),
        ("ListMetrics", &json!({}), &json!({})),
        ("DescribeAlarms", &json!({}), &json!({ "AlarmNames": [] })),
        ("DescribeAlarms", &json!({ "MaxRecords": 1 }), &json!({ "MaxRecords": 1 })),
    ] {
        let json = api.raw(CLOUDWATCH, operation, &input.to_string()).await;
        assert!(json.status.is_success(), "{json:?}");
        assert_eq!(json.header("content-type"), "application/x-amz-json-1.0");
        let mut want = plain(&json.json());
        let binary = cbor(api, operation, input).await;
        assert_eq!(binary.header("content-type"), "application/cbor");
        let mut got = plain(&read_cbor(&mut Decoder::new(&binary.body)));
        let form = query(api, operation, form).await;
        assert_eq!(form.header("content-type"), "text/xml");
        let xml = read_xml(form.text());
        let result =
            xml.child(&format!("{operation}Response")).child(&format!("{operation}Result"));
        let mut told = plain(&result.as_document(&want));
        if input.get("MaxRecords").is_some() && form.text().contains("NextToken") {
            // Tokens are bound to all filters, and an empty list of names is no filter.
            let tokens: Vec<Value> = [&mut want, &mut got, &mut told]
                .into_iter()
                .map(|it| it.as_object_mut().unwrap().remove("NextToken").unwrap())
                .collect();
            assert!(tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
        }
        assert_eq!(got, want, "{operation} in CBOR");
        assert_eq!(told, want, "{operation} in XML");
    }
    let sums = api.cloudwatch("GetMetricStatistics", statistics).await;
    assert_eq!(sums["Datapoints"][0]["SampleCount"], 3.0, "all three wrote into one series");
}

#[tokio::test]
async fn errors_have_the_form_of_their_protocol() {
    let world = World::new().await;
    let api = &world.api;
    let input = json!({ "AlarmName": "none", "StateValue": "OK", "StateReason": "r" });
    let plain_json = api.raw(CLOUDWATCH, "SetAlarmState", &input.to_string()).await;
    assert_eq!(plain_json.status, 400);
    assert_eq!(
        plain_json.json(),
        json!({ "__type": "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound" })
    );
    assert_eq!(plain_json.header("x-amzn-query-error"), "ResourceNotFound;Sender");
    let mode = [
        ("x-amz-target", "GraniteServiceVersion20100801.SetAlarmState"),
        ("x-amzn-query-mode", "true"),
        ("content-type", "application/x-amz-json-1.0"),
    ];
    let query_mode = api.send(Method::POST, "/", &mode, input.to_string()).await;
    assert_eq!(query_mode.status, 404);
    let binary = cbor(api, "SetAlarmState", &input).await;
    assert_eq!(binary.status, 400);
    assert_eq!(binary.header("smithy-protocol"), "rpc-v2-cbor");
    assert_eq!(read_cbor(&mut Decoder::new(&binary.body)), plain_json.json());
    let form = query(api, "SetAlarmState", &input).await;
    assert_eq!(form.status, 404);
    let xml = read_xml(form.text());
    let error = xml.child("ErrorResponse").child("Error");
    assert_eq!(
        (error.child("Code").text.as_str(), error.child("Type").text.as_str()),
        ("ResourceNotFound", "Sender")
    );
    for (operation, input, code) in [
        ("PutMetricData", json!({ "Namespace": "N" }), "MissingParameter"),
        (
            "PutMetricData",
            json!({ "Namespace": "N", "MetricData": [{ "Value": 1 }] }),
            "MissingParameter",
        ),
        (
            "SetAlarmState",
            json!({ "AlarmName": "a", "StateValue": "X", "StateReason": "r" }),
            "ValidationError",
        ),
        (
            "PutMetricAlarm",
            json!({ "AlarmName": "a", "EvaluationInterval": 60, "EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold" }),
            "UnsupportedOperation",
        ),
        ("Nonsense", json!({}), "InvalidAction"),
    ] {
        let form = query(api, operation, &input).await;
        let xml = read_xml(form.text());
        let error = xml.child("ErrorResponse").child("Error");
        assert_eq!(error.child("Code").text, code, "{operation}");
        assert!(form.status.is_client_error() && !error.child("Message").text.is_empty());
        let binary = cbor(api, operation, &input).await;
        assert!(binary.status.is_client_error(), "{operation}");
        assert!(!read_cbor(&mut Decoder::new(&binary.body))["message"].is_null(), "{operation}");
    }
}
