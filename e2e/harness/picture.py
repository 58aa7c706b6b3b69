"""What a server looks like from outside, for the report of a test that failed."""

import json

from .clients import Clients

LOG_TAIL = 12_000


def picture(server):
    """Sections of text: title and content."""
    sections = [(f"log of {server.folder.name}", server.log_text()[-LOG_TAIL:])]
    if server.alive():
        sections.append((f"state of {server.folder.name}", _state(server)))
    return sections


def _state(server):
    clients = Clients(server, retries={"max_attempts": 1, "mode": "standard"}, connect_timeout=5)
    sagemaker, autoscaling = clients.sagemaker, clients.autoscaling
    looks = {
        "status": server.status,
        "endpoints": lambda: [
            sagemaker.describe_endpoint(EndpointName=each["EndpointName"])
            for each in sagemaker.list_endpoints()["Endpoints"]
        ],
        "components": lambda: [
            sagemaker.describe_inference_component(InferenceComponentName=each["InferenceComponentName"])
            for each in sagemaker.list_inference_components()["InferenceComponents"]
        ],
        "targets": lambda: autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"],
        "policies": lambda: autoscaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"],
        "activities": lambda: autoscaling.describe_scaling_activities(
            ServiceNamespace="sagemaker", IncludeNotScaledActivities=True
        )["ScalingActivities"],
        "alarms": lambda: clients.cloudwatch.describe_alarms()["MetricAlarms"],
    }
    parts = []
    for title, look in looks.items():
        try:
            seen = look()
        except Exception as error:  # The report goes on, whatever is broken.
            seen = f"{type(error).__name__}: {error}"
        parts.append(f"{title}: {json.dumps(_plain(seen), indent=1, default=str)}")
    return "\n".join(parts)


def _plain(seen):
    if isinstance(seen, dict):
        return {name: _plain(value) for name, value in seen.items() if name != "ResponseMetadata"}
    if isinstance(seen, list):
        return [_plain(value) for value in seen]
    return seen
