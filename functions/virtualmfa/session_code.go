package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/otp/totp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// nextCode returns a code and its step. A step in which a code opened a session is
// waited out, because a code is good once. In a step whose code was refused there
// is no other attempt: of many processes that start together, one asks.
func (s *sessionFlags) nextCode(
	ctx context.Context, cache sessionCache, device string,
) (code secret.String, step otp.Step, err error) {
	now, err := s.now(ctx)
	if err != nil {
		return code, 0, err
	}
	last, found := cache.attempt(device)
	if found && last.Step == otp.StepAt(now) {
		wait := time.Duration(last.Step+1)*otp.Period - time.Duration(now.Unix())*time.Second
		if last.Refused != "" {
			return code, 0, fmt.Errorf("%s (the code of this half minute was refused; try again in %s)", last.Refused, wait)
		}
		fmt.Fprintf(s.errorsOfTool, "virtualmfa: waiting %s for the next code\n", wait)
		if now, err = s.waitFor(ctx, last.Step+1, wait); err != nil {
			return code, 0, err
		}
	}
	switch {
	case s.seed != "":
		var key enroll.Key
		if key, err = readKey(s.seed, os.Stdin); err != nil {
			return code, 0, fmt.Errorf("-seed: %w", err)
		}
		code, err = totp.Code(key.Seed, key.Parameters, now)
	case s.command != "":
		code, err = s.codeOfCommand(ctx, now)
	default:
		code, err = askForCode(s.serial)
		if typed, clockErr := s.now(ctx); clockErr == nil { // typing takes time
			now = typed
		}
		if err != nil { // the processes that wait do not ask in this half minute again
			err = errors.Join(err, cache.writeAttempt(device, codeAttempt{otp.StepAt(now), err.Error()}))
		}
	}
	return code, otp.StepAt(now), err
}

// waitFor waits until the step has begun, by the clock that codes go by.
func (s *sessionFlags) waitFor(ctx context.Context, step otp.Step, wait time.Duration) (time.Time, error) {
	for {
		select {
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		case <-time.After(min(wait, time.Second)): // a server's clock may be moved meanwhile
		}
		now, err := s.now(ctx)
		if err != nil || otp.StepAt(now) >= step {
			return now, err
		}
	}
}

// maxCommandOutput is more than a code, a seed or a URI has.
const maxCommandOutput = 8 << 10

// codeOfCommand runs the command. Its output is in no error.
func (s *sessionFlags) codeOfCommand(ctx context.Context, now time.Time) (secret.String, error) {
	shell, option := "/bin/sh", "-c"
	if runtime.GOOS == "windows" {
		shell, option = "cmd", "/C"
	}
	command := exec.CommandContext(ctx, shell, option, s.command) //nolint:gosec // the user's own command
	command.Stderr = s.errorsOfTool
	output, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return secret.String{}, fmt.Errorf("-command ended with %s", exit.ProcessState)
		}
		return secret.String{}, fmt.Errorf("-command: %w", err)
	}
	if len(output) > maxCommandOutput {
		return secret.String{}, fmt.Errorf("-command printed more than %d bytes", maxCommandOutput)
	}
	if text := strings.TrimSpace(string(output)); isCode(text) {
		return secret.New(text), nil
	}
	key, err := readKey("-", bytes.NewReader(output))
	if err != nil {
		return secret.String{}, fmt.Errorf("-command printed neither a code nor a seed: %w", err)
	}
	return totp.Code(key.Seed, key.Parameters, now)
}

func isCode(text string) bool {
	return len(text) == 6 && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

func askForCode(serial string) (secret.String, error) {
	typed, err := ask("Enter MFA code for " + serial)
	switch {
	case errors.Is(err, errNoTerminal):
		return secret.String{}, fmt.Errorf("a code is needed, and %w: give -seed or -command", err)
	case err != nil:
		return secret.String{}, err
	}
	text := strings.Join(strings.Fields(typed.Reveal()), "")
	if !isCode(text) {
		return secret.String{}, errors.New("a code has six digits")
	}
	return secret.New(text), nil
}
