//! Cold start at zero copies: a request that is held, wakes the component, and is answered; beside the bare start of
//! the same model. What Ebbtide adds is the difference.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::api::Api;
use crate::child::Running;
use crate::ebb::{Ebb, Program, Setup, command_line, folder, free_port};
use crate::failure::Failure;
use crate::http::{Connection, request};
use crate::model::ANSWER;
use crate::patience;
use crate::report::{Figure, Report, Table, progress};
use crate::sample::{Samples, ms};
use crate::stage;
use crate::stop::Stop;

const NAME: &str = "cold";
const ALARM: &str = "cold-wake";
const BODY: &[u8] = b"{\"text\":\"first\"}";
/// Between two looks at the alarm.
const PAUSE: Duration = Duration::from_millis(10);
/// A minute of the alarm takes 0.1 s, so that it is quiet again soon after a round.
const SPEED: u32 = 600;

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Cold starts of each kind
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    rounds: u16,
    /// How long the model itself takes before it listens, in milliseconds
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=10_000))]
    model_start_ms: u64,
}

impl super::Options for Options {
    fn quick(self) -> Self {
        Self { rounds: self.rounds.min(10), ..self }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 100, model_start_ms: 30 }
    }
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let dir = folder()?;
    let model = program.model(&["--start-delay-ms".to_owned(), options.model_start_ms.to_string()]);
    let setup = Setup { speed: SPEED, fleet: "process", model: Some(model.clone()), signed: false };
    let ebb = Ebb::start(program, &setup, dir.path(), stop)?;
    let mut api = ebb.api()?;
    stage::component(&mut api, NAME, stop)?;
    let policy = stage::add_one_policy(&mut api, NAME, 1)?;
    put_alarm(&mut api, &policy)?;
    let (mut bare, mut held, mut added) = (Vec::new(), Vec::new(), Vec::new());
    let mut lost = Vec::new();
    for round in 0..options.rounds {
        if round % 20 == 0 {
            progress(&format!("cold: round {round} of {}", options.rounds));
        }
        to_zero(&mut api, stop)?;
        // Each kind goes first in every other round.
        let (of_model, of_ebb) = if round % 2 == 0 {
            let of_model = bare_start(&model, dir.path(), stop)?;
            (of_model, cold_request(ebb.address()))
        } else {
            let of_ebb = cold_request(ebb.address());
            (bare_start(&model, dir.path(), stop)?, of_ebb)
        };
        bare.push(ms(of_model));
        match of_ebb {
            Ok(of_ebb) => {
                held.push(ms(of_ebb));
                added.push(ms(of_ebb) - ms(of_model));
            }
            Err(why) => lost.push(why),
        }
    }
    Ok(report(&options, program, &setup, &model, [bare, held, added], &lost))
}

fn report(
    options: &Options,
    program: &Program,
    setup: &Setup,
    model: &[String],
    [bare, held, added]: [Vec<f64>; 3],
    lost: &[String],
) -> Report {
    let columns = ["p50 ms", "p90 ms", "p99 ms", "min ms", "max ms", "rounds", "lost"];
    let mut table = Table::new("from the request to its answer, copy not running before", &columns);
    for (name, samples, lost) in [
        ("bare start: spawn, probe, invoke", bare, None),
        ("ebb: held, woken, answered", held, Some(lost.len())),
        ("ebb above the bare start, same round", added, None),
    ] {
        let rounds = samples.len();
        let samples = Samples::new(samples);
        table.row(
            name,
            vec![
                samples.p50().into(),
                samples.p90().into(),
                samples.p99().into(),
                samples.min().into(),
                samples.max().into(),
                Figure::Count(rounds),
                lost.map_or(Figure::None, Figure::Count),
            ],
        );
    }
    let wrong = lost.first().map(|first| {
        format!("{} of {} first requests were lost; the first: {first}", lost.len(), options.rounds)
    });
    Report {
        name: "cold",
        setup: vec![
            format!("ebb:    {}", command_line(program, setup)),
            "        inference component at 0 copies, request held by the gateway; alarm \
             NoCapacityInvocationFailures Sum >= 1, 1 of 1 period of 60 s, early; step policy +1, cooldown 0"
                .to_owned(),
            format!("model:  {} (loads {} ms before it listens)", model.join(" "), options.model_start_ms),
            "bare:   the same command started by this program, GET /ping on new connections without a pause until 200, \
             then the same invocation"
                .to_owned(),
            "rounds: one of each, which goes first alternates; between them copies set to 0 by hand, alarm quiet"
                .to_owned(),
        ],
        tables: vec![table],
        wrong: wrong.into_iter().collect(),
    }
}

fn put_alarm(api: &mut Api, policy: &str) -> Result<(), Failure> {
    let alarm = json!({
        "AlarmName": ALARM,
        "AlarmActions": [policy],
        "Namespace": "AWS/SageMaker",
        "MetricName": "NoCapacityInvocationFailures",
        "Dimensions": [{ "Name": "InferenceComponentName", "Value": NAME }],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    });
    api.call("GraniteServiceVersion20100801.PutMetricAlarm", &alarm).map(|_| ())
}

/// No copy, and an alarm that is quiet. In this order: an alarm that still fires would add the copy again.
fn to_zero(api: &mut Api, stop: &Stop) -> Result<(), Failure> {
    until_quiet(api, stop)?;
    stage::set_copies(api, NAME, 0, stop)?;
    until_quiet(api, stop)?;
    stage::component_at(api, NAME, 0, stop)
}

fn until_quiet(api: &mut Api, stop: &Stop) -> Result<(), Failure> {
    let input = json!({ "AlarmNames": [ALARM] });
    patience::until("the alarm to be quiet", PAUSE, stop, || {
        let told = api.call("GraniteServiceVersion20100801.DescribeAlarms", &input)?;
        let state = told.pointer("/MetricAlarms/0/StateValue").and_then(Value::as_str);
        match state {
            Some("ALARM") => Ok(None),
            Some(_) => Ok(Some(())),
            None => Err(Failure::Unexpected("DescribeAlarms does not tell the alarm".to_owned())),
        }
    })
}

/// Starts the model, waits for its health, invokes it.
fn bare_start(model: &[String], dir: &Path, stop: &Stop) -> Result<Duration, Failure> {
    let port = free_port()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let ping = request("GET", address, "/ping", &[], b"");
    let invocation = invocation(address, "/invocations", &[]);
    let began = Instant::now();
    let mut command = Command::new(&model[0]);
    command.args(&model[1..]).env("SAGEMAKER_BIND_TO_PORT", port.to_string());
    let mut running = Running::start("the model", command, &dir.join("model.log"))?;
    let mut connection = patience::until("the model to be healthy", Duration::ZERO, stop, || {
        let Ok(mut connection) = Connection::open(address) else {
            running.check()?;
            return Ok(None);
        };
        let healthy = connection.exchange(&ping).is_ok_and(|answer| answer.status == 200);
        Ok(healthy.then_some(connection))
    })?;
    check(&mut connection, &invocation).map_err(Failure::Unexpected)?;
    Ok(began.elapsed())
}

/// One request on a new connection at zero copies; an error says how it was lost.
fn cold_request(address: SocketAddr) -> Result<Duration, String> {
    let component = [("x-amzn-sagemaker-inference-component", NAME)];
    let path = format!("/endpoints/{NAME}/invocations");
    let invocation = invocation(address, &path, &component);
    let began = Instant::now();
    let mut connection = Connection::open(address).map_err(|error| error.to_string())?;
    check(&mut connection, &invocation)?;
    Ok(began.elapsed())
}

fn invocation(address: SocketAddr, path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let headers: Vec<(&str, &str)> =
        [("content-type", "application/json")].iter().chain(more).copied().collect();
    request("POST", address, path, &headers, BODY)
}

fn check(connection: &mut Connection, invocation: &[u8]) -> Result<(), String> {
    let answer = connection.exchange(invocation).map_err(|error| error.to_string())?;
    if answer.status == 200 && answer.body == ANSWER.as_bytes() {
        return Ok(());
    }
    Err(format!("answered {} \"{}\"", answer.status, String::from_utf8_lossy(answer.body)))
}
