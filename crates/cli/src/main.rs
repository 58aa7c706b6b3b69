//! The `ebb` binary.

mod api;
mod autoscale;
mod chart;
mod compare;
mod demo;
mod explain;
mod failure;
mod key;
mod lint;
mod live;
mod new_file;
mod output;
mod page;
mod place;
mod progress;
mod record;
mod replay;
mod sample;
mod serve;
mod setting;
mod shadow;
mod signals;
mod simulate;
mod status;
mod tune;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Model-inference endpoints that scale themselves, to zero and back, by the policies AWS users already write.
#[derive(Parser)]
#[command(
    name = "ebb",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  ebb demo                              # see it work, in about a minute and a half
  ebb serve                             # the server, on http://127.0.0.1:4600
  ebb simulate ebb.toml --traffic diurnal:mean=20 --for 1d
  AWS_ENDPOINT_URL=http://127.0.0.1:4600 aws sagemaker list-endpoints"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server: point any AWS client at it.
    Serve(serve::Options),
    /// See it work: from zero up and back to zero, with a real model and real traffic, in under three minutes.
    Demo(demo::Options),
    /// Put autoscaling on an endpoint that exists, here or on AWS, or take it away.
    #[command(subcommand)]
    Autoscale(autoscale::Command),
    /// Find mistakes in policies and alarms: in ebb.toml, a Terraform plan, AWS's JSON or a live account.
    Lint(lint::Options),
    /// Compare policies and other autoscalers over the same traffic, in virtual time.
    Compare(Box<compare::Options>),
    /// Run policies over recorded or made-up traffic in virtual time: capacity, cost, latency, failures.
    Simulate(Box<simulate::Options>),
    /// What is running: endpoints, copies, alarms, queues, and what scaled last.
    Status(status::Options),
    /// Why a target was scaled, or why not: data, rule, arithmetic, cooldowns.
    Explain(explain::Options),
    /// Let candidates decide beside what scales a live target, and move nothing: both are recorded.
    #[command(subcommand)]
    Shadow(shadow::Command),
    /// Write the live traffic of an endpoint into a trace: times, sizes and outcomes.
    Record(record::Options),
    /// Search for settings that cost less or miss less, and check them on traffic that the search has not seen.
    Tune(Box<tune::Options>),
    /// Tell a recording again, and see whether the same decisions come of it.
    Replay(replay::Options),
    /// Run the sample model: language identification behind the SageMaker container contract.
    SampleModel(sample::Options),
}

/// Argument under which the fleet starts this program as the guard of a copy.
const GUARD: &str = "__copy-guard";

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == GUARD) {
        return ebb_fleet::run_guard();
    }
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::new("could not start the runtime", &error).report(),
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Serve(options) => serve::run(options).await,
            Command::Demo(options) => demo::run(options).await,
            Command::Autoscale(command) => autoscale::run(command).await,
            Command::Lint(options) => lint::run(options).await,
            Command::Compare(options) => compare::run(*options).await,
            Command::Simulate(options) => simulate::run(*options).await,
            Command::Status(options) => status::run(options).await,
            Command::Explain(options) => explain::run(options).await,
            Command::Shadow(command) => shadow::run(command).await,
            Command::Record(options) => record::run(options).await,
            Command::Tune(options) => tune::run(*options).await,
            Command::Replay(options) => replay::run(&options),
            Command::SampleModel(options) => sample::run(options).await,
        }
    });
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
