"""Runs the playbooks of infra/examples/ansible: twice to the team, twice away from it."""

import json
import re

from check import ROOT, Check, equal

EXAMPLE = ROOT / "infra/examples/ansible"

with Check("ansible", "infra/examples/ansible/seed.yaml") as check:

    def play(name):
        """Runs a playbook and returns what it changed, by task."""
        printed = check.run(
            "ansible-playbook",
            f"{name}.yml",
            cwd=EXAMPLE,
            ANSIBLE_STDOUT_CALLBACK="ansible.posix.json",
            ANSIBLE_INVENTORY="localhost,",
            ANSIBLE_PYTHON_INTERPRETER=str(check.bin / "python3"),
        )
        tasks = json.loads(printed[printed.index("{") :])["plays"][0]["tasks"]
        return {task["task"]["name"]: task["hosts"]["localhost"] for task in tasks}

    def changed(tasks):
        return [name for name, result in tasks.items() if result["changed"]]

    iam = check.client("iam")

    def names():
        """Returns the names of what the account has, without AWS's own policies."""
        return (
            [user["UserName"] for user in iam.list_users()["Users"]],
            [group["GroupName"] for group in iam.list_groups()["Groups"]],
            [role["RoleName"] for role in iam.list_roles()["Roles"]],
            sorted(p["PolicyName"] for p in iam.list_policies(Scope="Local")["Policies"]),
        )

    before = names()
    first = play("team")
    made = [
        "Rules for passwords",
        "Policies",
        "Members",
        "The group of the team",
        "The role of those who have shown a code",
        "What alice may do with the role",
    ]
    equal("what the first run changed", changed(first), made)
    equal("who has no MFA", first["Members without MFA"]["msg"], ["bob"])
    devices = {
        result["item"]: [device["serial_number"] for device in result["mfa_devices"]]
        for result in first["The devices of each member"]["results"]
    }
    serial = "arn:aws:iam::000000000000:mfa/alice"
    equal("the devices that Ansible sees", devices, {"alice": [serial], "bob": []})
    equal("what the second run changed", changed(play("team")), [])

    members = [user["UserName"] for user in iam.get_group(GroupName="red")["Users"]]
    equal("the members of the group", members, ["alice", "bob"])
    equal("bob's tags", iam.list_user_tags(UserName="bob")["Tags"], [{"Key": "team", "Value": "red"}])
    iam.get_login_profile(UserName="bob")  # refused if he has no password
    role = iam.get_role(RoleName="red-operator")["Role"]
    equal("the longest session of the role", role["MaxSessionDuration"], 7200)

    gone = [
        "The role",
        "The group",
        "Members, with their devices, passwords and policies",
        "Policies",
        "Rules for passwords",
    ]
    equal("what the removal changed", changed(play("remove")), gone)
    equal("what the second removal changed", changed(play("remove")), [])
    equal("what is left", names(), ([], [], [], before[3]))
    left = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    equal("the device that is left", [device["SerialNumber"] for device in left], [serial])

    versions = check.run("ansible-galaxy", "collection", "list", "amazon.aws", "--format", "json")
    collection = next(iter(json.loads(versions).values()))["amazon.aws"]["version"]
    core = re.search(r"core ([\d.]+)", check.run("ansible", "--version"))[1]
    check.passed(
        f"| Ansible | ansible-core {core}, amazon.aws {collection} "
        "| users, groups, policies, roles and passwords, made and removed; who has a device |"
    )
