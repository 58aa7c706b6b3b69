//! From the datum that settles an alarm to the capacity written, with alarms that fire early.

use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::api::Api;
use crate::ebb::{Ebb, Program, Setup, command_line, folder};
use crate::failure::Failure;
use crate::patience;
use crate::report::{Figure, Report, Table, progress};
use crate::sample::{Samples, ms};
use crate::stage;
use crate::stop::Stop;

const NAME: &str = "breach";
const PUT: &str = "GraniteServiceVersion20100801.PutMetricData";
const DESCRIBE: &str = "SageMaker.DescribeInferenceComponent";

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Breaches, and as many data that no alarm watches
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    rounds: u16,
}

impl super::Options for Options {
    fn quick(self) -> Self {
        Self { rounds: self.rounds.min(10) }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 100 }
    }
}

/// Milliseconds of every round.
#[derive(Default)]
struct Figures {
    /// PutMetricData on a metric without alarm, to its answer.
    bare: Vec<f64>,
    /// PutMetricData that fires the alarm, to its answer.
    answered: Vec<f64>,
    /// The same, until the new desired count has been read.
    seen: Vec<f64>,
    at_first_look: usize,
}

pub(crate) fn run(options: Options, program: &Program, stop: &Stop) -> Result<Report, Failure> {
    let dir = folder()?;
    let setup = Setup { speed: 1, fleet: "simulated", model: None, signed: false };
    let ebb = Ebb::start(program, &setup, dir.path(), stop)?;
    let mut api = ebb.api()?;
    stage::component(&mut api, NAME, stop)?;
    let policy = stage::add_one_policy(&mut api, NAME, 1000)?;
    let mut figures = Figures::default();
    for round in 0..options.rounds {
        if round % 20 == 0 {
            progress(&format!("breach: round {round} of {}", options.rounds));
        }
        figures.bare.push(ms(bare_put(&mut api, &format!("bare-{round}"))?));
        breach(&mut api, &format!("breach-{round}"), &policy, &mut figures, stop)?;
        stage::set_copies(&mut api, NAME, 1, stop)?;
    }
    let columns = ["p50 ms", "p90 ms", "p99 ms", "min ms", "max ms", "rounds"];
    let mut table = Table::new("from sending PutMetricData", &columns);
    for (name, samples) in [
        ("bare, to its durable answer", figures.bare),
        ("breach, to its durable answer", figures.answered),
        ("breach, until the new desired count has been read", figures.seen),
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
            ],
        );
    }
    Ok(Report {
        name: "breach",
        setup: vec![
            format!("ebb:    {}", command_line(program, &setup)),
            "        simulated copies with start-up 0; alarm Sum >= 1, 1 of 1 period of 60 s, early; step policy +1, \
             cooldown 0"
                .to_owned(),
            "rounds: a bare datum and a breaching datum each, on fresh metrics of one namespace, on one keep-alive \
             connection; the alarm is deleted and the copies set back to 1 after each"
                .to_owned(),
            format!(
                "seen:   DescribeInferenceComponent without a pause, after the answer; at the first look in {} of {}",
                figures.at_first_look, options.rounds
            ),
        ],
        tables: vec![table],
        wrong: Vec::new(),
    })
}

fn datum(api: &Api, metric: &str) -> Vec<u8> {
    let data = json!([{ "MetricName": metric, "Value": 1.0 }]);
    api.prepare(PUT, &json!({ "Namespace": "Bench", "MetricData": data }))
}

fn bare_put(api: &mut Api, metric: &str) -> Result<Duration, Failure> {
    let datum = datum(api, metric);
    let began = Instant::now();
    api.send(PUT, &datum)?;
    Ok(began.elapsed())
}

fn breach(
    api: &mut Api,
    metric: &str,
    policy: &str,
    figures: &mut Figures,
    stop: &Stop,
) -> Result<(), Failure> {
    let alarm = json!({
        "AlarmName": metric,
        "AlarmActions": [policy],
        "Namespace": "Bench",
        "MetricName": metric,
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    });
    api.call("GraniteServiceVersion20100801.PutMetricAlarm", &alarm)?;
    let datum = datum(api, metric);
    let look = api.prepare(DESCRIBE, &json!({ "InferenceComponentName": NAME }));
    let mut looks = 0;
    let began = Instant::now();
    api.send(PUT, &datum)?;
    figures.answered.push(ms(began.elapsed()));
    patience::until("the breach to add a copy", Duration::ZERO, stop, || {
        looks += 1;
        let told = api.send(DESCRIBE, &look)?;
        let desired = told.pointer("/RuntimeConfig/DesiredCopyCount").and_then(Value::as_u64);
        Ok((desired == Some(2)).then_some(()))
    })?;
    figures.seen.push(ms(began.elapsed()));
    figures.at_first_look += usize::from(looks == 1);
    let names = json!({ "AlarmNames": [metric] });
    api.call("GraniteServiceVersion20100801.DeleteAlarms", &names)?;
    stage::component_at(api, NAME, 2, stop)
}
