"""Runs prowler's checks of MFA."""

import csv
import json
import re

from check import Check, equal

PASS, FAIL, ROOT = "PASS", "FAIL", "<root_account>"
# prowler calls every virtual device insufficient where a check asks for a hardware one.
WANT = {
    "iam_user_mfa_enabled_console_access": {"alice": PASS, "bob": FAIL, "carol": PASS, "ci": PASS},
    "iam_user_hardware_mfa_enabled": {
        "alice": "virtual MFA instead of a hardware MFA",
        "bob": "not have any type of MFA",
        "carol": "not have any type of MFA",
        "ci": "not have any type of MFA",
    },
    "iam_root_mfa_enabled": {ROOT: PASS},
    "iam_root_hardware_mfa_enabled": {ROOT: "virtual MFA instead of a hardware MFA"},
    "iam_no_root_access_key": {ROOT: FAIL},
    "iam_user_two_active_access_key": {
        ROOT: PASS, "alice": PASS, "bob": PASS, "carol": FAIL, "ci": PASS,
    },
    # AWS's own AdministratorAccess, which this check looks for, is not there.
    "iam_administrator_access_with_mfa": {"administrators": PASS, "developers": PASS},
}  # fmt: skip

with Check("prowler", "infra/examples/scanners/seed.yaml") as check:
    check.run(
        "prowler", "aws", "--region", "us-east-1", "--no-banner", "--ignore-exit-code-3",
        "--output-directory", "out", "--output-formats", "json-ocsf", "--checks", *WANT,
    )  # fmt: skip
    [file] = (check.folder / "out").glob("*.ocsf.json")
    found = {}
    for finding in json.load(file.open()):
        name = finding["metadata"]["event_code"]
        [resource] = finding["resources"]
        said, want = finding["status_detail"], WANT[name].get(resource["name"])
        verdict = want if want and want in said and finding["status_code"] == FAIL else finding["status_code"]
        found.setdefault(name, {})[resource["name"]] = verdict
    equal("what prowler finds", found, WANT)

    # The report that it read.
    content = check.client("iam").get_credential_report()["Content"].decode()
    rows = {row["user"]: row for row in csv.DictReader(content.splitlines())}
    mfa = {user: (row["password_enabled"], row["mfa_active"]) for user, row in rows.items()}
    equal(
        "password_enabled and mfa_active of the report",
        mfa,
        {
            ROOT: ("false", "true"),
            "alice": ("true", "true"),
            "bob": ("true", "false"),
            "carol": ("false", "false"),
            "ci": ("false", "false"),
        },
    )

    version = re.search(r"Prowler ([\d.]+)", check.run("prowler", "--version"))[1]
    check.passed(
        f"| prowler | {version} | passwords without MFA, root's device, keys of root, two active keys |"
    )
