"""boto3 clients for one server, with credentials that belong to nobody."""

import json
import os
import threading
from pathlib import Path

import boto3
import botocore
from botocore.config import Config

from .server import REGION

# Loading the models is slow, and sessions are not safe to share between threads while clients are made.
_lock = threading.Lock()


def session(data_path=None):
    made = boto3.Session(
        aws_access_key_id="AKIAEXAMPLEEXAMPLE00", aws_secret_access_key="an example, not a secret", region_name=REGION,
    )
    if data_path:
        made._session.get_component("data_loader").search_paths.insert(0, str(data_path))
    return made


class Clients:
    """`clients.sagemaker`, `.runtime`, `.autoscaling`, `.cloudwatch`, `.s3`; each made when first asked for."""

    _names = {
        "sagemaker": "sagemaker",
        "runtime": "sagemaker-runtime",
        "autoscaling": "application-autoscaling",
        "cloudwatch": "cloudwatch",
        "s3": "s3",
    }

    def __init__(self, server, data_path=None, **config):
        self._url = server.url
        self.session = session(data_path)
        style = {"s3": {"addressing_style": "path"}}
        self._config = Config(max_pool_connections=64, read_timeout=60, **style).merge(Config(**config))

    def __getattr__(self, name):
        if name not in self._names:
            raise AttributeError(name)
        with _lock:
            if name not in self.__dict__:
                made = self.session.client(self._names[name], endpoint_url=self._url, config=self._config)
                self.__dict__[name] = made
        return self.__dict__[name]


def cloudwatch_speaking(server, protocol, folder):
    """A boto3 client of CloudWatch that speaks one certain protocol: `query`, `json` or `smithy-rpc-v2-cbor`.

    boto3 chooses among the protocols that the service model lists; this gives it a copy of the model that lists one.
    """
    source = Path(botocore.__file__).parent / "data" / "cloudwatch" / "2010-08-01"
    target = folder / f"models-{protocol}" / "cloudwatch" / "2010-08-01"
    target.mkdir(parents=True, exist_ok=True)
    for name in os.listdir(source):
        if not name.startswith("service-2"):
            (target / name).write_bytes((source / name).read_bytes())
    loader = session()._session.get_component("data_loader")
    model = loader.load_service_model("cloudwatch", "service-2")
    model["metadata"]["protocols"] = [protocol]
    model["metadata"]["protocol"] = protocol
    (target / "service-2.json").write_text(json.dumps(model))
    return Clients(server, data_path=target.parent.parent).cloudwatch
