#!/bin/sh
# infra/check/step.sh FILE NAME: prints the shell of a step of a workflow or of an
# action. FILE is seen from the root of the repository.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/python.sh examples pytest hatchling
exec .cache/python/examples/bin/python3 - "$1" "$2" <<'PYTHON'
import sys, yaml
document = yaml.safe_load(open(sys.argv[1]))
jobs = [document["runs"]] if "runs" in document else document["jobs"].values()
print(next(s["run"] for job in jobs for s in job["steps"] if s.get("name") == sys.argv[2]))
PYTHON
