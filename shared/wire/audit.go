package wire

// What is the same in all audit records, of the service and of the edge
// (CloudTrail user guide, "CloudTrail record contents").
const (
	EventVersion  = "1.11"
	EventType     = "AwsApiCall"
	EventCategory = "Management"
	// DefaultRegion is where IAM's events are, and those of unknown callers.
	DefaultRegion = "us-east-1"
)
