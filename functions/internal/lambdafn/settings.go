package lambdafn

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// settings are what template.yaml gives to every function.
type settings struct {
	region         string
	table          string
	key            arn.ARN // of KMS; its account is the account
	profile        otp.Profile
	issuer         string
	stack          string
	accountLabel   string   // may be ""
	defaultPolicy  string   // may be ""
	hosts          []string // nil is any
	edgeSecretHash []byte   // SHA-256 of the secret that requests must carry; nil if none must
}

// readSettings names the first variable that is missing. A function takes a key of
// KMS and no other: there is no way to give it a local one.
func readSettings(getenv func(string) string) (s settings, err error) {
	var key, profile string
	for _, required := range []struct {
		name string
		to   *string
	}{
		{"AWS_REGION", &s.region},
		{"TABLE_NAME", &s.table},
		{"KMS_KEY_ARN", &key},
		{"PROFILE", &profile},
		{"ISSUER", &s.issuer},
		{"STACK_NAME", &s.stack},
	} {
		if *required.to = getenv(required.name); *required.to == "" {
			return settings{}, fmt.Errorf("the environment variable %s is missing", required.name)
		}
	}
	if s.key, err = arn.Parse(key); err != nil || s.key.Service != "kms" {
		return settings{}, errors.New("the environment variable KMS_KEY_ARN must be the ARN of a KMS key; " +
			"a function takes no local key")
	}
	if s.profile, err = otp.ProfileNamed(profile); err != nil {
		return settings{}, fmt.Errorf("the environment variable PROFILE: %w", err)
	}
	s.accountLabel = getenv("ACCOUNT_LABEL")
	if s.defaultPolicy = getenv("DEFAULT_POLICY"); s.defaultPolicy != "" {
		if err = mfa.CheckDefaultPolicy(s.defaultPolicy); err != nil {
			return settings{}, fmt.Errorf("the environment variable DEFAULT_POLICY: %w", err)
		}
	}
	if hash := getenv("EDGE_SECRET_SHA256"); hash != "" {
		if s.edgeSecretHash, err = hex.DecodeString(hash); err != nil || len(s.edgeSecretHash) != sha256.Size {
			return settings{}, errors.New("the environment variable EDGE_SECRET_SHA256 must be 64 hexadecimal digits")
		}
	}
	if hosts := getenv("ALLOWED_HOSTS"); hosts != "" {
		s.hosts = strings.Split(strings.ReplaceAll(hosts, " ", ""), ",")
	}
	return s, nil
}
