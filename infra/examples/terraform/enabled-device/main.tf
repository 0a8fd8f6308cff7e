# A user whose virtual MFA device is enabled by Terraform, such as a robot that has to
# assume a role that requires MFA.

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

variable "tags" {
  type    = map(string)
  default = { purpose = "deployment" }
}

resource "aws_iam_user" "robot" {
  name = "robot"
  path = "/robots/"
}

module "device" {
  source    = "../modules/enabled-device"
  user_name = aws_iam_user.robot.name
  path      = aws_iam_user.robot.path
  tags      = var.tags
}

output "serial_number" {
  value = module.device.serial_number
}

output "seed" {
  value     = module.device.seed
  sensitive = true
}
