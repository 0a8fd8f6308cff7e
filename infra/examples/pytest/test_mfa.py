"""What a test suite does with pytest-virtual-mfa."""

import os

import boto3
import pytest
from botocore.exceptions import ClientError

OWN_KEY = os.environ.get("AWS_ACCESS_KEY_ID")


def test_a_code_opens_one_session(mfa_user, mfa_clock):
    sts, code = mfa_user.client("sts"), mfa_user.code()
    opened = sts.get_session_token(SerialNumber=mfa_user.serial_number, TokenCode=code)
    assert opened["Credentials"]["SessionToken"]
    with pytest.raises(ClientError, match="MultiFactorAuthentication failed"):
        sts.get_session_token(SerialNumber=mfa_user.serial_number, TokenCode=code)
    mfa_clock.advance(30)  # the next code, without a wait
    sts.get_session_token(SerialNumber=mfa_user.serial_number, TokenCode=mfa_user.code())


def test_code_under_test_reads_the_environment(mfa_server):
    assert boto3.client("sts").get_caller_identity()["Arn"].endswith(":root")
    assert boto3.client("iam").list_users()["Users"] == []


def test_every_test_has_an_empty_account(mfa_server):
    assert mfa_server.client("iam").list_users()["Users"] == []
    mfa_server.user("alice")


def test_the_clock_moves(mfa_clock):
    before = mfa_clock.now()
    mfa_clock.advance(3600)
    assert 3600 <= (mfa_clock.now() - before).total_seconds() < 3660
    mfa_clock.set(before)
    assert (mfa_clock.now() - before).total_seconds() < 60


def test_moto_serves_the_other_services(mfa_user):
    from moto import mock_aws  # pip install 'moto[s3]'

    # Without this, moto puts credentials of its own into the environment.
    with mock_aws(config={"core": {"mock_credentials": False}}):
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="bucket")
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["bucket"]
        assert boto3.client("iam").list_users()["Users"][0]["UserName"] == mfa_user.name


def test_without_a_fixture_the_environment_is_as_it_was():
    assert "AWS_ENDPOINT_URL_IAM" not in os.environ
    assert os.environ.get("AWS_ACCESS_KEY_ID") == OWN_KEY
