#!/bin/sh
# infra/tools/dynamodb-local.sh: puts DynamoDB Local, from Maven Central, into
# .cache/dynamodb-local. Does nothing when it is there.
set -eu
cd "$(dirname "$0")/../.."
pom=infra/tools/dynamodb-local/pom.xml dir=.cache/dynamodb-local
cmp -s "$pom" "$dir/pom.xml" && exit 0
command -v java >/dev/null || { echo "DynamoDB Local needs Java 17 or later: install a JDK" >&2; exit 1; }
command -v mvn >/dev/null || { echo "DynamoDB Local is fetched by Maven: install maven" >&2; exit 1; }
echo "installing DynamoDB Local from Maven Central" >&2
rm -rf "$dir"
infra/tools/retry.sh mvn -q -B -Dstyle.color=never -f "$pom" dependency:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$PWD/$dir"
cp "$pom" "$dir/pom.xml" # last: it marks a complete copy
