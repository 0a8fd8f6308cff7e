# A virtual MFA device that is enabled for its user when it is created: the resource
# that the provider does not have (terraform-provider-aws#23680).
#
# Needs the commands aws and virtualmfa on PATH. The seed is in the state in clear,
# because aws_iam_virtual_mfa_device keeps it there: encrypt the state, or see
# ../../without-seed.

terraform {
  required_version = ">= 1.4"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

variable "user_name" {
  description = "The user who gets the device. Pass the attribute of the aws_iam_user, not a literal."
  type        = string
}

variable "name" {
  description = "The name of the device; the user's by default."
  type        = string
  default     = null
}

variable "path" {
  type    = string
  default = "/"
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_iam_virtual_mfa_device" "this" {
  virtual_mfa_device_name = coalesce(var.name, var.user_name)
  path                    = var.path
  tags                    = var.tags
}

# Enabling takes two consecutive codes. The seed is passed in the environment, and from
# there on standard input: it is in no argument, no log and no file. Another device has
# another seed, and is enabled in its turn. The provider deactivates the device before it
# deletes it, so nothing runs on destroy.
resource "terraform_data" "enabled" {
  input = {
    serial_number = aws_iam_virtual_mfa_device.this.arn
    user_name     = var.user_name
  }

  triggers_replace = sha256(aws_iam_virtual_mfa_device.this.base_32_string_seed)

  provisioner "local-exec" {
    environment = {
      SEED          = sensitive(aws_iam_virtual_mfa_device.this.base_32_string_seed)
      SERIAL_NUMBER = aws_iam_virtual_mfa_device.this.arn
      USER_NAME     = var.user_name
    }
    command = <<-EOT
      set -eu
      codes=$(printf %s "$SEED" | virtualmfa code -pair -)
      aws iam enable-mfa-device --user-name "$USER_NAME" --serial-number "$SERIAL_NUMBER" \
        --authentication-code1 "$${codes%%[!0-9]*}" --authentication-code2 "$${codes##*[!0-9]}"
    EOT
  }
}

output "serial_number" {
  description = "The serial number of the device, which is known once the device is enabled."
  value       = terraform_data.enabled.output.serial_number
}

output "seed" {
  description = "The device's base32 seed, for virtualmfa code or an authenticator app."
  value       = aws_iam_virtual_mfa_device.this.base_32_string_seed
  sensitive   = true
}
