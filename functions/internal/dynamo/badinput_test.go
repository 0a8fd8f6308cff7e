package dynamo_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// drawn matches what two services draw differently.
var drawn = regexp.MustCompile(`A[IKS][DIR]A[A-Z2-7]{16,17}`)

// answer writes down what came of a call.
func answer[In any](c mfatest.Caller, op mfa.Operation, in In) string {
	response, err := mfatest.Call[any](c, op, in)
	text := fmt.Sprint(err)
	if err == nil {
		written, _ := json.Marshal(response)
		text = string(written)
	}
	return op.Name + ": " + drawn.ReplaceAllString(text, "ID")
}

// awkward are texts that a store may treat in its own way.
var awkward = []string{
	"a", "A", "ä", "Ä", "a\u0308", "\u0130", "ß", "日本語", "a.b", "a#b", "a/b", "a b", " a", "a ", ":a", "#a", "$a",
	"\x00", "\xff", "a\xffb", "\ufffd",
	"attempt", "devices", "", strings.Repeat("k", 64), strings.Repeat("k", 65), strings.Repeat("ä", 128),
	strings.Repeat("k", 129), strings.Repeat("v", 256), strings.Repeat("v", 257),
}

// answers makes calls with awkward members, one after the other.
func answers(t *testing.T, store func() mfa.Store) (all []string) {
	t.Helper()
	f := mfatest.New(t, &mfatest.Options{Profile: otp.AWS, Store: store()})
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	list := mfa.ListMFADeviceTagsRequest{SerialNumber: &phone.Serial}
	empty := ""
	for _, text := range awkward {
		twice := []mfa.Tag{{Key: &text, Value: &text}, {Key: &text, Value: &empty}}
		upper := strings.ToUpper(text)
		cases := []mfa.Tag{{Key: &text, Value: &text}, {Key: &upper, Value: &upper}}
		all = append(all,
			answer(f.Root, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &phone.Serial, Tags: pointers(twice[:1])}),
			answer(f.Root, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &phone.Serial, Tags: pointers(twice)}),
			answer(f.Root, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &phone.Serial, Tags: pointers(cases)}),
			answer(f.Root, mfa.ListMFADeviceTags, list),
			answer(f.Root, mfa.UntagMFADevice,
				mfa.UntagMFADeviceRequest{SerialNumber: &phone.Serial, TagKeys: []*string{&text, &upper, &text}}),
			answer(f.Root, mfa.ListMFADeviceTags, list),
			answer(f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: &text, Path: &text}),
			answer(f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: &text}),
			answer(f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: &upper}),
			answer(f.Root, mfa.GetUser, mfa.GetUserRequest{UserName: &upper}),
			answer(f.Root, mfa.ListMFADevices, mfa.ListMFADevicesRequest{UserName: &text}),
			answer(f.Root, mfa.EnableMFADevice, phone.Pair(text, 0)),
			answer(f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: &text, SerialNumber: &text}),
			answer(f.Root, mfa.UpdateAccessKey,
				mfa.UpdateAccessKeyRequest{UserName: &text, AccessKeyId: &text, Status: ptr("Active")}),
			answer(f.Root, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: ptr("ALICE"), AccessKeyId: &text}),
			answer(f.Root, mfa.DeleteVirtualMFADevice,
				mfa.DeleteVirtualMFADeviceRequest{SerialNumber: ptr("arn:aws:iam::123456789012:mfa/" + text)}),
			answer(alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{SerialNumber: &text, TokenCode: phone.Code(0)}),
			answer(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: &text}),
		)
	}
	return all
}

func ptr(s string) *string { return &s }

func pointers(tags []mfa.Tag) (list []*mfa.Tag) {
	for i := range tags {
		list = append(list, &tags[i])
	}
	return list
}

func TestBothStoresAnswerBadInputAlike(t *testing.T) {
	memory := answers(t, func() mfa.Store { return memstore.New(func() time.Time { return mfatest.Start }) })
	table := answers(t, func() mfa.Store { return open(t, newTable(t), http.DefaultClient) })
	t.Logf("%d answers compared, %d of them different from each other", len(memory),
		len(slices.Compact(slices.Sorted(slices.Values(memory)))))
	for i := range memory {
		if memory[i] != table[i] {
			t.Errorf("%d, with %q\nmemory:   %s\nDynamoDB: %s", i, awkward[i/18], memory[i], table[i])
		}
	}
}
