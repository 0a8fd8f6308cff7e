"""Lets Cartography read the account into a graph, and asks the graph who has no MFA."""

import json
import subprocess
import sys

from check import ROOT, Check, equal

# A program for the tool's own Python, which has the driver: it prints the answers to queries.
ASK = """
import json, sys, neo4j
with neo4j.GraphDatabase.driver(sys.argv[1]) as driver:
    print(json.dumps([driver.execute_query(query).records for query in sys.argv[2:]]))
"""
USERS_WITHOUT_DEVICE = """
MATCH (u:AWSUser) WHERE NOT (u)-[:MFA_DEVICE]->(:AWSMfaDevice)
RETURN u.name ORDER BY u.name
"""
DEVICES = """
MATCH (u:AWSUser)-[:MFA_DEVICE]->(d:AWSMfaDevice)
RETURN u.name, d.serialnumber ORDER BY u.name
"""
ESCALATION = """
MATCH (g:AWSGroup)-[:POLICY]->(p:AWSPolicy) RETURN g.name, p.name ORDER BY g.name
"""

with Check("cartography", "infra/examples/scanners/seed.yaml") as check:
    java = ["java", "-cp", f"{ROOT}/.cache/neo4j/*", ROOT / "infra/check/tools/Graph.java"]
    pipe = subprocess.PIPE
    graph = subprocess.Popen(java, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    try:
        address = graph.stdout.readline().strip().rstrip("/")
        if not address:
            sys.exit("Neo4j did not start")
        check.run(
            "cartography", "--neo4j-uri", address, "--selected-modules", "create-indexes,aws",
            "--aws-requested-syncs", "iam", "--aws-regions", "us-east-1",
            AWS_DEFAULT_REGION="us-east-1",
        )  # fmt: skip
        answers = check.run("python3", "-c", ASK, address, USERS_WITHOUT_DEVICE, DEVICES, ESCALATION)
    finally:
        graph.stdin.close()
        graph.wait(60)
    without, devices, policies = json.loads(answers)
    equal("users without a device", without, [["bob"], ["carol"], ["ci"]])
    equal("devices", devices, [["alice", "arn:aws:iam::000000000000:mfa/alice"]])
    equal(
        "policies of groups",
        policies,
        [["administrators", "KeysOfOthersWithMFA"], ["developers", "KeysOfOthers"]],
    )

    version = check.run(
        "python3", "-c", "from importlib.metadata import version; print(version('cartography'))"
    ).strip()
    check.passed(
        f"| Cartography | {version} | a graph of users, devices, groups, roles and their policies |"
    )
