package main

import (
	"context"
	"log/slog"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
)

// openAudit returns what keeps the audit record of a request: in the log, and in
// the file of -audit if there is one.
func (c config) openAudit(
	log *slog.Logger,
) (keep func(context.Context, endpoint.Event), closeFile func() error, err error) {
	if c.audit == "" {
		keep = func(ctx context.Context, e endpoint.Event) { endpoint.LogEvent(ctx, log, e) }
		return keep, func() error { return nil }, nil
	}
	file, err := appendTo(c.audit)
	if err != nil {
		return nil, nil, err
	}
	audit := endpoint.NewAudit(file)
	keep = func(ctx context.Context, e endpoint.Event) {
		endpoint.LogEvent(ctx, log, e)
		if err := audit.Record(e); err != nil {
			log.ErrorContext(ctx, "audit", "error", err)
		}
	}
	return keep, file.Close, nil
}
