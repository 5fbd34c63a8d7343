# STS Warden as a stack of CloudFormation that Terraform keeps: the template of a release as it is. `aws cloudformation
# package` uploads the code of the functions first, and writes packaged.yaml (docs/deploy.md, "From a release").

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "bucket" {
  description = "The S3 bucket that the code was uploaded to, in the stack's Region"
  type        = string
}

variable "packaged_template" {
  description = "What aws cloudformation package wrote"
  type        = string
  default     = "../../../packaged.yaml"
}

variable "parameters" {
  description = "Parameters of the stack; the others keep the template's defaults"
  type        = map(string)

  default = {
    AlarmTopicArn           = "arn:aws:sns:us-east-1:123456789012:operations"
    ManageApiGatewayAccount = "false"
  }
}

data "aws_s3_bucket" "artifacts" {
  bucket = var.bucket
}

# CloudFormation takes a template of this size from S3 alone. A new template has a new name, so that the stack is updated.
resource "aws_s3_object" "template" {
  bucket = data.aws_s3_bucket.artifacts.id
  key    = "sts-warden/${filesha256(var.packaged_template)}.yaml"
  source = var.packaged_template
}

resource "aws_cloudformation_stack" "sts_warden" {
  name         = "sts-warden"
  template_url = "https://${data.aws_s3_bucket.artifacts.bucket_regional_domain_name}/${aws_s3_object.template.key}"
  parameters   = var.parameters
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
}

output "outputs" {
  description = "The outputs of the stack, by their names"
  value       = aws_cloudformation_stack.sts_warden.outputs
}
