package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/term"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

var errNoTerminal = errors.New("there is no terminal to ask at")

// ask reads a line at the terminal of the process, whatever standard input and
// output are. What is typed is not shown. It returns errNoTerminal if the
// process has none.
func ask(prompt string) (secret.String, error) {
	in, out, err := openTerminal()
	if err != nil {
		return secret.String{}, errNoTerminal
	}
	defer func() { _ = errors.Join(in.Close(), out.Close()) }()
	fmt.Fprint(out, prompt+": ")
	typed, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(out)
	switch {
	case errors.Is(err, io.EOF), err == nil && len(typed) == 0:
		return secret.String{}, errors.New("nothing was typed")
	case err != nil:
		return secret.String{}, fmt.Errorf("reading from the terminal: %w", err)
	}
	return secret.New(string(typed)), nil
}

func openTerminal() (in, out *os.File, err error) {
	if runtime.GOOS == "windows" {
		if in, err = os.OpenFile("CONIN$", os.O_RDWR, 0); err != nil {
			return nil, nil, err
		}
		out, err = os.OpenFile("CONOUT$", os.O_RDWR, 0)
		return in, out, err
	}
	if in, err = os.OpenFile("/dev/tty", os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	out, err = os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	return in, out, err
}
