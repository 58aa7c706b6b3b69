//! The arrivals of a simulation, from options.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ebb_sim::{
    Arrival, Distribution, Generator, Pattern, Scenario, TimeUnit, Trace, TraceError, TraceOptions,
};

use super::progress::Whole;
use super::spelled;
use crate::failure::Failure;

/// Where requests come from.
#[derive(Args)]
#[command(next_help_heading = "Traffic")]
pub(crate) struct TrafficOptions {
    /// Recorded traffic: Azure LLM CSV, Mooncake JSON lines, ServeGen rates, or CSV with a column of times; gzip too
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "traffic",
        conflicts_with = "traffic"
    )]
    trace: Option<PathBuf>,
    /// Made-up traffic: constant:rate=, diurnal:mean=, bursty:low=,high=, spike:base=,peak= or ramp:from=,to= (requests per
    /// second)
    #[arg(long, value_name = "PATTERN", requires = "length")]
    traffic: Option<Pattern>,
    /// How long: of made-up traffic all of it, of a trace no more than this
    #[arg(long = "for", id = "length", value_name = "TIME", value_parser = spelled::secs)]
    length: Option<f64>,
    /// Variation of the gaps of made-up traffic: 1 is Poisson, 0 even, more comes in bursts
    #[arg(long, value_name = "CV", default_value = "1", value_parser = spelled::amount)]
    gaps: f64,
    /// Tokens that a request reads, where the traffic does not say
    #[arg(long, value_name = "LAW", default_value = "0")]
    input_tokens: Distribution,
    /// Tokens that a request writes, where the traffic does not say
    #[arg(long, value_name = "LAW", default_value = "0")]
    output_tokens: Distribution,
    /// Category of a ServeGen file
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Client of a ServeGen file by client
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Multiplies the rates of a ServeGen file
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = spelled::amount)]
    rate_factor: f64,
    /// Use the variation that a ServeGen file tells
    #[arg(long)]
    bursts: bool,
    /// Column of times in a CSV file
    #[arg(long, value_name = "NAME")]
    time_column: Option<String>,
    /// Unit of the numbers in it
    #[arg(long, value_name = "UNIT")]
    time_unit: Option<UnitOption>,
    /// Longest time without a request in a trace; more is taken for a hole in it
    #[arg(long, value_name = "TIME", default_value = "1d", value_parser = spelled::secs)]
    max_gap: f64,
}

#[derive(Clone, Copy, ValueEnum)]
enum UnitOption {
    S,
    Ms,
    Us,
    Ns,
}

/// Arrivals and how far they are.
pub(crate) struct Traffic {
    pub(crate) arrivals: Box<dyn Iterator<Item = Result<Arrival, TraceError>>>,
    pub(crate) progress: Whole,
}

impl TrafficOptions {
    /// Opens it. A trace that says when it was recorded sets the start of the scenario.
    pub(crate) fn open(&self, scenario: &mut Scenario) -> Result<Traffic, Failure> {
        let seed = scenario.seed;
        if let Some(pattern) = self.traffic {
            let secs = self.length.unwrap_or_default();
            let generator = Generator {
                cv: self.gaps,
                input_tokens: self.input_tokens.clone(),
                output_tokens: self.output_tokens.clone(),
                ..Generator::new(pattern, secs, seed)
            };
            let arrivals =
                generator.arrivals().map_err(|error| Failure::from_error(&error).into_usage())?;
            return Ok(Traffic { arrivals: Box::new(arrivals), progress: Whole::Secs(secs) });
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative; the cast saturates"
        )]
        {
            scenario.limit_secs = self.length.map(|secs| secs.ceil() as u64);
        }
        let path = self.trace.clone().unwrap_or_default();
        let options = TraceOptions {
            category: self.category.clone(),
            client: self.client.clone(),
            time_column: self.time_column.clone(),
            time_unit: self.time_unit.map(|unit| match unit {
                UnitOption::S => TimeUnit::Seconds,
                UnitOption::Ms => TimeUnit::Milliseconds,
                UnitOption::Us => TimeUnit::Microseconds,
                UnitOption::Ns => TimeUnit::Nanoseconds,
            }),
            max_gap_secs: self.max_gap,
            rate_factor: self.rate_factor,
            bursty: self.bursts,
            tokens: (self.input_tokens.clone(), self.output_tokens.clone()),
            ..TraceOptions::new(seed)
        };
        let trace = Trace::open(&path, &options).map_err(|error| Failure::from_error(&error))?;
        if let Some(start) = trace.start() {
            scenario.start = start;
        }
        let progress = match (self.length, trace.progress()) {
            (None, Some(read)) => Whole::File(read),
            (length, _) => Whole::Secs(length.unwrap_or_default()),
        };
        Ok(Traffic { arrivals: Box::new(trace), progress })
    }
}
