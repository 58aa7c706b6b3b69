//! What the gateway measured, as events for the controller.

use std::time::Duration;

use ebb_decide::Event;
use ebb_decide::hosting::{AsyncTraffic, Backlog, Fleet, Generation, Traffic, TrafficSamples};
use ebb_gateway::{Distribution, FleetMeters, Meters, Side, WorkloadMeters};
use ebb_units::WorkloadKey;

use crate::clock::Clock;

/// How often meters are taken: each second, or often enough for the ten-second gauges of an accelerated clock.
pub(super) fn interval(clock: &Clock) -> Duration {
    clock.real(Duration::from_secs(5)).clamp(Duration::from_millis(20), Duration::from_secs(1))
}

pub(super) fn events(meters: Meters) -> Vec<Event> {
    let mut events = Vec::new();
    let mut in_flight = Vec::new();
    for workload in meters.workloads {
        in_flight.extend(workload.copies.iter().map(|copy| (copy.copy, copy.in_flight)));
        if !workload.is_quiet() {
            events.push(Event::Traffic {
                key: workload.key.clone(),
                fleet: Fleet::Whole,
                traffic: Box::new(traffic(&workload)),
            });
        }
    }
    for FleetMeters { side, meters } in meters.fleets {
        let fleet = match side {
            Side::New(version) => Fleet::New(Generation(version)),
            Side::Old(version) => Fleet::Old(Generation(version)),
        };
        let traffic = Box::new(traffic(&meters));
        events.push(Event::Traffic { key: meters.key, fleet, traffic });
    }
    if !in_flight.is_empty() {
        events.push(Event::InFlight(in_flight));
    }
    events.extend(meters.backlogs.iter().map(backlog));
    events
}

pub(super) fn no_capacity(key: WorkloadKey, count: u32) -> Event {
    let traffic = Traffic { no_capacity: f64::from(count), ..Traffic::default() };
    Event::Traffic { key, fleet: Fleet::Whole, traffic: Box::new(traffic) }
}

pub(super) fn backlog(backlog: &ebb_gateway::Backlog) -> Event {
    Event::Backlog {
        scope: backlog.scope.clone(),
        endpoint: backlog.endpoint.clone(),
        backlog: Backlog {
            waiting: backlog.waiting as u64,
            in_progress: backlog.in_progress as u64,
            oldest: backlog.oldest_received_at,
        },
    }
}

fn traffic(meters: &WorkloadMeters) -> Traffic {
    let shares = meters
        .invocations
        .iter()
        .map(|part| (1.0 / f64::from(part.instances.max(1)), f64::from(part.count)))
        .collect();
    Traffic {
        shares,
        answered: f64::from(meters.answered),
        model_latency_us: samples(&meters.model_latency_us),
        overhead_latency_us: samples(&meters.overhead_latency_us),
        errors_4xx: f64::from(meters.errors_4xx),
        errors_5xx: f64::from(meters.errors_5xx),
        model_errors: f64::from(meters.model_errors),
        streams: f64::from(meters.streams),
        mid_stream_errors: f64::from(meters.mid_stream_errors),
        first_chunk_latency_us: samples(&meters.first_chunk_latency_us),
        first_chunk_model_latency_us: samples(&meters.first_chunk_model_latency_us),
        first_chunk_overhead_latency_us: samples(&meters.first_chunk_overhead_latency_us),
        no_capacity: f64::from(meters.no_capacity),
        asynchronous: meters.asynchronous.as_ref().map(asynchronous).unwrap_or_default(),
    }
}

fn asynchronous(meters: &ebb_gateway::AsyncMeters) -> AsyncTraffic {
    AsyncTraffic {
        download_latency_us: samples(&meters.download_latency_us),
        download_failures: f64::from(meters.download_failures),
        upload_latency_us: samples(&meters.upload_latency_us),
        upload_failures: f64::from(meters.upload_failures),
        expired: f64::from(meters.expired),
        failures: f64::from(meters.failures),
        processed: f64::from(meters.processed),
        time_in_backlog_ms: samples(&meters.time_in_backlog_ms),
        total_time_ms: samples(&meters.total_processing_ms),
    }
}

fn samples(distribution: &Distribution) -> TrafficSamples {
    distribution.values.iter().map(|(value, count)| (*value, f64::from(*count))).collect()
}
