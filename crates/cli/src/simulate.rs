//! `ebb simulate`.

mod decisions;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ebb_blueprint::write::aws_json;
use ebb_report::Simulation;
use ebb_sim::{Outcome, Scaling, Scenario, simulate_followed};

use crate::failure::Failure;
use crate::new_file::NewFile;
use crate::output::print_line;
use crate::page;
use crate::progress::Bar;
use crate::setting::{PolicyOptions, TrafficOptions, WorldOptions, spelled};

use decisions::{Decisions, Followed};

/// It ran, and the answer is no.
const TOO_FEW: u8 = 3;

#[derive(Args)]
#[command(after_help = "\
Laws of times are a number, \"exponential:MEAN\", \"lognormal:MEAN,CV\" or \"uniform:FROM,TO\".

Exit code: 0 when it ran, 3 when it ran and --require does not hold, 1 when it could not run, 2 for a wrong command line.

Examples:
  aws application-autoscaling describe-scaling-policies --service-namespace sagemaker > policies.json
  ebb simulate policies.json --min 0 --max 8 --trace azure_llm_2023_conv.csv --service tokens:5000,40 --batch 16,0.05
  ebb simulate --endpoint-url aws --resource endpoint/llm/variant/AllTraffic --trace llm.csv --batch 16,0.05
  ebb simulate plan.json --traffic diurnal:mean=20 --for 7d --service lognormal:180,0.6 --price 1.41
  ebb simulate ebb.toml --traffic spike:base=1,peak=40 --for 1h --aws --require 0.99 --html report.html
  ebb simulate ebb.toml --traffic spike:base=1,peak=40 --for 1h --decisions decisions.jsonl")]
pub(crate) struct Options {
    #[command(flatten)]
    policies: PolicyOptions,
    #[command(flatten)]
    traffic: TrafficOptions,
    #[command(flatten)]
    world: WorldOptions,
    /// End with exit code 3 when a smaller share of all requests than this met the objective
    #[arg(long, value_name = "SHARE", value_parser = spelled::share)]
    require: Option<f64>,
    /// Print the whole outcome as JSON: figures, timeline, changes of capacity and alarms, activities
    #[arg(long)]
    json: bool,
    /// Also write each decision with all that it depended on, a line of JSON each, for ebb explain --from and --replay. Their
    /// times are those of the controller, which --publication-delay sets back
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Also write a page with charts: one file, complete in itself
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Simulates, and tells what came of it.
pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    options.html.as_deref().map(NewFile::check).transpose()?;
    let mut traffic = options.traffic.look(options.world.seed())?;
    let mut scenario = options.world.scenario(&traffic)?;
    let (blueprint, policies) =
        options.policies.read(&mut scenario, options.world.initial()).await?;
    let bounds = policies.bounds;
    let mut bar = Bar::new(traffic.whole());
    let decisions = options.decisions.as_deref().map(Decisions::begin).transpose()?;
    let arrivals = traffic.arrivals().map_err(|error| Failure::from_error(&error))?;
    let mut followed = Followed { bar: &mut bar, decisions };
    let scaling = Scaling::Policies(policies);
    let outcome = simulate_followed(&scenario, scaling, arrivals, &mut followed);
    let decisions = followed.decisions;
    bar.clear();
    let outcome = outcome.map_err(|error| Failure::from_error(&error))?;
    let decided = decisions.map(Decisions::finish).transpose()?;
    if let Some(path) = &options.html {
        let simulation = Simulation {
            scenario: &scenario,
            outcome: &outcome,
            bounds: (bounds.min, bounds.max),
            policies: &format!("{:#}", aws_json(&blueprint)),
            origin: &page::origin(),
        };
        NewFile::put(path, &simulation.page())?;
    }
    tell(&options, &scenario, &outcome)?;
    if let (Some(path), Some(decided), false) = (&options.decisions, decided, options.json) {
        print_line(&told_of(&path.display().to_string(), decided, &scenario));
    }
    let met = options.require.is_none_or(|share| share <= outcome.summary.slo_attainment);
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::from(TOO_FEW) })
}

/// Where the decisions are, and how to ask for one.
fn told_of(path: &str, decided: u64, scenario: &Scenario) -> String {
    let start = scenario.start;
    format!(
        "{decided} decisions are in \"{path}\"; for any moment from {start} on: ebb explain --from {path} --at TIME"
    )
}

fn tell(options: &Options, scenario: &Scenario, outcome: &Outcome) -> Result<(), Failure> {
    if options.json {
        let text = serde_json::to_string(outcome)
            .map_err(|error| Failure::new("could not write the outcome as JSON", &error))?;
        print_line(&text);
        return Ok(());
    }
    for line in report::lines(scenario, outcome) {
        print_line(&line);
    }
    Ok(())
}
