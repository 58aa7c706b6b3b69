"""CloudWatch by boto3 in the three protocols that its clients speak, with the same results."""

import datetime
import json
import math
import urllib.parse
import xml.etree.ElementTree as ET

import pytest
from botocore.exceptions import ClientError

from harness import raw
from harness.clients import Clients, cloudwatch_speaking

PROTOCOLS = ["json", "query", "smithy-rpc-v2-cbor"]
NAMESPACE = "Own/Things"
DIMENSIONS = [{"Name": "App", "Value": "a & <b>"}, {"Name": "Zone", "Value": "z'\"%2F"}]
PLAIN_ALARM = {"AlarmName": "a", "Namespace": NAMESPACE, "MetricName": "m", "Statistic": "Sum", "Period": 60,
               "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"}
XML = {"cw": "http://monitoring.amazonaws.com/doc/2010-08-01/"}


@pytest.fixture
def server(servers):
    return servers(fleet="simulated")


@pytest.fixture
def speaking(server, tmp_path):
    return {protocol: cloudwatch_speaking(server, protocol, tmp_path) for protocol in PROTOCOLS}


def minute(back):
    """The start of a minute, so many minutes ago."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    return now - datetime.timedelta(minutes=back)


def without_metadata(answer):
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def same(speaking, operation, **arguments):
    """Asks in all protocols; gives the one answer. Repeated a few times, as an alarm may be evaluated in between."""
    for _ in range(4):
        answers = {protocol: without_metadata(getattr(client, operation)(**arguments))
                   for protocol, client in speaking.items()}
        if answers["query"] == answers["json"] == answers["smithy-rpc-v2-cbor"]:
            return answers["json"]
    assert answers["query"] == answers["json"]
    assert answers["smithy-rpc-v2-cbor"] == answers["json"]


def wire(client, call):
    """What a call sends: header name -> value."""
    seen = []
    client.meta.events.register("before-send", lambda request, **_: seen.append(request))
    call()
    headers = seen[-1].headers.items()
    return {name.lower(): value if isinstance(value, str) else value.decode() for name, value in headers}


def test_each_client_speaks_its_protocol(speaking):
    kinds = {}
    for protocol, client in speaking.items():
        headers = wire(client, client.describe_alarms)
        assert headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
        kinds[protocol] = headers["content-type"].split(";")[0]
    assert kinds == {
        "json": "application/x-amz-json-1.0",
        "query": "application/x-www-form-urlencoded",
        "smithy-rpc-v2-cbor": "application/cbor",
    }


def test_data_goes_in_and_out_alike(speaking):
    at = minute(5)
    for number, client in enumerate(speaking.values()):
        client.put_metric_data(Namespace=NAMESPACE, MetricData=[
            {"MetricName": "Weight", "Dimensions": DIMENSIONS, "Timestamp": at, "Value": 10.5 + number,
             "Unit": "Count", "StorageResolution": 1},
            {"MetricName": "Weight", "Dimensions": DIMENSIONS, "Timestamp": at + datetime.timedelta(minutes=1),
             "Values": [1.0, 2.5], "Counts": [3.0, 2.0], "Unit": "Count"},
            {"MetricName": "Sets", "Timestamp": at,
             "StatisticValues": {"SampleCount": 4, "Sum": 10, "Minimum": 1, "Maximum": 5}},
        ])
    span = {"StartTime": at, "EndTime": at + datetime.timedelta(minutes=2)}
    statistics = same(
        speaking, "get_metric_statistics", Namespace=NAMESPACE, MetricName="Weight", Dimensions=DIMENSIONS, Period=60,
        Statistics=["SampleCount", "Sum", "Average", "Minimum", "Maximum"], **span,
    )
    assert statistics["Label"] == "Weight"
    points = sorted(statistics["Datapoints"], key=lambda point: point["Timestamp"])
    assert points == [
        {"Timestamp": at, "Unit": "Count", "SampleCount": 3.0, "Sum": 34.5, "Average": 11.5, "Minimum": 10.5,
         "Maximum": 12.5},
        {"Timestamp": at + datetime.timedelta(minutes=1), "Unit": "Count", "SampleCount": 15.0, "Sum": 24.0,
         "Average": 1.6, "Minimum": 1.0, "Maximum": 2.5},
    ]
    extended = same(speaking, "get_metric_statistics", Namespace=NAMESPACE, MetricName="Weight", Dimensions=DIMENSIONS,
                    Period=60, ExtendedStatistics=["p50", "tm90"], **span)
    values = {point["Timestamp"]: point["ExtendedStatistics"] for point in extended["Datapoints"]}
    assert math.isclose(values[at]["p50"], 11.5, rel_tol=0.1)

    metric = {"Namespace": NAMESPACE, "MetricName": "Weight", "Dimensions": DIMENSIONS}
    queries = [
        {"Id": "total", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}},
        {"Id": "most", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}, "Label": "the most"},
        {"Id": "hidden", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Minimum"}, "ReturnData": False},
        {"Id": "none", "MetricStat": {"Metric": metric | {"Dimensions": []}, "Period": 60, "Stat": "Sum"}},
    ]
    data = same(speaking, "get_metric_data", MetricDataQueries=queries, **span)
    by_id = {result["Id"]: result for result in data["MetricDataResults"]}
    assert set(by_id) == {"total", "most", "none"}
    assert by_id["total"]["Values"] == [24.0, 34.5], "newest first"
    assert by_id["most"]["Values"] == [2.5, 12.5] and by_id["most"]["Label"] == "the most"
    assert by_id["none"]["Values"] == [] and by_id["none"]["StatusCode"] == "Complete"
    assert data["Messages"] == []

    for protocol, client in speaking.items():
        pages = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries[:2], ScanBy="TimestampAscending", PaginationConfig={"PageSize": 1}, **span
        )
        collected = {"total": [], "most": []}
        for page in pages:
            for result in page["MetricDataResults"]:
                collected[result["Id"]] += result["Values"]
        assert collected == {"total": [34.5, 24.0], "most": [12.5, 2.5]}, protocol

    listed = same(speaking, "list_metrics", Namespace=NAMESPACE)
    assert {metric["MetricName"] for metric in listed["Metrics"]} == {"Weight", "Sets"}
    listed = same(speaking, "list_metrics", Dimensions=[{"Name": "Zone"}])
    assert [(each["MetricName"], each["Dimensions"]) for each in listed["Metrics"]] == [("Weight", DIMENSIONS)]


def test_alarms_alike(server, speaking):
    for number, (protocol, client) in enumerate(speaking.items()):
        client.put_metric_alarm(
            AlarmName=f"alarm-{number}", AlarmDescription=f"by {protocol} <&>", Namespace=NAMESPACE,
            MetricName="Weight", Dimensions=DIMENSIONS, Statistic="Average", Period=60, EvaluationPeriods=3,
            DatapointsToAlarm=2, Threshold=0.1, ComparisonOperator="LessThanOrEqualToThreshold",
            TreatMissingData="notBreaching", Unit="Count", ActionsEnabled=False,
            AlarmActions=["arn:aws:sns:us-east-1:000000000000:topic"], OKActions=[],
        )
        waiter = client.get_waiter("alarm_exists")
        waiter.wait(AlarmNames=[f"alarm-{number}"], WaiterConfig={"Delay": 1, "MaxAttempts": 5})
    client.put_metric_alarm(
        AlarmName="plain", Namespace=NAMESPACE, MetricName="Weight", ExtendedStatistic="p99.5", Period=30,
        EvaluationPeriods=1, Threshold=5, ComparisonOperator="GreaterThanThreshold",
    )
    described = same(speaking, "describe_alarms", AlarmNames=["alarm-0", "alarm-1", "alarm-2", "no-such-alarm"])
    assert described["CompositeAlarms"] == []
    alarms = described["MetricAlarms"]
    assert [alarm["AlarmName"] for alarm in alarms] == ["alarm-0", "alarm-1", "alarm-2"]
    assert [alarm["AlarmDescription"] for alarm in alarms] == [f"by {protocol} <&>" for protocol in PROTOCOLS]
    for alarm in alarms:
        assert alarm["Dimensions"] == DIMENSIONS and alarm["Threshold"] == 0.1
        assert (alarm["DatapointsToAlarm"], alarm["TreatMissingData"], alarm["Unit"]) == (2, "notBreaching", "Count")
        assert alarm["ActionsEnabled"] is False and alarm["OKActions"] == []
    # What was not set is not filled in.
    [plain] = same(speaking, "describe_alarms", AlarmNamePrefix="pl")["MetricAlarms"]
    for absent in ["TreatMissingData", "DatapointsToAlarm", "AlarmDescription", "Unit", "Statistic", "Metrics",
                   "EvaluateLowSampleCountPercentile", "ThresholdMetricId"]:
        assert absent not in plain
    assert plain["ExtendedStatistic"] == "p99.5" and plain["Dimensions"] == [] and plain["ActionsEnabled"] is True
    assert plain["StateValue"] == "INSUFFICIENT_DATA"

    # Without data, "ignore" keeps whatever state there is.
    client.put_metric_alarm(**PLAIN_ALARM | {"AlarmName": "kept", "TreatMissingData": "ignore"})
    for (protocol, client), state in zip(speaking.items(), ["OK", "ALARM", "OK"], strict=True):
        data = json.dumps({"by": protocol})
        client.set_alarm_state(AlarmName="kept", StateValue=state, StateReason="by hand", StateReasonData=data)
        [kept] = same(speaking, "describe_alarms", AlarmNames=["kept"])["MetricAlarms"]
        assert (kept["StateValue"], kept["StateReason"], kept["StateReasonData"]) == (state, "by hand", data)
        pages = client.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 1})
        names = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
        assert names == ["alarm-0", "alarm-1", "alarm-2", "kept", "plain"], protocol
    actions = same(speaking, "describe_alarms", ActionPrefix="arn:aws:sns")["MetricAlarms"]
    assert len(actions) == 3
    for number, client in enumerate(speaking.values()):
        client.delete_alarms(AlarmNames=[f"alarm-{number}", "no-such-alarm"])
    assert [each["AlarmName"] for each in same(speaking, "describe_alarms")["MetricAlarms"]] == ["kept", "plain"]


REFUSED = [
    ("set_alarm_state", {"AlarmName": "none", "StateValue": "OK", "StateReason": "r"}, 404, "ResourceNotFound", ""),
    ("set_alarm_state", {"AlarmName": "a", "StateValue": "BAD", "StateReason": "r"}, 400, "ValidationError",
     "1 validation error detected: Value 'BAD' at 'stateValue' failed to satisfy constraint: Member must satisfy enum "
     "value set: [INSUFFICIENT_DATA, ALARM, OK]"),
    ("put_metric_data", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 1, "Values": [1]}]}, 400,
     "InvalidParameterCombination",
     "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have "
     "specified both."),
    ("put_metric_data", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Values": [1], "Counts": [1, 2]}]}, 400,
     "InvalidParameterValue",
     "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size."),
    ("put_metric_data", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": math.nan}]}, 400,
     "InvalidParameterValue", "The value NaN for parameter MetricData.member.1.Value is invalid."),
    ("put_metric_data", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 1,
     "Timestamp": datetime.datetime(1970, 1, 1)}]}, 400, "InvalidParameterValue",
     "The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks."),
    ("put_metric_alarm", PLAIN_ALARM | {"Period": 45}, 400, "ValidationError",
     "Period must be 10, 20, 30 or a multiple of 60"),
    ("put_metric_alarm", PLAIN_ALARM | {"EvaluationPeriods": 1441}, 400, "ValidationError",
     "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using "
     "period < 3600"),
    ("describe_alarms", {"NextToken": "rubbish"}, 400, "InvalidNextToken", None),
    ("get_metric_statistics", {"Namespace": "N", "MetricName": "m", "Period": 1, "Statistics": ["Sum"],
     "StartTime": datetime.datetime(2026, 1, 1), "EndTime": datetime.datetime(2026, 1, 2)}, 400,
     "InvalidParameterCombination",
     "You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints "
     "requested by increasing Period, or decreasing the time range."),
    ("put_anomaly_detector", {"MetricMathAnomalyDetector": {"MetricDataQueries": [{"Id": "e", "Expression": "1"}]}},
     400, "InvalidParameterValue", None),
    ("put_metric_alarm", {"AlarmName": "a", "EvaluationInterval": 60,
                          "EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}},
     400, "UnsupportedOperation", None),
]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_errors_alike(server, tmp_path, protocol):
    client = cloudwatch_speaking(server, protocol, tmp_path)
    for operation, arguments, status, code, message in REFUSED:
        with pytest.raises(ClientError) as raised:
            getattr(client, operation)(**arguments)
        answer = raised.value.response
        assert answer["Error"]["Code"] == code, (operation, answer)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status, (operation, answer)
        assert answer["ResponseMetadata"]["RetryAttempts"] == 0
        assert answer["ResponseMetadata"]["RequestId"]
        if message is not None:
            assert answer["Error"].get("Message", "") == message
    with pytest.raises(client.exceptions.ResourceNotFound):
        client.set_alarm_state(AlarmName="none", StateValue="OK", StateReason="r")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_large_data_are_compressed(server, tmp_path, protocol):
    client = cloudwatch_speaking(server, protocol, tmp_path)
    at = minute(3)
    data = [{"MetricName": "Many", "Dimensions": [{"Name": "number", "Value": f"{number:04}"}], "Timestamp": at,
             "Value": number} for number in range(1000)]
    headers = wire(client, lambda: client.put_metric_data(Namespace=f"Large/{protocol}", MetricData=data))
    assert headers["content-encoding"] == "gzip"
    pages = client.get_paginator("list_metrics").paginate(Namespace=f"Large/{protocol}")
    listed = [metric["Dimensions"][0]["Value"] for page in pages for metric in page["Metrics"]]
    assert sorted(listed) == [f"{number:04}" for number in range(1000)], "500 a page"
    got = client.get_metric_statistics(
        Namespace=f"Large/{protocol}", MetricName="Many", Dimensions=[{"Name": "number", "Value": "0999"}],
        StartTime=at, EndTime=at + datetime.timedelta(minutes=1), Period=60, Statistics=["Sum"],
    )
    assert [point["Sum"] for point in got["Datapoints"]] == [999.0]


def test_forms_as_old_clients_send_them(server):
    """Unsigned and without a charset, as Terraform's provider 5 words it; the answer is XML."""
    form = {
        "Action": "PutMetricAlarm", "Version": "2010-08-01", "AlarmName": "by-form", "Namespace": "N",
        "MetricName": "m", "Statistic": "Sum", "Period": "60", "EvaluationPeriods": "1", "Threshold": "1.5",
        "ComparisonOperator": "GreaterThanThreshold", "Dimensions.member.1.Name": "d",
        "Dimensions.member.1.Value": "v+w &", "AlarmActions": "", "ActionsEnabled": "true",
    }
    answer = raw.query(server, urllib.parse.urlencode(form))
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/xml"), answer
    root = ET.fromstring(answer.body)
    assert root.tag == f"{{{XML['cw']}}}PutMetricAlarmResponse"
    assert root.findtext("cw:ResponseMetadata/cw:RequestId", namespaces=XML) == answer.headers["x-amzn-requestid"]

    answer = raw.query(server, "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=by-form")
    [alarm] = ET.fromstring(answer.body).findall("cw:DescribeAlarmsResult/cw:MetricAlarms/cw:member", XML)
    assert alarm.findtext("cw:Threshold", namespaces=XML) == "1.5"
    assert alarm.findtext("cw:Dimensions/cw:member/cw:Value", namespaces=XML) == "v+w &"
    assert alarm.find("cw:AlarmActions", XML) is not None and len(alarm.find("cw:AlarmActions", XML)) == 0

    answer = raw.query(server, "Action=NoSuchThing&Version=2010-08-01")
    assert answer.status == 400, answer
    assert ET.fromstring(answer.body).findtext("cw:Error/cw:Code", namespaces=XML) == "InvalidAction"
    answer = raw.query(server, "Action=SetAlarmState&Version=2010-08-01&AlarmName=none&StateValue=OK&StateReason=r")
    assert answer.status == 404
    error = ET.fromstring(answer.body).find("cw:Error", XML)
    assert error.findtext("cw:Code", namespaces=XML) == "ResourceNotFound" and error.find("cw:Message", XML) is None


def test_cbor_as_other_sdks_write_it(server):
    """Indefinite lengths, text in chunks, halves and single floats, nulls, members that nobody knows."""
    def text(value):
        return bytes([0x60 | len(value)]) + value.encode()

    def chunked(first, second):
        return b"\x7f" + text(first) + text(second) + b"\xff"

    at = int(minute(4).timestamp())
    stamp = b"\xc1\x1a" + at.to_bytes(4, "big")
    datum = (b"\xbf" + text("MetricName") + chunked("Chu", "nks") + text("Timestamp") + stamp
             + text("Value") + b"\xf9\x3e\x00"  # 1.5 as a half
             + text("Unit") + b"\xf6" + text("Unknown") + b"\x9f\x01\xf5\xff" + b"\xff")
    other = (b"\xa3" + text("MetricName") + text("Chunks") + text("Timestamp") + stamp
             + text("Value") + b"\xfa\x40\x20\x00\x00")  # 2.5 as a single
    put = b"\xbf" + text("Namespace") + text("Cbor") + text("MetricData") + b"\x9f" + datum + other + b"\xff" + b"\xff"
    answer = raw.cbor(server, "PutMetricData", put)
    assert answer.status == 200 and answer.headers["smithy-protocol"] == "rpc-v2-cbor", answer
    for empty in [b"", b"\xa0", b"\xbf\xff"]:
        answer = raw.cbor(server, "DescribeAlarms", empty)
        assert answer.status == 200 and answer.headers["content-type"] == "application/cbor", (empty, answer)
    got = Clients(server).cloudwatch.get_metric_statistics(
        Namespace="Cbor", MetricName="Chunks", StartTime=at, EndTime=at + 60, Period=60, Statistics=["Sum"]
    )
    assert [point["Sum"] for point in got["Datapoints"]] == [4.0]
    for bad in [b"\xbf", b"\xff", b"\x9f\xff", b"\xbb" + b"\xff" * 8, b"\x81" * 5000, b"\xbf\x60", b"\xa1\x01\x02"]:
        answer = raw.cbor(server, "DescribeAlarms", bad)
        assert answer.status == 400 and answer.headers["smithy-protocol"] == "rpc-v2-cbor", (bad[:20], answer)
    assert server.get("health") == "ok\n"
