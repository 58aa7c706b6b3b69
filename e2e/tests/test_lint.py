"""ebb lint over what boto3 has set up on a live server, what the AWS CLI prints of it, and a Terraform plan."""

import json
import subprocess
from pathlib import Path

import pytest

from harness.cli import Aws
from harness.clients import Clients
from harness.hosting import VARIANT, create_model, create_variant_endpoint, endpoint_in_service
from harness.server import REGION

PLAN = Path(__file__).resolve().parent / "lint_plan.json"
KEY = {
    "ServiceNamespace": "sagemaker", "ResourceId": f"endpoint/e/variant/{VARIANT}",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}


def lint(ebb, *arguments):
    """Exit code, names of the findings, and the findings."""
    done = subprocess.run([ebb, "lint", *arguments, "--json"], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)["findings"]
    return done.returncode, sorted(one["name"] for one in found), found


def put_step_policy(clients, lower):
    return clients.autoscaling.put_scaling_policy(
        PolicyName="busy", **KEY, PolicyType="StepScaling",
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"MetricIntervalLowerBound": lower, "ScalingAdjustment": 1}],
        },
    )["PolicyARN"]


def put_alarm(clients, arn, **changed):
    alarm = {
        "AlarmName": "busy", "Namespace": "AWS/SageMaker", "MetricName": "InvocationsPerInstance",
        "Dimensions": [{"Name": "EndpointName", "Value": "e"}, {"Name": "VariantName", "Value": VARIANT}],
        "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 2, "Threshold": 100.0,
        "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching", "AlarmActions": [arn],
    }
    clients.cloudwatch.put_metric_alarm(**{**alarm, **changed})


@pytest.fixture
def live(servers):
    server = servers(fleet="simulated")
    clients = Clients(server)
    create_model(clients, "m")
    create_variant_endpoint(clients, "e", "m")
    endpoint_in_service(clients, "e")
    clients.autoscaling.register_scalable_target(**KEY, MinCapacity=1, MaxCapacity=4)
    clients.autoscaling.put_scaling_policy(
        PolicyName="track", **KEY, PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 600.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
        },
    )
    return server, clients


def test_a_live_account_is_found_wanting_and_put_right(live, ebb):
    server, clients = live
    arn = put_step_policy(clients, 100.0)
    put_alarm(clients, arn, Period=30, Statistic="Average")
    code, names, found = lint(ebb, "--endpoint-url", server.url, "--region", REGION)
    assert (code, names) == (1, ["absolute-bounds", "shares-need-sum", "short-period"]), found
    bounds = next(one for one in found if one["name"] == "absolute-bounds")
    assert json.loads(bounds["fix"])["StepScalingPolicyConfiguration"]["StepAdjustments"] == [
        {"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}
    ]
    arn = put_step_policy(clients, 0.0)
    put_alarm(clients, arn)
    assert lint(ebb, "--endpoint-url", server.url, "--region", REGION)[:2] == (0, [])
    clients.autoscaling.delete_scaling_policy(PolicyName="busy", **KEY)
    clients.cloudwatch.put_metric_alarm(
        AlarmName="busy", Namespace="N", MetricName="M", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1.0, ComparisonOperator="GreaterThanThreshold", AlarmActions=[arn],
    )
    assert lint(ebb, "--endpoint-url", server.url, "--region", REGION)[1] == ["dangling-action"]


def test_what_the_cli_prints_says_the_same(live, ebb, tmp_path):
    server, clients = live
    arn = put_step_policy(clients, 0.0)
    put_alarm(clients, arn, ActionsEnabled=False)
    aws = Aws(server, tmp_path / "aws")
    files = []
    for name, arguments in {
        "targets": ["application-autoscaling", "describe-scalable-targets", "--service-namespace", "sagemaker"],
        "policies": ["application-autoscaling", "describe-scaling-policies", "--service-namespace", "sagemaker"],
        "alarms": ["cloudwatch", "describe-alarms"],
        "config": ["sagemaker", "describe-endpoint", "--endpoint-name", "e"],
    }.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(aws(*arguments)))
        files.append(str(path))
    code, names, found = lint(ebb, *files)
    assert (code, names) == (1, ["actions-disabled"]), found
    assert found[0]["source"].endswith("alarms.json")
    assert lint(ebb, "--endpoint-url", server.url, "--region", REGION)[1] == names


def test_a_terraform_plan_is_told_with_its_addresses(ebb):
    code, names, found = lint(ebb, str(PLAN))
    assert (code, names) == (1, ["absolute-bounds", "second-failure"]), found
    assert {one["address"] for one in found} == {
        "aws_appautoscaling_policy.wake", "aws_cloudwatch_metric_alarm.wake",
    }
    failure = next(one for one in found if one["name"] == "second-failure")
    assert 'comparison_operator = "GreaterThanOrEqualToThreshold"' in failure["fix"]
    assert failure["line"] > 1 and "planned_values" in failure["path"]
