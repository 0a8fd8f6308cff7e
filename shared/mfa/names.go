package mfa

import (
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

var accountID = regexp.MustCompile(`\A[0-9]{12}\z`)

// Prefixes of unique identifiers (IAM user guide, "Understanding unique ID prefixes").
const (
	groupIDPrefix     = "AGPA"
	policyIDPrefix    = "ANPA"
	roleIDPrefix      = "AROA"
	userIDPrefix      = "AIDA"
	longTermKeyPrefix = "AKIA"
	sessionKeyPrefix  = "ASIA"
)

// arnOf is the ARN of what this account has in a service that has no regions.
func (s *Service) arnOf(service, resource string) string {
	return fmt.Sprintf("arn:%s:%s::%s:%s", s.partition, service, s.accountID, resource)
}

// SelfServiceARN is SelfServicePolicy in the partition of the service.
func (s *Service) SelfServiceARN() string { return s.inPartition(SelfServicePolicy) }

// inPartition puts the service's partition into the ARNs of a text of its own.
func (s *Service) inPartition(text string) string {
	if s.partition == "aws" {
		return text
	}
	return strings.ReplaceAll(text, "arn:aws:", "arn:"+s.partition+":")
}

// arn is the ARN of what this account has in IAM.
func (s *Service) arn(resource string) string {
	return s.arnOf("iam", resource)
}

func (s *Service) userARN(path, name string) string {
	return s.arn("user" + path + name)
}

func (s *Service) rootARN() string { return s.arn("root") }

// deviceARN is the serial number of a virtual device. Slashes in its path are
// kept as they are.
func (s *Service) deviceARN(path, name string) string {
	return s.arn("mfa" + path + name)
}

// newID draws an identifier of the given length.
func newID(random io.Reader, prefix string, length int) (string, error) {
	b := make([]byte, length)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("drawing an identifier: %w", err)
	}
	return (prefix + base32.StdEncoding.EncodeToString(b))[:length], nil
}

func (s *Service) newUserID() (string, error) { return newID(s.random, userIDPrefix, 21) }

// newKeyPair draws an access key id and the 40 characters of its secret.
func (s *Service) newKeyPair(random io.Reader, prefix string) (id string, key secret.String, err error) {
	if id, err = newKeyID(random, prefix, s.accountID); err != nil {
		return "", secret.String{}, err
	}
	b := make([]byte, 30)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", secret.String{}, fmt.Errorf("drawing a secret access key: %w", err)
	}
	return id, secret.New(base64.StdEncoding.EncodeToString(b)), nil
}

// IsHardware reports whether a serial number is that of a hardware device:
// those of virtual devices are ARNs.
func IsHardware(serial string) bool { return !strings.HasPrefix(serial, "arn:") }
