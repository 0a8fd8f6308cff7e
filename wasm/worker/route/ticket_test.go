package route

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// bearing is a request with an enrollment ticket in place of a signature.
func bearing(path, mediaType string) Request {
	return Request{
		Method:  "POST",
		Host:    "edge.example",
		Path:    path,
		Headers: []Header{{"authorization", "Bearer ATKT.x"}, {"content-type", mediaType}},
		Body:    []byte("{}"),
	}
}

func TestATicketIsForwardedToItsRoutesOnly(t *testing.T) {
	for _, operation := range []string{"GetEnrollmentTicket", "CreateVirtualMFADevice", "EnableMFADevice"} {
		target, refusal := bearing("/"+operation, wire.JSONType).Forward("https://api.example", secret.String{})
		if refusal != nil || target.URL != "https://api.example/"+operation {
			t.Errorf("%s: %+v, %v", operation, target, refusal)
		}
		_, refusal = bearing("/"+operation, wire.JSONType).Forward("http://api.example", secret.String{})
		if refusal == nil {
			t.Errorf("%s is forwarded in clear", operation)
		}
	}
	for name, r := range map[string]Request{
		"another operation": bearing("/ListUsers", wire.JSONType),
		"making tickets":    bearing("/CreateEnrollmentTicket", wire.JSONType),
		"a form":            bearing("/EnableMFADevice", wire.FormType),
		"the root":          bearing("/", wire.FormType),
	} {
		if target, refusal := r.Forward("https://api.example", secret.String{}); refusal == nil {
			t.Errorf("%s is forwarded to %s", name, target.URL)
		}
	}
}
