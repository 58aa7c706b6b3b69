"""Response streams, read by boto3's own reader of event streams."""

import pytest
from botocore.exceptions import ClientError, EventStreamError

from harness import model as misbehaving
from harness.clients import Clients
from harness.hosting import VARIANT, create_model, create_variant_endpoint, endpoint_in_service


def script(folder):
    path = folder / "streams"
    path.write_text(f'#!/bin/sh\nexec python3 "{misbehaving.__file__}" "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def clients(servers, tmp_path):
    made = Clients(servers())
    create_model(made, "streams", script(tmp_path))
    create_variant_endpoint(made, "e", "streams")
    endpoint_in_service(made, "e")
    return made


def stream(clients, body, **arguments):
    return clients.runtime.invoke_endpoint_with_response_stream(EndpointName="e", Body=body.encode(), **arguments)


def test_each_part_comes_when_the_model_has_written_it(clients, tmp_path):
    gate = tmp_path / "gate"
    answer = stream(clients, f"stream one @{gate} two three", CustomAttributes="a")
    assert answer["ContentType"] == "text/event-stream"
    assert answer["InvokedProductionVariant"] == VARIANT
    events = iter(answer["Body"])
    # The model writes the second part only when the first has been read here.
    assert next(events) == {"PayloadPart": {"Bytes": b"one"}}
    gate.touch()
    assert b"".join(event["PayloadPart"]["Bytes"] for event in events) == b"twothree"


def test_a_model_that_breaks_off_is_an_exception_in_the_stream(clients, tmp_path):
    gate = tmp_path / "gate"
    events = iter(stream(clients, f"stream one @{gate} !")["Body"])
    assert next(events) == {"PayloadPart": {"Bytes": b"one"}}
    gate.touch()
    with pytest.raises(EventStreamError) as raised:
        next(events)
    assert raised.value.response["Error"]["Code"] == "ModelStreamError"
    assert "closed the connection" in raised.value.response["Error"]["Message"]


def test_what_fails_before_the_first_part_is_an_error_of_the_call(clients):
    with pytest.raises(clients.runtime.exceptions.ModelError) as raised:
        stream(clients, "fail")
    assert raised.value.response["OriginalStatusCode"] == 500
    with pytest.raises(ClientError) as raised:
        stream(clients, "x", SessionId="NEW_SESSION")
    assert raised.value.response["Error"]["Code"] == "ValidationError"
