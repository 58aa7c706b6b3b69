//! `ebb tune`.

mod added;
mod apply;
mod report;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use clap::{Args, ValueEnum};
use ebb_blueprint::Blueprint;
use ebb_report::{Apply, Search};
use ebb_sim::tune::{Goal, MOST_ARRIVALS, Tuning, default_advice, tune, usual_trials};
use ebb_sim::{Arrival, Outcome, Policies, Scaling, Scenario, simulate};
use serde_json::json;

use crate::failure::Failure;
use crate::new_file::NewFile;
use crate::output::print_line;
use crate::page;
use crate::progress::{Bar, Whole};
use crate::setting::{Arrivals, PolicyOptions, TrafficOptions, WorldOptions, spelled};

#[derive(Args)]
#[command(after_help = "\
The traffic is split in time: the first part is searched, with some of its requests coming twice (--headroom); the rest
was never seen by the search and tells what the choice is worth. Without policies the search starts at AWS's advice:
target tracking of invocations at half of what a copy can do.

Varied are target values, the predefined metric, cooldowns, steps, periods and thresholds of alarms, and the lower bound.
A single tracking policy may get a fast step out, a fast step in and, when days are searched, lower bounds by the clock.

Examples:
  ebb tune --trace azure_llm_2023_conv.csv --service tokens:5000,40 --batch 16,0.05 --objective 15s --max 40
  ebb tune policies.json alarms.json --traffic diurnal:mean=5 --for 4d --attain 0.99 --form terraform")]
pub(crate) struct Options {
    #[command(flatten)]
    policies: PolicyOptions,
    #[command(flatten)]
    traffic: TrafficOptions,
    #[command(flatten)]
    world: WorldOptions,
    #[command(flatten)]
    search: SearchOptions,
    /// In which form the recommendation is printed
    #[arg(long, value_name = "FORM", default_value = "aws")]
    form: FormOption,
    /// Print everything as JSON, the recommendation in all forms
    #[arg(long)]
    json: bool,
    /// Also write a page with charts: one file, complete in itself
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// How to search.
#[derive(Args)]
#[command(next_help_heading = "Search")]
struct SearchOptions {
    /// Take the cheapest with this share of requests within --objective; without it, beat the policies given in cost or
    /// misses without being behind in either
    #[arg(long, value_name = "SHARE", value_parser = spelled::share)]
    attain: Option<f64>,
    /// Most candidates [default: 200 for a day of traffic, up to 1,000 for less, 100 for two days and more]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    trials: Option<u32>,
    /// Share of the time that is searched; the rest is held out
    #[arg(long, value_name = "SHARE", default_value = "0.6", value_parser = spelled::share)]
    searched: f64,
    /// Share of the requests that come twice while it is searched, so that what is chosen has room
    #[arg(long, value_name = "SHARE", default_value = "0.15", value_parser = spelled::share)]
    headroom: f64,
    /// Only change what there is; else a target with one tracking policy may get steps and scheduled actions beside it
    #[arg(long)]
    no_additions: bool,
    /// Threads; all cores when not given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Seed of the search; --seed is that of the world
    #[arg(long, value_name = "N", default_value_t = 1)]
    search_seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormOption {
    /// Requests as the AWS CLI takes them
    Aws,
    /// Terraform
    Terraform,
    /// Sections of ebb.toml
    Toml,
}

/// Searches, and tells what was found.
pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    options.html.as_deref().map(NewFile::check).transpose()?;
    let mut traffic = options.traffic.look(options.world.seed())?;
    let mut scenario = options.world.scenario(&traffic)?;
    let (blueprint, given) = options.policies.read(&mut scenario, options.world.initial()).await?;
    let arrivals = held(traffic.arrivals().map_err(|error| Failure::from_error(&error))?)?;
    let (blueprint, base) = start(&scenario, &arrivals, blueprint, given)?;
    let tuning = Tuning {
        goal: options.search.attain.map_or(Goal::BeatBase, |share| Goal::Attain { share }),
        searched_share: options.search.searched,
        headroom: options.search.headroom,
        trials: options.search.trials.map_or_else(|| usual_trials(&arrivals), |most| most as usize),
        points: report::MOST_POINTS,
        threads: options
            .search
            .threads
            .or_else(|| thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN),
        additions: !options.search.no_additions,
        seed: options.search.search_seed,
        scenario,
        base,
    };
    let mut bar = Bar::new(Whole::Secs(0.0));
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let found = tune(&tuning, &arrivals, |standing| {
        let share = standing.tried as f64 / standing.trials.max(1) as f64;
        bar.draw(share, || format!("{} of {} candidates", standing.tried, standing.trials));
    });
    bar.clear();
    let found = found.map_err(|error| Failure::from_error(&error))?;
    let chosen = apply::settings(&blueprint, &tuning.scenario, &found.recommended)?;
    let aws = ebb_blueprint::write::aws_json(&chosen);
    let apply = Apply {
        aws: format!("{aws:#}"),
        terraform: ebb_blueprint::write::terraform(&chosen),
        toml: ebb_blueprint::write::toml(&chosen),
    };
    if let Some(path) = &options.html {
        let again = |policies: &Policies| over_all(&tuning.scenario, policies, &arrivals);
        let search = Search {
            scenario: &tuning.scenario,
            found: &found,
            base: &again(&found.base.policies)?,
            recommended: &again(&found.recommended.policies)?,
            apply: &apply,
            origin: &page::origin(),
        };
        NewFile::put(path, &search.page())?;
    }
    if options.json {
        let Apply { terraform, toml, .. } = apply;
        let all = json!({
            "tuned": found,
            "apply": { "aws": aws, "terraform": terraform, "ebb.toml": toml },
        });
        print_line(&all.to_string());
        return Ok(ExitCode::SUCCESS);
    }
    report::lines(&found, tuning.scenario.host.price_per_hour).iter().for_each(|l| print_line(l));
    print_line(&match options.form {
        FormOption::Aws => apply.aws,
        FormOption::Terraform => apply.terraform,
        FormOption::Toml => apply.toml,
    });
    Ok(ExitCode::SUCCESS)
}

/// The whole of the traffic under policies, as it came: once more, since a search keeps no timelines.
fn over_all(
    scenario: &Scenario,
    policies: &Policies,
    arrivals: &[Arrival],
) -> Result<Outcome, Failure> {
    let scaling = Scaling::Policies(policies.clone());
    simulate(scenario, scaling, arrivals.iter().copied().map(Ok))
        .map_err(|error| Failure::from_error(&error))
}

/// All arrivals: they are gone through once for each candidate.
fn held(traffic: Arrivals) -> Result<Vec<Arrival>, Failure> {
    let mut arrivals = Vec::new();
    for arrival in traffic {
        arrivals.push(arrival.map_err(|error| Failure::from_error(&error))?);
        if arrivals.len() > MOST_ARRIVALS {
            return Err(Failure::plain(format!(
                "more than {MOST_ARRIVALS} requests are too many to search over"
            ))
            .hint(Some("take a part with --for, or thin rates with --rate-factor")));
        }
    }
    Ok(arrivals)
}

/// Where the search starts: what was given, or AWS's advice for whoever has nothing.
fn start(
    scenario: &Scenario,
    arrivals: &[Arrival],
    blueprint: Blueprint,
    given: Policies,
) -> Result<(Blueprint, Policies), Failure> {
    if !given.policies.is_empty() || !given.scheduled.is_empty() {
        return Ok((blueprint, given));
    }
    let advice = default_advice(scenario, arrivals, given.bounds)
        .map_err(|error| Failure::from_error(&error))?;
    Ok((apply::advice(scenario, &advice)?, advice))
}
