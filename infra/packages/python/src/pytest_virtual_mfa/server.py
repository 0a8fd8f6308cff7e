"""A server in a process of its own, and what tests ask of it."""

import json
import os
import subprocess
import tempfile
import time
import urllib.request
from datetime import datetime, timedelta

import boto3

from .binary import PATH

START_TIMEOUT = 30  # seconds


class Server:
    """An account that tests have for themselves. Use it as a context manager."""

    def __init__(self, *args):
        self._args = args

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="virtual-mfa-")
        exports, self._audit = (os.path.join(self._folder.name, name) for name in ("env", "audit"))
        with open(os.path.join(self._folder.name, "log"), "wb") as log:
            command = [PATH, "serve", "-addr", "127.0.0.1:0", "-env", exports, "-audit", self._audit, *self._args]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log)
        deadline = time.monotonic() + START_TIMEOUT
        while not os.path.exists(exports):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError("virtualmfa did not start: " + self._log)
            time.sleep(0.005)
        with open(exports) as lines:
            variables = dict(line.split()[1].split("=", 1) for line in lines)
        self.url = variables["AWS_ENDPOINT_URL"]
        self.region = variables["AWS_REGION"]
        self._key = {
            "aws_access_key_id": variables["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": variables["AWS_SECRET_ACCESS_KEY"],
        }
        self.clock = Clock(self)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        with open(os.path.join(self._folder.name, "log")) as log:
            self._log = log.read()
        self._folder.cleanup()

    def __repr__(self):
        return f"<Server at {self.url}>"

    @property
    def environ(self):
        """The variables that send IAM and STS here, as the account root."""
        return {
            "AWS_ENDPOINT_URL_IAM": self.url,
            "AWS_ENDPOINT_URL_STS": self.url,
            "AWS_ACCESS_KEY_ID": self._key["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self._key["aws_secret_access_key"],
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
        }

    def client(self, service):
        """A boto3 client of the account root; service is iam or sts."""
        return self._client(service, self._key)

    def _client(self, service, key):
        return boto3.session.Session().client(service, endpoint_url=self.url, region_name=self.region, **key)

    def user(self, name):
        """Creates a user with an access key and a virtual device in use."""
        return User(self, name)

    def reset(self):
        """Empties the account, or takes it back to its seed, and sets the clock right."""
        self._post("/_local/reset", b"")

    def audit(self):
        """The audit records of every request that was answered, oldest first."""
        try:
            with open(self._audit) as lines:
                return [json.loads(line) for line in lines]
        except FileNotFoundError:
            return []

    def _post(self, path, body):
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body, method="POST")) as response:
            return json.load(response)


class Clock:
    """The clock of codes, budgets, time stamps and sessions, not of signatures."""

    def __init__(self, server):
        self._server = server

    def now(self):
        """The time that it shows."""
        with urllib.request.urlopen(self._server.url + "/_local/clock") as response:
            text = json.load(response)["now"]
        return datetime.fromisoformat(text[:19] + "+00:00")

    def advance(self, by):
        """Moves it by seconds or by a timedelta. A device shows its next code after 30."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        self._move({"advance": f"{seconds}s"})

    def set(self, time):
        """Makes it show a datetime with a zone, and run on from there."""
        self._move({"set": time.isoformat()})

    def reset(self):
        """Makes it show the real time."""
        self._move({"reset": True})

    def _move(self, how):
        self._server._post("/_local/clock", json.dumps(how).encode())


class User:
    """A user with an access key and a virtual device in use."""

    def __init__(self, server, name):
        self.name = name
        self._server = server
        iam = server.client("iam")
        self.arn = iam.create_user(UserName=name)["User"]["Arn"]
        key = iam.create_access_key(UserName=name)["AccessKey"]
        self._key = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        self.serial_number = device["SerialNumber"]
        self._seed = device["Base32StringSeed"]
        first, second = self._codes("-pair")
        iam.enable_mfa_device(
            UserName=name,
            SerialNumber=self.serial_number,
            AuthenticationCode1=first,
            AuthenticationCode2=second,
        )

    def __repr__(self):
        return f"<User {self.arn}>"

    def code(self):
        """The six digits that the device shows now. A code opens one session."""
        return self._codes()[0]

    def _codes(self, *flags):
        command = [PATH, "code", "-endpoint", self._server.url, *flags, "-"]
        return subprocess.run(command, input=self._seed, capture_output=True, check=True).stdout.decode().split()

    def client(self, service):
        """A boto3 client with the user's access key, without MFA."""
        return self._server._client(service, self._key)

    @property
    def environ(self):
        """The variables that send IAM and STS to the server, as the user."""
        return {
            **self._server.environ,
            "AWS_ACCESS_KEY_ID": self._key["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self._key["aws_secret_access_key"],
        }
