package scheduletest_test

import (
	"errors"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/internal/scheduletest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// ticket makes a ticket for alice and the spare device, in place of the phone.
func (w *world) ticket() (id string, text secret.String) {
	root, err := mfatest.Authenticate(ctx, w.ungated, "AKIAROOT", secret.String{})
	must(err)
	user, name, lost := "alice", "spare", phone
	_, out, err := mfa.CreateEnrollmentTicket.Call(ctx, w.ungated, root, func(request any) error {
		*(request.(*mfa.CreateEnrollmentTicketRequest)) = mfa.CreateEnrollmentTicketRequest{
			UserName: &user, VirtualMFADeviceName: &name, ReplacedSerialNumber: &lost,
		}
		return nil
	})
	must(err)
	made := out.(mfa.CreateEnrollmentTicketResponse)
	return made.TicketId, made.Ticket
}

// redeem enables the ticket's device. Its holder is known before.
func (w *world) redeem(ticket secret.String) scheduletest.Caller {
	return scheduletest.Caller{Kind: "redeem", Do: func(s mfa.Store) error {
		holder, err := w.ungated.TicketHolder(ctx, ticket)
		if err != nil {
			return err
		}
		_, _, err = mfa.EnableMFADevice.Call(ctx, serviceOn(s, w.profile), holder, func(request any) error {
			*(request.(*mfa.EnableMFADeviceRequest)) = mfa.EnableMFADeviceRequest{
				AuthenticationCode1: code(now - 1), AuthenticationCode2: code(now),
			}
			return nil
		})
		return err
	}}
}

func (w *world) revoke(id string) scheduletest.Caller {
	user := "alice"
	return scheduletest.Caller{Kind: "revoke", Do: func(s mfa.Store) error {
		return call(w, "AKIAROOT", s, mfa.DeleteEnrollmentTicket,
			mfa.DeleteEnrollmentTicketRequest{UserName: &user, TicketId: &id})
	}}
}

func TestATicketIsRedeemedOrRevokedAndTheLostDeviceGoesWithIt(t *testing.T) {
	s := scheduletest.Scenario{
		Name:   "two tabs, a revocation, a code of the lost phone and its deactivation",
		Faults: 1,
		Build: func() (mfa.Store, []scheduletest.Caller, func([]error) error) {
			w := newWorld(small(otp.AWS), phone)
			id, text := w.ticket()
			callers := []scheduletest.Caller{
				w.redeem(text), w.redeem(text), w.revoke(id), w.login(phone, now), w.deactivate(phone),
			}
			return w.store, callers, func(errs []error) error {
				return errors.Join(w.check(errs), w.checkTicket(id, errs))
			}
		},
	}
	explore(t, s)
}

// checkTicket holds what is promised of a ticket. The first two callers redeem
// it and the third revokes it.
func (w *world) checkTicket(id string, errs []error) error {
	t, err := w.store.EnrollmentTicket(ctx, id)
	must(err)
	alice := w.user("alice")
	_, hasSpare := alice.Devices[spare]
	_, hasPhone := alice.Devices[phone]
	switch {
	case errs[0] == nil && errs[1] == nil:
		return errors.New("the ticket was redeemed twice")
	case (errs[0] == nil || errs[1] == nil) && errs[2] == nil:
		return errors.New("the ticket was redeemed and revoked")
	case hasSpare != (t.Status == mfa.TicketRedeemed):
		return errors.New("the ticket is " + string(t.Status) + ", and the device says something else")
	case hasSpare && hasPhone:
		return errors.New("the lost phone stayed")
	}
	return nil
}

// A ticket against everything that its user and its device can go through.
func TestATicketEnrollsOnceWhateverBecomesOfItsUserAndItsDevice(t *testing.T) {
	total := 0
	for name, others := range map[string]func(w *world, id string) []scheduletest.Caller{
		"a rename": func(w *world, _ string) []scheduletest.Caller {
			return []scheduletest.Caller{w.rename("alice", "renamed"), w.deactivate(phone)}
		},
		"an enabling by root, and a deletion": func(w *world, _ string) []scheduletest.Caller {
			return []scheduletest.Caller{w.enable("AKIAROOT", "alice", spare, now), w.remove(spare)}
		},
		"another user enables the device, and a revocation": func(w *world, id string) []scheduletest.Caller {
			return []scheduletest.Caller{w.enable("AKIAbob", "bob", spare, now), w.revoke(id)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := scheduletest.Scenario{Name: name, Faults: 1,
				Build: func() (mfa.Store, []scheduletest.Caller, func([]error) error) {
					w := newWorld(small(otp.AWS), phone)
					id, text := w.ticket()
					callers := append([]scheduletest.Caller{w.redeem(text), w.redeem(text)}, others(w, id)...)
					return w.store, callers, func(errs []error) error {
						return errors.Join(w.check(errs), w.checkRedeemed(id, errs))
					}
				}}
			total += explore(t, s)
		})
	}
	t.Logf("%d schedules", total)
	if total < 1_000 {
		t.Errorf("only %d schedules", total)
	}
}

// checkRedeemed holds what is promised of a ticket whatever else happens. The first
// two callers redeem it.
func (w *world) checkRedeemed(id string, errs []error) error {
	t, err := w.store.EnrollmentTicket(ctx, id)
	must(err)
	alice := w.user("alice")
	_, pending := alice.Tickets[id]
	_, hasSpare := alice.Devices[spare]
	_, hasPhone := alice.Devices[phone]
	redeemed := t.Status == mfa.TicketRedeemed
	switch {
	case errs[0] == nil && errs[1] == nil:
		return errors.New("the ticket was redeemed twice")
	case (errs[0] == nil || errs[1] == nil) && !redeemed:
		return errors.New("the ticket was redeemed and is " + string(t.Status))
	case redeemed && (!hasSpare || hasPhone):
		return errors.New("the ticket is redeemed, and the devices say something else")
	case pending != (t.Status == mfa.TicketPending):
		return errors.New("the ticket is " + string(t.Status) + ", and its user says something else")
	}
	return nil
}
