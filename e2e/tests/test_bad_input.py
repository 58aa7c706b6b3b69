"""Requests that are wrong: each gets AWS's code in AWS's shape, and the server goes on."""

import json
import socket
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from harness import raw
from harness.clients import Clients
from harness.hosting import VARIANT, create_model, create_variant_endpoint, endpoint_in_service
from harness.servers import Servers

ENDPOINT = "bad-input"
KEY = {
    "ServiceNamespace": "sagemaker", "ResourceId": f"endpoint/{ENDPOINT}/variant/{VARIANT}",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}


@pytest.fixture(scope="module")
def shared(ebb, tmp_path_factory):
    """One server for all of them: what one request breaks, another one notices."""
    servers = Servers(ebb, tmp_path_factory.mktemp("bad-input"))
    try:
        server = servers(fleet="simulated")
        clients = Clients(server)
        create_model(clients, "any")
        create_variant_endpoint(clients, ENDPOINT, "any")
        endpoint_in_service(clients, ENDPOINT)
        yield server
        servers.stop()
    finally:
        servers.kill()


@pytest.fixture
def server(shared):
    yield shared
    assert shared.alive() and shared.get("health") == "ok\n"
    assert shared.alarming() == []
    answer = raw.send(shared, "POST", f"/endpoints/{ENDPOINT}/invocations", b"still there")
    assert answer.status == 200, answer


def check_json_error(answer, status, code, part=""):
    """The shape in which JSON clients look for an error."""
    assert answer.status == status, answer
    assert answer.code() == code, answer
    body = answer.json()
    message = body.get("message", body.get("Message"))
    assert message and part in message, answer
    assert answer.headers["x-amzn-requestid"]
    return message


DEEP = "[" * 100_000
SERVICES = [
    ("sagemaker", "DescribeEndpoint"),
    ("application-autoscaling", "DescribeScalableTargets"),
    ("cloudwatch", "DescribeAlarms"),
]


@pytest.mark.parametrize("service, operation", SERVICES)
@pytest.mark.parametrize(
    "body", ["{", "[]", '"text"', "nonsense", '{"a":}', b"\xff\xfe{}", '{"a":1}}', "1", DEEP, '{"x":' + DEEP],
    ids=lambda body: repr(body[:12]),
)
def test_malformed_json(server, service, operation, body):
    check_json_error(raw.aws_json(server, service, operation, body), 400, "SerializationException")


@pytest.mark.parametrize("service, operation", SERVICES)
def test_wrong_targets(server, service, operation):
    for target in ["NoSuchOperation", operation.lower(), "", "a.b.c", "x" * 10_000]:
        answer = raw.aws_json(server, service, target, "{}")
        assert answer.status in (400, 404) and answer.code() == "UnknownOperationException", (target[:20], answer)
    for target in ["Nothing.At.All", operation, ".", "DynamoDB_20120810.ListTables"]:
        answer = raw.aws_json(server, service, operation, "{}", **{"X-Amz-Target": target})
        assert answer.status in (400, 404) and answer.code() == "UnknownOperationException", (target, answer)
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    answer = raw.send(server, "POST", "/", "{}", headers)
    assert answer.status in (400, 404) and answer.code() == "UnknownOperationException", answer


WRONG_TYPES = [
    ("sagemaker", "DescribeEndpoint", {"EndpointName": 5}),
    ("sagemaker", "DescribeEndpoint", {"EndpointName": ["e"]}),
    ("sagemaker", "DescribeEndpoint", {"EndpointName": {"a": 1}}),
    ("sagemaker", "ListModels", {"MaxResults": "ten"}),
    ("sagemaker", "ListModels", {"CreationTimeAfter": "yesterday"}),
    ("sagemaker", "CreateEndpointConfig", {"EndpointConfigName": "c", "ProductionVariants": {"VariantName": "v"}}),
    ("sagemaker", "CreateEndpointConfig", {"EndpointConfigName": "c", "ProductionVariants": ["v"]}),
    ("sagemaker", "CreateModel", {"ModelName": "m", "PrimaryContainer": {"Image": "x", "Environment": ["A"]}}),
    ("sagemaker", "CreateModel", {"ModelName": "m", "EnableNetworkIsolation": "perhaps"}),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"MinCapacity": "1", "MaxCapacity": [2]}),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"MinCapacity": 1e300, "MaxCapacity": 2}),
    ("application-autoscaling", "DescribeScalableTargets", {"ServiceNamespace": "sagemaker", "ResourceIds": "e"}),
    ("cloudwatch", "DescribeAlarms", {"AlarmNames": "one"}),
    ("cloudwatch", "PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": {}}]}),
    ("cloudwatch", "PutMetricData", {"Namespace": "N", "MetricData": "m"}),
]


@pytest.mark.parametrize("service, operation, body", WRONG_TYPES, ids=lambda part: json.dumps(part)[:60])
def test_wrong_types(server, service, operation, body):
    check_json_error(raw.aws_json(server, service, operation, body), 400, "SerializationException")


LONG = "x" * 10_000
CONSTRAINTS = [
    ("sagemaker", "DescribeEndpoint", {},
     "1 validation error detected: Value null at 'endpointName' failed to satisfy constraint: Member must not be null"),
    ("sagemaker", "DescribeEndpoint", {"EndpointName": None},
     "1 validation error detected: Value null at 'endpointName' failed to satisfy constraint: Member must not be null"),
    ("sagemaker", "CreateEndpoint", {"EndpointName": "e", "EndpointConfigName": None},
     "Value null at 'endpointConfigName' failed to satisfy constraint: Member must not be null"),
    ("sagemaker", "DescribeEndpoint", {"EndpointName": LONG},
     "at 'endpointName' failed to satisfy constraint: Member must have length less than or equal to 63"),
    ("sagemaker", "DescribeEndpoint", {"EndpointName": "a_b"},
     "at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern: "),
    ("sagemaker", "DescribeEndpoint", {"EndpointName": "a\n"},
     "at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern: "),
    ("sagemaker", "CreateModel", {"ModelName": LONG, "PrimaryContainer": {"Image": "i" * 256}},
     "2 validation errors detected: "),
    ("sagemaker", "ListModels", {"MaxResults": 0},
     "at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1"),
    ("sagemaker", "ListModels", {"SortBy": "Color"},
     "at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [CreationTime, Name]"),
    ("sagemaker", "CreateEndpointConfig", {"EndpointConfigName": "c", "ProductionVariants": []},
     "at 'productionVariants' failed to satisfy constraint: Member must have length greater than or equal to 1"),
    ("sagemaker", "CreateEndpointConfig",
     {"EndpointConfigName": "c", "ProductionVariants": [{"VariantName": "v", "InitialInstanceCount": 0}]},
     "at 'productionVariants.1.member.initialInstanceCount' failed to satisfy constraint: Member must have value "
     "greater than or equal to 1"),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"ServiceNamespace": "space"},
     "at 'serviceNamespace' failed to satisfy constraint: Member must satisfy enum value set: ["),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"ResourceId": LONG},
     "at 'resourceId' failed to satisfy constraint: Member must have length less than or equal to 1600"),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"ResourceId": "twin", "MinCapacity": 1,
     "MaxCapacity": 1}, "Unsupported service namespace, resource type or scalable dimension"),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"MinCapacity": 3, "MaxCapacity": 2},
     "Maximum capacity cannot be less than minimum capacity"),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"MinCapacity": -1, "MaxCapacity": 2},
     "Minimum capacity cannot be less than 0"),
    ("application-autoscaling", "RegisterScalableTarget", KEY | {"MinCapacity": 1},
     "Maximum capacity must be specified"),
    ("application-autoscaling", "RegisterScalableTarget",
     KEY | {"ResourceId": "endpoint/none/variant/v", "MinCapacity": 1, "MaxCapacity": 2}, "Could not find endpoint"),
    ("application-autoscaling", "PutScalingPolicy", KEY | {"PolicyName": "p", "PolicyType": "ABCDEFG"},
     "1 validation error detected: Value 'ABCDEFG' at 'policyType' failed to satisfy constraint: Member must satisfy "
     "enum value set: [PredictiveScaling, StepScaling, TargetTrackingScaling]"),
]


@pytest.mark.parametrize("service, operation, body, message", CONSTRAINTS, ids=lambda part: json.dumps(part)[:60])
def test_broken_constraints(server, service, operation, body, message):
    said = check_json_error(raw.aws_json(server, service, operation, body), 400, "ValidationException")
    assert message in said
    assert len(said) < 12_000


def test_what_is_unknown_or_null_but_optional_is_ignored(server):
    answer = raw.aws_json(server, "sagemaker", "DescribeEndpoint",
                          {"EndpointName": ENDPOINT, "FromTheFuture": {"a": [1]}})
    assert answer.status == 200 and answer.json()["EndpointStatus"] == "InService", answer
    answer = raw.aws_json(server, "sagemaker", "ListModels", {"NextToken": None, "MaxResults": None})
    assert answer.status == 200 and len(answer.json()["Models"]) == 1, answer
    answer = raw.aws_json(server, "sagemaker", "ListModels", "")
    assert answer.status == 200, answer
    # Not one null, nor an empty structure, in what is answered.
    text = raw.aws_json(server, "sagemaker", "DescribeEndpoint", {"EndpointName": ENDPOINT}).body
    assert b"null" not in text and b"{}" not in text


def test_what_does_not_exist(server):
    clients = Clients(server)
    arn = "arn:aws:sagemaker:us-east-1:000000000000:"
    for call, arguments, code, message in [
        (clients.sagemaker.describe_endpoint, {"EndpointName": "None"}, "ValidationException",
         f'Could not find endpoint "{arn}endpoint/none".'),
        (clients.sagemaker.create_endpoint, {"EndpointName": "e", "EndpointConfigName": "none"}, "ValidationException",
         f'Could not find endpoint configuration "{arn}endpoint-config/none".'),
        (clients.runtime.invoke_endpoint, {"EndpointName": "none", "Body": b""}, "ValidationError",
         "Endpoint none of account 000000000000 not found."),
        # Names are compared to the letter when it comes to invocations.
        (clients.runtime.invoke_endpoint, {"EndpointName": ENDPOINT.upper(), "Body": b""}, "ValidationError",
         f"Endpoint {ENDPOINT.upper()} of account 000000000000 not found."),
        (clients.runtime.invoke_endpoint_async, {"EndpointName": "none", "InputLocation": "s3://b/k"},
         "ValidationError", "Endpoint none of account 000000000000 not found."),
    ]:
        with pytest.raises(ClientError) as raised:
            call(**arguments)
        error = raised.value.response
        assert error["Error"] == {"Code": code, "Message": message}
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert error["ResponseMetadata"]["RetryAttempts"] == 0


LIMIT = 25 << 20


def test_bodies_over_the_limit(server):
    path = f"/endpoints/{ENDPOINT}/invocations"
    assert raw.send(server, "POST", path, b"x" * LIMIT).status == 200
    answer = refuses_early(server, path, f"Content-Length: {LIMIT + 1}\r\n")
    assert answer.startswith(b"HTTP/1.1 413 "), answer
    assert b"RequestEntityTooLarge" in answer and b'"Message"' in answer
    # Without a length, the bytes are counted as they come.
    answer = refuses_early(server, path, "Transfer-Encoding: chunked\r\n", chunked(LIMIT + 1))
    assert answer.startswith(b"HTTP/1.1 413 "), answer
    client = Clients(server, retries={"max_attempts": 1}).runtime
    with pytest.raises(ClientError) as raised:
        client.invoke_endpoint(EndpointName=ENDPOINT, Body=b"x" * (LIMIT + 1))
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    # Control requests have a limit of their own.
    for service, operation in SERVICES:
        answer = raw.aws_json(server, service, operation, b'{"x":"' + b"x" * (5 << 20) + b'"}')
        assert 400 <= answer.status < 500, answer


def chunked(size):
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    return [piece] * (size // 0x10000) + [b"%x\r\n" % (size % 0x10000) + b"x" * (size % 0x10000) + b"\r\n0\r\n\r\n"]


def refuses_early(server, path, header, pieces=()):
    """Sends the head and, as far as it is taken, the body; gives the answer."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n".encode())
        try:
            for piece in pieces:
                connection.sendall(piece)
        except OSError:
            pass  # Refused before all of it was sent, which is as it should be.
        return read_all(connection)


def read_all(connection):
    received = b""
    connection.settimeout(60)
    while b"\r\n\r\n" not in received or b"}" not in received:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        received += part
    return received


@pytest.mark.parametrize("header, value", [
    ("X-Amzn-SageMaker-Inference-Id", "i" * 65),
    ("X-Amzn-SageMaker-Target-Variant", "v" * 64),
    ("X-Amzn-SageMaker-Target-Variant", "no-such-variant"),
    ("X-Amzn-SageMaker-Inference-Component", "none"),
    ("X-Amzn-SageMaker-Custom-Attributes", "a" * 1025),
])
def test_bad_headers_of_an_invocation(server, header, value):
    answer = raw.send(server, "POST", f"/endpoints/{ENDPOINT}/invocations", b"x", {header: value})
    assert answer.status == 400 and answer.headers["x-amzn-errortype"] == "ValidationError", answer
    assert set(answer.json()) == {"Message"}, answer


@pytest.mark.parametrize("method, path", [
    ("GET", f"/endpoints/{ENDPOINT}/invocations"), ("POST", "/endpoints//invocations"),
    ("POST", f"/endpoints/{ENDPOINT}"), ("POST", f"/endpoints/{ENDPOINT}/other"), ("POST", "/endpoints/"),
    ("POST", "/endpoints/%00/invocations"), ("POST", "/endpoints/..%2f..%2f/invocations"),
    ("POST", f"/endpoints/{'e' * 5000}/invocations"),
])
def test_bad_paths_of_an_invocation(server, method, path):
    answer = raw.send(server, method, path, b"x")
    assert 400 <= answer.status < 500, answer
    assert answer.json()["Message"], answer


@pytest.mark.parametrize("path", [
    "/../../etc/passwd", "/bucket/../../../x", "/..%2f..%2fetc/passwd", "/bucket/%2e%2e/%2e%2e/%2e%2e/x",
    "/%ff%fe/x", "/bucket/" + "k" * 5000, "/UPPER/x", "/bucket//%00",
])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_bad_paths_of_objects(server, method, path):
    answer = raw.send(server, method, path, b"x" if method == "PUT" else b"")
    assert 400 <= answer.status < 500, answer
    assert answer.headers["content-type"] == "application/xml" and b"<Code>" in answer.body, answer
    outside = [path for path in server.folder.rglob("*") if path.name in ("x", "passwd")]
    assert outside == []


@pytest.mark.parametrize("data", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\0" * 1000, b"POST / HTTP/1.1\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 2_000_000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999999999999\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n0123456789",
], ids=["tls", "short", "zeros", "cut", "header", "length", "lengths"])
def test_bytes_that_are_no_request(server, data):
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = read_all(connection)
        except OSError:
            answer = b""
    assert not answer or answer.startswith(b"HTTP/1.1 4"), answer


def test_strange_signatures_do_not_matter(server):
    for value in ["", "nonsense", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f/g",
                  "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/sagemaker/aws4_request, SignedHeaders=host, "
                  "Signature=" + "0" * 64, "Bearer x" + "y" * 5000]:
        answer = raw.aws_json(server, "sagemaker", "ListModels", {}, Authorization=value)
        assert answer.status == 200, (value[:40], answer)


HOSTILE = [
    ("PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Values": [1], "Counts": [1e300]}]}),
    ("PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 1e308}]}),
    ("PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": "Infinity"}]}),
    ("PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 1, "Timestamp": -1e18}]}),
    ("PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 1, "Timestamp": 1e300}]}),
    ("PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 1, "StorageResolution": 7}]}),
    ("PutMetricData", {"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 1}] * 1001}),
    ("GetMetricStatistics", {"Namespace": "N", "MetricName": "m", "Period": 0, "StartTime": 0, "EndTime": 60,
     "Statistics": ["Sum"]}),
    ("GetMetricStatistics", {"Namespace": "N", "MetricName": "m", "Period": -60, "StartTime": 0, "EndTime": 60,
     "Statistics": ["Sum"]}),
    ("GetMetricData", {"StartTime": 60, "EndTime": 0, "MetricDataQueries": []}),
    ("GetMetricData", {"StartTime": 0, "EndTime": 1e300, "MetricDataQueries": [{"Id": "m", "MetricStat": {
     "Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}}]}),
    ("PutMetricAlarm", {"AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 0,
     "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"}),
    ("PutMetricAlarm", {"AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Sum",
     "Period": 2147483640, "EvaluationPeriods": 2147483647, "Threshold": 1,
     "ComparisonOperator": "GreaterThanThreshold"}),
]


@pytest.mark.parametrize("operation, body", HOSTILE, ids=lambda part: json.dumps(part)[:80])
def test_hostile_numbers(server, operation, body):
    answer = raw.aws_json(server, "cloudwatch", operation, body)
    assert 400 <= answer.status < 500, answer
    assert answer.code(), answer


def test_wide_spans_are_answered_or_refused_but_do_not_cost_memory(server):
    Clients(server).cloudwatch.put_metric_data(Namespace="Wide", MetricData=[{"MetricName": "m", "Value": 1}])
    query = {"Id": "m", "MetricStat": {"Metric": {"Namespace": "Wide", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}}
    answer = raw.aws_json(server, "cloudwatch", "GetMetricData",
                          {"StartTime": 0, "EndTime": 4102444800, "MetricDataQueries": [query]})
    assert answer.status < 500, answer
    if answer.status == 200:
        assert [result["Values"] for result in answer.json()["MetricDataResults"]] == [[1.0]]
