package main

import (
	"log/slog"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/notice"
)

// openEvents returns the state as it is, or so that changes of users' factors
// are appended to the file of -events.
func (c config) openEvents(
	state local.State, clock *local.Clock, log *slog.Logger,
) (noting local.State, closeFile func() error, err error) {
	if c.events == "" {
		return state, func() error { return nil }, nil
	}
	file, err := appendTo(c.events)
	if err != nil {
		return nil, nil, err
	}
	return notice.NewState(state, c.account, clock.Now, file, log), file.Close, nil
}
