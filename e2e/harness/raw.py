"""Requests as bytes, for what no official client sends."""

import http.client
import json
from urllib.parse import urlsplit


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def code(self):
        """AWS's code, by the first place in which SDKs look that has one."""
        header = self.headers.get("x-amzn-errortype")
        code = header or (self.json().get("__type", "") if self.body else "")
        return code.rsplit("#", 1)[-1].split(":", 1)[0]

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:2000]!r}"


def send(server, method, path, body=b"", headers=None, timeout=60):
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
    try:
        body = body if isinstance(body, bytes) else body.encode()
        connection.request(method, path, body=body, headers=headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


PREFIXES = {
    "application-autoscaling": ("AnyScaleFrontendService", "1.1"),
    "sagemaker": ("SageMaker", "1.1"),
    "cloudwatch": ("GraniteServiceVersion20100801", "1.0"),
}


def aws_json(server, service, operation, body, **headers):
    """An unsigned call in awsJson; `body` is text or bytes as they are, or a value that is written as JSON."""
    prefix, version = PREFIXES[service]
    kind = {"Content-Type": f"application/x-amz-json-{version}", "X-Amz-Target": f"{prefix}.{operation}"}
    body = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return send(server, "POST", "/", body, kind | headers)


def query(server, body, kind="application/x-www-form-urlencoded"):
    """An unsigned form, as Query clients send it. Terraform's provider 5 names no charset."""
    return send(server, "POST", "/", body, {"Content-Type": kind})


def cbor(server, operation, body):
    """An unsigned RPC v2 CBOR call to CloudWatch with these bytes."""
    headers = {"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor", "Accept": "application/cbor"}
    return send(server, "POST", f"/service/GraniteServiceVersion20100801/operation/{operation}", body, headers)
