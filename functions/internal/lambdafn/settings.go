package lambdafn

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// settings are what template.yaml hands to every function.
type settings struct {
	region       string
	table        string
	key          arn.ARN // of KMS; its account is the account
	profile      otp.Profile
	issuer       string
	stack        string
	accountLabel string        // may be ""
	hosts        []string      // nil is any
	edgeSecret   secret.String // that requests must bear; nothing if none must
}

// readSettings refuses what is missing by its name. A function takes a key of KMS and no other: there is no way to hand it a local one.
func readSettings(getenv func(string) string) (s settings, err error) {
	var key, profile string
	for _, required := range []struct {
		name string
		to   *string
	}{
		{"AWS_REGION", &s.region}, {"TABLE_NAME", &s.table}, {"KMS_KEY_ARN", &key}, {"PROFILE", &profile}, {"ISSUER", &s.issuer},
		{"STACK_NAME", &s.stack},
	} {
		if *required.to = getenv(required.name); *required.to == "" {
			return s, fmt.Errorf("the environment variable %s is missing", required.name)
		}
	}
	if s.key, err = arn.Parse(key); err != nil || s.key.Service != "kms" {
		return s, fmt.Errorf("the environment variable KMS_KEY_ARN must be the ARN of a KMS key; a function takes no local key")
	}
	if s.profile, err = otp.ProfileNamed(profile); err != nil {
		return s, fmt.Errorf("the environment variable PROFILE: %w", err)
	}
	s.accountLabel = getenv("ACCOUNT_LABEL")
	if edgeSecret := getenv("EDGE_SECRET"); edgeSecret != "" {
		s.edgeSecret = secret.New(edgeSecret)
	}
	if hosts := getenv("ALLOWED_HOSTS"); hosts != "" {
		s.hosts = strings.Split(strings.ReplaceAll(hosts, " ", ""), ",")
	}
	return s, nil
}
