"""The LLM Engineer's Handbook: its deployments, its autoscaler and its client, call by call, over real model processes.

https://github.com/PacktPublishing/LLM-Engineers-Handbook
"""

import json

import pytest
from botocore.exceptions import ClientError

from harness.clients import Clients
from harness.hosting import INSTANCE, ROLE, VARIANT, component_at, copies, endpoint_in_service
from harness.leftovers import models_of
from harness.load import Load, body
from harness.waiting import Seen, wait_until

ENDPOINT = "twin"
MODEL = "twin-model"
COMPONENT = "twin-20260101-component"
TAGS = [{"Key": "task", "Value": "text-generation"}]
MOST = 6
KEY = {
    "ServiceNamespace": "sagemaker", "ResourceId": f"inference-component/{COMPONENT}",
    "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
}
ENVIRONMENT = {
    "HF_MODEL_ID": "mlabonne/TwinLlama-3.1-8B-DPO", "HUGGING_FACE_HUB_TOKEN": "none", "SM_NUM_GPUS": "1",
    "MAX_INPUT_LENGTH": "2048", "MAX_TOTAL_TOKENS": "4096", "MAX_BATCH_TOTAL_TOKENS": "4096",
    "MAX_BATCH_PREFILL_TOKENS": "4096", "HF_MODEL_QUANTIZE": "bitsandbytes", "SAGEMAKER_PROGRAM": "",
    "SAGEMAKER_SUBMIT_DIRECTORY": "", "SAGEMAKER_CONTAINER_LOG_LEVEL": "20", "SAGEMAKER_REGION": "us-east-1",
}


@pytest.fixture
def deployed(servers):
    server = servers(speed=120)
    return server, Clients(server)


def does_not_exist(call, part, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    assert part in str(raised.value).lower()


def create_model(clients):
    container = {"Image": "sample-model", "Environment": ENVIRONMENT}
    clients.sagemaker.create_model(ModelName=MODEL, PrimaryContainer=container, ExecutionRoleArn=ROLE, Tags=TAGS)


def deploy(clients, **variant):
    """The deployment with an inference component."""
    sagemaker = clients.sagemaker
    does_not_exist(sagemaker.describe_endpoint_config, "could not find", EndpointConfigName=ENDPOINT)
    does_not_exist(sagemaker.describe_endpoint, "could not find", EndpointName=ENDPOINT)
    variant = {
        "VariantName": VARIANT, "InstanceType": INSTANCE, "InitialInstanceCount": 1,
        "ContainerStartupHealthCheckTimeoutInSeconds": 900, **variant,
    }
    sagemaker.create_endpoint_config(
        EndpointConfigName=ENDPOINT, ExecutionRoleArn=ROLE, ProductionVariants=[variant], Tags=TAGS
    )
    sagemaker.create_endpoint(EndpointName=ENDPOINT, EndpointConfigName=ENDPOINT, Tags=TAGS)
    endpoint_in_service(clients, ENDPOINT)
    create_model(clients)
    needs = {"MinMemoryRequiredInMb": 5120, "NumberOfCpuCoresRequired": 2, "NumberOfAcceleratorDevicesRequired": 1}
    sagemaker.create_inference_component(
        InferenceComponentName=COMPONENT, EndpointName=ENDPOINT, VariantName=VARIANT,
        Specification={
            "ModelName": MODEL, "StartupParameters": {"ContainerStartupHealthCheckTimeoutInSeconds": 900},
            "ComputeResourceRequirements": needs,
        },
        RuntimeConfig={"CopyCount": 1},
    )
    component_at(clients, COMPONENT, 1)


def set_up_autoscaler(clients):
    clients.autoscaling.register_scalable_target(**KEY, MinCapacity=1, MaxCapacity=MOST)
    clients.autoscaling.put_scaling_policy(
        PolicyName=ENDPOINT, PolicyType="TargetTrackingScaling", **KEY,
        TargetTrackingScalingPolicyConfiguration={
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"
            },
            "TargetValue": 5.0, "ScaleInCooldown": 200, "ScaleOutCooldown": 200,
        },
    )


def clean_up_autoscaler(clients):
    clients.autoscaling.delete_scaling_policy(PolicyName=ENDPOINT, **KEY)
    clients.autoscaling.deregister_scalable_target(**KEY)
    assert clients.cloudwatch.describe_alarms()["MetricAlarms"] == []


def ask(clients, **which):
    answer = clients.runtime.invoke_endpoint(
        EndpointName=ENDPOINT, ContentType="application/json", Body=body(), **which
    )
    assert json.loads(answer["Body"].read().decode("utf8"))["language"] == "en"


def activities(clients):
    pages = clients.autoscaling.get_paginator("describe_scaling_activities").paginate(
        ServiceNamespace="sagemaker", ResourceId=KEY["ResourceId"]
    )
    return [activity for page in pages for activity in page["ScalingActivities"]]


def test_copies_follow_the_requests_where_there_is_room(deployed):
    server, clients = deployed
    deploy(clients, ManagedInstanceScaling={"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": MOST})
    set_up_autoscaler(clients)
    with Load(lambda: ask(clients, InferenceComponentName=COMPONENT), per_second=80):
        wait_until(lambda: copies(clients, COMPONENT)[1] == MOST or Seen(copies(clients, COMPONENT)), 90, "six copies")
        assert len(models_of(server.folder)) == MOST
    component_at(clients, COMPONENT, 1, within=120)
    assert {each["StatusCode"] for each in activities(clients)} == {"Successful"}
    clean_up_autoscaler(clients)


def test_copies_without_room_are_told_and_harm_nobody(deployed):
    """As the book deploys it: one instance with one accelerator, and a policy that asks for more."""
    _, clients = deployed
    deploy(clients)
    set_up_autoscaler(clients)
    with Load(lambda: ask(clients, InferenceComponentName=COMPONENT), per_second=80):
        def told():
            failed = [each for each in activities(clients) if each["StatusCode"] in ("Failed", "Unfulfilled")]
            return failed or Seen(activities(clients))

        [failed, *_] = wait_until(told, 90, "a change that could not be done")
        assert "hardware" in failed["StatusMessage"].lower(), failed
    # What was there serves on.
    ask(clients, InferenceComponentName=COMPONENT)
    component_at(clients, COMPONENT, 1, within=60)
    assert "hardware" in clients.sagemaker.describe_inference_component(
        InferenceComponentName=COMPONENT
    )["FailureReason"].lower()
    clean_up_autoscaler(clients)


def test_the_deployment_that_the_script_starts_by_itself(deployed):
    """MODEL_BASED: the model on the variant, and its deletion by way of the configuration's names."""
    server, clients = deployed
    sagemaker = clients.sagemaker
    create_model(clients)
    variant = {
        "VariantName": VARIANT, "ModelName": MODEL, "InstanceType": INSTANCE, "InitialInstanceCount": 1,
        "InitialVariantWeight": 1, "ContainerStartupHealthCheckTimeoutInSeconds": 900,
    }
    sagemaker.create_endpoint_config(EndpointConfigName=ENDPOINT, ProductionVariants=[variant], Tags=TAGS)
    sagemaker.create_endpoint(EndpointName=ENDPOINT, EndpointConfigName=ENDPOINT, Tags=TAGS)
    endpoint_in_service(clients, ENDPOINT)
    ask(clients)
    assert len(models_of(server.folder)) == 1
    # The book's autoscaler has nothing to work on here, and is told so.
    does_not_exist(clients.autoscaling.register_scalable_target, "could not find", **KEY, MinCapacity=1, MaxCapacity=MOST)

    config = sagemaker.describe_endpoint(EndpointName=ENDPOINT)["EndpointConfigName"]
    assert config == ENDPOINT
    sagemaker.delete_endpoint(EndpointName=ENDPOINT)
    found = sagemaker.describe_endpoint_config(EndpointConfigName=ENDPOINT)["ProductionVariants"][0]["ModelName"]
    sagemaker.delete_endpoint_config(EndpointConfigName=config)
    sagemaker.delete_model(ModelName=found)
    sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=ENDPOINT, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    assert sagemaker.list_models()["Models"] == [] and models_of(server.folder) == {}
