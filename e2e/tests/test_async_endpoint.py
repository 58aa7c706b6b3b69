"""An asynchronous endpoint that wakes on its backlog, scales by CPU, and goes back to zero: AWS CLI and boto3.

Policies and alarm as the Stable Diffusion extension for AWS puts them:
https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
"""

import json
import re
import threading
from urllib.parse import urlsplit

from harness.cli import Aws
from harness.clients import Clients
from harness.hosting import ROLE, endpoint_at, endpoint_in_service, instances
from harness.leftovers import models_of
from harness.load import body
from harness.waiting import Seen, wait_until

ENDPOINT = "esd-type-c356f91"
VARIANT = "prod"
BUCKET = "esd-bucket"
CPU = "CPUUtil-ScalingPolicy"
BACKLOG = "HasBacklogWithoutCapacity-ScalingPolicy"
ALARM = "stable-diffusion-hasbacklogwithoutcapacity-alarm"
MOST = 3
TARGET = [
    "--service-namespace", "sagemaker", "--resource-id", f"endpoint/{ENDPOINT}/variant/{VARIANT}",
    "--scalable-dimension", "sagemaker:variant:DesiredInstanceCount",
]
CPU_BLOCK = {
    "TargetValue": 50.0,
    "CustomizedMetricSpecification": {
        "MetricName": "CPUUtilization",
        "Namespace": "/aws/sagemaker/Endpoints",
        "Dimensions": [
            {"Name": "EndpointName", "Value": ENDPOINT},
            {"Name": "VariantName", "Value": VARIANT},
        ],
        "Statistic": "Average",
        "Unit": "Percent",
    },
    "ScaleOutCooldown": 300,
    "ScaleInCooldown": 300,
}
BACKLOG_BLOCK = {
    "AdjustmentType": "ChangeInCapacity",
    "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
    "Cooldown": 300,
    "MetricAggregationType": "Average",
}
SENTENCES = {"de": "Guten Morgen, wie geht es Ihnen heute?", "fr": "Bonjour, comment allez-vous aujourd'hui ?"}


def deploy(aws, clients):
    aws("s3", "mb", f"s3://{BUCKET}")
    aws("sagemaker", "create-model", "--model-name", ENDPOINT, "--execution-role-arn", ROLE,
        "--primary-container", json.dumps({"Image": "sample-model", "Environment": {"EMPTY": ""}}))
    variant = {
        "VariantName": VARIANT, "ModelName": ENDPOINT, "InitialInstanceCount": 1, "InstanceType": "ml.g5.2xlarge",
        "ModelDataDownloadTimeoutInSeconds": 1200, "ContainerStartupHealthCheckTimeoutInSeconds": 3600,
    }
    asynchronous = {
        "OutputConfig": {
            "S3OutputPath": f"s3://{BUCKET}/sagemaker_output/", "S3FailurePath": f"s3://{BUCKET}/sagemaker_failure",
        },
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 1},
    }
    aws("sagemaker", "create-endpoint-config", "--endpoint-config-name", ENDPOINT,
        "--production-variants", json.dumps([variant]), "--async-inference-config", json.dumps(asynchronous))
    aws("sagemaker", "create-endpoint", "--endpoint-name", ENDPOINT, "--endpoint-config-name", ENDPOINT)
    endpoint_in_service(clients, ENDPOINT)
    aws("sagemaker", "wait", "endpoint-in-service", "--endpoint-name", ENDPOINT)
    described = aws("sagemaker", "describe-endpoint", "--endpoint-name", ENDPOINT)
    assert described["AsyncInferenceConfig"] == asynchronous


def put_policies(aws):
    """Both policies and the alarm; gives the answers of the two puts."""
    aws("application-autoscaling", "register-scalable-target", *TARGET,
        "--min-capacity", "0", "--max-capacity", str(MOST))
    cpu = aws("application-autoscaling", "put-scaling-policy", "--policy-name", CPU,
              "--policy-type", "TargetTrackingScaling", *TARGET,
              "--target-tracking-scaling-policy-configuration", json.dumps(CPU_BLOCK))
    backlog = aws("application-autoscaling", "put-scaling-policy", "--policy-name", BACKLOG,
                  "--policy-type", "StepScaling", *TARGET,
                  "--step-scaling-policy-configuration", json.dumps(BACKLOG_BLOCK))
    aws("cloudwatch", "put-metric-alarm", "--alarm-name", ALARM, "--alarm-actions", backlog["PolicyARN"],
        "--metric-name", "HasBacklogWithoutCapacity", "--namespace", "AWS/SageMaker", "--statistic", "Average",
        "--dimensions", f"Name=EndpointName,Value={ENDPOINT}", "--period", "60", "--evaluation-periods", "2",
        "--datapoints-to-alarm", "2", "--threshold", "1",
        "--comparison-operator", "GreaterThanOrEqualToThreshold", "--treat-missing-data", "missing")
    return cpu, backlog


def check_policies(aws, cpu, backlog):
    """`describe-scaling-policies` prints what the documents of the extension show, member for member."""
    printed = aws("application-autoscaling", "describe-scaling-policies", "--service-namespace", "sagemaker",
                  "--resource-id", f"endpoint/{ENDPOINT}/variant/{VARIANT}")
    assert set(printed) == {"ScalingPolicies"}
    by_name = {policy["PolicyName"]: policy for policy in printed["ScalingPolicies"]}
    common = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"endpoint/{ENDPOINT}/variant/{VARIANT}",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }
    arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:"
    for policy in by_name.values():
        assert isinstance(policy.pop("CreationTime"), (float, str))
    assert by_name == {
        CPU: common | {
            "PolicyARN": cpu["PolicyARN"], "PolicyName": CPU, "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": CPU_BLOCK, "Alarms": cpu["Alarms"],
        },
        BACKLOG: common | {
            "PolicyARN": backlog["PolicyARN"], "PolicyName": BACKLOG, "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": BACKLOG_BLOCK,
            "Alarms": [{"AlarmName": ALARM, "AlarmARN": arn + ALARM}],
        },
    }
    names = [alarm["AlarmName"] for alarm in cpu["Alarms"]]
    for name, kind in zip(names, ["High", "Low"], strict=True):
        assert re.fullmatch(f"TargetTracking-endpoint/{ENDPOINT}/variant/{VARIANT}-Alarm{kind}-[0-9a-f-]{{36}}", name)
    assert [alarm["AlarmARN"] for alarm in cpu["Alarms"]] == [arn + name for name in names]
    return names


def location(uri):
    parts = urlsplit(uri)
    return {"Bucket": parts.netloc, "Key": parts.path.lstrip("/")}


def exists(clients, uri):
    try:
        return clients.s3.head_object(**location(uri))
    except clients.s3.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "404", error
        return None


def test_from_backlog_to_several_and_back_to_zero(servers, tmp_path):
    server = servers(speed=60)
    aws, clients = Aws(server, tmp_path / "cli"), Clients(server)
    deploy(aws, clients)

    # To zero by hand. What is asked now waits in the queue.
    aws("sagemaker", "update-endpoint-weights-and-capacities", "--endpoint-name", ENDPOINT,
        "--desired-weights-and-capacities", json.dumps([{"VariantName": VARIANT, "DesiredInstanceCount": 0}]))
    endpoint_at(clients, ENDPOINT, 0)
    endpoint_in_service(clients, ENDPOINT)
    outputs = {}
    for language, text in SENTENCES.items():
        name = aws.file(f"{language}.json", body(text))
        aws("s3", "cp", name, f"s3://{BUCKET}/inputs/{name}", "--content-type", "application/json")
        answer = aws("sagemaker-runtime", "invoke-endpoint-async", "--endpoint-name", ENDPOINT,
                     "--input-location", f"s3://{BUCKET}/inputs/{name}", "--content-type", "application/json",
                     "--invocation-timeout-seconds", "3600")
        assert set(answer) == {"InferenceId", "OutputLocation", "FailureLocation"}
        uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        assert re.fullmatch(uuid, answer["InferenceId"])
        found = re.fullmatch(f"s3://{BUCKET}/sagemaker_output/({uuid})\\.out", answer["OutputLocation"])
        assert answer["FailureLocation"] == f"s3://{BUCKET}/sagemaker_failure/{found[1]}-error.out"
        outputs[language] = answer["OutputLocation"]
    waits_without_capacity(clients, len(SENTENCES))
    assert not any(exists(clients, uri) for uri in outputs.values())

    # From zero: the policies see the backlog.
    cpu, backlog = put_policies(aws)
    managed = check_policies(aws, cpu, backlog)
    for language, uri in outputs.items():
        wait_until(lambda uri=uri: exists(clients, uri), 60, f"the answer at {uri}")
        aws("s3", "cp", uri, f"{language}.out")
        assert aws.read_json(f"{language}.out")["language"] == language
    assert instances(clients, ENDPOINT)[0] >= 1

    failure_of_a_bad_input(aws, clients)

    # Out: real work, so that the CPU of the instances is above half a core.
    burning = Burning(clients)
    with burning:
        def two():
            seen = instances(clients, ENDPOINT)
            return min(seen) >= 2 or Seen((seen, burning.sent))

        wait_until(two, 120, "two instances under load", every=0.3)
        assert len(models_of(server.folder)) >= 2
    burning.all_done()

    # In: an idle instance takes no CPU, and the policy's minimum is zero.
    endpoint_at(clients, ENDPOINT, 0, within=150)
    wait_until(lambda: not models_of(server.folder), 30, "no model runs any more")
    check_activities(clients, managed)
    clean_up(aws, clients)


def waits_without_capacity(clients, number):
    """The gauges of the queue tell of the requests, and nothing is done about them for two minutes."""
    dimensions = [{"Name": "EndpointName", "Value": ENDPOINT}]

    def gauge(name):
        clock = clients.sagemaker.describe_endpoint(EndpointName=ENDPOINT)["LastModifiedTime"]
        found = clients.cloudwatch.get_metric_data(
            StartTime=clock.timestamp() // 60 * 60, EndTime=clock.timestamp() + 86400, ScanBy="TimestampAscending",
            MetricDataQueries=[{"Id": "m", "MetricStat": {
                "Metric": {"Namespace": "AWS/SageMaker", "MetricName": name, "Dimensions": dimensions},
                "Period": 60, "Stat": "Maximum",
            }}],
        )
        return found["MetricDataResults"][0]["Values"]

    def seen():
        values = gauge("HasBacklogWithoutCapacity")[-2:], gauge("ApproximateBacklogSize")[-1:]
        return values == ([1.0, 1.0], [number]) or Seen(values)

    wait_until(seen, 30, f"two minutes of a backlog of {number} without capacity")
    assert instances(clients, ENDPOINT) == (0, 0)


def failure_of_a_bad_input(aws, clients):
    name = aws.file("bad.json", "not JSON at all")
    aws("s3", "cp", name, f"s3://{BUCKET}/inputs/{name}")
    for key, content_type in [(name, "application/json"), ("never-put.json", "application/json")]:
        answer = clients.runtime.invoke_endpoint_async(
            EndpointName=ENDPOINT, InputLocation=f"s3://{BUCKET}/inputs/{key}", ContentType=content_type
        )
        wait_until(lambda uri=answer["FailureLocation"]: exists(clients, uri), 60, f"the failure of {key}")
        aws("s3", "cp", answer["FailureLocation"], "failure.out")
        said = aws.read("failure.out")
        assert ("the body is not the JSON expected" if key == name else "never-put.json") in said, said
        assert not exists(clients, answer["OutputLocation"])


class Burning:
    """Keeps a few requests in the queue, each of which takes a good part of a second of CPU."""

    DEPTH = 4

    def __init__(self, clients):
        self._clients = clients
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._outputs = []
        self.error = None
        clients.s3.put_object(
            Bucket=BUCKET, Key="inputs/heavy.json", Body=body("All work and no play. " * 20, 1000).encode()
        )

    @property
    def sent(self):
        return len(self._outputs)

    def _run(self):
        try:
            while not self._over.wait(0.05):
                if sum(not exists(self._clients, uri) for uri in self._outputs[-2 * self.DEPTH:]) < self.DEPTH:
                    answer = self._clients.runtime.invoke_endpoint_async(
                        EndpointName=ENDPOINT, InputLocation=f"s3://{BUCKET}/inputs/heavy.json"
                    )
                    self._outputs.append(answer["OutputLocation"])
        except Exception as error:
            self.error = error

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def all_done(self):
        assert self.error is None, self.error
        assert self._outputs

        def done():
            missing = [uri for uri in self._outputs if not exists(self._clients, uri)]
            return not missing or Seen(missing)

        wait_until(done, 90, "every heavy request has its answer")
        for uri in self._outputs:
            answer = json.load(self._clients.s3.get_object(**location(uri))["Body"])
            assert answer["language"] == "en"


def check_activities(clients, managed):
    high, low = managed
    log = clients.autoscaling.describe_scaling_activities(
        ServiceNamespace="sagemaker", ResourceId=f"endpoint/{ENDPOINT}/variant/{VARIANT}"
    )["ScalingActivities"]
    log.reverse()
    counts = [int(re.fullmatch(r"Setting desired instance count to (\d+)\.", each["Description"])[1]) for each in log]
    assert counts[0] == 1 and max(counts) >= 2 and counts[-1] == 0, counts
    causes = [each["Cause"] for each in log]
    assert causes[0] == f"monitor alarm {ALARM} in state ALARM triggered policy {BACKLOG}"
    assert f"monitor alarm {high} in state ALARM triggered policy {CPU}" in causes
    assert causes[-1] == f"monitor alarm {low} in state ALARM triggered policy {CPU}"
    for each, count in zip(log, counts, strict=True):
        assert each["StatusCode"] == "Successful", each
        assert each["StatusMessage"] == (
            f"Successfully set desired instance count to {count}. Change successfully fulfilled by sagemaker."
        )


def clean_up(aws, clients):
    """Deleting the endpoint takes its target, policies and managed alarms along; the alarm of the user stays."""
    aws("sagemaker", "delete-endpoint", "--endpoint-name", ENDPOINT)
    # Config and model may go while the endpoint still does.
    aws("sagemaker", "delete-endpoint-config", "--endpoint-config-name", ENDPOINT)
    aws("sagemaker", "delete-model", "--model-name", ENDPOINT)
    clients.sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=ENDPOINT, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    assert clients.autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"] == []
    assert clients.autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"] == []
    left = clients.cloudwatch.describe_alarms()["MetricAlarms"]
    assert [alarm["AlarmName"] for alarm in left] == [ALARM]
    aws("cloudwatch", "delete-alarms", "--alarm-names", ALARM)
    aws("s3", "rm", f"s3://{BUCKET}", "--recursive")
    assert clients.s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0
