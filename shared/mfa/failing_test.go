package mfa_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A scene is a fixture in which every operation would succeed.
type scene struct {
	*mfatest.Fixture
	store        *storetest.Failing
	alice        mfatest.Caller
	phone, spare mfatest.Phone
}

func newScene(t *testing.T) scene {
	store := &storetest.Failing{}
	store.Store = memstore.New(func() time.Time { return mfatest.Start })
	f := mfatest.New(t, &mfatest.Options{Profile: narrow(), Store: store})
	s := scene{Fixture: f, store: store, alice: f.User("alice"), phone: f.Enable("alice", "phone"), spare: f.Root.Device("spare")}
	f.User("bob")
	mfatest.Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("idle")})
	return s
}

func do[In any](c mfatest.Caller, op mfa.Operation, in In) func() error {
	return func() error {
		_, err := mfatest.Call[any](c, op, in)
		return err
	}
}

// calls are one that succeeds for every operation.
func (s scene) calls() map[string]func() error {
	tag := []*mfa.Tag{{Key: ptr("k"), Value: ptr("v")}}
	return map[string]func() error{
		"CreateVirtualMFADevice": do(s.Root, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("new")}),
		"EnableMFADevice":        do(s.Root, mfa.EnableMFADevice, s.spare.Pair("bob", 0)),
		"DeactivateMFADevice":    do(s.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &s.phone.Serial}),
		"ResyncMFADevice":        do(s.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(s.phone.Pair("alice", 5))),
		"DeleteVirtualMFADevice": do(s.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &s.spare.Serial}),
		"ListVirtualMFADevices":  do(s.Root, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{}),
		"ListMFADevices":         do(s.alice, mfa.ListMFADevices, mfa.ListMFADevicesRequest{}),
		"TagMFADevice":           do(s.Root, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &s.spare.Serial, Tags: tag}),
		"UntagMFADevice":         do(s.Root, mfa.UntagMFADevice, mfa.UntagMFADeviceRequest{SerialNumber: &s.spare.Serial, TagKeys: []*string{ptr("k")}}),
		"ListMFADeviceTags":      do(s.Root, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &s.spare.Serial}),
		"GetSessionToken":        do(s.alice, mfa.GetSessionToken, s.phone.Token(0)),
		"GetCallerIdentity":      do(s.alice, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{}),
		"CreateUser":             do(s.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("carol")}),
		"GetUser":                do(s.alice, mfa.GetUser, mfa.GetUserRequest{}),
		"ListUsers":              do(s.Root, mfa.ListUsers, mfa.ListUsersRequest{}),
		"DeleteUser":             do(s.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("idle")}),
		"CreateAccessKey":        do(s.Root, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{UserName: ptr("alice")}),
		"ListAccessKeys":         do(s.Root, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: ptr("alice")}),
		"UpdateAccessKey":        do(s.Root, mfa.UpdateAccessKey, mfa.UpdateAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &s.alice.KeyID, Status: ptr("Inactive")}),
		"DeleteAccessKey":        do(s.Root, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &s.alice.KeyID}),
	}
}

func TestEveryOperationHasACallThatSucceeds(t *testing.T) {
	for _, op := range mfa.Operations() {
		if op.Name == mfa.GetMFADevice.Name { // it refuses everything
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			call, ok := newScene(t).calls()[op.Name]
			if !ok {
				t.Fatal("has no call, so that what follows does not test it")
			}
			if err := call(); err != nil {
				t.Error(err)
			}
		})
	}
}

// However a store fails, the operation fails too and hands nothing out; sent again, it succeeds, or says that it was done.
func TestAStoreThatFailsMakesNoHalfState(t *testing.T) {
	again := map[string][]mfa.ErrorCode{ // besides success: what may be said of a change that was made although its answer was lost
		"CreateVirtualMFADevice": {mfa.EntityAlreadyExists}, "EnableMFADevice": {mfa.EntityAlreadyExists}, "DeactivateMFADevice": {mfa.NoSuchEntity},
		"ResyncMFADevice": {mfa.InvalidAuthenticationCode}, "DeleteVirtualMFADevice": {mfa.NoSuchEntity}, "GetSessionToken": {mfa.AccessDenied},
		"CreateUser": {mfa.EntityAlreadyExists}, "DeleteUser": {mfa.NoSuchEntity}, "CreateAccessKey": {mfa.LimitExceeded}, "DeleteAccessKey": {mfa.NoSuchEntity},
	}
	failures := 0
	for name := range newScene(t).calls() {
		for _, method := range storetest.Methods() {
			for _, after := range []bool{false, true} {
				s := newScene(t)
				s.store.Method, s.store.After = method, after
				call := s.calls()[name]
				err := call()
				if err == nil && !s.store.Failed {
					continue // it does not use this method
				}
				if !errors.Is(err, storetest.ErrFailed) {
					t.Errorf("%s, %s fails: %v", name, method, err)
				}
				failures++
				s.store.Method = ""
				s.wantWhole(t)
				var refusal *mfa.Error
				if err := call(); err != nil && !(after && errors.As(err, &refusal) && slices.Contains(again[name], refusal.Code)) {
					t.Errorf("%s again, after %s failed (after the change: %v): %v", name, method, after, err)
				}
				s.wantWhole(t)
			}
		}
	}
	if failures < 2*14 {
		t.Errorf("only %d failures were tried", failures)
	}
}

// wantWhole checks that users and devices agree about who has what.
func (s scene) wantWhole(t *testing.T) {
	t.Helper()
	for _, serial := range []string{s.phone.Serial, s.spare.Serial} {
		device, err := s.store.Device(context.Background(), serial)
		if errors.Is(err, mfa.ErrNotFound) {
			device = mfa.Device{Owner: nil}
		} else if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"alice", "bob"} {
			user, err := s.store.User(context.Background(), name)
			if err != nil {
				t.Fatal(err)
			}
			_, has := user.Devices[serial]
			if owns := device.Owner != nil && device.Owner.ID == user.ID; has != owns {
				t.Errorf("%s: %s has it: %v, owns it: %v", serial, name, has, owns)
			}
		}
	}
}

// unreadable is a store of which nothing can be read.
type unreadable struct{ mfa.Store }

var errUnreadable = errors.New("the store cannot be read")

func (unreadable) User(context.Context, string) (mfa.User, error) { return mfa.User{}, errUnreadable }
func (unreadable) Device(context.Context, string) (mfa.Device, error) {
	return mfa.Device{}, errUnreadable
}
func (unreadable) AccessKeys(context.Context, []string) ([]mfa.AccessKey, error) {
	return nil, errUnreadable
}
func (unreadable) AccessKey(context.Context, string) (mfa.AccessKey, error) {
	return mfa.AccessKey{}, errUnreadable
}
func (unreadable) Users(context.Context, string, int) ([]mfa.User, string, error) {
	return nil, "", errUnreadable
}
func (unreadable) Devices(context.Context, mfa.AssignmentStatus, string, int) ([]mfa.Device, string, error) {
	return nil, "", errUnreadable
}

func TestAStoreThatCannotBeReadIsNobodysFault(t *testing.T) {
	reads := 0
	for name := range newScene(t).calls() {
		s := newScene(t)
		call := s.calls()[name]
		s.Store = unreadable{s.Store}
		switch err := call(); {
		case err == nil: // a write alone
		case errors.Is(err, errUnreadable):
			reads++
		default:
			t.Errorf("%s: %v", name, err)
		}
	}
	if reads < 9 {
		t.Errorf("only %d operations read something", reads)
	}
}

func TestAStoreThatCannotBeReadHidesNoDeviceAndMakesNoCaller(t *testing.T) {
	s := newScene(t)
	session := mfatest.Must[mfa.GetSessionTokenResponse](s.alice, mfa.GetSessionToken, s.phone.Token(0)).Credentials
	unknown := s.phone.Pair("alice", 1)
	unknown.SerialNumber = ptr(phoneARN + "2")
	s.Store = noUsers{s.Store}
	for _, in := range []mfa.EnableMFADeviceRequest{unknown, s.phone.Pair("alice", 1)} {
		if err := do(s.Root, mfa.EnableMFADevice, in)(); !errors.Is(err, errUnreadable) {
			t.Errorf("a device that cannot be enabled, of a user who cannot be read: %v", err)
		}
	}
	c, err := mfatest.Authenticate(context.Background(), s.Service, session.AccessKeyId, session.SessionToken)
	if !errors.Is(err, errUnreadable) || c.Identity().ARN != "" {
		t.Errorf("%v, and a caller %q", err, c.Identity().ARN)
	}
}

// noUsers is a store whose users cannot be read.
type noUsers struct{ mfa.Store }

func (noUsers) User(context.Context, string) (mfa.User, error) { return mfa.User{}, errUnreadable }

// meanwhile is a store in which something happens before the next RedeemCode.
type meanwhile struct {
	mfa.Store
	happens func()
}

func (m *meanwhile) RedeemCode(ctx context.Context, s mfa.Redemption) error {
	m.happens()
	return m.Store.RedeemCode(ctx, s)
}

func TestACodeOfADeletedSeedOpensNoSession(t *testing.T) {
	for _, profile := range []otp.Profile{otp.AWS, otp.Hardened} {
		f := mfatest.New(t, &mfatest.Options{Profile: profile})
		alice := f.User("alice")
		old := f.Enable("alice", "phone")
		f.Wait(2 * otp.Period)
		f.Store = &meanwhile{f.Store, func() {
			mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &old.Serial})
			mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &old.Serial})
			f.Enable("alice", "phone")
		}}
		want(t, token(old.Token(0))(alice), mfa.AccessDenied, invalidCode)
	}
}

// exhausted is a source of randomness with none left.
type exhausted struct{}

func (exhausted) Read([]byte) (int, error) { return 0, errors.New("no randomness") }

func TestWithoutRandomnessOrSealerNoSecretIsMade(t *testing.T) {
	for _, name := range []string{"CreateVirtualMFADevice", "CreateUser", "CreateAccessKey", "GetSessionToken"} {
		s := newScene(t)
		s.Random = exhausted{}
		if err := s.calls()[name](); err == nil {
			t.Errorf("%s found randomness", name)
		}
	}
	for _, name := range []string{"CreateVirtualMFADevice", "CreateAccessKey", "GetSessionToken", "EnableMFADevice", "ResyncMFADevice"} {
		s := newScene(t)
		s.SeedSealer, s.KeySealer = away{}, away{}
		if err := s.calls()[name](); !errors.Is(err, errAway) {
			t.Errorf("%s without its keys: %v", name, err)
		}
	}
}
