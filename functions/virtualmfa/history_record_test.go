package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/pquerna/otp/totp"
)

// The operations of the histories.
const (
	getSessionToken = "GetSessionToken"
	deactivate      = "DeactivateMFADevice"
	enable          = "EnableMFADevice"
)

// trustEveryone is the trust policy of the role that logins assume.
const trustEveryone = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},` +
	`"Action":"sts:AssumeRole"}}`

const (
	devices   = 16
	perDevice = 4 // clients
	perClient = 3 // logins in a window
	oneIn     = 100
)

// A historian lets clients sign in on several devices at once, window after
// window, and notes what came of it.
type historian struct {
	server         *server
	root           sdk
	role           *string // the ARN of one that trusts everyone
	clients        [devices]sdk
	keepers        [keepers]sdk
	serials, seeds [devices]string
	wire           lossyWire
	began          time.Time // the origin of the history's times

	mu      sync.Mutex
	history []porcupine.Operation
	tickets [][]porcupine.Operation // each of one scene
	tokens  [][]porcupine.Operation
}

// record lets many windows pass.
func record(t *testing.T, s *server, slow *slowWire, windows int) *historian {
	t.Helper()
	r := &historian{server: s, root: s.root(), began: time.Now()}
	r.role = must(r.root.iam.CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName: aws.String("ops"), AssumeRolePolicyDocument: aws.String(trustEveryone),
	}))(t).Role.Arn
	for d := range devices {
		name := *userOf(d)
		r.clients[d] = s.user(t, name)
		r.serials[d], r.seeds[d] = r.clients[d].enrol(t, name)
	}
	for i := range keepers {
		r.keepers[i] = s.user(t, keeperName(i+1))
	}
	first := time.Now().Add(time.Hour).Truncate(3 * time.Minute)
	if slow != nil {
		slow.begin(r.began, first)
	}
	var invitations sync.WaitGroup
	invitations.Go(func() { // tickets need no window: codes of hours ago enable a device
		for number := range windows {
			r.tickets = append(r.tickets, r.ticketScene(t, number, first))
		}
	})
	for window := range windows {
		now := first.Add(time.Duration(window)*3*time.Minute + 65*time.Second)
		s.setClock(t, now)
		r.window(t, window, now)
	}
	invitations.Wait()
	t.Logf("%d requests and %d answers got lost", r.wire.requests.Load(), r.wire.answers.Load())
	if r.wire.requests.Load() == 0 || r.wire.answers.Load() == 0 {
		t.Error("nothing got lost on the way there, or nothing on the way back")
	}
	return r
}

// window is what happens in three minutes. In one of four root takes the device
// away meanwhile, and gives it back.
func (r *historian) window(t *testing.T, window int, now time.Time) {
	t.Helper()
	var all sync.WaitGroup
	all.Go(func() { r.tokens = append(r.tokens, r.tokenScene(t, window, now)) })
	for device := range devices {
		codes, distinct := codesAround(t, r.seeds[device], now)
		if !distinct {
			continue
		}
		for range perDevice {
			all.Go(func() {
				for range perClient {
					step := rand.IntN(3)
					r.note(action{device, window, getSessionToken, step}, func() string {
						return r.openSession(t, r.clients[device].sts, r.serials[device], codes[step])
					})
				}
			})
		}
		if rand.IntN(4) == 0 {
			all.Go(func() {
				r.note(action{device, window, deactivate, 0}, func() string { return r.deactivate(t, device, &r.wire) })
				r.note(action{device, window, enable, 0}, func() string { return r.enable(t, device, codes, &r.wire) })
			})
			defer r.makeSure(t, device, codes)
		}
	}
	all.Wait()
}

// note adds a call to the history.
func (r *historian) note(c action, do func() string) {
	op := porcupine.Operation{Input: c, Call: time.Since(r.began).Nanoseconds()}
	op.Output = do()
	op.Return = time.Since(r.began).Nanoseconds()
	if op.Output == unknown {
		op.Return = never
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = append(r.history, op)
}

// makeSure gives the device back if a call of that got lost. It is between
// windows and not in the history.
func (r *historian) makeSure(t *testing.T, device int, codes [3]string) {
	t.Helper()
	for range 10 {
		if r.enable(t, device, codes, http.DefaultClient) != unknown {
			return
		}
	}
	t.Errorf("device %d cannot be given back", device)
}

// codesAround returns the codes of the steps before, at and after now, and
// whether none of them is another's of the steps around that a verifier may
// look at. About one device and window in 50,000 has such twins: a code that
// truly is good twice.
func codesAround(t *testing.T, seed string, now time.Time) (codes [3]string, distinct bool) {
	t.Helper()
	seen := map[string]bool{}
	for step := -5; step <= 5; step++ {
		code := must(totp.GenerateCode(seed, now.Add(time.Duration(step)*30*time.Second)))(t)
		seen[code] = true
		if -1 <= step && step <= 1 {
			codes[step+1] = code
		}
	}
	return codes, len(seen) == 11
}

// openSession tries a code once: the SDK would try again what we want to see. One
// half of the sessions are AssumeRole's, which spends the same codes.
func (r *historian) openSession(t *testing.T, client *sts.Client, serial, code string) string {
	t.Helper()
	once := func(o *sts.Options) { o.RetryMaxAttempts, o.HTTPClient = 1, &r.wire }
	var err error
	if rand.IntN(2) == 0 {
		in := &sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: &code}
		_, err = client.GetSessionToken(t.Context(), in, once)
	} else {
		in := &sts.AssumeRoleInput{
			RoleArn:         r.role,
			RoleSessionName: aws.String("work"),
			SerialNumber:    &serial,
			TokenCode:       &code,
		}
		_, err = client.AssumeRole(t.Context(), in, once)
	}
	if err == nil {
		return opened
	}
	return outcomeOf(t, err)
}

func (r *historian) deactivate(t *testing.T, device int, wire iam.HTTPClient) string {
	t.Helper()
	in := &iam.DeactivateMFADeviceInput{SerialNumber: &r.serials[device], UserName: userOf(device)}
	_, err := r.root.iam.DeactivateMFADevice(t.Context(), in,
		func(o *iam.Options) { o.RetryMaxAttempts, o.HTTPClient = 1, wire })
	return outcomeOf(t, err)
}

// enable brings the pair that ends now: later than that of any window before, and no skew.
func (r *historian) enable(t *testing.T, device int, codes [3]string, wire iam.HTTPClient) string {
	t.Helper()
	in := &iam.EnableMFADeviceInput{
		SerialNumber: &r.serials[device], UserName: userOf(device), AuthenticationCode1: &codes[0],
		AuthenticationCode2: &codes[1],
	}
	_, err := r.root.iam.EnableMFADevice(t.Context(), in,
		func(o *iam.Options) { o.RetryMaxAttempts, o.HTTPClient = 1, wire })
	return outcomeOf(t, err)
}

func userOf(device int) *string { return aws.String(fmt.Sprint("user", device)) }

// outcomeOf reads an answer.
func outcomeOf(t *testing.T, err error) string {
	t.Helper()
	var refusal smithy.APIError
	var answer *smithyhttp.ResponseError
	switch {
	case err == nil:
		return done
	case errors.Is(err, errLost), errors.As(err, &answer) && answer.HTTPStatusCode() >= 500:
		return unknown
	case errors.As(err, &refusal) && strings.Contains(refusal.ErrorMessage(), "invalid MFA one time pass code"):
		return wrong
	case errors.As(err, &refusal) && strings.Contains(refusal.ErrorMessage(), "unable to validate MFA code"),
		errors.As(err, &refusal) &&
			slices.Contains([]string{"EntityAlreadyExists", "NoSuchEntity", "ConcurrentModification"}, refusal.ErrorCode()):
		return refused
	}
	t.Error(err)
	return unknown
}

var errLost = errors.New("lost on the way")

// A lossyWire carries requests to the server, and loses one in a hundred: half
// of them on the way there, half on the way back, when the server has acted.
type lossyWire struct{ requests, answers atomic.Int32 }

// Do implements sts.HTTPClient.
func (w *lossyWire) Do(r *http.Request) (*http.Response, error) {
	fate := rand.IntN(2 * oneIn)
	if fate == 0 {
		w.requests.Add(1)
		return nil, errLost
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil || fate > 1 {
		return answer, err
	}
	w.answers.Add(1)
	return nil, errors.Join(errLost, answer.Body.Close())
}

func (s *server) setClock(t *testing.T, now time.Time) {
	t.Helper()
	move := fmt.Sprintf(`{"set":%q}`, now.UTC().Format(time.RFC3339))
	answer, err := http.Post(s.exported("AWS_ENDPOINT_URL")+"/_local/clock", "application/json", strings.NewReader(move))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the clock answers %s", answer.Status)
	}
}
