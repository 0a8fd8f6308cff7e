# A whole team: its people, what they may do, the role that they assume with MFA, and
# their virtual MFA devices, which they enable themselves.

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

data "aws_caller_identity" "current" {}

variable "members" {
  description = "The names of the team's members."
  type        = set(string)
  default     = ["alice", "bob"]
}

variable "path" {
  description = "The path of users, group and devices. The self-service policy names it too."
  type        = string
  default     = "/people/"
}

variable "tags" {
  type    = map(string)
  default = { team = "platform" }
}

variable "session_duration" {
  description = "How long a session of the role may last, in seconds."
  type        = number
  default     = 3600
}

output "role_arn" {
  value = aws_iam_role.admin.arn
}

output "serial_numbers" {
  value = { for name, device in aws_iam_virtual_mfa_device.phone : name => device.arn }
}

output "seeds" {
  value     = { for name, device in aws_iam_virtual_mfa_device.phone : name => device.base_32_string_seed }
  sensitive = true
}

output "access_keys" {
  value     = { for name, key in aws_iam_access_key.member : name => { id = key.id, secret = key.secret } }
  sensitive = true
}
