"""Pages of `ebb simulate`, `compare` and `tune`: one file, complete, nothing loaded, names of users as text."""

import json
import subprocess
from html.parser import HTMLParser

import pytest

EVIL = "<script>alert(1)</script>"
VOID = {"meta"}


class Page(HTMLParser):
    """Elements and text of a page; elements that are not closed in order fail."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.text = [], [], ""
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture
def policies(tmp_path):
    """A file with a policy whose name is markup."""
    resource = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": "inference-component/llama",
        "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
    }
    metric = {"PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"}
    policy = {
        **resource,
        "PolicyName": EVIL,
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 40.0, "PredefinedMetricSpecification": metric},
    }
    target = {**resource, "MinCapacity": 1, "MaxCapacity": 9}
    path = tmp_path / "policies.json"
    path.write_text(json.dumps({"ScalableTargets": [target], "ScalingPolicies": [policy]}))
    return path


TRAFFIC = ["--traffic", "diurnal:mean=2,cycle=1800", "--for", "1h", "--service", "400"]


def page(ebb, tmp_path, *arguments):
    path = tmp_path / "report.html"
    run = subprocess.run([ebb, *arguments, "--html", path], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    text = path.read_text()
    found = Page(text)
    for attribute in ("src", "href", "action", "background", "xlink:href"):
        assert not [element for element in found.elements if attribute in element[1]], attribute
    assert "https://" not in text and "@import" not in text and "url(" not in text
    assert len(found.all("script")) == 1 and EVIL in found.text
    policy = found.all("meta")[1]["content"]
    assert policy.startswith("default-src 'none'"), policy
    return found, run


def test_a_simulation(ebb, tmp_path, policies):
    found, run = page(ebb, tmp_path, "simulate", policies, *TRAFFIC, "--json")
    outcome = json.loads(run.stdout)
    marks = [attrs for attrs in found.all("svg") if attrs.get("class") == "mark"]
    assert len(marks) == len(outcome["activities"]) > 0
    for activity in outcome["activities"]:
        assert activity["cause"] in found.text
    charts = {attrs["id"] for attrs in found.all("figure")}
    assert {"traffic", "capacity", "metric-0", "alarms", "latency"} <= charts, charts


def test_a_comparison(ebb, tmp_path, policies):
    names = ["policies", "kpa", "hpa"]
    rivals = ["--rival", "kpa", "--rival", "hpa"]
    found, _ = page(ebb, tmp_path, "compare", "--policies", policies, *rivals, *TRAFFIC)
    assert all(name in found.text for name in names)
    assert len([attrs for attrs in found.all("figure") if attrs["id"].startswith("capacity-")]) == 3


def test_a_search(ebb, tmp_path, policies):
    found, run = page(ebb, tmp_path, "tune", policies, *TRAFFIC, "--trials", "8", "--json")
    apply = json.loads(run.stdout)["apply"]
    assert apply["terraform"] in found.text and apply["ebb.toml"] in found.text
