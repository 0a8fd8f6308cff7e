package dynamo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A fault is what may happen to a call on its way to DynamoDB or back.
type fault string

const (
	tooFast     fault = "throttled"
	broken      fault = "answered by 500"
	unreachable fault = "not delivered"
	lost        fault = "carried out, and its answer lost"
	cutOff      fault = "cut off by the transport"
)

var faults = []fault{tooFast, broken, unreachable, lost, cutOff}

// A faultyWire lets calls first to last meet a fault. The first call is number 0.
type faultyWire struct {
	fault             fault
	first, last, seen int
}

// Do implements dynamodb.HTTPClient.
func (w *faultyWire) Do(r *http.Request) (*http.Response, error) {
	n := w.seen
	w.seen++
	if n < w.first || n > w.last {
		return http.DefaultClient.Do(r)
	}
	switch w.fault {
	case tooFast:
		return refusal(r, http.StatusBadRequest, "ProvisionedThroughputExceededException"), nil
	case broken:
		return refusal(r, http.StatusInternalServerError, "InternalServerError"), nil
	case cutOff:
		return nil, context.Canceled
	case lost:
		if answer, err := http.DefaultClient.Do(r); err == nil {
			_ = answer.Body.Close()
		}
	}
	return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: context.DeadlineExceeded}
}

func refusal(r *http.Request, status int, code string) *http.Response {
	body := fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"a fault"}`, code)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}

// A stage is a service on DynamoDB with everything that the operations below need.
type stage struct {
	*mfatest.Fixture
	wire         *faultyWire
	alice        mfatest.Caller
	phone, spare mfatest.Phone
}

func newStage(t *testing.T) *stage {
	w := &faultyWire{last: -1}
	clock := func() time.Time { return mfatest.Start }
	store := dynamo.New(connect(tooltest.DynamoDBLocal(t), w), newTable(t), clock, rand.Reader)
	quick := otp.AWS
	quick.Enable, quick.Resync = otp.Window{Back: 9, Ahead: 9}, otp.Window{Back: 9, Ahead: 9}
	s := &stage{Fixture: mfatest.New(t, &mfatest.Options{Profile: quick, Store: store}), wire: w}
	s.alice, s.phone, s.spare = s.User("alice"), s.Enable("alice", "phone"), s.Root.Create("spare")
	return s
}

func send[In any](c mfatest.Caller, op mfa.Operation, in In) func() error {
	return func() error {
		_, err := mfatest.Call[any](c, op, in)
		return err
	}
}

// operations are those that change something, and one that reads.
func (s *stage) operations() map[string]func() error {
	name, value := "new", "v"
	alice := "alice"
	return map[string]func() error{
		"GetSessionToken":        send(s.alice, mfa.GetSessionToken, s.phone.Token(1)),
		"EnableMFADevice":        send(s.Root, mfa.EnableMFADevice, s.spare.Pair("alice", 0)),
		"ResyncMFADevice":        send(s.alice, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(s.phone.Pair("alice", 4))),
		"DeactivateMFADevice":    send(s.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: &alice, SerialNumber: &s.phone.Serial}),
		"DeleteVirtualMFADevice": send(s.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &s.spare.Serial}),
		"CreateVirtualMFADevice": send(s.Root, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: &name}),
		"CreateUser":             send(s.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: &name}),
		"CreateAccessKey":        send(s.Root, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{UserName: &alice}),
		"TagMFADevice":           send(s.Root, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &s.spare.Serial, Tags: []*mfa.Tag{{Key: &name, Value: &value}}}),
		"ListMFADevices":         send(s.alice, mfa.ListMFADevices, mfa.ListMFADevicesRequest{}),
	}
}

// A fault that passes is not noticed, one that stays is an error of the service, and neither leaves half a change or an unspent code behind.
func TestEveryFaultOfEveryCallIsSurvived(t *testing.T) {
	tried := 0
	for operation := range newStage(t).operations() {
		for _, fault := range faults {
			for call := 0; call < 4; call++ {
				passing := tryFault(t, operation, fault, call, call)
				staying := tryFault(t, operation, fault, call, call+1000)
				if !passing && !staying {
					break // the operation makes no such call
				}
				tried++
			}
		}
	}
	t.Logf("%d faults of calls", 2*tried)
	if tried < 10*len(faults) {
		t.Errorf("only %d faults were tried", tried)
	}
}

// tryFault lets calls first to last of an operation meet the fault, and reports whether there was such a call.
func tryFault(t *testing.T, operation string, f fault, first, last int) bool {
	t.Helper()
	s := newStage(t)
	do := s.operations()[operation]
	*s.wire = faultyWire{fault: f, first: first, last: last}
	err := do()
	met := s.wire.seen > first
	*s.wire = faultyWire{last: -1}
	if !met {
		return false
	}
	what := fmt.Sprintf("%s, calls %d to %d %s", operation, first, last, f)
	var refused *mfa.Error
	switch passes := first == last; {
	case passes && err != nil:
		t.Errorf("%s: %v", what, err)
	case !passes && (err == nil || errors.As(err, &refused)):
		t.Errorf("%s: it is no error of the service, but %v", what, err)
	case !passes && f == tooFast && !errors.Is(err, mfa.ErrThrottled):
		t.Errorf("%s: it is not told as throttled: %v", what, err)
	}
	s.wantWhole(t, what)
	if again := do(); operation == "GetSessionToken" && err == nil && again == nil {
		t.Errorf("%s: the code opened another session", what)
	}
	s.wantWhole(t, what+", and again")
	return true
}

// wantWhole checks that alice and the devices agree about what is hers.
func (s *stage) wantWhole(t *testing.T, what string) {
	t.Helper()
	alice, err := s.Store.User(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	for _, serial := range []string{s.phone.Serial, s.spare.Serial} {
		device, err := s.Store.Device(t.Context(), serial)
		if err != nil && !errors.Is(err, mfa.ErrNotFound) {
			t.Fatal(err)
		}
		if _, has := alice.Devices[serial]; has != (device.Owner != nil) {
			t.Errorf("%s: alice has %s: %v, it has an owner: %v", what, serial, has, device.Owner != nil)
		}
	}
	for _, id := range alice.Keys {
		if _, err := s.Store.Key(t.Context(), id); err != nil {
			t.Errorf("%s: key %s: %v", what, id, err)
		}
	}
}
