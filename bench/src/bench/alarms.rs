//! Alarms in the decision core: how fast they are evaluated and what they weigh, beside simple rules of Prometheus.

mod driven;
pub(crate) mod load;
pub(crate) mod targets;

use std::path::PathBuf;
use std::process::Command;

use clap::Args;
use serde_json::Value;

use crate::ebb::{Program, folder};
use crate::failure::Failure;
use crate::prometheus::{self, Prometheus};
use crate::report::{Figure, Report, Table, progress};
use crate::sample::number;
use crate::stop::Stop;

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Alarms with a metric each; several numbers separated by commas
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    alarms: Vec<usize>,
    /// Minutes of virtual time, after the two in which alarms get their data and change their state
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    minutes: u16,
    /// Scalable targets, with a policy and two alarms each; 0 leaves them out
    #[arg(long, default_value_t = 100_000)]
    targets: usize,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    rounds: u16,
    /// Prometheus, which takes part when it can be run
    #[arg(long, default_value = "prometheus", value_name = "PATH")]
    prometheus: PathBuf,
    /// Rules of Prometheus, over as many series
    #[arg(long, default_value_t = 10_000)]
    rules: usize,
}

impl super::Options for Options {
    fn quick(self) -> Self {
        Self {
            alarms: vec![10_000],
            targets: self.targets.min(1_000),
            rounds: 1,
            rules: self.rules.min(1_000),
            ..self
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            alarms: vec![10_000, 100_000, 1_000_000],
            minutes: 5,
            targets: 100_000,
            rounds: 5,
            prometheus: PathBuf::from("prometheus"),
            rules: 10_000,
        }
    }
}

/// The figures of one number of alarms, or of the targets: a list of rounds for each name that the load tells.
#[derive(Default)]
struct Rounds(Vec<Value>);

impl Rounds {
    fn over(&self, name: &str) -> Figure {
        Figure::over(self.0.iter().filter_map(|round| round.get(name)?.as_f64()))
    }
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let peer = prometheus::version(&options.prometheus);
    let mut sizes: Vec<(usize, Rounds)> =
        options.alarms.iter().map(|alarms| (*alarms, Rounds::default())).collect();
    let mut targets = Rounds::default();
    let mut rules = Vec::new();
    let dir = folder()?;
    let prometheus = match &peer {
        Some(_) => {
            progress(&format!("alarms: starting Prometheus with {} rules", options.rules));
            Some(Prometheus::start(&options.prometheus, options.rules, dir.path(), stop)?)
        }
        None => None,
    };
    let mut wrong = Vec::new();
    for round in 0..options.rounds {
        for (alarms, rounds) in &mut sizes {
            progress(&format!("alarms: round {} of {}, {alarms}", round + 1, options.rounds));
            stop.check()?;
            let sizes = [*alarms, usize::from(options.minutes)];
            rounds.0.push(child(program, "alarm-load", &["--alarms", "--minutes"], &sizes)?);
        }
        if options.targets > 0 {
            progress(&format!("alarms: round {} of {}, targets", round + 1, options.rounds));
            stop.check()?;
            targets.0.push(child(program, "target-load", &["--targets"], &[options.targets])?);
        }
        if let Some(prometheus) = &prometheus {
            rules.push(prometheus.next_evaluation(stop)?);
        }
    }
    for round in sizes.iter().flat_map(|(_, rounds)| &rounds.0).chain(&targets.0) {
        wrong.extend(round.get("wrong").and_then(Value::as_str).map(str::to_owned));
    }
    let mut setup = vec![
        "alarms: Average > 80 over 60 s, 1 of 1, a metric each, one of a hundred in ALARM; PutMetricAlarm, \
         PutMetricData of 1000 data each minute and ticks through the Controller, in a process of its own"
            .to_owned(),
        "        evaluations per second of the thread's CPU time, in the ticks of the minutes after the one \
         in which every alarm changes its state; bytes: growth of RssAnon per alarm, metric and state included"
            .to_owned(),
    ];
    if options.targets > 0 {
        setup.push(format!(
            "targets: {} variants with a copy, a target and a tracking policy each; \"idle\": a tick each virtual \
             second for two minutes; \"busy\": besides, each has answered a request in each second",
            options.targets
        ));
    }
    setup.push(match &peer {
        Some(version) => format!("peer:   {version}; {}", prometheus::told(options.rules)),
        None => format!("peer:   none: \"{}\" cannot be run", options.prometheus.display()),
    });
    Ok(Report { name: "alarms", setup, tables: tables(&options, &sizes, &targets, rules), wrong })
}

fn tables(
    options: &Options,
    sizes: &[(usize, Rounds)],
    targets: &Rounds,
    rules: Vec<f64>,
) -> Vec<Table> {
    let columns =
        ["evaluations/s", "full minute s", "changing minute s", "put alarms/s", "data/s", "bytes"];
    let names =
        ["evaluations_per_s", "minute_s", "changing_minute_s", "puts_per_s", "data_per_s", "bytes"];
    let mut table = Table::new("alarms in the core, per core", &columns);
    for (alarms, rounds) in sizes {
        table.row(format!("{alarms} alarms"), names.map(|name| rounds.over(name)).into());
    }
    if !rules.is_empty() {
        let rate = rules.iter().map(|seconds| number(options.rules) / seconds);
        let mut row = vec![Figure::over(rate), Figure::over(rules.iter().copied())];
        row.resize(columns.len(), Figure::None);
        table.row(format!("Prometheus, {} rules", options.rules), row);
    }
    let mut tables = vec![table];
    if options.targets > 0 {
        let mut table = Table::new("CPU seconds per virtual second", &["idle", "busy", "bytes"]);
        let figures = ["idle_share", "busy_share", "bytes"].map(|name| targets.over(name));
        table.row(format!("{} targets", options.targets), figures.into());
        tables.push(table);
    }
    tables
}

/// One load in a process of its own, so that its memory is its own.
fn child(
    program: &Program,
    command: &str,
    flags: &[&str],
    sizes: &[usize],
) -> Result<Value, Failure> {
    let arguments =
        flags.iter().zip(sizes).flat_map(|(flag, size)| [(*flag).to_owned(), size.to_string()]);
    let output = Command::new(program.own())
        .arg(command)
        .args(arguments)
        .output()
        .map_err(Failure::io(format!("run {command}")))?;
    serde_json::from_slice(&output.stdout).map_err(|_| Failure::Ended {
        program: command.to_owned(),
        status: output.status.to_string(),
        log: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}
