package memstore

import (
	"maps"
	"slices"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// Everything goes in and out as a copy, so that callers never share maps or
// slices with the store.

func cloneUser(u mfa.User) mfa.User {
	devices := make(map[string]mfa.AssignedDevice, len(u.Devices))
	for serial, d := range u.Devices {
		d.Seed = slices.Clone(d.Seed)
		d.State = cloneState(d.State)
		devices[serial] = d
	}
	u.Devices = devices
	u.Keys = slices.Clone(u.Keys)
	counters := make(map[string]int, len(u.Counters))
	maps.Copy(counters, u.Counters)
	u.Counters = counters
	u.Tags = maps.Clone(u.Tags)
	u.Groups = slices.Clone(u.Groups)
	u.Tickets = maps.Clone(u.Tickets)
	u.RecoveryCodes = cloneRecoveryCodes(u.RecoveryCodes)
	if u.LoginProfile != nil {
		profile := *u.LoginProfile
		u.LoginProfile = &profile
	}
	u.Permissions = clonePermissions(u.Permissions)
	return u
}

func cloneRecoveryCodes(r *mfa.RecoveryCodes) *mfa.RecoveryCodes {
	if r == nil {
		return nil
	}
	c := *r
	c.Sealed, c.Redeemed = slices.Clone(r.Sealed), slices.Clone(r.Redeemed)
	return &c
}

func cloneDevice(d mfa.Device) mfa.Device {
	d.Seed = slices.Clone(d.Seed)
	tags := make(map[string]string, len(d.Tags))
	maps.Copy(tags, d.Tags)
	d.Tags = tags
	d.Owner = cloneOwner(d.Owner)
	d.State = cloneState(d.State)
	return d
}

func cloneOwner(o *mfa.Owner) *mfa.Owner {
	if o == nil {
		return nil
	}
	c := *o
	return &c
}

func cloneState(s otp.VerifierState) otp.VerifierState {
	s.Accepted.Above = slices.Clone(s.Accepted.Above)
	return s
}

func cloneKey(k mfa.AccessKey) mfa.AccessKey {
	k.Secret = slices.Clone(k.Secret)
	return k
}

func clonePermissions(p mfa.Permissions) mfa.Permissions {
	p.Inline = slices.Clone(p.Inline)
	p.Attached = slices.Clone(p.Attached)
	return p
}

func cloneGroup(g mfa.Group) mfa.Group {
	g.Members = slices.Clone(g.Members)
	g.Permissions = clonePermissions(g.Permissions)
	return g
}

func cloneAccount(a mfa.Account) mfa.Account {
	if a.PasswordPolicy != nil {
		policy := *a.PasswordPolicy
		a.PasswordPolicy = &policy
	}
	return a
}

func cloneReport(r mfa.CredentialReport) mfa.CredentialReport {
	r.Content = slices.Clone(r.Content)
	return r
}

func cloneRole(r mfa.Role) mfa.Role {
	r.TrustedIDs = maps.Clone(r.TrustedIDs)
	r.Tags = maps.Clone(r.Tags)
	r.Permissions = clonePermissions(r.Permissions)
	return r
}

func clonePolicy(p mfa.Policy) mfa.Policy {
	p.Tags = maps.Clone(p.Tags)
	p.Versions = slices.Clone(p.Versions)
	p.Attachments = slices.Clone(p.Attachments)
	return p
}
