package enroll_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func draw(t testing.TB, text string) enroll.Symbol {
	t.Helper()
	symbol, err := enroll.Draw(secret.New(text))
	if err != nil {
		t.Fatal(err)
	}
	return symbol
}

var awsKey = enroll.Key{Issuer: "Amazon Web Services", Account: "phone@123456789012", Seed: rfcSeed}

func TestTheSymbolHasAQuietZoneOfFourModules(t *testing.T) {
	symbol := draw(t, uri(t, awsKey))
	modules := symbol.Modules.Reveal()
	if len(modules) != symbol.Size*symbol.Size || (symbol.Size-8-17)%4 != 0 {
		t.Fatalf("%d modules at size %d", len(modules), symbol.Size)
	}
	for i, dark := range modules {
		x, y := i%symbol.Size, i/symbol.Size
		if inside := min(x, y, symbol.Size-1-x, symbol.Size-1-y) >= 4; dark == 1 && !inside {
			t.Fatalf("the quiet zone is dark at %d,%d", x, y)
		}
	}
	if corner := modules[4*symbol.Size+4:][:8]; !bytes.Equal(corner, []byte{1, 1, 1, 1, 1, 1, 1, 0}) {
		t.Errorf("the finder pattern begins with %v", corner)
	}
}

func TestThePathCoversTheDarkModules(t *testing.T) {
	symbol := draw(t, uri(t, awsKey))
	painted := make([]byte, symbol.Size*symbol.Size)
	for row := range strings.SplitSeq(strings.TrimPrefix(symbol.Path().Reveal(), "M"), "M") {
		var x, y, run int
		if _, err := fmt.Sscanf(row, "%d %d.5", &x, &y); err != nil {
			t.Fatalf("%q: %v", row, err)
		}
		for i, piece := range strings.Split(row, "h")[1:] {
			move := ""
			if _, err := fmt.Sscanf(piece, "%d%s", &run, &move); err != nil && move != "" {
				t.Fatalf("run %d of %q: %v", i, row, err)
			}
			copy(painted[y*symbol.Size+x:][:run], bytes.Repeat([]byte{1}, run))
			x += run
			if gap := 0; move != "" {
				if _, err := fmt.Sscanf(move, "m%d", &gap); err != nil {
					t.Fatal(err)
				}
				x += gap
			}
		}
	}
	if !bytes.Equal(painted, symbol.Modules.Reveal()) {
		t.Error("the path paints other modules")
	}
}

func TestThePNGShowsTheModulesInWholePixels(t *testing.T) {
	symbol := draw(t, uri(t, awsKey))
	for _, size := range []int{symbol.Size, 120, 250, 600} {
		text, err := symbol.PNG(size)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(text.Reveal()))
		if err != nil || picture.Bounds() != image.Rect(0, 0, size, size) {
			t.Fatalf("%d pixels: %v, %v", size, picture.Bounds(), err)
		}
		scale := size / symbol.Size
		margin := (size - scale*symbol.Size) / 2
		for y := range size {
			for x := range size {
				gray, _, _, _ := picture.At(x, y).RGBA()
				if dark := gray == 0; dark != darkAt(symbol, x-margin, y-margin, scale) {
					t.Fatalf("%d pixels: the one at %d,%d is dark: %v", size, x, y, dark)
				}
			}
		}
	}
	if _, err := symbol.PNG(symbol.Size - 1); err == nil {
		t.Error("a module has less than a pixel")
	}
	if _, err := (enroll.Symbol{}).PNG(250); err == nil {
		t.Error("nothing was drawn")
	}
}

func darkAt(s enroll.Symbol, x, y, scale int) bool {
	if x < 0 || y < 0 || x >= s.Size*scale || y >= s.Size*scale {
		return false
	}
	return s.Modules.Reveal()[y/scale*s.Size+x/scale] == 1
}

func TestThePNGHasEightBitsASample(t *testing.T) {
	text, err := draw(t, uri(t, awsKey)).PNG(250)
	if err != nil || text.Reveal()[24] != 8 { // bit depth in IHDR, PNG specification §11.2.2
		t.Errorf("%v", err)
	}
}

func TestATextBeyondTheLargestSymbolIsRefused(t *testing.T) {
	if symbol := draw(t, strings.Repeat("é", 1165)); symbol.Size != 177+8 {
		t.Errorf("size %d", symbol.Size)
	}
	for _, text := range []string{strings.Repeat("é", 1166), strings.Repeat("a", 1<<20), ""} {
		if _, err := enroll.Draw(secret.New(text)); err == nil || len(text) > 0 && !errors.Is(err, enroll.ErrTooLong) {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
}

func TestASymbolDoesNotPrint(t *testing.T) {
	if text := fmt.Sprintf("%v %+v %#v", draw(t, "a"), draw(t, "a"), draw(t, "a")); strings.Count(text,
		"redacted") != 3 || strings.Contains(text, "1 1 1") {
		t.Error(text)
	}
}

func BenchmarkSymbolAndPNG(b *testing.B) {
	text := secret.New(uri(b, awsKey))
	b.ReportAllocs()
	for b.Loop() {
		symbol, err := enroll.Draw(text)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := symbol.PNG(250); err != nil {
			b.Fatal(err)
		}
	}
}
