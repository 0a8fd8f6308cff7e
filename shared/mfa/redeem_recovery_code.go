package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// RedeemRecoveryCodeRequest has one recovery code of the calling user's, and the
// device that the user has lost.
type RedeemRecoveryCodeRequest struct {
	RecoveryCode secret.String
	SerialNumber *string
}

func (in RedeemRecoveryCodeRequest) validate(v *validation) {
	v.requiredSecret("recoveryCode", in.RecoveryCode, recoveryCodeType)
	v.required("serialNumber", in.SerialNumber, serialNumberType)
}

// RedeemRecoveryCodeResponse hands out the ticket, and says how many codes remain.
type RedeemRecoveryCodeResponse struct {
	CreateEnrollmentTicketResponse
	RemainingRecoveryCodes int32
}

// RedeemRecoveryCode trades a recovery code of the calling user's for an enrollment
// ticket in place of a lost device. AccessDenied, ConcurrentModification,
// FeatureDisabled, InvalidAuthenticationCode, LimitExceeded, NoSuchEntity.
var RedeemRecoveryCode = operation(
	IAM, "RedeemRecoveryCode", (*Service).RedeemRecoveryCode,
).withFunction().withOwnVersion()

// RedeemRecoveryCode needs no MFA, because the user has lost the device, but the
// user's access key. The code is redeemed in the transaction that makes the ticket.
// If the answer is lost, the ticket is too, and the user takes the next code.
func (s *Service) RedeemRecoveryCode(
	ctx context.Context,
	c Caller,
	in RedeemRecoveryCodeRequest,
) (out RedeemRecoveryCodeResponse, err error) {
	switch {
	case !s.recoveryCodes:
		return out, errNoRecoveryCodes
	case c.userName == "":
		return out, errNotAUser
	}
	user, err := s.callingUser(ctx, c, access{action: "RedeemRecoveryCode", shown: "user " + c.userName})
	if err != nil {
		return out, err
	}
	if _, has := user.Devices[*in.SerialNumber]; !has {
		return out, s.whyNotTheUsers(ctx, *in.SerialNumber)
	}
	if user, err = s.reserveRecovery(ctx, c, *in.SerialNumber); err != nil {
		return out, err
	}
	if user.RecoveryCodes, err = s.redeemRecoveryCode(ctx, user, in.RecoveryCode); err != nil {
		return out, err
	}
	t, err := s.newTicket(c, defaultTicket*time.Second)
	if err != nil {
		return out, err
	}
	t.Replaces = *in.SerialNumber
	text, err := s.issueTicket(ctx, &t, &user, CreateEnrollmentTicketRequest{})
	if err != nil {
		return out, err
	}
	err = s.store.Commit(ctx, Write{UserRecovery: &user}, Write{Ticket: &t})
	if errors.Is(err, ErrConflict) {
		return out, errModifiedByTwo
	}
	if err != nil {
		return out, err
	}
	return RedeemRecoveryCodeResponse{c.handOut(t, text), int32(user.RecoveryCodes.Remaining())}, nil
}
