package enroll

import (
	"errors"
	"strconv"

	qrcode "github.com/skip2/go-qrcode"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// The errors of Draw.
var (
	ErrTooLong = errors.New("the text is too long for a QR code")
	ErrNoText  = errors.New("there is no text to draw")
)

// MaxText is what a version 40 symbol holds at level Medium, in bytes (ISO/IEC
// 18004, table 7).
const MaxText = 2331

// A Symbol is a QR code with its quiet zone of four modules. Its modules are a
// secret, because they spell the text.
type Symbol struct {
	Size    int          // modules on a side
	Modules secret.Bytes // row after row, 1 is dark and 0 is light
}

// Draw makes the QR code of text with level Medium, which survives the loss of
// 15 % of the symbol.
func Draw(text secret.String) (Symbol, error) {
	switch n := len(text.Reveal()); {
	case n == 0:
		return Symbol{}, ErrNoText
	case n > MaxText:
		return Symbol{}, ErrTooLong
	}
	code, err := qrcode.New(text.Reveal(), qrcode.Medium)
	if err != nil {
		return Symbol{}, ErrTooLong // the library has no other error
	}
	rows := code.Bitmap()
	modules := make([]byte, 0, len(rows)*len(rows))
	for _, row := range rows {
		for _, dark := range row {
			modules = append(modules, module(dark))
		}
	}
	return Symbol{Size: len(rows), Modules: secret.New(modules)}, nil
}

func module(dark bool) byte {
	if dark {
		return 1
	}
	return 0
}

// Path is the dark modules as the data of one SVG path, for a stroke one module
// wide along the middle of each row. A viewer sees black on white only if a
// white plate of Size by Size lies beneath.
func (s Symbol) Path() secret.String {
	modules := s.Modules.Reveal()
	path := make([]byte, 0, len(modules))
	for y := range s.Size {
		row, end := modules[y*s.Size:(y+1)*s.Size], -1
		for x := 0; x < s.Size; x++ {
			if row[x] == 0 {
				continue
			}
			path = moveTo(path, x, y, end)
			start := x
			for row[x] == 1 { // the quiet zone ends every run
				x++
			}
			path = strconv.AppendInt(append(path, 'h'), int64(x-start), 10)
			end = x
		}
	}
	return secret.New(string(path))
}

// moveTo goes to the module at x, from the end of the last run in the same row
// if there was one.
func moveTo(path []byte, x, y, end int) []byte {
	if end >= 0 {
		path = strconv.AppendInt(append(path, 'm'), int64(x-end), 10)
		return append(path, " 0"...)
	}
	path = strconv.AppendInt(append(path, 'M'), int64(x), 10)
	path = strconv.AppendInt(append(path, ' '), int64(y), 10)
	return append(path, ".5"...)
}
