//! What the service itself publishes, and when: requests at once, gauges at their boundaries.
//!
//! Cadence: <https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html>

use std::collections::BTreeMap;

use ebb_units::{CopyId, MetricId, SignedDuration, Timestamp, Unit, Workload};

use super::endpoints::variant_workload;
use super::{Realm, Turn};
use crate::hosting::{
    Backlog, ComponentStatus, CopyState, EndpointStatus, Fleet, InstanceId, Traffic,
    TrafficSamples, metric_of,
};
use crate::metric::{Datum, Resolution, Samples};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

impl Realm {
    /// The gateway has measured requests on a workload.
    pub(crate) fn measured(&mut self, turn: &mut Turn<'_>, workload: &Workload, traffic: &Traffic) {
        if traffic.requests() > 0.0
            && let Some(replicas) = self.replicas.get_mut(workload)
        {
            replicas.last_request = Some(turn.now);
        }
        let mut data = traffic.data(workload, self.is_asynchronous(workload), turn.now);
        if let Some((variant, instances)) = self.variant_of(workload) {
            // A request to a component counts for its variant too, shared among the variant's instances.
            let share = 1.0 / f64::from(instances.max(1));
            let shared = Traffic {
                shares: vec![(share, traffic.requests())],
                no_capacity: 0.0,
                ..traffic.clone()
            };
            data.extend(shared.data(&variant, false, turn.now));
        }
        self.record_data(turn, &data);
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
            let samples: TrafficSamples = replicas
                .copies
                .values()
                .filter(|copy| copy.state == CopyState::Healthy)
                .map(|copy| (f64::from(copy.in_flight), 1.0))
                .collect();
            if !samples.is_empty() {
                // Stamped into the ten seconds that have just ended.
                let at = turn.now.checked_sub(SignedDuration::from_secs(1)).unwrap_or(turn.now);
                let metric = metric_of(workload, "AWS/SageMaker", name);
                data.push(datum(metric, Unit::None, samples, at));
            }
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
            let busy = replicas.last_request.is_some_and(|at| at >= minute);
            if busy || !self.serves(workload) || self.is_asynchronous(workload) {
                continue;
            }
            let mut zero = |name| {
                let metric = metric_of(workload, "AWS/SageMaker", name);
                data.push(datum(metric, Unit::None, vec![(0.0, 1.0)], minute));
            };
            zero("Invocations");
            if replicas.healthy(Fleet::Whole) > 0 {
                zero(match workload {
                    Workload::Variant { .. } => "InvocationsPerInstance",
                    Workload::Component { .. } | Workload::Custom { .. } => "InvocationsPerCopy",
                });
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
        let mut put =
            |workload: &Workload, namespace: &str, name: &str, samples: TrafficSamples| {
                if !samples.is_empty() {
                    let metric = metric_of(workload, namespace, name);
                    data.push(datum(metric, Unit::Percent, samples, minute));
                }
            };
        // What the copies of all components use on each instance: cores and memory, in percent.
        let mut shared: BTreeMap<Workload, BTreeMap<InstanceId, (f64, f64)>> = BTreeMap::new();
        for (workload, replicas) in &mut self.replicas {
            let (mut cpu, mut memory) = (Vec::new(), Vec::new());
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
                cpu.push((of_cores, 1.0));
                memory.push((of_memory, 1.0));
                if let (Some(component), Some(instance)) = (component, copy.instance) {
                    let variant = variant_workload(&component.endpoint, &component.variant);
                    let sum = shared.entry(variant).or_default().entry(instance).or_default();
                    sum.0 += cpu_percent;
                    sum.1 += memory_percent;
                }
            }
            match workload {
                Workload::Variant { .. } => {
                    put(workload, INSTANCES, "CPUUtilization", cpu);
                    put(workload, INSTANCES, "MemoryUtilization", memory);
                }
                Workload::Component { .. } => {
                    put(workload, COPIES, "CPUUtilizationNormalized", cpu);
                    put(workload, COPIES, "MemoryUtilizationNormalized", memory);
                }
                Workload::Custom { .. } => {}
            }
        }
        for (variant, instances) in &shared {
            let cpu = instances.values().map(|(cpu, _)| (*cpu, 1.0)).collect();
            let memory = instances.values().map(|(_, memory)| (*memory, 1.0)).collect();
            put(variant, INSTANCES, "CPUUtilization", cpu);
            put(variant, INSTANCES, "MemoryUtilization", memory);
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
