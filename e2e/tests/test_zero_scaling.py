"""An inference component from zero to several copies and back, by the AWS CLI commands of the SageMaker guide.

https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
"""

import datetime
import json
import re
from concurrent.futures import ThreadPoolExecutor

from harness.cli import Aws
from harness.clients import Clients
from harness.hosting import INSTANCE, ROLE, VARIANT, component_at, copies, endpoint_at, instances
from harness.leftovers import models_of
from harness.load import Load, body
from harness.waiting import Seen, wait_until

ENDPOINT = "zero-endpoint"
CONFIG = "zero-config"
MODEL = "zero-model"
COMPONENT = "zero-component"
TRACKING = "zero-tracking-policy"
STEP = "zero-step-policy"
ALARM = "zero-step-alarm"
MOST = 3
# Requests that find no copy, beside the one of the CLI.
FIRST = 10

TARGET = [
    "--service-namespace", "sagemaker", "--resource-id", f"inference-component/{COMPONENT}",
    "--scalable-dimension", "sagemaker:inference-component:DesiredCopyCount",
]
STEP_BLOCK = {
    "AdjustmentType": "ChangeInCapacity",
    "MetricAggregationType": "Maximum",
    "Cooldown": 60,
    "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
}
TRACKING_BLOCK = {
    "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"},
    "TargetValue": 5.0,
    "ScaleInCooldown": 60,
    "ScaleOutCooldown": 60,
}
NO_CAPACITY = (
    "An error occurred (ValidationError) when calling the InvokeEndpoint operation: Inference Component has no "
    "capacity to process this request. ApplicationAutoScaling may be in-progress (if configured) or try to increase "
    "the capacity by invoking UpdateInferenceComponentRuntimeConfig API."
)


def deploy(aws, clients):
    """Model, endpoint and component, up to a component that stands at zero copies."""
    container = {"Image": "sample-model", "Environment": {"EBB_SAMPLE_WARM_UP": "5"}}
    made = aws("sagemaker", "create-model", "--model-name", MODEL, "--execution-role-arn", ROLE,
               "--primary-container", json.dumps(container))
    assert made == {"ModelArn": f"arn:aws:sagemaker:us-east-1:000000000000:model/{MODEL}"}
    variant = {
        "VariantName": VARIANT, "InstanceType": INSTANCE, "InitialInstanceCount": 1,
        "ModelDataDownloadTimeoutInSeconds": 3600, "ContainerStartupHealthCheckTimeoutInSeconds": 3600,
        "ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": MOST},
        "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
    }
    aws("sagemaker", "create-endpoint-config", "--endpoint-config-name", CONFIG, "--execution-role-arn", ROLE,
        "--production-variants", json.dumps([variant]))
    described = aws("sagemaker", "describe-endpoint-config", "--endpoint-config-name", CONFIG)
    assert described["ProductionVariants"] == [variant]
    made = aws("sagemaker", "create-endpoint", "--endpoint-name", ENDPOINT, "--endpoint-config-name", CONFIG)
    assert made == {"EndpointArn": f"arn:aws:sagemaker:us-east-1:000000000000:endpoint/{ENDPOINT}"}
    # The waiter of the CLI looks every 30 s; by now its first look suffices.
    endpoint_at(clients, ENDPOINT, 1)
    aws("sagemaker", "wait", "endpoint-in-service", "--endpoint-name", ENDPOINT)
    needs = {"NumberOfAcceleratorDevicesRequired": 1, "MinMemoryRequiredInMb": 1024}
    aws("sagemaker", "create-inference-component", "--inference-component-name", COMPONENT, "--endpoint-name", ENDPOINT,
        "--variant-name", VARIANT, "--runtime-config", "CopyCount=1",
        "--specification", json.dumps({"ModelName": MODEL, "ComputeResourceRequirements": needs}))
    component_at(clients, COMPONENT, 1)
    aws("sagemaker", "update-inference-component-runtime-config", "--inference-component-name", COMPONENT,
        "--desired-runtime-config", "CopyCount=0")
    component_at(clients, COMPONENT, 0)


def set_up_scaling(aws):
    """The commands of the guide; gives the ARN of the step policy."""
    target = aws("application-autoscaling", "register-scalable-target", *TARGET,
                 "--min-capacity", "0", "--max-capacity", str(MOST))
    assert target["ScalableTargetARN"].startswith(
        "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/"
    )
    tracking = aws("application-autoscaling", "put-scaling-policy", "--policy-name", TRACKING,
                   "--policy-type", "TargetTrackingScaling", *TARGET,
                   "--target-tracking-scaling-policy-configuration",
                   f"file://{aws.file('tracking.json', TRACKING_BLOCK)}")
    names = [alarm["AlarmName"] for alarm in tracking["Alarms"]]
    uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    for name, kind in zip(names, ["High", "Low"], strict=True):
        assert re.fullmatch(f"TargetTracking-inference-component/{COMPONENT}-Alarm{kind}-{uuid}", name), names

    step_file = f"file://{aws.file('step.json', STEP_BLOCK)}"
    # The mistake that many copies of the commands carry: the block under the flag of the other policy type.
    said = aws.fails("application-autoscaling", "put-scaling-policy", "--policy-name", STEP,
                     "--policy-type", "StepScaling", *TARGET,
                     "--target-tracking-scaling-policy-configuration",
                     f"file://{aws.file('tracking.json', TRACKING_BLOCK)}")
    assert said == (
        "An error occurred (ValidationException) when calling the PutScalingPolicy operation: "
        "StepScaling policy configuration must be specified"
    )
    step = aws("application-autoscaling", "put-scaling-policy", "--policy-name", STEP,
               "--policy-type", "StepScaling", *TARGET, "--step-scaling-policy-configuration", step_file)
    assert step["Alarms"] == []
    arn = step["PolicyARN"]
    assert re.fullmatch(
        f"arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:{uuid}:resource/sagemaker/"
        f"inference-component/{COMPONENT}:policyName/{STEP}",
        arn,
    ), arn
    aws("cloudwatch", "put-metric-alarm", "--alarm-name", ALARM, "--alarm-actions", arn,
        "--metric-name", "NoCapacityInvocationFailures", "--namespace", "AWS/SageMaker", "--statistic", "Sum",
        "--dimensions", f"Name=InferenceComponentName,Value={COMPONENT}", "--period", "60",
        "--evaluation-periods", "1", "--datapoints-to-alarm", "1", "--threshold", "1",
        "--comparison-operator", "GreaterThanThreshold", "--treat-missing-data", "missing")
    return names


def invoke_by_cli(aws, out="answer.json"):
    answer = aws("sagemaker-runtime", "invoke-endpoint", "--endpoint-name", ENDPOINT,
                 "--inference-component-name", COMPONENT, "--content-type", "application/json",
                 "--body", f"fileb://{aws.file('question.json', body())}", out)
    assert answer["InvokedProductionVariant"] == VARIANT
    said = aws.read_json(out)
    assert said["language"] == "en"
    return said


def clean_up(aws, clients, managed):
    """In the order of the guide; afterwards nothing is left."""
    aws("cloudwatch", "delete-alarms", "--alarm-names", ALARM)
    for policy in [STEP, TRACKING]:
        aws("application-autoscaling", "delete-scaling-policy", "--policy-name", policy, *TARGET)
    aws("application-autoscaling", "deregister-scalable-target", *TARGET)
    aws("sagemaker", "delete-inference-component", "--inference-component-name", COMPONENT)
    gone(aws, "inference component", "describe-inference-component", "--inference-component-name", COMPONENT)
    aws("sagemaker", "delete-endpoint", "--endpoint-name", ENDPOINT)
    gone(aws, "endpoint", "describe-endpoint", "--endpoint-name", ENDPOINT)
    aws("sagemaker", "wait", "endpoint-deleted", "--endpoint-name", ENDPOINT)
    aws("sagemaker", "delete-endpoint-config", "--endpoint-config-name", CONFIG)
    aws("sagemaker", "delete-model", "--model-name", MODEL)

    autoscaling, sagemaker = clients.autoscaling, clients.sagemaker
    assert autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"] == []
    assert autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"] == []
    assert clients.cloudwatch.describe_alarms(AlarmNames=[ALARM, *managed])["MetricAlarms"] == []
    assert clients.cloudwatch.describe_alarms()["MetricAlarms"] == []
    assert sagemaker.list_inference_components()["InferenceComponents"] == []
    assert sagemaker.list_endpoints()["Endpoints"] == []
    assert sagemaker.list_endpoint_configs()["EndpointConfigs"] == []
    assert sagemaker.list_models()["Models"] == []


def gone(aws, what, *command):
    def look():
        try:
            return Seen(aws("sagemaker", *command))
        except Exception as error:
            assert "(ValidationException)" in str(error) and f"Could not find {what}" in str(error), error
            return True

    wait_until(look, 60, f"the {what} is deleted")


def activities(clients, **options):
    found = clients.autoscaling.describe_scaling_activities(
        ServiceNamespace="sagemaker", ResourceId=f"inference-component/{COMPONENT}", **options
    )
    return found["ScalingActivities"]


def described(activity):
    return int(re.fullmatch(r"Setting desired copy count to (\d+)\.", activity["Description"])[1])


def test_from_zero_to_several_and_back(servers, tmp_path):
    server = servers(speed=60)
    aws, clients = Aws(server, tmp_path / "cli", by_flag=True), Clients(server)
    deploy(aws, clients)
    # An instance without copies is released after about ten minutes.
    endpoint_at(clients, ENDPOINT, 0)
    assert models_of(server.folder) == {}, "no model runs at zero copies"
    managed = set_up_scaling(aws)
    alarms = clients.cloudwatch.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"]
    assert [alarm["StateValue"] for alarm in alarms] == ["INSUFFICIENT_DATA"]

    def ask():
        answer = clients.runtime.invoke_endpoint(
            EndpointName=ENDPOINT, InferenceComponentName=COMPONENT, ContentType="application/json", Body=body()
        )
        assert json.load(answer["Body"])["language"] == "en"

    # From zero: the first requests are held while the alarm, the policy and the start of the copy take their course.
    with ThreadPoolExecutor(FIRST) as pool:
        held = [pool.submit(ask) for _ in range(FIRST)]
        invoke_by_cli(aws)
        for each in held:
            each.result()
    component_at(clients, COMPONENT, 1)
    endpoint_at(clients, ENDPOINT, 1)
    assert len(models_of(server.folder)) == 1

    # Out: a steady load far above the target, by the CLI in a loop and by boto3 beside it.
    by_cli = 1
    with Load(ask, per_second=40) as load:
        def at_most():
            nonlocal by_cli
            invoke_by_cli(aws)
            by_cli += 1
            seen = (copies(clients, COMPONENT), instances(clients, ENDPOINT))
            return seen == ((MOST, MOST, "InService"), (MOST, MOST)) or Seen(seen)

        wait_until(at_most, 120, f"{MOST} copies on {MOST} instances")
        assert len(models_of(server.folder)) == MOST, "every copy is a process"
        wait_until(lambda: at_maximum(aws), 60, "the log tells that there is no more to be had")
    counted(clients, FIRST + by_cli + load.answered)

    # In: without requests it goes back to zero, the copies first and the instances after them.
    component_at(clients, COMPONENT, 0, within=120)
    endpoint_at(clients, ENDPOINT, 0, within=60)
    wait_until(lambda: not models_of(server.folder), 30, "no model runs any more")

    log = activities(clients)
    check_activities(log, managed)
    printed = aws("application-autoscaling", "describe-scaling-activities", *TARGET)["ScalingActivities"]
    assert [each["ActivityId"] for each in printed] == [each["ActivityId"] for each in log]
    clean_up(aws, clients, managed)
    assert [each["ActivityId"] for each in activities(clients)] == [each["ActivityId"] for each in log], \
        "the log outlives its target"


def counted(clients, number):
    """Every request is in the metrics, once."""
    created = clients.sagemaker.describe_endpoint(EndpointName=ENDPOINT)["CreationTime"]

    def seen():
        found = clients.cloudwatch.get_metric_statistics(
            Namespace="AWS/SageMaker", MetricName="Invocations", Statistics=["Sum"], Period=3600,
            Dimensions=[{"Name": "InferenceComponentName", "Value": COMPONENT}],
            StartTime=created - datetime.timedelta(hours=1), EndTime=created + datetime.timedelta(days=2),
        )
        total = sum(point["Sum"] for point in found["Datapoints"])
        return total == number or Seen(total)

    wait_until(seen, 20, f"{number} invocations are counted")


def at_maximum(aws):
    log = aws("application-autoscaling", "describe-scaling-activities", *TARGET, "--include-not-scaled-activities")
    held = [each for each in log["ScalingActivities"] if "NotScaledReasons" in each]
    for each in held:
        assert each["Description"] == "Attempting to scale due to alarm triggered"
        assert "EndTime" not in each
    wanted = [{"Code": "AlreadyAtMaxCapacity", "MaxCapacity": MOST}]
    return any(each["NotScaledReasons"] == wanted for each in held) or Seen(held)


def check_activities(log, managed):
    """Newest first, every one ended well, each in AWS's words."""
    high, low = managed
    starts = [each["StartTime"] for each in log]
    assert starts == sorted(starts, reverse=True)
    counts = [described(each) for each in reversed(log)]
    assert counts[0] == 1 and max(counts) == MOST and counts[-1] == 0, counts
    for each, count in zip(reversed(log), counts, strict=True):
        assert each["ServiceNamespace"] == "sagemaker"
        assert each["ResourceId"] == f"inference-component/{COMPONENT}"
        assert each["ScalableDimension"] == "sagemaker:inference-component:DesiredCopyCount"
        assert each["StatusCode"] == "Successful", each
        assert each["StatusMessage"] == (
            f"Successfully set desired copy count to {count}. Change successfully fulfilled by sagemaker."
        )
        assert each["EndTime"] >= each["StartTime"]
    causes = [each["Cause"] for each in reversed(log)]
    assert causes[0] == f"monitor alarm {ALARM} in state ALARM triggered policy {STEP}"
    assert causes[-1] == f"monitor alarm {low} in state ALARM triggered policy {TRACKING}"
    assert f"monitor alarm {high} in state ALARM triggered policy {TRACKING}" in causes


def test_requests_at_zero_fail_as_on_aws_when_asked_to(servers, tmp_path):
    """`--cold fail`: the caller gets AWS's error until the copy is there, and repeats."""
    server = servers(speed=30, cold="fail")
    aws, clients = Aws(server, tmp_path / "cli"), Clients(server)
    deploy(aws, clients)
    set_up_scaling(aws)
    question = f"fileb://{aws.file('question.json', body())}"
    command = ["sagemaker-runtime", "invoke-endpoint", "--endpoint-name", ENDPOINT, "--inference-component-name",
               COMPONENT, "--content-type", "application/json", "--body", question, "answer.json"]
    assert aws.fails(*command) == NO_CAPACITY

    refused = []

    def ask():
        try:
            clients.runtime.invoke_endpoint(
                EndpointName=ENDPOINT, InferenceComponentName=COMPONENT, ContentType="application/json", Body=body()
            )
            return True
        except clients.runtime.exceptions.ValidationError as error:
            assert error.response["ResponseMetadata"]["RetryAttempts"] == 0
            refused.append(error.response["Error"])
            return Seen(error.response["Error"])

    wait_until(ask, 60, "a request is answered", every=0.3)
    assert {error["Code"] for error in refused} == {"ValidationError"}
    assert {f"An error occurred (ValidationError) when calling the InvokeEndpoint operation: {error['Message']}"
            for error in refused} == {NO_CAPACITY}
    invoke_by_cli(aws)
    assert [described(each) for each in activities(clients)][-1] == 1
