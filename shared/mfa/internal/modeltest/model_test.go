package modeltest

import (
	"cmp"
	"strings"
	"time"
)

// An account is the model: what the account must be after each action, and what
// the action must have answered. It is written from the API references and from
// what the profiles promise, and shares no code with the service: plain maps, a
// log of attempts where the service has counters, and a device that is one
// thing, whichever user has it.
type account struct {
	hardened bool
	now      time.Time
	users    map[string]*user // by name, in lower case
	devices  map[string]*device
	tickets  []*ticket // the newest
}

type user struct {
	name, id string
	first    string            // name
	keys     map[string]string // status by id
	codes    []attempt         // single codes that were judged and, in hardened, not given back
	pairs    []attempt
	failures int // codes in a row that were wrong
}

type device struct {
	seed    string
	creator string // user id, "" for root
	owner   *user
	enabled time.Time
	times   int // how often it was enabled
	tags    map[string]string
	verifier
	drift int64 // of the phone's clock, in steps: the model of a person's pocket
}

// A credential is an access key, or a session's.
type credential struct {
	keyID, token string
	user, userID string // "" for root
	session, mfa bool
	openedBy     string // the long-term key that opened the session
	expires      time.Time
	opened       *device // that a session with MFA was opened with
	times        int     // how often that had been enabled then
}

// An outcome is "ok" or AWS's error code. Where one code has several meanings,
// a word tells which.
type outcome string

const (
	ok              outcome = "ok"
	badCredential   outcome = "InvalidClientTokenId"
	expired         outcome = "ExpiredToken"
	denied          outcome = "AccessDenied"
	needsMFA        outcome = "AccessDenied: needs MFA"
	needsKey        outcome = "AccessDenied: needs a long-term key"
	wrongCode       outcome = "AccessDenied: wrong or spent"
	notJudged       outcome = "AccessDenied: not judged"
	wrongPair       outcome = "InvalidAuthenticationCode"
	missing         outcome = "NoSuchEntity"
	exists          outcome = "EntityAlreadyExists"
	ofAnother       outcome = "EntityAlreadyExists: of another user"
	hasDevices      outcome = "DeleteConflict: devices"
	hasKeys         outcome = "DeleteConflict: keys"
	inUse           outcome = "DeleteConflict: in use"
	tooManyKeys     outcome = "LimitExceeded: keys"
	tooManyDevices  outcome = "LimitExceeded: devices"
	tooManyAttempts outcome = "LimitExceeded: attempts"
)

// find finds a user by name, whatever its case, or nil.
func (a *account) find(name string) *user { return a.users[strings.ToLower(name)] }

// signedIn is what a request with the credential comes to before anything else.
func (a *account) signedIn(c credential) outcome {
	u := a.find(c.user)
	switch {
	case c.user == "" && !c.session:
		return ok
	case c.session && !a.now.Before(c.expires):
		return expired
	case c.session && c.user != "" && (u == nil || u.id != c.userID):
		return badCredential
	case a.hardened && c.opened != nil && (c.opened.owner != u || c.opened.times != c.times):
		return badCredential // the session ended with its device
	case !c.session && (u == nil || u.keys[c.keyID] != "Active"):
		return badCredential
	}
	return ok
}

// mayCallIAM adds the rule that sessions without MFA may not.
func (a *account) mayCallIAM(c credential) outcome {
	if refusal := a.signedIn(c); refusal != ok {
		return refusal
	}
	if c.session && !c.mfa {
		return badCredential
	}
	return ok
}

// administers is for what root alone may do.
func (a *account) administers(c credential) outcome {
	if refusal := a.mayCallIAM(c); refusal != ok {
		return refusal
	}
	if c.user != "" {
		return denied
	}
	return ok
}

// caresFor is for what root may do to everybody and users to themselves.
func (a *account) caresFor(c credential, name string) outcome {
	if refusal := a.mayCallIAM(c); refusal != ok {
		return refusal
	}
	if c.user != "" && !c.is(name) {
		return denied
	}
	return ok
}

func (c credential) is(name string) bool { return c.user != "" && strings.EqualFold(c.user, name) }

func (a *account) createUser(c credential, name string) outcome {
	if refusal := a.administers(c); refusal != ok {
		return refusal
	}
	if a.find(name) != nil {
		return exists
	}
	a.users[strings.ToLower(name)] = &user{name: name, first: name, keys: map[string]string{}}
	return ok
}

func (a *account) deleteUser(c credential, name string) outcome {
	if refusal := a.administers(c); refusal != ok {
		return refusal
	}
	u := a.find(name)
	switch {
	case u == nil:
		return missing
	case len(a.devicesOf(u)) > 0:
		return hasDevices
	case len(u.keys) > 0:
		return hasKeys
	}
	delete(a.users, strings.ToLower(name))
	return ok
}

func (a *account) createKey(c credential, name string) outcome {
	if refusal := a.administers(c); refusal != ok {
		return refusal
	}
	u := a.find(name)
	switch {
	case u == nil:
		return missing
	case len(u.keys) == 2:
		return tooManyKeys
	}
	return ok
}

// changeKey gives a user's key another status; "" deletes it.
func (a *account) changeKey(c credential, name, keyID, status string) outcome {
	if refusal := a.administers(c); refusal != ok {
		return refusal
	}
	u := a.find(name)
	if u == nil || u.keys[keyID] == "" {
		return missing
	}
	u.keys[keyID] = status
	if status == "" {
		delete(u.keys, keyID)
	}
	return ok
}

func (a *account) createDevice(c credential, serial string) outcome {
	if refusal := a.mayCallIAM(c); refusal != ok {
		return refusal
	}
	switch {
	case a.devices[serial] != nil:
		return exists
	case c.user != "" && a.newDevicesOf(c.userID) == 8:
		return tooManyDevices
	}
	a.devices[serial] = &device{creator: c.userID, tags: map[string]string{}, verifier: verifier{spent: map[int64]bool{}}}
	return ok
}

// heldBy returns the device if the caller may change it: root may change every
// device, a user one of her own, or one that she created and no user has.
// She is not told that others exist.
func (a *account) heldBy(c credential, serial string) (*device, outcome) {
	d := a.devices[serial]
	switch {
	case c.user == "" && d == nil:
		return nil, missing
	case c.user == "":
		return d, ok
	case d == nil || d.owner == nil && d.creator != c.userID || d.owner != nil && d.owner.id != c.userID:
		return nil, denied
	}
	return d, ok
}

func (a *account) deleteDevice(c credential, serial string) outcome {
	if refusal := a.mayCallIAM(c); refusal != ok {
		return refusal
	}
	if c.user != "" && !c.mfa && len(a.devicesOf(a.find(c.user))) > 0 {
		return denied
	}
	d, refusal := a.heldBy(c, serial)
	if refusal != ok {
		return refusal
	}
	if d.owner != nil {
		return inUse
	}
	delete(a.devices, serial)
	return ok
}

// tag sets a tag of a device; the value "" takes it away.
func (a *account) tag(c credential, serial, key, value string) outcome {
	if refusal := a.mayCallIAM(c); refusal != ok {
		return refusal
	}
	if c.user != "" && !c.mfa {
		return denied
	}
	d, refusal := a.heldBy(c, serial)
	if refusal != ok {
		return refusal
	}
	d.tags[key] = value
	if value == "" {
		delete(d.tags, key)
	}
	return ok
}

func (a *account) enable(c credential, name, serial string, p pair) outcome {
	if refusal := a.caresFor(c, name); refusal != ok {
		return refusal
	}
	u, d := a.find(name), a.devices[serial]
	switch {
	case u == nil:
		return missing
	case a.lacksMFA(c, u):
		return needsMFA
	case d == nil:
		return missing
	case d.owner == u:
		return exists
	case d.owner != nil:
		return ofAnother
	case len(a.devicesOf(u)) == 8:
		return tooManyDevices
	case !a.chargePair(c, u):
		return tooManyAttempts
	case !a.judgePair(d, p, 998, 1000, 20):
		return wrongPair
	}
	d.owner, d.enabled = u, a.now.Truncate(time.Second)
	d.times++
	return ok
}

// lacksMFA reports whether a user acts on herself without the MFA that she
// could show (bulletin AWS-2023-001).
func (a *account) lacksMFA(c credential, u *user) bool {
	return c.is(u.name) && !c.mfa && len(a.devicesOf(u)) > 0
}

func (a *account) deactivate(c credential, name, serial string) outcome {
	if refusal := a.caresFor(c, name); refusal != ok {
		return refusal
	}
	u, d := a.find(name), a.devices[serial]
	switch {
	case u == nil:
		return missing
	case a.lacksMFA(c, u):
		return needsMFA
	case c.user != "" && !c.mfa:
		return denied
	case d == nil || d.owner != u:
		return missing
	}
	d.owner = nil
	return ok
}

func (a *account) resync(c credential, name, serial string, p pair) outcome {
	if refusal := a.caresFor(c, name); refusal != ok {
		return refusal
	}
	u, d := a.find(name), a.devices[serial]
	switch {
	case u == nil || d == nil || d.owner != u:
		return missing
	case !a.chargePair(c, u):
		return tooManyAttempts
	case !a.judgePair(d, p, 998, 1000, 2880):
		return wrongPair
	}
	if a.hardened { // ends the lock, and gives the key that brought the pair its day back
		u.failures = 0
		for i, t := range u.codes {
			u.codes[i].returned = t.returned || t.keyID == c.keyID && a.today(t)
		}
	}
	return ok
}

// getSessionToken without a serial number asks for a session without MFA.
func (a *account) getSessionToken(c credential, serial, code string) outcome {
	if refusal := a.signedIn(c); refusal != ok {
		return refusal
	}
	switch {
	case c.session:
		return needsKey
	case serial == "":
		return ok
	}
	return a.redeem(c, serial, code)
}

// assumeRole is asked for a role that trusts everyone in the account.
func (a *account) assumeRole(c credential, serial, code string) outcome {
	if refusal := a.signedIn(c); refusal != ok {
		return refusal
	}
	switch {
	case c.user == "":
		return denied
	case serial == "":
		return ok
	}
	return a.redeem(c, serial, code)
}

// redeem charges the long-term key, of a session the one that opened it.
func (a *account) redeem(c credential, serial, code string) outcome {
	u, d := a.find(c.user), a.devices[serial]
	switch {
	case u == nil || d == nil || d.owner != u || !a.chargeCode(u, cmp.Or(c.openedBy, c.keyID), serial):
		return notJudged
	case !a.judgeCode(d, code):
		return wrongCode
	}
	if a.hardened { // a success gives back its own attempt, and ends a row of failures
		u.codes, u.failures = u.codes[:len(u.codes)-1], 0
	}
	return ok
}

// devicesOf returns the serial numbers of the user's devices.
func (a *account) devicesOf(u *user) (serials []string) {
	for serial, d := range a.devices {
		if d.owner == u {
			serials = append(serials, serial)
		}
	}
	return serials
}
