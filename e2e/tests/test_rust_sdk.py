"""The official AWS SDK for Rust against the server: the program in `rust-sdk`, built by `run`."""

import json
import os
import subprocess

import pytest

from harness.clients import Clients
from harness.hosting import VARIANT, create_model, create_variant_endpoint, endpoint_in_service
from harness.keys import KEYS
from harness.load import body
from harness.waiting import wait_until


@pytest.mark.parametrize("config", [None, KEYS], ids=["without-keys", "with-keys"])
def test_the_sdk_for_rust(servers, config):
    server = servers(config=config)
    clients = Clients(server)
    clients.s3.create_bucket(Bucket="rust")
    clients.s3.put_object(Bucket="rust", Key="in.json", Body=body("Buongiorno, come state oggi?").encode())
    create_model(clients, "language", EBB_SAMPLE_WARM_UP="2")
    create_variant_endpoint(clients, "now", "language")
    create_variant_endpoint(clients, "later", "language", AsyncInferenceConfig={
        "OutputConfig": {"S3OutputPath": "s3://rust/out", "S3FailurePath": "s3://rust/failed"},
    })
    endpoint_in_service(clients, "now")
    endpoint_in_service(clients, "later")
    ended = subprocess.run(
        [os.environ["EBB_RUST_SDK"], server.url, "now", VARIANT, "later", "s3://rust/in.json"],
        capture_output=True, text=True, timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    output = ended.stdout.strip()
    assert output.startswith("s3://rust/out/") and output.endswith(".out"), ended.stdout
    key = output.removeprefix("s3://rust/")

    def written():
        return "Contents" in clients.s3.list_objects_v2(Bucket="rust", Prefix=key)

    wait_until(written, 60, f"the answer at {output}")
    answer = json.load(clients.s3.get_object(Bucket="rust", Key=key)["Body"])
    assert answer["language"] == "it"
    assert clients.cloudwatch.describe_alarms()["MetricAlarms"] == []
