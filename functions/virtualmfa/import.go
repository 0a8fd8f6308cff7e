package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
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
		batch := rows[:min(len(rows), mfa.MaxImportedDevices)]
		rows = rows[len(batch):]
		results, err := importBatch(ctx, batch, dryRun)
		if err != nil {
			return err
		}
		for _, row := range batch {
			if row.Rejection != "" {
				refused := mfa.ImportResult{SerialNumber: row.SerialNumber, Status: mfa.Refused, Message: row.Rejection}
				report.add(row.Number, refused)
				continue
			}
			report.add(row.Number, results[0])
			results = results[1:]
		}
		if err := report.flush(); err != nil {
			return err
		}
	}
	return nil
}

// importBatch sends those of the rows that can be used.
func importBatch(ctx context.Context, batch []pskc.Row, dryRun bool) ([]mfa.ImportResult, error) {
	type device struct{ SerialNumber, Base32StringSeed string }
	var in struct {
		Devices []device
		DryRun  bool
	}
	in.DryRun = dryRun
	for _, row := range batch {
		if row.Rejection == "" {
			in.Devices = append(in.Devices, device{row.SerialNumber, row.Seed.Base32().Reveal()})
		}
	}
	if len(in.Devices) == 0 {
		return nil, nil
	}
	var out mfa.ImportMFADevicesResponse
	if err := callService(ctx, mfa.ImportMFADevices.Name, in, &out); err != nil {
		return nil, err
	}
	if len(out.Results) != len(in.Devices) {
		return nil, fmt.Errorf("the service answered for %d devices of %d", len(out.Results), len(in.Devices))
	}
	return out.Results, nil
}

// An importReport is a line for each row: its number, serial number, status and
// message, with tabs between them.
type importReport struct {
	out                        io.Writer
	rejected                   *csv.Writer // or nil
	imported, existed, refused int
}

func (r *importReport) add(number int, result mfa.ImportResult) {
	fmt.Fprintf(r.out, "%d\t%s\t%s\t%s\n", number, result.SerialNumber, result.Status, result.Message)
	switch result.Status {
	case mfa.Imported:
		r.imported++
		return
	case mfa.AlreadyExists:
		r.existed++
	default:
		r.refused++
	}
	if r.rejected != nil {
		_ = r.rejected.Write([]string{strconv.Itoa(number), result.SerialNumber, string(result.Status), result.Message})
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
