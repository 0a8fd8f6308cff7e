package mfa

import (
	"context"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// CreateRecoveryCodesRequest names the user, the caller by default.
type CreateRecoveryCodesRequest struct{ UserName *string }

func (in CreateRecoveryCodesRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
}

// CreateRecoveryCodesResponse hands out RecoveryCodesPerUser codes, for the only
// time.
type CreateRecoveryCodesResponse struct {
	UserName      string
	RecoveryCodes []secret.String
	CreateDate    time.Time
}

// CreateRecoveryCodes makes ten recovery codes for a user, in place of the ones
// that the user had. AccessDenied, FeatureDisabled, NoSuchEntity.
var CreateRecoveryCodes = operation(
	IAM, "CreateRecoveryCodes", (*Service).CreateRecoveryCodes,
).withFunction().withOwnVersion()

// CreateRecoveryCodes refuses users without an MFA session who make codes for
// themselves, whatever policies say: a stolen key could make a code and redeem it.
func (s *Service) CreateRecoveryCodes(
	ctx context.Context,
	c Caller,
	in CreateRecoveryCodesRequest,
) (out CreateRecoveryCodesResponse, err error) {
	if !s.recoveryCodes {
		return out, errNoRecoveryCodes
	}
	userName, err := c.userOrSelf(in.UserName)
	if err != nil {
		return out, err
	}
	err = s.commit(ctx, func() ([]Write, error) {
		user, err := s.ticketUser(ctx, c, access{action: "CreateRecoveryCodes"}, userName)
		if err != nil {
			return nil, err
		}
		if c.is(user.Name) && !c.hasMFA() {
			return nil, errMFARequired
		}
		user.Tickets = liveTickets(user, s.now())
		user.RecoveryCodes, out.RecoveryCodes, err = s.newRecoveryCodes(ctx, user.ID)
		if err != nil {
			return nil, err
		}
		out.UserName, out.CreateDate = user.Name, user.RecoveryCodes.Created
		return []Write{{UserRecovery: &user}}, nil
	})
	if err != nil {
		return CreateRecoveryCodesResponse{}, err
	}
	return out, nil
}
