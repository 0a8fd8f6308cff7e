"""A profile with mfa_serial through boto3. Needs the exports of `virtualmfa serve`, and virtualmfa on PATH for codes."""

import json
import os
import subprocess
import tempfile

import boto3
from botocore.exceptions import ClientError


def codes(seed, *args):
    """What the phone shows, by the server's clock. The seed goes in by stdin, so that no process list has it."""
    command = ["virtualmfa", "code", "-endpoint", os.environ["AWS_ENDPOINT_URL"], *args, "-"]
    return subprocess.run(command, input=seed, capture_output=True, check=True).stdout.decode().split()


root = boto3.client("iam")
user = root.create_user(UserName="alice")["User"]
key = root.create_access_key(UserName="alice")["AccessKey"]
mine = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
device = boto3.client("iam", **mine).create_virtual_mfa_device(VirtualMFADeviceName="alice")["VirtualMFADevice"]
serial, seed = device["SerialNumber"], device["Base32StringSeed"]
older, newer = codes(seed, "-pair")
root.enable_mfa_device(UserName="alice", SerialNumber=serial, AuthenticationCode1=older, AuthenticationCode2=newer)

trust = {"Effect": "Allow", "Principal": {"AWS": user["Arn"]}, "Action": "sts:AssumeRole",
         "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "60"}}}
allow = {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}
document = {"Version": "2012-10-17"}
role = root.create_role(RoleName="ops", AssumeRolePolicyDocument=json.dumps({**document, "Statement": trust}))["Role"]
root.put_role_policy(RoleName="ops", PolicyName="list", PolicyDocument=json.dumps({**document, "Statement": allow}))

with tempfile.NamedTemporaryFile("w", suffix=".config") as config:
    config.write(f"[profile alice]\naws_access_key_id = {key['AccessKeyId']}\n"
                 f"aws_secret_access_key = {key['SecretAccessKey']}\n"
                 f"[profile ops]\nsource_profile = alice\nrole_arn = {role['Arn']}\nmfa_serial = {serial}\n")
    config.flush()
    os.environ["AWS_CONFIG_FILE"] = config.name
    asked = []

    def prompter(text):
        """Takes the place of getpass."""
        asked.append(text)
        return codes(seed)[0]

    session = boto3.Session(profile_name="ops")
    session._session.get_component("credential_provider").get_provider("assume-role")._prompter = prompter
    assert [u["UserName"] for u in session.client("iam").list_users()["Users"]] == ["alice"]
    assert ":assumed-role/ops/botocore-session-" in session.client("sts").get_caller_identity()["Arn"]
    try:
        session.client("iam").list_roles()
        raise AssertionError("the role may do more than its policy says")
    except ClientError as e:
        assert e.response["Error"]["Code"] == "AccessDenied", e
        message = e.response["Error"]["EncodedMessage"]
    decoded = json.loads(boto3.client("sts").decode_authorization_message(EncodedMessage=message)["DecodedMessage"])
    assert decoded["context"]["action"] == "iam:ListRoles" and not decoded["allowed"], decoded
    assert asked == [f"Enter MFA code for {serial}: "], asked

print("done")
