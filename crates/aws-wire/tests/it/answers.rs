use ebb_aws_wire::{Call, encode};
use minicbor::Decoder;
use serde_json::json;

use crate::{Request, body, header, json_body};

fn query(operation: &str) -> Call {
    Request::form(&format!("Action={operation}")).identify().unwrap()
}

#[test]
fn json_answers_are_the_document() {
    let call =
        Request::json("AnyScaleFrontendService.DescribeScalableTargets", "{}").identify().unwrap();
    let output =
        json!({"ScalableTargets": [{"MinCapacity": 1, "CreationTime": 1_462_575_838.171}]});
    let answer = encode(&call, "6b12dfff-0000", &output);
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "content-type"), "application/x-amz-json-1.1");
    assert_eq!(header(&answer, "x-amzn-requestid"), "6b12dfff-0000");
    assert_eq!(
        body(&answer),
        r#"{"ScalableTargets":[{"MinCapacity":1,"CreationTime":1462575838.171}]}"#
    );

    let call = Request::json("GraniteServiceVersion20100801.ListMetrics", "{}").identify().unwrap();
    let answer = encode(&call, "id", &json!({"Metrics": []}));
    assert_eq!(header(&answer, "content-type"), "application/x-amz-json-1.0");
    assert_eq!(json_body(&answer), json!({"Metrics": []}));
}

#[test]
fn operations_without_output_answer_as_little_as_clients_need() {
    for (target, want) in [
        ("AnyScaleFrontendService.DeregisterScalableTarget", "{}"),
        ("GraniteServiceVersion20100801.DeleteAlarms", "{}"),
        ("SageMaker.DeleteEndpoint", ""),
        ("SageMaker.DeleteTags", "{}"),
    ] {
        let call = Request::json(target, "{}").identify().unwrap();
        let answer = encode(&call, "id", &json!({}));
        assert_eq!((answer.status().as_u16(), body(&answer)), (200, want), "{target}");
    }
    let call = Request::cbor("DeleteAlarms", vec![]).identify().unwrap();
    let answer = encode(&call, "id", &json!({}));
    assert_eq!(answer.body().as_ref(), [0xbf, 0xff]);
    assert_eq!(header(&answer, "smithy-protocol"), "rpc-v2-cbor");
    assert_eq!(header(&answer, "content-type"), "application/cbor");

    let answer = encode(&query("DeleteAlarms"), "id-7", &json!({}));
    assert_eq!(header(&answer, "content-type"), "text/xml");
    assert_eq!(
        body(&answer),
        "<DeleteAlarmsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">\
         <ResponseMetadata><RequestId>id-7</RequestId></ResponseMetadata></DeleteAlarmsResponse>"
    );
    let answer = encode(&query("TagResource"), "id-7", &json!({}));
    assert!(body(&answer).contains("<TagResourceResult/><ResponseMetadata>"), "{}", body(&answer));
}

#[test]
fn an_alarm_in_xml() {
    let output = json!({
        "MetricAlarms": [{
            // Not in the order of the model: XML has one of its own.
            "StateUpdatedTimestamp": 1_795_168_800.25,
            "AlarmConfigurationUpdatedTimestamp": 1_795_168_800,
            "AlarmName": "a<b> & \"c\"\r\n\u{1}",
            "ActionsEnabled": true,
            "OKActions": [],
            "AlarmActions": ["arn:a"],
            "Dimensions": [{"Value": "v", "Name": "n"}],
            "Period": 60,
            "Threshold": 21,
            "Metrics": null,
        }],
        "CompositeAlarms": [],
    });
    let answer = encode(&query("DescribeAlarms"), "id-7", &output);
    let want = "<DescribeAlarmsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">\
        <DescribeAlarmsResult><CompositeAlarms/><MetricAlarms><member>\
        <AlarmName>a&lt;b&gt; &amp; &quot;c&quot;&#xD;\n\u{FFFD}</AlarmName>\
        <AlarmConfigurationUpdatedTimestamp>2026-11-20T10:00:00Z</AlarmConfigurationUpdatedTimestamp>\
        <ActionsEnabled>true</ActionsEnabled><OKActions/>\
        <AlarmActions><member>arn:a</member></AlarmActions>\
        <StateUpdatedTimestamp>2026-11-20T10:00:00.250Z</StateUpdatedTimestamp>\
        <Dimensions><member><Name>n</Name><Value>v</Value></member></Dimensions>\
        <Period>60</Period><Threshold>21.0</Threshold></member></MetricAlarms></DescribeAlarmsResult>\
        <ResponseMetadata><RequestId>id-7</RequestId></ResponseMetadata></DescribeAlarmsResponse>";
    assert_eq!(body(&answer), want);
    well_formed(body(&answer));
}

#[test]
fn maps_and_odd_doubles_in_xml() {
    let output = json!({"Datapoints": [{
        "ExtendedStatistics": {"p99": 1e-7, "p50": "NaN"}, "Average": 0.1, "Unit": "None",
        "Timestamp": 0,
    }], "Label": "l"});
    let answer = encode(&query("GetMetricStatistics"), "id", &output);
    let want = "<Datapoints><member><Timestamp>1970-01-01T00:00:00Z</Timestamp><Average>0.1</Average>\
        <Unit>None</Unit><ExtendedStatistics><entry><key>p99</key><value>1.0E-7</value></entry>\
        <entry><key>p50</key><value>NaN</value></entry></ExtendedStatistics></member></Datapoints>";
    assert!(body(&answer).contains(want), "{}", body(&answer));
    well_formed(body(&answer));
}

#[test]
fn an_alarm_in_cbor() {
    let call = Request::cbor("DescribeAlarms", vec![0xa0]).identify().unwrap();
    let output =
        json!({"MetricAlarms": [{"Threshold": 21, "Period": 60, "StateUpdatedTimestamp": 7}]});
    let answer = encode(&call, "id", &output);
    let mut decoder = Decoder::new(answer.body());
    assert_eq!(decoder.map().unwrap(), None);
    assert_eq!(decoder.str().unwrap(), "MetricAlarms");
    assert_eq!((decoder.array().unwrap(), decoder.map().unwrap()), (None, None));
    assert_eq!((decoder.str().unwrap(), decoder.f64().unwrap()), ("Threshold", 21.0));
    assert_eq!((decoder.str().unwrap(), decoder.i32().unwrap()), ("Period", 60));
    assert_eq!(decoder.str().unwrap(), "StateUpdatedTimestamp");
    assert_eq!((decoder.tag().unwrap().as_u64(), decoder.f64().unwrap()), (1, 7.0));
}

pub(crate) fn well_formed(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut events = 0;
    while reader.read_event().expect(xml) != quick_xml::events::Event::Eof {
        events += 1;
    }
    assert!(events > 0);
}
