"""A server and a folder for the check of one tool, and what they say afterwards."""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import boto3

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Check:
    """Runs a tool against a server of its own.

    with Check("prowler", "infra/examples/scanners/seed.yaml") as check:
        check.run("prowler", "aws")
    """

    def __init__(self, environment, seed):
        """Takes the name of the tool's environment and the path of a seed file."""
        self.bin = ROOT / ".cache/python" / environment / "bin"
        self.seed = ROOT / seed
        self.started = time.monotonic()

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        exports = self.folder / "exports"
        command = [sys.argv[1], "serve", "-addr", "127.0.0.1:0", "-env", exports]
        command += ["-seed", self.seed, "-audit", self.folder / "audit"]
        self.server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not exports.exists() or not exports.read_text().endswith("\n"):
            if self.server.poll() is not None or time.monotonic() > until:
                self.__exit__()
                sys.exit(f"the server did not start: {' '.join(map(str, command))}")
            time.sleep(0.05)
        self.exports = dict(
            line.removeprefix("export ").split("=", 1)
            for line in exports.read_text().splitlines()
        )
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait(30)
        self._folder.cleanup()

    def client(self, service):
        """Returns a boto3 client with the account root's key."""
        return boto3.client(
            service,
            endpoint_url=self.exports["AWS_ENDPOINT_URL"],
            region_name=self.exports["AWS_REGION"],
            aws_access_key_id=self.exports["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.exports["AWS_SECRET_ACCESS_KEY"],
        )

    def run(self, command, *arguments, cwd=None, **variables):
        """Runs a command of the tool and returns what it printed on standard output.

        The tool learns of the server by environment variables, and sees none of the
        caller's own files and credentials.
        """
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "AWS_EC2_METADATA_DISABLED": "true",
            **self.exports,
            **variables,
        }
        done = subprocess.run(
            [self.bin / command, *arguments],
            cwd=cwd or self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        if done.returncode != 0:
            sys.exit(f"{command} failed with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def passed(self, row):
        """Prints how long the check took, and the row of the tool.

        Fails if the tool called an operation that there is not, or if README.md does not
        have the row.
        """
        records = [json.loads(line) for line in (self.folder / "audit").open()]
        unknown = {r["eventName"] for r in records if r.get("errorCode") == "InvalidAction"}
        equal("operations that there are not", unknown, set())
        answers = collections.Counter(r.get("errorCode", "success") for r in records)
        counted = ", ".join(f"{n} {code}" for code, n in answers.most_common())
        print(f"{len(records)} requests in {time.monotonic() - self.started:.1f} s: {counted}")
        print(row)
        if row not in (ROOT / "README.md").read_text().splitlines():
            sys.exit("README.md does not have this row: has the version changed?")


def equal(what, found, want):
    """Ends the check unless found is want."""
    if found != want:
        sys.exit(f"{what}:\n found {found}\nwanted {want}")
