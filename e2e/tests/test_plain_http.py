"""Plain HTTP to model servers, with nothing but the standard library, as any program has it."""

import json
import urllib.error
import urllib.request

import pytest

from harness import model as misbehaving
from harness.clients import Clients
from harness.hosting import create_model, create_variant_endpoint, endpoint_in_service


def ask(server, path, body=None):
    return urllib.request.urlopen(server.url + path, body.encode() if body is not None else None, timeout=60)


def refused(server, path, body=None):
    with pytest.raises(urllib.error.HTTPError) as raised:
        ask(server, path, body)
    return raised.value


def test_any_path_of_a_model_server(servers, tmp_path):
    script = tmp_path / "plain"
    script.write_text(f'#!/bin/sh\nexec python3 "{misbehaving.__file__}" "$@"\n')
    script.chmod(0o755)
    server = servers()
    clients = Clients(server)
    create_model(clients, "plain", script)
    create_variant_endpoint(clients, "e", "plain")
    endpoint_in_service(clients, "e")
    assert ask(server, "/_ebb/invoke/e/ping").status == 200
    # What the model says is said, errors too.
    assert refused(server, "/_ebb/invoke/e/nothing").code == 404
    assert refused(server, "/_ebb/invoke/e/any", "fail").read() == b'out of "memory"'

    # Part by part: the model writes the second one when the first has been read here.
    gate = tmp_path / "gate"
    stream = ask(server, "/_ebb/invoke/e/events", f"stream one @{gate} two")
    assert stream.headers["Content-Type"] == "text/event-stream"
    assert stream.read(3) == b"one"
    gate.touch()
    assert stream.read() == b"two"

    # By the name of the model, as OpenAI's clients ask.
    assert [model["id"] for model in json.load(ask(server, "/v1/models"))["data"]] == ["e"]
    body = json.dumps({"messages": [{"role": "user", "content": "hi"}], "model": "e"})
    answer = ask(server, "/v1/chat/completions", body).read().decode()
    assert answer.split()[1] == str(len(body)), answer
    unknown = refused(server, "/v1/chat/completions", json.dumps({"model": "other"}))
    assert (unknown.code, json.load(unknown)["error"]["code"]) == (404, "model_not_found")
