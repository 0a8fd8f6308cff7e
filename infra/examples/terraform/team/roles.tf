# The role is assumed with MFA only, whatever the policies of the members say.
resource "aws_iam_role" "admin" {
  name                 = "team-admin"
  path                 = "/team/"
  max_session_duration = var.session_duration
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}

resource "aws_iam_role_policy" "admin" {
  name = "manage-team"
  role = aws_iam_role.admin.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "AllowHelpWithLostPhones"
      Effect   = "Allow"
      Action   = ["iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice"]
      Resource = ["arn:aws:iam::*:user${var.path}*", "arn:aws:iam::*:mfa${var.path}*"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.admin.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_user_policy" "assume" {
  for_each = var.members
  name     = "assume-team-admin"
  user     = aws_iam_user.member[each.key].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = aws_iam_role.admin.arn
    }]
  })
}
