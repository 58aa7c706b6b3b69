"""Updates of endpoints and of inference components by boto3, while requests go on."""

import json

import pytest
from botocore.exceptions import ClientError, WaiterError

from harness import model as misbehaving
from harness.clients import Clients
from harness.hosting import (
    VARIANT, component_at, create_component, create_component_endpoint, create_model, create_variant_endpoint,
    endpoint_in_service,
)
from harness.load import Load, body
from harness.waiting import Seen, wait_until

SOON = {"Delay": 1, "MaxAttempts": 90}
CANARY = {
    "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {
            "Type": "CANARY", "WaitIntervalInSeconds": 60,
            "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50},
        },
        "TerminationWaitInSeconds": 30,
        "MaximumExecutionTimeoutInSeconds": 1800,
    }
}


def configure(clients, name, model, count=2):
    variant = {
        "VariantName": VARIANT, "ModelName": model, "InstanceType": "ml.c5.large", "InitialInstanceCount": count,
    }
    clients.sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])


def described(clients, name="e"):
    return clients.sagemaker.describe_endpoint(EndpointName=name)


def in_service(clients, name="e"):
    clients.sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig=SOON)
    return described(clients, name)


def test_an_endpoint_is_updated_under_load(servers, tmp_path):
    clients = Clients(servers(speed=60))
    create_model(clients, "one")
    create_model(clients, "two", EBB_SAMPLE_WARM_UP="5")
    create_variant_endpoint(clients, "e", "one", count=2)
    endpoint_in_service(clients, "e")
    configure(clients, "two", "two")
    # Understood by no sample model, which says so and ends.
    create_model(clients, "broken", EBB_SAMPLE_REPEAT="nonsense")
    configure(clients, "broken", "broken")

    def invoke():
        answer = clients.runtime.invoke_endpoint(EndpointName="e", ContentType="application/json", Body=body())
        assert json.loads(answer["Body"].read())["language"] == "en"

    with Load(invoke, per_second=30):
        clients.sagemaker.update_endpoint(EndpointName="e", EndpointConfigName="two", DeploymentConfig=CANARY)
        found = described(clients)
        assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("Updating", "e")
        assert found["PendingDeploymentSummary"]["EndpointConfigName"] == "two"
        with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
            clients.sagemaker.update_endpoint(EndpointName="e", EndpointConfigName="two")
        found = in_service(clients)
        assert found["EndpointConfigName"] == "two"
        assert found["LastDeploymentConfig"] == CANARY
        assert "PendingDeploymentSummary" not in found and "FailureReason" not in found
        # A model that does not start: what serves goes on serving.
        clients.sagemaker.update_endpoint(
            EndpointName="e", EndpointConfigName="broken", RetainDeploymentConfig=True,
            RetainAllVariantProperties=True,
        )
        found = in_service(clients)
        assert found["EndpointConfigName"] == "two"
        assert "EBB_SAMPLE_REPEAT" in found["FailureReason"]
        rolling = {"MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 1}, "WaitIntervalInSeconds": 10}
        clients.sagemaker.update_endpoint(
            EndpointName="e", EndpointConfigName="e", DeploymentConfig={"RollingUpdatePolicy": rolling}
        )
        found = in_service(clients)
        assert found["EndpointConfigName"] == "e" and "FailureReason" not in found
        variant = found["ProductionVariants"][0]
        assert (variant["CurrentInstanceCount"], variant["DesiredInstanceCount"]) == (2, 2)


def test_a_stream_outlives_the_copy_that_began_it_being_replaced(servers, tmp_path):
    script = tmp_path / "streams"
    script.write_text(f'#!/bin/sh\nexec python3 "{misbehaving.__file__}" "$@"\n')
    script.chmod(0o755)
    clients = Clients(servers())
    create_model(clients, "streams", script)
    create_variant_endpoint(clients, "e", "streams")
    endpoint_in_service(clients, "e")
    gate = tmp_path / "gate"
    answer = clients.runtime.invoke_endpoint_with_response_stream(
        EndpointName="e", Body=f"stream one @{gate} two three".encode()
    )
    events = iter(answer["Body"])
    assert next(events) == {"PayloadPart": {"Bytes": b"one"}}
    clients.sagemaker.update_endpoint(EndpointName="e", EndpointConfigName="e")
    in_service(clients)
    gate.touch()
    assert b"".join(event["PayloadPart"]["Bytes"] for event in events) == b"twothree"


def test_an_alarm_brings_the_old_version_back(servers):
    clients = Clients(servers(fleet="simulated", speed=60))
    create_model(clients, "one")
    create_variant_endpoint(clients, "e", "one", count=4)
    endpoint_in_service(clients, "e")
    configure(clients, "two", "one", count=4)
    clients.cloudwatch.put_metric_alarm(
        AlarmName="errors", Namespace="N", MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1.0, ComparisonOperator="GreaterThanThreshold", TreatMissingData="ignore",
    )
    guarded = {**CANARY, "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]}}
    guarded["BlueGreenUpdatePolicy"] = {
        **CANARY["BlueGreenUpdatePolicy"],
        "TrafficRoutingConfiguration": {
            **CANARY["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"], "WaitIntervalInSeconds": 600,
        },
    }
    clients.sagemaker.update_endpoint(EndpointName="e", EndpointConfigName="two", DeploymentConfig=guarded)

    def baking():
        pending = described(clients).get("PendingDeploymentSummary")
        status = pending and pending["ProductionVariants"][0]["VariantStatus"][0]["Status"]
        return status == "Baking" or Seen(status)

    wait_until(baking, 30, "the canary has its traffic")
    clients.cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="too many")
    found = in_service(clients)
    assert found["EndpointConfigName"] == "e"
    assert 'alarm "errors"' in found["FailureReason"]


def test_a_component_is_updated_under_load(servers):
    clients = Clients(servers(speed=60))
    create_model(clients, "one")
    create_model(clients, "two", EBB_SAMPLE_WARM_UP="5")
    create_component_endpoint(clients, "e")
    endpoint_in_service(clients, "e")
    create_component(clients, "c", "e", "one", copies=2)
    component_at(clients, "c", 2)

    def invoke():
        clients.runtime.invoke_endpoint(
            EndpointName="e", InferenceComponentName="c", ContentType="application/json", Body=body()
        )

    needs = {"MinMemoryRequiredInMb": 1024, "NumberOfAcceleratorDevicesRequired": 1}
    rolling = {"MaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1}, "WaitIntervalInSeconds": 10}
    deployment = {"RollingUpdatePolicy": rolling}
    with Load(invoke, per_second=20):
        arn = clients.sagemaker.update_inference_component(
            InferenceComponentName="c", DeploymentConfig=deployment,
            Specification={"ModelName": "two", "ComputeResourceRequirements": needs},
        )["InferenceComponentArn"]
        assert arn.endswith(":inference-component/c")
        component_at(clients, "c", 2)
    found = clients.sagemaker.describe_inference_component(InferenceComponentName="c")
    assert found["Specification"]["ModelName"] == "two"
    assert found["LastDeploymentConfig"] == deployment


def test_a_failed_endpoint_cannot_be_updated(servers):
    clients = Clients(servers(speed=600))
    create_model(clients, "broken", EBB_SAMPLE_REPEAT="nonsense")
    create_variant_endpoint(clients, "e", "broken")
    with pytest.raises(WaiterError):
        in_service(clients)
    with pytest.raises(ClientError, match="Cannot update failed endpoint"):
        clients.sagemaker.update_endpoint(EndpointName="e", EndpointConfigName="e")
