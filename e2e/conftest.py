"""Fixtures: servers that are stopped and searched after each test, and a picture of them when it failed."""

import os
import shutil
from pathlib import Path

import pytest

from harness.picture import picture
from harness.server import Server
from harness.servers import Servers

PICTURES = pytest.StashKey()


@pytest.fixture(scope="session")
def ebb():
    """The binary under test."""
    path = Path(os.environ["EBB_BIN"]).resolve()
    assert path.is_file(), f"EBB_BIN is {path}, which is no file"
    return path


@pytest.fixture
def servers(ebb, tmp_path, request):
    made = Servers(ebb, tmp_path)
    yield made
    try:
        made.stop()
    except AssertionError:
        request.node.stash[PICTURES] = [section for server in made.started for section in picture(server)]
        raise
    finally:
        made.kill()
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and report.when == "call":
        known = list(item.funcargs["servers"].started) if "servers" in item.funcargs else []
        known += [value for value in item.funcargs.values() if isinstance(value, Server) and value not in known]
        for server in known:
            report.sections += picture(server)
    report.sections += item.stash.get(PICTURES, []) if report.failed and report.when == "teardown" else []
    return report
