# What no policy of a member can go beyond.
resource "aws_iam_policy" "boundary" {
  name = "team-boundary"
  path = "/boundaries/"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "AllowIdentity"
      Effect   = "Allow"
      Action   = ["iam:*", "sts:*"]
      Resource = "*"
    }]
  })
}

# Members manage their own virtual MFA devices, and nothing else before they have signed
# in with MFA (IAM user guide, "Allows MFA-authenticated IAM users to manage their own MFA
# device"). The users' path belongs in the ARNs.
resource "aws_iam_policy" "self" {
  name        = "team-self-service"
  description = "Members manage their own virtual MFA devices."
  tags        = var.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AllowViewAccountInfo"
        Effect   = "Allow"
        Action   = "iam:ListVirtualMFADevices"
        Resource = "*"
      },
      {
        Sid      = "AllowManageOwnVirtualMFADevice"
        Effect   = "Allow"
        Action   = "iam:CreateVirtualMFADevice"
        Resource = "arn:aws:iam::*:mfa/*"
      },
      {
        Sid    = "AllowManageOwnUserMFA"
        Effect = "Allow"
        Action = [
          "iam:DeactivateMFADevice",
          "iam:EnableMFADevice",
          "iam:GetUser",
          "iam:ListMFADevices",
          "iam:ResyncMFADevice",
        ]
        Resource = "arn:aws:iam::*:user${var.path}$${aws:username}"
      },
      {
        Sid    = "DenyAllExceptListedIfNoMFA"
        Effect = "Deny"
        NotAction = [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:GetUser",
          "iam:ListMFADevices",
          "iam:ListVirtualMFADevices",
          "iam:ResyncMFADevice",
          "sts:GetSessionToken",
        ]
        Resource  = "*"
        Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }
      },
    ]
  })
}

resource "aws_iam_group_policy_attachment" "self" {
  group      = aws_iam_group.team.name
  policy_arn = aws_iam_policy.self.arn
}

resource "aws_iam_policy" "read" {
  name = "team-read"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "AllowReading"
      Effect   = "Allow"
      Action   = ["iam:Get*", "iam:List*"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_group_policy" "credentials" {
  name  = "own-credentials"
  group = aws_iam_group.team.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "AllowManageOwnAccessKeys"
      Effect   = "Allow"
      Action   = "iam:*AccessKey*"
      Resource = "arn:aws:iam::*:user${var.path}$${aws:username}"
    }]
  })
}
