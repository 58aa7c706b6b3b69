use std::io::Write;

use ebb_aws_model::{Service, cloudwatch, parse};
use flate2::Compression;
use flate2::write::GzEncoder;
use minicbor::Encoder;
use minicbor::data::IanaTag;
use serde_json::{Value, json};

use crate::Request;

const ALARM: &str = "GraniteServiceVersion20100801.PutMetricAlarm";

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn one_alarm_is_the_same_in_three_protocols() {
    let json = Request::json(
        ALARM,
        r#"{"AlarmName":"cpu & more","ActionsEnabled":true,"AlarmActions":["arn:a","arn:b"],"OKActions":[],
            "EvaluationPeriods":2,"Threshold":70,"ComparisonOperator":"GreaterThanThreshold","Unit":null,
            "Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"N","MetricName":"M",
              "Dimensions":[{"Name":"a","Value":"b c"}]},"Period":60.0,"Stat":"Sum"},"ReturnData":false}]}"#,
    );
    let form = Request::form(
        "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=cpu+%26%20more&ActionsEnabled=true\
         &AlarmActions.member.2=arn%3Ab&AlarmActions.member.1=arn%3Aa&OKActions=&EvaluationPeriods=2\
         &Threshold=70&ComparisonOperator=GreaterThanThreshold&Metrics.member.1.Id=m1\
         &Metrics.member.1.MetricStat.Metric.Namespace=N&Metrics.member.1.MetricStat.Metric.MetricName=M\
         &Metrics.member.1.MetricStat.Metric.Dimensions.member.1.Name=a\
         &Metrics.member.1.MetricStat.Metric.Dimensions.member.1.Value=b%20c\
         &Metrics.member.1.MetricStat.Period=60&Metrics.member.1.MetricStat.Stat=Sum\
         &Metrics.member.1.ReturnData=false",
    );
    let mut cbor = Encoder::new(Vec::new());
    cbor.begin_map().unwrap();
    cbor.str("AlarmName").unwrap().str("cpu & more").unwrap();
    cbor.str("ActionsEnabled").unwrap().bool(true).unwrap();
    cbor.str("AlarmActions").unwrap().array(2).unwrap().str("arn:a").unwrap().str("arn:b").unwrap();
    cbor.str("OKActions").unwrap().begin_array().unwrap().end().unwrap();
    cbor.str("EvaluationPeriods").unwrap().u64(2).unwrap();
    cbor.str("Threshold").unwrap().f16(70.0).unwrap();
    cbor.str("ComparisonOperator").unwrap().str("GreaterThanThreshold").unwrap();
    cbor.str("Unit").unwrap().null().unwrap();
    cbor.str("Metrics").unwrap().array(1).unwrap().map(3).unwrap();
    cbor.str("Id").unwrap().str("m1").unwrap();
    cbor.str("MetricStat").unwrap().map(3).unwrap();
    cbor.str("Metric").unwrap().map(3).unwrap();
    cbor.str("Namespace").unwrap().str("N").unwrap();
    cbor.str("MetricName").unwrap().str("M").unwrap();
    cbor.str("Dimensions").unwrap().array(1).unwrap().map(2).unwrap();
    cbor.str("Name").unwrap().str("a").unwrap().str("Value").unwrap().str("b c").unwrap();
    cbor.str("Period").unwrap().u64(60).unwrap().str("Stat").unwrap().str("Sum").unwrap();
    cbor.str("ReturnData").unwrap().bool(false).unwrap();
    cbor.end().unwrap();
    let cbor = Request::cbor("PutMetricAlarm", cbor.into_writer());

    let document = json.decode().unwrap();
    assert_eq!(form.decode().unwrap(), document);
    assert_eq!(cbor.decode().unwrap(), document);

    let shape = Service::CloudWatch.operation("PutMetricAlarm").unwrap().input.unwrap();
    let alarm: cloudwatch::PutMetricAlarmInput = parse(shape, document).unwrap();
    assert_eq!(alarm.alarm_name, "cpu & more");
    assert_eq!(alarm.ok_actions, Some(Vec::new()));
    assert_eq!(alarm.threshold, Some(70.0.into()));
    assert_eq!(alarm.unit, None);
    assert_eq!(alarm.metrics.unwrap()[0].metric_stat.as_ref().unwrap().period, 60);
}

#[test]
fn one_datum_is_the_same_in_three_protocols() {
    let seconds = 1_795_168_800.25;
    let json = Request::json(
        "GraniteServiceVersion20100801.PutMetricData",
        r#"{"Namespace":"N","MetricData":[{"MetricName":"M","Timestamp":1795168800.25,"Value":"NaN"}]}"#,
    );
    let form = Request::form(
        "Action=PutMetricData&Namespace=N&MetricData.member.1.MetricName=M\
         &MetricData.member.1.Timestamp=2026-11-20T10%3A00%3A00.250Z&MetricData.member.1.Value=NaN",
    );
    let mut cbor = Encoder::new(Vec::new());
    cbor.map(2).unwrap().str("Namespace").unwrap().str("N").unwrap();
    cbor.str("MetricData").unwrap().begin_array().unwrap().begin_map().unwrap();
    cbor.str("MetricName").unwrap().str("M").unwrap();
    cbor.str("Timestamp").unwrap().tag(IanaTag::Timestamp).unwrap().f64(seconds).unwrap();
    cbor.str("Value").unwrap().f32(f32::NAN).unwrap().end().unwrap().end().unwrap();
    let want = json!({
        "Namespace": "N",
        "MetricData": [{"MetricName": "M", "Timestamp": seconds, "Value": "NaN"}],
    });
    assert_eq!(json.decode().unwrap(), want);
    assert_eq!(form.decode().unwrap(), want);
    assert_eq!(Request::cbor("PutMetricData", cbor.into_writer()).decode().unwrap(), want);
}

#[test]
fn an_empty_body_is_an_empty_object() {
    for request in [
        Request::json("AnyScaleFrontendService.DescribeScalableTargets", ""),
        Request::json("AnyScaleFrontendService.DescribeScalableTargets", " {} "),
        Request::form("Action=ListMetrics"),
        Request::cbor("ListMetrics", vec![]),
        Request::cbor("ListMetrics", vec![0xbf, 0xff]),
    ] {
        assert_eq!(request.decode().unwrap(), json!({}));
    }
}

#[test]
fn compressed_bodies_are_read_in_every_protocol() {
    let want = json!({"Namespace": "N"});
    let mut cbor = Encoder::new(Vec::new());
    cbor.map(1).unwrap().str("Namespace").unwrap().str("N").unwrap();
    for mut request in [
        Request::json("GraniteServiceVersion20100801.PutMetricData", r#"{"Namespace":"N"}"#),
        Request::form("Action=PutMetricData&Namespace=N"),
        Request::cbor("PutMetricData", cbor.into_writer()),
    ] {
        request.body = gzip(&request.body);
        for encoding in ["gzip", "GZIP"] {
            request.headers.insert("content-encoding", encoding.parse().unwrap());
            assert_eq!(request.decode().unwrap(), want);
        }
    }
}

#[test]
fn a_body_that_cannot_be_inflated_is_refused() {
    let target = "GraniteServiceVersion20100801.PutMetricData";
    let truncated = &gzip(&[b' '; 1000])[..15];
    for (encoding, body, code) in [
        ("gzip", b"{}".to_vec(), "SerializationException"),
        ("gzip", truncated.to_vec(), "SerializationException"),
        ("br", b"{}".to_vec(), "SerializationException"),
        ("gzip", gzip(&vec![b' '; ebb_aws_wire::MAX_INFLATED]), ""),
        (
            "gzip",
            gzip(&vec![b' '; ebb_aws_wire::MAX_INFLATED + 1]),
            "RequestEntityTooLargeException",
        ),
    ] {
        let mut request = Request::json(target, "").with("content-encoding", encoding);
        request.body = body;
        let got = request.decode().err().map_or(String::new(), |error| error.code().to_owned());
        assert_eq!(got, code, "{encoding}");
    }
}

#[test]
fn what_is_no_object_is_refused() {
    for request in [
        Request::json(ALARM, "[]"),
        Request::json(ALARM, "null"),
        Request::json(ALARM, "7"),
        Request::json(ALARM, "{"),
        Request::json(ALARM, "{} {}"),
        Request::json(ALARM, &"[".repeat(100_000)),
        Request::json(ALARM, &format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200))),
        Request::json(ALARM, &format!("[{}1]", "1,".repeat(500_000))),
        Request::cbor("PutMetricAlarm", vec![0x80]),
    ] {
        assert_eq!(request.decode().unwrap_err().code(), "SerializationException");
    }
}

#[test]
fn forms_are_read_with_their_maps_and_spellings() {
    let read = |form: &str| Request::form(&format!("Action=PutMetricData&{form}")).decode();
    assert_eq!(
        read(
            "EntityMetricData.member.1.Entity.KeyAttributes.entry.1.key=Type\
             &EntityMetricData.member.1.Entity.KeyAttributes.entry.1.value=Service\
             &EntityMetricData.member.1.Entity.KeyAttributes.entry.2.key=Name\
             &EntityMetricData.member.1.Entity.KeyAttributes.entry.2.value=%C3%A9t%C3%A9"
        )
        .unwrap(),
        json!({"EntityMetricData": [{"Entity": {"KeyAttributes": {"Type": "Service", "Name": "été"}}}]})
    );
    assert_eq!(
        read("StrictEntityValidation=True").unwrap(),
        json!({"StrictEntityValidation": true})
    );
    assert_eq!(
        read("MetricData.member.1.Value=1e3&Invented.member.7=x&SignatureVersion=2").unwrap(),
        json!({"MetricData": [{"Value": 1000.0}]})
    );
    let eleven: String = (1..=11)
        .map(|index| format!("&MetricData.member.1.Values.member.{index}={index}"))
        .collect();
    let values: Vec<Value> = (1..=11).map(|value| f64::from(value).into()).collect();
    assert_eq!(read(&eleven).unwrap(), json!({"MetricData": [{"Values": values}]}));
}

#[test]
fn malformed_forms_are_refused() {
    for form in [
        "MetricData=x",
        "MetricData.1.Value=1",
        "MetricData.member.0.Value=1",
        "MetricData.member.2.Value=1",
        "MetricData.member.99999999999999999999.Value=1",
        "MetricData.member.1.Value=1&MetricData.member.01.Value=1",
        "MetricData.member.x.Value=1",
        "MetricData.member.1.Value=one",
        "MetricData.member.1.Value.x=1",
        "MetricData.member.1.StorageResolution=1.5",
        "MetricData.member.1.Timestamp=yesterday",
        "StrictEntityValidation=yes",
        "EntityMetricData.member.1.Entity.KeyAttributes.entry.1.value=x",
        &format!("MetricData{}=1", ".member".repeat(100)),
    ] {
        let request = Request::form(&format!("Action=PutMetricData&{form}"));
        let error = request.decode().unwrap_err();
        assert_eq!(error.query_code(Some(Service::CloudWatch)), "MalformedInput", "{form}");
    }
}
