//! The resources that stories and vectors begin with, each made by the commands that a client would send.

use std::collections::BTreeMap;

use ebb_decide::alarm::{Actions, AlarmRule, AlarmSpec, CompositeSpec, Suppressor, TreatMissing};
use ebb_decide::hosting::{
    AsyncConfig, Launch, ManagedScaling, Model, Requirements, VariantConfig, metric_of,
};
use ebb_decide::policy::{
    AdjustmentType, CustomizedMetric, PredefinedMetric, StepAdjustment, StepRequest, TrackedMetric,
    TrackingConfig,
};
use ebb_decide::scaling::PolicyType;
use ebb_decide::schedule::Expression;
use ebb_decide::{
    Answer, CapacityAction, Command, ComponentChange, ComponentRequest, EndpointConfigRequest,
    EndpointUpdate, PolicyBlock, PolicyRequest, ScheduledActionRequest, TargetRequest,
    VariantChange,
};
use ebb_units::{Capacity, Comparison, MetricId, Statistic, Workload};

use crate::driver::{Fate, World};
use crate::watch::{watch, watching};

pub(crate) fn variant() -> Workload {
    Workload::Variant { endpoint: "e".to_owned(), variant: "v".to_owned() }
}

pub(crate) fn component() -> Workload {
    Workload::Component { name: "c".to_owned() }
}

pub(crate) fn custom() -> Workload {
    Workload::Custom { url: "http://localhost:8080/scalableTargetDimensions/1".to_owned() }
}

/// Registers the custom resource of the world, which is asked first.
pub(crate) fn register_custom(world: &mut World, min: i32, max: i32) {
    let observed = Some(world.resource.report.clone());
    let request = TargetRequest { observed, ..target(&custom(), min, max) };
    world.ask(Command::RegisterScalableTarget(request));
}

/// A metric that users publish themselves.
pub(crate) fn own_metric(name: &str) -> MetricId {
    MetricId::new("My/App", name, [])
}

fn model(world: &World) -> Command {
    named_model(world, "m", "sentiment")
}

/// A model that runs an image.
pub(crate) fn named_model(world: &World, name: &str, image: &str) -> Command {
    Command::CreateModel(Model {
        name: name.to_owned(),
        created: world.now,
        launch: Some(Launch { image: image.to_owned(), ..Launch::default() }),
        document: "{}".to_owned(),
        tags: BTreeMap::new(),
    })
}

fn launch() -> Launch {
    Launch { image: "sentiment".to_owned(), ..Launch::default() }
}

pub(crate) fn variant_config(name: &str, model: Option<&str>, initial: u32) -> VariantConfig {
    VariantConfig {
        name: name.to_owned(),
        model: model.map(str::to_owned),
        initial: Capacity(initial),
        weight: 1.0,
        instance_type: Some("ml.m5.xlarge".to_owned()),
        managed: None,
        routing: None,
        startup_timeout_secs: None,
    }
}

/// Asks for the endpoint "e" with these variants, but waits for nothing.
pub(crate) fn create_endpoint(
    world: &mut World,
    variants: Vec<VariantConfig>,
    asynchronous: Option<AsyncConfig>,
) {
    let model = model(world);
    world.ask(model);
    world.ask(Command::CreateEndpointConfig(EndpointConfigRequest {
        name: "config".to_owned(),
        variants,
        asynchronous,
        has_execution_role: true,
        document: "{}".to_owned(),
        tags: BTreeMap::new(),
    }));
    world.ask(Command::CreateEndpoint {
        name: "e".to_owned(),
        config: "config".to_owned(),
        deployment: None,
        tags: BTreeMap::new(),
    });
}

/// The endpoint "e" with `count` instances of the variant "v" in service. Copies started later take as long as before.
pub(crate) fn endpoint(world: &mut World, count: u32) {
    at_once(world, |world| {
        create_endpoint(world, vec![variant_config("v", Some("m"), count)], None);
    });
    assert_eq!(world.current(&variant()), count);
}

/// An asynchronous endpoint "e" with one instance of the variant "v" in service.
pub(crate) fn asynchronous_endpoint(world: &mut World) {
    let config = AsyncConfig::default();
    at_once(world, |world| {
        create_endpoint(world, vec![variant_config("v", Some("m"), 1)], Some(config));
    });
}

/// The component "c" with one copy, on the endpoint "e" whose instances come and go with the copies, none to four.
pub(crate) fn scalable_component(world: &mut World) {
    at_once(world, |world| {
        hosting_endpoint(world, 1, Some((0, 4)));
        world.ask(Command::CreateInferenceComponent(component_request("c", 1, 8192.0)));
    });
    assert_eq!(world.current(&component()), 1);
}

/// The endpoint "e" whose variant "v" hosts components on instances of 16 GiB and four cores.
pub(crate) fn hosting_endpoint(world: &mut World, initial: u32, managed: Option<(u32, u32)>) {
    let config = VariantConfig {
        managed: managed.map(|(min, max)| ManagedScaling {
            enabled: true,
            min: Capacity(min),
            max: Capacity(max),
        }),
        ..variant_config("v", None, initial)
    };
    create_endpoint(world, vec![config], None);
}

/// A new version of a component, with the copies it has.
pub(crate) fn component_change(name: &str, image: &str, memory_mb: f64) -> ComponentChange {
    ComponentChange {
        name: name.to_owned(),
        model: None,
        launch: Launch { image: image.to_owned(), ..Launch::default() },
        requirements: Requirements { cores: 1.0, memory_mb, accelerators: 0.0 },
        copies: None,
        document: "{}".to_owned(),
        deployment: None,
    }
}

/// An endpoint configuration that nothing uses yet.
pub(crate) fn configure(world: &mut World, name: &str, variants: Vec<VariantConfig>) {
    world.ask(Command::CreateEndpointConfig(EndpointConfigRequest {
        name: name.to_owned(),
        variants,
        asynchronous: None,
        has_execution_role: true,
        document: "{}".to_owned(),
        tags: BTreeMap::new(),
    }));
}

/// UpdateEndpoint with nothing but a configuration.
pub(crate) fn update_to(config: &str) -> EndpointUpdate {
    EndpointUpdate {
        endpoint: "e".to_owned(),
        config: config.to_owned(),
        document: None,
        retain_desired: false,
        retain_weights: false,
        deployment: None,
        retain_deployment: false,
    }
}

pub(crate) fn component_request(name: &str, copies: u32, memory_mb: f64) -> ComponentRequest {
    ComponentRequest {
        name: name.to_owned(),
        endpoint: "e".to_owned(),
        variant: None,
        model: None,
        launch: launch(),
        requirements: Requirements { cores: 1.0, memory_mb, accelerators: 0.0 },
        copies: Capacity(copies),
        document: "{}".to_owned(),
        tags: BTreeMap::new(),
    }
}

/// What is set up here is in service at once.
pub(crate) fn at_once(world: &mut World, set_up: impl FnOnce(&mut World)) {
    let fate = std::mem::replace(&mut world.fate, Fate::Healthy(0));
    set_up(world);
    world.settle();
    world.fate = fate;
}

pub(crate) fn target(workload: &Workload, min: i32, max: i32) -> TargetRequest {
    TargetRequest { min: Some(min), max: Some(max), ..unchanged(workload) }
}

/// A registration that names nothing but the target.
pub(crate) fn unchanged(workload: &Workload) -> TargetRequest {
    TargetRequest {
        workload: workload.clone(),
        min: None,
        max: None,
        dynamic_in_suspended: None,
        dynamic_out_suspended: None,
        scheduled_suspended: None,
        tags: BTreeMap::new(),
        observed: None,
    }
}

pub(crate) fn register(world: &mut World, workload: &Workload, min: i32, max: i32) {
    world.ask(Command::RegisterScalableTarget(target(workload, min, max)));
}

/// A scheduled action that sets bounds by a schedule.
pub(crate) fn scheduled(
    name: &str,
    schedule: &str,
    min: Option<i32>,
    max: Option<i32>,
) -> ScheduledActionRequest {
    ScheduledActionRequest {
        workload: variant(),
        name: name.to_owned(),
        schedule: Some(Expression::parse(schedule).unwrap()),
        zone: None,
        start: None,
        end: None,
        action: Some(CapacityAction { min, max }),
    }
}

pub(crate) fn put_scheduled(world: &mut World, request: ScheduledActionRequest) {
    world.ask(Command::PutScheduledAction(request));
}

pub(crate) fn tracking(metric: TrackedMetric, target_value: f64) -> TrackingConfig {
    TrackingConfig {
        target_value,
        metric,
        scale_in_cooldown_secs: None,
        scale_out_cooldown_secs: None,
        disable_scale_in: None,
    }
}

pub(crate) fn predefined(metric: PredefinedMetric) -> TrackedMetric {
    TrackedMetric::Predefined(metric)
}

/// The mean of a metric of the user's own.
pub(crate) fn customized(name: &str) -> TrackedMetric {
    TrackedMetric::Customized(CustomizedMetric {
        metric: own_metric(name),
        statistic: Statistic::Average,
        unit: None,
        given: Vec::new(),
    })
}

pub(crate) fn policy(workload: &Workload, name: &str, block: PolicyBlock) -> PolicyRequest {
    let policy_type = match &block {
        PolicyBlock::Tracking(_) => PolicyType::TargetTrackingScaling,
        PolicyBlock::Step(_) | PolicyBlock::Several => PolicyType::StepScaling,
    };
    PolicyRequest {
        workload: workload.clone(),
        name: name.to_owned(),
        policy_type: Some(policy_type),
        block: Some(block),
    }
}

/// The managed alarms of a tracking policy.
#[derive(Clone, Debug)]
pub(crate) struct Managed {
    pub(crate) arn: String,
    pub(crate) high: String,
    /// Empty when scale-in is disabled.
    pub(crate) low: String,
}

pub(crate) fn track(
    world: &mut World,
    workload: &Workload,
    name: &str,
    config: TrackingConfig,
) -> Managed {
    let request = policy(workload, name, PolicyBlock::Tracking(config));
    let Answer::Policy { arn, mut alarms } = world.ask(Command::PutScalingPolicy(request)) else {
        panic!("not the answer to a policy")
    };
    alarms.resize(2, String::new());
    let [high, low] = <[String; 2]>::try_from(alarms).unwrap();
    Managed { arn, high, low }
}

/// A step policy; returns its ARN, which alarms name.
pub(crate) fn step(
    world: &mut World,
    workload: &Workload,
    name: &str,
    request: StepRequest,
) -> String {
    let request = policy(workload, name, PolicyBlock::Step(request));
    let Answer::Policy { arn, .. } = world.ask(Command::PutScalingPolicy(request)) else {
        panic!("not the answer to a policy")
    };
    arn
}

/// Add (or take) so many units over (or under) the threshold.
pub(crate) fn change_by(adjustment: i32, cooldown_secs: i32) -> StepRequest {
    let (lower, upper) = if adjustment < 0 { (None, Some(0.0)) } else { (Some(0.0), None) };
    StepRequest {
        adjustment_type: Some(AdjustmentType::ChangeInCapacity),
        steps: vec![StepAdjustment { lower, upper, adjustment }],
        cooldown_secs: Some(cooldown_secs),
        ..StepRequest::default()
    }
}

/// An alarm on one minute of a metric, with one action.
pub(crate) fn alarm(name: &str, metric: MetricId, threshold: f64, action: &str) -> AlarmSpec {
    AlarmSpec {
        name: name.into(),
        description: None,
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: vec![action.to_owned()].into(),
        insufficient_data_actions: Actions::default(),
        watch: watch(metric, Statistic::Average),
        period_secs: 60,
        evaluation_periods: 1,
        datapoints_to_alarm: None,
        threshold: Some(threshold),
        comparison: Comparison::GreaterThanOrEqualToThreshold,
        treat_missing_data: Some(TreatMissing::Missing),
        evaluate_low_sample_count_percentile: None,
    }
}

pub(crate) fn put_alarm(world: &mut World, spec: AlarmSpec) {
    world.ask(Command::PutMetricAlarm(Box::new(spec), BTreeMap::new()));
}

/// A topic that nobody listens to.
pub(crate) const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";

/// An alarm that keeps the state that it is set to, as it has no data and ignores that.
pub(crate) fn quiet_alarm(world: &mut World, name: &str) {
    let spec = AlarmSpec {
        alarm_actions: Actions::default(),
        treat_missing_data: Some(TreatMissing::Ignore),
        ..alarm(name, own_metric(name), 1.0, TOPIC)
    };
    put_alarm(world, spec);
}

/// A composite alarm that tells a topic when it enters `ALARM`.
pub(crate) fn composite(name: &str, rule: &str) -> CompositeSpec {
    CompositeSpec {
        name: name.to_owned(),
        description: None,
        rule: AlarmRule::try_from(rule.to_owned()).unwrap(),
        actions_enabled: true,
        ok_actions: Vec::new(),
        alarm_actions: vec![TOPIC.to_owned()],
        insufficient_data_actions: Vec::new(),
        suppressor: None,
    }
}

/// The same with a suppressor and the seconds of its wait and its extension.
pub(crate) fn suppressed_by(
    spec: CompositeSpec,
    suppressor: &str,
    (wait_secs, extension_secs): (u32, u32),
) -> CompositeSpec {
    let suppressor = Suppressor { reference: suppressor.to_owned(), wait_secs, extension_secs };
    CompositeSpec { suppressor: Some(suppressor), ..spec }
}

pub(crate) fn put_composite(world: &mut World, spec: CompositeSpec) {
    world.ask(Command::PutCompositeAlarm(Box::new(spec), BTreeMap::new()));
}

/// The documented way out of zero: a step of one when a request found no copy.
pub(crate) fn wake_up(world: &mut World, workload: &Workload) -> &'static str {
    let arn = step(world, workload, "wake", change_by(1, 60));
    let metric = metric_of(workload, "AWS/SageMaker", "NoCapacityInvocationFailures");
    put_alarm(
        world,
        watching(&alarm("no-capacity", metric, 1.0, &arn), |watch| {
            watch.statistic = Statistic::Sum
        }),
    );
    "no-capacity"
}

pub(crate) fn set_instances(endpoint: &str, variant: &str, desired: u32) -> Command {
    Command::UpdateEndpointWeightsAndCapacities {
        endpoint: endpoint.to_owned(),
        changes: vec![VariantChange {
            variant: variant.to_owned(),
            weight: None,
            desired: Some(Capacity(desired)),
        }],
    }
}
