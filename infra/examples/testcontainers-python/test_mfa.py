"""The service in a container that a Python test starts."""

import urllib.request

import boto3
import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

KEY_ID = "AKIAROOTEXAMPLE00000"
SECRET = "the-root-key-of-this-test"


@pytest.fixture(scope="session")
def mfa():
    container = (
        DockerContainer("virtual-mfa:local")
        .with_exposed_ports(4599)
        .with_env("VIRTUALMFA_ROOT_ACCESS_KEY_ID", KEY_ID)
        .with_env("VIRTUALMFA_ROOT_SECRET_ACCESS_KEY", SECRET)
        .waiting_for(HttpWaitStrategy(4599, "/healthz"))
    )
    with container:
        yield f"http://{container.get_container_host_ip()}:{container.get_exposed_port(4599)}"


def test_a_user_is_created_in_a_container(mfa):
    iam = boto3.client(
        "iam",
        endpoint_url=mfa,
        region_name="us-east-1",
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=SECRET,
    )
    iam.create_user(UserName="alice")
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["alice"]

    request = urllib.request.Request(mfa + "/_local/reset", method="POST")
    assert urllib.request.urlopen(request).status == 200
    assert iam.list_users()["Users"] == []
