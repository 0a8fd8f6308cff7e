package seal_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
)

// What was sealed for one device does not open for another.
func ExampleAES() {
	ctx := context.Background()
	sealer, err := seal.New(make([]byte, seal.KeySize), rand.Reader) // a real key is random
	if err != nil {
		fmt.Println(err)
		return
	}
	sealed, err := sealer.Seal(ctx, []byte("a seed"), map[string]string{"serial": "phone"})
	if err != nil {
		fmt.Println(err)
		return
	}
	plain, err := sealer.Open(ctx, sealed, map[string]string{"serial": "phone"})
	fmt.Println(string(plain), err)
	_, err = sealer.Open(ctx, sealed, map[string]string{"serial": "tablet"})
	fmt.Println(errors.Is(err, mfa.ErrNotSealed))
	// Output:
	// a seed <nil>
	// true
}
