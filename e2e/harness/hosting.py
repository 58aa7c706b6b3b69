"""Models, endpoints and components that several tests need, by boto3."""

from .waiting import Seen, wait_until

ROLE = "arn:aws:iam::000000000000:role/sagemaker"
VARIANT = "AllTraffic"
# One accelerator an instance, so that each copy of a component that asks for one needs an instance of its own.
INSTANCE = "ml.g5.2xlarge"
READY_WITHIN = 60


def create_model(clients, name, image="sample-model", **environment):
    container = {"Image": str(image), "Environment": environment}
    clients.sagemaker.create_model(ModelName=name, PrimaryContainer=container, ExecutionRoleArn=ROLE)


def create_variant_endpoint(clients, name, model, count=1, **config):
    """An endpoint whose variant runs the model itself; `config` may make it asynchronous."""
    variant = {
        "VariantName": VARIANT, "ModelName": model, "InstanceType": "ml.c5.large", "InitialInstanceCount": count,
    }
    clients.sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant], **config)
    clients.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)


def create_component_endpoint(clients, name, most=3):
    """An endpoint for inference components that may go to zero instances."""
    scaling = {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": most}
    variant = {
        "VariantName": VARIANT, "InstanceType": INSTANCE, "InitialInstanceCount": 1, "ManagedInstanceScaling": scaling,
    }
    clients.sagemaker.create_endpoint_config(
        EndpointConfigName=name, ProductionVariants=[variant], ExecutionRoleArn=ROLE
    )
    clients.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)


def create_component(clients, name, endpoint, model, copies=1):
    needs = {"MinMemoryRequiredInMb": 1024, "NumberOfAcceleratorDevicesRequired": 1}
    clients.sagemaker.create_inference_component(
        InferenceComponentName=name, EndpointName=endpoint, VariantName=VARIANT,
        Specification={"ModelName": model, "ComputeResourceRequirements": needs},
        RuntimeConfig={"CopyCount": copies},
    )


def endpoint_in_service(clients, name, within=READY_WITHIN):
    def look():
        described = clients.sagemaker.describe_endpoint(EndpointName=name)
        assert described["EndpointStatus"] != "Failed", described.get("FailureReason")
        return described if described["EndpointStatus"] == "InService" else Seen(described)

    return wait_until(look, within, f"endpoint {name} is in service")


def instances(clients, endpoint):
    """Desired and current instances of the first variant."""
    variant = clients.sagemaker.describe_endpoint(EndpointName=endpoint)["ProductionVariants"][0]
    return variant["DesiredInstanceCount"], variant["CurrentInstanceCount"]


def copies(clients, component):
    """Desired and current copies, and the status."""
    described = clients.sagemaker.describe_inference_component(InferenceComponentName=component)
    runtime = described["RuntimeConfig"]
    return runtime["DesiredCopyCount"], runtime["CurrentCopyCount"], described["InferenceComponentStatus"]


def component_at(clients, component, count, within=READY_WITHIN):
    def look():
        seen = copies(clients, component)
        return seen == (count, count, "InService") or Seen(seen)

    wait_until(look, within, f"component {component} is in service with {count} copies")


def endpoint_at(clients, endpoint, count, within=READY_WITHIN):
    def look():
        seen = instances(clients, endpoint)
        return seen == (count, count) or Seen(seen)

    wait_until(look, within, f"endpoint {endpoint} has {count} instances")
