"""AWS's notebook on scaling to zero: high-resolution tracking, a wake-up alarm of half a minute, scheduled to zero.

https://github.com/aws-samples/sagemaker-genai-hosting-examples (scale-to-zero-endpoint)
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.clients import Clients
from harness.hosting import ROLE, VARIANT, component_at, copies, endpoint_at, endpoint_in_service
from harness.leftovers import models_of
from harness.load import body
from harness.waiting import Seen, wait_until

ENDPOINT = "llama-endpoint"
MODEL = "llama-model"
COMPONENT = "llama-component"
ALARM = "ic-step-scaling-alarm"
MOST_INSTANCES, MOST_COPIES = 3, 8
KEY = {
    "ServiceNamespace": "sagemaker", "ResourceId": f"inference-component/{COMPONENT}",
    "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
}


def deploy(clients):
    variant = {
        "VariantName": VARIANT, "InstanceType": "ml.g5.12xlarge", "InitialInstanceCount": 1,
        "ModelDataDownloadTimeoutInSeconds": 3600, "ContainerStartupHealthCheckTimeoutInSeconds": 3600,
        "ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": MOST_INSTANCES},
        "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
    }
    sagemaker = clients.sagemaker
    sagemaker.create_endpoint_config(EndpointConfigName=ENDPOINT, ExecutionRoleArn=ROLE, ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName=ENDPOINT, EndpointConfigName=ENDPOINT)
    endpoint_in_service(clients, ENDPOINT)
    container = {"Image": "sample-model", "Environment": {"EBB_SAMPLE_CONCURRENCY": "1", "EBB_SAMPLE_QUEUE": "64"}}
    sagemaker.create_model(ModelName=MODEL, PrimaryContainer=container, ExecutionRoleArn=ROLE)
    needs = {"MinMemoryRequiredInMb": 104096, "NumberOfAcceleratorDevicesRequired": 4}
    sagemaker.create_inference_component(
        InferenceComponentName=COMPONENT, EndpointName=ENDPOINT, VariantName=VARIANT,
        Specification={"ModelName": MODEL, "ComputeResourceRequirements": needs}, RuntimeConfig={"CopyCount": 1},
    )
    component_at(clients, COMPONENT, 1)


def set_up_scaling(clients):
    autoscaling = clients.autoscaling
    autoscaling.register_scalable_target(**KEY, MinCapacity=0, MaxCapacity=MOST_COPIES)
    tracking = autoscaling.put_scaling_policy(
        PolicyName="target-tracking", PolicyType="TargetTrackingScaling", **KEY,
        TargetTrackingScalingPolicyConfiguration={
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
            },
            "TargetValue": 5, "ScaleInCooldown": 300, "ScaleOutCooldown": 300,
        },
    )
    step = autoscaling.put_scaling_policy(
        PolicyName="step-scaling", PolicyType="StepScaling", **KEY,
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity", "MetricAggregationType": "Maximum", "Cooldown": 60,
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        },
    )
    clients.cloudwatch.put_metric_alarm(
        AlarmName=ALARM, AlarmActions=[step["PolicyARN"]], MetricName="NoCapacityInvocationFailures",
        Namespace="AWS/SageMaker", Statistic="Maximum", Period=30, EvaluationPeriods=1, DatapointsToAlarm=1,
        Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", TreatMissingData="missing",
        Dimensions=[{"Name": "InferenceComponentName", "Value": COMPONENT}],
    )
    return [alarm["AlarmName"] for alarm in tracking["Alarms"]]


def ask(clients, text=body()):
    answer = clients.runtime.invoke_endpoint(
        EndpointName=ENDPOINT, InferenceComponentName=COMPONENT, ContentType="application/json", Body=text
    )
    return json.load(answer["Body"])["language"]


def to_zero(clients):
    """What the notebook's schedule does."""
    clients.sagemaker.update_inference_component_runtime_config(
        InferenceComponentName=COMPONENT, DesiredRuntimeConfig={"CopyCount": 0}
    )
    component_at(clients, COMPONENT, 0)


def clean_up(clients, managed):
    sagemaker = clients.sagemaker
    clients.cloudwatch.delete_alarms(AlarmNames=[ALARM])
    clients.autoscaling.deregister_scalable_target(**KEY)
    assert clients.cloudwatch.describe_alarms(AlarmNames=managed)["MetricAlarms"] == []
    sagemaker.delete_inference_component(InferenceComponentName=COMPONENT)

    def gone():
        found = sagemaker.list_inference_components(EndpointNameEquals=ENDPOINT)["InferenceComponents"]
        return not found or Seen(found)

    wait_until(gone, 60, "the component is deleted")
    sagemaker.delete_endpoint(EndpointName=ENDPOINT)
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=ENDPOINT, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    sagemaker.delete_endpoint_config(EndpointConfigName=ENDPOINT)
    sagemaker.delete_model(ModelName=MODEL)
    assert sagemaker.list_models()["Models"] == []


@pytest.mark.parametrize("cold", ["fail", "hold"])
def test_to_zero_and_back_by_probing(servers, cold):
    server = servers(speed=120, cold=cold)
    clients = Clients(server)
    deploy(clients)
    managed = set_up_scaling(clients)
    assert ask(clients) == "en"
    to_zero(clients)
    endpoint_at(clients, ENDPOINT, 0)
    assert models_of(server.folder) == {}

    # The notebook's loop: on AWS every probe fails until a copy is there; here the first one may be held instead.
    refused = 0
    until = time.monotonic() + 60
    while True:
        try:
            assert ask(clients) == "en"
            break
        except clients.runtime.exceptions.ValidationError as error:
            assert "has no capacity to process this request" in str(error)
            refused += 1
            assert time.monotonic() < until, "no probe was answered"
            time.sleep(0.2)
    assert (refused > 0) == (cold == "fail")
    component_at(clients, COMPONENT, 1)
    if cold == "hold":
        return

    # Out: more than five requests at a time at each copy, as many as there are instances.
    heavy = body("All work and no play makes Jack a dull boy. " * 10, 40)
    over = False

    def keep_asking():
        while not over:
            assert ask(clients, heavy) == "en"

    with ThreadPoolExecutor(24) as pool:
        asking = [pool.submit(keep_asking) for _ in range(24)]
        try:
            wait_until(
                lambda: copies(clients, COMPONENT)[1] >= 2 or Seen(copies(clients, COMPONENT)), 60, "two copies and more"
            )
        finally:
            over = True
        for each in asking:
            each.result()
    assert copies(clients, COMPONENT)[1] <= MOST_INSTANCES
    # In: without requests, to zero.
    component_at(clients, COMPONENT, 0, within=120)
    clean_up(clients, managed)
