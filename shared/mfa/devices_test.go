package mfa_test

import (
	"bytes"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func ptr[T any](v T) *T { return &v }

// want checks the code and the whole text of a refusal.
func want(t *testing.T, got *mfa.Error, code mfa.ErrorCode, message string) {
	t.Helper()
	if got.Code != code || got.Message != message {
		t.Errorf("got  %s: %q\nwant %s: %q", got.Code, got.Message, code, message)
	}
}

const (
	phoneARN     = "arn:aws:iam::123456789012:mfa/phone"
	invalidPair  = "Authentication code for device is not valid."
	notTheUsers  = "MFA Device invalid for user."
	mfaRequired  = "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user."
	invalidCode  = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
	unableToTell = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user."
)

func TestADeviceGoesThroughItsWholeLife(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Root.Create("phone")
	if phone.Serial != phoneARN {
		t.Errorf("serial number %s", phone.Serial)
	}
	listed := func(status mfa.AssignmentStatus) []mfa.VirtualMFADevice {
		return mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{AssignmentStatus: ptr(string(status))}).VirtualMFADevices
	}
	if got := listed(mfa.Unassigned); len(got) != 1 || got[0].User != nil || !got[0].EnableDate.IsZero() {
		t.Errorf("unassigned: %+v", got)
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.EnableMFADevice, phone.Pair("alice", 0))
	got := listed(mfa.Assigned)
	if len(got) != 1 || got[0].SerialNumber != phone.Serial || *got[0].User.UserName != "alice" || got[0].User.Arn != "arn:aws:iam::123456789012:user/alice" || !got[0].EnableDate.Equal(mfatest.Start) {
		t.Errorf("assigned: %+v", got)
	}
	if left := listed(mfa.Unassigned); len(left) != 0 {
		t.Errorf("still unassigned: %+v", left)
	}
	own := mfatest.Must[mfa.ListMFADevicesResponse](alice, mfa.ListMFADevices, mfa.ListMFADevicesRequest{})
	if len(own.MFADevices) != 1 || own.MFADevices[0] != (mfa.MFADevice{UserName: "alice", SerialNumber: phone.Serial, EnableDate: mfatest.Start}) || own.IsTruncated {
		t.Errorf("alice's: %+v", own)
	}
	alice.WithMFA(phone, 0)
	f.Wait(2 * otp.Period)
	mfatest.Must[mfa.NoOutput](alice, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial, UserName: ptr("alice")})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &phone.Serial})
	if left := listed(mfa.AnyAssignment); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestCreateHandsOutTheSeedInBothForms(t *testing.T) {
	f := mfatest.New(t, nil)
	in := mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("phone"), Path: ptr("/test//double/"), Tags: []*mfa.Tag{{Key: ptr("b"), Value: ptr("2")}, {Key: ptr("a"), Value: ptr("")}}}
	out := mfatest.Must[mfa.CreateVirtualMFADeviceResponse](f.Root, mfa.CreateVirtualMFADevice, in).VirtualMFADevice
	if out.SerialNumber != "arn:aws:iam::123456789012:mfa/test//double/phone" || len(out.Base32StringSeed.Reveal()) != 64 {
		t.Errorf("%s, a seed of %d characters", out.SerialNumber, len(out.Base32StringSeed.Reveal()))
	}
	if !slices.Equal(out.Tags, []mfa.OutTag{{Key: "a", Value: ""}, {Key: "b", Value: "2"}}) {
		t.Errorf("tags: %v", out.Tags)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(out.QRCodePNG.Reveal()))
	if err != nil || picture.Width != 250 || picture.Height != 250 {
		t.Errorf("the picture is %dx%d: %v", picture.Width, picture.Height, err)
	}
	want(t, mfatest.Refused(f.Root, mfa.CreateVirtualMFADevice, in), mfa.EntityAlreadyExists, "MFA device already exists.")
	f.Root.Create("phone") // the same name at another path is another device
	f.Root.Create("Phone") // and so is another spelling
}

func TestEnableIsRefusedTheWayAWSRefusesIt(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, name := range []string{"alice", "bob"} {
		f.User(name)
	}
	taken, free := f.Enable("bob", "taken"), f.Root.Create("free")
	request := free.Pair
	edit := func(change func(*mfa.EnableMFADeviceRequest)) mfa.EnableMFADeviceRequest {
		in := request("alice", 0)
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		in      mfa.EnableMFADeviceRequest
		code    mfa.ErrorCode
		message string
	}{
		"unknown user":   {request("nobody", 0), mfa.NoSuchEntity, "The user with name nobody cannot be found."},
		"unknown device": {edit(func(in *mfa.EnableMFADeviceRequest) { in.SerialNumber = ptr(phoneARN) }), mfa.NoSuchEntity, "MFA Device with serial number " + phoneARN + " does not exist."},
		"on this user":   {taken.Pair("Bob", 2), mfa.EntityAlreadyExists, "MFA Device for user bob already exists."},
		"in use":         {taken.Pair("alice", 0), mfa.EntityAlreadyExists, "MFA Device is already in use."},
		"the same twice": {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode1 = in.AuthenticationCode2 }), mfa.InvalidAuthenticationCode, invalidPair},
		"newer first": {edit(func(in *mfa.EnableMFADeviceRequest) {
			in.AuthenticationCode1, in.AuthenticationCode2 = in.AuthenticationCode2, in.AuthenticationCode1
		}), mfa.InvalidAuthenticationCode, invalidPair},
		"first wrong":  {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode1 = free.Code(-40) }), mfa.InvalidAuthenticationCode, invalidPair},
		"second wrong": {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode2 = free.Code(40) }), mfa.InvalidAuthenticationCode, invalidPair},
		"another's codes": {edit(func(in *mfa.EnableMFADeviceRequest) {
			in.AuthenticationCode1, in.AuthenticationCode2 = taken.Code(-1), taken.Code(0)
		}), mfa.InvalidAuthenticationCode, invalidPair},
		"beyond the window": {request("alice", 1001), mfa.InvalidAuthenticationCode, invalidPair},
		"no codes": {mfa.EnableMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &free.Serial}, mfa.ValidationError,
			"2 validation errors detected: Value at 'authenticationCode1' failed to satisfy constraint: Member must not be null; Value at 'authenticationCode2' failed to satisfy constraint: Member must not be null"},
		"full-width digits": {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode1 = secret.New("１２３４５６") }), mfa.ValidationError,
			`1 validation error detected: Value at 'authenticationCode1' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]+`},
		"spaces": {edit(func(in *mfa.EnableMFADeviceRequest) {
			in.AuthenticationCode1 = secret.New(" " + in.AuthenticationCode1.Reveal())
		}), mfa.ValidationError,
			`2 validation errors detected: Value at 'authenticationCode1' failed to satisfy constraint: Member must have length less than or equal to 6; Value at 'authenticationCode1' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]+`},
	} {
		t.Run(name, func(t *testing.T) { want(t, mfatest.Refused(f.Root, mfa.EnableMFADevice, c.in), c.code, c.message) })
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.EnableMFADevice, request("ALICE", 0)) // nothing that was refused has changed anything
}

func TestAPairIsAcceptedOnceAndOutlivesTheAssignment(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	phone := f.Enable("alice", "phone")
	resync := func(offset otp.Step) mfa.ResyncMFADeviceRequest {
		return mfa.ResyncMFADeviceRequest(phone.Pair("alice", offset))
	}
	for _, offset := range []otp.Step{-1, 0, 1} {
		want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, resync(offset)), mfa.InvalidAuthenticationCode, invalidPair)
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial, UserName: ptr("alice")})
	want(t, mfatest.Refused(f.Root, mfa.EnableMFADevice, phone.Pair("bob", 0)), mfa.InvalidAuthenticationCode, invalidPair)
	mfatest.Must[mfa.NoOutput](f.Root, mfa.EnableMFADevice, phone.Pair("bob", 2))
}

func TestResyncLearnsTheSkew(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	f.Wait(time.Hour)
	const fast = otp.Step(40) // twenty minutes
	if _, err := mfatest.Call[any](alice, mfa.GetSessionToken, phone.Token(fast)); err == nil {
		t.Fatal("a code of a phone that is twenty minutes fast was accepted")
	}
	mfatest.Must[mfa.NoOutput](alice, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", fast)))
	for _, offset := range []otp.Step{fast - 2, fast + 2, fast - 1} { // a pair of AWS's profile does not spend its codes
		alice.WithMFA(phone, offset)
	}
	want(t, mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(0)), mfa.AccessDenied, invalidCode)
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("nobody", 50))), mfa.NoSuchEntity, "The user with name nobody cannot be found.")
	f.User("bob")
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("bob", 50))), mfa.NoSuchEntity, notTheUsers)
	unknown := phone.Pair("bob", 50)
	unknown.SerialNumber = ptr(phoneARN + "2")
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(unknown)), mfa.NoSuchEntity, "MFA Device with serial number "+phoneARN+"2 does not exist.")
}

func TestDeactivateAndDeleteAreRefusedTheWayAWSRefusesThem(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	phone, spare := f.Enable("alice", "phone"), f.Root.Create("spare")
	deactivate := func(user, serial string) mfa.DeactivateMFADeviceRequest {
		return mfa.DeactivateMFADeviceRequest{SerialNumber: &serial, UserName: &user}
	}
	for name, c := range map[string]struct {
		in      mfa.DeactivateMFADeviceRequest
		code    mfa.ErrorCode
		message string
	}{
		"unknown user":   {deactivate("nobody", phone.Serial), mfa.NoSuchEntity, "The user with name nobody cannot be found."},
		"unknown device": {deactivate("alice", phoneARN+"2"), mfa.NoSuchEntity, "MFA Device with serial number " + phoneARN + "2 does not exist."},
		"unassigned":     {deactivate("alice", spare.Serial), mfa.NoSuchEntity, notTheUsers},
		"another user's": {deactivate("bob", phone.Serial), mfa.NoSuchEntity, notTheUsers},
		"root's own":     {mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial}, mfa.ValidationError, "Must specify userName when calling with non-User credentials"},
	} {
		t.Run(name, func(t *testing.T) { want(t, mfatest.Refused(f.Root, mfa.DeactivateMFADevice, c.in), c.code, c.message) })
	}
	remove := func(serial string) *mfa.Error {
		return mfatest.Refused(f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &serial})
	}
	want(t, remove(phone.Serial), mfa.DeleteConflict, "MFA VirtualDevice in use. Must deactivate first.")
	want(t, remove(phoneARN+"2"), mfa.NoSuchEntity, "MFA Device with serial number "+phoneARN+"2 does not exist.")
	want(t, mfatest.Refused(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")}), mfa.DeleteConflict, "Cannot delete entity, must remove tokens from principal first.")
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, deactivate("alice", phone.Serial))
	want(t, mfatest.Refused(f.Root, mfa.DeactivateMFADevice, deactivate("alice", phone.Serial)), mfa.NoSuchEntity, notTheUsers)
}

func TestAUserHasAtMostEightDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	for _, name := range strings.Split("abcdefgh", "") {
		f.Enable("alice", name)
	}
	ninth := f.Root.Create("i")
	want(t, mfatest.Refused(f.Root, mfa.EnableMFADevice, ninth.Pair("alice", 0)), mfa.LimitExceeded, "Cannot exceed quota for MFADevicesPerUser: 8")
	page := mfatest.Must[mfa.ListMFADevicesResponse](f.Root, mfa.ListMFADevices, mfa.ListMFADevicesRequest{UserName: ptr("alice"), MaxItems: ptr(int32(8))})
	if len(page.MFADevices) != 8 || page.IsTruncated || page.Marker != nil {
		t.Errorf("a page that is exactly full has %d devices, truncated %v", len(page.MFADevices), page.IsTruncated)
	}
}

func TestTagsFollowAWSsRules(t *testing.T) {
	f := mfatest.New(t, nil)
	phone := f.Root.Create("phone")
	tag := func(pairs ...string) mfa.TagMFADeviceRequest {
		in := mfa.TagMFADeviceRequest{SerialNumber: &phone.Serial, Tags: []*mfa.Tag{}}
		for i := 0; i < len(pairs); i += 2 {
			in.Tags = append(in.Tags, &mfa.Tag{Key: &pairs[i], Value: &pairs[i+1]})
		}
		return in
	}
	many := func(from, to int) (pairs []string) {
		for i := from; i < to; i++ {
			pairs = append(pairs, "key"+string(rune('A'+i/26))+string(rune('A'+i%26)), "v")
		}
		return pairs
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.TagMFADevice, tag("Env", "a", "env", "b"))
	mfatest.Must[mfa.NoOutput](f.Root, mfa.TagMFADevice, tag("env", "c", "empty", ""))
	list := mfatest.Must[mfa.ListMFADeviceTagsResponse](f.Root, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &phone.Serial})
	if !slices.Equal(list.Tags, []mfa.OutTag{{Key: "Env", Value: "a"}, {Key: "empty", Value: ""}, {Key: "env", Value: "c"}}) || list.IsTruncated {
		t.Errorf("%+v", list)
	}
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag("x", "1", "x", "2")), mfa.InvalidInput, "Duplicate tag keys found.")
	for _, reserved := range []string{"aws:x", "AWS:x", "aws:"} {
		if e := mfatest.Refused(f.Root, mfa.TagMFADevice, tag(reserved, "1")); e.Code != mfa.InvalidInput {
			t.Errorf("%s: %v", reserved, e)
		}
	}
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag(many(0, 51)...)), mfa.ValidationError, "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50")
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag("", "v")), mfa.ValidationError, "2 validation errors detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; "+
		`Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`)
	hole := tag("a", "b")
	hole.Tags = append([]*mfa.Tag{nil}, hole.Tags...)
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, hole), mfa.ValidationError, "1 validation error detected: Value at 'tags.1.member' failed to satisfy constraint: Member must not be null")
	mfatest.Must[mfa.NoOutput](f.Root, mfa.TagMFADevice, tag(many(0, 47)...))
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag("one-more", "v")), mfa.LimitExceeded, "The number of tags has reached the maximum limit.")
	mfatest.Must[mfa.NoOutput](f.Root, mfa.TagMFADevice, tag("env", "overwritten"))
	mfatest.Must[mfa.NoOutput](f.Root, mfa.UntagMFADevice, mfa.UntagMFADeviceRequest{SerialNumber: &phone.Serial, TagKeys: []*string{ptr("env"), ptr("absent")}})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.TagMFADevice, tag("one-more", "v"))
	want(t, mfatest.Refused(f.Root, mfa.UntagMFADevice, mfa.UntagMFADeviceRequest{SerialNumber: &phone.Serial, TagKeys: []*string{ptr("a"), ptr("!")}}), mfa.ValidationError,
		`1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+, Member must not be null]`)
	want(t, mfatest.Refused(f.Root, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: ptr(phoneARN + "2")}), mfa.NoSuchEntity, "MFA Device with serial number "+phoneARN+"2 does not exist.")
}

func TestAWalkMeetsEveryDeviceOnce(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	created := map[string]bool{}
	for _, name := range strings.Split("abcdefghijkl", "") {
		created[f.Root.Create(name).Serial] = true
	}
	f.Enable("alice", "z")
	for _, size := range []int32{1, 4, 6, 12, 13, 1000} {
		seen := map[string]bool{}
		in := mfa.ListVirtualMFADevicesRequest{MaxItems: &size, AssignmentStatus: ptr("Unassigned")}
		for {
			page := mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices, in)
			for _, d := range page.VirtualMFADevices {
				if seen[d.SerialNumber] || !created[d.SerialNumber] {
					t.Errorf("pages of %d: %s again, or from elsewhere", size, d.SerialNumber)
				}
				seen[d.SerialNumber] = true
			}
			if in.Marker = page.Marker; !page.IsTruncated {
				break
			}
		}
		if len(seen) != len(created) {
			t.Errorf("pages of %d met %d of %d devices", size, len(seen), len(created))
		}
	}
}

func TestAMarkerIsGoodForItsOwnListingOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	f.Root.Create("a")
	f.Root.Create("b")
	one := ptr(int32(1))
	page := mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{MaxItems: one})
	for _, in := range []mfa.ListVirtualMFADevicesRequest{
		{Marker: ptr("abc")}, {Marker: ptr(*page.Marker + "A")}, {Marker: ptr("ÿ")}, {Marker: page.Marker, AssignmentStatus: ptr("Unassigned")},
	} {
		want(t, mfatest.Refused(f.Root, mfa.ListVirtualMFADevices, in), mfa.ValidationError, "Invalid Marker.")
	}
	want(t, mfatest.Refused(f.Root, mfa.ListUsers, mfa.ListUsersRequest{Marker: page.Marker}), mfa.ValidationError, "Invalid Marker.")
	want(t, mfatest.Refused(f.Root, mfa.ListMFADevices, mfa.ListMFADevicesRequest{Marker: page.Marker}), mfa.ValidationError, "Invalid Marker.")
	for _, bad := range []int32{0, -1, 1001} {
		if e := mfatest.Refused(f.Root, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{MaxItems: &bad}); e.Code != mfa.ValidationError {
			t.Errorf("MaxItems %d: %v", bad, e)
		}
	}
	want(t, mfatest.Refused(f.Root, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{AssignmentStatus: ptr("any")}), mfa.ValidationError,
		"1 validation error detected: Value at 'assignmentStatus' failed to satisfy constraint: Member must satisfy enum value set")
}

func TestNamesAndPathsAreValidatedInAWSsWords(t *testing.T) {
	f := mfatest.New(t, nil)
	const pathText = "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."
	for name, c := range map[string]struct {
		in      mfa.CreateVirtualMFADeviceRequest
		message string
	}{
		"no name":          {mfa.CreateVirtualMFADeviceRequest{}, "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must not be null"},
		"control":          {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a\x00b")}, `1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+`},
		"newline at end":   {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a\n")}, `1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+`},
		"no first slash":   {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("a/")}, pathText},
		"no serial number": {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("/a!b/")}, pathText},
		"no last slash":    {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("/a")}, pathText},
		"path and no name": {mfa.CreateVirtualMFADeviceRequest{Path: ptr("/a")}, "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must not be null"},
		"long path":        {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("/" + strings.Repeat("a", 511) + "/")}, "1 validation error detected: Value at 'path' failed to satisfy constraint: Member must have length less than or equal to 512"},
		"long name":        {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr(strings.Repeat("a", 227))}, "The path and name of the device make a serial number of more than 256 characters."},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, mfatest.Refused(f.Root, mfa.CreateVirtualMFADevice, c.in), mfa.ValidationError, c.message)
		})
	}
	f.Root.Create(strings.Repeat("a", 226))
}

func TestGetMFADeviceKnowsNoVirtualDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	for _, c := range []mfatest.Caller{alice, f.Root} {
		if e := mfatest.Refused(c, mfa.GetMFADevice, mfa.GetMFADeviceRequest{SerialNumber: ptr(phoneARN)}); e.Code != mfa.ValidationError || !strings.Contains(e.Message, "only hardware FIDO") {
			t.Error(e)
		}
	}
}

func TestShortListsAreCutIntoPages(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.KeyOf("alice")
	for _, name := range []string{"a", "b", "c"} {
		f.Enable("alice", name)
	}
	one := ptr(int32(1))
	var seen []string
	in := mfa.ListMFADevicesRequest{MaxItems: one}
	for {
		page := mfatest.Must[mfa.ListMFADevicesResponse](alice, mfa.ListMFADevices, in)
		for _, d := range page.MFADevices {
			seen = append(seen, d.SerialNumber[len(d.SerialNumber)-1:])
		}
		if in.Marker = page.Marker; !page.IsTruncated {
			break
		}
	}
	if strings.Join(seen, "") != "abc" {
		t.Errorf("met %v", seen)
	}
	first := mfatest.Must[mfa.ListAccessKeysResponse](f.Root, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: ptr("alice"), MaxItems: one})
	if len(first.AccessKeyMetadata) != 1 || !first.IsTruncated {
		t.Errorf("%+v", first)
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &first.AccessKeyMetadata[0].AccessKeyId})
	rest := mfatest.Must[mfa.ListAccessKeysResponse](f.Root, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: ptr("alice"), Marker: first.Marker})
	if len(rest.AccessKeyMetadata) != 1 || rest.IsTruncated {
		t.Errorf("after the key that a page ended with was deleted: %+v", rest)
	}
}

func TestTagsThatBeginAlikeAreAllMet(t *testing.T) {
	f := mfatest.New(t, nil)
	phone := f.Root.Create("phone")
	tags := mfa.TagMFADeviceRequest{SerialNumber: &phone.Serial}
	for _, end := range []string{"a", "b", "c", "d"} {
		tags.Tags = append(tags.Tags, &mfa.Tag{Key: ptr(strings.Repeat("\U00010400", 127) + end), Value: ptr("")}) // 508 bytes, more than a marker holds
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.TagMFADevice, tags)
	seen := ""
	in := mfa.ListMFADeviceTagsRequest{SerialNumber: &phone.Serial, MaxItems: ptr(int32(1))}
	for {
		page := mfatest.Must[mfa.ListMFADeviceTagsResponse](f.Root, mfa.ListMFADeviceTags, in)
		seen += page.Tags[0].Key[len(page.Tags[0].Key)-1:]
		if in.Marker = page.Marker; !page.IsTruncated {
			break
		}
	}
	if seen != "abcd" {
		t.Errorf("met %q", seen)
	}
}

// zeros is a source of one and the same seed, so that pictures differ in their labels only.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestAppsShowTheAccountsAliasAndNotTheDevicesPath(t *testing.T) {
	f := mfatest.New(t, nil)
	f.Random = zeros{}
	picture := func(path string) []byte {
		in := mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("phone"), Path: &path}
		return mfatest.Must[mfa.CreateVirtualMFADeviceResponse](f.Root, mfa.CreateVirtualMFADevice, in).VirtualMFADevice.QRCodePNG.Reveal()
	}
	plain := picture("/")
	if !bytes.Equal(plain, picture("/a/")) {
		t.Error("the path is in the picture")
	}
	f.AccountAlias = "example"
	if bytes.Equal(plain, picture("/b/")) {
		t.Error("the alias is not in the picture")
	}
}

func TestAKeyCreatesEightDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	create := func(c mfatest.Caller, name string) error {
		_, err := mfatest.Call[any](c, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: &name})
		return err
	}
	for i := range mfa.MaxNewDevicesPerUser {
		if err := create(alice, string(rune('a'+i))); err != nil {
			t.Fatal(err)
		}
	}
	for _, caller := range []mfatest.Caller{alice, f.KeyOf("alice")} {
		var refusal *mfa.Error
		if err := create(caller, "one-more"); !errors.As(err, &refusal) || refusal.Code != mfa.LimitExceeded {
			t.Errorf("a ninth: %v", err)
		}
	}
	if err := create(f.Root, "roots"); err != nil {
		t.Errorf("root's: %v", err)
	}
	if err := create(f.User("bob"), "bobs"); err != nil {
		t.Errorf("another user's: %v", err)
	}
}
