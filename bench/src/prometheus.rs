//! Prometheus with as many simple rules over as many series: the peer of the alarms.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::child::Running;
use crate::ebb::free_port;
use crate::failure::Failure;
use crate::http::{Connection, request};
use crate::machine::told_by;
use crate::patience;
use crate::stop::Stop;

/// What it tells of its own group of rules; it scrapes itself each second.
const QUERY: &str = "/api/v1/query?query=%7B__name__%3D~%22prometheus_rule_group_last_(duration_seconds%7Cevaluation_timestamp_seconds)%22%7D";

pub(crate) struct Prometheus {
    /// Ends with this value.
    _process: Running,
    address: SocketAddr,
}

/// The version, when the program can be run.
pub(crate) fn version(program: &Path) -> Option<String> {
    told_by(program, "--version")
}

/// What is told of the configuration.
pub(crate) fn told(rules: usize) -> String {
    format!(
        "{rules} alerting rules load{{id=\"…\"}} > 80 in one group, a series each, one of a hundred firing; evaluated \
         and scraped every 5 s; time from its prometheus_rule_group_last_duration_seconds"
    )
}

impl Prometheus {
    pub(crate) fn start(
        program: &Path,
        rules: usize,
        dir: &Path,
        stop: &Stop,
    ) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let series = export(rules)?;
        let write = |name: &str, text: String| {
            std::fs::write(dir.join(name), text).map_err(Failure::io(format!("write {name}")))
        };
        write("prometheus.yml", configuration(address, series))?;
        write("rules.yml", rule_file(rules))?;
        let mut command = Command::new(program);
        command
            .arg(format!("--config.file={}", dir.join("prometheus.yml").display()))
            .arg(format!("--storage.tsdb.path={}", dir.join("tsdb").display()))
            .arg(format!("--web.listen-address={address}"));
        let process = Running::start("prometheus", command, &dir.join("prometheus.log"))?;
        let mut started = Self { _process: process, address };
        patience::until("Prometheus to listen", Duration::from_millis(10), stop, || {
            started._process.check()?;
            Ok(Connection::open(address).is_ok().then_some(()))
        })?;
        // The first evaluations meet no data yet.
        for _ in 0..3 {
            started.next_evaluation(stop)?;
        }
        Ok(started)
    }

    /// Waits for the next evaluation of all rules and gives the seconds that it took.
    pub(crate) fn next_evaluation(&self, stop: &Stop) -> Result<f64, Failure> {
        let before = self.look()?;
        patience::until("Prometheus to evaluate", Duration::from_millis(200), stop, || {
            let now = self.look()?;
            // Both figures have to be of the evaluation after the last one that was seen.
            let newer = now.filter(|(at, _)| before.is_none_or(|(last, _)| *at > last));
            Ok(newer.map(|(_, seconds)| seconds))
        })
    }

    /// When the rules were evaluated last, and how long that took.
    fn look(&self) -> Result<Option<(f64, f64)>, Failure> {
        let failed = |source| Failure::Http { what: "a query to Prometheus".to_owned(), source };
        let mut connection = Connection::open(self.address).map_err(failed)?;
        let query = request("GET", self.address, QUERY, &[], b"");
        let answer = connection.exchange(&query).map_err(failed)?;
        let told: Value = serde_json::from_slice(answer.body).unwrap_or_default();
        let results = told.pointer("/data/result").and_then(Value::as_array);
        let value = |name: &str| {
            let found = results?.iter().find(|result| {
                let named = result.pointer("/metric/__name__").and_then(Value::as_str);
                named.is_some_and(|named| named.ends_with(name))
            });
            found?.pointer("/value/1")?.as_str()?.parse::<f64>().ok()
        };
        Ok(value("timestamp_seconds").zip(value("duration_seconds")))
    }
}

fn configuration(own: SocketAddr, series: SocketAddr) -> String {
    format!(
        "global:
  evaluation_interval: 5s
rule_files: [rules.yml]
scrape_configs:
  - job_name: load
    scrape_interval: 5s
    static_configs: [{{targets: ['{series}']}}]
  - job_name: self
    scrape_interval: 1s
    static_configs: [{{targets: ['{own}']}}]
"
    )
}

fn rule_file(rules: usize) -> String {
    let mut text = "groups:\n  - name: bench\n    rules:\n".to_owned();
    for id in 0..rules {
        let _ = writeln!(
            text,
            "      - {{alert: load-{id:07}-high, expr: 'load{{id=\"{id:07}\"}} > 80'}}"
        );
    }
    text
}

/// Serves the series to whoever asks, for as long as the program runs.
fn export(series: usize) -> Result<SocketAddr, Failure> {
    let mut text = String::new();
    for id in 0..series {
        let value = if id.is_multiple_of(100) { 90 } else { 10 };
        let _ = writeln!(text, "load{{id=\"{id:07}\"}} {value}");
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .map_err(Failure::io("listen for Prometheus"))?;
    let address = listener.local_addr().map_err(Failure::io("listen for Prometheus"))?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A scrape that fails is one that Prometheus tells of.
            let _ = answer(stream, &text);
        }
    });
    Ok(address)
}

fn answer(stream: TcpStream, text: &str) -> std::io::Result<()> {
    let mut reader = BufReader::new(&stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    let mut stream = &stream;
    stream.write_all(head.as_bytes())?;
    stream.write_all(text.as_bytes())
}
