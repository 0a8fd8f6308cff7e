package mfa

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// GenerateServiceLastAccessedDetailsRequest names a user, a group, a role or a
// managed policy.
type GenerateServiceLastAccessedDetailsRequest struct {
	Arn         *string
	Granularity *string
}

func (in GenerateServiceLastAccessedDetailsRequest) validate(v *validation) {
	v.required("arn", in.Arn, arnType)
	v.oneOf("granularity", in.Granularity, "SERVICE_LEVEL", "ACTION_LEVEL")
}

// GenerateServiceLastAccessedDetailsResponse has the id of the job.
type GenerateServiceLastAccessedDetailsResponse struct {
	JobId string
}

// GenerateServiceLastAccessedDetails answers with the id of a job that fails: which services
// were used is not recorded here.
// InvalidInput, NoSuchEntity: IAM API reference.
var GenerateServiceLastAccessedDetails = operation(
	IAM, "GenerateServiceLastAccessedDetails", (*Service).GenerateServiceLastAccessedDetails)

// GenerateServiceLastAccessedDetails requires the permission and an entity that
// exists. Tools that read an account go on after a job that failed, but not after
// InvalidAction.
func (s *Service) GenerateServiceLastAccessedDetails(
	ctx context.Context, c Caller, in GenerateServiceLastAccessedDetailsRequest,
) (out GenerateServiceLastAccessedDetailsResponse, err error) {
	const action = "GenerateServiceLastAccessedDetails"
	if strings.Contains(*in.Arn, ":policy/") {
		_, err = s.onPolicy(ctx, c, action, *in.Arn)
	} else {
		_, err = s.onEntity(ctx, c, action, *in.Arn)
	}
	if err != nil {
		return out, err
	}
	out.JobId, err = newJobID(s.random, s.now())
	return out, err
}

// newJobID draws the id of a job: a UUID of version 7 (RFC 9562 §5.7), which
// begins with the milliseconds since 1970 in 48 bits.
func newJobID(random io.Reader, now time.Time) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(random, id[6:]); err != nil {
		return "", fmt.Errorf("drawing an identifier: %w", err)
	}
	var milliseconds [8]byte
	binary.BigEndian.PutUint64(milliseconds[:], uint64(now.UnixMilli()))
	copy(id[:6], milliseconds[2:])
	return wire.UUID(7, id), nil
}
