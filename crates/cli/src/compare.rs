//! `ebb compare`.

mod chart;
mod contenders;
mod live;
mod progress;
mod table;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ebb_report::Comparison;
use ebb_sim::{CompareError, Compared, Kind, RIVALS, compare};
use serde_json::json;

use crate::failure::Failure;
use crate::new_file::NewFile;
use crate::output::{print_error_line, print_line};
use crate::page;
use crate::setting::{Survey, TargetOptions, TrafficOptions, WorldOptions, spelled};

#[derive(Args)]
#[command(after_help = "\
Policies are read from what `aws application-autoscaling describe-scalable-targets`, `describe-scaling-policies` and
`aws cloudwatch describe-alarms` print (as --policies targets.json,policies.json,alarms.json), from `terraform show -json`,
or from ebb.toml. All contenders start with the lower bound of the first, unless --initial says otherwise.
Rivals act on the copies directly, as on a cluster of their own. `--rival all` takes them all, `--rival list` lists them
with their settings.

Laws of times are a number, \"exponential:MEAN\", \"lognormal:MEAN,CV\" or \"uniform:FROM,TO\".

Examples:
  ebb compare --traffic diurnal:mean=5,swing=0.9 --for 1d --max 20 --rival all
  ebb compare --trace traffic.csv.gz --policies now.json --policies candidate.toml --rival kpa --rival oracle
  ebb compare --trace traffic.csv --max 8 --rival hpa:metric=in-system,target=2 --rival keda --json
  ebb compare --live endpoint/llm/variant/AllTraffic --for 1h --policies candidate.toml --slots 4")]
pub(crate) struct Options {
    /// Files of AWS policies on one target: one contender, of several files with commas between them; may be given
    /// several times
    #[arg(long, value_name = "FILES", help_heading = "Contenders")]
    policies: Vec<String>,
    /// Another autoscaler, such as `kpa` or `hpa:target=60`; may be given several times
    #[arg(long = "rival", value_name = "RIVAL", help_heading = "Contenders")]
    rivals: Vec<String>,
    #[command(flatten)]
    live: live::LiveOptions,
    #[command(flatten)]
    target: TargetOptions,
    #[command(flatten)]
    traffic: TrafficOptions,
    #[command(flatten)]
    world: WorldOptions,
    /// Share of all requests that has to be answered within --objective
    #[arg(long, value_name = "SHARE", default_value = "0.99", value_parser = spelled::share)]
    attain: f64,
    /// Simulations at a time; all cores when not given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Print the figures and every change of the capacity as JSON
    #[arg(long)]
    json: bool,
    /// Also write a page with charts: one file, complete in itself
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Runs everybody over the same traffic and tells how they compare.
pub(crate) async fn run(mut options: Options) -> Result<ExitCode, Failure> {
    if options.rivals.iter().any(|rival| rival == "list") {
        list();
        return Ok(ExitCode::SUCCESS);
    }
    options.html.as_deref().map(NewFile::check).transpose()?;
    let live = live::Live::begin(&mut options).await?;
    let mut traffic = options.traffic.look(options.world.seed())?;
    let mut scenario = options.world.scenario(&traffic)?;
    let contenders = contenders::all(
        &options.policies,
        &options.rivals,
        live.as_ref().map(|live| &live.blueprint),
        &options.target,
        &mut scenario,
        options.world.initial().or_else(|| live.as_ref()?.seen.as_ref()?.initial()),
    )?;
    if let Some(seen) = live.as_ref().and_then(|live| live.seen.as_ref()) {
        seen.start_copies_as_seen(&mut scenario, options.world.tells_starts());
    }
    let priced = scenario.host.price_per_hour > 0.0;
    if !priced {
        // Without a price instance hours are the cost.
        scenario.host.price_per_hour = 1.0;
    }
    let survey = traffic.survey()?;
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = options.threads.unwrap_or_else(cores);
    let progress = progress::Progress::new(contenders.len(), survey.secs);
    let source = &traffic.source;
    let result = compare(&scenario, contenders, || source.open(), threads, &progress);
    progress.done();
    let compared = result.map_err(|error| failure(&error))?;
    let simulated = compared.first().map(|one| &one.outcome);
    let measured = match live.as_ref().and_then(|live| live.seen.as_ref()).zip(simulated) {
        Some((seen, outcome)) => Some(seen.measured(outcome)?),
        None => None,
    };
    let table = table::Table { compared: &compared, attain: options.attain, priced };
    if let Some(path) = &options.html {
        let (lines, curve) = (
            measured.as_ref().map(live::Measured::lines),
            measured.as_ref().map(live::Measured::curve),
        );
        let really = lines.as_ref().zip(curve.as_ref()).map(|(lines, curve)| {
            ebb_report::Measured { lines, capacity: &curve.outcome.capacity }
        });
        let comparison = Comparison {
            scenario: &scenario,
            is_priced: priced,
            measured: really,
            compared: &compared,
            attain: options.attain,
            table: &table.cells(),
            verdict: &table.verdict(),
            origin: &page::origin(),
        };
        NewFile::put(path, &comparison.page())?;
    }
    if options.json {
        let mut told = as_json(&compared, &survey, options.attain);
        if let Some(measured) = &measured {
            told["measured"] = measured.as_json();
        }
        print_line(&told.to_string());
    } else {
        tell(&table, &survey, measured.as_ref());
    }
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

fn tell(table: &table::Table<'_>, survey: &Survey, measured: Option<&live::Measured>) {
    print_line(&format!(
        "{} requests in {}, each contender with the same ones:",
        survey.requests,
        table::span(survey.secs)
    ));
    let mut curves = table.compared.to_vec();
    curves.extend(measured.map(live::Measured::curve));
    let measured = measured.map(live::Measured::lines).unwrap_or_default();
    for lines in [table.lines(), measured, chart::lines(&curves), table.verdict()] {
        if lines.is_empty() {
            continue;
        }
        print_line("");
        lines.iter().for_each(|line| print_line(line));
    }
    print_line(table::LEGEND);
    let unfinished: Vec<&str> = table
        .compared
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

fn as_json(compared: &[Compared], survey: &Survey, attain: f64) -> serde_json::Value {
    let contenders: Vec<_> = compared
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "about": one.about,
                "attained": table::attains(one, attain),
                "summary": one.outcome.summary,
                "capacity": one.outcome.capacity,
            })
        })
        .collect();
    json!({
        "requests": survey.requests,
        "secs": survey.secs,
        "attain": attain,
        "cheapest": table::cheapest(compared, attain).map(|one| &one.name),
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
