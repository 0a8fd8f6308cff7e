"""The fixtures."""

import json
import shlex

import boto3
import pytest

from .server import Server

# What would win over the variables that the fixtures set.
UNSET = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")

audit_start = pytest.StashKey()


def pytest_addoption(parser):
    parser.addini("mfa_seed", "the seed file that every test starts from", type="paths", default=[])
    parser.addini("mfa_args", "more flags of virtualmfa serve", default="")


@pytest.fixture(scope="session")
def _mfa_process(pytestconfig):
    """The server of this process: pytest-xdist's workers are processes."""
    args = shlex.split(pytestconfig.getini("mfa_args"))
    for seed in pytestconfig.getini("mfa_seed"):
        args += ["-seed", str(seed)]
    with Server(*args) as server:
        yield server


@pytest.fixture
def mfa_server(_mfa_process, monkeypatch, request):
    """An account for this test: empty, or that of mfa_seed."""
    server = _mfa_process
    server.reset()
    request.node.stash[audit_start] = (server, len(server.audit()))
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    for name, value in server.environ.items():
        monkeypatch.setenv(name, value)
    # boto3.client() keeps the credentials that it found first.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    return server


@pytest.fixture
def mfa_user(mfa_server):
    """A user with an access key and a virtual device in use."""
    return mfa_server.user("user")


@pytest.fixture
def mfa_clock(mfa_server):
    """The clock of codes, budgets, time stamps and sessions."""
    return mfa_server.clock


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Shows what the server answered during a test that failed."""
    report = (yield).get_result()
    if report.when == "call" and report.failed and audit_start in item.stash:
        server, start = item.stash[audit_start]
        records = "\n".join(json.dumps(record) for record in server.audit()[start:])
        report.sections.append(("virtual-mfa audit records", records))
