package sigv4

import (
	"strings"
	"testing"
)

// What parses has all it needs, in the one order that is allowed; on an error
// there is nothing.
func FuzzParseAuthorization(f *testing.F) {
	good := "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=" + strings.Repeat("0a", 32)
	for _, value := range []string{good, "", "AWS4-HMAC-SHA256 ", strings.Replace(good, "host", "Host", 1),
		strings.Replace(good, "/iam", "", 1), good + ", Signature=00"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		s, err := parseAuthorization(value)
		if err != nil {
			if s.KeyID != "" || s.signedHeaders != nil {
				t.Fatalf("an error, and %+v", s)
			}
			return
		}
		if s.KeyID == "" || s.Date == "" || s.Region == "" || s.Service == "" || len(s.signedHeaders) == 0 {
			t.Fatalf("%q lacks something: %+v", value, s)
		}
		for i, name := range s.signedHeaders {
			if name == "" || i > 0 && s.signedHeaders[i-1] >= name {
				t.Fatalf("%q: %v", value, s.signedHeaders)
			}
		}
	})
}
