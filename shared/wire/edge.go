package wire

// The headers that the edge adds for the service behind it. Their names have no
// x-amz-, because headers of that prefix must be signed.
const (
	EdgeSecretHeader  = "X-Edge-Secret"         // by which the edge proves itself
	EdgeAddressHeader = "X-Edge-Client-Address" // where the request came from
)
