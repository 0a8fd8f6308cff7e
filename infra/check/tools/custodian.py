"""Runs the policies of infra/examples/scanners/custodian.yml."""

import json

from check import ROOT, Check, equal

ACCOUNT = ["000000000000"]
WANT = {
    "password-without-mfa": ["bob"],
    "without-device": ["bob", "carol", "ci"],
    "with-device": ["alice"],
    "two-active-keys": ["carol"],
    "root-has-a-device": ACCOUNT,
    "root-has-no-device": [],
    "no-password-policy": ACCOUNT,
    "tag-those-without-mfa": ["bob"],
}

with Check("custodian", "infra/examples/scanners/seed.yaml") as check:
    policies = ROOT / "infra/examples/scanners/custodian.yml"
    check.run("custodian", "run", "-s", "out", "--cache-period", "0", "--region", "us-east-1", policies)
    found = {
        file.parent.name: sorted(r.get("UserName") or r["account_id"] for r in json.load(file.open()))
        for file in (check.folder / "out").glob("*/resources.json")
    }
    equal("what the policies find", found, WANT)

    tags = check.client("iam").list_user_tags(UserName="bob")["Tags"]
    equal("bob's tags", {t["Key"]: t["Value"] for t in tags}, {"team": "red", "needs": "mfa"})

    version = check.run("custodian", "version").strip()
    check.passed(
        f"| Cloud Custodian | {version} "
        "| passwords without MFA, users with and without a device, root's device; tags users |"
    )
