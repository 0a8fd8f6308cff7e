package main

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/pquerna/otp/totp"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// What a login came to, as its sender sees it. unknown is a login whose answer got lost.
const (
	opened  = "opened a session"
	wrong   = "wrong or spent"
	refused = "not judged"
	unknown = "unknown"
)

// A login is one code sent to one device in one window of its budget.
type login struct{ device, window, step int }

// A verifier is a device in one window, as the model has it.
type verifier struct{ charged, spent int }

const budget = 9 // of the profile aws

// model says what each login must come to if all of them happened one after the other. On DynamoDB an attempt whose answer is late may be
// charged twice (dynamo.Store.Reserve), so that a login may be refused before the budget is used up; never may one be judged beyond it.
func model(chargedTwice bool) porcupine.Model {
	return porcupine.Model{
		Init:      func() any { return verifier{} },
		Partition: byVerifier,
		Step: func(state, input, output any) (bool, any) {
			return state.(verifier).step(input.(login), output.(string), chargedTwice)
		},
	}
}

func (v verifier) step(l login, output string, chargedTwice bool) (possible bool, after verifier) {
	step := 1 << l.step
	switch {
	case v.charged == budget:
		return output == refused || output == unknown, v
	case output == refused && chargedTwice:
		return true, v
	}
	want := opened
	if v.spent&step != 0 {
		want = wrong
	}
	return output == want || output == unknown, verifier{v.charged + 1, v.spent | step}
}

// byVerifier takes a history apart: what happens to one device does not concern another.
func byVerifier(history []porcupine.Operation) (parts [][]porcupine.Operation) {
	of := map[login][]porcupine.Operation{}
	for _, op := range history {
		key := op.Input.(login)
		key.step = 0
		of[key] = append(of[key], op)
	}
	return slices.Collect(maps.Values(of))
}

const (
	devices    = 16
	perDevice  = 4 // clients
	perClient  = 3 // logins in a window
	lostOfEach = 100
)

func TestHistoriesOfManyClientsAreLinearizableInMemory(t *testing.T) {
	checkHistory(t, model(false), record(t, serve(t), 53))
}

func TestHistoriesOfManyClientsAreLinearizableOnDynamoDB(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	s := serve(t, "-dynamodb", tooltest.DynamoDBLocal(t), "-create-table", "-table", "history", "-key-file", key)
	checkHistory(t, model(true), record(t, s, 53))
}

func checkHistory(t *testing.T, m porcupine.Model, history []porcupine.Operation) {
	t.Helper()
	count := map[any]int{}
	for _, op := range history {
		count[op.Output]++
	}
	t.Logf("%d logins of %d clients: %v", len(history), devices*perDevice, count)
	if len(history) < 10_000 || count[opened] == 0 || count[wrong] == 0 || count[refused] == 0 || count[unknown] == 0 {
		t.Error("too few, or not of every kind")
	}
	for _, part := range m.Partition(history) {
		if !porcupine.CheckOperations(m, part) {
			t.Errorf("no order of these logins explains their answers: %s", describe(part))
		}
	}
	for i := range history { // a history of sessions only cannot be
		history[i].Output = opened
	}
	if porcupine.CheckOperations(m, history) {
		t.Error("a history that cannot be was accepted")
	}
}

// describe lists logins by when they began.
func describe(part []porcupine.Operation) string {
	slices.SortFunc(part, func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	var b strings.Builder
	for _, op := range part {
		fmt.Fprintf(&b, "\n%v to %v: %+v %s", time.Duration(op.Call), time.Duration(op.Return), op.Input, op.Output)
	}
	return b.String()
}

// record lets clients sign in on several devices at once, window after window, and returns what came of it.
func record(t *testing.T, s *server, windows int) (history []porcupine.Operation) {
	t.Helper()
	var clients [devices]sdk
	var serials, seeds [devices]string
	for d := range devices {
		name := fmt.Sprint("user", d)
		clients[d] = s.user(t, name)
		serials[d], seeds[d] = clients[d].enrol(t, name)
	}
	start := time.Now().Add(time.Hour).Truncate(3 * time.Minute)
	var mu sync.Mutex
	for window := range windows {
		now := start.Add(time.Duration(window)*3*time.Minute + 65*time.Second)
		s.setClock(t, now)
		var all sync.WaitGroup
		for client := range devices * perDevice {
			all.Go(func() {
				for range perClient {
					l := login{client % devices, window, rand.IntN(3)}
					code, err := totp.GenerateCode(seeds[l.device], now.Add(time.Duration(l.step-1)*30*time.Second))
					if err != nil {
						t.Error(err)
						return
					}
					op := porcupine.Operation{ClientId: client, Input: l, Call: time.Since(start).Nanoseconds()}
					op.Output = clients[l.device].login(t, serials[l.device], code)
					op.Return = time.Since(start).Nanoseconds()
					if rand.IntN(lostOfEach) == 0 {
						op.Output = unknown
					}
					mu.Lock()
					history = append(history, op)
					mu.Unlock()
				}
			})
		}
		all.Wait()
	}
	return history
}

// login tries a code once: the SDK would try again what we want to see.
func (c sdk) login(t *testing.T, serial, code string) string {
	in := &sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: &code}
	_, err := c.sts.GetSessionToken(t.Context(), in, func(o *sts.Options) { o.RetryMaxAttempts = 1 })
	switch {
	case err == nil:
		return opened
	case strings.Contains(err.Error(), "invalid MFA one time pass code"):
		return wrong
	case strings.Contains(err.Error(), "unable to validate MFA code"):
		return refused
	}
	t.Error(err)
	return unknown
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
