package otp

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"hash"
)

// A Window is the steps around a device's own time in which a code, or the
// second code of a pair, is looked for, both ends included.
type Window struct{ Back, Ahead Step }

// around is the window as steps, first to last.
func (w Window) around(center Step) (first, last Step) { return center - w.Back, center + w.Ahead }

// Match is the one place where codes are judged. It looks for the step at which
// a device with this seed shows the last of codes, having shown the others in
// the steps just before it, in order. Steps for which spent is true do not
// match.
//
// All steps of the window are computed and compared, so that the time taken
// does not depend on the match. One HMAC is reused: a window of 2,000 steps
// costs a sixth of what a new HMAC for each code would.
func Match(seed Seed, center Step, window Window, spent func(Step) bool, codes ...Code) (Step, bool) {
	generator := generator{mac: hmac.New(sha1.New, seed.Reveal())}
	wanted := make([]int32, len(codes))
	for i, code := range codes {
		wanted[i] = code.number()
	}
	first, last := window.around(center)
	run := make([]int, len(codes)+1) // run[i] is 1 if the steps up to the one before showed codes[:i]
	run[0] = 1
	found, match := 0, uint64(0)
	for step := first - Step(len(codes)) + 1; step <= last; step++ {
		shown := generator.value(step)
		for i := len(codes); i > 0; i-- {
			run[i] = run[i-1] & subtle.ConstantTimeEq(shown, wanted[i-1])
		}
		fresh := run[len(codes)] & bit(!spent(step)) & bit(step >= first) & (1 - found)
		match |= uint64(step) * uint64(fresh)
		found |= fresh
	}
	return Step(match), found == 1
}

// A generator computes HOTP values with one HMAC and no allocation.
type generator struct {
	mac     hash.Hash
	counter [8]byte
	digest  [sha1.Size]byte
}

// value is the code of step as a number below 10^6 (RFC 4226 §5.3).
func (g *generator) value(step Step) int32 {
	binary.BigEndian.PutUint64(g.counter[:], uint64(step))
	g.mac.Reset()
	g.mac.Write(g.counter[:])
	digest := g.mac.Sum(g.digest[:0])
	offset := digest[sha1.Size-1] & 0xf
	return int32(binary.BigEndian.Uint32(digest[offset:])&0x7fffffff) % 1_000_000
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
