package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/stock"
)

const importUsage = `usage: virtualmfa import [flags] FILE
Imports the hardware tokens of a vendor's file into the stock of the account,
from where users enable them by serial number. The service is that of
AWS_ENDPOINT_URL, called with the credentials of the environment, and must have
hardware devices switched on. The file is decrypted here: the service gets serial
numbers and seeds, and neither passphrase nor key.
Tokens that were imported before are left alone, so you can repeat an import
that was interrupted.
`

// importFlags are the flags of import.
type importFlags struct {
	format         string
	passphraseFile string
	keyFile        string
	rejected       string
	dryRun         bool
}

// runImport imports a file of hardware tokens and prints what became of each.
func runImport(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var in importFlags
	f := flag.NewFlagSet("import", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, importUsage)
		f.PrintDefaults()
	}
	f.StringVar(&in.format, "format", "",
		"the `format` of the file: pskc (RFC 6030), oath (CSV) or yubico (CSV);\n"+
			"by default the one that it looks like")
	f.StringVar(&in.passphraseFile, "passphrase-file", "",
		"a `file` with the passphrase of the file, in place of "+passphraseVariable+"\n"+
			"and of the terminal")
	f.StringVar(&in.keyFile, "key-file", "",
		"a `file` with the pre-shared key of the file in hexadecimal, in place of\n"+
			keyVariable+" and of the terminal")
	f.StringVar(&in.rejected, "rejected", "",
		"write the rows that were not imported to this `file`, as CSV without seeds")
	f.BoolVar(&in.dryRun, "dry-run", false, "say what would be imported, and import nothing")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	rows, err := in.read(f.Arg(0))
	if err != nil {
		return err
	}
	report := importReport{out: stdout}
	if in.rejected != "" {
		file, err := os.OpenFile(in.rejected, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("-rejected: %w", err)
		}
		defer func() { _ = file.Close() }()
		report.rejected = csv.NewWriter(file)
	}
	err = importRows(ctx, rows, in.dryRun, &report)
	return report.end(stderr, in.dryRun, err)
}

// importRows imports the rows in their order, as many at a time as a request
// takes. A batch that fails ends the import.
func importRows(ctx context.Context, rows []pskc.Row, dryRun bool, report *importReport) error {
	for len(rows) > 0 {
		var batch stock.Batch
		batch, rows = stock.Next(rows)
		var answer struct{ Results []stock.Result }
		if body := batch.Request(dryRun); !body.IsZero() {
			if err := callService(ctx, mfa.ImportMFADevices.Name, json.RawMessage(body.Reveal()), &answer); err != nil {
				return err
			}
		}
		results, err := batch.Report(answer.Results)
		if err != nil {
			return err
		}
		for _, result := range results {
			report.add(result)
		}
		if err := report.flush(); err != nil {
			return err
		}
	}
	return nil
}

// An importReport is a line for each row: its number, serial number, status and
// message, with tabs between them.
type importReport struct {
	out                        io.Writer
	rejected                   *csv.Writer // or nil
	imported, existed, refused int
}

func (r *importReport) add(result stock.Result) {
	fmt.Fprintf(r.out, "%d\t%s\t%s\t%s\n", result.Number, result.SerialNumber, result.Status, result.Message)
	switch result.Status {
	case stock.Imported:
		r.imported++
		return
	case stock.AlreadyExists:
		r.existed++
	default:
		r.refused++
	}
	if r.rejected != nil {
		_ = r.rejected.Write(result.Rejected())
	}
}

func (r *importReport) flush() error {
	if r.rejected == nil {
		return nil
	}
	r.rejected.Flush()
	if err := r.rejected.Error(); err != nil {
		return fmt.Errorf("-rejected: %w", err)
	}
	return nil
}

// end prints the sums. Rows that were refused make the command fail.
func (r *importReport) end(stderr io.Writer, dryRun bool, err error) error {
	done := "imported"
	if dryRun {
		done = "could be imported"
	}
	fmt.Fprintf(stderr, "%d %s, %d existed already, %d refused\n", r.imported, done, r.existed, r.refused)
	switch {
	case err != nil:
		return fmt.Errorf("the import ended early; repeat it, what was imported is left alone: %w", err)
	case r.refused > 0:
		return errors.New("some rows were refused")
	}
	return nil
}
