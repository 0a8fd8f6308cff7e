package mfa

import (
	"context"
	"time"
)

// useInterval is how much later than the last one a use is recorded (IAM API
// reference, AccessKeyLastUsed: once in 15 minutes).
const useInterval = 15 * time.Minute

// RecordUse records that the caller's access key, or the role whose session calls,
// was used for a service: the first time, and then at most every 15 minutes. It is
// called when the operation is over, so that no code waits for it. Sessions of
// users are not recorded.
func (s *Service) RecordUse(ctx context.Context, c Caller, service ServiceName) error {
	if c.lastUse == nil {
		return nil
	}
	use := *c.lastUse
	since := s.now().Sub(use.Date)
	if !use.Date.IsZero() && since < useInterval {
		return nil
	}
	use.LastUse = LastUse{Date: s.now(), Region: c.request.Region, Service: service}
	return s.store.RecordUse(ctx, use)
}
