package dynamo_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// In every round two tabs redeem a ticket, an administrator revokes it, another
// tab creates the device again, and the lost phone is deactivated, all at once.
func TestTicketsOfManyClientsAreRedeemedOrRevokedOnce(t *testing.T) {
	const rounds = 40
	f := mfatest.New(t, &mfatest.Options{Store: open(t, newTable(t), http.DefaultClient)})
	outcomes := map[string]int{}
	for round := range rounds {
		user := fmt.Sprint("user", round)
		f.User(user)
		lost := f.Enable(user, fmt.Sprint("lost", round))
		in := mfa.CreateEnrollmentTicketRequest{UserName: &user, ReplacedSerialNumber: &lost.Serial}
		out := mfatest.Must[mfa.CreateEnrollmentTicketResponse](f.Root, mfa.CreateEnrollmentTicket, in)
		holder := f.Hold(out.Ticket)
		phone := holder.CreateDevice(mfa.CreateVirtualMFADeviceRequest{})
		calls := map[string]func() error{
			"redeem": func() error { return send(holder, mfa.EnableMFADevice, phone.Pair(user, 0)) },
			"again":  func() error { return send(holder, mfa.EnableMFADevice, phone.Pair(user, 0)) },
			"renew":  func() error { return send(holder, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{}) },
			"revoke": func() error {
				return send(f.Root, mfa.DeleteEnrollmentTicket,
					mfa.DeleteEnrollmentTicketRequest{UserName: &user, TicketId: &out.TicketId})
			},
			"deactivate": func() error {
				return send(f.Root, mfa.DeactivateMFADevice,
					mfa.DeactivateMFADeviceRequest{UserName: &user, SerialNumber: &lost.Serial})
			},
		}
		if round%2 == 1 {
			delete(calls, "renew")
			delete(calls, "revoke")
		}
		ok := atOnce(calls)
		ticket, err := f.Store().EnrollmentTicket(t.Context(), out.TicketId)
		if err != nil {
			t.Fatal(err)
		}
		u, err := f.Store().User(t.Context(), user)
		if err != nil {
			t.Fatal(err)
		}
		_, has := u.Devices[phone.Serial]
		_, hasLost := u.Devices[lost.Serial]
		redeemed := ok["redeem"] || ok["again"]
		switch {
		case ok["redeem"] && ok["again"], redeemed && ok["revoke"], redeemed && ok["renew"] && !has:
			t.Errorf("round %d: %v", round, ok)
		case has != (ticket.Status == mfa.TicketRedeemed), has != redeemed, has && hasLost:
			t.Errorf("round %d: %v, the ticket is %s, the user has %d devices", round, ok, ticket.Status, len(u.Devices))
		case ok["revoke"] != (ticket.Status == mfa.TicketRevoked):
			t.Errorf("round %d: %v, the ticket is %s", round, ok, ticket.Status)
		}
		outcomes[string(ticket.Status)]++
	}
	t.Logf("%d rounds: %v", rounds, outcomes)
}

// In every round two redeem the same recovery code and a third another one, all at
// once; in every other round other codes are made meanwhile.
func TestARecoveryCodeOfManyClientsMakesOneTicket(t *testing.T) {
	const rounds = 40
	f := mfatest.New(t, &mfatest.Options{Store: open(t, newTable(t), http.DefaultClient)})
	redeemed, tickets := 0, 0
	for round := range rounds {
		user := fmt.Sprint("user", round)
		caller, lost := f.User(user), f.Enable(user, fmt.Sprint("lost", round))
		codes := f.RecoveryCodes(user)
		redeem := func(code int) func() error {
			in := mfa.RedeemRecoveryCodeRequest{RecoveryCode: codes[code], SerialNumber: &lost.Serial}
			return func() error { return send(caller, mfa.RedeemRecoveryCode, in) }
		}
		before, err := f.Store().User(t.Context(), user)
		if err != nil {
			t.Fatal(err)
		}
		calls := map[string]func() error{"one": redeem(0), "again": redeem(0), "another": redeem(1)}
		if round%2 == 1 {
			calls["others"] = func() error {
				return send(f.Root, mfa.CreateRecoveryCodes, mfa.CreateRecoveryCodesRequest{UserName: &user})
			}
		}
		ok := atOnce(calls)
		u, err := f.Store().User(t.Context(), user)
		if err != nil {
			t.Fatal(err)
		}
		wins := 0
		for _, name := range []string{"one", "again", "another"} {
			if ok[name] {
				wins++
			}
		}
		isFirst := u.RecoveryCodes.ID == before.RecoveryCodes.ID
		switch {
		case ok["one"] && ok["again"], len(u.Tickets) != wins, round%2 == 0 && wins == 0:
			t.Errorf("round %d: %v, and %d tickets", round, ok, len(u.Tickets))
		case isFirst && len(u.RecoveryCodes.Redeemed) != wins, isFirst == ok["others"]:
			t.Errorf("round %d: %v, and %d codes are redeemed", round, ok, len(u.RecoveryCodes.Redeemed))
		}
		redeemed, tickets = redeemed+wins, tickets+len(u.Tickets)
	}
	t.Logf("%d rounds: %d codes redeemed, %d tickets", rounds, redeemed, tickets)
}

func send[In any](c mfatest.Caller, op mfa.Operation, in In) error {
	_, err := mfatest.Call[any](c, op, in)
	return err
}

// atOnce makes all calls together, and says which of them succeeded.
func atOnce(calls map[string]func() error) map[string]bool {
	var (
		mu   sync.Mutex
		wait sync.WaitGroup
	)
	ok, start := map[string]bool{}, make(chan struct{})
	for name, call := range calls {
		wait.Go(func() {
			<-start
			err := call()
			mu.Lock()
			defer mu.Unlock()
			ok[name] = err == nil
		})
	}
	close(start)
	wait.Wait()
	return ok
}
