//! The world of a simulation, in words.

use ebb_sim::{Cold, Discipline, Distribution, Routing, Scenario, Service};
use maud::{Markup, html};

use crate::words::{ms, percent, span};

/// All that was set.
pub(crate) fn settings(scenario: &Scenario) -> Markup {
    html! {
        dl.settings {
            @for (name, value) in pairs(scenario) {
                dt { (name) }
                dd { (value) }
            }
        }
    }
}

fn pairs(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let Scenario { host, start_up, gateway, timing, faults, .. } = scenario;
    let reserve = &host.requirements;
    let mut pairs = vec![
        ("What is scaled", host.workload.to_string()),
        ("A request takes", service(&scenario.service)),
        ("A copy works on", discipline(scenario.discipline)),
        ("A copy starts in", format!("{} s", law(&start_up.copy_secs))),
        ("A new instance takes before", format!("{} s", law(&start_up.instance_secs))),
        ("Instance", format!("{}, {} for an hour", host.instance_type, host.price_per_hour)),
        (
            "A copy of a component reserves",
            format!(
                "{} cores, {} MB, {} accelerators",
                reserve.cores, reserve.memory_mb, reserve.accelerators
            ),
        ),
        ("Copies at the start", host.initial.to_string()),
        (
            "A request that finds no copy",
            match gateway.cold {
                Cold::Fail => "is refused".to_owned(),
                Cold::Hold { within_secs, most } => {
                    format!("waits {} at most, with up to {most} others", span(within_secs))
                }
            },
        ),
        (
            "Routing",
            match gateway.routing {
                Routing::LeastOutstanding => "to the copy with the fewest requests",
                Routing::Random => "random",
            }
            .to_owned(),
        ),
        (
            "Alarms",
            format!(
                "{}; {}; data are seen {} s late",
                if timing.alarms_early { "fire when they are certain" } else { "on the minute" },
                if timing.fresh_data { "old data do not count" } else { "old data count" },
                timing.publication_delay_secs
            ),
        ),
        ("Objective", format!("an answer within {}", ms(scenario.objective.latency_ms))),
        ("Begins at", scenario.start.to_string()),
        ("Seed", scenario.seed.to_string()),
    ];
    if let Some(own) = &gateway.asynchronous {
        let text = format!(
            "{} requests at a time on a copy; expire after {}",
            own.max_concurrent,
            span(own.expires_secs)
        );
        pairs.push(("Asynchronous", text));
    }
    if let Some(crash) = &faults.crash_after_secs {
        pairs.push(("Copies crash after", format!("{} s", law(crash))));
    }
    if faults.failed_starts > 0.0 {
        pairs.push(("Starts that fail", percent(faults.failed_starts)));
    }
    pairs
}

fn service(service: &Service) -> String {
    match service {
        Service::Law(times) => format!("{} ms alone on a copy", law(times)),
        Service::FromTrace => "what the trace says".to_owned(),
        Service::Tokens { prefill_per_sec, decode_per_sec } => format!(
            "what its tokens take: {prefill_per_sec} read and {decode_per_sec} written in a second"
        ),
    }
}

fn discipline(discipline: Discipline) -> String {
    match discipline {
        Discipline::Slots { slots: 1 } => "one request at a time".to_owned(),
        Discipline::Slots { slots } => format!("{slots} requests at a time, each as fast as alone"),
        Discipline::Sharing { cores } => format!("all at a time, on {cores} cores that they share"),
        Discipline::Batching { most, slowdown } => {
            format!("a batch of {most}, in which each further request slows all by {slowdown}")
        }
    }
}

fn law(law: &Distribution) -> String {
    match law {
        Distribution::Fixed(value) => value.to_string(),
        Distribution::Uniform(from, to) => format!("{from} to {to}, evenly,"),
        Distribution::Exponential(mean) => format!("exponential, mean {mean}"),
        Distribution::LogNormal { mean, cv } => format!("log-normal, mean {mean}, variation {cv},"),
        Distribution::Empirical(values) => format!("one of {} that were measured,", values.len()),
    }
}
