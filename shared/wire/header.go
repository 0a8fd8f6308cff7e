package wire

// Names of headers that both sides read, in lower case.
const (
	AuthorizationHeader = "authorization"
	ContentTypeHeader   = "content-type"
	ContentLengthHeader = "content-length"
	ForwardedHostHeader = "x-forwarded-host" // the host that the client called, and signed
)

// TicketScheme begins the Authorization header of the holder of an enrollment
// ticket (RFC 6750 §2.1).
const TicketScheme = "Bearer"

// The headers that the edge adds for the service behind it. Their names have no
// x-amz-, because headers of that prefix must be signed.
const (
	EdgeSecretHeader  = "x-edge-secret"         // by which the edge proves itself
	EdgeAddressHeader = "x-edge-client-address" // where the request came from
)
