#!/bin/sh
# infra/check/terraform.sh: the configurations of infra/examples/terraform, with
# Terraform and its AWS provider, on DynamoDB Local and in memory: apply, an empty plan,
# changes, imports, destroy. Part of make compat; make test runs the first of them.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/need.sh jq=jq java=default-jre-headless mvn=maven
infra/tools/dynamodb-local.sh
infra/tools/python.sh aws aws moto_server python3
CI=true infra/tools/terraform.sh
CI=true go test ./functions/internal/terraformtest -count 1 -timeout 60m -every "$@"
