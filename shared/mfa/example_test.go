package mfa_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A service in memory, and a request of its account root. Package endpoint does
// the same for requests over HTTP, and checks their signatures.
func ExampleNew() {
	ctx := context.Background()
	sealer, err := seal.New(make([]byte, seal.KeySize), rand.Reader) // a real key is random
	check(err)
	service, err := mfa.New(mfa.Config{
		Store:      memstore.New(time.Now),
		SeedSealer: sealer,
		KeySealer:  sealer,
		Profile:    otp.Hardened,
		AccountID:  "123456789012",
		Issuer:     "Example",
		Now:        time.Now,
		Random:     rand.Reader,
	})
	check(err)
	id, _, err := service.CreateRootKey(ctx, rand.Reader)
	check(err)

	signer, err := service.Signer(ctx, id, secret.String{}) // has the key that verifies the signature
	check(err)
	root, err := signer.Caller(ctx, true) // the signature was right
	check(err)
	name := "phone"
	out, err := service.CreateVirtualMFADevice(ctx, root, mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: &name})
	check(err)
	fmt.Println(out.VirtualMFADevice.SerialNumber, out.VirtualMFADevice.Base32StringSeed)
	// Output: arn:aws:iam::123456789012:mfa/phone [redacted]
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
