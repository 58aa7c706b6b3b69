use ebb_blueprint::write::{aws_json, snippet, terraform, toml};
use ebb_blueprint::{Blueprint, Form};
use serde_json::json;

use crate::support::{described, read};

fn reread(toml: &str) -> Blueprint {
    ebb_blueprint::read("ebb.toml", toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))
}

#[test]
fn what_is_written_is_read_again() {
    for blueprint in [read("llama.toml"), read("plan.json")] {
        let written = aws_json(&blueprint);
        let again = ebb_blueprint::read("all.json", &written.to_string()).unwrap();
        assert_eq!(aws_json(&again), written);
        let once = toml(&blueprint);
        assert_eq!(toml(&reread(&once)), once);
    }
    // The account is a setting of its own in that form.
    let toml_of_described = toml(&described());
    let again = aws_json(&reread(&toml_of_described));
    assert_eq!(again["PutScalingPolicy"], aws_json(&described())["PutScalingPolicy"]);
    assert_eq!(again["PutScheduledAction"], aws_json(&described())["PutScheduledAction"]);
}

#[test]
fn texts_that_would_end_a_string_or_begin_a_template_do_not() {
    let name = "a\"b\\c${d}%{e}\u{7f}é\n";
    let blueprint = reread(&format!(
        "[[metric-alarms]]\nname = {}\nnamespace = \"N\"\n",
        serde_json::Value::from(name).to_string().replace('\u{7f}', "\\u007F")
    ));
    assert_eq!(reread(&toml(&blueprint)).alarms[0].request.alarm_name, name);
    assert!(terraform(&blueprint).contains("\"a\\\"b\\\\c$${d}%%{e}\u{7f}é\\n\""));
}

#[test]
fn tags_keep_their_names() {
    let tags = "tags = { Team = \"ML\", \"a b\" = \"c\" }";
    let text = format!("[[targets]]\nresource-id = \"inference-component/c\"\n{tags}\n");
    let again = reread(&toml(&reread(&text)));
    let written: Vec<&str> =
        again.targets[0].request.tags.iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert_eq!(written, ["Team", "a b"]);
    assert!(
        terraform(&again).contains("  tags = {\n    Team  = \"ML\"\n    \"a b\" = \"c\"\n  }\n")
    );
}

#[test]
fn terraform_refers_from_alarm_to_policy_to_target() {
    insta::assert_snapshot!(terraform(&read("llama.toml")), @r#"
    resource "aws_appautoscaling_target" "inference_component_llama" {
      service_namespace  = "sagemaker"
      resource_id        = "inference-component/llama"
      scalable_dimension = "sagemaker:inference-component:DesiredCopyCount"
      min_capacity       = 0
      max_capacity       = 4
    }

    resource "aws_appautoscaling_policy" "track" {
      name               = "track"
      policy_type        = "TargetTrackingScaling"
      service_namespace  = aws_appautoscaling_target.inference_component_llama.service_namespace
      resource_id        = aws_appautoscaling_target.inference_component_llama.resource_id
      scalable_dimension = aws_appautoscaling_target.inference_component_llama.scalable_dimension

      target_tracking_scaling_policy_configuration {
        target_value       = 5
        scale_out_cooldown = 60
        scale_in_cooldown  = 120

        predefined_metric_specification {
          predefined_metric_type = "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
        }
      }
    }

    resource "aws_appautoscaling_policy" "wake" {
      name               = "wake"
      policy_type        = "StepScaling"
      service_namespace  = aws_appautoscaling_target.inference_component_llama.service_namespace
      resource_id        = aws_appautoscaling_target.inference_component_llama.resource_id
      scalable_dimension = aws_appautoscaling_target.inference_component_llama.scalable_dimension

      step_scaling_policy_configuration {
        adjustment_type         = "ChangeInCapacity"
        cooldown                = 60
        metric_aggregation_type = "Maximum"

        step_adjustment {
          metric_interval_lower_bound = 0
          scaling_adjustment          = 1
        }
      }
    }

    resource "aws_cloudwatch_metric_alarm" "llama_wake" {
      alarm_name          = "llama-wake"
      alarm_actions       = [aws_appautoscaling_policy.wake.arn]
      metric_name         = "NoCapacityInvocationFailures"
      namespace           = "AWS/SageMaker"
      statistic           = "Sum"
      period              = 60
      evaluation_periods  = 1
      datapoints_to_alarm = 1
      threshold           = 1
      comparison_operator = "GreaterThanOrEqualToThreshold"
      treat_missing_data  = "missing"

      dimensions = {
        InferenceComponentName = "llama"
      }
    }

    resource "aws_appautoscaling_scheduled_action" "morning" {
      name               = "morning"
      service_namespace  = aws_appautoscaling_target.inference_component_llama.service_namespace
      resource_id        = aws_appautoscaling_target.inference_component_llama.resource_id
      scalable_dimension = aws_appautoscaling_target.inference_component_llama.scalable_dimension
      schedule           = "cron(0 8 ? * MON-FRI *)"
      timezone           = "Europe/Berlin"
      start_time         = "2026-01-05T00:00:00Z"

      scalable_target_action {
        min_capacity = 1
        max_capacity = 4
      }
    }
    "#);
}

#[test]
fn snippets_come_in_the_form_of_their_source() {
    let members = json!({"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 0.7}});
    let of = |form| snippet(form, "PutScalingPolicyRequest", &members);
    assert_eq!(of(Form::Toml), "target-tracking = { target-value = 0.7 }\n");
    assert_eq!(
        of(Form::Terraform),
        "target_tracking_scaling_policy_configuration {\n  target_value = 0.7\n}\n"
    );
    assert_eq!(
        of(Form::Aws),
        "{\n  \"TargetTrackingScalingPolicyConfiguration\": {\n    \"TargetValue\": 0.7\n  }\n}\n"
    );
}
