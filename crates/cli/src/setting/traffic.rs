//! The traffic, from options: a recording, or a pattern.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use ebb_sim::{
    Arrival, Distribution, Generator, Pattern, ServiceKnown, TimeUnit, Trace, TraceError,
    TraceOptions,
};
use ebb_units::Timestamp;

use super::spelled;
use crate::failure::Failure;
use crate::progress::Whole;

/// Where requests come from.
#[derive(Args)]
#[command(next_help_heading = "Traffic")]
pub(crate) struct TrafficOptions {
    /// Recorded traffic: Azure LLM CSV, Mooncake JSON lines, ServeGen rates, or CSV with a column of times; gzip too, or Parquet
    #[arg(long, value_name = "FILE", conflicts_with = "traffic")]
    trace: Option<PathBuf>,
    /// Made-up traffic: constant:rate=, diurnal:mean=, bursty:low=,high=, spike:base=,peak= or ramp:from=,to= (requests per
    /// second); further members are swing, cycle, quiet, burst, at and lasts (seconds)
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
    /// Multiplies the rates of a ServeGen file; below 1 that share of the requests is left, each by chance
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = spelled::amount)]
    rate_factor: f64,
    /// Use the variation that a ServeGen file tells
    #[arg(long)]
    bursts: bool,
    /// Column of times in a CSV or Parquet file
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

/// Arrivals in order.
pub(crate) type Arrivals = Box<dyn Iterator<Item = Result<Arrival, TraceError>>>;

/// Traffic whose first look is taken.
pub(crate) struct Traffic {
    /// Where it comes from.
    pub(crate) source: Source,
    /// Open since then; a pipe can be opened once only.
    opened: Option<Trace>,
}

/// Traffic that can be opened again and again.
pub(crate) struct Source {
    kind: Kind,
    /// Nothing is taken from then on.
    limit_secs: Option<f64>,
}

enum Kind {
    Recording(PathBuf, Box<TraceOptions>),
    Pattern(Box<Generator>),
}

/// What all of the traffic comes to.
pub(crate) struct Survey {
    /// How many requests come.
    pub(crate) requests: u64,
    /// Seconds until the last of them.
    pub(crate) secs: f64,
}

impl TrafficOptions {
    /// Whether a recording was named.
    pub(crate) fn has_trace(&self) -> bool {
        self.trace.is_some()
    }

    /// How many seconds of it, when that was said.
    pub(crate) fn secs(&self) -> Option<f64> {
        self.length
    }

    /// Takes all of a recording that has just been made.
    pub(crate) fn recorded(&mut self, path: PathBuf) {
        self.trace = Some(path);
        self.length = None;
    }

    /// Takes a first look: what is wrong with its beginning is told now.
    pub(crate) fn look(&self, seed: u64) -> Result<Traffic, Failure> {
        let limit_secs = self.length;
        if let Some(pattern) = self.traffic {
            let generator = Generator {
                cv: self.gaps,
                input_tokens: self.input_tokens.clone(),
                output_tokens: self.output_tokens.clone(),
                ..Generator::new(pattern, limit_secs.unwrap_or_default(), seed)
            };
            generator.arrivals().map_err(|error| Failure::from_error(&error).into_usage())?;
            let kind = Kind::Pattern(Box::new(generator));
            return Ok(Traffic { source: Source { kind, limit_secs }, opened: None });
        }
        let path = self.trace.clone().ok_or_else(|| {
            let hint = "give --trace FILE, or --traffic PATTERN with --for TIME";
            Failure::usage("there is no traffic").hint(Some(hint))
        })?;
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
        let kind = Kind::Recording(path, Box::new(options));
        Ok(Traffic { source: Source { kind, limit_secs }, opened: Some(trace) })
    }
}

impl Traffic {
    /// The instant from which it counts, when it says.
    pub(crate) fn start(&self) -> Option<Timestamp> {
        self.opened.as_ref()?.start()
    }

    /// What it says of how long its requests take.
    pub(crate) fn service(&self) -> ServiceKnown {
        self.opened.as_ref().map_or(ServiceKnown::Nothing, Trace::service_known)
    }

    /// What the whole of it is, for who waits for its end.
    pub(crate) fn whole(&self) -> Whole {
        let read = self.opened.as_ref().and_then(Trace::progress);
        match (self.source.limit_secs, read) {
            (None, Some(read)) => Whole::File(read),
            (limit_secs, _) => Whole::Secs(limit_secs.unwrap_or_default()),
        }
    }

    /// All of it, once.
    pub(crate) fn arrivals(&mut self) -> Result<Arrivals, TraceError> {
        match self.opened.take() {
            Some(trace) => Ok(self.source.limited(trace)),
            None => self.source.open(),
        }
    }

    /// Reads all of it once: what is wrong with it is told before anything is simulated.
    pub(crate) fn survey(&mut self) -> Result<Survey, Failure> {
        let wrong = |error| Failure::from_error(&error);
        let mut survey = Survey { requests: 0, secs: 0.0 };
        for arrival in self.arrivals().map_err(wrong)? {
            let arrival = arrival.map_err(wrong)?;
            survey.requests += 1;
            survey.secs = Duration::from_nanos(arrival.at_ns).as_secs_f64();
        }
        if survey.requests == 0 {
            return Err(Failure::plain("the traffic has no requests"));
        }
        Ok(survey)
    }
}

impl Source {
    /// Opens it from its beginning.
    pub(crate) fn open(&self) -> Result<Arrivals, TraceError> {
        Ok(match &self.kind {
            Kind::Recording(path, options) => self.limited(Trace::open(path, options)?),
            Kind::Pattern(generator) => match generator.arrivals() {
                Ok(arrivals) => Box::new(arrivals),
                // Its numbers were checked at the first look.
                Err(_) => Box::new(std::iter::empty()),
            },
        })
    }

    fn limited(&self, trace: Trace) -> Arrivals {
        match self.limit_secs.map(Duration::try_from_secs_f64) {
            Some(Ok(limit)) => Box::new(trace.take_while(move |arrival| {
                arrival.as_ref().map_or(true, |one| Duration::from_nanos(one.at_ns) < limit)
            })),
            Some(Err(_)) | None => Box::new(trace),
        }
    }
}
