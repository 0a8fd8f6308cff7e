"""A server and a folder for the check of one tool, and what they say afterwards."""

import collections
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "infra/packages/python/src"))

from pytest_virtual_mfa import server  # noqa: E402

server.PATH = sys.argv[1]  # outside of a wheel there is none beside the package


class Check:
    """Runs a tool against a server of its own.

    with Check("prowler", "infra/examples/scanners/seed.yaml") as check:
        check.run("prowler", "aws")
    """

    def __init__(self, environment, seed):
        """Takes the name of the tool's environment and the path of a seed file."""
        self.bin = ROOT / ".cache/python" / environment / "bin"
        self.server = server.Server("-seed", ROOT / seed)
        self.started = time.monotonic()

    def __enter__(self):
        self.server.__enter__()
        self.client = self.server.client
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        # One address for all services, so that a tool does not ask AWS for the others.
        shared = self.server.environ.items()
        self.exports = {k: v for k, v in shared if not k.startswith("AWS_ENDPOINT_URL")}
        self.exports["AWS_ENDPOINT_URL"] = self.server.url
        return self

    def __exit__(self, *_):
        self._folder.cleanup()
        self.server.__exit__()

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
        records = self.server.audit()
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
