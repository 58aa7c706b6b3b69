//! The commands that a client would send before the first request: a model, an endpoint, what it hosts, a target, and
//! all that moves it.

use std::collections::BTreeMap;

use ebb_decide::hosting::{AsyncConfig, Launch, ManagedScaling, Model, VariantConfig};
use ebb_decide::{
    Command, ComponentRequest, EndpointConfigRequest, PolicyRequest, ScheduledActionRequest,
    TargetRequest, VariantChange,
};
use ebb_units::{Capacity, Timestamp, Workload};

use crate::scaling::{Bounds, Policies, Policy};
use crate::scenario::{Host, Routing, Scenario};

const MODEL: &str = "simulated";
const CONFIG: &str = "simulated";
/// Where a component lives.
const ENDPOINT: &str = "simulated";
const VARIANT: &str = "AllTraffic";

/// Endpoint and variant that hold the copies.
pub(super) fn place(workload: &Workload) -> (String, String) {
    match workload {
        Workload::Variant { endpoint, variant } => (endpoint.clone(), variant.clone()),
        Workload::Component { .. } | Workload::Custom { .. } => {
            (ENDPOINT.to_owned(), VARIANT.to_owned())
        }
    }
}

/// Model, configuration and endpoint. A variant has its first copies then.
pub(super) fn hosting(scenario: &Scenario, now: Timestamp) -> Vec<Command> {
    let Host { workload, initial, instance_type, most_instances, .. } = &scenario.host;
    let (endpoint, variant) = place(workload);
    let hosts_components = matches!(workload, Workload::Component { .. });
    let routing = match scenario.gateway.routing {
        Routing::LeastOutstanding => "LEAST_OUTSTANDING_REQUESTS",
        Routing::Random => "RANDOM",
    };
    let config = VariantConfig {
        name: variant,
        model: (!hosts_components).then(|| MODEL.to_owned()),
        initial: if hosts_components { Capacity(0) } else { Capacity((*initial).max(1)) },
        weight: 1.0,
        instance_type: Some(instance_type.clone()),
        managed: hosts_components.then_some(ManagedScaling {
            enabled: true,
            min: Capacity(0),
            max: Capacity(*most_instances),
        }),
        routing: Some(routing.to_owned()),
        startup_timeout_secs: None,
    };
    let asynchronous = scenario.gateway.asynchronous.map(|own| AsyncConfig {
        max_concurrent: Some(own.max_concurrent),
        ..AsyncConfig::default()
    });
    vec![
        Command::CreateModel(Model {
            name: MODEL.to_owned(),
            created: now,
            launch: Some(launch()),
            document: "{}".to_owned(),
            tags: BTreeMap::new(),
        }),
        Command::CreateEndpointConfig(EndpointConfigRequest {
            name: CONFIG.to_owned(),
            variants: vec![config],
            asynchronous,
            has_execution_role: true,
            document: "{}".to_owned(),
            tags: BTreeMap::new(),
        }),
        Command::CreateEndpoint {
            name: endpoint,
            config: CONFIG.to_owned(),
            deployment: None,
            tags: BTreeMap::new(),
        },
    ]
}

fn launch() -> Launch {
    Launch { image: MODEL.to_owned(), ..Launch::default() }
}

/// The component, when it is one. It has at least one copy at first, as the API wants it.
pub(super) fn component(host: &Host) -> Option<Command> {
    let Workload::Component { name } = &host.workload else { return None };
    Some(Command::CreateInferenceComponent(ComponentRequest {
        name: name.clone(),
        endpoint: ENDPOINT.to_owned(),
        variant: None,
        model: Some(MODEL.to_owned()),
        launch: launch(),
        requirements: host.requirements,
        copies: Capacity(host.initial.max(1)),
        document: "{}".to_owned(),
        tags: BTreeMap::new(),
    }))
}

/// Takes the first copy away again.
pub(super) fn to_zero(workload: &Workload) -> Option<Command> {
    match workload {
        Workload::Variant { endpoint, variant } => {
            Some(Command::UpdateEndpointWeightsAndCapacities {
                endpoint: endpoint.clone(),
                changes: vec![VariantChange {
                    variant: variant.clone(),
                    weight: None,
                    desired: Some(Capacity(0)),
                }],
            })
        }
        Workload::Component { name } => Some(Command::UpdateInferenceComponentRuntimeConfig {
            name: name.clone(),
            copies: Capacity(0),
        }),
        Workload::Custom { .. } => None,
    }
}

pub(super) fn target(workload: &Workload, bounds: Bounds) -> Command {
    let number = |count: u32| Some(i32::try_from(count).unwrap_or(i32::MAX));
    Command::RegisterScalableTarget(TargetRequest {
        workload: workload.clone(),
        min: number(bounds.min),
        max: number(bounds.max),
        dynamic_in_suspended: None,
        dynamic_out_suspended: None,
        scheduled_suspended: None,
        tags: BTreeMap::new(),
        observed: None,
    })
}

pub(super) fn policy(workload: &Workload, policy: &Policy) -> Command {
    let workload = workload.clone();
    Command::PutScalingPolicy(PolicyRequest { workload, ..policy.request.clone() })
}

/// The alarms, with actions that name the simulated policies. What names none of them is left as it is.
pub(super) fn alarms(policies: &Policies, arns: &[String]) -> Vec<Command> {
    let simulated = |action: &String| {
        let named = policies.policies.iter().zip(arns).find(|(policy, _)| {
            let name = &policy.request.name;
            Some(action) == policy.arn.as_ref()
                || action == name
                || action.rsplit_once(":policyName/").is_some_and(|(_, last)| last == name)
        });
        named.map_or_else(|| action.clone(), |(_, arn)| arn.clone())
    };
    let renamed = |actions: &[String]| actions.iter().map(simulated).collect();
    let mut commands = Vec::new();
    for alarm in &policies.alarms {
        let mut alarm = alarm.clone();
        alarm.ok_actions = renamed(&alarm.ok_actions);
        alarm.alarm_actions = renamed(&alarm.alarm_actions);
        alarm.insufficient_data_actions = renamed(&alarm.insufficient_data_actions);
        commands.push(Command::PutMetricAlarm(Box::new(alarm), BTreeMap::new()));
    }
    commands
}

pub(super) fn scheduled(workload: &Workload, action: &ScheduledActionRequest) -> Command {
    let workload = workload.clone();
    Command::PutScheduledAction(ScheduledActionRequest { workload, ..action.clone() })
}
