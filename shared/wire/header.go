package wire

// Names of headers that both sides read, in lower case.
const (
	AuthorizationHeader = "authorization"
	ContentTypeHeader   = "content-type"
	ContentLengthHeader = "content-length"
	ForwardedHostHeader = "x-forwarded-host" // the host that the client called, and signed
)

// The headers that the edge adds for the service behind it. Their names have no
// x-amz-, because headers of that prefix must be signed.
const (
	EdgeSecretHeader  = "x-edge-secret"         // by which the edge proves itself
	EdgeAddressHeader = "x-edge-client-address" // where the request came from
)
