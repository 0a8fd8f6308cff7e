package enroll

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"sync"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const white = 0xff

// PNG paints the symbol in a square of size pixels: a whole number of pixels to
// a module, so that no module is wider than another, and what is left over is
// white margin. Eight bits a sample, like AWS's pictures.
func (s Symbol) PNG(size int) (secret.Bytes, error) {
	if s.Size == 0 || size < s.Size {
		return secret.Bytes{}, fmt.Errorf("a symbol of %d modules does not fit into %d pixels", s.Size, size)
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &encoderBuffers}
	if err := encoder.Encode(&out, s.paint(size)); err != nil {
		return secret.Bytes{}, fmt.Errorf("writing PNG: %w", err)
	}
	return secret.New(out.Bytes()), nil
}

func (s Symbol) paint(size int) *image.Gray {
	picture := image.NewGray(image.Rect(0, 0, size, size))
	for i := range picture.Pix {
		picture.Pix[i] = white
	}
	scale := size / s.Size
	margin := (size - scale*s.Size) / 2
	for i, dark := range s.Modules.Reveal() {
		if dark == 0 {
			continue
		}
		x, y := margin+i%s.Size*scale, margin+i/s.Size*scale
		for line := y; line < y+scale; line++ {
			clear(picture.Pix[line*picture.Stride+x:][:scale])
		}
	}
	return picture
}

// encoderBuffers keeps the compressor between pictures: its 800 KB would be
// most of the cost of a small one.
var encoderBuffers pool

type pool struct{ sync.Pool }

func (p *pool) Get() *png.EncoderBuffer {
	b, _ := p.Pool.Get().(*png.EncoderBuffer)
	return b
}

func (p *pool) Put(b *png.EncoderBuffer) { p.Pool.Put(b) }
