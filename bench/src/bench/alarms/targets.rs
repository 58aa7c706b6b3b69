//! Scalable targets in the core: each a variant with a copy, a tracking policy and the two alarms of it.

use std::collections::BTreeMap;

use clap::Args;
use ebb_decide::hosting::{Fleet, Launch, Model, Traffic, VariantConfig};
use ebb_decide::policy::{PredefinedMetric, TrackedMetric, TrackingConfig};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{
    Command, EndpointConfigRequest, Event, PolicyBlock, PolicyRequest, TargetRequest,
};
use ebb_units::{Capacity, SignedDuration, Timestamp, Workload, WorkloadKey};
use serde_json::{Value, json};

use super::driven::{Driven, cpu_seconds, scope, start};
use crate::failure::Failure;
use crate::machine::anonymous_bytes;
use crate::sample::number;

/// Targets of one kind in one account and region: AWS's quota, so they are spread over accounts.
const IN_A_SCOPE: usize = 500;
/// Virtual seconds of each kind, after as many to warm up.
const SECONDS: i64 = 120;

#[derive(Args, Clone)]
pub(crate) struct TargetLoad {
    #[arg(long)]
    targets: usize,
}

/// Runs the load and gives its figures.
pub(crate) fn run(options: &TargetLoad) -> Result<Value, Failure> {
    let now = start();
    let mut driven = Driven::new(now);
    let before = anonymous_bytes()?;
    let mut keys = Vec::with_capacity(options.targets);
    for first in (0..options.targets).step_by(IN_A_SCOPE) {
        let scope = scope(1 + first / IN_A_SCOPE)?;
        for id in first..options.targets.min(first + IN_A_SCOPE) {
            let key = WorkloadKey { scope: scope.clone(), workload: workload(id) };
            target(&mut driven, now, &key, id);
            keys.push(key);
        }
    }
    let mut now = seconds(&mut driven, now, &[]).0;
    let idle;
    (now, idle) = seconds(&mut driven, now, &[]);
    (now, _) = seconds(&mut driven, now, &keys);
    let (_, busy) = seconds(&mut driven, now, &keys);
    let bytes = anonymous_bytes()? - before;
    let targets: usize = driven.controller.realms().map(|realm| realm.targets().len()).sum();
    let wrong = (targets != options.targets || driven.refused > 0).then(|| {
        format!("{targets} targets of {}, {} calls were refused", options.targets, driven.refused)
    });
    Ok(json!({
        "idle_share": idle, "busy_share": busy, "bytes": bytes / number(options.targets),
        "wrong": wrong,
    }))
}

/// Lets virtual seconds pass. In each, the workloads of `busy` answer a request. Gives the time then, and CPU seconds per
/// virtual second.
fn seconds(driven: &mut Driven, from: Timestamp, busy: &[WorkloadKey]) -> (Timestamp, f64) {
    let mut now = from;
    let took = cpu_seconds(|| {
        for _ in 0..SECONDS {
            now += SignedDuration::from_secs(1);
            driven.ticks(now);
            driven.event(now, Event::Tick);
            for key in busy {
                let traffic = Box::new(request());
                let (key, fleet) = (key.clone(), Fleet::Whole);
                driven.event(now, Event::Traffic { key, fleet, traffic });
            }
            drop(driven.controller.take_dirty_buckets());
        }
    });
    (now, took / (now.duration_since(from)).as_secs_f64())
}

/// One request that was answered in ten milliseconds.
fn request() -> Traffic {
    Traffic {
        shares: vec![(1.0, 1.0)],
        answered: 1.0,
        model_latency_us: vec![(10_000.0, 1.0)],
        overhead_latency_us: vec![(100.0, 1.0)],
        ..Traffic::default()
    }
}

fn workload(id: usize) -> Workload {
    Workload::Variant { endpoint: format!("endpoint-{id:06}"), variant: "AllTraffic".to_owned() }
}

fn target(driven: &mut Driven, now: Timestamp, key: &WorkloadKey, id: usize) {
    let name = format!("endpoint-{id:06}");
    let launch = Launch { image: "bench".to_owned(), ..Launch::default() };
    let model = Model {
        name: name.clone(),
        created: now,
        launch: Some(launch),
        document: "{}".to_owned(),
        tags: BTreeMap::new(),
    };
    let variant = VariantConfig {
        name: "AllTraffic".to_owned(),
        model: Some(name.clone()),
        initial: Capacity(1),
        weight: 1.0,
        instance_type: Some("ml.m5.xlarge".to_owned()),
        managed: None,
        routing: None,
        startup_timeout_secs: None,
    };
    let config = EndpointConfigRequest {
        name: name.clone(),
        variants: vec![variant],
        asynchronous: None,
        has_execution_role: true,
        document: "{}".to_owned(),
        tags: BTreeMap::new(),
    };
    let endpoint = Command::CreateEndpoint {
        name: name.clone(),
        config: name,
        deployment: None,
        tags: BTreeMap::new(),
    };
    let target = TargetRequest {
        workload: key.workload.clone(),
        min: Some(1),
        max: Some(4),
        observed: None,
        dynamic_in_suspended: None,
        dynamic_out_suspended: None,
        scheduled_suspended: None,
        tags: BTreeMap::new(),
    };
    // One request a second is 60 a minute, which neither of the two alarms minds.
    let tracking = TrackingConfig {
        target_value: 60.0,
        metric: TrackedMetric::Predefined(PredefinedMetric::SageMakerVariantInvocationsPerInstance),
        scale_in_cooldown_secs: None,
        scale_out_cooldown_secs: None,
        disable_scale_in: None,
    };
    let policy = PolicyRequest {
        workload: key.workload.clone(),
        name: "tracking".to_owned(),
        policy_type: Some(PolicyType::TargetTrackingScaling),
        block: Some(PolicyBlock::Tracking(tracking)),
    };
    for command in [
        Command::CreateModel(model),
        Command::CreateEndpointConfig(config),
        endpoint,
        Command::RegisterScalableTarget(target),
        Command::PutScalingPolicy(policy),
    ] {
        driven.command(now, &key.scope, command);
    }
}
