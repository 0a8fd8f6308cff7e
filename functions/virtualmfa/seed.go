package main

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

const (
	maxKeyFile   = 8 << 20 // bytes: more than a screenshot
	maxKeyPixels = 1 << 24 // of a picture: 4096 by 4096
)

// readKey reads what is in a file: a seed, a key URI, or the PNG of a QR code with
// a key URI. No error repeats what it read.
func readKey(file string, stdin io.Reader) (enroll.Key, error) {
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return enroll.Key{}, withoutSeed(file, err)
		}
		defer func() { _ = opened.Close() }()
		stdin = opened
	}
	content, err := io.ReadAll(io.LimitReader(stdin, maxKeyFile+1))
	if err != nil {
		return enroll.Key{}, err
	}
	if len(content) > maxKeyFile {
		return enroll.Key{}, fmt.Errorf("the file has more than %d bytes", maxKeyFile)
	}
	text := string(content)
	if bytes.HasPrefix(content, []byte("\x89PNG")) {
		if text, err = readQRCode(content); err != nil {
			return enroll.Key{}, err
		}
	}
	if strings.Contains(text, ":") { // base32 has no colon
		key, _, err := enroll.ParseURI(text)
		return key, err
	}
	seed, err := otp.ParseSeed(text)
	return enroll.Key{Seed: seed}, err
}

// withoutSeed is the error of a file that cannot be opened. If its name might be a
// seed that was given in its place, the name is not repeated.
func withoutSeed(file string, err error) error {
	_, _, problem := otp.ParseLooseSeed(file)
	if problem != nil && !strings.Contains(strings.ToLower(file), "otpauth") {
		return err
	}
	var cause *os.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return fmt.Errorf("the file cannot be opened: %w; "+
		"a seed or key URI is not taken as an argument, where others can see it: use a file or -", err)
}

func readQRCode(content []byte) (string, error) {
	size, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return "", fmt.Errorf("reading the picture: %w", err)
	}
	if size.Width*size.Height > maxKeyPixels {
		return "", fmt.Errorf("the picture has more than %d pixels", maxKeyPixels)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return "", fmt.Errorf("reading the picture: %w", err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", fmt.Errorf("reading the picture: %w", err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return "", errors.New("no QR code was found in the picture")
	}
	return found.GetText(), nil
}
