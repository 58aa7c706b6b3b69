//! `ebb compare`.

mod chart;
mod contenders;
mod progress;
mod table;
mod traffic;
mod world;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ebb_sim::{CompareError, Compared, Kind, RIVALS, compare};
use serde_json::json;

use crate::failure::Failure;
use crate::output::{print_error_line, print_line};

#[derive(Args)]
#[command(after_help = "\
Policies are read from what `aws application-autoscaling describe-scalable-targets`, `describe-scaling-policies` and
`aws cloudwatch describe-alarms` print (put together with `jq -s add`), from `terraform show -json`, or from ebb.toml.
Rivals act on the copies directly, as on a cluster of their own. `--rival all` takes them all, `--rival list` lists them
with their settings.

Examples:
  ebb compare --pattern diurnal:mean=5,swing=0.9 --hours 24 --max 20 --rival all
  ebb compare --trace traffic.csv.gz --policies now.json --policies candidate.toml --rival kpa --rival oracle
  ebb compare --trace traffic.csv --max 8 --rival hpa:metric=in-system,target=2 --rival keda --json")]
pub(crate) struct Options {
    #[command(flatten)]
    traffic: traffic::TrafficOptions,
    /// A file of AWS policies on one scalable target; may be given several times
    #[arg(long, value_name = "FILE")]
    policies: Vec<PathBuf>,
    /// Another autoscaler, such as `kpa` or `hpa:target=60`; may be given several times
    #[arg(long = "rival", value_name = "RIVAL")]
    rivals: Vec<String>,
    /// Fewest copies, for rivals and for files without a target [default: those of the first target, or 0]
    #[arg(long, value_name = "COPIES")]
    min: Option<u32>,
    /// Most copies, for rivals and for files without a target [default: those of the first target]
    #[arg(long, value_name = "COPIES")]
    max: Option<u32>,
    #[command(flatten)]
    world: world::WorldOptions,
    /// Share of all requests, in percent, that has to be answered within --slo-ms
    #[arg(long, value_name = "PERCENT", default_value_t = 99.0)]
    attain: f64,
    /// Simulations at a time [default: one for each core]
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZeroUsize>,
    /// Print the figures and every change of the capacity as JSON
    #[arg(long)]
    json: bool,
}

/// Runs everybody over the same traffic and tells how they compare.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    if options.rivals.iter().any(|rival| rival == "list") {
        list();
        return Ok(ExitCode::SUCCESS);
    }
    if !(0.0..=100.0).contains(&options.attain) {
        return Err(Failure::usage("--attain is a percentage between 0 and 100"));
    }
    let traffic = traffic::Traffic::new(&options.traffic)?;
    let survey = traffic.survey(options.world.limit_secs())?;
    let mut scenario = options.world.scenario(&survey)?;
    let contenders = contenders::all(
        &options.policies,
        &options.rivals,
        (options.min, options.max),
        &mut scenario,
    )?;
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = options.threads.unwrap_or_else(cores);
    let progress = progress::Progress::new(contenders.len(), survey.secs);
    let result = compare(&scenario, contenders, || traffic.open(), threads, &progress);
    progress.done();
    let compared = result.map_err(|error| failure(&error))?;
    if options.json {
        print_line(&as_json(&compared, &survey, options).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    tell(&compared, &survey, options);
    Ok(ExitCode::SUCCESS)
}

fn failure(error: &CompareError) -> Failure {
    let hint = match error {
        CompareError::Nobody => Some("give --policies FILE or --rival NAME, or --rival all"),
        CompareError::Twice { .. }
        | CompareError::Traffic(_)
        | CompareError::Contender { .. }
        | CompareError::Unfinished { .. } => None,
    };
    Failure::from_error(error).hint(hint)
}

fn tell(compared: &[Compared], survey: &traffic::Survey, options: &Options) {
    print_line(&format!(
        "{} requests in {}, each contender with the same ones:",
        survey.requests,
        table::span(survey.secs)
    ));
    print_line("");
    for line in table::lines(compared) {
        print_line(&line);
    }
    print_line("");
    for line in chart::lines(compared) {
        print_line(&line);
    }
    print_line("");
    for line in table::verdict(compared, options.attain) {
        print_line(&line);
    }
    let unfinished: Vec<&str> = compared
        .iter()
        .filter(|one| one.outcome.summary.unfinished > 0)
        .map(|one| one.name.as_str())
        .collect();
    if !unfinished.is_empty() {
        print_error_line(&format!(
            "note: {} had unanswered requests at the end; they count as missed",
            unfinished.join(", ")
        ));
    }
}

fn as_json(
    compared: &[Compared],
    survey: &traffic::Survey,
    options: &Options,
) -> serde_json::Value {
    let contenders: Vec<_> = compared
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "about": one.about,
                "attained": table::attains(one, options.attain),
                "summary": one.outcome.summary,
                "capacity": one.outcome.capacity,
            })
        })
        .collect();
    json!({
        "requests": survey.requests,
        "secs": survey.secs,
        "attain_percent": options.attain,
        "cheapest": table::cheapest(compared, options.attain).map(|one| &one.name),
        "contenders": contenders,
    })
}

fn list() {
    for Kind { name, about, settings } in RIVALS {
        print_line(&format!("{name:<12} {about}"));
        for (setting, meaning) in *settings {
            print_line(&format!("  {setting:<18} {meaning}"));
        }
    }
}
