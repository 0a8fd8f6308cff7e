# shellcheck shell=sh
# infra/check/sam/life.sh: walks a device through its lifecycle over HTTP. Sourced by
# sh -eu with AWS's variables, CURL_USER and WORK in the environment.
cd "$WORK" || exit

# AWS's client sends POST /.
aws iam create-user --user-name bob --query User.Arn --output text
serial=$(aws iam create-virtual-mfa-device --virtual-mfa-device-name bob \
  --bootstrap-method Base32StringSeed --outfile bob.seed \
  --query VirtualMFADevice.SerialNumber --output text)
# shellcheck disable=SC2046 # two codes, two words
set -- $(virtualmfa code -pair bob.seed)
aws iam enable-mfa-device --user-name bob --serial-number "$serial" \
  --authentication-code-1 "$1" --authentication-code-2 "$2"

# curl sends JSON to an operation's own route. Secrets come from a file and from
# standard input, never from the command line.
post() { # post OPERATION SERVICE <BODY
  printf 'user = "%s"\n' "$CURL_USER" >curl.conf
  curl -sS --fail-with-body --config curl.conf --aws-sigv4 "aws:amz:us-east-1:$2" \
    -H 'Content-Type: application/json' --data-binary @- "$AWS_ENDPOINT_URL/$1"
}
printf '{"UserName":"bob"}' | post ListMFADevices iam | grep -q "\"SerialNumber\":\"$serial\""
post GetCallerIdentity sts </dev/null | grep -q ':root"'
printf '{"UserName":"carol"}' | post GetUser iam | grep -q '"Code":"NoSuchEntity"' # the second container, cold
printf '{"UserName":"bob"}' | post GetUser iam | grep -q '"UserName":"bob"'        # the same container, warm

aws iam deactivate-mfa-device --user-name bob --serial-number "$serial"
aws iam delete-virtual-mfa-device --serial-number "$serial"
aws iam delete-user --user-name bob
aws iam get-user --user-name bob 2>&1 | grep -q NoSuchEntity
echo "done"
