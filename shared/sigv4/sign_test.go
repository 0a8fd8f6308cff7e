package sigv4_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/sigv4"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

func TestSignMakesTheSignatureOfAWSsSDK(t *testing.T) {
	const keyID, secretKey, body = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", `{"DryRun":true}`
	now := time.Date(2026, 11, 27, 13, 30, 0, 0, time.UTC)
	for _, token := range []string{"", "FwoGZXIvYXdzEXAMPLETOKEN=="} {
		for _, address := range []string{"https://example.com/ImportMFADevices", "http://127.0.0.1:4599/mfa/ImportMFADevices"} {
			want, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			want.Header.Set("Content-Type", wire.JSONType)
			want.ContentLength = 0 // otherwise the SDK signs it, which a browser does not let us see
			hash := sha256.Sum256([]byte(body))
			credentials := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secretKey, SessionToken: token}
			err = v4.NewSigner().SignHTTP(t.Context(), credentials, want, hex.EncodeToString(hash[:]), "iam", "us-east-1", now)
			if err != nil {
				t.Fatal(err)
			}
			got := sigv4.Request{
				Method: http.MethodPost,
				Path:   want.URL.Path,
				Hosts:  []string{want.URL.Host},
				Header: sigv4.Header{wire.ContentTypeHeader: {wire.JSONType}},
				Body:   []byte(body),
			}
			c := sigv4.Credentials{KeyID: keyID, SecretKey: secret.New(secretKey)}
			if token != "" {
				c.Token = secret.New(token)
			}
			sigv4.Sign(&got, c, wire.IAM, "us-east-1", now)
			for name := range want.Header {
				if value := got.Header[strings.ToLower(name)]; len(value) != 1 || value[0] != want.Header.Get(name) {
					t.Errorf("%s: %s is %q, not %q", address, name, value, want.Header.Get(name))
				}
			}
			claim, err := sigv4.Verify(got, sigv4.Rules{Service: wire.IAM, ContentType: true, Now: now})
			if err != nil || !claim.Matches(secret.New(secretKey)) || claim.Matches(secret.New(secretKey+"x")) {
				t.Errorf("%s: it is not accepted: %v", address, err)
			}
		}
	}
}
