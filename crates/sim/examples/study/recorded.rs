//! Recorded traces, as they are published: hours of requests, and ServeGen's windows of rates.
//!
//! ServeGen's rates are thinned to what is simulated in a moment; the work of a request is made longer by as much, so that
//! as many copies are busy. Which files there are decides which traces there are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ebb_decide::hosting::Requirements;
use ebb_sim::{
    Arrival, Bounds, Discipline, Distribution, Scenario, Service, Trace, TraceError, TraceOptions,
};

use crate::Failed;
use crate::case::{Case, Maker};
use crate::generated::slow;

/// An hour of requests with tokens.
struct Hour {
    name: &'static str,
    file: &'static str,
    /// Input tokens read, and output tokens written, in a second.
    tokens_per_sec: (f64, f64),
    most: u32,
    objective_secs: f64,
}

const HOURS: [Hour; 3] = [
    Hour {
        name: "azure-code",
        file: "azure_llm_2023_code.csv",
        tokens_per_sec: (2500.0, 20.0),
        most: 4,
        objective_secs: 15.0,
    },
    Hour {
        name: "azure-conversation",
        file: "azure_llm_2023_conv.csv",
        tokens_per_sec: (5000.0, 40.0),
        most: 16,
        objective_secs: 15.0,
    },
    Hour {
        name: "mooncake-conversation",
        file: "mooncake_fast25_conversation.jsonl",
        tokens_per_sec: (10_000.0, 40.0),
        most: 16,
        objective_secs: 60.0,
    },
];
const RATES: [&str; 2] = ["servegen_rate_10min_14d.csv", "servegen_top3_clients_10min_14d.csv"];
/// Copies that the mean load keeps busy.
const BUSY: f64 = 5.0;

/// Traces of all known files in a folder.
pub(crate) fn makers(folder: &Path) -> Result<Vec<Maker>, Failed> {
    let mut makers = Vec::new();
    for hour in HOURS {
        let file = folder.join(hour.file);
        if file.exists() {
            makers.push(Maker::new(hour.name.to_owned(), move || hour_case(&hour, &file)));
        }
    }
    for name in RATES {
        let file = folder.join(name);
        if file.exists() {
            for stream in streams(&file)? {
                let file = file.clone();
                makers.push(Maker::new(stream.name(), move || rates_case(&stream, &file)));
            }
        }
    }
    if makers.is_empty() {
        return Err(format!("there is no known trace in \"{}\"", folder.display()).into());
    }
    Ok(makers)
}

fn world() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.host.price_per_hour = 1.0;
    // One copy fills an instance.
    scenario.host.requirements = Requirements { cores: 4.0, memory_mb: 1024.0, accelerators: 0.0 };
    scenario.start_up.instance_secs = Distribution::Uniform(144.0, 216.0);
    scenario.start_up.copy_secs = Distribution::Uniform(72.0, 108.0);
    scenario
}

fn hour_case(hour: &Hour, file: &Path) -> Result<Case, Failed> {
    let mut scenario = world();
    let (prefill_per_sec, decode_per_sec) = hour.tokens_per_sec;
    scenario.service = Service::Tokens { prefill_per_sec, decode_per_sec };
    scenario.discipline = Discipline::Batching { most: hour.most, slowdown: 0.05 };
    scenario.objective.latency_ms = hour.objective_secs * 1e3;
    scenario.host.initial = 4;
    let arrivals = read(file, &TraceOptions::new(1))?;
    let about = format!("{:?}, {:?}", scenario.service, scenario.discipline);
    let bounds = Bounds { min: 1, max: 40 };
    Ok(Case { name: hour.name.to_owned(), kind: "hour", about, scenario, arrivals, bounds })
}

/// A column of rates.
struct RateStream {
    category: String,
    client: Option<String>,
    windows: f64,
    mean: f64,
    peak: f64,
    first: f64,
}

impl RateStream {
    fn name(&self) -> String {
        let client = self.client.iter().map(|client| format!("-client-{client}"));
        format!("servegen-{}{}", self.category, client.collect::<String>())
    }
}

fn streams(file: &Path) -> Result<Vec<RateStream>, Failed> {
    let text = fs::read_to_string(file)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| header.iter().position(|column| *column == name);
    let category = column("category").ok_or("no column \"category\"")?;
    let client = column("client_id");
    let rate = column("total_rate_rps").or(column("rate_rps")).ok_or("no column of rates")?;
    let mut found: BTreeMap<(String, Option<String>), RateStream> = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default().to_owned();
        let key = (field(category), client.map(field));
        let rate: f64 = field(rate).parse()?;
        let stream = found.entry(key.clone()).or_insert_with(|| RateStream {
            category: key.0,
            client: key.1,
            windows: 0.0,
            mean: 0.0,
            peak: 0.0,
            first: rate,
        });
        stream.mean = (stream.mean * stream.windows + rate) / (stream.windows + 1.0);
        stream.windows += 1.0;
        stream.peak = stream.peak.max(rate);
    }
    Ok(found.into_values().collect())
}

fn rates_case(stream: &RateStream, file: &Path) -> Result<Case, Failed> {
    const WINDOW_SECS: f64 = 600.0;
    let long = stream.windows * WINDOW_SECS > 2.0 * 86_400.0;
    let (per_sec, slots) = if long { (0.2, 1) } else { (2.0, 4) };
    let work_secs = BUSY * f64::from(slots) / per_sec;
    let mut scenario = world();
    let law = Distribution::LogNormal { mean: work_secs * 1e3, cv: 0.8 };
    scenario.objective.latency_ms = 2.0 * slow(&law);
    scenario.service = Service::Law(law);
    scenario.discipline = Discipline::Slots { slots };
    let peak = stream.peak / stream.mean;
    let copies = |factor: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some hundreds"
        )]
        let copies = (BUSY * factor).ceil() as u32;
        copies
    };
    let bounds = Bounds { min: 1, max: copies(peak * 6.0) + 2 };
    scenario.host.initial = copies(2.0 * stream.first / stream.mean).max(1);
    let factor = per_sec / stream.mean;
    let options = TraceOptions {
        category: Some(stream.category.clone()),
        client: stream.client.clone(),
        rate_factor: factor,
        bursty: true,
        ..TraceOptions::new(1)
    };
    let arrivals = read(file, &options)?;
    let about = format!(
        "rates times {factor:.2e}, {per_sec}/s, work {work_secs:.0} s, {slots} slots, peak {peak:.1}x"
    );
    let kind = if stream.client.is_some() { "client" } else { "category" };
    Ok(Case { name: stream.name(), kind, about, scenario, arrivals, bounds })
}

fn read(file: &Path, options: &TraceOptions) -> Result<Vec<Arrival>, Failed> {
    Ok(Trace::open(file, options)?.collect::<Result<_, TraceError>>()?)
}
