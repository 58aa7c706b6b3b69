//! What the service itself publishes, and when: requests at once, gauges at their boundaries.
//!
//! Cadence: <https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html>

use std::collections::BTreeMap;

use ebb_units::{CopyId, MetricId, SignedDuration, Timestamp, Unit, Workload};

use super::endpoints::variant_workload;
use super::{Realm, Turn};
use crate::hosting::{
    Backlog, ComponentStatus, CopyState, Endpoint, EndpointStatus, Fleet, Generation, InstanceId,
    Traffic, TrafficSamples, metric_of, of_config,
};
use crate::metric::{Datum, Resolution, Samples};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

impl Realm {
    /// The gateway has measured requests on a workload, or on one fleet of it.
    pub(crate) fn measured(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        fleet: Fleet,
        traffic: &Traffic,
    ) {
        let data = match fleet {
            Fleet::Whole => self.data_of_whole(turn.now, workload, traffic),
            // A deployment that has ended meanwhile has no fleets any more.
            Fleet::Old(_) | Fleet::New(_) => match self.config_of(workload, fleet) {
                Some(config) => self.data_of_fleet(turn.now, workload, fleet, config, traffic),
                None => return,
            },
        };
        if traffic.requests() > 0.0
            && let Some(replicas) = self.replicas.get_mut(workload)
        {
            replicas.served(fleet, turn.now);
        }
        self.record_data(turn, &data);
    }

    fn data_of_whole(&self, now: Timestamp, workload: &Workload, traffic: &Traffic) -> Vec<Datum> {
        let mut data = traffic.data(workload, self.is_asynchronous(workload), now);
        if let Some((variant, instances)) = self.variant_of(workload) {
            // A request to a component counts for its variant too, shared among the variant's instances.
            let share = 1.0 / f64::from(instances.max(1));
            let shared = Traffic {
                shares: vec![(share, traffic.requests())],
                no_capacity: 0.0,
                ..traffic.clone()
            };
            let of_variant = shared.data(&variant, false, now);
            // Components stay where they are while the configuration of their endpoint changes.
            let config = old_config(&self.endpoints, &variant);
            let of_fleet = config.map(|config| renamed(of_variant.clone(), config));
            data.extend(of_variant);
            data.extend(of_fleet.into_iter().flatten());
        }
        data
    }

    fn data_of_fleet(
        &self,
        now: Timestamp,
        workload: &Workload,
        fleet: Fleet,
        config: &str,
        traffic: &Traffic,
    ) -> Vec<Datum> {
        let share = 1.0 / f64::from(self.healthy(workload, fleet).0.max(1));
        let own = Traffic { shares: vec![(share, traffic.requests())], ..traffic.clone() };
        renamed(own.data(workload, self.is_asynchronous(workload), now), config)
    }

    /// The configuration of a fleet, while it is one.
    fn config_of(&self, workload: &Workload, fleet: Fleet) -> Option<&str> {
        let mut fleets = fleets(&self.endpoints, workload);
        fleets.find(|(known, _)| *known == fleet).map(|(_, config)| config)
    }

    fn is_asynchronous(&self, workload: &Workload) -> bool {
        match workload {
            Workload::Variant { endpoint, .. } => {
                self.endpoints.get(endpoint).is_some_and(|endpoint| endpoint.asynchronous.is_some())
            }
            Workload::Component { .. } | Workload::Custom { .. } => false,
        }
    }

    /// The variant that hosts a component, and how many instances it has.
    fn variant_of(&self, workload: &Workload) -> Option<(Workload, u32)> {
        let Workload::Component { name } = workload else { return None };
        let component = self.components.get(name)?;
        let instances = self.current_instances(&component.endpoint, &component.variant);
        Some((variant_workload(&component.endpoint, &component.variant), instances.0))
    }

    pub(crate) fn in_flight(&mut self, workload: &Workload, copy: CopyId, in_flight: u32) {
        if let Some(copy) =
            self.replicas.get_mut(workload).and_then(|replicas| replicas.copies.get_mut(&copy))
        {
            copy.in_flight = in_flight;
        }
    }

    /// The requests in flight at all copies of a workload have been told.
    pub(crate) fn in_flight_told(&mut self, now: Timestamp, workload: &Workload) {
        // The queue tells it where there is one.
        if self.is_asynchronous(workload) {
            return;
        }
        if let Some(replicas) = self.replicas.get_mut(workload)
            && let Some(debt) = &mut replicas.debt
        {
            let healthy = replicas.copies.values().filter(|copy| copy.state == CopyState::Healthy);
            debt.count(now, healthy.map(|copy| u64::from(copy.in_flight)).sum());
        }
    }

    /// Whether anything serves what is asked of a workload: for a queue, which all variants share, any of them.
    pub(super) fn has_capacity(&self, workload: &Workload) -> bool {
        match workload {
            Workload::Variant { endpoint, .. } if self.is_asynchronous(workload) => {
                self.instances_of(endpoint) > 0
            }
            Workload::Variant { .. } | Workload::Component { .. } | Workload::Custom { .. } => {
                let replicas = self.replicas.get(workload);
                replicas.is_some_and(|replicas| replicas.healthy(Fleet::Whole) > 0)
            }
        }
    }

    /// The queue of an asynchronous endpoint has changed.
    ///
    /// Rule sagemaker.backlog-turn: HasBacklogWithoutCapacity is published once a minute; the minute in which it turns
    /// to 1 gets its value at that moment.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html>
    pub(crate) fn backlog_changed(
        &mut self,
        turn: &mut Turn<'_>,
        endpoint: &str,
        backlog: Backlog,
    ) {
        self.count_debt(turn.now, endpoint, backlog);
        let minute = minute_of(turn.now);
        let stuck = backlog.waiting > 0 && self.instances_of(endpoint) == 0;
        let published = self.backlogs.entry(endpoint.to_owned()).or_default();
        published.backlog = backlog;
        if !turn.config.alarms_early || !stuck || published.turned_in == Some(minute) {
            return;
        }
        published.turned_in = Some(minute);
        let datum = gauge(endpoint, "HasBacklogWithoutCapacity", Unit::Count, 1.0, turn.now);
        self.record_data(turn, &[datum]);
    }

    fn count_debt(&mut self, now: Timestamp, endpoint: &str, backlog: Backlog) {
        let Some(found) = self.endpoints.get(endpoint) else { return };
        for variant in &found.variants {
            let workload = variant_workload(endpoint, &variant.config.name);
            if let Some(debt) =
                self.replicas.get_mut(&workload).and_then(|replicas| replicas.debt.as_mut())
            {
                debt.count(now, backlog.waiting.saturating_add(backlog.in_progress));
            }
        }
    }

    fn instances_of(&self, endpoint: &str) -> u32 {
        let Some(found) = self.endpoints.get(endpoint) else { return 0 };
        found
            .variants
            .iter()
            .map(|variant| self.current_instances(endpoint, &variant.config.name).0)
            .sum()
    }

    /// The ten-second boundary: requests in flight at each copy.
    pub(crate) fn publish_concurrency(&mut self, turn: &mut Turn<'_>) {
        let mut data = Vec::new();
        for (workload, replicas) in &self.replicas {
            if self.is_asynchronous(workload) {
                continue;
            }
            let name = match workload {
                Workload::Variant { .. } => "ConcurrentRequestsPerModel",
                Workload::Component { .. } => "ConcurrentRequestsPerCopy",
                Workload::Custom { .. } => continue,
            };
            // Stamped into the ten seconds that have just ended.
            let at = turn.now.checked_sub(SignedDuration::from_secs(1)).unwrap_or(turn.now);
            let mut put = |metric: MetricId, fleet: Fleet| {
                let samples: TrafficSamples = replicas
                    .copies
                    .values()
                    .filter(|copy| copy.state == CopyState::Healthy && fleet.has(copy.generation))
                    .map(|copy| (f64::from(copy.in_flight), 1.0))
                    .collect();
                if !samples.is_empty() {
                    data.push(datum(metric, Unit::None, samples, at));
                }
            };
            let metric = metric_of(workload, "AWS/SageMaker", name);
            for (fleet, config) in fleets(&self.endpoints, workload) {
                put(of_config(&metric, config), fleet);
            }
            put(metric, Fleet::Whole);
        }
        self.record_data(turn, &data);
    }

    /// The minute boundary: idle zeros, utilisation of each copy, gauges of the queues. All are stamped with the start
    /// of the minute that has just ended.
    pub(crate) fn publish_minute(&mut self, turn: &mut Turn<'_>) {
        self.prune_activities(turn);
        self.prune_history(turn);
        let minute = turn.now.checked_sub(MINUTE).unwrap_or(turn.now);
        let mut data = self.idle_zeros(minute);
        data.extend(self.utilisation(turn, minute));
        data.extend(self.queue_gauges(minute));
        self.record_data(turn, &data);
    }

    /// Rule sagemaker.idle-zeros: a workload that serves and got no request publishes zeros, so that it can scale in;
    /// what is counted per copy is absent at zero copies.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html>
    fn idle_zeros(&self, minute: Timestamp) -> Vec<Datum> {
        let mut data = Vec::new();
        for (workload, replicas) in &self.replicas {
            if !self.serves(workload) || self.is_asynchronous(workload) {
                continue;
            }
            let requests = metric_of(workload, "AWS/SageMaker", "Invocations");
            let per_copy = match workload {
                Workload::Variant { .. } => "InvocationsPerInstance",
                Workload::Component { .. } | Workload::Custom { .. } => "InvocationsPerCopy",
            };
            let per_copy = metric_of(workload, "AWS/SageMaker", per_copy);
            let idle = |fleet| !replicas.is_busy(fleet, minute);
            let has_copies = |fleet| replicas.healthy(fleet) > 0;
            let mut zero = |metric| data.push(datum(metric, Unit::None, vec![(0.0, 1.0)], minute));
            // A fleet without instances is none.
            for (fleet, config) in fleets(&self.endpoints, workload) {
                if idle(fleet) && has_copies(fleet) {
                    zero(of_config(&requests, config));
                    zero(of_config(&per_copy, config));
                }
            }
            if idle(Fleet::Whole) {
                zero(requests);
                if has_copies(Fleet::Whole) {
                    zero(per_copy);
                }
            }
        }
        data
    }

    fn serves(&self, workload: &Workload) -> bool {
        match workload {
            Workload::Variant { endpoint, .. } => {
                self.endpoints.get(endpoint).is_some_and(|endpoint| endpoint.status.serves())
            }
            Workload::Component { name } => self.components.get(name).is_some_and(|component| {
                matches!(component.status, ComponentStatus::InService | ComponentStatus::Updating)
            }),
            Workload::Custom { .. } => false,
        }
    }

    /// Rule sagemaker.utilisation: CPUUtilization is a sum over cores, one datum per instance; the normalized metrics
    /// of a component's copy are shares of what it reserves.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html>
    fn utilisation(&mut self, turn: &Turn<'_>, minute: Timestamp) -> Vec<Datum> {
        const INSTANCES: &str = "/aws/sagemaker/Endpoints";
        const COPIES: &str = "/aws/sagemaker/InferenceComponents";
        let mut data = Vec::new();
        let mut put = |metric: MetricId, samples: TrafficSamples| {
            if !samples.is_empty() {
                data.push(datum(metric, Unit::Percent, samples, minute));
            }
        };
        // What the copies of all components use on each instance: cores and memory, in percent.
        let mut shared: BTreeMap<Workload, BTreeMap<InstanceId, (f64, f64)>> = BTreeMap::new();
        for (workload, replicas) in &mut self.replicas {
            let mut used: Vec<(Generation, f64, f64)> = Vec::new();
            let healthy =
                replicas.copies.values_mut().filter(|copy| copy.state == CopyState::Healthy);
            let component = match workload {
                Workload::Component { name } => self.components.get(name),
                Workload::Variant { .. } | Workload::Custom { .. } => None,
            };
            for copy in healthy {
                let Some((cpu_percent, memory_percent, bytes)) = copy.usage.take() else {
                    continue;
                };
                let (of_cores, of_memory) = match component {
                    Some(component) => {
                        let reserved = component.requirements_of(copy.generation);
                        let host = turn.config.host;
                        let cores = if reserved.cores > 0.0 { reserved.cores } else { host.cores };
                        let share = if reserved.memory_mb > 0.0 {
                            bytes / (reserved.memory_mb * 1024.0 * 1024.0) * 100.0
                        } else {
                            memory_percent
                        };
                        (cpu_percent / cores.max(0.25), share)
                    }
                    None => (cpu_percent, memory_percent),
                };
                used.push((copy.generation, of_cores, of_memory));
                if let (Some(component), Some(instance)) = (component, copy.instance) {
                    let variant = variant_workload(&component.endpoint, &component.variant);
                    let sum = shared.entry(variant).or_default().entry(instance).or_default();
                    sum.0 += cpu_percent;
                    sum.1 += memory_percent;
                }
            }
            let of = |fleet: Fleet| -> (TrafficSamples, TrafficSamples) {
                let used = used.iter().filter(|(generation, ..)| fleet.has(*generation));
                used.map(|(_, cpu, memory)| ((*cpu, 1.0), (*memory, 1.0))).unzip()
            };
            let (cpu, memory) = of(Fleet::Whole);
            match workload {
                Workload::Variant { .. } => {
                    let of_cpu = metric_of(workload, INSTANCES, "CPUUtilization");
                    let of_memory = metric_of(workload, INSTANCES, "MemoryUtilization");
                    for (fleet, config) in fleets(&self.endpoints, workload) {
                        let (cpu, memory) = of(fleet);
                        put(of_config(&of_cpu, config), cpu);
                        put(of_config(&of_memory, config), memory);
                    }
                    put(of_cpu, cpu);
                    put(of_memory, memory);
                }
                Workload::Component { .. } => {
                    put(metric_of(workload, COPIES, "CPUUtilizationNormalized"), cpu);
                    put(metric_of(workload, COPIES, "MemoryUtilizationNormalized"), memory);
                }
                Workload::Custom { .. } => {}
            }
        }
        for (variant, instances) in &shared {
            let cpu: TrafficSamples = instances.values().map(|(cpu, _)| (*cpu, 1.0)).collect();
            let memory = instances.values().map(|(_, memory)| (*memory, 1.0));
            let memory: TrafficSamples = memory.collect();
            let of_cpu = metric_of(variant, INSTANCES, "CPUUtilization");
            let of_memory = metric_of(variant, INSTANCES, "MemoryUtilization");
            if let Some(config) = old_config(&self.endpoints, variant) {
                put(of_config(&of_cpu, config), cpu.clone());
                put(of_config(&of_memory, config), memory.clone());
            }
            put(of_cpu, cpu);
            put(of_memory, memory);
        }
        data
    }

    /// Rule sagemaker.async-gauges: backlog counts what waits and what is in work; per instance it is absent at zero
    /// instances, the other gauges never are.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html>
    fn queue_gauges(&self, minute: Timestamp) -> Vec<Datum> {
        let mut data = Vec::new();
        for (name, endpoint) in &self.endpoints {
            if endpoint.asynchronous.is_none() || endpoint.status == EndpointStatus::Deleting {
                continue;
            }
            let published = self.backlogs.get(name).copied().unwrap_or_default();
            let backlog = published.backlog;
            let instances = self.instances_of(name);
            let size = count(backlog.waiting.saturating_add(backlog.in_progress));
            let mut put = |metric: &str, unit: Unit, value: f64| {
                data.push(gauge(name, metric, unit, value, minute));
            };
            put("ApproximateBacklogSize", Unit::Count, size);
            if instances > 0 {
                let per_instance = size / f64::from(instances);
                put("ApproximateBacklogSizePerInstance", Unit::Count, per_instance);
            }
            let age = backlog.oldest.map_or(0.0, |oldest| {
                minute
                    .checked_add(MINUTE)
                    .map_or(0.0, |now| now.duration_since(oldest).as_secs_f64().max(0.0))
            });
            put("ApproximateAgeOfOldestRequest", Unit::Seconds, age);
            if published.turned_in != Some(minute) {
                let stuck = backlog.waiting > 0 && instances == 0;
                put("HasBacklogWithoutCapacity", Unit::Count, f64::from(u8::from(stuck)));
            }
        }
        data
    }
}

/// The fleets of a variant while its endpoint is being updated, each with the name of its configuration. A component has
/// none.
fn fleets<'a>(
    endpoints: &'a BTreeMap<String, Endpoint>,
    workload: &Workload,
) -> impl Iterator<Item = (Fleet, &'a str)> {
    let endpoint = match workload {
        Workload::Variant { endpoint, .. } => endpoints.get(endpoint),
        Workload::Component { .. } | Workload::Custom { .. } => None,
    };
    endpoint.into_iter().flat_map(Endpoint::fleets)
}

/// The configuration of the instances that a variant has had since before the deployment that is under way.
fn old_config<'a>(
    endpoints: &'a BTreeMap<String, Endpoint>,
    variant: &Workload,
) -> Option<&'a str> {
    let mut fleets = fleets(endpoints, variant);
    fleets.find(|(fleet, _)| matches!(fleet, Fleet::Old(_))).map(|(_, config)| config)
}

/// Data of a fleet, under the name of its configuration.
fn renamed(mut data: Vec<Datum>, config: &str) -> Vec<Datum> {
    for datum in &mut data {
        datum.metric = of_config(&datum.metric, config);
    }
    data
}

fn gauge(endpoint: &str, name: &str, unit: Unit, value: f64, at: Timestamp) -> Datum {
    let metric = MetricId::new("AWS/SageMaker", name, [("EndpointName", endpoint)]);
    datum(metric, unit, vec![(value, 1.0)], at)
}

fn datum(metric: MetricId, unit: Unit, samples: TrafficSamples, at: Timestamp) -> Datum {
    Datum { metric, unit, at, resolution: Resolution::OneSecond, samples: Samples::Values(samples) }
}

fn minute_of(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at)
}

#[expect(clippy::cast_precision_loss, reason = "a backlog of 2^53 requests does not fit in memory")]
fn count(number: u64) -> f64 {
    number as f64
}
