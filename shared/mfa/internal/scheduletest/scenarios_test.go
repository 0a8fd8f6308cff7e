package scheduletest_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/internal/scheduletest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 11, 15, 12, 1, 40, 0, time.UTC)
	now  = otp.StepAt(noon)
	seed = otp.RawSeed([]byte("12345678901234567890"))
)

func clock() time.Time { return noon }

// plain seals nothing: what is explored is the order of calls.
type plain struct{}

func (plain) Seal(_ context.Context, b []byte, _ map[string]string) ([]byte, error) { return b, nil }
func (plain) Open(_ context.Context, b []byte, _ map[string]string) ([]byte, error) { return b, nil }

// small is a profile with windows as small as the scenarios need, so that
// judging costs nothing.
func small(p otp.Profile) otp.Profile {
	p.Enable, p.Resync = otp.Window{Back: 4, Ahead: 4}, otp.Window{Back: 4, Ahead: 4}
	return p
}

// A world is the state that a scenario begins with: alice, bob, their keys, and
// two devices of one seed.
type world struct {
	store   *memstore.Store
	profile otp.Profile
	ungated *mfa.Service     // on store
	wins    map[otp.Step]int // sessions that a code of the phone opened
	judged  int              // answers that told something of a code
}

const (
	phone = "arn:aws:iam::123456789012:mfa/phone"
	spare = "arn:aws:iam::123456789012:mfa/spare"
)

// trustAll is the trust policy of the role ops.
const trustAll = `{"Version":"2012-10-17","Statement":
	{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`

// A presentService is a service on the store of the world that was made last. It
// outlives worlds, so that it has parsed the default policy once.
type presentService struct {
	store   *presentStore
	service *mfa.Service
}

type presentStore struct{ mfa.Store }

// services are by profile.
var services = map[string]*presentService{}

func serviceOn(store mfa.Store, profile otp.Profile) *mfa.Service {
	service, err := mfa.New(mfa.Config{
		Store: store, SeedSealer: plain{}, KeySealer: plain{}, Profile: profile, AccountID: "123456789012", Issuer: "x",
		RecoveryCodes: true, Hardware: true, Now: clock, Random: rand.Reader,
	})
	must(err)
	return service
}

func newWorld(profile otp.Profile, assigned ...string) *world {
	w := &world{store: memstore.New(clock), profile: profile, wins: map[otp.Step]int{}}
	key := fmt.Sprint(profile)
	if services[key] == nil {
		present := &presentStore{}
		services[key] = &presentService{present, serviceOn(present, profile)}
	}
	services[key].store.Store, w.ungated = w.store, services[key].service
	must(w.store.CreateAccessKey(ctx, mfa.AccessKey{ID: "AKIAROOT", Status: mfa.Active}, 0))
	must(w.store.Commit(ctx, mfa.Write{Role: &mfa.Role{Name: "ops", Path: "/", ID: "AROAops", MaxSession: 3600,
		Trust: trustAll}}))
	for _, name := range []string{"alice", "bob"} {
		must(w.store.CreateUser(ctx, mfa.User{Name: name, Path: "/", ID: "AIDA" + name}))
		must(w.store.CreateAccessKey(ctx,
			mfa.AccessKey{ID: "AKIA" + name, UserName: name, UserPath: "/", UserID: "AIDA" + name, Status: mfa.Active}, 2))
	}
	for _, serial := range []string{phone, spare} {
		must(w.store.CreateDevice(ctx, mfa.Device{Serial: serial, Seed: seed.Reveal(), CreatedBy: "AIDAalice"}))
	}
	for _, serial := range assigned {
		u, d := w.user("alice"), w.device(serial)
		must(w.store.Assign(ctx, mfa.Assignment{User: u, Device: d, MaxDevices: 8, Enabled: noon,
			State: otp.VerifierState{LastPair: now - 10}}))
	}
	return w
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// user reads a user, alice under the name that she has now.
func (w *world) user(name string) mfa.User {
	u, err := w.store.User(ctx, name)
	if name == "alice" && errors.Is(err, mfa.ErrNotFound) {
		u, err = w.store.User(ctx, "renamed")
	}
	must(err)
	return u
}

// device returns the zero Device if it was deleted.
func (w *world) device(serial string) mfa.Device {
	d, err := w.store.Device(ctx, serial)
	if !errors.Is(err, mfa.ErrNotFound) {
		must(err)
	}
	return d
}

func code(step otp.Step) secret.String {
	c, err := otp.CodeAt(seed, step)
	must(err)
	return c.String
}

// call carries out an operation as the owner of a key. The owner and its
// policies are known before: GetUser reads them for the rest of the request.
func call[In any](w *world, key string, store mfa.Store, op mfa.Operation, in In) error {
	caller, err := mfatest.Authenticate(ctx, w.ungated, key, secret.String{})
	must(err)
	_, _, err = mfa.GetUser.Call(ctx, w.ungated, caller, func(any) error { return nil })
	must(err)
	_, _, err = op.Call(ctx, serviceOn(store, w.profile), caller, func(request any) error {
		*(request.(*In)) = in
		return nil
	})
	return err
}

// login trades a code of a step for a session.
func (w *world) login(serial string, step otp.Step) scheduletest.Caller {
	return w.trade("login", serial, step, func(s mfa.Store) error {
		return call(w, "AKIAalice", s, mfa.GetSessionToken,
			mfa.GetSessionTokenRequest{SerialNumber: &serial, TokenCode: code(step)})
	})
}

// assume trades a code of a step for a session of a role.
func (w *world) assume(serial string, step otp.Step) scheduletest.Caller {
	role, session := "arn:aws:iam::123456789012:role/ops", "work"
	return w.trade("role", serial, step, func(s mfa.Store) error {
		return call(w, "AKIAalice", s, mfa.AssumeRole, mfa.AssumeRoleRequest{
			RoleArn: &role, RoleSessionName: &session, SerialNumber: &serial, TokenCode: code(step),
		})
	})
}

// trade counts the sessions that a code of a step opens.
func (w *world) trade(kind, serial string, step otp.Step, do func(mfa.Store) error) scheduletest.Caller {
	return scheduletest.Caller{Kind: fmt.Sprintf("%s with code %+d of %s", kind, step-now, serial[len(serial)-5:]),
		Do: func(s mfa.Store) error {
			err := do(s)
			var refusal *mfa.Error
			switch {
			case err == nil:
				w.wins[step]++
				w.judged++
			case errors.As(err, &refusal) && (refusal.Reason == "wrong" || refusal.Reason == "spent meanwhile"):
				w.judged++
			}
			return err
		}}
}

func (w *world) enable(key, user, serial string, second otp.Step) scheduletest.Caller {
	return scheduletest.Caller{Kind: "enable " + serial[len(serial)-5:] + " for " + user + " by " + key,
		Do: func(s mfa.Store) error {
			return call(w, key, s, mfa.EnableMFADevice, mfa.EnableMFADeviceRequest{
				UserName: &user, SerialNumber: &serial, AuthenticationCode1: code(second - 1), AuthenticationCode2: code(second),
			})
		}}
}

func (w *world) resync(serial string, second otp.Step) scheduletest.Caller {
	user := "alice"
	return scheduletest.Caller{Kind: fmt.Sprintf("resync by %+d", second-now), Do: func(s mfa.Store) error {
		return call(w, "AKIAalice", s, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest{
			UserName: &user, SerialNumber: &serial, AuthenticationCode1: code(second - 1), AuthenticationCode2: code(second),
		})
	}}
}

func (w *world) deactivate(serial string) scheduletest.Caller {
	user := "alice"
	return scheduletest.Caller{Kind: "deactivate", Do: func(s mfa.Store) error {
		return call(w, "AKIAROOT", s, mfa.DeactivateMFADevice,
			mfa.DeactivateMFADeviceRequest{UserName: &user, SerialNumber: &serial})
	}}
}

func (w *world) rename(from, to string) scheduletest.Caller {
	return scheduletest.Caller{Kind: "rename " + from + " to " + to, Do: func(s mfa.Store) error {
		return call(w, "AKIAROOT", s, mfa.UpdateUser, mfa.UpdateUserRequest{UserName: &from, NewUserName: &to})
	}}
}

func (w *world) remove(serial string) scheduletest.Caller {
	return scheduletest.Caller{Kind: "delete", Do: func(s mfa.Store) error {
		return call(w, "AKIAROOT", s, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &serial})
	}}
}

// check holds the invariants, whatever the scenario.
func (w *world) check([]error) error {
	for step, wins := range w.wins {
		if wins > 1 {
			return fmt.Errorf("code %+d opened %d sessions", step-now, wins)
		}
	}
	for _, serial := range []string{phone, spare} {
		if err := w.checkDevice(serial); err != nil {
			return err
		}
	}
	alice := w.user("alice")
	charged := slices.Max(append(slices.Collect(maps.Values(alice.Counters)), 0))
	if alice.LockGeneration == 0 && w.judged > charged+w.refunded() { // an unlock clears the counters
		return fmt.Errorf("%d answers told something of a code, and %d attempts were charged", w.judged, charged)
	}
	return nil
}

// refunded is how many attempts a profile may have given back: one for each success.
func (w *world) refunded() (n int) {
	if w.profile.Monotone {
		for _, wins := range w.wins {
			n += wins
		}
	}
	return n
}

// checkDevice checks that users and device agree, and that no spent step was forgotten.
func (w *world) checkDevice(serial string) error {
	d := w.device(serial)
	state := d.State
	for _, name := range []string{"alice", "bob"} {
		u := w.user(name)
		assigned, has := u.Devices[serial]
		if owns := d.Owner != nil && d.Owner.ID == u.ID; has != owns {
			return fmt.Errorf("%s: %s has it: %v, owns it: %v", serial, name, has, owns)
		}
		if has {
			state = assigned.State
		}
		if len(u.Devices) > mfa.MaxDevicesPerUser {
			return fmt.Errorf("%s has %d devices", name, len(u.Devices))
		}
	}
	if serial == phone && d.Serial != "" {
		for step := range w.wins {
			if !state.Accepted.Has(step) {
				return fmt.Errorf("code %+d opened a session and is not spent", step-now)
			}
		}
	}
	return nil
}

// scenario makes one of callers on a world.
func scenario(name string, faults int, build func() (*world, []scheduletest.Caller)) scheduletest.Scenario {
	return scheduletest.Scenario{Name: name, Faults: faults,
		Build: func() (mfa.Store, []scheduletest.Caller, func([]error) error) {
			w, callers := build()
			return w.store, callers, w.check
		}}
}

func scenarios() (all []scheduletest.Scenario) {
	for _, p := range []otp.Profile{small(otp.AWS), small(otp.Hardened)} {
		tight := p
		tight.Sessions = []otp.Limit{{Scope: otp.PerUser, Per: otp.Day, Max: 2, Refunded: p.Monotone}}
		all = append(all,
			scenario(p.Name+": one code, three logins, a deactivation", 1, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{w.login(phone, now), w.login(phone, now), w.login(phone, now), w.deactivate(phone)}
			}),
			scenario(p.Name+": five logins with one code", 1, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{w.login(phone, now), w.login(phone, now), w.login(phone, now),
					w.login(phone, now), w.login(phone, now)}
			}),
			scenario(p.Name+": one code for sessions of a user and of a role", 1, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{w.login(phone, now), w.assume(phone, now), w.assume(phone, now)}
			}),
			scenario(p.Name+": two codes, a resync, a deactivation", 0, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{w.login(phone, now), w.login(phone, now+1), w.resync(phone, now+1),
					w.deactivate(phone)}
			}),
			scenario(p.Name+": a resync against logins", 2, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{w.login(phone, now), w.login(phone, now), w.resync(phone, now+1),
					w.resync(phone, now+1)}
			}),
			scenario(p.Name+": a login, away, back, and the same login", 1, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{w.login(phone, now-1), w.deactivate(phone),
					w.enable("AKIAROOT", "alice", phone, now+2), w.login(phone, now-1)}
			}),
			scenario(p.Name+": two users want one device", 2, func() (*world, []scheduletest.Caller) {
				w := newWorld(p)
				return w, []scheduletest.Caller{w.enable("AKIAROOT", "alice", phone, now),
					w.enable("AKIAbob", "bob", phone, now), w.remove(phone)}
			}),
			scenario(p.Name+": a key alone wants two devices", 2, func() (*world, []scheduletest.Caller) {
				w := newWorld(p)
				return w, []scheduletest.Caller{w.enable("AKIAalice", "alice", phone, now),
					w.enable("AKIAalice", "alice", spare, now), w.enable("AKIAalice", "alice", phone, now)}
			}),
			scenario(p.Name+": one code, two logins, a rename", 1, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{w.login(phone, now), w.login(phone, now), w.rename("alice", "renamed")}
			}),
			scenario(p.Name+": one code, two logins, a rename and back", 0, func() (*world, []scheduletest.Caller) {
				w := newWorld(p, phone)
				return w, []scheduletest.Caller{
					w.login(phone, now), w.login(phone, now), w.rename("alice", "renamed"), w.rename("renamed", "alice"),
				}
			}),
			scenario(p.Name+": guesses beyond the budget and a rename", 0, func() (*world, []scheduletest.Caller) {
				w := newWorld(tight, phone)
				return w, []scheduletest.Caller{
					w.login(phone, now+50), w.login(phone, now+50), w.login(phone, now), w.rename("alice", "renamed"),
				}
			}),
			scenario(p.Name+": guesses beyond the budget", 1, func() (*world, []scheduletest.Caller) {
				w := newWorld(tight, phone)
				return w, []scheduletest.Caller{w.login(phone, now+50), w.login(phone, now+50), w.login(phone, now+50),
					w.login(phone, now+50), w.login(phone, now)}
			}))
	}
	return all
}

// explore runs the schedules of a scenario, 20,000 at most: two tabs, a revocation
// and two more calls have over 200,000, which take minutes. It returns how many it
// ran.
func explore(t *testing.T, s scheduletest.Scenario) int {
	t.Helper()
	limit := 20_000
	if testing.Short() {
		limit = 500
	}
	schedules, failure := scheduletest.Explore(s, limit)
	if failure != nil {
		t.Error(failure)
	}
	t.Logf("%d schedules", schedules)
	if schedules < 500 {
		t.Errorf("only %d schedules", schedules)
	}
	return schedules
}

func TestNoOrderAndNoLossBreaksAPromise(t *testing.T) {
	total, limit := 0, 200_000
	if testing.Short() {
		limit = 500
	}
	for _, s := range scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			schedules, failure := scheduletest.Explore(s, limit)
			if failure != nil {
				t.Error(failure)
			}
			t.Logf("%d schedules", schedules)
			if schedules == limit && !testing.Short() {
				t.Error("there are more schedules than the limit: not all were run")
			}
			total += schedules
		})
	}
	t.Logf("%d schedules in all", total)
	if total < 25_000 && !testing.Short() {
		t.Errorf("only %d schedules were run", total)
	}
}

// forgetful is a store that does not remember what it spends.
type forgetful struct{ mfa.Store }

func (forgetful) RedeemCode(context.Context, mfa.Redemption) error { return nil }

func TestAStoreThatForgetsIsFoundAndItsScheduleIsReplayed(t *testing.T) {
	s := scenarios()[0]
	honest := s.Build
	s.Build = func() (mfa.Store, []scheduletest.Caller, func([]error) error) {
		store, callers, check := honest()
		return forgetful{store}, callers, check
	}
	_, failure := scheduletest.Explore(s, 1_000)
	if failure == nil {
		t.Fatal("a code opened two sessions, and the check did not see it")
	}
	again := scheduletest.Replay(s, failure.Schedule)
	if again == nil || again.Error() != failure.Error() {
		t.Errorf("the schedule shows something else when it is run again: %v", again)
	}
}
