package mfatest

import (
	"slices"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A Role is one of the callers of a Stage.
type Role int

// The callers of a Stage.
const (
	Root Role = iota
	Alice
	Bob
	Session // alice, with MFA
)

// Cells says on what an operation is tried in the table of authorization.
type Cells int

// An operation is tried once, or on users and devices where it names them.
const (
	Once Cells = iota
	EachUser
	EachDevice
	EachDeviceOrNone
	EachUserAndDevice
)

// An Entry is a call of an operation on a Stage and its answer. Tests of stores,
// faults, rights and deployments send it.
type Entry struct {
	Operation mfa.Operation
	From      Role
	// Body is the request in JSON. A member may have a placeholder as its value:
	// $user, $key (the id of that user's key), $ticket (the id of a ticket of that
	// user's), $recovery (a recovery code of alice's), $serial, $code, and $older and
	// $newer for a pair of codes.
	Body string
	// User, Device and Shift say what the placeholders stand for: a user, a
	// device ("phone" or "spare"), and how many steps after the present one its
	// newer code is.
	User, Device string
	Shift        otp.Step
	// Before is what root has to send first.
	Before []Before
	// Answer is the code of the refusal, or "" for success. Again is the same
	// for a repetition.
	Answer, Again mfa.ErrorCode
	Cells         Cells
	// DynamoDB and KMS are how many calls of them the operation makes for a
	// caller with a long-term key and without policies of its own.
	DynamoDB, KMS int
}

// Before is a request that another one needs.
type Before struct {
	Operation mfa.Operation
	Body      string
}

const (
	ofUser   = `{"UserName":"$user"}`
	ofDevice = `{"SerialNumber":"$serial"}`
	ofBoth   = `{"UserName":"$user","SerialNumber":"$serial"}`
	ofKey    = `{"UserName":"$user","AccessKeyId":"$key"}`
	twoCodes = `{"UserName":"$user","SerialNumber":"$serial",` +
		`"AuthenticationCode1":"$older","AuthenticationCode2":"$newer"}`
)

// EntryOf returns the entry of an operation.
func EntryOf(operation string) (Entry, bool) {
	for _, c := range Catalogue() {
		if c.Operation.Name == operation {
			return c, true
		}
	}
	return Entry{}, false
}

// Catalogue returns one call of every operation.
func Catalogue() []Entry {
	return slices.Concat(deviceEntries(), sessionEntries(), directoryEntries(), ticketEntries(), recoveryEntries(),
		hardwareEntries(), accountEntries(), scannerEntries())
}

// deviceEntries are those of devices, sessions, users and access keys.
func deviceEntries() []Entry {
	return []Entry{
		{
			Operation: mfa.CreateVirtualMFADevice,
			Body:      `{"VirtualMFADeviceName":"new"}`,
			Again:     mfa.EntityAlreadyExists,
			DynamoDB:  2, // reads the alias of the account for the QR code, and writes
			KMS:       1, // seals the seed
		},
		{
			Operation: mfa.EnableMFADevice,
			From:      Bob,
			Body:      twoCodes,
			User:      "bob",
			Device:    "spare",
			Again:     mfa.AccessDenied, // bob has a device then, and no MFA
			Cells:     EachUserAndDevice,
			DynamoDB:  3, // reads the device, reserves the attempt, assigns
			KMS:       1, // opens the seed
		},
		{
			Operation: mfa.DeactivateMFADevice,
			Body:      ofBoth,
			User:      "alice",
			Device:    "phone",
			Again:     mfa.NoSuchEntity,
			Cells:     EachUserAndDevice,
			DynamoDB:  2,
		},
		{
			Operation: mfa.ResyncMFADevice,
			From:      Alice,
			Body:      twoCodes,
			User:      "alice",
			Device:    "phone",
			Shift:     5,
			Again:     mfa.InvalidAuthenticationCode,
			Cells:     EachUserAndDevice,
			DynamoDB:  2,
			KMS:       1,
		},
		{
			Operation: mfa.DeleteVirtualMFADevice,
			Body:      ofDevice,
			Device:    "spare",
			Again:     mfa.NoSuchEntity,
			Cells:     EachDevice,
			DynamoDB:  1,
		},
		{
			Operation: mfa.ListVirtualMFADevices,
			Body:      `{"MaxItems":1}`,
			DynamoDB:  2, // a page that is not full reads two parts of the index
		},
		{Operation: mfa.ListMFADevices, From: Alice, Body: ofUser, Cells: EachUser, DynamoDB: 1},
		{
			Operation: mfa.GetMFADevice,
			From:      Session,
			Body:      ofBoth,
			Device:    "phone",
			Answer:    mfa.ValidationError, // as in AWS, it knows no virtual device
			Again:     mfa.ValidationError,
			Cells:     EachUserAndDevice,
		},
		{
			Operation: mfa.TagMFADevice,
			From:      Session,
			Body:      `{"SerialNumber":"$serial","Tags":[{"Key":"k","Value":"v"}]}`,
			Device:    "phone",
			Cells:     EachDevice,
			DynamoDB:  1,
		},
		{
			Operation: mfa.UntagMFADevice,
			Body:      `{"SerialNumber":"$serial","TagKeys":["k"]}`,
			Device:    "phone",
			Cells:     EachDevice,
			DynamoDB:  1,
		},
		{
			Operation: mfa.ListMFADeviceTags,
			From:      Session,
			Body:      ofDevice,
			Device:    "phone",
			Cells:     EachDevice,
			DynamoDB:  1,
		},
		{
			Operation: mfa.GetSessionToken,
			From:      Alice,
			Body:      `{"SerialNumber":"$serial","TokenCode":"$code"}`,
			Device:    "phone",
			Shift:     1,
			Again:     mfa.AccessDenied,
			Cells:     EachDeviceOrNone,
			DynamoDB:  2, // reserves the attempt, redeems the code
			KMS:       1,
		},
		{Operation: mfa.GetCallerIdentity, From: Session},
		{
			Operation: mfa.CreateUser,
			Body:      `{"UserName":"new"}`,
			Again:     mfa.EntityAlreadyExists,
			DynamoDB:  1,
		},
		{Operation: mfa.GetUser, From: Alice, Body: ofUser, Cells: EachUser, DynamoDB: 1},
		{Operation: mfa.ListUsers, DynamoDB: 2},
		{
			Operation: mfa.DeleteUser,
			Body:      ofUser,
			User:      "idle",
			Again:     mfa.NoSuchEntity,
			Cells:     EachUser,
			DynamoDB:  1,
		},
		{
			Operation: mfa.CreateAccessKey,
			Body:      ofUser,
			User:      "bob",
			Again:     mfa.LimitExceeded, // it is bob's second
			Cells:     EachUser,
			DynamoDB:  3, // reads the user and the newest of the key ring, adds the key
		},
		{
			Operation: mfa.ListAccessKeys,
			Body:      ofUser,
			User:      "bob",
			Cells:     EachUser,
			DynamoDB:  2, // reads the user, then the keys at once
		},
		{
			Operation: mfa.UpdateAccessKey,
			Body:      `{"UserName":"$user","AccessKeyId":"$key","Status":"Inactive"}`,
			User:      "bob",
			Cells:     EachUser,
			DynamoDB:  1,
		},
		{
			Operation: mfa.DeleteAccessKey,
			Body:      ofKey,
			User:      "bob",
			Again:     mfa.NoSuchEntity,
			Cells:     EachUser,
			DynamoDB:  1,
		},
	}
}
