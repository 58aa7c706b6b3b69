//! What is published of either fleet while a deployment is under way.

use ebb_decide::Command;
use ebb_decide::alarm::{Actions, AlarmSpec, StateValue, TreatMissing};
use ebb_decide::hosting::{EndpointStatus, Fleet, Generation, Size, Traffic, metric_of};
use ebb_decide::metric::Aggregate;
use ebb_units::{MetricId, SignedDuration, Statistic, Timestamp};

use super::deployments::{canary, guarded, ready_to_update, status, there, with};
use crate::driver::{World, minutes, secs, start};
use crate::setup::{
    TOPIC, alarm, at_once, component, component_request, configure, hosting_endpoint, put_alarm,
    variant, variant_config,
};

const SAGEMAKER: &str = "AWS/SageMaker";
const INSTANCES: &str = "/aws/sagemaker/Endpoints";

/// A metric of the variant, of the fleet of one configuration.
fn of_fleet(config: &str, namespace: &str, name: &str) -> MetricId {
    let dimensions = [("EndpointName", "e"), ("VariantName", "v"), ("EndpointConfigName", config)];
    MetricId::new(namespace, name, dimensions)
}

fn window(world: &World, metric: &MetricId, from: Timestamp, length: SignedDuration) -> Aggregate {
    world.there().metrics().window(metric, None, from, from + length)
}

fn generation(world: &World) -> Generation {
    world.there().rollout_of(&variant()).expect("an update is under way").generation
}

fn traffic(requests: f64, errors: f64) -> Traffic {
    Traffic {
        shares: vec![(0.125, requests)],
        answered: requests,
        errors_5xx: errors,
        model_errors: errors,
        ..Traffic::default()
    }
}

/// Requests that were served, and those of them that failed: by the copies that were there, and by those that are new.
fn serve(world: &mut World, old: (f64, f64), new: (f64, f64)) {
    let generation = generation(world);
    let whole = traffic(old.0 + new.0, old.1 + new.1);
    world.measured(&variant(), Fleet::Whole, whole);
    world.measured(&variant(), Fleet::New(generation), traffic(new.0, new.1));
    world.measured(&variant(), Fleet::Old(generation), traffic(old.0, old.1));
}

// Covers: sagemaker.metrics.endpoint-config
#[test]
fn from_its_beginning_to_its_end_a_deployment_publishes_either_fleet() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    let before = of_fleet("config", SAGEMAKER, "Invocations");
    assert!(window(&world, &before, start(), minutes(2)).is_empty());
    world.ask(Command::UpdateEndpoint(with(canary(Size::Count(1), 60, 30))));
    world.run(secs(25));
    serve(&mut world, (14.0, 1.0), (2.0, 2.0));
    world.in_flight(&variant(), 3);
    world.usage(&variant(), 50.0);
    world.run_to_the_minute();

    let minute = start() + minutes(2);
    let seen = |world: &World, namespace: &str, name: &str, statistic, from, length| {
        let plain = metric_of(&variant(), namespace, name);
        let all = [of_fleet("config", namespace, name), of_fleet("next", namespace, name), plain];
        all.map(|metric| window(world, &metric, from, length).value(statistic))
    };
    let in_minute = |name, statistic| seen(&world, SAGEMAKER, name, statistic, minute, minutes(1));
    assert_eq!(in_minute("Invocations", Statistic::Sum), [14.0, 2.0, 16.0].map(Some));
    // Shared among the instances of its own fleet.
    assert_eq!(in_minute("InvocationsPerInstance", Statistic::Sum), [3.5, 0.5, 2.0].map(Some));
    assert_eq!(in_minute("Invocation5XXErrors", Statistic::Sum), [1.0, 2.0, 3.0].map(Some));
    let rates = in_minute("Invocation5XXErrors", Statistic::Average);
    assert_eq!(rates, [1.0 / 14.0, 1.0, 3.0 / 16.0].map(Some));
    let (concurrent, tens) = ("ConcurrentRequestsPerModel", minute + secs(30));
    for (statistic, expected) in
        [(Statistic::SampleCount, [4.0, 4.0, 8.0]), (Statistic::Maximum, [3.0; 3])]
    {
        let got = seen(&world, SAGEMAKER, concurrent, statistic, tens, secs(10));
        assert_eq!(got, expected.map(Some));
    }
    for name in ["CPUUtilization", "MemoryUtilization"] {
        let instances = seen(&world, INSTANCES, name, Statistic::SampleCount, minute, minutes(1));
        assert_eq!(instances, [4.0, 4.0, 8.0].map(Some), "{name}");
    }

    // An idle minute has a zero of each.
    world.run(minutes(1));
    let minute = start() + minutes(3);
    for name in ["Invocations", "InvocationsPerInstance"] {
        for (statistic, expected) in [(Statistic::SampleCount, 1.0), (Statistic::Sum, 0.0)] {
            let got = seen(&world, SAGEMAKER, name, statistic, minute, minutes(1));
            assert_eq!(got, [Some(expected); 3], "{name}");
        }
    }

    let generation = generation(&world);
    world.run(minutes(1));
    assert_eq!(status(&world), EndpointStatus::InService);
    // What was still on its way counts for nobody.
    world.measured(&variant(), Fleet::New(generation), traffic(1.0, 0.0));
    world.usage(&variant(), 50.0);
    world.run(minutes(2));
    let end = start() + minutes(5);
    let after = seen(&world, SAGEMAKER, "Invocations", Statistic::SampleCount, end, minutes(2));
    assert_eq!(after, [None, None, Some(2.0)]);
    let after = seen(&world, INSTANCES, "CPUUtilization", Statistic::SampleCount, end, minutes(2));
    assert_eq!(after, [None, None, Some(4.0)]);
}

// Covers: sagemaker.metrics.endpoint-config
#[test]
fn a_fleet_without_instances_publishes_nothing() {
    let mut world = World::new();
    ready_to_update(&mut world, 2);
    world.run_to_the_minute();
    // The new copies take twenty seconds.
    world.run(secs(50));
    world.ask(Command::UpdateEndpoint(with(canary(Size::Count(1), 60, 30))));
    world.run_to_the_minute();
    let minute = start() + minutes(2);
    let zero = |config| {
        let metric = of_fleet(config, SAGEMAKER, "Invocations");
        window(&world, &metric, minute, minutes(5)).value(Statistic::SampleCount)
    };
    assert_eq!((zero("config"), zero("next")), (Some(1.0), None));
}

fn errors(name: &str, metric: MetricId) -> AlarmSpec {
    AlarmSpec {
        alarm_actions: Actions::default(),
        treat_missing_data: Some(TreatMissing::NotBreaching),
        ..alarm(name, metric, 0.5, TOPIC)
    }
}

// Covers: sagemaker.metrics.endpoint-config, sagemaker.deployment.rollback
#[test]
fn an_alarm_on_the_new_fleet_sees_what_both_together_hide() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    let name = "Invocation5XXErrors";
    put_alarm(&mut world, errors("both", metric_of(&variant(), SAGEMAKER, name)));
    put_alarm(&mut world, errors("new", of_fleet("next", SAGEMAKER, name)));
    let update = with(canary(Size::Count(1), 300, 30));
    world.ask(Command::UpdateEndpoint(guarded(guarded(update, "both"), "new")));
    world.run(secs(25));
    assert_eq!(status(&world), EndpointStatus::Updating);
    // One request in four goes to the new version, which answers none.
    serve(&mut world, (30.0, 0.0), (10.0, 10.0));
    world.run(minutes(2));
    let state = |name| world.there().alarm_state(name).map(|state| state.value);
    assert_eq!(state("both"), Some(StateValue::Ok));
    assert_eq!(
        (status(&world), there(&world).config.as_str()),
        (EndpointStatus::InService, "config")
    );
    assert_eq!(
        there(&world).failure.as_deref(),
        Some("The deployment was rolled back: alarm \"new\" is in state ALARM.")
    );
}

// Covers: sagemaker.metrics.endpoint-config
#[test]
fn components_stay_with_the_old_configuration_until_the_end() {
    let mut world = World::new();
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, None);
        world.ask(Command::CreateInferenceComponent(component_request("c", 1, 1024.0)));
    });
    configure(&mut world, "next", vec![variant_config("v", None, 1)]);
    world.ask(Command::UpdateEndpoint(with(canary(Size::Percent(50), 60, 0))));
    world.settle();
    assert_eq!(status(&world), EndpointStatus::Updating);
    world.requests(&component(), 3.0);
    world.usage(&component(), 50.0);
    world.run(minutes(1));
    let sum = |config| {
        let metric = of_fleet(config, SAGEMAKER, "Invocations");
        window(&world, &metric, start(), minutes(1)).value(Statistic::Sum)
    };
    assert_eq!((sum("config"), sum("next")), (Some(3.0), None));
    let cpu = of_fleet("config", INSTANCES, "CPUUtilization");
    let cpu = window(&world, &cpu, start(), minutes(1));
    assert_eq!(cpu.value(Statistic::Average), Some(50.0));
    let names = [("InferenceComponentName", "c"), ("EndpointConfigName", "config")];
    let of_component = MetricId::new(SAGEMAKER, "Invocations", names);
    assert!(window(&world, &of_component, start(), minutes(1)).is_empty());
}
