//! How targets, endpoints, components and whole scopes go.

use std::collections::BTreeMap;

use ebb_decide::alarm::StateValue;
use ebb_decide::hosting::EndpointStatus;
use ebb_decide::scaling::StatusCode;
use ebb_decide::{Command, EndpointConfigRequest, Event};
use ebb_units::{Scope, WorkloadKey};

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    alarm, change_by, component, customized, endpoint, own_metric, put_alarm, register,
    scalable_component, step, track, tracking, variant, variant_config,
};

// Covers: aas.deregister
#[test]
fn deregistering_takes_the_managed_alarms_only() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 2, 4);
    track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    let arn = step(&mut world, &variant(), "s", change_by(1, 300));
    put_alarm(&mut world, alarm("mine", own_metric("x"), 1.0, &arn));
    let workload = variant();
    world.ask(Command::DeregisterScalableTarget { workload: workload.clone() });
    let realm = world.realm().unwrap();
    assert!(realm.targets().is_empty() && realm.policies().is_empty());
    assert_eq!(realm.alarms().keys().collect::<Vec<_>>(), ["mine"]);
    assert_eq!(world.alarm("mine").spec.alarm_actions, [arn]);
    assert_eq!(world.desired(&variant()), 2, "the capacity stays");
    assert_eq!(world.moves().len(), 1, "so does the history");
    world.force("mine", StateValue::Alarm, &[5.0]);
    assert_eq!(world.desired(&variant()), 2, "its action leads nowhere");
    let refusal = world.refused(Command::DeregisterScalableTarget { workload });
    assert_eq!(
        refusal,
        "No scalable target found for service namespace: sagemaker, resource ID: \
         endpoint/e/variant/v, scalable dimension: sagemaker:variant:DesiredInstanceCount"
    );
}

// Covers: sagemaker.delete-endpoint
#[test]
fn deleting_an_endpoint_drains_its_copies_and_takes_its_targets() {
    let mut world = World::new();
    endpoint(&mut world, 3);
    register(&mut world, &variant(), 1, 4);
    track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    let delete = Command::DeleteEndpoint { name: "e".to_owned() };
    world.ask(delete.clone());
    let realm = world.realm().unwrap();
    assert!(realm.targets().is_empty() && realm.policies().is_empty() && realm.alarms().is_empty());
    assert_eq!(realm.endpoints()["e"].status, EndpointStatus::Deleting);
    let create = Command::CreateEndpoint {
        name: "E".to_owned(),
        config: "config".to_owned(),
        deployment: None,
        tags: BTreeMap::new(),
    };
    let taken = world.refused(create.clone());
    assert!(taken.starts_with("Cannot create already existing endpoint"), "{taken}");
    world.run(secs(2));
    assert!(world.realm().unwrap().endpoints().is_empty());
    let gone = world.refused(delete);
    assert!(gone.starts_with("Could not find endpoint"), "{gone}");
    world.ask(create);
}

// Covers: sagemaker.endpoint-config
#[test]
fn a_configuration_is_made_once_of_models_that_are_there() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    let configure = |name: &str, variants: &[(&str, &str)]| {
        let variants = variants.iter().map(|(name, model)| variant_config(name, Some(model), 1));
        Command::CreateEndpointConfig(EndpointConfigRequest {
            name: name.to_owned(),
            variants: variants.collect(),
            asynchronous: None,
            has_execution_role: true,
            document: "{}".to_owned(),
            tags: BTreeMap::new(),
        })
    };
    let taken = world.refused(configure("config", &[("v", "m")]));
    assert!(taken.starts_with("Cannot create already existing endpoint configuration"), "{taken}");
    let unknown = world.refused(configure("other", &[("v", "m"), ("w", "none")]));
    assert!(unknown.starts_with("Could not find model"), "{unknown}");
    let twice = world.refused(configure("other", &[("v", "m"), ("v", "m")]));
    assert_eq!(twice, "The variant name \"v\" was non-unique within the request.");
    world.ask(configure("other", &[("v", "m"), ("w", "m")]));
    world.ask(Command::DeleteModel { name: "m".to_owned() });
    let gone = world.refused(configure("third", &[("v", "m")]));
    assert!(gone.starts_with("Could not find model"), "{gone}");
}

#[test]
fn deleting_an_endpoint_takes_its_components() {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 2, 4);
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    world.ask(Command::DeleteEndpoint { name: "e".to_owned() });
    assert_eq!(world.last_move().status, StatusCode::Unfulfilled, "it will never be fulfilled");
    world.run(secs(2));
    let realm = world.realm().unwrap();
    assert!(realm.endpoints().is_empty() && realm.components().is_empty());
    assert_eq!(realm.workloads().count(), 0);
    assert!(realm.targets().contains_key(&component()), "as on AWS, until it is deregistered");
}

#[test]
fn a_policy_whose_resource_is_gone_says_so_once() {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let managed = track(&mut world, &component(), "p", tracking(customized("load"), 50.0));
    world.ask(Command::DeleteInferenceComponent { name: "c".to_owned() });
    world.run(minutes(1));
    for _ in 0..5 {
        world.data(&own_metric("load"), &[100.0; 3]);
        world.run(minutes(1));
    }
    assert_eq!(world.state(&managed.high), StateValue::Alarm);
    assert_eq!(world.moves().len(), 1);
    let message = world.last_move().status_message().unwrap();
    assert!(message.contains("Could not find inference component"), "{message}");
}

#[test]
fn only_commands_that_succeed_make_a_scope() {
    let mut world = World::new();
    world.refused(Command::DeleteModel { name: "m".to_owned() });
    let scope =
        Scope { account: "111111111111".parse().unwrap(), region: "eu-north-1".parse().unwrap() };
    let key = WorkloadKey { scope: scope.clone(), workload: variant() };
    let traffic = Box::new(ebb_decide::hosting::Traffic { no_capacity: 1.0, ..Default::default() });
    let fleet = ebb_decide::hosting::Fleet::Whole;
    world.tell(Event::Traffic { key, fleet, traffic });
    let (backlog, endpoint) = (Default::default(), "e".to_owned());
    world.tell(Event::Backlog { scope, endpoint, backlog });
    world.run(minutes(5));
    assert_eq!(world.controller.realms().count(), 0);
    endpoint_comes_and_goes(&mut world);
    assert_eq!(world.controller.realms().count(), 1, "metrics and models outlive an endpoint");
}

fn endpoint_comes_and_goes(world: &mut World) {
    endpoint(world, 1);
    world.ask(Command::DeleteEndpoint { name: "e".to_owned() });
    world.run(minutes(1));
    assert!(world.realm().unwrap().endpoints().is_empty());
}
