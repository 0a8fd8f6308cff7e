package dynamo_test

import (
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A call is one of the store's methods, made in a scene.
type call struct {
	name string
	cost string // the operations of DynamoDB that it takes; the last makes the change
	do   func(s *scene) error
	done func(s *scene) bool // whether a change was made, and made once
}

// costs is cost as a list.
func (c call) costs() []string { return strings.Fields(c.cost) }

var used = mfa.LastUse{Date: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), Region: "us-east-1", Service: mfa.IAM}

var reads = append(ticketReads, []call{
	{name: "User", cost: "GetItem", do: func(s *scene) error { _, err := s.User(s.Context(), "alice"); return err }},
	{name: "Device", cost: "GetItem", do: func(s *scene) error { _, err := s.Device(s.Context(), phone); return err }},
	{name: "AccessKey", cost: "GetItem",
		do: func(s *scene) error { _, err := s.AccessKey(s.Context(), "AKIA1"); return err }},
	{name: "AccessKeys", cost: "BatchGetItem",
		do: func(s *scene) error { _, err := s.AccessKeys(s.Context(), []string{"AKIA1", "AKIA2"}); return err }},
}...)

var ticketReads = []call{
	{name: "EnrollmentTicket", cost: "GetItem",
		do: func(s *scene) error { _, err := s.EnrollmentTicket(s.Context(), "ATKT1"); return err }},
	{name: "EnrollmentTickets", cost: "BatchGetItem", do: func(s *scene) error {
		_, err := s.EnrollmentTickets(s.Context(), []string{"ATKT1", "ATKT2"})
		return err
	}},
}

var ticketChanges = []call{
	{"Commit of a user's tickets", "TransactWriteItems",
		func(s *scene) error {
			alice := s.alice
			alice.Tickets = map[string]time.Time{"ATKT2": s.ticket.Expires}
			return s.Commit(s.Context(), mfa.Write{UserTickets: &alice})
		},
		func(s *scene) bool {
			_, has := s.user("alice").Tickets["ATKT2"]
			return has
		}},
	{"Commit of a user's recovery codes", "TransactWriteItems",
		func(s *scene) error { return s.recoveryCodes(s.Store, s.alice, "RCVC1") },
		func(s *scene) bool { return s.user("alice").RecoveryCodes.ID == "RCVC1" }},
	{"Commit of a ticket", "TransactWriteItems",
		func(s *scene) error {
			t := s.ticket
			t.ID, t.Revision = "ATKT2", ""
			return s.Commit(s.Context(), mfa.Write{Ticket: &t})
		},
		func(s *scene) bool { return !gone(s.EnrollmentTicket(s.Context(), "ATKT2")) }},
	{"ReplaceDevice", "TransactWriteItems",
		func(s *scene) error {
			return s.ReplaceDevice(s.Context(), mfa.Device{Serial: left, Seed: []byte("new"), CreatedBy: "AIDAALICE"})
		},
		func(s *scene) bool { return string(s.device(left).Seed) == "new" }},
	{"Assign by a ticket", "TransactWriteItems",
		func(s *scene) error {
			return s.Assign(s.Context(), mfa.Assignment{User: s.alice, Device: s.spare, MaxDevices: 2, Ticket: &s.ticket})
		},
		func(s *scene) bool {
			u, t := s.user("alice"), s.ticketNow()
			return len(u.Devices) == 1 && len(u.Tickets) == 0 && s.device(spare).Owner.Name == "alice" &&
				s.device(phone).Owner == nil && t.Status == mfa.TicketRedeemed
		}},
}

var accountChanges = []call{
	{"Commit of a rename", "GetItem TransactWriteItems",
		func(s *scene) error { return s.rename(s.Store, "alice", "robert") },
		func(s *scene) bool {
			k, err := s.AccessKey(s.Context(), "AKIA1")
			return err == nil && k.UserName == "robert" && gone(s.User(s.Context(), "alice")) &&
				len(s.user("robert").Devices) == 1 && s.device(phone).Owner.Name == "robert"
		}},
	{"Commit of the account", "TransactWriteItems",
		func(s *scene) error {
			return s.Commit(s.Context(), mfa.Write{Account: &mfa.Account{Alias: "blue-team"}})
		},
		func(s *scene) bool { return s.account().Alias == "blue-team" }},
	{"Commit of a report", "TransactWriteItems",
		func(s *scene) error {
			return s.Commit(s.Context(), mfa.Write{Report: &mfa.CredentialReport{Generated: used.Date}})
		},
		func(s *scene) bool {
			r, err := s.CredentialReport(s.Context())
			return err == nil && r.Generated.Equal(used.Date)
		}},
}

var changes = slices.Concat(ticketChanges, accountChanges, []call{
	{"CreateUser", "TransactWriteItems",
		func(s *scene) error { return s.CreateUser(s.Context(), mfa.User{Name: "carol"}) },
		func(s *scene) bool { return s.user("carol").Name == "carol" }},
	{"DeleteUser", "TransactWriteItems",
		func(s *scene) error { _, err := s.DeleteUser(s.Context(), "bob"); return err },
		func(s *scene) bool { return gone(s.User(s.Context(), "bob")) }},
	{"CreateAccessKey", "TransactWriteItems",
		func(s *scene) error { return s.CreateAccessKey(s.Context(), s.key("AKIA2"), 2) },
		func(s *scene) bool { return slices.Equal(s.user("alice").Keys, []string{"AKIA1", "AKIA2"}) }},
	{"CreateAccessKey of root", "PutItem",
		func(s *scene) error { return s.CreateAccessKey(s.Context(), mfa.AccessKey{ID: "AKIAROOT"}, 0) },
		func(s *scene) bool { return !gone(s.AccessKey(s.Context(), "AKIAROOT")) }},
	{"UpdateAccessKey", "TransactWriteItems",
		func(s *scene) error { return s.UpdateAccessKey(s.Context(), "alice", "AKIA1", mfa.Inactive) },
		func(s *scene) bool {
			k, err := s.AccessKey(s.Context(), "AKIA1")
			return err == nil && k.Status == mfa.Inactive
		}},
	{"DeleteAccessKey", "TransactWriteItems",
		func(s *scene) error { return s.DeleteAccessKey(s.Context(), "alice", "AKIA1") },
		func(s *scene) bool { return gone(s.AccessKey(s.Context(), "AKIA1")) && len(s.user("alice").Keys) == 0 }},
	{"RecordUse", "UpdateItem",
		func(s *scene) error { return s.RecordUse(s.Context(), mfa.Use{KeyID: "AKIA1", LastUse: used}) },
		func(s *scene) bool {
			k, err := s.AccessKey(s.Context(), "AKIA1")
			return err == nil && k.LastUsed.Region == used.Region
		}},
	{"CreateDevice", "TransactWriteItems",
		func(s *scene) error { return s.CreateDevice(s.Context(), mfa.Device{Serial: "new"}) },
		func(s *scene) bool { return s.device("new").Owner == nil }},
	{"DeleteDevice", "TransactWriteItems",
		func(s *scene) error { _, err := s.DeleteDevice(s.Context(), spare, "", ""); return err },
		func(s *scene) bool { return gone(s.Device(s.Context(), spare)) }},
	{"Tag", "TransactWriteItems",
		func(s *scene) error {
			_, err := s.Tag(s.Context(), spare, "", map[string]string{"new": ""}, 3)
			return err
		},
		func(s *scene) bool { return len(s.device(spare).Tags) == 2 }},
	{"Untag", "TransactWriteItems",
		func(s *scene) error { _, err := s.Untag(s.Context(), spare, "", []string{"old"}); return err },
		func(s *scene) bool { return len(s.device(spare).Tags) == 0 }},
	{"Reserve", "UpdateItem",
		func(s *scene) error { return s.reserve() },
		func(s *scene) bool { return s.counted(2) }},
	{"RedeemCode", "UpdateItem",
		func(s *scene) error { return s.RedeemCode(s.Context(), s.redemption(5)) },
		func(s *scene) bool { return s.counted(0) && s.user("alice").Devices[phone].State.Accepted.Has(5) }},
	{"RedeemCode where only the floor is kept", "UpdateItem",
		func(s *scene) error { return s.RedeemCode(s.Context(), s.monotone(5)) },
		func(s *scene) bool { return s.counted(0) && s.user("alice").Devices[phone].State.Accepted.Floor == 5 }},
	{"Assign", "TransactWriteItems",
		func(s *scene) error {
			return s.Assign(s.Context(), mfa.Assignment{User: s.alice, Device: s.spare, MaxDevices: 2})
		},
		func(s *scene) bool { return len(s.user("alice").Devices) == 2 && s.device(spare).Owner.Name == "alice" }},
	{"Unassign", "TransactWriteItems",
		func(s *scene) error { return s.Unassign(s.Context(), s.alice, phone) },
		func(s *scene) bool { return len(s.user("alice").Devices) == 0 && s.device(phone).Owner == nil }},
	{"Resync", "UpdateItem",
		func(s *scene) error { return s.Resync(s.Context(), s.newResyncWrite()) },
		func(s *scene) bool { return s.counted(0) && s.user("alice").LockGeneration == 1 }},
})
