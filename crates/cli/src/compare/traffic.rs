//! The traffic: a recording, or a pattern.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use ebb_sim::{Arrival, Generator, Pattern, Trace, TraceError, TraceOptions};

use crate::failure::Failure;

#[derive(Args, Clone)]
pub(crate) struct TrafficOptions {
    /// Recorded traffic: CSV, Mooncake's JSON lines or ServeGen's rates, plain or in gzip
    #[arg(long, value_name = "FILE", conflicts_with = "pattern")]
    trace: Option<PathBuf>,
    /// The category of a recording that has several
    #[arg(long, value_name = "NAME", requires = "trace")]
    category: Option<String>,
    /// The column of times of a CSV file that does not name it as usual
    #[arg(long, value_name = "NAME", requires = "trace")]
    time_column: Option<String>,
    /// Traffic of a pattern: constant:rate=5, diurnal:mean=5,swing=0.9, bursty:low=1,high=10,quiet=600,burst=60,
    /// spike:base=1,peak=20,at=1800,lasts=300 or ramp:from=1,to=10 (requests per second, seconds)
    #[arg(long, value_name = "PATTERN")]
    pattern: Option<String>,
    /// Length of a pattern
    #[arg(long, value_name = "HOURS", default_value_t = 24.0)]
    hours: f64,
    /// Seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// Traffic that can be opened again and again.
pub(crate) struct Traffic {
    source: Source,
    /// Seed of everything random.
    pub(crate) seed: u64,
}

enum Source {
    Recording(PathBuf, Box<TraceOptions>),
    Pattern(Box<Generator>),
}

/// What a first look at all of the traffic says.
pub(crate) struct Survey {
    /// How many requests come.
    pub(crate) requests: u64,
    /// Seconds until the last of them.
    pub(crate) secs: f64,
    /// The instant from which they count, when the recording tells.
    pub(crate) start: Option<ebb_units::Timestamp>,
    /// Whether all say how long they take.
    pub(crate) has_service: bool,
    /// Whether any says how many tokens it reads or writes.
    pub(crate) has_tokens: bool,
    /// Seed of everything random.
    pub(crate) seed: u64,
}

impl Traffic {
    pub(crate) fn new(options: &TrafficOptions) -> Result<Self, Failure> {
        let source = match (&options.trace, &options.pattern) {
            (Some(path), _) => {
                let mut read = TraceOptions::new(options.seed);
                read.category.clone_from(&options.category);
                read.time_column.clone_from(&options.time_column);
                Source::Recording(path.clone(), Box::new(read))
            }
            (None, Some(text)) => {
                let generator =
                    Generator::new(pattern(text)?, options.hours * 3600.0, options.seed);
                generator.arrivals().map_err(|error| Failure::from_error(&error).into_usage())?;
                Source::Pattern(Box::new(generator))
            }
            (None, None) => {
                let failure = Failure::usage("there is no traffic to compare on");
                return Err(failure.hint(Some("give --trace FILE or --pattern PATTERN")));
            }
        };
        Ok(Self { source, seed: options.seed })
    }

    /// Opens it from its beginning.
    pub(crate) fn open(
        &self,
    ) -> Result<Box<dyn Iterator<Item = Result<Arrival, TraceError>>>, TraceError> {
        Ok(match &self.source {
            Source::Recording(path, options) => Box::new(Trace::open(path, options)?),
            Source::Pattern(generator) => match generator.arrivals() {
                Ok(arrivals) => Box::new(arrivals),
                // Its numbers were checked when it was made.
                Err(_) => Box::new(std::iter::empty()),
            },
        })
    }

    /// Reads all of it once: what is wrong with it is told before anything is simulated.
    pub(crate) fn survey(&self, limit_secs: Option<u64>) -> Result<Survey, Failure> {
        let wrong = |error: &TraceError| match &self.source {
            Source::Recording(path, _) => Failure::new(
                &format!("could not read the traffic in \"{}\"", path.display()),
                error,
            ),
            Source::Pattern(_) => Failure::from_error(error),
        };
        let start = match &self.source {
            Source::Recording(path, options) => {
                Trace::open(path, options).map_err(|error| wrong(&error))?.start()
            }
            Source::Pattern(_) => None,
        };
        let mut survey = Survey {
            requests: 0,
            secs: 0.0,
            start,
            has_service: true,
            has_tokens: false,
            seed: self.seed,
        };
        let limit_ns = limit_secs.map_or(u64::MAX, |secs| secs.saturating_mul(1_000_000_000));
        for arrival in self.open().map_err(|error| wrong(&error))? {
            let arrival = arrival.map_err(|error| wrong(&error))?;
            if limit_ns <= arrival.at_ns {
                break;
            }
            survey.requests += 1;
            survey.secs = std::time::Duration::from_nanos(arrival.at_ns).as_secs_f64();
            survey.has_service &= arrival.service_ns.is_some();
            survey.has_tokens |= arrival.input_tokens > 0 || arrival.output_tokens > 0;
        }
        if survey.requests == 0 {
            return Err(Failure::plain("the traffic has no requests"));
        }
        Ok(survey)
    }
}

/// `diurnal:mean=5,swing=0.9`.
fn pattern(text: &str) -> Result<Pattern, Failure> {
    let wrong = |message: String| {
        Failure::usage(message).hint(Some("`ebb compare --help` has an example of each pattern"))
    };
    let (name, settings) = text.split_once(':').unwrap_or((text, ""));
    let mut numbers = BTreeMap::new();
    for setting in settings.split(',').filter(|setting| !setting.is_empty()) {
        let number = setting
            .split_once('=')
            .and_then(|(key, value)| Some((key, value.parse::<f64>().ok()?)))
            .ok_or_else(|| wrong(format!("\"{setting}\" of the pattern is not KEY=NUMBER")))?;
        numbers.insert(number.0, number.1);
    }
    let mut take = |key: &str, default: Option<f64>| {
        numbers
            .remove(key)
            .or(default)
            .ok_or_else(|| wrong(format!("the pattern \"{name}\" needs \"{key}\"")))
    };
    let pattern = match name {
        "constant" => Pattern::Constant { rate: take("rate", None)? },
        "diurnal" => Pattern::Diurnal {
            mean: take("mean", None)?,
            swing: take("swing", Some(0.9))?,
            cycle_secs: take("cycle", Some(86_400.0))?,
        },
        "bursty" => Pattern::Bursty {
            low: take("low", None)?,
            high: take("high", None)?,
            quiet_secs: take("quiet", Some(600.0))?,
            burst_secs: take("burst", Some(60.0))?,
        },
        "spike" => Pattern::Spike {
            base: take("base", None)?,
            peak: take("peak", None)?,
            at_secs: take("at", None)?,
            lasts_secs: take("lasts", None)?,
        },
        "ramp" => Pattern::Ramp { from: take("from", None)?, to: take("to", None)? },
        _ => {
            let known = "constant, diurnal, bursty, spike, ramp";
            return Err(wrong(format!("there is no pattern \"{name}\": there are {known}")));
        }
    };
    match numbers.keys().next() {
        None => Ok(pattern),
        Some(key) => Err(wrong(format!("the pattern \"{name}\" has no \"{key}\""))),
    }
}
