//! PutMetricData over the wire: CBOR and JSON, one to a thousand data, beside moto server and VictoriaMetrics.

mod bodies;
mod peers;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::ebb::{Ebb, Program, Setup, command_line, folder};
use crate::failure::Failure;
use crate::http::{parse, request};
use crate::load::{Target, closed};
use crate::report::{Figure, Report, Table, progress};
use crate::sample::number;
use crate::stop::Stop;

/// Series over which the data are spread.
const SERIES: usize = 1000;
/// moto finds the service of a request by its signature; all that speak AWS get the same.
const SIGNATURE: (&str, &str) = (
    "authorization",
    "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0",
);

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Data in a request, each number on its own
    #[arg(long, value_delimiter = ',', default_value = "1,20,100,1000")]
    data: Vec<usize>,
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    connections: u16,
    /// How often each target gets its turn
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    rounds: u16,
    /// Seconds of load per turn
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// moto server, which takes part when it can be run
    #[arg(long, default_value = "moto_server", value_name = "PATH")]
    moto: PathBuf,
    /// VictoriaMetrics, which takes part when it can be run
    #[arg(long, default_value = "victoria-metrics", value_name = "PATH")]
    victoria_metrics: PathBuf,
}

impl super::Options for Options {
    fn quick(self) -> Self {
        Self { data: vec![1, 100], rounds: 1, seconds: 1, ..self }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: vec![1, 20, 100, 1000],
            connections: 32,
            rounds: 5,
            seconds: 2,
            moto: PathBuf::from("moto_server"),
            victoria_metrics: PathBuf::from("victoria-metrics"),
        }
    }
}

/// One kind of request at one server, and what its rounds came to.
struct Case {
    target: Target,
    data: usize,
    rates: Vec<f64>,
    errors: usize,
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let dir = folder()?;
    let setup = Setup { speed: 1, fleet: "simulated", model: None, signed: false };
    let ebb = Ebb::start(program, &setup, dir.path(), stop)?;
    let moto = peers::moto(&options.moto, dir.path(), stop)?;
    let victoria = peers::victoria_metrics(&options.victoria_metrics, dir.path(), stop)?;
    let mut cases = Vec::new();
    for data in &options.data {
        let mut add = |target| {
            cases.push(Case { target, data: *data, rates: Vec::new(), errors: 0 });
        };
        add(cbor("ebb, CBOR", ebb.address(), *data));
        add(json("ebb, JSON", ebb.address(), *data, true));
        if let Some(moto) = &moto {
            add(json("moto, JSON", moto.address, *data, false));
        }
        if let Some(victoria) = &victoria {
            add(text("VictoriaMetrics, text", victoria.address, *data));
        }
    }
    let time = Duration::from_secs(options.seconds);
    for round in 0..options.rounds {
        progress(&format!("ingest: round {} of {}", round + 1, options.rounds));
        let first = usize::from(round) % cases.len();
        let (later, sooner) = cases.split_at_mut(first);
        for case in sooner.iter_mut().chain(later) {
            let run = closed(&case.target, usize::from(options.connections), time, stop)?;
            case.rates.push(run.rate);
            case.errors += run.errors;
        }
    }
    let mut table = Table::new("PutMetricData", &["requests/s", "data/s", "errors"]);
    let mut wrong = Vec::new();
    for Case { target, data, rates, errors } in cases {
        let name = format!("{}, {data} data", target.name);
        if errors > 0 && target.name.starts_with("ebb") {
            wrong.push(format!("{name}: {errors} requests failed"));
        }
        let spread = rates.iter().map(|rate| rate * number(data));
        table.row(
            name,
            vec![Figure::over(rates.iter().copied()), Figure::over(spread), Figure::Count(errors)],
        );
    }
    let told = |name: &str, peer: &Option<peers::Peer>, how: &str| match peer {
        Some(peer) => format!("{name}: {}; {how}", peer.version),
        None => format!("{name}: cannot be run: left out"),
    };
    Ok(Report {
        name: "ingest",
        setup: vec![
            format!("ebb:    {}", command_line(program, &setup)),
            "        every answer after the data are synced to disk".to_owned(),
            told(
                "moto",
                &moto,
                "in memory; closes the connection after each answer; no RPC v2 CBOR",
            ),
            told(
                "VictoriaMetrics",
                &victoria,
                "POST /api/v1/import/prometheus, as many samples; answers before anything is on disk",
            ),
            format!(
                "work:   one metric over {SERIES} values of one dimension, in turn; value, unit and timestamp; {} \
                 connections in a closed loop, {} s per turn, {} rounds, cases in turn, the first one changing",
                options.connections, options.seconds, options.rounds
            ),
        ],
        tables: vec![table],
        wrong,
    })
}

/// Series of the requests that together name each series once.
fn rows(data: usize) -> impl Iterator<Item = Vec<usize>> {
    let requests = SERIES.div_ceil(data.max(1));
    (0..requests).map(move |turn| (turn * data..(turn + 1) * data).map(|id| id % SERIES).collect())
}

fn cbor(name: &'static str, address: SocketAddr, data: usize) -> Target {
    let headers = [
        ("smithy-protocol", "rpc-v2-cbor"),
        ("content-type", "application/cbor"),
        ("accept", "application/cbor"),
        SIGNATURE,
    ];
    let path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
    let requests = rows(data)
        .map(|ids| request("POST", address, path, &headers, &bodies::cbor(&ids)))
        .collect();
    Target { name, address, requests, answer: None, reader: parse, keeps_alive: true }
}

fn json(name: &'static str, address: SocketAddr, data: usize, keeps_alive: bool) -> Target {
    let headers = [
        ("x-amz-target", "GraniteServiceVersion20100801.PutMetricData"),
        ("content-type", "application/x-amz-json-1.0"),
        SIGNATURE,
    ];
    let requests = rows(data)
        .map(|ids| request("POST", address, "/", &headers, &bodies::json(&ids)))
        .collect();
    Target { name, address, requests, answer: Some(b"{}"), reader: parse, keeps_alive }
}

fn text(name: &'static str, address: SocketAddr, data: usize) -> Target {
    let path = "/api/v1/import/prometheus";
    let requests =
        rows(data).map(|ids| request("POST", address, path, &[], &bodies::text(&ids))).collect();
    Target { name, address, requests, answer: None, reader: parse, keeps_alive: true }
}
