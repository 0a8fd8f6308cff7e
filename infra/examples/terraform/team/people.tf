resource "aws_iam_user" "member" {
  for_each             = var.members
  name                 = each.key
  path                 = var.path
  permissions_boundary = aws_iam_policy.boundary.arn
  tags                 = merge(var.tags, { Role = "engineer" })
  force_destroy        = true # also removes what members created themselves
}

resource "aws_iam_group" "team" {
  name = "platform"
  path = var.path
}

resource "aws_iam_user_group_membership" "member" {
  for_each = var.members
  user     = aws_iam_user.member[each.key].name
  groups   = [aws_iam_group.team.name]
}

resource "aws_iam_access_key" "member" {
  for_each = var.members
  user     = aws_iam_user.member[each.key].name
}

resource "aws_iam_user_login_profile" "member" {
  for_each                = var.members
  user                    = aws_iam_user.member[each.key].name
  password_reset_required = true

  lifecycle {
    ignore_changes = [password_reset_required]
  }
}

# The tag refers to the user, so that Terraform deletes the device before its owner.
resource "aws_iam_virtual_mfa_device" "phone" {
  for_each                = var.members
  virtual_mfa_device_name = each.key
  path                    = var.path
  tags                    = merge(var.tags, { owner = aws_iam_user.member[each.key].name })
}

resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 14
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  allow_users_to_change_password = true
}

resource "aws_iam_account_alias" "this" {
  account_alias = "platform-team"
}
