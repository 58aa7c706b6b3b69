//! Measures Ebbtide beside a baseline: both in one run, on one machine, in turn, with the same work.
//!
//! The benches drive the real `ebb` over HTTP and look at its processes from outside. Of Ebbtide itself only the decision
//! core is linked in, for a million alarms that no wire could bring.

mod api;
mod bench;
mod child;
mod ebb;
mod failure;
mod http;
mod load;
mod machine;
mod model;
mod nginx;
mod patience;
mod prometheus;
mod redis;
mod report;
mod sample;
mod sign;
mod stage;
mod stop;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use bench::{Options as _, accept, alarms, breach, cold, gateway, ingest, startup};
use ebb::Program;
use failure::Failure;
use machine::Machine;
use report::Report;
use stop::Stop;

/// That of `ebb`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit code of a run that ended well and whose answer is no: requests were lost.
const ANSWER_IS_NO: u8 = 3;

/// Measure Ebbtide beside a baseline, in one run on one machine.
#[derive(Parser)]
#[command(name = "ebb-bench", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Common {
    /// The release binary to measure
    #[arg(long, global = true, default_value = "target/release/ebb", value_name = "PATH")]
    ebb: PathBuf,
    /// Print one JSON document instead of tables
    #[arg(long, global = true)]
    json: bool,
    /// One short round: to see that everything works, not for figures to keep
    #[arg(long, global = true)]
    quick: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Invocations through the gateway, beside the model called directly and beside nginx
    Gateway(gateway::Options),
    /// Cold start at zero copies, beside the bare start of the same model
    Cold(cold::Options),
    /// Asynchronous requests accepted durably, beside a stream of Redis
    Accept(accept::Options),
    /// From the datum that breaches an alarm to the capacity written
    Breach(breach::Options),
    /// From start to ready, idle memory, size of the binary
    Startup(startup::Options),
    /// Alarms and scalable targets in the decision core, beside rules of Prometheus
    Alarms(alarms::Options),
    /// PutMetricData over the wire, beside moto server and VictoriaMetrics
    Ingest(ingest::Options),
    /// All of them, each as it is by default
    All,
    /// The model that the benches start: answers /ping, and /invocations with a small JSON
    #[command(hide = true)]
    Model(model::Options),
    /// Alarms in this process; prints their figures as JSON
    #[command(hide = true)]
    AlarmLoad(alarms::load::AlarmLoad),
    /// Scalable targets in this process; prints their figures as JSON
    #[command(hide = true)]
    TargetLoad(alarms::targets::TargetLoad),
}

type Bench = Box<dyn FnOnce(&Program, &Stop) -> Result<Report, Failure>>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let quick = cli.common.quick;
    let benches: Vec<Bench> = match cli.command {
        Command::Model(options) => {
            return match model::run(&options) {
                Ok(()) => ExitCode::SUCCESS,
                Err(failure) => failure.tell(),
            };
        }
        Command::AlarmLoad(options) => return print_figures(alarms::load::run(&options)),
        Command::TargetLoad(options) => return print_figures(alarms::targets::run(&options)),
        Command::Gateway(options) => {
            vec![Box::new(move |ebb, stop| gateway::run(options.at(quick), ebb, stop))]
        }
        Command::Cold(options) => {
            vec![Box::new(move |ebb, stop| cold::run(options.at(quick), ebb, stop))]
        }
        Command::Accept(options) => {
            vec![Box::new(move |ebb, stop| accept::run(options.at(quick), ebb, stop))]
        }
        Command::Breach(options) => {
            vec![Box::new(move |ebb, stop| breach::run(options.at(quick), ebb, stop))]
        }
        Command::Startup(options) => {
            vec![Box::new(move |ebb, stop| startup::run(options.at(quick), ebb, stop))]
        }
        Command::Alarms(options) => {
            vec![Box::new(move |ebb, stop| alarms::run(options.at(quick), ebb, stop))]
        }
        Command::Ingest(options) => {
            vec![Box::new(move |ebb, stop| ingest::run(options.at(quick), ebb, stop))]
        }
        Command::All => vec![
            Box::new(move |ebb, stop| {
                gateway::run(gateway::Options::default().at(quick), ebb, stop)
            }),
            Box::new(move |ebb, stop| cold::run(cold::Options::default().at(quick), ebb, stop)),
            Box::new(move |ebb, stop| accept::run(accept::Options::default().at(quick), ebb, stop)),
            Box::new(move |ebb, stop| breach::run(breach::Options::default().at(quick), ebb, stop)),
            Box::new(move |ebb, stop| {
                startup::run(startup::Options::default().at(quick), ebb, stop)
            }),
            Box::new(move |ebb, stop| alarms::run(alarms::Options::default().at(quick), ebb, stop)),
            Box::new(move |ebb, stop| ingest::run(ingest::Options::default().at(quick), ebb, stop)),
        ],
    };
    match measure(benches, &cli.common) {
        Ok(code) => code,
        Err(failure) => failure.tell(),
    }
}

#[expect(clippy::print_stdout, reason = "the figures are the command's output")]
fn print_figures(figures: Result<serde_json::Value, Failure>) -> ExitCode {
    match figures {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(failure) => failure.tell(),
    }
}

/// Runs the benches one after the other. What has been measured is printed even when a later one fails.
fn measure(benches: Vec<Bench>, common: &Common) -> Result<ExitCode, Failure> {
    let stop = Stop::at_signals()?;
    let program = Program::find(&common.ebb)?;
    let machine = Machine::look(&program);
    let mut reports = Vec::new();
    let mut failed = None;
    if !common.json {
        machine.print();
    }
    for bench in benches {
        match bench(&program, &stop) {
            Ok(report) => {
                if !common.json {
                    report.print();
                }
                reports.push(report);
            }
            Err(failure) => {
                failed = Some(failure);
                break;
            }
        }
    }
    if common.json {
        report::print_json(&machine, &reports);
    }
    match failed {
        Some(failure) => Err(failure),
        None if reports.iter().any(|report| !report.wrong.is_empty()) => {
            Ok(ExitCode::from(ANSWER_IS_NO))
        }
        None => Ok(ExitCode::SUCCESS),
    }
}
