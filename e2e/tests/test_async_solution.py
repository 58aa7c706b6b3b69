"""The Stable Diffusion extension for AWS in its last version: one target-tracking policy whose alarms it overwrites.

https://github.com/awslabs/stable-diffusion-aws-extension (its earlier version is in test_async_endpoint.py)
"""

import json
import re

import pytest
from botocore.exceptions import ClientError

from harness.clients import Clients
from harness.hosting import ROLE, endpoint_at, endpoint_in_service, instances
from harness.leftovers import models_of
from harness.load import Load, body
from harness.waiting import Seen, wait_until

BUCKET = "esd-bucket"
MOST = 3
SOON = {"Delay": 1, "MaxAttempts": 60}
HEAVY = body("All work and no play makes Jack a dull boy. " * 10, 60)


def create(clients, name, asynchronous):
    """What the extension creates: model, configuration and endpoint of one name."""
    clients.s3.create_bucket(Bucket=BUCKET)
    environment = {
        "S3_BUCKET_NAME": BUCKET, "INSTANCE_TYPE": "ml.g5.2xlarge", "ENDPOINT_NAME": name, "ENDPOINT_ID": "",
        "SERVICE_TYPE": "sd", "ON_SAGEMAKER": "true", "AWS_REGION": "us-east-1", "EBB_SAMPLE_CONCURRENCY": "1",
    }
    container = {
        "Image": "sample-model", "ModelDataUrl": f"s3://{BUCKET}/data/model.tar.gz", "Environment": environment,
    }
    answers = [clients.sagemaker.create_model(ModelName=name, PrimaryContainer=container, ExecutionRoleArn=ROLE)]
    variant = {
        "VariantName": "prod", "ModelName": name, "InitialInstanceCount": 1, "InstanceType": "ml.g5.2xlarge",
        "ModelDataDownloadTimeoutInSeconds": 1200, "ContainerStartupHealthCheckTimeoutInSeconds": 3600,
    }
    config = {}
    if asynchronous:
        config["AsyncInferenceConfig"] = {
            "OutputConfig": {"S3OutputPath": f"s3://{BUCKET}/sagemaker_output/"},
            "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 1},
        }
    answers.append(clients.sagemaker.create_endpoint_config(
        EndpointConfigName=name, ProductionVariants=[variant], **config
    ))
    answers.append(clients.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name))
    clients.sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig=SOON)
    described = clients.sagemaker.describe_endpoint(EndpointName=name)
    assert described["ProductionVariants"][0]["CurrentInstanceCount"] == 1
    for answer in [*answers, described]:
        json.dumps(answer, default=str)


def key(name):
    return {
        "ServiceNamespace": "sagemaker", "ResourceId": f"endpoint/{name}/variant/prod",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }


def enable_scaling(clients, name, asynchronous):
    """Target and policy, then both alarms of the policy put anew under their names; gives the names, low first."""
    clients.autoscaling.register_scalable_target(**key(name), MinCapacity=0 if asynchronous else 1, MaxCapacity=MOST)
    metric = {"Namespace": "AWS/SageMaker", "Dimensions": [{"Name": "EndpointName", "Value": name}]}
    if asynchronous:
        metric |= {"MetricName": "ApproximateBacklogSizePerInstance", "Statistic": "Average"}
        policy = {"TargetValue": 3, "CustomizedMetricSpecification": metric}
    else:
        metric |= {"MetricName": "InvocationsPerInstance", "Statistic": "Sum"}
        metric["Dimensions"] = [*metric["Dimensions"], {"Name": "VariantName", "Value": "prod"}]
        predefined = {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}
        policy = {"TargetValue": 5, "PredefinedMetricSpecification": predefined}
    answer = clients.autoscaling.put_scaling_policy(
        PolicyName=f"{name}-Invocations-ScalingPolicy", PolicyType="TargetTrackingScaling", **key(name),
        TargetTrackingScalingPolicyConfiguration=policy | {"ScaleInCooldown": 180, "ScaleOutCooldown": 60},
    )
    json.dumps(answer, default=str)
    names = {}
    for alarm in answer["Alarms"]:
        [found] = clients.cloudwatch.describe_alarms(AlarmNames=[alarm["AlarmName"]])["MetricAlarms"]
        comparison, actions = found["ComparisonOperator"], found["AlarmActions"]
        numbers = {"Period": 30, "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "Threshold": policy["TargetValue"]}
        if comparison == "LessThanThreshold":
            numbers = {"Period": 900, "EvaluationPeriods": 4, "DatapointsToAlarm": 4, "Threshold": 1}
        clients.cloudwatch.put_metric_alarm(
            AlarmName=found["AlarmName"], AlarmActions=actions, ComparisonOperator=comparison, **numbers, **metric
        )
        names[comparison] = found["AlarmName"]
    if asynchronous:
        step = clients.autoscaling.put_scaling_policy(
            PolicyName=f"{name}-HasBacklogWithoutCapacity-ScalingPolicy", PolicyType="StepScaling", **key(name),
            StepScalingPolicyConfiguration={
                "AdjustmentType": "ChangeInCapacity", "MetricAggregationType": "Average", "Cooldown": 180,
                "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
            },
        )
        clients.cloudwatch.put_metric_alarm(
            AlarmName=f"{name}-HasBacklogWithoutCapacity-Alarm", AlarmActions=[step["PolicyARN"]],
            MetricName="HasBacklogWithoutCapacity", Namespace="AWS/SageMaker", Statistic="Average", Period=30,
            EvaluationPeriods=1, DatapointsToAlarm=1, Threshold=1, TreatMissingData="missing",
            ComparisonOperator="GreaterThanOrEqualToThreshold", Dimensions=[{"Name": "EndpointName", "Value": name}],
        )
    return names["LessThanThreshold"], names["GreaterThanThreshold"]


def check_alarms(clients, low, high, threshold):
    """They are as the extension has put them: nobody has put them back."""
    found = clients.cloudwatch.describe_alarms(AlarmNames=[low, high])["MetricAlarms"]
    numbers = {
        alarm["AlarmName"]: (alarm["Period"], alarm["EvaluationPeriods"], alarm["Threshold"]) for alarm in found
    }
    assert numbers == {low: (900, 4, 1.0), high: (30, 1, threshold)}


def counts_and_causes(clients, name):
    pages = clients.autoscaling.get_paginator("describe_scaling_activities").paginate(
        ServiceNamespace="sagemaker", ResourceId=key(name)["ResourceId"], PaginationConfig={"PageSize": 2}
    )
    log = [activity for page in pages for activity in page["ScalingActivities"]]
    assert {each["StatusCode"] for each in log} == {"Successful"}, log
    counted = [int(re.search(r"instance count to (\d+)\.", each["Description"])[1]) for each in reversed(log)]
    return counted, [each["Cause"] for each in reversed(log)]


def delete(clients, name, asynchronous):
    """In the extension's order; configuration and model go while the endpoint still does."""
    sagemaker = clients.sagemaker
    sagemaker.describe_endpoint(EndpointName=name)
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.delete_endpoint_config(EndpointConfigName=name)
    sagemaker.delete_model(ModelName=name)
    clients.cloudwatch.delete_dashboards(DashboardNames=[])
    if asynchronous:
        clients.cloudwatch.delete_alarms(AlarmNames=[f"{name}-HasBacklogWithoutCapacity-Alarm"])
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig=SOON)
    with pytest.raises(ClientError):
        sagemaker.describe_endpoint(EndpointName=name)
    assert clients.autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"] == []
    assert clients.cloudwatch.describe_alarms()["MetricAlarms"] == []


def answer_at(clients, uri):
    """What stands there, or `None`."""
    try:
        bucket, name = uri.removeprefix("s3://").split("/", 1)
        return json.load(clients.s3.get_object(Bucket=bucket, Key=name)["Body"])
    except clients.s3.exceptions.NoSuchKey:
        return None


def test_the_asynchronous_endpoint_scales_by_its_backlog(servers):
    name = "sd-async-c356f91"
    server = servers(speed=240)
    clients = Clients(server)
    create(clients, name, asynchronous=True)
    low, high = enable_scaling(clients, name, asynchronous=True)
    outputs = []

    def ask():
        clients.s3.put_object(Bucket=BUCKET, Key=f"inputs/{len(outputs)}.json", Body=HEAVY.encode())
        # No content type, as the SDK's AsyncPredictor does not send one either.
        answer = clients.runtime.invoke_endpoint_async(
            EndpointName=name, InputLocation=f"s3://{BUCKET}/inputs/{len(outputs)}.json", Accept="application/json",
            InferenceId=f"id-{len(outputs)}", InvocationTimeoutSeconds=3600,
        )
        assert answer["InferenceId"] == f"id-{len(outputs)}"
        outputs.append(answer["OutputLocation"])

    def all_done():
        missing = [uri for uri in outputs if answer_at(clients, uri) is None]
        return not missing or Seen(len(missing))

    # Out: a backlog far above three an instance.
    for _ in range(40):
        ask()
    wait_until(lambda: instances(clients, name)[1] == MOST or Seen(instances(clients, name)), 60, "all instances run")
    assert len(models_of(server.folder)) == MOST
    wait_until(all_done, 60, "every request has its answer")
    check_alarms(clients, low, high, 3.0)
    # In: an hour without a backlog, a quarter of a minute here.
    endpoint_at(clients, name, 0, within=60)
    # And from zero: a backlog without capacity.
    ask()
    wait_until(all_done, 60, "the request is answered")
    assert {answer_at(clients, uri)["language"] for uri in outputs} == {"en"}
    check_alarms(clients, low, high, 3.0)
    counted, causes = counts_and_causes(clients, name)
    assert max(counted) == MOST and 0 in counted and counted[-1] <= 1, counted
    policy = f"{name}-Invocations-ScalingPolicy"
    assert causes[0] == f"monitor alarm {high} in state ALARM triggered policy {policy}"
    assert f"monitor alarm {low} in state ALARM triggered policy {policy}" in causes
    wake = f"{name}-HasBacklogWithoutCapacity"
    assert f"monitor alarm {wake}-Alarm in state ALARM triggered policy {wake}-ScalingPolicy" in causes
    delete(clients, name, asynchronous=True)


def test_the_real_time_endpoint_scales_by_its_invocations(servers):
    name = "sd-real-time-c356f91"
    server = servers(speed=240)
    clients = Clients(server)
    create(clients, name, asynchronous=False)
    low, high = enable_scaling(clients, name, asynchronous=False)

    def ask():
        answer = clients.runtime.invoke_endpoint(
            EndpointName=name, ContentType="application/json", Accept="application/json", InferenceId="one", Body=body()
        )
        assert json.load(answer["Body"])["language"] == "en"

    # Half a minute of the policy's clock is an eighth of a second, so this is far above five an instance.
    with Load(ask, per_second=150, threads=8):
        wait_until(lambda: instances(clients, name)[1] == MOST or Seen(instances(clients, name)), 60, "all run")
        assert len(models_of(server.folder)) == MOST
    endpoint_at(clients, name, 1, within=90)
    endpoint_in_service(clients, name)
    check_alarms(clients, low, high, 5.0)
    counted, causes = counts_and_causes(clients, name)
    assert max(counted) == MOST and counted[-1] == 1, counted
    policy = f"{name}-Invocations-ScalingPolicy"
    assert {f"monitor alarm {alarm} in state ALARM triggered policy {policy}" for alarm in (low, high)} == set(causes)
    delete(clients, name, asynchronous=False)
