//! From starting `ebb serve` to the first healthy answer; memory when idle; size of the binary.

use std::path::Path;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use crate::ebb::{Ebb, Program, Setup, configure, folder, is_ready};
use crate::failure::Failure;
use crate::machine::memory_kib;
use crate::patience;
use crate::report::{Figure, Report, Table, progress};
use crate::sample::{Samples, ms};
use crate::stage;
use crate::stop::Stop;

/// Between two looks at /_ebb/health.
const PROBE: Duration = Duration::from_micros(200);
/// How long a server idles before its memory is read.
const IDLE: Duration = Duration::from_secs(2);
/// Starts of each kind whose memory is read.
const MEMORY_ROUNDS: u16 = 5;
const ENDPOINTS: usize = 10;
const ALARMS: usize = 100;

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Starts of each kind
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    rounds: u16,
}

impl super::Options for Options {
    fn quick(self) -> Self {
        Self { rounds: self.rounds.min(3) }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 20 }
    }
}

/// What was seen of one kind of folder.
#[derive(Default)]
struct Seen {
    ready: Vec<f64>,
    resident: Vec<f64>,
    anonymous: Vec<f64>,
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let setup = Setup { speed: 1, fleet: "simulated", model: None, signed: false };
    let filled = folder()?;
    fill(program, &setup, filled.path(), stop)?;
    let (mut empty, mut full) = (Seen::default(), Seen::default());
    for round in 0..options.rounds {
        if round % 5 == 0 {
            progress(&format!("startup: round {round} of {}", options.rounds));
        }
        let fresh = folder()?;
        configure(&setup, fresh.path())?;
        let memory = round < MEMORY_ROUNDS;
        start_once(program, &setup, fresh.path(), memory, &mut empty, stop)?;
        start_once(program, &setup, filled.path(), memory, &mut full, stop)?;
    }
    let mut ready = Table::new(
        "from spawn to 200 of /_ebb/health",
        &["p50 ms", "p99 ms", "min ms", "max ms", "starts"],
    );
    let mut memory =
        Table::new("idle memory of the server", &["resident MiB", "of it anonymous MiB"]);
    let kinds = [
        ("empty folder".to_owned(), empty),
        (format!("folder with {ENDPOINTS} endpoints, {ALARMS} alarms"), full),
    ];
    for (name, seen) in kinds {
        let starts = seen.ready.len();
        let samples = Samples::new(seen.ready);
        ready.row(
            name.clone(),
            vec![
                samples.p50().into(),
                samples.p99().into(),
                samples.min().into(),
                samples.max().into(),
                Figure::Count(starts),
            ],
        );
        memory.row(name, vec![Figure::over(seen.resident), Figure::over(seen.anonymous)]);
    }
    let bytes = std::fs::metadata(program.path()).map_err(Failure::io("look at the binary"))?.len();
    let mut size = Table::new("binary", &["MiB"]);
    size.row(
        "ebb",
        vec![Figure::Value(mebibytes(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)))],
    );
    Ok(Report {
        name: "startup",
        setup: vec![
            format!("ebb:    {} serve --fleet simulated (EBB_LOG=warn)", program.path().display()),
            format!(
                "ready:  GET /_ebb/health on new connections every {} ms; empty and filled folder in turn",
                ms(PROBE)
            ),
            format!(
                "memory: VmRSS and RssAnon of /proc/PID/status, {} s after ready, idle; first {} starts of each",
                IDLE.as_secs(),
                options.rounds.min(MEMORY_ROUNDS)
            ),
        ],
        tables: vec![ready, memory, size],
        wrong: Vec::new(),
    })
}

/// A folder as a small installation leaves it.
fn fill(program: &Program, setup: &Setup, dir: &Path, stop: &Stop) -> Result<(), Failure> {
    let ebb = Ebb::start(program, setup, dir, stop)?;
    let mut api = ebb.api()?;
    for number in 0..ENDPOINTS {
        stage::variant_endpoint(&mut api, &format!("endpoint-{number}"), stop)?;
    }
    for number in 0..ALARMS {
        let alarm = json!({
            "AlarmName": format!("alarm-{number}"),
            "Namespace": "AWS/SageMaker",
            "MetricName": "Invocations",
            "Dimensions": [
                { "Name": "EndpointName", "Value": format!("endpoint-{}", number % ENDPOINTS) },
                { "Name": "VariantName", "Value": "AllTraffic" },
            ],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 3,
            "Threshold": 100 + number,
            "ComparisonOperator": "GreaterThanThreshold",
        });
        api.call("GraniteServiceVersion20100801.PutMetricAlarm", &alarm)?;
    }
    Ok(())
}

fn start_once(
    program: &Program,
    setup: &Setup,
    dir: &Path,
    memory: bool,
    seen: &mut Seen,
    stop: &Stop,
) -> Result<(), Failure> {
    let began = Instant::now();
    let mut ebb = Ebb::spawn(program, setup, dir)?;
    let ready = patience::until("the server to be ready", PROBE, stop, || {
        if is_ready(ebb.address()) {
            return Ok(Some(began.elapsed()));
        }
        ebb.process().check()?;
        Ok(None)
    })?;
    seen.ready.push(ms(ready));
    if memory {
        stop.sleep(IDLE)?;
        let process = ebb.process().id().to_string();
        seen.resident.push(mebibytes(memory_kib(&process, "VmRSS")?));
        seen.anonymous.push(mebibytes(memory_kib(&process, "RssAnon")?));
    }
    Ok(())
}

fn mebibytes(kibibytes: u32) -> f64 {
    f64::from(kibibytes) / 1024.0
}
