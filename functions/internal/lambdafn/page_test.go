package lambdafn_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/web"
)

func newPages(hardware string) (lambdafn.PageHandler, error) {
	return lambdafn.NewPages(func(name string) string {
		return map[string]string{"HARDWARE_DEVICES": hardware}[name]
	},
		lambdafn.Page{Name: "enroll", Files: web.EnrollmentPage(true)},
		lambdafn.Page{Name: "import", Files: web.ImportPage(true), Hardware: true},
	)
}

// getPage gets a file, where hardware devices are on or off.
func getPage(t *testing.T, path, encoding, hardware string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	event := events.APIGatewayV2HTTPRequest{
		RawPath: path,
		Headers: map[string]string{"host": "example.com", "accept-encoding": encoding},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "GET"},
		},
	}
	handler, err := newPages(hardware)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := handler(t.Context(), event)
	if err != nil || !answer.IsBase64Encoded {
		t.Fatalf("%s: %v", path, err)
	}
	return answer
}

func TestThePagesComeCompressedUnderTheirPolicy(t *testing.T) {
	for path, mediaType := range map[string]string{
		"/enroll/":           "text/html",
		"/enroll/index.html": "text/html",
		"/enroll/main.js":    "text/javascript",
		"/enroll/style.css":  "text/css",
		"/import/":           "text/html",
		"/enroll/icon.svg":   "image/svg+xml",
		"/import/main.js":    "text/javascript",
		"/import/icon.svg":   "image/svg+xml",
	} {
		answer := getPage(t, path, "br, gzip", "on")
		zipped, err := base64.StdEncoding.DecodeString(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		reader, err := gzip.NewReader(bytes.NewReader(zipped))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		body, err := io.ReadAll(reader)
		plain, _ := base64.StdEncoding.DecodeString(getPage(t, path, "", "on").Body)
		if err != nil || len(body) == 0 || !bytes.Equal(body, plain) {
			t.Errorf("%s: %d bytes, %d compressed, %v", path, len(plain), len(zipped), err)
		}
		if answer.StatusCode != 200 || !strings.HasPrefix(answer.Headers["Content-Type"], mediaType) {
			t.Errorf("%s: %d, %s", path, answer.StatusCode, answer.Headers["Content-Type"])
		}
		for name, want := range map[string]string{
			"Content-Security-Policy":   "frame-ancestors 'none'",
			"Referrer-Policy":           "no-referrer",
			"Cache-Control":             "no-store",
			"Strict-Transport-Security": "max-age=63072000",
			"X-Content-Type-Options":    "nosniff",
		} {
			if !strings.Contains(answer.Headers[name], want) {
				t.Errorf("%s: %s is %q", path, name, answer.Headers[name])
			}
		}
	}
	for _, path := range []string{
		"/enroll/nothing", "/enroll/../embed.go", "/enroll", "/", "/enroll/%", "/import", "/import/otp.wasm", "//import/",
	} {
		if answer := getPage(t, path, "", "on"); answer.StatusCode != 404 {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

func TestWithoutHardwareDevicesThereIsNoPageToImportThem(t *testing.T) {
	for hardware, status := range map[string]int{"on": 200, "off": 404, "": 404} {
		if answer := getPage(t, "/import/", "", hardware); answer.StatusCode != status {
			t.Errorf("%q: %d", hardware, answer.StatusCode)
		}
	}
	if _, err := newPages("maybe"); err == nil {
		t.Error("a setting that is neither on nor off is taken")
	}
}
