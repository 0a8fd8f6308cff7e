package mfa

import "time"

// selfServiceDocument is the documented policy for users who look after their
// own devices (IAM user guide, "AWS: Allows MFA-authenticated IAM users to
// manage their own MFA device on the Security credentials page"), with two
// condition keys of this service: virtual-mfa:Holder is the id of the user who
// has a device, or who created it and has not given it away;
// virtual-mfa:CallerHasDevice tells whether the caller has a device enabled.
//
// All of STS stays open without MFA, because a trust policy decides for itself
// whether it asks for MFA. A user without a device may delete one that the user
// created and did not enable: otherwise a cancelled enrolment could not be
// repeated under the same name. A recovery code is redeemed without MFA, because
// it is for a user who has lost the device.
const selfServiceDocument = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AllowListing",
      "Effect": "Allow",
      "Action": "iam:ListVirtualMFADevices",
      "Resource": "*"
    },
    {
      "Sid": "AllowCreating",
      "Effect": "Allow",
      "Action": "iam:CreateVirtualMFADevice",
      "Resource": "arn:aws:iam::*:mfa/*"
    },
    {
      "Sid": "AllowOneself",
      "Effect": "Allow",
      "Action": [
        "iam:EnableMFADevice",
        "iam:DeactivateMFADevice",
        "iam:ResyncMFADevice",
        "iam:ListMFADevices",
        "iam:GetMFADevice",
        "iam:GetUser",
        "iam:CreateEnrollmentTicket",
        "iam:GetEnrollmentTicket",
        "iam:ListEnrollmentTickets",
        "iam:DeleteEnrollmentTicket",
        "iam:CreateRecoveryCodes",
        "iam:RedeemRecoveryCode"
      ],
      "Resource": [
        "arn:aws:iam::*:user/${aws:username}",
        "arn:aws:iam::*:user/*/${aws:username}"
      ]
    },
    {
      "Sid": "AllowOwnDevices",
      "Effect": "Allow",
      "Action": [
        "iam:DeleteVirtualMFADevice",
        "iam:TagMFADevice",
        "iam:UntagMFADevice",
        "iam:ListMFADeviceTags"
      ],
      "Resource": "arn:aws:iam::*:mfa/*",
      "Condition": {
        "StringEquals": {"virtual-mfa:Holder": "${aws:userid}"}
      }
    },
    {
      "Sid": "DenyMostWithoutMFA",
      "Effect": "Deny",
      "NotAction": [
        "iam:CreateVirtualMFADevice",
        "iam:EnableMFADevice",
        "iam:ResyncMFADevice",
        "iam:GetUser",
        "iam:GetMFADevice",
        "iam:ListMFADevices",
        "iam:ListVirtualMFADevices",
        "iam:DeleteVirtualMFADevice",
        "iam:RedeemRecoveryCode",
        "sts:*"
      ],
      "Resource": "*",
      "Condition": {
        "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}
      }
    },
    {
      "Sid": "DenyDeletingWithoutMFA",
      "Effect": "Deny",
      "Action": "iam:DeleteVirtualMFADevice",
      "Resource": "*",
      "Condition": {
        "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"},
        "Bool": {"virtual-mfa:CallerHasDevice": "true"}
      }
    },
    {
      "Sid": "DenyDeletingOthersWithoutMFA",
      "Effect": "Deny",
      "Action": "iam:DeleteVirtualMFADevice",
      "Resource": "*",
      "Condition": {
        "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"},
        "StringNotEquals": {"virtual-mfa:Holder": "${aws:userid}"}
      }
    }
  ]
}
`

// selfServicePolicy describes the service's own policy. The store has its
// attachments, if there ever were any.
func (s *Service) selfServicePolicy(stored Policy) Policy {
	since := time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC)
	description := "Lets users manage their own virtual MFA devices. Most of it needs an MFA session."
	return Policy{
		ARN:         s.SelfServiceARN(),
		Name:        "VirtualMFASelfService",
		Path:        "/",
		ID:          "ANPAVIRTUALMFASELFSVC",
		Created:     since,
		Updated:     since,
		Description: &description,
		Versions:    []PolicyVersion{{ARN: s.SelfServiceARN(), ID: "v1", Created: since}},
		Default:     "v1",
		LastVersion: 1,
		Document:    s.inPartition(selfServiceDocument),
		Attachments: stored.Attachments,
		Revision:    stored.Revision,
	}
}
