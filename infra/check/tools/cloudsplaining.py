"""Runs cloudsplaining: a policy that forgets MFA is reported, one that asks for it is not."""

import json
import re

from check import Check, equal

with Check("cloudsplaining", "infra/examples/scanners/seed.yaml") as check:
    key = check.exports
    credentials = check.folder / "credentials"
    credentials.write_text(
        "[default]\n"
        f"aws_access_key_id = {key['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {key['AWS_SECRET_ACCESS_KEY']}\n"
    )
    variables = {"AWS_SHARED_CREDENTIALS_FILE": str(credentials)}
    check.run("cloudsplaining", "download", "--profile", "default", **variables)
    check.run("cloudsplaining", "scan", "--input-file", "default.json", "--skip-open-report")
    results = json.load((check.folder / "iam-results-default.json").open())
    found = {
        policy["PolicyName"]: sorted(f["type"] for f in policy["PrivilegeEscalation"]["findings"])
        for policy in results["customer_managed_policies"].values()
    }
    escalation = ["CreateAccessKey", "CreateLoginProfile"]
    equal("which policies escalate", found, {"KeysOfOthers": escalation, "KeysOfOthersWithMFA": []})
    users = sorted(user["name"] for user in results["users"].values())
    equal("the users it knows", users, ["alice", "bob", "carol", "ci"])

    version = re.search(r"[\d.]+$", check.run("cloudsplaining", "--version").strip())[0]
    check.passed(
        f"| cloudsplaining | {version} | a policy that forgets MFA, and not one that asks for it |"
    )
