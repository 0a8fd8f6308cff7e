"""A virtual MFA device's life through boto3. Needs the exports of `virtualmfa serve`, and virtualmfa on PATH for codes."""

import os
import subprocess

import boto3
from botocore.exceptions import ClientError


def codes(seed, *args):
    """What the phone shows, by the server's clock. The seed goes in by stdin, so that no process list has it."""
    command = ["virtualmfa", "code", "-endpoint", os.environ["AWS_ENDPOINT_URL"], *args, "-"]
    return subprocess.run(command, input=seed, capture_output=True, check=True).stdout.decode().split()


def refused(code, call, **params):
    try:
        call(**params)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return
    raise AssertionError(f"not refused with {code}")


root = boto3.client("iam")
root.create_user(UserName="alice")
key = root.create_access_key(UserName="alice")["AccessKey"]
mine = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
iam, sts = boto3.client("iam", **mine), boto3.client("sts", **mine)

device = iam.create_virtual_mfa_device(VirtualMFADeviceName="alice")["VirtualMFADevice"]
serial, seed = device["SerialNumber"], device["Base32StringSeed"]
assert len(seed) == 64 and device["QRCodePNG"].startswith(b"\x89PNG"), "seed and picture"

older, newer = codes(seed, "-pair")
enable = {"UserName": "alice", "SerialNumber": serial, "AuthenticationCode1": older, "AuthenticationCode2": newer}
refused("InvalidAuthenticationCode", iam.enable_mfa_device, **{**enable, "AuthenticationCode1": newer})
iam.enable_mfa_device(**enable)
assert [d["SerialNumber"] for d in iam.list_mfa_devices()["MFADevices"]] == [serial]

(code,) = codes(seed)
c = sts.get_session_token(SerialNumber=serial, TokenCode=code)["Credentials"]
refused("AccessDenied", sts.get_session_token, SerialNumber=serial, TokenCode=code)
session = boto3.client("iam", aws_access_key_id=c["AccessKeyId"], aws_secret_access_key=c["SecretAccessKey"],
                       aws_session_token=c["SessionToken"])

session.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "team", "Value": "rot + grün"}])
assert session.list_mfa_device_tags(SerialNumber=serial)["Tags"] == [{"Key": "team", "Value": "rot + grün"}]
refused("DeleteConflict", root.delete_virtual_mfa_device, SerialNumber=serial)
session.deactivate_mfa_device(UserName="alice", SerialNumber=serial)
root.delete_virtual_mfa_device(SerialNumber=serial)
pages = root.get_paginator("list_virtual_mfa_devices").paginate()
assert [d for page in pages for d in page["VirtualMFADevices"]] == []
root.delete_access_key(UserName="alice", AccessKeyId=key["AccessKeyId"])
root.delete_user(UserName="alice")
print("done")
