package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const recoveryUsage = `usage: virtualmfa recovery-codes create [USER]
       virtualmfa recovery-codes redeem SERIAL
create prints ten codes, in place of the ones that the user had: of USER, or of who
calls, in a session with MFA. Each is good once, for a user who has lost the device.
redeem asks for one of them, or reads it from standard input, and prints a link
with which the user sets up a device in place of the lost one of this SERIAL
number. It is called with the user's own access key.
The service is that of AWS_ENDPOINT_URL, called with the credentials of the
environment. It has recovery codes if it was started with -recovery-codes, or
deployed with the parameter RecoveryCodes=on.
`

// runRecoveryCodes makes recovery codes, or redeems one.
func runRecoveryCodes(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("recovery-codes", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() { fmt.Fprint(stderr, recoveryUsage) }
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage
	}
	switch {
	case f.Arg(0) == "create" && f.NArg() <= 2:
		return createRecoveryCodes(ctx, f.Arg(1), stdout, stderr)
	case f.Arg(0) == "redeem" && f.NArg() == 2:
		return redeemRecoveryCode(ctx, f.Arg(1), stdin, stdout, stderr)
	}
	f.Usage()
	return errUsage
}

func createRecoveryCodes(ctx context.Context, user string, stdout, stderr io.Writer) error {
	in := struct {
		UserName string `json:",omitempty"`
	}{user}
	var out struct {
		UserName      string
		RecoveryCodes []string
	}
	if err := callService(ctx, "CreateRecoveryCodes", in, &out); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "for %s; they are not shown again:\n", out.UserName)
	_, err := fmt.Fprintln(stdout, strings.Join(out.RecoveryCodes, "\n"))
	return err
}

// maxCodeLine is more than a code has, in bytes.
const maxCodeLine = 256

func redeemRecoveryCode(ctx context.Context, serial string, stdin io.Reader, stdout, stderr io.Writer) error {
	code, err := readRecoveryCode(stdin)
	if err != nil {
		return err
	}
	in := struct{ RecoveryCode, SerialNumber string }{strings.ToUpper(strings.TrimSpace(code.Reveal())), serial}
	var out struct {
		Url                    string
		Expiration             time.Time
		SerialNumber           string
		RemainingRecoveryCodes int
	}
	if err := callService(ctx, "RedeemRecoveryCode", in, &out); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%d recovery codes remain\nfor %s, until %s:\n",
		out.RemainingRecoveryCodes, out.SerialNumber, out.Expiration.Local().Format(time.RFC1123))
	_, err = fmt.Fprintln(stdout, out.Url)
	return err
}

// readRecoveryCode asks for a code where standard input is a terminal, and reads
// a line of it otherwise.
func readRecoveryCode(stdin io.Reader) (secret.String, error) {
	if file, ok := stdin.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return ask("Recovery code")
	}
	line, err := bufio.NewReader(io.LimitReader(stdin, maxCodeLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return secret.String{}, err
	}
	return secret.New(line), nil
}
