"""Alarms of both kinds, their history, tags, mute rules and notifications, by boto3 in three protocols and by the CLI."""

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from botocore.exceptions import ClientError

from harness.cli import Aws
from harness.clients import Clients, cloudwatch_speaking
from harness.waiting import Seen, wait_until

PROTOCOLS = ["json", "query", "smithy-rpc-v2-cbor"]
TOPIC = "arn:aws:sns:us-east-1:000000000000:ops"
METRIC_ALARM = {"Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
                "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore"}


@pytest.fixture
def server(servers):
    return servers(fleet="simulated")


@pytest.fixture
def speaking(server, tmp_path):
    return {protocol: cloudwatch_speaking(server, protocol, tmp_path) for protocol in PROTOCOLS}


def same(speaking, operation, **arguments):
    """Asks in all protocols; gives the one answer."""
    answers = {}
    for protocol, client in speaking.items():
        answer = getattr(client, operation)(**arguments)
        answer.pop("ResponseMetadata")
        answers[protocol] = answer
    assert answers["query"] == answers["json"]
    assert answers["smithy-rpc-v2-cbor"] == answers["json"]
    return answers["json"]


def test_composite_alarms_alike(speaking):
    client = speaking["json"]
    for name in ["a", "b", "s"]:
        client.put_metric_alarm(AlarmName=name, **METRIC_ALARM)
    for protocol, each in speaking.items():
        each.put_composite_alarm(
            AlarmName=f"c-{protocol}", AlarmRule="ALARM(a) AND NOT (OK(b) OR FALSE)", AlarmDescription="d <&>",
            AlarmActions=[TOPIC], OKActions=[], ActionsSuppressor="s", ActionsSuppressorWaitPeriod=0,
            ActionsSuppressorExtensionPeriod=60, Tags=[{"Key": "k", "Value": protocol}])
    client.get_waiter("alarm_exists").wait(AlarmNames=["a"], WaiterConfig={"Delay": 1, "MaxAttempts": 2})
    client.get_waiter("composite_alarm_exists").wait(
        AlarmNames=["c-json"], AlarmTypes=["CompositeAlarm"], WaiterConfig={"Delay": 1, "MaxAttempts": 2})
    client.set_alarm_state(AlarmName="s", StateValue="ALARM", StateReason="by hand")
    client.set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="by hand")
    found = same(speaking, "describe_alarms", AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert [alarm["AlarmName"] for alarm in found] == sorted(f"c-{protocol}" for protocol in PROTOCOLS)
    for alarm in found:
        assert alarm["StateValue"] == "ALARM"
        assert alarm["ActionsSuppressedBy"] == "Alarm"
        assert alarm["AlarmRule"] == "ALARM(a) AND NOT (OK(b) OR FALSE)"
        assert json.loads(alarm["StateReasonData"])["triggeringAlarms"][0]["state"]["value"] == "ALARM"
    children = same(speaking, "describe_alarms", ChildrenOfAlarmName="c-json")
    assert [alarm["AlarmName"] for alarm in children["MetricAlarms"]] == ["a", "b"]
    parents = same(speaking, "describe_alarms", ParentsOfAlarmName="a")
    assert len(parents["CompositeAlarms"]) == 3
    for each in speaking.values():
        with pytest.raises(ClientError) as refused:
            each.delete_alarms(AlarmNames=["a"])
        assert refused.value.response["Error"] == {
            "Code": "ValidationError", "Message": "Cannot delete a as there are composite alarm(s) depending on it.",
            **{name: value for name, value in refused.value.response["Error"].items() if name not in ("Code", "Message")}}
    assert same(speaking, "list_tags_for_resource", ResourceARN=found[0]["AlarmArn"])["Tags"] == [
        {"Key": "k", "Value": "json"}]


def test_an_anomaly_alarm_fires(servers, tmp_path):
    server = servers(fleet="simulated", speed=60)
    speaking = {protocol: cloudwatch_speaking(server, protocol, tmp_path) for protocol in PROTOCOLS}
    client = speaking["json"]
    # What is usual: nine and eleven in turn for eight hours. A band is learned from full hours.
    now = datetime.datetime.now(datetime.timezone.utc)
    client.put_metric_data(Namespace="N", MetricData=[
        {"MetricName": "load", "Timestamp": now - datetime.timedelta(minutes=5 * back), "Value": 9 + 2 * (back % 2)}
        for back in range(1, 97)])
    band = {
        "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "ComparisonOperator": "GreaterThanUpperThreshold",
        "ThresholdMetricId": "band", "TreatMissingData": "ignore",
        "Metrics": [
            {"Id": "m", "ReturnData": True, "MetricStat": {
                "Metric": {"Namespace": "N", "MetricName": "load"}, "Period": 60, "Stat": "Maximum"}},
            {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m, 3)", "ReturnData": True}]}
    for protocol, each in speaking.items():
        each.put_metric_alarm(AlarmName=f"a-{protocol}", **band)
    found = same(speaking, "describe_alarms", AlarmNames=["a-query"])["MetricAlarms"][0]
    assert {member: found[member] for member in band} == band
    assert "Threshold" not in found and "Period" not in found

    def fired():
        client.put_metric_data(Namespace="N", MetricData=[{"MetricName": "load", "Value": 100}])
        alarms = client.describe_alarms(StateValue="ALARM")["MetricAlarms"]
        return alarms if len(alarms) == len(PROTOCOLS) else Seen([alarm["AlarmName"] for alarm in alarms])

    alarm = wait_until(fired, 30, "all alarms in ALARM")[0]
    assert alarm["StateReason"].startswith("Thresholds Crossed: 1 out of the last 1 datapoints [100.0 (")
    assert "was greater than the upper thresholds [" in alarm["StateReason"]
    data = json.loads(alarm["StateReasonData"])
    assert data["recentDatapoints"] == [100.0] and "threshold" not in data
    assert 10 < data["recentUpperThresholds"][0] < 20
    with pytest.raises(ClientError) as refused:
        policy = "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:u:resource/sagemaker/r:policyName/p"
        client.put_metric_alarm(AlarmName="b", AlarmActions=[policy], **band)
    assert refused.value.response["Error"]["Message"] == (
        "Auto Scaling actions are not supported for anomaly detection alarms.")


def test_history_pages_and_resources_alike(server, speaking):
    client = speaking["json"]
    client.put_metric_alarm(AlarmName="a", AlarmActions=[TOPIC], **METRIC_ALARM)
    for each in speaking.values():
        for value in ["ALARM", "OK"]:
            each.set_alarm_state(AlarmName="a", StateValue=value, StateReason="by hand", StateReasonData='{"x": 1}')
    items = same(speaking, "describe_alarm_history", AlarmName="a")["AlarmHistoryItems"]
    assert len(items) == 1 + 3 * 3
    assert json.loads(items[0]["HistoryData"])["newState"]["stateReasonData"] == {"x": 1}
    for protocol, each in speaking.items():
        pages = list(each.get_paginator("describe_alarm_history").paginate(
            AlarmName="a", PaginationConfig={"PageSize": 4}))
        assert [len(page["AlarmHistoryItems"]) for page in pages] == [4, 4, 2], protocol
        assert [item for page in pages for item in page["AlarmHistoryItems"]] == items
    assert same(speaking, "describe_alarms_for_metric", Namespace="N", MetricName="m")["MetricAlarms"][0]["AlarmName"] == "a"
    for protocol, each in speaking.items():
        arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a"
        each.tag_resource(ResourceARN=arn, Tags=[{"Key": protocol, "Value": ""}])
        assert protocol in {tag["Key"] for tag in each.list_tags_for_resource(ResourceARN=arn)["Tags"]}
        each.untag_resource(ResourceARN=arn, TagKeys=[protocol])
        each.disable_alarm_actions(AlarmNames=["a"])
        assert not each.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"]
        each.enable_alarm_actions(AlarmNames=["a"])
    # The resource interface of boto3 stands on the same operations.
    alarm = Clients(server).session.resource("cloudwatch", endpoint_url=server.url).Alarm("a")
    alarm.set_state(StateValue="ALARM", StateReason="by hand")
    alarm.load()
    assert alarm.state_value == "ALARM"
    assert alarm.describe_history()["AlarmHistoryItems"]


def test_mute_rules_and_dashboards_alike(speaking):
    for protocol, each in speaking.items():
        each.put_alarm_mute_rule(
            Name=f"m-{protocol}", Rule={"Schedule": {"Expression": "cron(* * * * *)", "Duration": "PT5M"}},
            MuteTargets={"AlarmNames": ["a"]}, ExpireDate=datetime.datetime(2099, 1, 1))
        each.get_waiter("alarm_mute_rule_exists").wait(
            AlarmMuteRuleName=f"m-{protocol}", WaiterConfig={"Delay": 1, "MaxAttempts": 2})
        each.put_dashboard(DashboardName=f"d-{protocol}", DashboardBody='{"widgets": []}')
    rule = same(speaking, "get_alarm_mute_rule", AlarmMuteRuleName="m-query")
    assert (rule["Status"], rule["MuteType"]) == ("ACTIVE", "RECURRING")
    assert len(same(speaking, "list_alarm_mute_rules", AlarmName="a")["AlarmMuteRuleSummaries"]) == 3
    assert len(same(speaking, "list_dashboards")["DashboardEntries"]) == 3
    assert same(speaking, "get_dashboard", DashboardName="d-json")["DashboardBody"] == '{"widgets": []}'
    for each in speaking.values():
        with pytest.raises(each.exceptions.ClientError) as missing:
            each.get_dashboard(DashboardName="none")
        assert missing.value.response["Error"]["Code"] == "ResourceNotFound"
        assert missing.value.response["Error"]["Message"] == "Dashboard none does not exist"
        with pytest.raises(each.exceptions.ClientError) as missing:
            each.get_alarm_mute_rule(AlarmMuteRuleName="none")
        assert missing.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_a_composite_alarm_by_the_cli(server, tmp_path):
    aws = Aws(server, tmp_path / "cli")
    for name in ["a", "b"]:
        aws("cloudwatch", "put-metric-alarm", "--alarm-name", name, "--namespace", "N", "--metric-name", "m",
            "--statistic", "Sum", "--period", "60", "--evaluation-periods", "1", "--threshold", "1",
            "--comparison-operator", "GreaterThanThreshold", "--treat-missing-data", "ignore")
    aws("cloudwatch", "put-composite-alarm", "--alarm-name", "c", "--alarm-rule", "ALARM(a) OR ALARM(b)")
    aws("cloudwatch", "wait", "composite-alarm-exists", "--alarm-names", "c", "--alarm-types", "CompositeAlarm")
    aws("cloudwatch", "set-alarm-state", "--alarm-name", "b", "--state-value", "ALARM", "--state-reason", "by hand")
    found = aws("cloudwatch", "describe-alarms", "--alarm-types", "CompositeAlarm")["CompositeAlarms"][0]
    assert found["StateValue"] == "ALARM"
    assert found["StateReason"].startswith("arn:aws:cloudwatch:us-east-1:000000000000:alarm:b transitioned to ALARM at ")
    history = aws("cloudwatch", "describe-alarm-history", "--alarm-name", "c", "--alarm-types", "CompositeAlarm",
                  "--history-item-type", "StateUpdate", "--scan-by", "TimestampAscending")["AlarmHistoryItems"]
    assert [item["HistorySummary"] for item in history] == [
        "Alarm updated from INSUFFICIENT_DATA to OK", "Alarm updated from OK to ALARM"]
    aws("cloudwatch", "delete-alarms", "--alarm-names", "c", "a", "b")
    assert aws("cloudwatch", "describe-alarms")["MetricAlarms"] == []


def test_a_notification_outlives_a_killed_server(servers, tmp_path):
    seen = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            seen.append((self.headers["x-amz-sns-message-type"], json.loads(body)))
            self.send_response(500 if len(seen) == 1 else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    receiver = HTTPServer(("127.0.0.1", 0), Receiver)
    url = f"http://127.0.0.1:{receiver.server_port}/"
    server = servers(fleet="simulated", config=f'[notifications.topics]\n"{TOPIC}" = "{url}"\n')
    client = Clients(server).cloudwatch
    client.put_metric_alarm(AlarmName="a", AlarmActions=[TOPIC], **METRIC_ALARM)
    # The receiver does not answer yet: what is acknowledged is a row.
    client.set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="by hand")
    server.kill()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        server.start()
        client = Clients(server).cloudwatch
        items = wait_until(lambda: client.describe_alarm_history(HistoryItemType="Action")["AlarmHistoryItems"], 60,
                      "the notification was delivered")
        assert items[0]["HistorySummary"] == f"Successfully executed action {TOPIC}"
        kind, document = seen[-1]
        assert (kind, document["Type"], document["TopicArn"]) == ("Notification", "Notification", TOPIC)
        assert json.loads(document["Message"])["NewStateValue"] == "ALARM"
        assert len({document["MessageId"] for _, document in seen}) == 1
    finally:
        receiver.shutdown()
        receiver.server_close()
