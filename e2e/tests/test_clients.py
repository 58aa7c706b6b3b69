"""Every operation that is built, by boto3, with its paginators and waiters; and those that are not built yet."""

import datetime
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError, WaiterError

from harness.clients import Clients
from harness.hosting import (
    ROLE, VARIANT, component_at, create_component, create_component_endpoint, create_model,
    create_variant_endpoint, endpoint_at, endpoint_in_service,
)
from harness.load import body
from harness.waiting import Seen, wait_until

SOON = {"Delay": 1, "MaxAttempts": 60}


@pytest.fixture
def simulated(servers):
    server = servers(fleet="simulated")
    return server, Clients(server)


def refused(call, code, part="", **arguments):
    """The call fails with this code at the first attempt; gives the error's message."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    error = raised.value.response
    assert error["Error"]["Code"] == code, error
    assert part in error["Error"]["Message"], error
    assert error["ResponseMetadata"]["RetryAttempts"] == 0, "a refusal is not repeated"
    assert error["ResponseMetadata"]["RequestId"]
    return error["Error"]["Message"]


def test_models_and_configurations_come_back_as_sent(simulated):
    _, clients = simulated
    sagemaker = clients.sagemaker
    container = {
        "ContainerHostname": "main", "Image": "registry/image:1", "Mode": "SingleModel",
        "ModelDataUrl": "s3://bucket/model.tar.gz", "Environment": {"EMPTY": "", "HF_MODEL_ID": "x/y"},
    }
    sagemaker.create_model(
        ModelName="Echo-Model", PrimaryContainer=container, ExecutionRoleArn=ROLE, Tags=[{"Key": "k", "Value": "v"}]
    )
    model = sagemaker.describe_model(ModelName="Echo-Model")
    assert model["PrimaryContainer"] == container
    assert model["ModelArn"] == "arn:aws:sagemaker:us-east-1:000000000000:model/echo-model"
    for absent in ["Containers", "VpcConfig", "InferenceExecutionConfig"]:
        assert absent not in model

    variant = {
        "VariantName": VARIANT, "ModelName": "Echo-Model", "InstanceType": "ml.c5.large", "InitialInstanceCount": 2,
        "InitialVariantWeight": 1.5, "VolumeSizeInGB": 8, "ContainerStartupHealthCheckTimeoutInSeconds": 600,
        "RoutingConfig": {"RoutingStrategy": "RANDOM"},
    }
    sagemaker.create_endpoint_config(EndpointConfigName="echo-config", ProductionVariants=[variant], Tags=[])
    config = sagemaker.describe_endpoint_config(EndpointConfigName="echo-config")
    assert config["ProductionVariants"] == [variant]
    for absent in ["ExecutionRoleArn", "AsyncInferenceConfig", "DataCaptureConfig", "ShadowProductionVariants",
                   "KmsKeyId", "VpcConfig", "ExplainerConfig", "MetricsConfig"]:
        assert absent not in config

    arn = "arn:aws:sagemaker:us-east-1:000000000000:"
    again = {"ModelName": "Echo-Model", "PrimaryContainer": container, "ExecutionRoleArn": ROLE}
    message = refused(sagemaker.create_model, "ValidationException", **again)
    assert message == f'Cannot create already existing model "{arn}model/echo-model".'
    refused(sagemaker.create_endpoint_config, "ValidationException", "Cannot create already existing",
            EndpointConfigName="echo-config", ProductionVariants=[variant])
    refused(sagemaker.create_endpoint_config, "ValidationException", f'Could not find model "{arn}model/none".',
            EndpointConfigName="other", ProductionVariants=[variant | {"ModelName": "none"}])
    scaling = {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2}
    refused(sagemaker.create_endpoint_config, "ValidationException",
            "ManagedInstanceScaling is only supported for inference component endpoints.",
            EndpointConfigName="other", ProductionVariants=[variant | {"ManagedInstanceScaling": scaling}])
    sagemaker.delete_endpoint_config(EndpointConfigName="echo-config")
    sagemaker.delete_model(ModelName="Echo-Model")
    message = refused(sagemaker.describe_model, "ValidationException", ModelName="Echo-Model")
    assert message == f'Could not find model "{arn}model/echo-model".'
    refused(sagemaker.delete_model, "ValidationException", "Could not find model", ModelName="Echo-Model")
    refused(sagemaker.describe_endpoint_config, "ValidationException", "Could not find endpoint configuration",
            EndpointConfigName="echo-config")


def test_lists_filter_sort_and_page(simulated):
    _, clients = simulated
    sagemaker = clients.sagemaker
    names = [f"model-{number:02}" for number in range(23)]
    for name in names:
        create_model(clients, name)
    create_component_endpoint(clients, "parts", most=5)
    endpoint_in_service(clients, "parts")
    for number in range(3):
        create_component(clients, f"part-{number}", "parts", "model-00")
        create_variant_endpoint(clients, f"whole-{number}", "model-00")

    def listed(operation, key, field, **arguments):
        pages = list(sagemaker.get_paginator(operation).paginate(**arguments))
        assert all("NextToken" in page for page in pages[:-1]) and "NextToken" not in pages[-1]
        return [item[field] for page in pages for item in page[key]]

    assert len(sagemaker.list_models()["Models"]) == 10, "ten a page unless asked otherwise"
    newest_first = listed("list_models", "Models", "ModelName", PaginationConfig={"PageSize": 5})
    assert newest_first == names[::-1]
    by_name = {"SortBy": "Name", "SortOrder": "Ascending"}
    assert listed("list_models", "Models", "ModelName", **by_name) == names
    assert listed("list_models", "Models", "ModelName", NameContains="1", **by_name) == [n for n in names if "1" in n]
    created = sagemaker.describe_model(ModelName="model-20")["CreationTime"]
    late = listed("list_models", "Models", "ModelName", CreationTimeAfter=created)
    assert {"model-20", "model-21", "model-22"} <= set(late)
    assert listed("list_models", "Models", "ModelName", CreationTimeAfter=created + datetime.timedelta(days=1)) == []

    configs = listed("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName", MaxResults=1)
    assert configs == ["whole-2", "whole-1", "whole-0", "parts"]
    endpoints = listed("list_endpoints", "Endpoints", "EndpointName", MaxResults=3)
    assert endpoints == ["whole-2", "whole-1", "whole-0", "parts"]
    for name in endpoints:
        endpoint_in_service(clients, name)
    assert len(listed("list_endpoints", "Endpoints", "EndpointName", StatusEquals="InService")) == 4
    assert listed("list_endpoints", "Endpoints", "EndpointName", StatusEquals="Failed") == []

    parts = listed("list_inference_components", "InferenceComponents", "InferenceComponentName",
                   EndpointNameEquals="parts", MaxResults=2)
    assert parts == ["part-2", "part-1", "part-0"]
    assert listed("list_inference_components", "InferenceComponents", "InferenceComponentName",
                  EndpointNameEquals="no-such-endpoint") == []

    token = sagemaker.list_models(MaxResults=2)["NextToken"]
    refused(sagemaker.list_models, "ValidationException", NextToken="rubbish")
    refused(sagemaker.list_models, "ValidationException", NextToken=token, NameContains="other")
    refused(sagemaker.list_models, "ValidationException", "maxResults", MaxResults=101)


def test_an_endpoint_lives_and_dies_under_the_waiters(servers):
    server = servers()
    clients = Clients(server)
    sagemaker = clients.sagemaker
    create_model(clients, "language")
    create_variant_endpoint(clients, "language", "language")
    message = refused(sagemaker.update_endpoint_weights_and_capacities, "ValidationException", EndpointName="language",
                      DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 2}])
    assert message == (
        'Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/language".'
    )
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="language", WaiterConfig=SOON)
    described = sagemaker.describe_endpoint(EndpointName="language")
    [variant] = described["ProductionVariants"]
    assert (variant["CurrentInstanceCount"], variant["DesiredInstanceCount"]) == (1, 1)
    assert "FailureReason" not in described and "PendingDeploymentSummary" not in described

    answer = clients.runtime.invoke_endpoint(
        EndpointName="language", ContentType="application/json", Accept="application/json",
        InferenceId="id-1", CustomAttributes="trace=1", TargetVariant=VARIANT, Body=body("¿Dónde está la biblioteca?"),
    )
    assert answer["InvokedProductionVariant"] == VARIANT and answer["ContentType"] == "application/json"
    assert json.load(answer["Body"])["language"] == "es"
    # No content type at all: boto3 sends none when it is given none.
    assert json.load(clients.runtime.invoke_endpoint(EndpointName="language", Body=body())["Body"])["language"] == "en"
    with pytest.raises(clients.runtime.exceptions.ModelError) as raised:
        clients.runtime.invoke_endpoint(EndpointName="language", ContentType="application/json", Body="no JSON")
    error = raised.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 424 and error["OriginalStatusCode"] == 400
    assert "the body is not the JSON expected" in error["OriginalMessage"]
    assert error["LogStreamArn"].endswith("log-group:/aws/sagemaker/Endpoints/language")
    assert error["Error"]["Message"].startswith('Received client error (400) from primary with message "')
    for arguments in [{"TargetVariant": "none"}, {"InferenceComponentName": "none"}]:
        refused(clients.runtime.invoke_endpoint, "ValidationError", EndpointName="language", Body=body(), **arguments)
    refused(clients.runtime.invoke_endpoint_async, "ValidationError", EndpointName="language",
            InputLocation="s3://bucket/key")

    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName="language",
        DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 2, "DesiredWeight": 3}],
    )
    endpoint_at(clients, "language", 2)
    endpoint_in_service(clients, "language")
    [variant] = sagemaker.describe_endpoint(EndpointName="language")["ProductionVariants"]
    assert variant["CurrentWeight"] == 3.0
    refused(sagemaker.update_endpoint_weights_and_capacities, "ValidationException", '"none"', EndpointName="language",
            DesiredWeightsAndCapacities=[{"VariantName": "none", "DesiredWeight": 1}])
    # Any variant may stand at zero here. A request to it is held until there is an instance again.
    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName="language", DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 0}]
    )
    endpoint_at(clients, "language", 0)
    endpoint_in_service(clients, "language")
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(clients.runtime.invoke_endpoint, EndpointName="language", Body=body())
        wait_until(lambda: no_capacity(clients) or held.done(), 30, "the request is held", every=0.3)
        assert not held.done()
        sagemaker.update_endpoint_weights_and_capacities(
            EndpointName="language",
            DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 1}],
        )
        assert json.load(held.result(60)["Body"])["language"] == "en"
    endpoint_in_service(clients, "language")

    refused(sagemaker.create_endpoint, "ValidationException", "Cannot create already existing endpoint",
            EndpointName="language", EndpointConfigName="language")
    sagemaker.delete_endpoint(EndpointName="language")
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName="language", WaiterConfig=SOON)
    message = refused(sagemaker.describe_endpoint, "ValidationException", EndpointName="language")
    assert message == 'Could not find endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/language".'
    with pytest.raises(WaiterError):
        sagemaker.get_waiter("endpoint_in_service").wait(
            EndpointName="language", WaiterConfig={"Delay": 0, "MaxAttempts": 3}
        )
    message = refused(clients.runtime.invoke_endpoint, "ValidationError", EndpointName="language", Body=body())
    assert message == "Endpoint language of account 000000000000 not found."


def no_capacity(clients):
    """How many requests to the endpoint found no instance lately."""
    now = datetime.datetime.now(datetime.timezone.utc)
    found = clients.cloudwatch.get_metric_statistics(
        Namespace="AWS/SageMaker", MetricName="NoCapacityInvocationFailures", Period=60, Statistics=["Sum"],
        Dimensions=[{"Name": "EndpointName", "Value": "language"}, {"Name": "VariantName", "Value": VARIANT}],
        StartTime=now - datetime.timedelta(minutes=10), EndTime=now + datetime.timedelta(minutes=5),
    )
    return sum(point["Sum"] for point in found["Datapoints"])


def test_inference_components(simulated):
    _, clients = simulated
    sagemaker = clients.sagemaker
    create_model(clients, "any")
    create_component_endpoint(clients, "host")
    endpoint_in_service(clients, "host")
    refused(sagemaker.create_inference_component, "ValidationException",
            "Inference Components copy count an integer larger than 0".replace("Components", "components"),
            InferenceComponentName="part", EndpointName="host", VariantName=VARIANT,
            Specification={"ModelName": "any", "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 128}},
            RuntimeConfig={"CopyCount": 0})
    create_component(clients, "part", "host", "any")
    component_at(clients, "part", 1)
    described = sagemaker.describe_inference_component(InferenceComponentName="part")
    assert described["Specification"] == {
        "ModelName": "any",
        "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 1024, "NumberOfAcceleratorDevicesRequired": 1.0},
    }
    assert described["EndpointName"] == "host" and described["VariantName"] == VARIANT
    assert "FailureReason" not in described
    answer = clients.runtime.invoke_endpoint(EndpointName="host", InferenceComponentName="part", Body=b"echo this")
    assert "echo this" in answer["Body"].read().decode(), "simulated copies answer with an echo"
    refused(clients.runtime.invoke_endpoint, "ValidationError", EndpointName="host", Body=b"x")
    refused(clients.runtime.invoke_endpoint, "ValidationError", EndpointName="host", InferenceComponentName="none",
            Body=b"x")

    sagemaker.update_inference_component_runtime_config(
        InferenceComponentName="part", DesiredRuntimeConfig={"CopyCount": 2}
    )
    message = refused(sagemaker.update_inference_component_runtime_config, "ValidationException",
                      InferenceComponentName="part", DesiredRuntimeConfig={"CopyCount": 3})
    assert message.startswith("Cannot update inference component")
    assert message.rstrip(".").endswith("while it is in state UPDATE_RC_IN_PROGRESS"), message
    component_at(clients, "part", 2)
    endpoint_at(clients, "host", 2)
    for call, arguments in [
        (sagemaker.update_inference_component_runtime_config, {"DesiredRuntimeConfig": {"CopyCount": 1}}),
        (sagemaker.describe_inference_component, {}),
        (sagemaker.delete_inference_component, {}),
    ]:
        refused(call, "ValidationException", "Could not find inference component", InferenceComponentName="none",
                **arguments)
    sagemaker.delete_inference_component(InferenceComponentName="part")

    def gone():
        try:
            return Seen(sagemaker.describe_inference_component(InferenceComponentName="part"))
        except ClientError as error:
            return error

    assert "Could not find inference component" in str(wait_until(gone, 30, "the component is deleted"))


def test_application_autoscaling(simulated):
    _, clients = simulated
    autoscaling = clients.autoscaling
    create_model(clients, "any")
    for name in ["one", "two", "three"]:
        create_variant_endpoint(clients, name, "any")
        endpoint_in_service(clients, name)
    dimension = "sagemaker:variant:DesiredInstanceCount"

    def key(name):
        return {"ServiceNamespace": "sagemaker", "ResourceId": f"endpoint/{name}/variant/{VARIANT}",
                "ScalableDimension": dimension}

    arns = [autoscaling.register_scalable_target(**key(name), MinCapacity=1, MaxCapacity=4)["ScalableTargetARN"]
            for name in ["one", "two", "three"]]
    assert len(set(arns)) == 3
    # An update keeps what it does not name, and the ARN.
    assert autoscaling.register_scalable_target(
        **key("one"), SuspendedState={"DynamicScalingInSuspended": True}
    )["ScalableTargetARN"] == arns[0]
    pages = autoscaling.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 1}
    )
    targets = {target["ResourceId"].split("/")[1]: target for target in pages.search("ScalableTargets[]")}
    assert set(targets) == {"one", "two", "three"}
    assert targets["one"]["SuspendedState"] == {
        "DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": False, "ScheduledScalingSuspended": False,
    }
    assert (targets["one"]["MinCapacity"], targets["one"]["MaxCapacity"]) == (1, 4)

    tracking = {
        "TargetValue": 70.0, "DisableScaleIn": True,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
    }
    custom = {
        "TargetValue": 0.5,
        "CustomizedMetricSpecification": {
            "MetricName": "Depth", "Namespace": "Own", "Statistic": "Maximum",
            "Dimensions": [{"Name": "App", "Value": "a"}, {"Name": "Queue", "Value": "q"}],
        },
    }
    step = {
        "AdjustmentType": "PercentChangeInCapacity", "MinAdjustmentMagnitude": 1,
        "StepAdjustments": [
            {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 10},
            {"MetricIntervalLowerBound": 10.0, "ScalingAdjustment": 30},
        ],
    }

    def put(name, policy_type, block):
        return autoscaling.put_scaling_policy(
            **key("one"), PolicyName=name, PolicyType=policy_type, **{f"{policy_type}PolicyConfiguration": block}
        )

    assert len(put("predefined", "TargetTrackingScaling", tracking)["Alarms"]) == 1, "no alarm for scale-in"
    assert len(put("custom", "TargetTrackingScaling", custom)["Alarms"]) == 2
    put("step", "StepScaling", step)
    pages = autoscaling.get_paginator("describe_scaling_policies").paginate(
        ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 2}
    )
    policies = {policy["PolicyName"]: policy for policy in pages.search("ScalingPolicies[]")}
    assert policies["predefined"]["TargetTrackingScalingPolicyConfiguration"] == tracking
    assert policies["custom"]["TargetTrackingScalingPolicyConfiguration"] == custom
    assert policies["step"]["StepScalingPolicyConfiguration"] == step
    uuids = {policy["PolicyARN"].split(":")[6] for policy in policies.values()}
    assert len(uuids) == 1, "policies of one target share an id"
    named = autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker", PolicyNames=["step", "none"])
    assert [policy["PolicyName"] for policy in named["ScalingPolicies"]] == ["step"]
    refused(put, "ValidationException",
            "Only one TargetTrackingScaling policy for a given metric specification is allowed.",
            name="another", policy_type="TargetTrackingScaling", block=tracking)

    # Bounds move the capacity, and the log says why.
    autoscaling.register_scalable_target(**key("two"), MinCapacity=3)
    endpoint_at(clients, "two", 3)
    endpoint_in_service(clients, "two")
    autoscaling.register_scalable_target(**key("two"), MinCapacity=1, MaxCapacity=2)
    endpoint_at(clients, "two", 2)

    def log():
        pages = autoscaling.get_paginator("describe_scaling_activities").paginate(
            ServiceNamespace="sagemaker", ResourceId=key("two")["ResourceId"], PaginationConfig={"PageSize": 1}
        )
        found = [(each["Description"], each["Cause"], each["StatusMessage"]) for each in
                 pages.search("ScalingActivities[]")]
        return found == [
            (f"Setting desired instance count to {count}.", cause,
             f"Successfully set desired instance count to {count}. Change successfully fulfilled by sagemaker.")
            for count, cause in [(2, "maximum capacity was set to 2"), (3, "minimum capacity was set to 3")]
        ] or Seen(found)

    wait_until(log, 20, "the log tells of both changes")

    missing = (f"for service namespace: sagemaker, resource ID: {key('none')['ResourceId']}, scalable dimension: "
               f"{dimension}")
    refused(autoscaling.deregister_scalable_target, "ObjectNotFoundException", f"No scalable target found {missing}",
            **key("none"))
    refused(autoscaling.put_scaling_policy, "ObjectNotFoundException", f"No scalable target registered {missing}",
            **key("none"), PolicyName="p", PolicyType="StepScaling", StepScalingPolicyConfiguration=step)
    autoscaling.delete_scaling_policy(**key("one"), PolicyName="step")
    refused(autoscaling.delete_scaling_policy, "ObjectNotFoundException", "No scaling policy found for",
            **key("one"), PolicyName="step")
    refused(autoscaling.describe_scalable_targets, "InvalidNextTokenException", ServiceNamespace="sagemaker",
            NextToken="rubbish")
    refused(autoscaling.describe_scaling_policies, "ValidationException", ServiceNamespace="sagemaker",
            ScalableDimension=dimension)
    message = refused(autoscaling.register_scalable_target, "ValidationException", **key("one"), MinCapacity=5,
                      MaxCapacity=4)
    assert message == "Maximum capacity cannot be less than minimum capacity"
    for name in ["one", "two", "three"]:
        autoscaling.deregister_scalable_target(**key(name))
    assert clients.cloudwatch.describe_alarms()["MetricAlarms"] == []
    assert autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"] == []


def test_dimensions_of_a_customized_metric_keep_their_order(simulated):
    _, clients = simulated
    create_model(clients, "any")
    create_variant_endpoint(clients, "one", "any")
    endpoint_in_service(clients, "one")
    key = {"ServiceNamespace": "sagemaker", "ResourceId": f"endpoint/one/variant/{VARIANT}",
           "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}
    clients.autoscaling.register_scalable_target(**key, MinCapacity=1, MaxCapacity=4)
    dimensions = [{"Name": "VariantName", "Value": VARIANT}, {"Name": "EndpointName", "Value": "one"}]
    metric = {"MetricName": "Depth", "Namespace": "Own", "Statistic": "Average", "Dimensions": dimensions}
    clients.autoscaling.put_scaling_policy(
        **key, PolicyName="p", PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 1.0, "CustomizedMetricSpecification": metric},
    )
    [policy] = clients.autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    echoed = policy["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
    assert echoed["Dimensions"] == dimensions


def test_buckets(simulated):
    _, clients = simulated
    s3 = clients.s3
    s3.create_bucket(Bucket="things")
    content = bytes(range(256)) * 64
    put = s3.put_object(Bucket="things", Key="a/b c/ü.bin", Body=content, ContentType="application/x-thing")
    got = s3.get_object(Bucket="things", Key="a/b c/ü.bin")
    assert got["Body"].read() == content
    assert (got["ContentType"], got["ETag"]) == ("application/x-thing", put["ETag"])
    head = s3.head_object(Bucket="things", Key="a/b c/ü.bin")
    assert (head["ContentLength"], head["ETag"]) == (len(content), put["ETag"])
    s3.upload_fileobj(io.BytesIO(b"x" * 9_000_000), "things", "large")  # In parts.
    assert s3.head_object(Bucket="things", Key="large")["ContentLength"] == 9_000_000
    for number in range(7):
        s3.put_object(Bucket="things", Key=f"many/{number}", Body=b"")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket="things", Prefix="many/", PaginationConfig={"PageSize": 3}
    )
    assert [item["Key"] for page in pages for item in page["Contents"]] == [f"many/{number}" for number in range(7)]
    folders = s3.list_objects_v2(Bucket="things", Delimiter="/")
    assert [each["Prefix"] for each in folders["CommonPrefixes"]] == ["a/", "many/"]
    s3.delete_object(Bucket="things", Key="many/0")
    s3.delete_object(Bucket="things", Key="many/0")
    refused(s3.get_object, "NoSuchKey", Bucket="things", Key="many/0")
    refused(s3.get_object, "NoSuchBucket", Bucket="nothing-here", Key="x")
    refused(s3.head_object, "404", Bucket="things", Key="many/0")
    refused(s3.create_bucket, "InvalidBucketName", Bucket="Not_A_Name")
    s3.get_waiter("object_exists").wait(Bucket="things", Key="large", WaiterConfig=SOON)


def test_regions_are_apart(simulated):
    server, clients = simulated
    create_model(clients, "here")
    there = clients.session.client("sagemaker", region_name="eu-west-1", endpoint_url=server.url)
    assert there.list_models()["Models"] == []
    arn = there.create_model(ModelName="here", PrimaryContainer={"Image": "x"}, ExecutionRoleArn=ROLE)["ModelArn"]
    assert arn == "arn:aws:sagemaker:eu-west-1:000000000000:model/here"
    assert len(clients.sagemaker.list_models()["Models"]) == 1


# Declared by AWS, known to boto3, not built yet: service, operation, arguments.
NOT_BUILT = [
    ("cloudwatch", "put_metric_alarm",
     {"AlarmName": "a", "EvaluationInterval": 60, "EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}}),
]
# Not even declared: an operation of the same service that has nothing to do with hosting.
NOT_KNOWN = [
    ("sagemaker", "list_training_jobs", {}),
    ("cloudwatch", "list_metric_streams", {}),
]


@pytest.mark.parametrize("retries", ["legacy", "standard"])
def test_what_is_not_built_says_so_at_once(servers, retries):
    server = servers(fleet="simulated")
    clients = Clients(server, retries={"mode": retries})
    for service, operation, arguments in NOT_BUILT + NOT_KNOWN:
        sent = []
        client = getattr(clients, service)
        client.meta.events.register("before-send", lambda request, sent=sent, **_: sent.append(request.url))
        with pytest.raises(ClientError) as raised:
            getattr(client, operation)(**arguments)
        error = raised.value.response["Error"]
        assert error["Message"], f"{operation} says nothing"
        if (service, operation, arguments) in NOT_BUILT:
            assert "implement" in error["Message"], f"{operation}: {error}"
        assert 400 <= raised.value.response["ResponseMetadata"]["HTTPStatusCode"] < 600
        assert len(sent) == 1, f"{operation} was sent {len(sent)} times"
    assert server.get("health") == "ok\n"


# Services that are not here at all, one for each protocol: service, operation, arguments.
ELSEWHERE = [
    ("sts", "get_caller_identity", {}),
    # An operation that CloudWatch has as well.
    ("sns", "list_tags_for_resource", {"ResourceArn": "arn:aws:sns:us-east-1:000000000000:t"}),
    ("dynamodb", "list_tables", {}),
    ("logs", "describe_log_groups", {}),
]


@pytest.mark.parametrize("service, operation, arguments", ELSEWHERE, ids=lambda part: str(part)[:30])
def test_other_services_are_not_taken_for_one_of_these(simulated, service, operation, arguments):
    server, clients = simulated
    client = clients.session.client(service, endpoint_url=server.url)
    with pytest.raises(ClientError) as raised:
        getattr(client, operation)(**arguments)
    error = raised.value.response
    assert "names no service that is available here" in error["Error"]["Message"], error
    assert error["ResponseMetadata"]["RetryAttempts"] == 0
