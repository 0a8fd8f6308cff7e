# Two users whose seeds Terraform never knows: no seed and no ticket is in the state or
# in a plan.
#
# carol sets her device up herself, with a link of the enrollment page: no machine but
# her phone gets the seed. The robot's device is created and enabled on this machine,
# and its seed is in a file that only you can read.
#
# Needs the commands aws and virtualmfa on PATH, and for carol this service: AWS has no
# enrollment tickets.

terraform {
  required_version = ">= 1.4"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# The service is that of AWS_ENDPOINT_URL.
provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
}

variable "folder" {
  description = "Where the robot's seed and carol's link are written, mode 0600."
  type        = string
}

resource "aws_iam_user" "carol" {
  name          = "carol"
  force_destroy = true # deactivates her device
}

resource "terraform_data" "invitation" {
  input = {
    file      = "${var.folder}/${aws_iam_user.carol.name}.link"
    user_name = aws_iam_user.carol.name
  }
  triggers_replace = aws_iam_user.carol.unique_id

  provisioner "local-exec" {
    environment = self.input
    command     = <<-EOT
      set -eu
      umask 077
      virtualmfa invite -duration 24h "$user_name" >"$file"
    EOT
  }

  provisioner "local-exec" {
    when        = destroy
    environment = self.input
    command     = "rm -f \"$file\""
  }
}

resource "aws_iam_user" "robot" {
  name = "robot"
}

resource "terraform_data" "device" {
  input = {
    file          = "${var.folder}/${aws_iam_user.robot.name}.seed"
    serial_number = replace(aws_iam_user.robot.arn, ":user/", ":mfa/")
    user_name     = aws_iam_user.robot.name
  }

  # What failed half-way leaves no device, because Terraform runs no destroy-time
  # provisioner of a resource whose creation failed.
  provisioner "local-exec" {
    environment = self.input
    command     = <<-EOT
      set -eu
      umask 077
      aws iam create-virtual-mfa-device --virtual-mfa-device-name "$user_name" \
        --bootstrap-method Base32StringSeed --outfile "$file"
      trap 'aws iam delete-virtual-mfa-device --serial-number "$serial_number"' EXIT
      codes=$(virtualmfa code -pair "$file")
      aws iam enable-mfa-device --user-name "$user_name" --serial-number "$serial_number" \
        --authentication-code1 "$${codes%%[!0-9]*}" --authentication-code2 "$${codes##*[!0-9]}"
      trap - EXIT
    EOT
  }

  provisioner "local-exec" {
    when        = destroy
    environment = self.input
    command     = <<-EOT
      set -eu
      aws iam deactivate-mfa-device --user-name "$user_name" --serial-number "$serial_number"
      aws iam delete-virtual-mfa-device --serial-number "$serial_number"
      rm -f "$file"
    EOT
  }
}
