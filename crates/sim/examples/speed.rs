//! How fast simulations are; `bench/sim/run` calls it, beside its peers.
//!
//! `speed world REQUESTS TIMING`, `speed trace FILE CATEGORY SECONDS`, `speed year`, `speed policies FILE COUNT THREADS`:
//! one line of JSON each, with the time of the simulation alone and the largest memory of the process.

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use ebb_decide::policy::{PredefinedMetric, TrackedMetric, TrackingConfig};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_sim::{
    Arrival, Bounds, Discipline, Distribution, Generator, Outcome, Pattern, Policies, Scaling,
    Scenario, Service, Trace, TraceError, TraceOptions, simulate,
};
use serde_json::json;

type Failed = Box<dyn Error>;

/// That of `ebb`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let line = match arguments.as_slice() {
        ["world", requests, timing] => world(requests.parse()?, timing)?,
        ["trace", file, category, seconds] => trace(file, category, seconds.parse()?)?,
        ["year"] => year()?,
        ["policies", file, count, threads] => policies(file, count.parse()?, threads.parse()?)?,
        _ => return Err("world REQUESTS TIMING | trace FILE CATEGORY SECONDS | year | policies FILE COUNT THREADS".into()),
    };
    #[expect(clippy::print_stdout, reason = "the result")]
    {
        println!("{line}");
    }
    Ok(())
}

/// Seconds that something took on the clock, and seconds of processor time that this thread had meanwhile.
#[expect(clippy::disallowed_methods, reason = "this measures")]
fn timed<T>(what: impl FnOnce() -> T) -> (T, f64, f64) {
    let (began, cpu) = (Instant::now(), cpu_secs());
    let result = what();
    (result, began.elapsed().as_secs_f64(), cpu_secs() - cpu)
}

/// Processor time of this thread so far. Linux only, as the fleet is.
fn cpu_secs() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns = text.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok());
    ns.unwrap_or_default() / 1e9
}

/// The largest memory of this process so far, in KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn told(outcome: &Outcome, secs: f64, cpu: f64) -> String {
    let all = &outcome.summary;
    json!({
        "requests": all.arrivals, "answered": all.answered, "seconds": secs,
        "cpu_seconds": cpu,
        "per_second": f64::from(u32::try_from(all.arrivals).unwrap_or(u32::MAX)) / cpu,
        "simulated_seconds": all.simulated_secs, "decisions": outcome.activities.len(),
        "mean_wait_ms": all.wait_ms.mean, "peak_kib": peak_kib(),
    })
    .to_string()
}

/// Target tracking with a target that four copies of one slot serve at 80 %.
fn tracked(target_value: f64, cooldown_secs: i32, bounds: Bounds) -> Scaling {
    let metric = PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy;
    Scaling::Policies(Policies::none(bounds).with(PolicyRequest {
        workload: Scenario::new().host.workload,
        name: "track".to_owned(),
        policy_type: Some(PolicyType::TargetTrackingScaling),
        block: Some(PolicyBlock::Tracking(TrackingConfig {
            target_value,
            metric: TrackedMetric::Predefined(metric),
            scale_in_cooldown_secs: Some(cooldown_secs),
            scale_out_cooldown_secs: Some(cooldown_secs),
            disable_scale_in: None,
        })),
    }))
}

fn scenario(timing: &str) -> Scenario {
    let mut scenario = Scenario::new();
    scenario.service = Service::Law(Distribution::Exponential(100.0));
    scenario.discipline = Discipline::Slots { slots: 4 };
    if timing == "aws" {
        scenario = scenario.like_aws();
    }
    scenario
}

/// The world of the peers: Poisson arrivals, exponential work, 32 a second on a copy of four slots. The whole engine runs.
fn world(requests: u32, timing: &str) -> Result<String, Failed> {
    let scenario = scenario(timing);
    let secs = f64::from(requests) / 32.0;
    let traffic = Generator::new(Pattern::Constant { rate: 32.0 }, secs, 1).arrivals()?;
    let scaling = tracked(2400.0, 300, Bounds { min: 1, max: 1 });
    let (outcome, secs, cpu) = timed(|| simulate(&scenario, scaling, traffic));
    Ok(told(&outcome?, secs, cpu))
}

/// A trace as it is, up to a number of seconds, followed by target tracking.
fn trace(file: &str, category: &str, limit_secs: u64) -> Result<String, Failed> {
    let mut scenario = scenario("aws");
    scenario.host.initial = 20;
    scenario.limit_secs = Some(limit_secs);
    let options = TraceOptions {
        category: (!category.is_empty()).then(|| category.to_owned()),
        ..TraceOptions::new(1)
    };
    let trace = Trace::open(Path::new(file), &options)?;
    let scaling = tracked(1500.0, 120, Bounds { min: 1, max: 500 });
    let (outcome, secs, cpu) = timed(|| simulate(&scenario, scaling, trace));
    Ok(told(&outcome?, secs, cpu))
}

/// A request every ten seconds in the mean, by the hour of the day, for a year of minutes.
fn year() -> Result<String, Failed> {
    let pattern = Pattern::Diurnal { mean: 0.1, swing: 0.9, cycle_secs: 86_400.0 };
    let traffic = Generator::new(pattern, 365.0 * 86_400.0, 1).arrivals()?;
    let scaling = tracked(4.0, 300, Bounds { min: 1, max: 8 });
    let scenario = scenario("aws");
    let (outcome, secs, cpu) = timed(|| simulate(&scenario, scaling, traffic));
    Ok(told(&outcome?, secs, cpu))
}

/// Many policies over the same hour, dealt to threads.
fn policies(file: &str, count: usize, threads: usize) -> Result<String, Failed> {
    let arrivals: Vec<Arrival> =
        Trace::open(Path::new(file), &TraceOptions::new(1))?.collect::<Result<_, TraceError>>()?;
    let scenario = scenario("aws");
    let (next, answered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let spent = Mutex::new(Vec::new());
    let run = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if count <= number {
                return;
            }
            let number = u32::try_from(number).unwrap_or(0);
            let target_value = 100.0 + f64::from(number % 250) * 10.0;
            let cooldown = i32::try_from(60 * (1 + number / 250)).unwrap_or(60);
            let scaling = tracked(target_value, cooldown, Bounds { min: 1, max: 16 });
            let outcome = simulate(&scenario, scaling, arrivals.iter().copied().map(Ok));
            let done = outcome.map_or(0, |outcome| outcome.summary.answered);
            answered.fetch_add(usize::try_from(done).unwrap_or(0), Ordering::Relaxed);
        }
    };
    let ((), secs, _) = timed(|| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let ((), _, cpu) = timed(run);
                    spent.lock().unwrap_or_else(PoisonError::into_inner).push(cpu);
                });
            }
        });
    });
    let answered = answered.into_inner();
    let cpu: f64 = spent.into_inner().unwrap_or_else(PoisonError::into_inner).iter().sum();
    let (requests, peak_kib) = (count * arrivals.len(), peak_kib());
    Ok(json!({ "policies": count, "threads": threads, "requests": requests, "answered": answered,
        "seconds": secs, "cpu_seconds": cpu, "peak_kib": peak_kib })
    .to_string())
}
