package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// What opens a vendor's file may be in these variables. It is no flag: other
// users can read command lines.
const (
	passphraseVariable = "VIRTUALMFA_IMPORT_PASSPHRASE"
	keyVariable        = "VIRTUALMFA_IMPORT_KEY"
)

// maxSecretFile is the size of the largest file with a passphrase or a key.
const maxSecretFile = 4 << 10

// read reads the file, and asks for what opens it when it turns out that
// something does.
func (in importFlags) read(name string) ([]pskc.Row, error) {
	format := pskc.Format(in.format)
	var key pskc.Key
	for {
		rows, err := readRows(name, format, key)
		switch {
		case errors.Is(err, pskc.ErrNeedsPassphrase) && key.Passphrase.IsZero():
			key.Passphrase, err = secretOf(in.passphraseFile, "-passphrase-file", passphraseVariable, "Passphrase of "+name)
		case errors.Is(err, pskc.ErrNeedsKey) && key.PreShared.IsZero():
			key.PreShared, err = in.preShared(name)
		case err != nil:
			return nil, err
		default:
			return rows, in.unused(key)
		}
		if err != nil {
			return nil, err
		}
	}
}

// unused refuses a file that did not need what a flag gives to open it: it may
// have been put in the place of the vendor's.
func (in importFlags) unused(key pskc.Key) error {
	switch {
	case in.passphraseFile != "" && key.Passphrase.IsZero():
		return errors.New("-passphrase-file: the file is not encrypted with a passphrase; was it replaced?")
	case in.keyFile != "" && key.PreShared.IsZero():
		return errors.New("-key-file: the file is not encrypted with a pre-shared key; was it replaced?")
	}
	return nil
}

func readRows(name string, format pskc.Format, key pskc.Key) ([]pskc.Row, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return pskc.Read(file, format, key)
}

func (in importFlags) preShared(name string) (secret.Bytes, error) {
	text, err := secretOf(in.keyFile, "-key-file", keyVariable, "Pre-shared key of "+name+" in hexadecimal")
	if err != nil {
		return secret.Bytes{}, err
	}
	return pskc.ParseKey(text)
}

// secretOf reads a passphrase or key: from the file that the flag names, the
// variable or the terminal.
func secretOf(file, flag, variable, prompt string) (secret.String, error) {
	if file != "" {
		text, err := readSecretFile(file)
		if err != nil {
			return secret.String{}, fmt.Errorf("%s: %w", flag, err)
		}
		return text, nil
	}
	if text := os.Getenv(variable); text != "" {
		return secret.New(text), nil
	}
	text, err := ask(prompt)
	if errors.Is(err, errNoTerminal) {
		return text, fmt.Errorf("the file is encrypted, and %w: give %s or %s", err, flag, variable)
	}
	return text, err
}

// readSecretFile reads a file without the line break at its end.
func readSecretFile(name string) (secret.String, error) {
	file, err := os.Open(name)
	if err != nil {
		return secret.String{}, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxSecretFile+1))
	switch {
	case err != nil:
		return secret.String{}, err
	case len(text) > maxSecretFile:
		return secret.String{}, fmt.Errorf("%s has more than %d bytes", name, maxSecretFile)
	case len(strings.TrimSpace(string(text))) == 0:
		return secret.String{}, fmt.Errorf("%s is empty", name)
	}
	return secret.New(strings.TrimRight(string(text), "\r\n")), nil
}
