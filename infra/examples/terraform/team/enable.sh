#!/bin/sh
# enable.sh NAME: enables a member's device, as the member would with a phone. Run it in
# this folder, after terraform apply, with the environment that Terraform had.
set -eu
umask 077
trap 'rm -f "$1.seed"' EXIT
terraform output -json seeds | jq -j ".\"$1\"" >"$1.seed"
codes=$(virtualmfa code -pair "$1.seed")
aws iam enable-mfa-device --user-name "$1" \
  --serial-number "$(terraform output -json serial_numbers | jq -r ".\"$1\"")" \
  --authentication-code1 "${codes%%[!0-9]*}" --authentication-code2 "${codes##*[!0-9]}"
