"""Scheduled actions, tags, paginators and a custom resource of Application Auto Scaling, by boto3 and the AWS CLI."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from harness.cli import Aws
from harness.clients import Clients
from harness.hosting import (
    ROLE, VARIANT, create_model, create_variant_endpoint, endpoint_at, endpoint_in_service,
)
from harness.waiting import Seen, wait_until

INSTANCES = "sagemaker:variant:DesiredInstanceCount"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "custom_resource.py"


def key_of(endpoint):
    return {
        "ServiceNamespace": "sagemaker", "ResourceId": f"endpoint/{endpoint}/variant/{VARIANT}",
        "ScalableDimension": INSTANCES,
    }


def flags_of(key):
    return [
        "--service-namespace", key["ServiceNamespace"], "--resource-id", key["ResourceId"],
        "--scalable-dimension", key["ScalableDimension"],
    ]


@pytest.fixture
def target(servers):
    """A simulated endpoint "e" with one instance, registered between one and five."""
    def make(**options):
        server = servers(fleet="simulated", **options)
        clients = Clients(server)
        create_model(clients, "m")
        create_variant_endpoint(clients, "e", "m")
        endpoint_in_service(clients, "e")
        key = key_of("e")
        clients.autoscaling.register_scalable_target(**key, MinCapacity=1, MaxCapacity=5)
        return server, clients, key

    return make


def activities(clients, key):
    pages = clients.autoscaling.get_paginator("describe_scaling_activities").paginate(
        ServiceNamespace=key["ServiceNamespace"], ResourceId=key["ResourceId"]
    )
    return [activity for page in pages for activity in page["ScalingActivities"]]


def test_an_action_comes_back_as_it_was_put(target):
    server, clients, key = target()
    start = datetime.datetime(2099, 1, 1, tzinfo=datetime.timezone.utc)
    end = datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc)
    clients.autoscaling.put_scheduled_action(
        **key, ScheduledActionName="morning", Schedule="cron(0 8 ? * MON-FRI *)", Timezone="Europe/Berlin",
        StartTime=start, EndTime=end, ScalableTargetAction={"MinCapacity": 3, "MaxCapacity": 8},
    )
    [found] = clients.autoscaling.describe_scheduled_actions(ServiceNamespace="sagemaker")["ScheduledActions"]
    assert found["ScheduledActionARN"].endswith(
        f":resource/sagemaker/endpoint/e/variant/{VARIANT}:scheduledActionName/morning"
    )
    assert isinstance(found.pop("CreationTime"), datetime.datetime)
    del found["ScheduledActionARN"]
    assert found == key | {
        "ScheduledActionName": "morning", "Schedule": "cron(0 8 ? * MON-FRI *)", "Timezone": "Europe/Berlin",
        "StartTime": start, "EndTime": end, "ScalableTargetAction": {"MinCapacity": 3, "MaxCapacity": 8},
    }
    aws = Aws(server, server.folder / "aws")
    assert aws("application-autoscaling", "put-scheduled-action", *flags_of(key), "--scheduled-action-name", "morning",
               "--scalable-target-action", "MinCapacity=2") in ("", {})
    [listed] = aws("application-autoscaling", "describe-scheduled-actions", "--service-namespace", "sagemaker",
                   "--scheduled-action-names", "morning")["ScheduledActions"]
    assert listed["ScalableTargetAction"] == {"MinCapacity": 2}
    assert "StartTime" not in listed and "EndTime" not in listed and listed["Timezone"] == "Europe/Berlin"
    aws("application-autoscaling", "delete-scheduled-action", *flags_of(key), "--scheduled-action-name", "morning")
    said = aws.fails("application-autoscaling", "delete-scheduled-action", *flags_of(key),
                     "--scheduled-action-name", "morning")
    assert "(ObjectNotFoundException)" in said and "No scheduled action found for service namespace: sagemaker" in said


def test_actions_run_and_the_history_is_told_in_pages(target):
    # Five minutes a second.
    _, clients, key = target(speed=300, config="[simulated]\nstartup-ms = 10\n")
    put = clients.autoscaling.put_scheduled_action
    put(**key, ScheduledActionName="up", Schedule="cron(0/10 * * * ? *)", ScalableTargetAction={"MinCapacity": 4})
    put(**key, ScheduledActionName="down", Schedule="cron(5/10 * * * ? *)",
        ScalableTargetAction={"MinCapacity": 1, "MaxCapacity": 2})
    put(**key, ScheduledActionName="open", Schedule="cron(9/10 * * * ? *)", ScalableTargetAction={"MaxCapacity": 5})

    def look():
        causes = [activity["Cause"] for activity in activities(clients, key)]
        wanted = ["minimum capacity was set to 4", "maximum capacity was set to 2"]
        return all(causes.count(cause) >= 3 for cause in wanted) or Seen(causes)

    wait_until(look, 60, "the actions have run three times")
    for name in ["up", "down", "open"]:
        clients.autoscaling.delete_scheduled_action(**key, ScheduledActionName=name)
    everything = activities(clients, key)
    starts = [activity["StartTime"] for activity in everything]
    assert starts == sorted(starts, reverse=True)
    by_cause = {activity["Cause"]: activity for activity in everything}
    run = by_cause["scheduled action name down was triggered"]
    assert run["Description"] == "Setting min capacity to 1 and max capacity to 2"
    assert (run["StatusCode"], "EndTime" in run) == ("Successful", False)
    assert by_cause["scheduled action name up was triggered"]["Description"] == "Setting min capacity to 4"
    # In pages of two, the same and in the same order.
    pages = clients.autoscaling.get_paginator("describe_scaling_activities").paginate(
        ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 2}
    )
    paged = [activity["ActivityId"] for page in pages for activity in page["ScalingActivities"]]
    assert paged == [activity["ActivityId"] for activity in everything]


def test_every_listing_has_its_paginator(target):
    server, clients, key = target()
    for number in range(7):
        clients.autoscaling.put_scheduled_action(
            **key, ScheduledActionName=f"a{number}", Schedule="rate(1 day)", ScalableTargetAction={"MinCapacity": 1},
        )
    pages = list(clients.autoscaling.get_paginator("describe_scheduled_actions").paginate(
        ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 3}
    ))
    assert [len(page["ScheduledActions"]) for page in pages] == [3, 3, 1]
    names = [action["ScheduledActionName"] for page in pages for action in page["ScheduledActions"]]
    assert names == [f"a{number}" for number in range(7)]
    aws = Aws(server, server.folder / "aws")
    listed = aws("application-autoscaling", "describe-scheduled-actions", "--service-namespace", "sagemaker",
                 "--page-size", "2", "--max-items", "5")
    assert len(listed["ScheduledActions"]) == 5
    rest = aws("application-autoscaling", "describe-scheduled-actions", "--service-namespace", "sagemaker",
               "--page-size", "2", "--starting-token", listed["NextToken"])
    assert [action["ScheduledActionName"] for action in rest["ScheduledActions"]] == ["a5", "a6"]
    for operation, list_name in [("describe_scalable_targets", "ScalableTargets"),
                                 ("describe_scaling_policies", "ScalingPolicies"),
                                 ("describe_scaling_activities", "ScalingActivities")]:
        [page] = clients.autoscaling.get_paginator(operation).paginate(ServiceNamespace="sagemaker")
        assert len(page[list_name]) == (1 if list_name == "ScalableTargets" else 0)
    with pytest.raises(ClientError) as raised:
        clients.autoscaling.describe_scheduled_actions(ServiceNamespace="sagemaker", NextToken="garbage")
    assert raised.value.response["Error"]["Code"] == "InvalidNextTokenException"


def test_errors_are_those_that_the_sdk_knows(target):
    _, clients, key = target()
    autoscaling = clients.autoscaling
    whole = key | {
        "ScheduledActionName": "a", "Schedule": "rate(1 day)", "ScalableTargetAction": {"MinCapacity": 1},
    }
    for change, part in [
        ({"Schedule": "cron(0 8 * * * *)"}, "Invalid CRON expression"),
        ({"Schedule": "at(2035-01-01T00:00:00Z)"}, 'is malformed at "Z"'),
        ({"Schedule": "at(2035-01-01)"}, "is too short"),
        ({"Schedule": "rate(0 minutes)"}, "are less than 60 seconds apart"),
        ({"Schedule": "5 minutes"}, "Schedule expressions must have the following syntax"),
        ({"Timezone": "Atlantis"}, "The datetime zone id 'Atlantis' is not recognised"),
        ({"ScalableTargetAction": {}}, "At least one of minimum capacity and maximum capacity should be provided"),
    ]:
        with pytest.raises(autoscaling.exceptions.ValidationException) as raised:
            autoscaling.put_scheduled_action(**whole | change)
        assert part in raised.value.response["Error"]["Message"], change
    with pytest.raises(autoscaling.exceptions.ObjectNotFoundException):
        autoscaling.put_scheduled_action(**whole | {"ResourceId": f"endpoint/none/variant/{VARIANT}"})


def test_tags_of_a_target(target):
    server, clients, key = target()
    autoscaling = clients.autoscaling
    [found] = autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    arn = found["ScalableTargetARN"]
    assert autoscaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {}
    autoscaling.tag_resource(ResourceARN=arn, Tags={"team": "search", "stage": "test"})
    aws = Aws(server, server.folder / "aws")
    aws("application-autoscaling", "tag-resource", "--resource-arn", arn, "--tags", "stage=prod")
    autoscaling.untag_resource(ResourceARN=arn, TagKeys=["team", "none"])
    assert aws("application-autoscaling", "list-tags-for-resource", "--resource-arn", arn) == {"Tags": {"stage": "prod"}}
    with pytest.raises(autoscaling.exceptions.TooManyTagsException) as raised:
        autoscaling.tag_resource(ResourceARN=arn, Tags={f"k{number}": "v" for number in range(50)})
    assert raised.value.response["ResourceName"] == arn
    with pytest.raises(autoscaling.exceptions.ResourceNotFoundException) as raised:
        autoscaling.list_tags_for_resource(ResourceARN=arn[:-1] + ("0" if arn[-1] != "0" else "1"))
    assert raised.value.response["ResourceName"].startswith(arn[:-1])


def test_the_endpoint_takes_its_actions_along(target):
    _, clients, key = target()
    clients.autoscaling.put_scheduled_action(
        **key, ScheduledActionName="a", Schedule="rate(1 day)", ScalableTargetAction={"MinCapacity": 1},
    )
    clients.sagemaker.delete_endpoint(EndpointName="e")
    listed = clients.autoscaling.describe_scheduled_actions(ServiceNamespace="sagemaker")
    assert listed["ScheduledActions"] == []


@pytest.fixture
def pool():
    """The example of a custom resource; gives its URL."""
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLE), "--port", "0", "--step-seconds", "0.1", "--most", "8"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def test_the_example_of_a_custom_resource_is_scaled(servers, pool):
    # The server asks what is not there yet every ten seconds of its time.
    server = servers(fleet="simulated", speed=20)
    clients = Clients(server)
    autoscaling = clients.autoscaling
    key = {
        "ServiceNamespace": "custom-resource", "ResourceId": pool,
        "ScalableDimension": "custom-resource:ResourceType:Property",
    }
    aws = Aws(server, server.folder / "aws")
    # As a flag, version 1 of the CLI would take the URL for a file to read the resource id from.
    aws.file("target.json", key | {"MinCapacity": 2, "MaxCapacity": 20})
    registered = aws("application-autoscaling", "register-scalable-target", "--cli-input-json", "file://target.json")
    assert ":scalable-target/" in registered["ScalableTargetARN"]

    def ended(status, cause_part):
        def look():
            newest = activities(clients, key)[0]
            return newest if newest["StatusCode"] == status and cause_part in newest["Cause"] else Seen(newest)

        return wait_until(look, 60, f"{cause_part} is {status}")

    assert ended("Successful", "minimum capacity was set to 2")["Description"] == "Setting desired capacity to 2."
    policy = autoscaling.put_scaling_policy(
        **key, PolicyName="out", PolicyType="StepScaling",
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity", "Cooldown": 0,
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 3}],
        },
    )
    clients.cloudwatch.put_metric_alarm(
        AlarmName="busy", Namespace="Pool", MetricName="Queue", Statistic="Maximum", Period=60, EvaluationPeriods=1,
        Threshold=10, ComparisonOperator="GreaterThanThreshold", AlarmActions=[policy["PolicyARN"]],
    )
    clients.cloudwatch.put_metric_data(Namespace="Pool", MetricData=[{"MetricName": "Queue", "Value": 50}])
    done = ended("Successful", "monitor alarm busy in state ALARM triggered policy out")
    assert done["StatusMessage"] == (
        "Successfully set desired capacity to 5. Change successfully fulfilled by custom-resource."
    )
    # More than the pool has room for fails, with the pool's own reason.
    clients.cloudwatch.delete_alarms(AlarmNames=["busy"])
    autoscaling.register_scalable_target(**key, MinCapacity=9)
    failed = ended("Failed", "minimum capacity was set to 9")
    assert failed["StatusMessage"] == (
        "Failed to set desired capacity to 9. Reason: the pool has room for 8 workers"
    )
