//! Invocations of one copy through the gateway, beside the same model called directly and behind nginx.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::Args;

use crate::child::Running;
use crate::ebb::{Ebb, Program, Setup, command_line, folder, free_port};
use crate::failure::Failure;
use crate::http::{Connection, request};
use crate::load::{Run, Target, closed, open};
use crate::model::ANSWER;
use crate::nginx::{self, Nginx};
use crate::patience;
use crate::report::{Figure, Report, Table, progress};
use crate::sample::Samples;
use crate::stage;
use crate::stop::Stop;

/// Name of everything at Ebbtide.
const NAME: &str = "bench";
/// What every invocation sends.
const BODY: &str = r#"{"text":"Could you tell me where the nearest railway station is, please?"}"#;

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Requests per second of the open loop, each rate on its own
    #[arg(long, value_delimiter = ',', default_value = "200,1000,3000", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rates: Vec<u32>,
    /// Connections over which the open loop deals its requests
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    open_connections: u16,
    /// Connections of the closed loop, each number on its own
    #[arg(long, value_delimiter = ',', default_value = "1,16,64", value_parser = clap::value_parser!(u16).range(1..=1024))]
    connections: Vec<u16>,
    /// How often each target gets its turn
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    rounds: u16,
    /// Seconds of load per turn
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// nginx to measure as well, when it is installed
    #[arg(long, default_value = "nginx", value_name = "PROGRAM")]
    nginx: PathBuf,
    /// Its worker_processes
    #[arg(long, default_value = "auto", value_parser = ["auto", "1", "2", "4", "8"])]
    nginx_workers: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rates: vec![200, 1000, 3000],
            open_connections: 64,
            connections: vec![1, 16, 64],
            rounds: 5,
            seconds: 3,
            nginx: PathBuf::from("nginx"),
            nginx_workers: "auto".to_owned(),
        }
    }
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let dir = folder()?;
    let model = program.model(&[]);
    let setup = Setup { speed: 1, fleet: "process", model: Some(model.clone()) };
    let ebb = Ebb::start(program, &setup, dir.path(), stop)?;
    stage::variant_endpoint(&mut ebb.api()?, NAME, stop)?;
    let (direct, _model) = start_model(&model, dir.path(), stop)?;
    let mut lines = vec![
        format!("ebb:    {}", command_line(program, &setup)),
        "        variant endpoint, one copy of the model; InvokeEndpoint unsigned, metering on"
            .to_owned(),
        format!("model:  {} (one for direct and nginx, one started by ebb)", model.join(" ")),
    ];
    let mut targets = vec![
        target("direct", direct, "/invocations"),
        target("ebb", ebb.address(), &format!("/endpoints/{NAME}/invocations")),
    ];
    let _nginx = match nginx::version(&options.nginx) {
        Some(version) => {
            let workers = &options.nginx_workers;
            let nginx = Nginx::start(&options.nginx, workers, direct, dir.path(), stop)?;
            lines.push(format!("nginx:  {version}; {}", nginx::told(workers)));
            targets.push(target("nginx", nginx.address, "/invocations"));
            Some(nginx)
        }
        None => {
            lines.push("nginx:  not installed: left out".to_owned());
            None
        }
    };
    lines.push(format!(
        "work:   POST {} bytes of JSON, answer {} bytes, checked; keep-alive, the same client for all; {} s per turn, \
         {} rounds, targets in turn, the first one changing",
        BODY.len(),
        ANSWER.len(),
        options.seconds,
        options.rounds
    ));
    lines.push(
        "figures: median over rounds [lowest .. highest]; added = in the same round, above direct"
            .to_owned(),
    );
    let mut tables = Vec::new();
    let mut wrong = Vec::new();
    let time = Duration::from_secs(options.seconds);
    for rate in &options.rates {
        let connections = usize::from(options.open_connections);
        progress(&format!("gateway: open loop, {rate}/s"));
        let rounds = in_turn(&targets, options.rounds, |target| {
            open(target, *rate, time, connections, stop)
        })?;
        let title = format!(
            "open loop, {rate} requests/s over {connections} connections, latency in ms from the time a request was due"
        );
        note_errors(&mut wrong, &title, &targets, &rounds);
        tables.push(open_table(title, &targets, &rounds));
    }
    for connections in &options.connections {
        progress(&format!("gateway: closed loop, {connections} connections"));
        let rounds = in_turn(&targets, options.rounds, |target| {
            closed(target, usize::from(*connections), time, stop)
        })?;
        let title = format!("closed loop, {connections} connections");
        note_errors(&mut wrong, &title, &targets, &rounds);
        tables.push(closed_table(title, &targets, &rounds));
    }
    Ok(Report { name: "gateway", setup: lines, tables, wrong })
}

fn target(name: &'static str, address: SocketAddr, path: &str) -> Target {
    let headers = [("content-type", "application/json")];
    let request = request("POST", address, path, &headers, BODY.as_bytes());
    let (requests, answer) = (vec![request], Some(ANSWER.as_bytes()));
    Target { name, address, requests, answer, keeps_alive: true }
}

/// A model of our own, and where it is.
fn start_model(
    model: &[String],
    dir: &Path,
    stop: &Stop,
) -> Result<(SocketAddr, Running), Failure> {
    let port = free_port()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut command = Command::new(&model[0]);
    command.args(&model[1..]).env("SAGEMAKER_BIND_TO_PORT", port.to_string());
    let mut running = Running::start("the model", command, &dir.join("model.log"))?;
    patience::until("the model to listen", Duration::from_millis(1), stop, || {
        running.check()?;
        Ok(Connection::open(address).is_ok().then_some(()))
    })?;
    Ok((address, running))
}

/// Runs by round, then by target. Each round begins with another target, so that none always follows the same one.
fn in_turn(
    targets: &[Target],
    rounds: u16,
    mut turn: impl FnMut(&Target) -> Result<Run, Failure>,
) -> Result<Vec<Vec<Run>>, Failure> {
    (0..usize::from(rounds))
        .map(|round| {
            let mut runs: Vec<Option<Run>> = vec![None; targets.len()];
            for place in 0..targets.len() {
                let place = (round + place) % targets.len();
                runs[place] = Some(turn(&targets[place])?);
            }
            Ok(runs.into_iter().flatten().collect())
        })
        .collect()
}

/// A figure of one target over all rounds.
fn over(rounds: &[Vec<Run>], place: usize, of: impl Fn(&Run) -> Option<f64>) -> Figure {
    Figure::over(rounds.iter().filter_map(|round| of(&round[place])))
}

/// What a target needs above direct, round by round.
fn added(rounds: &[Vec<Run>], place: usize, of: impl Fn(&Run) -> Option<f64>) -> Figure {
    if place == 0 {
        return Figure::None;
    }
    Figure::over(rounds.iter().filter_map(|round| Some(of(&round[place])? - of(&round[0])?)))
}

fn errors(rounds: &[Vec<Run>], place: usize) -> usize {
    rounds.iter().map(|round| round[place].errors).sum()
}

fn open_table(title: String, targets: &[Target], rounds: &[Vec<Run>]) -> Table {
    let columns = [
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "worst ms",
        "added p50 ms",
        "added p99 ms",
        "answered/s",
        "errors",
        "sent late p99 ms",
    ];
    let mut table = Table::new(title, &columns);
    for (place, target) in targets.iter().enumerate() {
        let all = |of: fn(&Run) -> Option<f64>| {
            Samples::new(rounds.iter().filter_map(|round| of(&round[place])).collect())
        };
        table.row(
            target.name,
            vec![
                over(rounds, place, |run| run.latency.p50()),
                over(rounds, place, |run| run.latency.p90()),
                over(rounds, place, |run| run.latency.p99()),
                all(|run| run.latency.max()).max().into(),
                added(rounds, place, |run| run.latency.p50()),
                added(rounds, place, |run| run.latency.p99()),
                all(|run| Some(run.rate)).p50().into(),
                Figure::Count(errors(rounds, place)),
                all(|run| run.late.p99()).p50().into(),
            ],
        );
    }
    table
}

fn closed_table(title: String, targets: &[Target], rounds: &[Vec<Run>]) -> Table {
    let columns = ["requests/s", "of direct", "p50 ms", "p99 ms", "errors"];
    let mut table = Table::new(title, &columns);
    for (place, target) in targets.iter().enumerate() {
        let shares = rounds
            .iter()
            .filter(|round| round[0].rate > 0.0)
            .map(|round| round[place].rate / round[0].rate);
        table.row(
            target.name,
            vec![
                over(rounds, place, |run| Some(run.rate)),
                Figure::over(shares),
                over(rounds, place, |run| run.latency.p50()),
                over(rounds, place, |run| run.latency.p99()),
                Figure::Count(errors(rounds, place)),
            ],
        );
    }
    table
}

fn note_errors(wrong: &mut Vec<String>, title: &str, targets: &[Target], rounds: &[Vec<Run>]) {
    for (place, target) in targets.iter().enumerate() {
        let errors = errors(rounds, place);
        if errors > 0 {
            wrong.push(format!(
                "{title}: {errors} requests to {} were not answered rightly",
                target.name
            ));
        }
    }
}
