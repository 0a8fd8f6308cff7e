// Command virtualmfa is the whole service in one process, for laptops and CI,
// and the authenticator that goes with it.
//
//	virtualmfa [serve] [flags]    serve every operation, with state in memory, a file or DynamoDB
//	virtualmfa code [flags] FILE  print the code of a seed file or an otpauth URI
//	virtualmfa export [flags]     print the state of a running server as a seed file
//	virtualmfa healthcheck [URL]  succeed if the server answers
//	virtualmfa invite USER        print a link with which a user sets up a device
//	virtualmfa recovery-codes     make codes for a user who loses the device, or redeem one
//	virtualmfa import FILE        import a vendor's file of hardware tokens
//	virtualmfa session [flags]    print credentials of an MFA session, for credential_process
//	virtualmfa bootstrap [flags]  make the first access key of a deployment in AWS
//	virtualmfa event OPERATION    print a signed request as a Lambda function receives it
//	virtualmfa policy check FILE  find the statements of a policy that do not require MFA as meant
//	virtualmfa policy trust FILE  say who may assume a role with this trust policy, with MFA and without
//	virtualmfa -version           print the version of the build
//
// Every command prints its flags with -h.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "virtualmfa:", err)
		os.Exit(1)
	}
}

// errUsage is the error of a wrong command line that was explained already.
var errUsage = errors.New("wrong usage")

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "serve":
			args = args[1:]
		case "code":
			return runCode(ctx, args[1:], stdin, stdout, stderr)
		case "export":
			return runExport(ctx, args[1:], stdout, stderr)
		case "healthcheck":
			return runHealthcheck(ctx, args[1:], stdout, stderr)
		case "invite":
			return runInvite(ctx, args[1:], stdout, stderr)
		case "recovery-codes":
			return runRecoveryCodes(ctx, args[1:], stdin, stdout, stderr)
		case "import":
			return runImport(ctx, args[1:], stdout, stderr)
		case "session":
			return runSession(ctx, args[1:], stdout, stderr)
		case "bootstrap":
			return runBootstrap(ctx, args[1:], stdout, stderr)
		case "event":
			return runEvent(ctx, args[1:], stdin, stdout, stderr)
		case "-version", "--version":
			_, err := fmt.Fprintln(stdout, "virtualmfa", local.Version())
			return err
		case "policy":
			return runPolicy(args[1:], stdout, stderr)
		default:
			if !strings.HasPrefix(args[0], "-") {
				return fmt.Errorf("unknown command %q; commands are serve, code, export, healthcheck, "+
					"invite, import, recovery-codes, session, bootstrap, event and policy", args[0])
			}
		}
	}
	return runServe(ctx, args, stdout, stderr)
}

// parse reads the flags of a command that takes this many arguments.
func parse(f *flag.FlagSet, args []string, arguments int) error {
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage
	}
	if f.NArg() != arguments {
		wanted := "no arguments"
		if arguments == 1 {
			wanted = "one argument"
		}
		fmt.Fprintf(f.Output(), "virtualmfa %s takes %s, not %d\n", f.Name(), wanted, f.NArg())
		f.Usage()
		return errUsage
	}
	return nil
}
