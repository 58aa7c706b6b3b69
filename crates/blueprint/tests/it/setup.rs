use ebb_blueprint::Blueprint;
use ebb_decide::{Answer, Command};

use crate::support::{described, read};

fn told(blueprint: &Blueprint) -> Vec<Command> {
    let scope = blueprint.scope();
    let setup = blueprint.setup(&scope).unwrap();
    let mut commands = Vec::new();
    let answered: Result<(), ()> = setup.apply(&scope, |command| {
        let answer = if let Command::PutScalingPolicy(policy) = &command {
            Answer::Policy { arn: format!("arn-of-{}", policy.name), alarms: Vec::new() }
        } else {
            Answer::Done
        };
        commands.push(command);
        Ok(answer)
    });
    answered.unwrap();
    commands
}

#[test]
fn commands_come_in_order_and_alarms_name_what_the_controller_answered() {
    for blueprint in [read("llama.toml"), described(), read("plan.json")] {
        let commands = told(&blueprint);
        let told: Vec<String> = commands.iter().map(|command| format!("{command:?}")).collect();
        let kinds: Vec<&str> =
            told.iter().map(|text| text.split_once('(').map_or("", |(kind, _)| kind)).collect();
        let policy = "PutScalingPolicy";
        let want =
            ["RegisterScalableTarget", policy, policy, "PutMetricAlarm", "PutScheduledAction"];
        assert_eq!(kinds, want);
        let Command::PutMetricAlarm(alarm, _) = &commands[3] else { panic!("{commands:?}") };
        assert_eq!(alarm.alarm_actions, ["arn-of-wake"]);
    }
}

#[test]
fn policies_tell_what_they_watch() {
    let blueprint = read("plan.json");
    let scope = blueprint.scope();
    let watched = blueprint.setup(&scope).unwrap().watched(&scope);
    let names: Vec<(&str, u32, &str)> = watched
        .iter()
        .map(|one| {
            let metric = &one.watch.metric().unwrap().metric;
            (one.policy.as_str(), one.period_secs, metric.name())
        })
        .collect();
    let want =
        [("track", 10, "ConcurrentRequestsPerCopy"), ("wake", 60, "NoCapacityInvocationFailures")];
    assert_eq!(names, want);
}

#[test]
fn what_the_service_refuses_is_placed_and_in_its_words() {
    let text = crate::support::fixture("llama.toml")
        .replace("metric-interval-lower-bound = 0.0, ", "")
        .replace("treat-missing-data = \"missing\"", "treat-missing-data = \"zero\"")
        .replace("resource-id = \"inference-component/llama\"", "resource-id = \"llama\"");
    let blueprint = ebb_blueprint::read("ebb.toml", &text).unwrap();
    let refused = blueprint.setup(&blueprint.scope()).unwrap_err();
    let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert!(
        told[0].starts_with("ebb.toml:4:1: targets[0]: Value null at 'serviceNamespace'"),
        "{told:?}"
    );
    let alarm = told.iter().find(|text| text.contains("alarms[0]")).unwrap();
    assert!(alarm.contains("TreatMissingData"), "{alarm}");
    let text =
        crate::support::fixture("llama.toml").replace("metric-interval-lower-bound = 0.0, ", "");
    let blueprint = ebb_blueprint::read("ebb.toml", &text).unwrap();
    let refused = blueprint.setup(&blueprint.scope()).unwrap_err();
    assert_eq!(
        refused[0].to_string(),
        "ebb.toml:21:19: targets[0].policies[1].step-scaling: Both lower and upper bounds of a step adjustment cannot be left unspecified"
    );
}
