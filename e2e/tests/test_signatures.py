"""A server with access keys: the official clients are let in, and whatever is changed after signing is refused."""

import datetime
import hashlib
import hmac
import io
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.cli import Aws
from harness.clients import Clients, cloudwatch_speaking
from harness.hosting import create_model, create_variant_endpoint, endpoint_in_service
from harness.keys import KEYS
from harness.raw import send
from harness.server import REGION

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
S3_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
INVALID_TOKEN = "The security token included in the request is invalid."


@pytest.fixture
def server(servers):
    return servers(fleet="simulated", config=KEYS)


def client(server, name, key="app", secret="the secret of app", token=None, region=REGION, **config):
    style = {"addressing_style": "path"}
    return boto3.client(
        name, endpoint_url=server.url, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}, s3=style, signature_version=config.pop("version", None)),
    )


def refusal(call, **arguments):
    """Code and message of the error that a call raises."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    error = raised.value.response["Error"]
    return error["Code"], error.get("Message", "")


def tampering(made, change):
    """Lets `change` have the request after it was signed."""
    made.meta.events.register("before-send.*", lambda request, **_: change(request))
    return made


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def test_boto3_by_every_protocol(server, tmp_path):
    clients = Clients(server)
    create_model(clients, "m")
    create_variant_endpoint(clients, "e", "m")
    endpoint_in_service(clients, "e")
    for body in (b"", b"small", b"x" * 3_000_000):
        answer = clients.runtime.invoke_endpoint(EndpointName="e", Body=body)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    target = {
        "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/AllTraffic",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }
    clients.autoscaling.register_scalable_target(MinCapacity=1, MaxCapacity=2, **target)
    assert len(clients.autoscaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]) == 1
    for protocol in ("query", "json", "smithy-rpc-v2-cbor"):
        cloudwatch = cloudwatch_speaking(server, protocol, tmp_path)
        # Enough for a body that is sent compressed.
        data = [{"MetricName": "m", "Value": number} for number in range(500)]
        cloudwatch.put_metric_data(Namespace="N", MetricData=data)
        assert cloudwatch.list_metrics(Namespace="N")["Metrics"][0]["MetricName"] == "m"


def test_objects_by_boto3(server):
    s3 = Clients(server).s3
    s3.create_bucket(Bucket="things")
    for key in ("plain", "a b/c+d/ü&=?%41.bin", "dots/../and//slashes/.", "(!'*)~"):
        s3.put_object(Bucket="things", Key=key, Body=key.encode(), Metadata={"a": "b  c"})
        assert s3.get_object(Bucket="things", Key=key)["Body"].read() == key.encode()
    s3.put_object(Bucket="things", Key="stream", Body=io.BytesIO(b"y" * 100_000))
    s3.upload_fileobj(io.BytesIO(b"x" * 9_000_000), "things", "parts")
    assert s3.head_object(Bucket="things", Key="parts")["ContentLength"] == 9_000_000
    listed = s3.list_objects_v2(Bucket="things", Prefix="a b/")
    assert [found["Key"] for found in listed["Contents"]] == ["a b/c+d/ü&=?%41.bin"]
    s3.delete_objects(Bucket="things", Delete={"Objects": [{"Key": "plain"}, {"Key": "parts"}]})
    assert refusal(s3.get_object, Bucket="things", Key="plain")[0] == "NoSuchKey"


def test_presigned_urls(server):
    Clients(server).s3.create_bucket(Bucket="things")
    s3 = client(server, "s3", "AKIAEXAMPLEEXAMPLE00", "an example, not a secret", version="s3v4")

    def fetch(url, method="GET", body=None):
        request = urllib.request.Request(url, data=body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    where = {"Bucket": "things", "Key": "a b/ü"}
    put = s3.generate_presigned_url("put_object", Params=where, ExpiresIn=600)
    assert fetch(put, "PUT", b"content")[0] == 200
    get = s3.generate_presigned_url("get_object", Params=where, ExpiresIn=600)
    assert fetch(get) == (200, "content")
    for changed, code in (
        (get.replace("things", "others"), "SignatureDoesNotMatch"),
        (get.replace("X-Amz-Expires=600", "X-Amz-Expires=601"), "SignatureDoesNotMatch"),
        (get.replace("X-Amz-Expires=600", "X-Amz-Expires=700000"), "AuthorizationQueryParametersError"),
        (get.replace("us-east-1", "eu-west-1"), "SignatureDoesNotMatch"),
        (get + "&more=1", "SignatureDoesNotMatch"),
    ):
        status, body = fetch(changed)
        assert status in (400, 403) and f"<Code>{code}</Code>" in body, body
    assert "<Code>SignatureDoesNotMatch</Code>" in fetch(get, "DELETE")[1]
    # A week is the most, and it is measured from the signing.
    long = s3.generate_presigned_url("get_object", Params=where, ExpiresIn=604_800)
    assert fetch(long)[0] == 200


def test_the_cli(server, tmp_path):
    aws = Aws(server, tmp_path / "cli")
    assert aws("sagemaker", "list-models") == {"Models": []}
    assert aws("application-autoscaling", "describe-scalable-targets", "--service-namespace", "sagemaker") == {
        "ScalableTargets": []
    }
    aws("cloudwatch", "put-metric-data", "--namespace", "N", "--metric-name", "m", "--value", "1")
    aws("s3", "mb", "s3://things")
    aws.file("large", "z" * 9_000_000)
    aws("s3", "cp", "large", "s3://things/large")
    aws("s3", "cp", "s3://things/large", "back")
    assert aws.read("back") == aws.read("large")
    # Without more the CLI presigns with version 2, which S3 has given up as well.
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(aws("s3", "presign", "s3://things/large").strip(), timeout=30)
    assert b"Please use AWS4-HMAC-SHA256." in raised.value.read()
    aws("configure", "set", "default.s3.signature_version", "s3v4")
    url = aws("s3", "presign", "s3://things/large").strip()
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert len(answer.read()) == 9_000_000

    thief = Aws(server, tmp_path / "thief", secret="guessed")
    said = thief.fails("sagemaker", "list-models")
    assert f"(InvalidSignatureException) when calling the ListModels operation: {MISMATCH}" in said, said
    said = thief.fails("s3api", "list-buckets")
    assert f"(SignatureDoesNotMatch) when calling the ListBuckets operation: {S3_MISMATCH}" in said, said


def test_strangers_and_the_unsigned(server):
    for name, operation, arguments, code in (
        ("sagemaker", "list_models", {}, "UnrecognizedClientException"),
        ("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "sagemaker"},
         "UnrecognizedClientException"),
        ("cloudwatch", "list_metrics", {}, "InvalidClientTokenId"),
        ("sagemaker-runtime", "invoke_endpoint", {"EndpointName": "e", "Body": b"x"}, "UnrecognizedClientException"),
    ):
        stranger = client(server, name, "stranger", "any")
        assert refusal(getattr(stranger, operation), **arguments) == (code, INVALID_TOKEN)
    stranger = client(server, "s3", "stranger", "any")
    assert refusal(stranger.list_buckets) == (
        "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
    )
    answer = send(server, "GET", "/things/key")
    assert answer.status == 403 and b"<Code>AccessDenied</Code>" in answer.body
    assert send(server, "POST", "/endpoints/e/invocations", "x").code() == "MissingAuthenticationTokenException"


def test_what_a_key_allows(server):
    clients = Clients(server)
    create_model(clients, "m")
    create_variant_endpoint(clients, "shop", "m")
    create_variant_endpoint(clients, "bank", "m")
    endpoint_in_service(clients, "shop")
    runtime = client(server, "sagemaker-runtime")
    runtime.invoke_endpoint(EndpointName="shop", Body=b"x")
    user = "User: arn:aws:iam::000000000000:user/app is not authorized to perform: "
    assert refusal(runtime.invoke_endpoint, EndpointName="bank", Body=b"x") == (
        "AccessDeniedException",
        f"{user}sagemaker:InvokeEndpoint on resource: arn:aws:sagemaker:us-east-1:000000000000:endpoint/bank because "
        "no identity-based policy allows the sagemaker:InvokeEndpoint action",
    )
    assert refusal(client(server, "cloudwatch").list_metrics) == (
        "AccessDenied", f"{user}cloudwatch:ListMetrics because no identity-based policy allows the "
        "cloudwatch:ListMetrics action",
    )
    assert refusal(client(server, "s3").create_bucket, Bucket="things") == (
        "AccessDenied", f'{user}s3:CreateBucket on resource: "arn:aws:s3:::things" because no identity-based policy '
        "allows the s3:CreateBucket action",
    )


def test_a_session_token(server):
    visitor = client(server, "sagemaker", "visitor", "the secret of visitor", "the token of visitor")
    assert visitor.list_models()["Models"] == []
    for token in (None, "another"):
        other = client(server, "sagemaker", "visitor", "the secret of visitor", token)
        assert refusal(other.list_models)[0] == "UnrecognizedClientException"
    former = client(server, "sagemaker", "former", "the secret of former", "the token of former")
    assert refusal(former.list_models) == (
        "ExpiredTokenException", "The security token included in the request is expired"
    )
    former = client(server, "s3", "former", "the secret of former", "the token of former")
    assert refusal(former.list_buckets) == ("ExpiredToken", "The provided token has expired.")


def test_accounts_are_apart(server):
    clients = Clients(server)
    create_model(clients, "m")
    clients.s3.create_bucket(Bucket="things")
    other = client(server, "sagemaker", "other", "the secret of other")
    assert other.list_models()["Models"] == []
    arn = other.create_model(
        ModelName="m", PrimaryContainer={"Image": "any"}, ExecutionRoleArn="arn:aws:iam::111122223333:role/any",
    )["ModelArn"]
    assert arn == "arn:aws:sagemaker:us-east-1:111122223333:model/m"
    china = client(server, "sagemaker", "other", "the secret of other", region="cn-north-1")
    assert china.list_models()["Models"] == []
    s3 = client(server, "s3", "other", "the secret of other")
    assert s3.list_buckets()["Buckets"] == []
    assert refusal(s3.list_objects_v2, Bucket="things")[0] == "NoSuchBucket"


# What is changed after signing, and what the services say to it.
def later(request):
    stamp = text(request.headers["X-Amz-Date"])
    at = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ") - datetime.timedelta(seconds=1)
    request.headers["X-Amz-Date"] = at.strftime("%Y%m%dT%H%M%SZ")


def authorization(old, new):
    def change(request):
        value = text(request.headers["Authorization"])
        assert old in value, value
        request.headers["Authorization"] = value.replace(old, new)

    return change


def signature(request):
    value = text(request.headers["Authorization"])
    request.headers["Authorization"] = value[:-1] + ("0" if value[-1] != "0" else "1")


def token(request):
    request.headers["X-Amz-Security-Token"] = "any"


def query(request):
    request.url += ("&" if "?" in request.url else "?") + "more=1"


SIGNED = "{name}' must be a 'SignedHeader' in the AWS Authorization."
CALLS = {
    "sagemaker": ("list_models", {}, "sagemaker"),
    "application-autoscaling": (
        "describe_scalable_targets", {"ServiceNamespace": "sagemaker"}, "application-autoscaling",
    ),
    "cloudwatch": ("list_metrics", {}, "monitoring"),
    "sagemaker-runtime": ("invoke_endpoint", {"EndpointName": "e", "Body": b"content"}, "sagemaker"),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_part_that_is_changed_after_signing_is_noticed(server, name):
    operation, arguments, signing = CALLS[name]
    is_query_compatible = name == "cloudwatch"
    invalid = "SignatureDoesNotMatch" if is_query_compatible else "InvalidSignatureException"

    def told(change):
        made = client(server, name, "AKIAEXAMPLEEXAMPLE00", "an example, not a secret")
        return refusal(getattr(tampering(made, change), operation), **arguments)

    mismatch = (invalid, MISMATCH)
    assert told(later) == mismatch
    assert told(authorization(f"/{REGION}/", "/eu-west-1/")) == mismatch
    assert told(authorization(f"/{signing}/", "/sns/")) == (
        invalid, f"Credential should be scoped to correct service: '{signing}'. "
    )
    assert told(authorization("aws4_request", "aws5_request")) == (
        invalid, "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. "
    )
    today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d")
    code, message = told(authorization(f"/{today}/", "/20200101/"))
    assert code == invalid and message.startswith("Date in Credential scope does not match YYYYMMDD"), message
    assert told(signature) == mismatch
    assert told(query) == mismatch
    code, message = told(token)
    assert code == invalid and SIGNED.format(name="x-amz-security-token") in message, message
    code, message = told(authorization("SignedHeaders=", "SignedHeaders=x-more;"))
    assert (code, message) == mismatch
    code, message = told(authorization(", Signature=", ", Sign="))
    assert code.startswith("IncompleteSignature") and "requires 'Signature' parameter" in message, (code, message)

    def body(request):
        changed = bytearray(request.body if isinstance(request.body, (bytes, bytearray)) else request.body.encode())
        changed[-1:] = b" }" if changed[-1:] == b"}" else bytes([changed[-1] ^ 1])
        request.body = bytes(changed)
        request.headers["Content-Length"] = str(len(changed))

    assert told(body) == mismatch

    signed = []
    made = client(server, name, "AKIAEXAMPLEEXAMPLE00", "an example, not a secret")

    def look(request):
        value = text(request.headers["Authorization"])
        signed.extend(value.split("SignedHeaders=")[1].split(",")[0].split(";"))

    try:
        getattr(tampering(made, look), operation)(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ValidationError", "the endpoint is not there, which is fine"
    assert {"host", "x-amz-date"} <= set(signed), signed
    for header in signed:
        if header in ("host", "x-amz-date"):
            continue

        def change(request, header=header):
            request.headers[header] = text(request.headers[header]) + "x"

        assert told(change)[0].startswith(("InvalidSignature", "SignatureDoesNotMatch", "UnknownOp", "InvalidAct")), header

    def host(request):
        request.headers["Host"] = "elsewhere.test"

    assert told(host) == mismatch


def test_another_endpoint_after_signing(server):
    made = client(server, "sagemaker-runtime", "AKIAEXAMPLEEXAMPLE00", "an example, not a secret")

    def path(request):
        request.url = request.url.replace("/endpoints/e/", "/endpoints/f/")

    told = refusal(tampering(made, path).invoke_endpoint, EndpointName="e", Body=b"x")
    assert told == ("InvalidSignatureException", MISMATCH)


def test_each_part_of_an_object_request_is_noticed(server):
    Clients(server).s3.create_bucket(Bucket="things")

    def told(change):
        made = client(server, "s3", "AKIAEXAMPLEEXAMPLE00", "an example, not a secret")
        return refusal(tampering(made, change).put_object, Bucket="things", Key="k", Body=b"content", Metadata={"a": "b"})

    mismatch = ("SignatureDoesNotMatch", S3_MISMATCH)
    assert told(later) == mismatch
    assert told(signature) == mismatch
    assert told(query) == mismatch
    assert told(authorization(f"/{REGION}/", "/eu-west-1/")) == mismatch
    code, message = told(token)
    assert (code, message) == ("AccessDenied", "There were headers present in the request which were not signed")

    def header(request):
        request.headers["x-amz-meta-a"] = "c"

    def path(request):
        request.url = request.url.replace("/things/k", "/things/l")

    def body(request):
        request.body = b"another"

    assert told(header) == mismatch
    assert told(path) == mismatch
    # The hash of the body is signed, and the body is not the one of the hash; or a checksum says so first.
    assert told(body)[0] in ("XAmzContentSHA256Mismatch", "BadDigest")
    assert "Contents" not in Clients(server).s3.list_objects_v2(Bucket="things")


def test_signed_chunks(server):
    """As the SDKs for Java and Go send streams over plain HTTP; boto3 does not, so this signs by hand."""
    Clients(server).s3.create_bucket(Bucket="things")
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{REGION}/s3/aws4_request"
    key = b"AWS4an example, not a secret"
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()

    def sign(*lines):
        return hmac.new(key, "\n".join(lines).encode(), hashlib.sha256).hexdigest()

    def sha256(content):
        return hashlib.sha256(content).hexdigest()

    host = server.url.removeprefix("http://")
    content = b"tide" * 30_000
    names = "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length"
    headers = {
        "Content-Encoding": "aws-chunked", "Host": host,
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "x-amz-date": stamp,
        "x-amz-decoded-content-length": str(len(content)),
    }
    canonical = "".join(f"{name.lower()}:{value}\n" for name, value in headers.items())
    request = f"PUT\n/things/streamed\n\n{canonical}\n{names}\n{headers['x-amz-content-sha256']}"
    seed = sign("AWS4-HMAC-SHA256", stamp, scope, sha256(request.encode()))
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE00/{scope}, SignedHeaders={names}, Signature={seed}"
    )
    body, previous = b"", seed
    for chunk in (content[:65_536], content[65_536:], b""):
        previous = sign("AWS4-HMAC-SHA256-PAYLOAD", stamp, scope, previous, sha256(b""), sha256(chunk))
        body += f"{len(chunk):x};chunk-signature={previous}\r\n".encode() + chunk + b"\r\n"
    changed = body.replace(b"tidetide", b"tidetidy", 1)
    answer = send(server, "PUT", "/things/streamed", changed, headers)
    assert answer.status == 403 and b"<Code>SignatureDoesNotMatch</Code>" in answer.body, answer
    assert send(server, "PUT", "/things/streamed", body, headers).status == 200
    got = Clients(server).s3.get_object(Bucket="things", Key="streamed")["Body"].read()
    assert got == content


def test_nothing_is_told_of_secrets(server):
    client(server, "sagemaker", "AKIAEXAMPLEEXAMPLE00", "an example, not a secret").list_models()
    log = server.log_text() + server.out.read_text()
    assert "an example" not in log and "secret of" not in log, log
    assert "signed with one of the 5 access keys" in log, log
