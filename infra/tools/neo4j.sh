#!/bin/sh
# infra/tools/neo4j.sh: puts Neo4j, from Maven Central, into .cache/neo4j. Does
# nothing when it is there.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/need.sh java=default-jre-headless mvn=maven
pom=infra/tools/neo4j/pom.xml dir=.cache/neo4j
cmp -s "$pom" "$dir/pom.xml" && exit 0
echo "installing Neo4j from Maven Central" >&2
rm -rf "$dir"
infra/tools/retry.sh mvn -q -B -Dstyle.color=never -f "$pom" dependency:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$PWD/$dir"
cp "$pom" "$dir/pom.xml" # last: it marks a complete copy
