#!/bin/sh
# infra/tools/terraform.sh: finds Terraform and its AWS provider, and writes
# .cache/terraform/terraform.rc, with which terraform init asks no registry.
#
# The provider is looked for in the folders in which Terraform and packages keep one
# (Terraform documentation, "Filesystem mirror"). What is not there is fetched.
set -eu
cd "$(dirname "$0")/../.."
version=1.11.4
sum=268000fca5c61021c6396893d9483007ba589ad9d0aaccbd7dfa8c78bf7dbe23 # of the program, on Linux amd64
home=.cache/terraform

missing() { # missing WHAT: under CI it ends the step, elsewhere the tests that need it are skipped
  echo "$1 is missing: install Terraform 1.4 or later, then run" \
    "terraform -chdir=infra/examples/terraform/one-device providers mirror $PWD/$home/plugins" >&2
  [ "${CI:-}" != true ]
  exit
}

# fetch puts the pinned Terraform into .cache/bin.
fetch() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || return 1
  url=https://releases.hashicorp.com/terraform/$version/terraform_${version}_linux_amd64.zip
  mkdir -p "$home/new" .cache/bin
  echo "fetching Terraform $version" >&2
  curl -fsSL --max-time 120 -o "$home/new/terraform.zip" "$url" || return 1
  python3 -m zipfile -e "$home/new/terraform.zip" "$home/new"
  echo "$sum  $home/new/terraform" | sha256sum -c --quiet || return 1
  chmod +x "$home/new/terraform"
  mv "$home/new/terraform" .cache/bin/terraform
}

# mirror prints the folder that has the provider, if there is one.
mirror() {
  for folder in "$PWD/$home/plugins" ~/.terraform.d/plugins /usr/local/share/terraform/plugins \
    /usr/share/terraform/plugins /opt/*; do
    for provider in "$folder"/registry.terraform.io/hashicorp/aws/*5.1[0-9][0-9].*; do
      [ -e "$provider" ] && { echo "$folder"; return; }
    done
  done
  return 1
}

PATH=$PWD/.cache/bin:$PATH
command -v terraform >/dev/null || fetch || missing Terraform
if ! found=$(mirror); then
  CHECKPOINT_DISABLE=1 terraform -chdir=infra/examples/terraform/one-device \
    providers mirror "$PWD/$home/plugins" >/dev/null 2>&1 || missing "Terraform's provider hashicorp/aws 5.100"
  found=$(mirror)
fi
mkdir -p "$home"
cat >"$home/terraform.rc.new" <<EOF
provider_installation {
  filesystem_mirror {
    path = "$found"
  }
}
EOF
# Go would run the tests again that read a newer file.
if cmp -s "$home/terraform.rc.new" "$home/terraform.rc"; then
  rm "$home/terraform.rc.new"
else
  mv "$home/terraform.rc.new" "$home/terraform.rc"
fi
