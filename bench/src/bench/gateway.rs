//! Invocations of one copy through the gateway, beside the same model called directly and behind nginx.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::Args;

use crate::child::Running;
use crate::ebb::{Ebb, Program, Setup, command_line, folder, free_port};
use crate::failure::Failure;
use crate::http::{Connection, parse, request};
use crate::load::{Run, Target, closed, open};
use crate::model::ANSWER;
use crate::nginx::{self, Nginx};
use crate::patience;
use crate::report::{Figure, Report, Table, progress};
use crate::sample::Samples;
use crate::sign::Key;
use crate::stage;
use crate::stop::Stop;

/// Name of everything at Ebbtide.
const NAME: &str = "bench";
/// The name of the peer in the tables.
const NGINX: &str = "nginx";
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
    #[arg(long, value_delimiter = ',', default_value = "1,16,64,256", value_parser = clap::value_parser!(u16).range(1..=1024))]
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

impl super::Options for Options {
    fn quick(self) -> Self {
        Self { rates: vec![1000], rounds: 1, seconds: 1, ..self }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rates: vec![200, 1000, 3000],
            open_connections: 64,
            connections: vec![1, 16, 64, 256],
            rounds: 5,
            seconds: 3,
            nginx: PathBuf::from("nginx"),
            nginx_workers: "auto".to_owned(),
        }
    }
}

/// What takes its turn, with requests that are made anew for each: signatures age.
struct Side {
    name: &'static str,
    target: Box<dyn Fn() -> Target>,
}

/// A server with one copy of the model behind an endpoint.
fn serve(setup: &Setup, program: &Program, dir: &Path, stop: &Stop) -> Result<Ebb, Failure> {
    let dir = dir.join(if setup.signed { "signed" } else { "unsigned" });
    std::fs::create_dir(&dir).map_err(Failure::io("make a folder"))?;
    let ebb = Ebb::start(program, setup, &dir, stop)?;
    stage::variant_endpoint(&mut ebb.api()?, NAME, stop)?;
    Ok(ebb)
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let dir = folder()?;
    let model = program.model(&[]);
    let setup = |signed| Setup { speed: 1, fleet: "process", model: Some(model.clone()), signed };
    let ebb = serve(&setup(false), program, dir.path(), stop)?;
    let signed = serve(&setup(true), program, dir.path(), stop)?;
    let (direct, _model) = start_model(&model, dir.path(), stop)?;
    let mut lines = vec![
        format!("ebb:    {}", command_line(program, &setup(false))),
        "        variant endpoint, one copy of the model; InvokeEndpoint, metering on; unsigned, and signed on a server \
         of its own with an access key"
            .to_owned(),
        format!("model:  {} (one for direct and nginx, one started by each ebb)", model.join(" ")),
    ];
    let path = format!("/endpoints/{NAME}/invocations");
    let mut sides = vec![
        side("direct", direct, "/invocations", None),
        side("ebb", ebb.address(), &path, None),
        side("ebb, signed", signed.address(), &path, Some(Key::of_benches())),
    ];
    let _nginx = match nginx::version(&options.nginx) {
        Some(version) => {
            let workers = &options.nginx_workers;
            let nginx = Nginx::start(&options.nginx, workers, direct, dir.path(), stop)?;
            lines.push(format!("nginx:  {version}; {}", nginx::told(workers)));
            sides.push(side(NGINX, nginx.address, "/invocations", None));
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
        let rounds =
            in_turn(&sides, options.rounds, |target| open(target, *rate, time, connections, stop))?;
        let title = format!(
            "open loop, {rate} requests/s over {connections} connections, latency in ms from the time a request was due"
        );
        note_errors(&mut wrong, &title, &sides, &rounds);
        tables.push(open_table(title, &sides, &rounds));
    }
    for connections in &options.connections {
        progress(&format!("gateway: closed loop, {connections} connections"));
        let rounds = in_turn(&sides, options.rounds, |target| {
            closed(target, usize::from(*connections), time, stop)
        })?;
        let title = format!("closed loop, {connections} connections");
        note_errors(&mut wrong, &title, &sides, &rounds);
        tables.push(closed_table(title, &sides, &rounds));
    }
    Ok(Report { name: "gateway", setup: lines, tables, wrong })
}

fn side(name: &'static str, address: SocketAddr, path: &str, key: Option<Key>) -> Side {
    let path = path.to_owned();
    let make = move || {
        let headers = [("content-type", "application/json")];
        let body = BODY.as_bytes();
        let request = match key {
            Some(key) => key.request(address, &path, &headers, body),
            None => request("POST", address, &path, &headers, body),
        };
        let (requests, answer) = (vec![request], Some(ANSWER.as_bytes()));
        Target { name, address, requests, answer, reader: parse, keeps_alive: true }
    };
    Side { name, target: Box::new(make) }
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
    sides: &[Side],
    rounds: u16,
    mut turn: impl FnMut(&Target) -> Result<Run, Failure>,
) -> Result<Vec<Vec<Run>>, Failure> {
    (0..usize::from(rounds))
        .map(|round| {
            let mut runs: Vec<Option<Run>> = vec![None; sides.len()];
            for place in 0..sides.len() {
                let place = (round + place) % sides.len();
                runs[place] = Some(turn(&(sides[place].target)())?);
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

/// What a target adds as a multiple of what nginx adds, round by round. Nothing where nginx adds nothing.
fn of_added(
    sides: &[Side],
    rounds: &[Vec<Run>],
    place: usize,
    of: impl Fn(&Run) -> Option<f64>,
) -> Figure {
    let Some(peer) = peer(sides).filter(|_| place != 0) else { return Figure::None };
    Figure::over(rounds.iter().filter_map(|round| {
        let direct = of(&round[0])?;
        let (own, peers) = (of(&round[place])? - direct, of(&round[peer])? - direct);
        (0.0 < peers).then_some(own / peers)
    }))
}

/// The place of nginx, when it takes part.
fn peer(sides: &[Side]) -> Option<usize> {
    sides.iter().position(|side| side.name == NGINX)
}

fn errors(rounds: &[Vec<Run>], place: usize) -> usize {
    rounds.iter().map(|round| round[place].errors).sum()
}

fn open_table(title: String, sides: &[Side], rounds: &[Vec<Run>]) -> Table {
    let columns = [
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "worst ms",
        "added p50 ms",
        "added p99 ms",
        "p50 added, of nginx's",
        "p99 added, of nginx's",
        "answered/s",
        "errors",
        "sent late p99 ms",
    ];
    let mut table = Table::new(title, &columns);
    for (place, side) in sides.iter().enumerate() {
        let all = |of: fn(&Run) -> Option<f64>| {
            Samples::new(rounds.iter().filter_map(|round| of(&round[place])).collect())
        };
        table.row(
            side.name,
            vec![
                over(rounds, place, |run| run.latency.p50()),
                over(rounds, place, |run| run.latency.p90()),
                over(rounds, place, |run| run.latency.p99()),
                all(|run| run.latency.max()).max().into(),
                added(rounds, place, |run| run.latency.p50()),
                added(rounds, place, |run| run.latency.p99()),
                of_added(sides, rounds, place, |run| run.latency.p50()),
                of_added(sides, rounds, place, |run| run.latency.p99()),
                all(|run| Some(run.rate)).p50().into(),
                Figure::Count(errors(rounds, place)),
                all(|run| run.late.p99()).p50().into(),
            ],
        );
    }
    table
}

fn closed_table(title: String, sides: &[Side], rounds: &[Vec<Run>]) -> Table {
    let columns = ["requests/s", "of direct", "of nginx", "p50 ms", "p99 ms", "errors"];
    let mut table = Table::new(title, &columns);
    for (place, side) in sides.iter().enumerate() {
        let share = |of: usize| {
            let shares = rounds.iter().filter(|round| round[of].rate > 0.0);
            Figure::over(shares.map(|round| round[place].rate / round[of].rate))
        };
        table.row(
            side.name,
            vec![
                over(rounds, place, |run| Some(run.rate)),
                share(0),
                peer(sides).map_or(Figure::None, share),
                over(rounds, place, |run| run.latency.p50()),
                over(rounds, place, |run| run.latency.p99()),
                Figure::Count(errors(rounds, place)),
            ],
        );
    }
    table
}

fn note_errors(wrong: &mut Vec<String>, title: &str, sides: &[Side], rounds: &[Vec<Run>]) {
    for (place, side) in sides.iter().enumerate() {
        let errors = errors(rounds, place);
        if errors > 0 {
            wrong.push(format!(
                "{title}: {errors} requests to {} were not answered rightly",
                side.name
            ));
        }
    }
}
