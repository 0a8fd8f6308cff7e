# One user and one virtual MFA device, which the user enables later. The seed of the
# device is in the state in clear: see README.md.

terraform {
  required_version = ">= 1.4"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# The service is that of AWS_ENDPOINT_URL, and AWS itself without it.
provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
}

variable "user_name" {
  type    = string
  default = "alice"
}

variable "tags" {
  description = "Tags of the user and of the device."
  type        = map(string)
  default     = { team = "platform" }
}

resource "aws_iam_user" "this" {
  name          = var.user_name
  tags          = var.tags
  force_destroy = true
}

resource "aws_iam_virtual_mfa_device" "this" {
  virtual_mfa_device_name = aws_iam_user.this.name # so that Terraform deletes the device first
  tags                    = var.tags
}

output "user_name" {
  value = aws_iam_user.this.name
}

output "serial_number" {
  value = aws_iam_virtual_mfa_device.this.arn
}

output "seed" {
  value     = aws_iam_virtual_mfa_device.this.base_32_string_seed
  sensitive = true
}
