package local

import "net/http"

// What pages of other origins may do with the API: the headers that IAM and STS
// answer browsers with. A request is worth nothing without a signature, and
// carries no cookies, so that any origin may send one. The controls have no such
// headers.
const (
	corsMethods = "GET, POST"
	corsHeaders = "authorization, content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token, " +
		"x-amz-user-agent, amz-sdk-invocation-id, amz-sdk-request"
	corsExposed = "x-amzn-RequestId, x-amzn-ErrorType, Date"
	corsMaxAge  = "172800" // seconds
)

// allowOrigin lets a page read the answer.
func allowOrigin(header http.Header, r *http.Request) {
	if r.Header.Get("Origin") == "" {
		return
	}
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Access-Control-Expose-Headers", corsExposed)
}

// isPreflight reports whether a browser asks what a page may send (Fetch
// standard, "CORS-preflight request").
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" &&
		r.Header.Get("Access-Control-Request-Method") != ""
}

func answerPreflight(header http.Header) {
	header.Set("Access-Control-Allow-Methods", corsMethods)
	header.Set("Access-Control-Allow-Headers", corsHeaders)
	header.Set("Access-Control-Max-Age", corsMaxAge)
}
