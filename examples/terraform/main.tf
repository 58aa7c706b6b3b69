# An endpoint and everything that scales it, to run against Ebbtide: see README.md beside this file.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.100" }
  }
}

variable "endpoint_url" {
  description = "Where Ebbtide listens."
  default     = "http://127.0.0.1:4600"
}

provider "aws" {
  region     = "us-east-1"
  access_key = "any"
  secret_key = "any"

  # Ebbtide is neither STS nor IAM.
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true

  endpoints {
    applicationautoscaling = var.endpoint_url
    cloudwatch             = var.endpoint_url
    sagemaker              = var.endpoint_url
  }
}

locals {
  role      = "arn:aws:iam::000000000000:role/any"
  namespace = "sagemaker"
  dimension = "sagemaker:variant:DesiredInstanceCount"
}

resource "aws_sagemaker_model" "model" {
  name               = "terraform"
  execution_role_arn = local.role
  primary_container { image = "sample-model" }
  tags = { stage = "test" }
}

resource "aws_sagemaker_endpoint_configuration" "config" {
  name = "terraform"
  production_variants {
    variant_name           = "AllTraffic"
    model_name             = aws_sagemaker_model.model.name
    initial_instance_count = 1
    instance_type          = "ml.m5.large"
  }
}

resource "aws_sagemaker_endpoint" "endpoint" {
  name                 = "terraform"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.config.name
}

resource "aws_appautoscaling_target" "target" {
  service_namespace  = local.namespace
  scalable_dimension = local.dimension
  resource_id        = "endpoint/${aws_sagemaker_endpoint.endpoint.name}/variant/AllTraffic"
  min_capacity       = 1
  max_capacity       = 4
  tags               = { stage = "test" }

  # Terraform does not know that desired counts belong to the policies.
  lifecycle { ignore_changes = [role_arn] }
}

resource "aws_appautoscaling_policy" "predefined" {
  name               = "predefined"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.target.service_namespace
  scalable_dimension = aws_appautoscaling_target.target.scalable_dimension
  resource_id        = aws_appautoscaling_target.target.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 100
    scale_in_cooldown  = 300
    scale_out_cooldown = 60
    predefined_metric_specification {
      predefined_metric_type = "SageMakerVariantInvocationsPerInstance"
    }
  }
}

resource "aws_appautoscaling_policy" "customized" {
  name               = "customized"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.target.service_namespace
  scalable_dimension = aws_appautoscaling_target.target.scalable_dimension
  resource_id        = aws_appautoscaling_target.target.resource_id

  target_tracking_scaling_policy_configuration {
    target_value     = 50
    disable_scale_in = true
    customized_metric_specification {
      namespace   = "/aws/sagemaker/Endpoints"
      metric_name = "CPUUtilization"
      statistic   = "Average"
      dimensions {
        name  = "EndpointName"
        value = aws_sagemaker_endpoint.endpoint.name
      }
      dimensions {
        name  = "VariantName"
        value = "AllTraffic"
      }
    }
  }
}

resource "aws_appautoscaling_policy" "step" {
  name               = "step"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.target.service_namespace
  scalable_dimension = aws_appautoscaling_target.target.scalable_dimension
  resource_id        = aws_appautoscaling_target.target.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = 60
    metric_aggregation_type = "Maximum"
    step_adjustment {
      metric_interval_lower_bound = 0
      metric_interval_upper_bound = 10
      scaling_adjustment          = 1
    }
    step_adjustment {
      metric_interval_lower_bound = 10
      scaling_adjustment          = 2
    }
  }
}

resource "aws_appautoscaling_scheduled_action" "morning" {
  name               = "morning"
  service_namespace  = aws_appautoscaling_target.target.service_namespace
  scalable_dimension = aws_appautoscaling_target.target.scalable_dimension
  resource_id        = aws_appautoscaling_target.target.resource_id
  schedule           = "cron(0 8 ? * MON-FRI *)"
  timezone           = "Europe/Berlin"
  scalable_target_action {
    min_capacity = 2
    max_capacity = 4
  }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "terraform-errors"
  namespace           = "AWS/SageMaker"
  metric_name         = "Invocation5XXErrors"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.step.arn]
  dimensions = {
    EndpointName = aws_sagemaker_endpoint.endpoint.name
    VariantName  = "AllTraffic"
  }
  tags = { stage = "test" }
}

resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "terraform-error-rate"
  evaluation_periods  = 2
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"

  metric_query {
    id          = "rate"
    expression  = "100 * errors / calls"
    label       = "errors in percent"
    return_data = true
  }
  metric_query {
    id = "errors"
    metric {
      namespace   = "AWS/SageMaker"
      metric_name = "Invocation5XXErrors"
      stat        = "Sum"
      period      = 60
      dimensions  = { EndpointName = aws_sagemaker_endpoint.endpoint.name, VariantName = "AllTraffic" }
    }
  }
  metric_query {
    id = "calls"
    metric {
      namespace   = "AWS/SageMaker"
      metric_name = "Invocations"
      stat        = "Sum"
      period      = 60
      dimensions  = { EndpointName = aws_sagemaker_endpoint.endpoint.name, VariantName = "AllTraffic" }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "trouble" {
  alarm_name = "terraform-trouble"
  alarm_rule = join(" OR ", [
    "ALARM(${aws_cloudwatch_metric_alarm.errors.alarm_name})",
    "ALARM(${aws_cloudwatch_metric_alarm.error_rate.alarm_name})",
  ])
}
