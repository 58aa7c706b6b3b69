"""`Model.deploy`, `Predictor` and `AsyncPredictor` of the SageMaker Python SDK."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from sagemaker import Session
from sagemaker.async_inference import AsyncInferenceConfig
from sagemaker.async_inference.waiter_config import WaiterConfig
from sagemaker.compute_resource_requirements.resource_requirements import ResourceRequirements
from sagemaker.deserializers import JSONDeserializer
from sagemaker.enums import EndpointType
from sagemaker.exceptions import AsyncInferenceModelError
from sagemaker.model import Model
from sagemaker.predictor import Predictor
from sagemaker.serializers import JSONSerializer

ROLE = "arn:aws:iam::000000000000:role/sagemaker"
SOON = WaiterConfig(max_attempts=100, delay=1)
SENTENCES = {"de": "Guten Morgen, wie geht es Ihnen heute?", "fr": "Bonjour, comment allez-vous aujourd'hui ?"}


@pytest.fixture
def session(servers):
    """The SDK as a user would set it up, but for the address of the services."""
    server = servers(speed=60)
    boto = boto3.Session(
        aws_access_key_id="AKIAEXAMPLEEXAMPLE00", aws_secret_access_key="an example, not a secret",
        region_name="us-east-1",
    )
    config = Config(s3={"addressing_style": "path"})

    def client(name):
        return boto.client(name, endpoint_url=server.url, config=config)

    # The SDK makes its S3 client from the session, which is told where that is by the configuration.
    made = Session(
        boto_session=boto, sagemaker_client=client("sagemaker"), sagemaker_runtime_client=client("sagemaker-runtime"),
        default_bucket="sagemaker-us-east-1-000000000000",
    )
    made.s3_client = client("s3")
    made.s3_resource = boto.resource("s3", endpoint_url=server.url, config=config)
    made.s3_client.create_bucket(Bucket="sagemaker-us-east-1-000000000000")
    return made


def model(session):
    return Model(
        image_uri="sample-model", role=ROLE, sagemaker_session=session, predictor_cls=Predictor, name="language",
    )


def json_both_ways(predictor):
    predictor.serializer, predictor.deserializer = JSONSerializer(), JSONDeserializer()


def gone(session, name):
    session.sagemaker_client.get_waiter("endpoint_deleted").wait(
        EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


def test_a_predictor_answers_and_is_deleted(session):
    predictor = model(session).deploy(initial_instance_count=1, instance_type="ml.c5.large", endpoint_name="sync")
    json_both_ways(predictor)
    for language, text in SENTENCES.items():
        answer = predictor.predict({"text": text}, inference_id="one", custom_attributes="trace=1")
        assert answer["language"] == language
    assert predictor.predict({"text": SENTENCES["de"]}, target_variant="AllTraffic")["language"] == "de"
    with pytest.raises(ClientError) as raised:
        predictor.predict({"nonsense": 1})
    assert raised.value.response["Error"]["Code"] == "ModelError"
    predictor.delete_model()
    predictor.delete_endpoint()
    gone(session, "sync")
    assert session.sagemaker_client.list_models()["Models"] == []


def test_an_async_predictor_stores_its_input_and_waits_for_its_answer(session):
    output = "s3://sagemaker-us-east-1-000000000000/out"
    failure = "s3://sagemaker-us-east-1-000000000000/failed"
    predictor = model(session).deploy(
        initial_instance_count=1, instance_type="ml.c5.large", endpoint_name="async",
        async_inference_config=AsyncInferenceConfig(output_path=output, failure_path=failure),
    )
    json_both_ways(predictor)
    json_both_ways(predictor.predictor)
    for language, text in SENTENCES.items():
        # Waits for the output object.
        answer = predictor.predict(data={"text": text}, waiter_config=SOON)
        assert answer["language"] == language
        # As the extension for Stable Diffusion calls it.
        answer = predictor.predict_async(
            data={"text": text}, initial_args={"InvocationTimeoutSeconds": 3600}, inference_id="mine"
        )
        assert answer.output_path.startswith(output)
        assert answer.get_result(SOON)["language"] == language
    answer = predictor.predict_async(data={"nonsense": 1})
    with pytest.raises(AsyncInferenceModelError):
        answer.get_result(SOON)
    predictor.delete_endpoint()
    gone(session, "async")


def test_a_component_is_deployed_and_answers(session):
    needs = ResourceRequirements(requests={"num_cpus": 1, "memory": 1024, "copies": 1}, limits={})
    predictor = model(session).deploy(
        initial_instance_count=1, instance_type="ml.m5.2xlarge", endpoint_name="host", resources=needs,
        endpoint_type=EndpointType.INFERENCE_COMPONENT_BASED, inference_component_name="part",
    )
    json_both_ways(predictor)
    assert predictor.predict({"text": SENTENCES["de"]})["language"] == "de"
    session.delete_inference_component("part", wait=True)
    predictor.delete_endpoint()
    gone(session, "host")
