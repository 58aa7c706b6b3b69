"""Models that do not start, do not get healthy, or fail at work; and a server that cannot start."""

import json
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness import model as misbehaving
from harness.clients import Clients
from harness.hosting import (
    VARIANT, component_at, create_component, create_component_endpoint, create_model, create_variant_endpoint,
    endpoint_at, endpoint_in_service,
)
from harness.leftovers import processes_of
from harness.waiting import Seen, wait_until

# Speeds up the pauses between attempts to start a copy.
SPEED = 60


def script(folder, name, *lines):
    path = folder / name
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def endpoint_failed(clients, name):
    def look():
        described = clients.sagemaker.describe_endpoint(EndpointName=name)
        assert described["EndpointStatus"] != "InService"
        return described.get("FailureReason") if described["EndpointStatus"] == "Failed" else Seen(described)

    return wait_until(look, 60, f"endpoint {name} has failed")


def deleted(clients, name):
    clients.sagemaker.delete_endpoint(EndpointName=name)
    clients.sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )


def test_models_that_do_not_start(servers, tmp_path):
    server = servers(speed=SPEED)
    clients = Clients(server)
    crash = script(tmp_path, "crash", 'echo "weights are missing: $1" >&2', "exit 3")
    images = {
        "no-such-image": "no-such-image",
        "no-such-file": str(tmp_path / "nothing-here"),
        "crash": str(crash),
    }
    for name, image in images.items():
        create_model(clients, name, image)  # Not looked at before an endpoint uses it, as on AWS.
        create_variant_endpoint(clients, name, name)
    reasons = {name: endpoint_failed(clients, name) for name in images}
    assert "no-such-image" in reasons["no-such-image"], reasons
    assert "nothing-here" in reasons["no-such-file"], reasons
    assert "weights are missing: serve" in reasons["crash"], reasons
    assert re.search(r"\b3\b", reasons["crash"]), "the exit code"
    for name in images:
        assert len(reasons[name]) <= 1024
        error = pytest.raises(clients.runtime.exceptions.ValidationError, clients.runtime.invoke_endpoint,
                              EndpointName=name, Body=b"x").value.response["Error"]
        assert error["Message"] == f"Endpoint {name} of account 000000000000 not found."
        deleted(clients, name)

    # The same as an inference component.
    create_component_endpoint(clients, "host")
    endpoint_in_service(clients, "host")
    create_component(clients, "part", "host", "crash")

    def failed():
        described = clients.sagemaker.describe_inference_component(InferenceComponentName="part")
        return described if described["InferenceComponentStatus"] == "Failed" else Seen(described)

    described = wait_until(failed, 60, "the component has failed")
    assert "weights are missing: serve" in described["FailureReason"]
    clients.sagemaker.delete_inference_component(InferenceComponentName="part")
    deleted(clients, "host")


def test_a_model_that_never_gets_healthy_can_be_deleted(servers, tmp_path):
    server = servers(speed=SPEED)
    clients = Clients(server)
    deaf = script(tmp_path, "deaf", "exec sleep 1000")
    create_model(clients, "deaf", deaf)
    create_variant_endpoint(clients, "deaf", "deaf")

    def sleeping():
        return [pid for pid, line in processes_of(server.folder).items() if line == "sleep 1000"]

    [pid] = wait_until(sleeping, 30, "the process of the model runs")
    assert clients.sagemaker.describe_endpoint(EndpointName="deaf")["EndpointStatus"] == "Creating"
    deleted(clients, "deaf")
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), 30, "the process of the model is gone")


@pytest.fixture
def misbehaving_endpoint(servers, tmp_path):
    """An endpoint whose model does what the body of a request says."""
    server = servers(speed=SPEED)
    clients = Clients(server)
    create_model(clients, "moody", Path(misbehaving.__file__))
    create_variant_endpoint(clients, "moody", "moody")
    endpoint_in_service(clients, "moody")
    return server, clients


def invoke(clients, what):
    return clients.runtime.invoke_endpoint(EndpointName="moody", Body=what)["Body"].read().decode()


def model_error(clients, what):
    with pytest.raises(clients.runtime.exceptions.ModelError) as raised:
        invoke(clients, what)
    error = raised.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert error["ResponseMetadata"]["RetryAttempts"] == 0
    return error


LOGS = (
    "See https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
    "#logEventViewer:group=/aws/sagemaker/Endpoints/moody in account 000000000000 for more information."
)


def test_models_that_fail_at_work(misbehaving_endpoint):
    _, clients = misbehaving_endpoint
    first = invoke(clients, b"hello")
    error = model_error(clients, b"fail")
    assert error["Error"]["Message"] == (
        f'Received server error (500) from primary with message "out of "memory"". {LOGS}'
    )
    assert (error["OriginalStatusCode"], error["OriginalMessage"]) == (500, 'out of "memory"')
    exited = f'with message "An error occurred while handling request as the model process exited.". {LOGS}'
    error = model_error(clients, b"hang-up")
    assert error["Error"]["Message"] == f"Received server error (0) from primary {exited}"
    assert invoke(clients, b"hello").split()[0] == first.split()[0], "the process is still the same"

    # Dead over a request: this request is lost, as on AWS; later ones wait for the next copy. One that comes in the
    # moment in which the death is not noticed yet is told that there is nobody.
    error = model_error(clients, b"die now")
    assert error["Error"]["Message"] == f"Received server error (0) from primary {exited}"

    def answered():
        try:
            return invoke(clients, b"hello")
        except clients.runtime.exceptions.ModelError as error:
            assert error.response["Error"]["Message"].startswith(
                "Amazon SageMaker could not get a response from the moody endpoint."
            )
            return Seen(str(error))

    again = wait_until(answered, 30, "the next copy answers")
    assert again.split()[0] != first.split()[0], "another process"
    endpoint_at(clients, "moody", 1)
    assert clients.sagemaker.describe_endpoint(EndpointName="moody")["EndpointStatus"] == "InService"


def test_scale_in_waits_for_requests_in_flight(misbehaving_endpoint):
    _, clients = misbehaving_endpoint
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(invoke, clients, b"sleep 5")
        busy_since = time.monotonic()

        def in_flight():
            found = clients.cloudwatch.get_metric_data(
                StartTime=0, EndTime=4102444800, MetricDataQueries=[{"Id": "m", "MetricStat": {
                    "Metric": {"Namespace": "AWS/SageMaker", "MetricName": "ConcurrentRequestsPerModel", "Dimensions": [
                        {"Name": "EndpointName", "Value": "moody"}, {"Name": "VariantName", "Value": VARIANT}]},
                    "Period": 60, "Stat": "Maximum"}}],
            )["MetricDataResults"][0]["Values"]
            return 1.0 in found or Seen(found)

        wait_until(in_flight, 20, "the request is in flight")
        clients.sagemaker.update_endpoint_weights_and_capacities(
            EndpointName="moody", DesiredWeightsAndCapacities=[{"VariantName": VARIANT, "DesiredInstanceCount": 0}]
        )
        assert not slow.done()
        assert slow.result(60).split()[1] == str(len("sleep 5"))
        assert time.monotonic() - busy_since > 4
    endpoint_at(clients, "moody", 0)


def fails_to_start(ebb, *arguments):
    environment = {"PATH": os.environ["PATH"], "NO_COLOR": "1"}
    ended = subprocess.run([str(ebb), "serve", *arguments], capture_output=True, text=True, timeout=60, env=environment)
    # Which of the two codes of failure it is, the tests of the command line tell.
    assert ended.returncode in (1, 2), ended
    assert "panicked" not in ended.stderr and "listening on" not in ended.stdout
    return ended.stderr


def test_a_server_that_cannot_start_says_why(servers, ebb, tmp_path):
    server = servers(fleet="simulated")
    port = server.url.rsplit(":", 1)[1]
    said = fails_to_start(ebb, "--listen", f"127.0.0.1:{port}", "--data-dir", str(tmp_path / "other"))
    assert f"error: could not listen on 127.0.0.1:{port}" in said, said
    assert "hint: another program listens on port" in said, said
    assert not (tmp_path / "other").exists(), "nothing was made"

    anywhere = ["--listen", "127.0.0.1:0"]
    said = fails_to_start(ebb, *anywhere, "--data-dir", str(server.data_dir))
    assert "error: " in said and str(server.data_dir) in said, said
    file = tmp_path / "file"
    file.write_text("no folder")
    said = fails_to_start(ebb, *anywhere, "--data-dir", str(file / "data"))
    assert str(file) in said and "--data-dir" in said, said
    settings = tmp_path / "ebb.toml"
    settings.write_text("speed = 60\nspeeed = 2\n")
    said = fails_to_start(ebb, *anywhere, "--config", str(settings))
    assert "line 2" in said and "speeed" in said, said
    said = fails_to_start(ebb, "--listen", "0.0.0.0:0", "--data-dir", str(tmp_path / "other"))
    assert "loopback" in said, said
    fails_to_start(ebb, "--account", "12", "--data-dir", str(tmp_path / "other"))
    fails_to_start(ebb, "--no-such-flag")
    assert server.get("health") == "ok\n", "the one that runs is not disturbed"
    assert json.loads(server.get("status"))["fleet"] == "simulated"


def test_components_that_do_not_fit_say_what_is_short(servers):
    # The endpoint tries for half an hour to find room.
    server = servers(fleet="simulated", speed=600)
    clients = Clients(server)
    create_model(clients, "any")
    create_component_endpoint(clients, "host", most=1)
    endpoint_in_service(clients, "host")
    create_component(clients, "first", "host", "any")
    component_at(clients, "first", 1)
    create_component(clients, "second", "host", "any")

    def reason():
        described = clients.sagemaker.describe_inference_component(InferenceComponentName="second")
        return described.get("FailureReason") or Seen(described)

    said = wait_until(reason, 60, "the second component tells why it does not fit")
    assert said.startswith(
        "There is not enough hardware resources on the instances for this endpoint to create a copy of the inference "
        "component."
    ), said
    assert "accelerators" in said, said
