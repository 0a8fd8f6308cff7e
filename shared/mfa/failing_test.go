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

// A scene is a stage on a store that can fail.
type scene struct {
	*mfatest.Stage
	store        *storetest.Failing
	alice        mfatest.Caller
	phone, spare mfatest.Phone
}

func newScene(t *testing.T) scene {
	t.Helper()
	store := &storetest.Failing{}
	store.Store = memstore.New(func() time.Time { return mfatest.Start })
	s := mfatest.NewStage(mfatest.New(t, &mfatest.Options{Profile: narrow(), Store: store}))
	return scene{Stage: s, store: store, alice: s.Alice, phone: s.Phone, spare: s.Spare}
}

func do[In any](c mfatest.Caller, op mfa.Operation, in In) func() error {
	return func() error {
		_, err := mfatest.Call[any](c, op, in)
		return err
	}
}

// prepare carries out what a call needs before it, and returns the call itself.
// It may be made twice.
func (s scene) prepare(c mfatest.Entry) func() error {
	s.T.Helper()
	s.Prepare(c)
	body := c.Request(s.Target(c))
	return func() error { return s.Caller(c.From).Send(c.Operation, body) }
}

// refusalOf is the code of a refusal, or "" for any other error and for none.
func refusalOf(err error) mfa.ErrorCode {
	var refusal *mfa.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}

func TestTheCatalogueHasOneCallOfEveryOperation(t *testing.T) {
	entries := map[string]int{}
	for _, c := range mfatest.Catalogue() {
		entries[c.Operation.Name]++
	}
	for _, op := range mfa.Operations() {
		if entries[op.Name] != 1 {
			t.Errorf("%s has %d entries in mfatest.Catalogue instead of 1, or needs an operation that has none",
				op.Name, entries[op.Name])
		}
		delete(entries, op.Name)
	}
	for name := range entries {
		t.Errorf("%s is in mfatest.Catalogue and not in mfa.Operations", name)
	}
}

func TestEveryCallOfTheCatalogueIsAnsweredAsItSays(t *testing.T) {
	for _, c := range mfatest.Catalogue() {
		t.Run(c.Operation.Name, func(t *testing.T) {
			call := newScene(t).prepare(c)
			for when, want := range []mfa.ErrorCode{c.Answer, c.Again} {
				if err := call(); refusalOf(err) != want || (err == nil) != (want == "") {
					t.Errorf("call %d was answered %v instead of %q", when+1, err, want)
				}
			}
		})
	}
}

// However a store fails, the operation fails too and hands nothing out; sent
// again, it succeeds, or says that it was done.
func TestAFailingStoreLeavesNoPartialChange(t *testing.T) {
	failures := 0
	for _, c := range mfatest.Catalogue() {
		for _, method := range storetest.Methods() {
			for _, after := range []bool{false, true} {
				failures += tryFailure(t, c, method, after)
			}
		}
	}
	if failures < 2*14 {
		t.Errorf("only %d failures were tried", failures)
	}
}

// tryFailure calls an operation while a method of the store fails, and returns 1
// if the operation uses the method.
func tryFailure(t *testing.T, c mfatest.Entry, method string, after bool) int {
	t.Helper()
	s := newScene(t)
	call := s.prepare(c)
	s.store.Method, s.store.After = method, after
	err := call()
	if refusalOf(err) == c.Answer && !s.store.Failed {
		return 0
	}
	if !errors.Is(err, storetest.ErrFailed) {
		t.Errorf("%s, %s fails: %v", c.Operation.Name, method, err)
	}
	s.store.Method = ""
	s.wantWhole(t)
	err = call()
	answered := refusalOf(err) == c.Answer && (err == nil) == (c.Answer == "")
	if wasDone := after && refusalOf(err) == c.Again; !answered && !wasDone {
		t.Errorf("%s again, after %s failed (after the change: %v): %v", c.Operation.Name, method, after, err)
	}
	s.wantWhole(t)
	return 1
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

func (unreadable) HardwareDevices(context.Context, mfa.AssignmentStatus, string, int) ([]mfa.Device, string, error) {
	return nil, "", errUnreadable
}

func (unreadable) Devices(context.Context, mfa.AssignmentStatus, string, int) ([]mfa.Device, string, error) {
	return nil, "", errUnreadable
}

func TestAStoreThatCannotBeReadIsAFailureAndNoRefusal(t *testing.T) {
	reads := 0
	for _, c := range mfatest.Catalogue() {
		name, s := c.Operation.Name, newScene(t)
		call := s.prepare(c)
		s.ChangeStore(unreadable{s.Config.Store})
		switch err := call(); {
		case err == nil || refusalOf(err) != "" && refusalOf(err) == c.Answer: // it reads nothing
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
	session := mfatest.Must[mfa.GetSessionTokenResponse](s.alice, mfa.GetSessionToken, s.phone.Token(1)).Credentials
	unknown := s.phone.Pair("alice", 1)
	unknown.SerialNumber = ptr(phoneARN + "2")
	s.ChangeStore(noUsers{s.Config.Store})
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
		f.ChangeStore(&meanwhile{f.Config.Store, func() {
			f.Deactivate("alice", old)
			f.Delete(old)
			f.Enable("alice", "phone")
		}})
		want(t, token(old.Token(0))(alice), mfa.AccessDenied, invalidCode)
	}
}

// entriesOf returns the entries of these operations.
func entriesOf(operations ...string) []mfatest.Entry {
	return slices.DeleteFunc(mfatest.Catalogue(), func(c mfatest.Entry) bool {
		return !slices.Contains(operations, c.Operation.Name)
	})
}

// exhausted is a source of randomness with none left.
type exhausted struct{}

func (exhausted) Read([]byte) (int, error) { return 0, errors.New("no randomness") }

func TestWithoutRandomnessOrSealerNoSecretIsMade(t *testing.T) {
	for _, c := range entriesOf("CreateVirtualMFADevice", "CreateUser", "CreateAccessKey", "GetSessionToken") {
		s := newScene(t)
		s.Change(func(c *mfa.Config) { c.Random = exhausted{} })
		if err := s.prepare(c)(); err == nil {
			t.Errorf("%s found randomness", c.Operation.Name)
		}
	}
	for _, c := range entriesOf(
		"CreateVirtualMFADevice", "CreateAccessKey", "GetSessionToken", "EnableMFADevice", "ResyncMFADevice",
	) {
		s := newScene(t)
		s.Change(func(c *mfa.Config) { c.SeedSealer, c.KeySealer = away{}, away{} })
		if err := s.prepare(c)(); !errors.Is(err, errAway) {
			t.Errorf("%s without its keys: %v", c.Operation.Name, err)
		}
	}
}
