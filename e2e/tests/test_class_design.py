"""The autoscaling program of the LLM Engineer's Handbook: as a Rust example, as `ebb autoscale`, seen by boto3.

https://github.com/PacktPublishing/LLM-Engineers-Handbook
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from harness.clients import Clients
from harness.hosting import (
    VARIANT, component_at, create_component, create_component_endpoint, create_model, create_variant_endpoint,
    endpoint_in_service,
)

ENDPOINT = "twin"
COMPONENT = "twin-component"
RESOURCE = f"inference-component/{COMPONENT}"
DIMENSION = "sagemaker:inference-component:DesiredCopyCount"


@pytest.fixture
def deployed(servers):
    """A server with the endpoint and the component of the handbook; simulated copies will do here."""
    server = servers(fleet="simulated")
    clients = Clients(server)
    create_model(clients, "twin-model", image="763104351884.dkr.ecr.us-east-1.amazonaws.com/tgi:2.2.0")
    create_component_endpoint(clients, ENDPOINT)
    endpoint_in_service(clients, ENDPOINT)
    create_component(clients, COMPONENT, ENDPOINT, "twin-model")
    component_at(clients, COMPONENT, 1)
    return server, clients


def run(command, server, fails=False):
    """What the command prints; with `fails`, what it says when it fails."""
    ended = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(server.folder), "AWS_ENDPOINT_URL": server.url},
    )
    expected = (1, 2) if fails else (0,)
    assert ended.returncode in expected, f"{command} ended with {ended.returncode}: {ended.stdout}{ended.stderr}"
    return ended.stderr if fails else ended.stdout


def targets(clients):
    return clients.autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]


def policies(clients):
    found = clients.autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    return {policy["PolicyName"]: policy for policy in found}


def alarms(clients):
    return {alarm["AlarmName"]: alarm for alarm in clients.cloudwatch.describe_alarms()["MetricAlarms"]}


def nothing_left(clients):
    assert (targets(clients), policies(clients), alarms(clients)) == ([], {}, {})


@pytest.fixture(scope="session")
def handbook():
    """The example program, built by `run`."""
    path = Path(os.environ["EBB_HANDBOOK"]).resolve()
    assert path.is_file(), path
    return path


def test_the_example_sets_up_and_cleans_up(deployed, handbook):
    server, clients = deployed
    said = run([handbook, COMPONENT, ENDPOINT, "setup"], server)
    assert said.splitlines() == [
        f'scalable target "{RESOURCE}": created', f'target-tracking policy "{ENDPOINT}": created',
    ]
    check_handbook(clients)
    first = policies(clients)[ENDPOINT]

    said = run([handbook, COMPONENT, ENDPOINT, "setup"], server)
    assert said.splitlines() == [
        f'scalable target "{RESOURCE}": updated', f'target-tracking policy "{ENDPOINT}": updated',
    ]
    check_handbook(clients)
    again = policies(clients)[ENDPOINT]
    assert (again["PolicyARN"], again["CreationTime"]) == (first["PolicyARN"], first["CreationTime"])

    said = run([handbook, COMPONENT, ENDPOINT, "cleanup"], server)
    assert f'target-tracking policy "{ENDPOINT}": deleted' in said.splitlines()
    assert f'scalable target "{RESOURCE}": deleted' in said.splitlines()
    nothing_left(clients)
    said = run([handbook, COMPONENT, ENDPOINT, "cleanup"], server)
    assert {line.rsplit(": ", 1)[1] for line in said.splitlines()} == {"already gone"}
    nothing_left(clients)


def check_handbook(clients):
    [target] = targets(clients)
    assert (target["ResourceId"], target["ScalableDimension"]) == (RESOURCE, DIMENSION)
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 6)
    assert target["RoleARN"].endswith("AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint")
    assert set(target["SuspendedState"].values()) == {False}
    policy = policies(clients)[ENDPOINT]
    assert policy["PolicyType"] == "TargetTrackingScaling"
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": 5.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"},
        "ScaleInCooldown": 200,
        "ScaleOutCooldown": 200,
    }
    high, low = (alarm["AlarmName"] for alarm in policy["Alarms"])
    found = alarms(clients)
    assert set(found) == {high, low}
    for name, comparison, threshold, periods in [
        (high, "GreaterThanThreshold", 5.0, 3), (low, "LessThanThreshold", 4.5, 15),
    ]:
        alarm = found[name]
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == (comparison, threshold)
        assert (alarm["EvaluationPeriods"], alarm["Period"], alarm["Statistic"]) == (periods, 60, "Sum")
        assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SageMaker", "InvocationsPerCopy")
        assert alarm["Dimensions"] == [{"Name": "InferenceComponentName", "Value": COMPONENT}]
        [action] = alarm["AlarmActions"]
        assert action.startswith(policy["PolicyARN"] + ":createdBy/")
        assert alarm["AlarmDescription"] == (
            f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {action}."
        )


def test_the_command_on_a_component_to_zero_and_back(deployed, ebb):
    server, clients = deployed
    setup = [ebb, "autoscale", "setup", RESOURCE, "--to-zero", "--max", "4", "--target", "5"]
    cleanup = [ebb, "autoscale", "cleanup", RESOURCE]
    for outcome in ["created", "updated"]:
        assert {line.rsplit(": ", 1)[1] for line in run(setup, server).splitlines()} == {outcome}
        [target] = targets(clients)
        assert (target["MinCapacity"], target["MaxCapacity"]) == (0, 4)
        found = policies(clients)
        assert set(found) == {"ebb-target-tracking", "ebb-wake-from-zero"}
        step = found["ebb-wake-from-zero"]
        assert step["PolicyType"] == "StepScaling"
        [wake] = step["Alarms"]
        alarm = alarms(clients)[wake["AlarmName"]]
        assert alarm["MetricName"] == "NoCapacityInvocationFailures"
        assert alarm["AlarmActions"] == [step["PolicyARN"]]
        assert len(alarms(clients)) == 3

    # Without --to-zero, the way back from zero goes.
    said = run([ebb, "autoscale", "setup", RESOURCE], server)
    assert 'step policy "ebb-wake-from-zero": deleted' in said.splitlines()
    assert [target["MinCapacity"] for target in targets(clients)] == [1]
    assert set(policies(clients)) == {"ebb-target-tracking"} and len(alarms(clients)) == 2

    report = json.loads(run([*setup, "--json"], server))
    assert [step["kind"] for step in report["steps"]] == [
        "scalable-target", "target-tracking-policy", "step-policy", "alarm",
    ]
    assert [step["outcome"] for step in report["steps"]] == ["updated", "updated", "created", "created"]
    for outcome in ["deleted", "already-gone"]:
        report = json.loads(run([*cleanup, "--json"], server))
        assert [step["kind"] for step in report["steps"]] == [
            "alarm", "step-policy", "target-tracking-policy", "scalable-target",
        ]
        assert {step["outcome"] for step in report["steps"]} == {outcome}
        nothing_left(clients)


def test_the_command_on_an_asynchronous_variant(servers, ebb):
    server = servers(fleet="simulated")
    clients = Clients(server)
    create_model(clients, "sd")
    create_variant_endpoint(
        clients, "sd", "sd", AsyncInferenceConfig={"OutputConfig": {"S3OutputPath": "s3://bucket/out"}}
    )
    endpoint_in_service(clients, "sd")
    resource = f"endpoint/sd/variant/{VARIANT}"
    run([ebb, "autoscale", "setup", resource, "--asynchronous", "--metric", "cpu", "--target", "50", "--to-zero",
         "--max", "8"], server)
    found = policies(clients)
    metric = found["ebb-target-tracking"]["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
    assert (metric["Namespace"], metric["MetricName"]) == ("/aws/sagemaker/Endpoints", "CPUUtilization")
    [wake] = found["ebb-wake-from-zero"]["Alarms"]
    assert alarms(clients)[wake["AlarmName"]]["MetricName"] == "HasBacklogWithoutCapacity"
    run([ebb, "autoscale", "cleanup", resource], server)
    nothing_left(clients)


def test_cleanup_after_a_half_failed_setup(deployed, ebb, handbook):
    server, clients = deployed
    cleanup = [ebb, "autoscale", "cleanup", RESOURCE]
    # Registered only.
    key = {"ServiceNamespace": "sagemaker", "ResourceId": RESOURCE, "ScalableDimension": DIMENSION}
    clients.autoscaling.register_scalable_target(**key, MinCapacity=1, MaxCapacity=6)
    said = run(cleanup, server).splitlines()
    assert f'scalable target "{RESOURCE}": deleted' in said
    assert 'target-tracking policy "ebb-target-tracking": already gone' in said
    nothing_left(clients)

    # A policy was deleted by hand; the alarm of the other one too.
    run([ebb, "autoscale", "setup", RESOURCE, "--to-zero"], server)
    clients.autoscaling.delete_scaling_policy(**key, PolicyName="ebb-target-tracking")
    clients.cloudwatch.delete_alarms(AlarmNames=[f"ebb-wake-from-zero-{RESOURCE}"])
    said = run(cleanup, server).splitlines()
    assert [line.rsplit(": ", 1)[1] for line in said] == ["already gone", "deleted", "already gone", "deleted"]
    nothing_left(clients)

    # The same for the example.
    run([handbook, COMPONENT, ENDPOINT, "setup"], server)
    clients.autoscaling.delete_scaling_policy(**key, PolicyName=ENDPOINT)
    run([handbook, COMPONENT, ENDPOINT, "cleanup"], server)
    nothing_left(clients)


def test_a_setup_that_cannot_be_says_so(deployed, ebb):
    server, clients = deployed
    said = run([ebb, "autoscale", "setup", "inference-component/no-such-component"], server, fails=True)
    assert "Could not find inference component" in said, said
    said = run([ebb, "autoscale", "setup", RESOURCE, "--min", "5", "--max", "2"], server, fails=True)
    assert said.startswith("error: "), said
    said = run([ebb, "autoscale", "setup", "twin"], server, fails=True)
    assert "twin" in said, said
    nothing_left(clients)
