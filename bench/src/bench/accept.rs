//! Asynchronous requests: accepted once they are on the disk, beside a stream of Redis that syncs as often.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::ebb::{Ebb, Program, Setup, command_line, folder};
use crate::failure::Failure;
use crate::http::{parse, request};
use crate::load::{Run, Target, closed};
use crate::redis::{self, Redis};
use crate::report::{Figure, Report, Table, progress};
use crate::stage;
use crate::stop::Stop;

const NAME: &str = "accept";
/// As long as the row that Ebbtide writes for such a request.
const ROW: usize = 560;

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Clients in a closed loop, each number on its own
    #[arg(long, value_delimiter = ',', default_value = "1,50", value_parser = clap::value_parser!(u16).range(1..=1024))]
    connections: Vec<u16>,
    /// How often each gets its turn
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=20))]
    rounds: u16,
    /// Seconds of load per turn
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=10))]
    seconds: u64,
    /// Redis, which takes part when it can be run
    #[arg(long, default_value = "redis-server", value_name = "PATH")]
    redis: PathBuf,
}

impl super::Options for Options {
    fn quick(self) -> Self {
        Self { rounds: 1, seconds: 1, ..self }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: vec![1, 50],
            rounds: 5,
            seconds: 2,
            redis: PathBuf::from("redis-server"),
        }
    }
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let dir = folder()?;
    let setup = Setup { speed: 1, fleet: "simulated", model: None, signed: false };
    let ebb = Ebb::start(program, &setup, dir.path(), stop)?;
    stage::idle_queue(&mut ebb.api()?, NAME, stop)?;
    let mut targets = vec![queue(ebb.address())];
    let mut lines = vec![
        format!("ebb:    {}", command_line(program, &setup)),
        "        asynchronous endpoint at zero instances; InvokeEndpointAsync, answered when the row is synced"
            .to_owned(),
    ];
    let version = redis::version(&options.redis);
    let redis =
        version.is_some().then(|| Redis::start(&options.redis, dir.path(), stop)).transpose()?;
    match (&redis, version) {
        (Some(redis), Some(version)) => {
            lines.push(format!("redis:  {version}; {}; XADD of {ROW} bytes", redis::TOLD));
            targets.push(stream(redis.address));
        }
        _ => lines.push("redis:  cannot be run: left out".to_owned()),
    }
    lines.push(format!(
        "work:   keep-alive connections in a closed loop, {} s per turn, {} rounds, in turn, the first one changing; \
         both write to \"{}\"",
        options.seconds,
        options.rounds,
        dir.path().display()
    ));
    let time = Duration::from_secs(options.seconds);
    let (mut tables, mut wrong) = (Vec::new(), Vec::new());
    for connections in &options.connections {
        progress(&format!("accept: {connections} clients"));
        let rounds: Vec<Vec<Run>> = (0..options.rounds)
            .map(|round| in_turn(&targets, round, usize::from(*connections), time, stop))
            .collect::<Result<_, _>>()?;
        tables.push(table(*connections, &targets, &rounds, &mut wrong));
    }
    Ok(Report { name: "accept", setup: lines, tables, wrong })
}

/// One run of each, in the order of the targets; in odd rounds the last one goes first.
fn in_turn(
    targets: &[Target],
    round: u16,
    connections: usize,
    time: Duration,
    stop: &Stop,
) -> Result<Vec<Run>, Failure> {
    let turn = |target| closed(target, connections, time, stop);
    if round.is_multiple_of(2) {
        return targets.iter().map(turn).collect();
    }
    let mut runs = targets.iter().rev().map(turn).collect::<Result<Vec<Run>, Failure>>()?;
    runs.reverse();
    Ok(runs)
}

fn table(
    connections: u16,
    targets: &[Target],
    rounds: &[Vec<Run>],
    wrong: &mut Vec<String>,
) -> Table {
    let title = format!("accepted durably, {connections} clients");
    let mut table =
        Table::new(title.clone(), &["accepted/s", "of redis", "p50 ms", "p99 ms", "errors"]);
    for (place, target) in targets.iter().enumerate() {
        let errors: usize = rounds.iter().map(|round| round[place].errors).sum();
        if errors > 0 {
            wrong.push(format!("{title}: {errors} errors of {}", target.name));
        }
        let over = |of: fn(&Run) -> Option<f64>| {
            Figure::over(rounds.iter().filter_map(|round| of(&round[place])))
        };
        let shares = rounds
            .iter()
            .filter_map(|round| Some(round[place].rate / round.get(1)?.rate))
            .filter(|share| share.is_finite());
        table.row(
            target.name,
            vec![
                over(|run| Some(run.rate)),
                Figure::over(shares),
                over(|run| run.latency.p50()),
                over(|run| run.latency.p99()),
                Figure::Count(errors),
            ],
        );
    }
    table
}

fn queue(address: SocketAddr) -> Target {
    let path = format!("/endpoints/{NAME}/async-invocations");
    let headers = [("x-amzn-sagemaker-inputlocation", "s3://bench/in")];
    let requests = vec![request("POST", address, &path, &headers, b"")];
    Target { name: "ebb", address, requests, answer: None, reader: parse, keeps_alive: true }
}

fn stream(address: SocketAddr) -> Target {
    let row = vec![b'x'; ROW];
    let requests = vec![redis::command(&[b"XADD", b"queue", b"*", b"request", &row])];
    Target {
        name: "redis",
        address,
        requests,
        answer: None,
        reader: redis::read,
        keeps_alive: true,
    }
}
