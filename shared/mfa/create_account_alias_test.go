package mfa_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	qr "github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

var noToken secret.String

func TestCreateAccountAliasChangesTheLabelOfNewDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	for alias, label := range map[string]string{"": mfatest.Account, "blue-team": "blue-team"} {
		if alias != "" {
			sent(t, f.Root, mfa.CreateAccountAlias, `{"AccountAlias":"`+alias+`"}`)
		}
		name := "phone" + alias
		out := mfatest.Must[mfa.CreateVirtualMFADeviceResponse](f.Root, mfa.CreateVirtualMFADevice,
			mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: &name}).VirtualMFADevice
		if !bytes.Equal(out.QRCodePNG.Reveal(), qrCode(t, out, name+"@"+label)) {
			t.Errorf("with the alias %q the QR code is not of %s@%s", alias, name, label)
		}
		if alias != "" {
			sent(t, f.Root, mfa.DeleteAccountAlias, `{"AccountAlias":"`+alias+`"}`)
		}
	}
}

func TestCreateAccountAliasChangesTheLabelOfTheDevicesOfTickets(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	sent(t, f.Root, mfa.CreateAccountAlias, `{"AccountAlias":"blue-team"}`)
	holder := f.Hold(invite(f, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice")}).Ticket)
	in := mfa.GetEnrollmentTicketRequest{}
	ticket := mfatest.Must[mfa.GetEnrollmentTicketResponse](holder, mfa.GetEnrollmentTicket, in)
	if ticket.AccountLabel != "blue-team" {
		t.Errorf("the ticket's page shows %q", ticket.AccountLabel)
	}
	device := mfatest.Must[mfa.CreateVirtualMFADeviceResponse](holder, mfa.CreateVirtualMFADevice,
		mfa.CreateVirtualMFADeviceRequest{}).VirtualMFADevice
	if !bytes.Equal(device.QRCodePNG.Reveal(), qrCode(t, device, "alice@blue-team")) {
		t.Error("the QR code is not of alice@blue-team")
	}
}

// qrCode is the picture that a new device should come with.
func qrCode(t *testing.T, device mfa.NewVirtualMFADevice, account string) []byte {
	t.Helper()
	seed, err := otp.ParseSeed(string(device.Base32StringSeed.Reveal()))
	if err != nil {
		t.Fatal(err)
	}
	uri, err := qr.Key{Issuer: "Amazon Web Services", Account: account, Seed: seed}.URI()
	if err != nil {
		t.Fatal(err)
	}
	symbol, err := qr.Draw(uri)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := symbol.PNG(250)
	if err != nil {
		t.Fatal(err)
	}
	return picture.Reveal()
}

func TestCreateAccountAliasReplacesTheAlias(t *testing.T) {
	f := mfatest.New(t, nil)
	aliases := func() []string {
		in := mfa.ListAccountAliasesRequest{}
		return mfatest.Must[mfa.ListAccountAliasesResponse](f.Root, mfa.ListAccountAliases, in).AccountAliases
	}
	sent(t, f.Root, mfa.CreateAccountAlias, `{"AccountAlias":"first"}`)
	sent(t, f.Root, mfa.CreateAccountAlias, `{"AccountAlias":"second"}`)
	if got := aliases(); !slices.Equal(got, []string{"second"}) {
		t.Errorf("the aliases are %v", got)
	}
	want(t, mfatest.Refused(f.Root, mfa.CreateAccountAlias, mfa.CreateAccountAliasRequest{AccountAlias: ptr("second")}),
		mfa.EntityAlreadyExists, "The account alias second already exists.")
	wantCode(t, f.Root.Send(mfa.DeleteAccountAlias, `{"AccountAlias":"first"}`), mfa.NoSuchEntity)
	sent(t, f.Root, mfa.DeleteAccountAlias, `{"AccountAlias":"second"}`)
	if got := aliases(); len(got) != 0 {
		t.Errorf("the aliases are %v", got)
	}
	for _, bad := range []string{"ab", "a--b", "-abc", "abc-", "Abc", "a_b", strings.Repeat("a", 64)} {
		err := f.Root.Send(mfa.CreateAccountAlias, `{"AccountAlias":"`+bad+`"}`)
		wantCode(t, err, mfa.ValidationError)
	}
}
