"""`kill -9`: what was acknowledged is there afterwards, and what was running before is gone."""

import datetime
import threading
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from harness import model as misbehaving
from harness.clients import Clients
from harness.hosting import (
    VARIANT, component_at, create_component, create_component_endpoint, create_model, create_variant_endpoint,
    endpoint_at, endpoint_in_service,
)
from harness.leftovers import models_of, processes_of
from harness.load import body
from harness.waiting import Seen, wait_until

KEY = {
    "ServiceNamespace": "sagemaker", "ResourceId": "inference-component/part",
    "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
}


def restart(server):
    """Kills it, sees that nothing is left, and starts it again on the same folder."""
    server.kill()
    server.assert_nothing_left()
    server.start()
    return Clients(server)


def remembered(clients):
    """Everything that a client can ask for and that time alone does not change."""
    sagemaker, autoscaling, cloudwatch = clients.sagemaker, clients.autoscaling, clients.cloudwatch

    def plain(answer, *ignored):
        return {name: value for name, value in answer.items() if name not in ("ResponseMetadata", *ignored)}

    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    now = datetime.datetime.now(datetime.timezone.utc)
    data = cloudwatch.get_metric_data(
        StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(hours=1),
        MetricDataQueries=[
            {"Id": f"q{number}", "MetricStat": {"Metric": metric, "Period": 60, "Stat": stat}}
            for number, (metric, stat) in enumerate(
                [({"Namespace": "Own", "MetricName": "Depth"}, stat) for stat in ["Sum", "SampleCount", "p50"]]
                + [({"Namespace": "AWS/SageMaker", "MetricName": "ModelLatency",
                     "Dimensions": [{"Name": "InferenceComponentName", "Value": "part"}]}, "SampleCount")]
            )
        ],
    )
    return {
        "models": [plain(sagemaker.describe_model(ModelName=each["ModelName"]))
                   for each in sagemaker.list_models()["Models"]],
        "configs": [plain(sagemaker.describe_endpoint_config(EndpointConfigName=each["EndpointConfigName"]))
                    for each in sagemaker.list_endpoint_configs()["EndpointConfigs"]],
        "endpoints": [plain(sagemaker.describe_endpoint(EndpointName=each["EndpointName"]), "LastModifiedTime")
                      for each in sagemaker.list_endpoints()["Endpoints"]],
        "components": [
            plain(sagemaker.describe_inference_component(InferenceComponentName=each["InferenceComponentName"]),
                  "LastModifiedTime")
            for each in sagemaker.list_inference_components()["InferenceComponents"]
        ],
        "targets": autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"],
        "policies": autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"],
        "activities": autoscaling.describe_scaling_activities(ServiceNamespace="sagemaker")["ScalingActivities"],
        "alarms": [alarm if alarm["AlarmName"] == "kept" else
                   {name: value for name, value in alarm.items() if not name.startswith("State")} for alarm in alarms],
        "metrics": data["MetricDataResults"],
        "objects": clients.s3.get_object(Bucket="things", Key="kept")["Body"].read(),
    }


def deploy_everything(clients):
    clients.s3.create_bucket(Bucket="things")
    clients.s3.put_object(Bucket="things", Key="kept", Body=b"\0kept\xff")
    create_model(clients, "language", EBB_SAMPLE_WARM_UP="2")
    create_variant_endpoint(clients, "whole", "language", count=2)
    create_component_endpoint(clients, "host")
    endpoint_in_service(clients, "whole")
    endpoint_in_service(clients, "host")
    create_component(clients, "part", "host", "language")
    component_at(clients, "part", 1)
    autoscaling = clients.autoscaling
    autoscaling.register_scalable_target(**KEY, MinCapacity=1, MaxCapacity=3)
    autoscaling.register_scalable_target(**KEY, MinCapacity=2)  # An activity, to be remembered.
    component_at(clients, "part", 2)
    autoscaling.put_scaling_policy(
        **KEY, PolicyName="tracking", PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 1e6, "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"}},
    )
    step = autoscaling.put_scaling_policy(
        **KEY, PolicyName="step", PolicyType="StepScaling",
        StepScalingPolicyConfiguration={"AdjustmentType": "ChangeInCapacity",
                                        "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]},
    )
    clients.cloudwatch.put_metric_alarm(
        AlarmName="kept", Namespace="Own", MetricName="Nothing", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanThreshold", TreatMissingData="ignore",
        OKActions=[step["PolicyARN"]],
    )
    clients.cloudwatch.set_alarm_state(AlarmName="kept", StateValue="ALARM", StateReason="by hand")
    clients.cloudwatch.put_metric_data(Namespace="Own", MetricData=[
        {"MetricName": "Depth", "Values": [1, 2.5], "Counts": [3, 1],
         "Timestamp": datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes)}
        for minutes in (5, 20, 50)
    ])
    for _ in range(5):
        clients.runtime.invoke_endpoint(EndpointName="host", InferenceComponentName="part", Body=body())

    def measured():
        values = remembered(clients)["metrics"][-1]["Values"]
        return sum(values) == 5 or Seen(values)

    wait_until(measured, 20, "the invocations are in the metrics")

    def activity_ended():
        log = autoscaling.describe_scaling_activities(ServiceNamespace="sagemaker")["ScalingActivities"]
        return [each["StatusCode"] for each in log] == ["Successful"] or Seen(log)

    wait_until(activity_ended, 20, "the activity has ended")


def test_everything_is_there_after_kill_9(servers):
    server = servers()
    clients = Clients(server)
    deploy_everything(clients)
    before = remembered(clients)
    assert [len(before[kind]) for kind in ["models", "configs", "endpoints", "components", "targets", "policies",
                                           "alarms", "activities"]] == [1, 2, 2, 1, 1, 2, 3, 1]
    old = models_of(server.folder)
    assert len(old) == 4

    clients = restart(server)
    component_at(clients, "part", 2)
    endpoint_at(clients, "whole", 2)
    endpoint_at(clients, "host", 2)
    endpoint_in_service(clients, "whole")
    assert remembered(clients) == before
    new = models_of(server.folder)
    assert len(new) == 4 and not set(new) & set(old)
    for target in [{"EndpointName": "whole"}, {"EndpointName": "host", "InferenceComponentName": "part"}]:
        assert b'"language":"en"' in clients.runtime.invoke_endpoint(Body=body(), **target)["Body"].read()

    # And what it remembers it can still change.
    clients.autoscaling.deregister_scalable_target(**KEY)
    assert [alarm["AlarmName"] for alarm in clients.cloudwatch.describe_alarms()["MetricAlarms"]] == ["kept"]
    clients = restart(server)
    assert clients.autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"] == []
    assert [alarm["AlarmName"] for alarm in clients.cloudwatch.describe_alarms()["MetricAlarms"]] == ["kept"]


class Asking:
    """Sends asynchronous requests until the server is gone; remembers those that were acknowledged."""

    def __init__(self, clients, most):
        self._clients = clients
        self._most = most
        self.accepted = []
        self.error = None
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        try:
            for _ in range(self._most):
                answer = self._clients.runtime.invoke_endpoint_async(
                    EndpointName="queue", InputLocation="s3://things/in"
                )
                self.accepted.append(answer["OutputLocation"])
        except (ConnectionError, HTTPClientError):
            pass  # The server was killed.
        except Exception as error:
            self.error = error

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._thread.join()
        assert self.error is None, self.error


@pytest.fixture
def queue(servers):
    """A server with an asynchronous endpoint whose model takes a moment for each request."""
    server = servers()
    clients = Clients(server, retries={"total_max_attempts": 1})
    clients.s3.create_bucket(Bucket="things")
    clients.s3.put_object(Bucket="things", Key="in", Body=b"sleep 0.1", ContentType="text/plain")
    create_model(clients, "moody", Path(misbehaving.__file__))
    output = {"S3OutputPath": "s3://things/out", "S3FailurePath": "s3://things/failed"}
    create_variant_endpoint(clients, "queue", "moody", AsyncInferenceConfig={
        "OutputConfig": output, "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 2},
    })
    endpoint_in_service(clients, "queue")
    return server, clients


def outputs(clients):
    """Every object that an asynchronous request has left: location -> content."""
    pages = clients.s3.get_paginator("list_objects_v2").paginate(Bucket="things")
    keys = [item["Key"] for page in pages for item in page.get("Contents", []) if item["Key"] != "in"]
    return {f"s3://things/{key}": clients.s3.get_object(Bucket="things", Key=key)["Body"].read() for key in keys}


def test_accepted_requests_are_answered_once_over_several_kills(queue):
    server, clients = queue
    accepted = []
    done = {}
    for _ in range(3):
        with Asking(clients, most=400) as asking:
            seen = len(done)

            def some_answers(seen=seen):
                now = outputs(clients)
                return now if len(now) >= seen + 4 and asking.accepted else Seen((len(now), len(asking.accepted)))

            # Killed in the middle: some are answered, some in work, most in the queue, and one perhaps on its way.
            done = wait_until(some_answers, 30, "some requests are answered")
            server.kill()
        accepted += asking.accepted
        server.assert_nothing_left()
        server.start()
        clients = Clients(server, retries={"total_max_attempts": 1})
        now = outputs(clients)
        assert {uri: now.get(uri) for uri in done} == done, "what was answered stays as it was"
        done = now
        assert set(accepted) - set(done), "some were still in the queue"

    # Three more instances, to be through sooner.
    endpoint_in_service(clients, "queue")
    clients.sagemaker.update_endpoint_weights_and_capacities(
        EndpointName="queue", DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 4}]
    )

    def all_answered():
        missing = set(accepted) - set(outputs(clients))
        return not missing or Seen((len(missing), len(accepted)))

    wait_until(all_answered, 120, "every accepted request is answered", every=0.5)
    settled = outputs(clients)
    extra = set(settled) - set(accepted)
    # A request whose acknowledgement was on its way when the server died may have been taken: one a kill at most.
    assert len(extra) <= 3 and all(uri.startswith("s3://things/out/") for uri in extra), extra
    assert len(set(accepted)) == len(accepted) > 20
    assert {uri: settled[uri] for uri in done} == done
    assert not [uri for uri in settled if uri.startswith("s3://things/failed")]


def test_a_queue_at_zero_instances_outlives_the_server(queue):
    server, clients = queue
    clients.sagemaker.update_endpoint_weights_and_capacities(
        EndpointName="queue", DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 0}]
    )
    endpoint_at(clients, "queue", 0)
    accepted = [
        clients.runtime.invoke_endpoint_async(
            EndpointName="queue", InputLocation="s3://things/in", InferenceId=f"id-{number}"
        )["OutputLocation"]
        for number in range(20)
    ]
    clients = restart(server)
    endpoint_at(clients, "queue", 0)
    endpoint_in_service(clients, "queue")
    assert outputs(clients) == {} and not any("model.py" in line for line in processes_of(server.folder).values())
    clients.sagemaker.update_endpoint_weights_and_capacities(
        EndpointName="queue", DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 1}]
    )

    def all_answered():
        seen = outputs(clients)
        return seen if len(seen) >= len(accepted) else Seen(len(seen))

    assert set(wait_until(all_answered, 60, "all requests are answered")) == set(accepted)


def test_a_stopped_server_comes_back_too(servers):
    """The orderly way, and with a folder in which an endpoint was on its way out."""
    server = servers()
    clients = Clients(server)
    create_model(clients, "language", EBB_SAMPLE_WARM_UP="2")
    create_variant_endpoint(clients, "stays", "language")
    create_variant_endpoint(clients, "goes", "language")
    endpoint_in_service(clients, "stays")
    endpoint_in_service(clients, "goes")
    clients.sagemaker.delete_endpoint(EndpointName="goes")
    server.stop()
    clients = Clients(server.start())
    endpoint_at(clients, "stays", 1)
    assert b'"language":"en"' in clients.runtime.invoke_endpoint(EndpointName="stays", Body=body())["Body"].read()

    def gone():
        try:
            return Seen(clients.sagemaker.describe_endpoint(EndpointName="goes"))
        except ClientError as error:
            return error.response["Error"]["Message"].startswith("Could not find endpoint")

    wait_until(gone, 30, "the endpoint is deleted")
    assert len(models_of(server.folder)) == 1
