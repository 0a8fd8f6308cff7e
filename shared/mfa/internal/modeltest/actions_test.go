package modeltest

import (
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func (m *machine) CreateUser(t *rapid.T) { m.newUser(t, m.caller(t), userNames.Draw(t, "user")) }

func (m *machine) newUser(t *rapid.T, by credential, name string) {
	want := m.createUser(by, name)
	out := try[mfa.CreateUserResponse](t, m, by, mfa.CreateUser, mfa.CreateUserRequest{UserName: &name}, want)
	if want == ok {
		m.find(name).id = out.User.UserId
	}
}

func (m *machine) DeleteUser(t *rapid.T) {
	m.removeUser(t, m.caller(t), userNames.Draw(t, "user"))
}

func (m *machine) removeUser(t *rapid.T, by credential, name string) {
	try[mfa.NoOutput](t, m, by, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: &name}, m.deleteUser(by, name))
}

func (m *machine) CreateAccessKey(t *rapid.T) { m.newKey(t, m.caller(t), userNames.Draw(t, "user")) }

func (m *machine) newKey(t *rapid.T, by credential, name string) {
	want := m.createKey(by, name)
	out := try[mfa.CreateAccessKeyResponse](t, m, by, mfa.CreateAccessKey,
		mfa.CreateAccessKeyRequest{UserName: &name}, want)
	if want == ok {
		u := m.find(name)
		u.keys[out.AccessKey.AccessKeyId] = "Active"
		m.remember(credential{keyID: out.AccessKey.AccessKeyId, user: u.name, userID: u.id})
	}
}

func (m *machine) UpdateAccessKey(t *rapid.T) {
	by, name := m.caller(t), userNames.Draw(t, "user")
	id, status := m.keyOf(t, name), rapid.SampledFrom([]string{"Active", "Inactive", "Active"}).Draw(t, "status")
	in := mfa.UpdateAccessKeyRequest{UserName: &name, AccessKeyId: &id, Status: &status}
	try[mfa.NoOutput](t, m, by, mfa.UpdateAccessKey, in, m.changeKey(by, name, id, status))
}

func (m *machine) DeleteAccessKey(t *rapid.T) {
	by, name := m.caller(t), userNames.Draw(t, "user")
	m.removeKey(t, by, name, m.keyOf(t, name))
}

func (m *machine) removeKey(t *rapid.T, by credential, name, id string) {
	try[mfa.NoOutput](t, m, by, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: &name, AccessKeyId: &id},
		m.changeKey(by, name, id, ""))
}

func (m *machine) CreateVirtualMFADevice(t *rapid.T) {
	m.newDevice(t, m.caller(t), deviceNames.Draw(t, "device"))
}

func (m *machine) newDevice(t *rapid.T, by credential, name string) {
	want := m.createDevice(by, serial(name))
	out := try[mfa.CreateVirtualMFADeviceResponse](t, m, by, mfa.CreateVirtualMFADevice,
		mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: &name}, want)
	if want == ok {
		m.devices[serial(name)].seed = string(out.VirtualMFADevice.Base32StringSeed.Reveal())
	}
}

func (m *machine) DeleteVirtualMFADevice(t *rapid.T) {
	m.removeDevice(t, m.caller(t), serial(deviceNames.Draw(t, "device")))
}

func (m *machine) removeDevice(t *rapid.T, by credential, serial string) {
	try[mfa.NoOutput](t, m, by, mfa.DeleteVirtualMFADevice,
		mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &serial}, m.deleteDevice(by, serial))
}

func (m *machine) EnableMFADevice(t *rapid.T) {
	by := m.caller(t)
	name, serial := m.target(t, by), serial(deviceNames.Draw(t, "device"))
	p, code1, code2 := m.pairOf(t, serial)
	m.enableWith(t, by, name, serial, p, code1, code2)
}

func (m *machine) enableWith(t *rapid.T, by credential, name, serial string, p pair, code1, code2 secret.String) {
	in := mfa.EnableMFADeviceRequest{UserName: &name, SerialNumber: &serial, AuthenticationCode1: code1,
		AuthenticationCode2: code2}
	try[mfa.NoOutput](t, m, by, mfa.EnableMFADevice, in, m.enable(by, name, serial, p))
}

func (m *machine) DeactivateMFADevice(t *rapid.T) {
	by := m.caller(t)
	name := m.target(t, by)
	m.deactivateAs(t, by, name, m.deviceOf(t, name))
}

func (m *machine) deactivateAs(t *rapid.T, by credential, name, serial string) {
	in := mfa.DeactivateMFADeviceRequest{UserName: &name, SerialNumber: &serial}
	try[mfa.NoOutput](t, m, by, mfa.DeactivateMFADevice, in, m.deactivate(by, name, serial))
}

func (m *machine) ResyncMFADevice(t *rapid.T) {
	by := m.caller(t)
	name := m.target(t, by)
	serial := m.deviceOf(t, name)
	p, code1, code2 := m.pairOf(t, serial)
	m.resyncWith(t, by, name, serial, p, code1, code2)
}

func (m *machine) resyncWith(t *rapid.T, by credential, name, serial string, p pair, code1, code2 secret.String) {
	in := mfa.ResyncMFADeviceRequest{UserName: &name, SerialNumber: &serial, AuthenticationCode1: code1,
		AuthenticationCode2: code2}
	try[mfa.NoOutput](t, m, by, mfa.ResyncMFADevice, in, m.resync(by, name, serial, p))
}

func (m *machine) TagMFADevice(t *rapid.T) {
	by, key, value := m.caller(t), tagKeys.Draw(t, "key"), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "value")
	m.setTag(t, by, m.deviceOf(t, m.target(t, by)), key, value)
}

func (m *machine) setTag(t *rapid.T, by credential, serial, key, value string) {
	in := mfa.TagMFADeviceRequest{SerialNumber: &serial, Tags: []*mfa.Tag{{Key: &key, Value: &value}}}
	try[mfa.NoOutput](t, m, by, mfa.TagMFADevice, in, m.tag(by, serial, key, value))
}

func (m *machine) UntagMFADevice(t *rapid.T) {
	by, key := m.caller(t), tagKeys.Draw(t, "key")
	serial := m.deviceOf(t, m.target(t, by))
	try[mfa.NoOutput](t, m, by, mfa.UntagMFADevice,
		mfa.UntagMFADeviceRequest{SerialNumber: &serial, TagKeys: []*string{&key}}, m.tag(by, serial, key, ""))
}

// GetSessionToken is tried with a device's code as it is, a little old or
// early, with a slip, and without any.
func (m *machine) GetSessionToken(t *rapid.T) {
	by := m.caller(t)
	if rapid.IntRange(0, 4).Draw(t, "without MFA") == 4 {
		m.login(t, by, "", "")
		return
	}
	serial := m.deviceOf(t, by.user)
	m.login(t, by, serial, m.someCode(t, serial))
}

// Login is what people do all day.
func (m *machine) Login(t *rapid.T) {
	by := m.keyOwner(t)
	serial := m.deviceOf(t, by.user)
	m.login(t, by, serial, m.someCode(t, serial))
}

func (m *machine) someCode(t *rapid.T, serial string) string {
	code, _ := m.phone(serial, rapid.SampledFrom([]int64{0, 0, 0, 0, -1, 1, -2, 2, -3, 3}).Draw(t, "steps"))
	if rapid.IntRange(0, 9).Draw(t, "slip") == 9 {
		return slip(code)
	}
	return code
}

// login asks for a session, and checks that the code opened none before,
// whatever the model thinks of it.
func (m *machine) login(t *rapid.T, by credential, serial, code string) outcome {
	seconds := rapid.SampledFrom([]int32{43_200, 900, 129_600}).Draw(t, "seconds")
	in := mfa.GetSessionTokenRequest{DurationSeconds: &seconds}
	if serial != "" {
		in.SerialNumber, in.TokenCode = &serial, secret.New(code)
	}
	want := m.getSessionToken(by, serial, code)
	out := try[mfa.GetSessionTokenResponse](t, m, by, mfa.GetSessionToken, in, want)
	if want != ok {
		return want
	}
	if by.user == "" {
		seconds = min(seconds, 3600)
	}
	expires := m.now.Truncate(time.Second).Add(time.Duration(seconds) * time.Second)
	if !out.Credentials.Expiration.Equal(expires) {
		t.Fatalf("a session of %d seconds ends at %s, want %s", seconds, out.Credentials.Expiration, expires)
	}
	opened := credential{
		keyID: out.Credentials.AccessKeyId, token: out.Credentials.SessionToken.Reveal(),
		user: by.user, userID: by.userID, session: true, mfa: serial != "", expires: expires, openedBy: by.keyID,
	}
	if opened.mfa {
		opened.opened = m.devices[serial]
		opened.times = opened.opened.times
	}
	m.remember(opened)
	return ok
}

// AssumeRole is tried with the codes that GetSessionToken is tried with, by keys
// and by sessions. One code opens one session of either kind.
func (m *machine) AssumeRole(t *rapid.T) {
	by := m.caller(t)
	arn, name := "arn:aws:iam::"+mfatest.Account+":role/ops", "work"
	in := mfa.AssumeRoleRequest{RoleArn: &arn, RoleSessionName: &name}
	serial, code := "", ""
	if rapid.IntRange(0, 4).Draw(t, "without a code") < 4 {
		serial = m.deviceOf(t, by.user)
		code = m.someCode(t, serial)
		in.SerialNumber, in.TokenCode = &serial, secret.New(code)
	}
	try[mfa.AssumeRoleResponse](t, m, by, mfa.AssumeRole, in, m.assumeRole(by, serial, code))
}

// GetCallerIdentity is what every live credential may.
func (m *machine) GetCallerIdentity(t *rapid.T) {
	by := m.caller(t)
	want := m.signedIn(by)
	out := try[mfa.GetCallerIdentityResponse](t, m, by, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{}, want)
	if want == ok && by.user != "" && (out.UserId != by.userID || !strings.HasSuffix(out.Arn, ":user/"+by.user)) {
		t.Fatalf("%s is %s", by, out.Arn)
	}
}

// GetUser is what IAM tells everybody but a session without MFA.
func (m *machine) GetUser(t *rapid.T) {
	by := m.caller(t)
	name := m.target(t, by)
	want := m.caresFor(by, name)
	if want == ok && m.find(name) == nil {
		want = missing
	}
	out := try[mfa.GetUserResponse](t, m, by, mfa.GetUser, mfa.GetUserRequest{UserName: &name}, want)
	if want == ok && (*out.User.UserName != m.find(name).name || out.User.UserId != m.find(name).id) {
		t.Fatalf("%s is %s", name, *out.User.UserName)
	}
}

// Wait moves the clock, mostly on; a little back it may go too, as a server's
// clock does when it is set.
func (m *machine) Wait(t *rapid.T) {
	d := waits.Draw(t, "wait")
	if d < 0 && m.now.Add(d).Before(m.latest.Add(-10*time.Minute)) {
		d = -d
	}
	m.wait(d)
}

func (m *machine) wait(d time.Duration) {
	m.fixture.Wait(d)
	m.now = m.fixture.Time()
	if m.now.After(m.latest) {
		m.latest = m.now
	}
}

// Drift sets the clock of a phone. Root may resynchronise it then.
func (m *machine) Drift(t *rapid.T) {
	serial := serial(deviceNames.Draw(t, "device"))
	d := m.devices[serial]
	if d == nil {
		return
	}
	d.drift = rapid.SampledFrom([]int64{0, 0, 1, -1, 3, 19, -600, 900, 1100, -1100}).Draw(t, "drift")
	if d.owner != nil && rapid.Bool().Draw(t, "resync") {
		p, code1, code2 := m.typed(serial, 0, false)
		m.resyncWith(t, m.credentials[0], d.owner.name, serial, p, code1, code2)
	}
}
