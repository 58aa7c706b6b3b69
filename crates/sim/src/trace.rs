//! Recorded traffic, read as a stream: the public formats as they are, plain CSV, either of them in gzip, and Parquet with
//! the same columns.
//!
//! | what | known by | arrivals |
//! |---|---|---|
//! | Azure LLM inference | header `TIMESTAMP,ContextTokens,GeneratedTokens` | as they are |
//! | Mooncake | lines of JSON with `timestamp`, `input_length`, `output_length` | timestamps stand for steps of three seconds, in which arrivals are spread evenly by the seed |
//! | ServeGen | header `t_s,category,…` with `total_rate_rps` or `rate_rps` | made from the rate of each window by the seed |
//! | plain CSV | any other header with a column of times | as they are |
//!
//! Memory does not grow with the length of a trace. The first row is read when it is opened, so that a file of the wrong
//! kind is refused before anything is simulated; what is wrong later ends the simulation without a result.

mod columns;
mod error;
mod lines;
mod moment;
mod mooncake;
#[cfg(feature = "parquet")]
mod parquet;
mod rates;
mod requests;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ebb_units::Timestamp;
use flate2::bufread::MultiGzDecoder;

use crate::arrival::Arrival;
use crate::distribution::Distribution;
use lines::Lines;
use mooncake::Mooncake;
use rates::Rates;
use requests::Requests;

pub use error::TraceError;
pub use moment::TimeUnit;

/// The first bytes of every Parquet file.
const PARQUET: &[u8] = b"PAR1";

/// How a trace is to be read. [`TraceOptions::new`] has the defaults.
#[derive(Clone, PartialEq, Debug)]
pub struct TraceOptions {
    /// Seed of what a trace leaves open.
    pub seed: u64,
    /// Which category of a ServeGen file; needed when it has several.
    pub category: Option<String>,
    /// Which client of a ServeGen file by client; all of them together when absent.
    pub client: Option<String>,
    /// Name of the column of times in a plain CSV file; found by its usual names when absent.
    pub time_column: Option<String>,
    /// Unit of numbers in that column; by the column's name, or seconds, when absent.
    pub time_unit: Option<TimeUnit>,
    /// Longest time without an arrival, in seconds: a longer one is taken for a hole in the recording.
    pub max_gap_secs: f64,
    /// Multiplies the rates of a ServeGen file. Below 1 that share of the arrivals is left, each by chance.
    pub rate_factor: f64,
    /// Use the variation of the gaps that a ServeGen file tells, and not that of a Poisson process.
    pub bursty: bool,
    /// Tokens that requests of a ServeGen file read and write.
    pub tokens: (Distribution, Distribution),
}

impl TraceOptions {
    /// Rates as they are, Poisson arrivals, holes from a day on.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            category: None,
            client: None,
            time_column: None,
            time_unit: None,
            max_gap_secs: 86_400.0,
            rate_factor: 1.0,
            bursty: false,
            tokens: (Distribution::Fixed(0.0), Distribution::Fixed(0.0)),
        }
    }
}

/// The arrivals of a trace, in order.
#[derive(Debug)]
pub struct Trace {
    kind: Kind,
    start: Option<Timestamp>,
    progress: Option<Progress>,
}

#[derive(Debug)]
enum Kind {
    Requests(Box<Requests>),
    Mooncake(Box<Mooncake>),
    Rates(Box<Rates>),
}

/// What a trace says of how long its requests take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServiceKnown {
    /// It has a column of these times.
    Times,
    /// How many tokens they read or write.
    Tokens,
    /// Nothing.
    Nothing,
}

/// How far a file has been read: bytes, or rows of Parquet.
#[derive(Clone, Debug)]
pub struct Progress {
    read: Arc<AtomicU64>,
    whole: u64,
}

impl Progress {
    /// The share that has been read, 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share for people")]
    pub fn share(&self) -> f64 {
        let read = self.read.load(Ordering::Relaxed) as f64;
        (read / self.whole.max(1) as f64).min(1.0)
    }
}

impl Trace {
    /// Opens a file.
    ///
    /// # Errors
    /// [`TraceError`] when it cannot be read, is of no known kind, or its first row is wrong.
    pub fn open(path: &Path, options: &TraceOptions) -> Result<Self, TraceError> {
        let unreadable = |source| TraceError::Open { path: path.display().to_string(), source };
        let mut file = File::open(path).map_err(unreadable)?;
        let mut magic = Vec::new();
        file.by_ref().take(4).read_to_end(&mut magic).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        if magic == PARQUET {
            return Self::open_parquet(file, unreadable, options);
        }
        let whole = file.metadata().map_err(unreadable)?.len();
        let read = Arc::new(AtomicU64::new(0));
        let counted = Counted { inner: file, read: Arc::clone(&read) };
        let mut trace = Self::read(Box::new(counted), options)?;
        trace.progress = Some(Progress { read, whole });
        Ok(trace)
    }

    #[cfg(feature = "parquet")]
    fn open_parquet(
        file: File,
        unreadable: impl FnOnce(std::io::Error) -> TraceError,
        options: &TraceOptions,
    ) -> Result<Self, TraceError> {
        let (rows, progress) = parquet::open(file).map_err(unreadable)?;
        let mut trace = Self::read(Box::new(rows), options)?;
        trace.progress = Some(progress);
        Ok(trace)
    }

    #[cfg(not(feature = "parquet"))]
    fn open_parquet(
        _file: File,
        _unreadable: impl FnOnce(std::io::Error) -> TraceError,
        _options: &TraceOptions,
    ) -> Result<Self, TraceError> {
        Err(TraceError::ParquetNotBuilt)
    }

    /// Reads what is in memory or comes through a pipe.
    ///
    /// # Errors
    /// As [`Trace::open`].
    pub fn read(source: Box<dyn Read + Send>, options: &TraceOptions) -> Result<Self, TraceError> {
        let mut source = BufReader::with_capacity(1 << 16, source);
        let magic = source.fill_buf().map_err(|source| TraceError::Read { line: 1, source })?;
        if magic.starts_with(PARQUET) {
            return Err(TraceError::ParquetPiped);
        }
        let plain: Box<dyn BufRead + Send> = if magic.starts_with(&[0x1f, 0x8b]) {
            Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(source)))
        } else {
            Box::new(source)
        };
        let mut lines = Lines::new(plain);
        let Some(header) = lines.next_line()?.map(str::to_owned) else {
            return Err(TraceError::Empty);
        };
        if header.trim_start().starts_with('{') {
            let mooncake = Box::new(Mooncake::new(lines, &header, options)?);
            return Ok(Self { kind: Kind::Mooncake(mooncake), start: None, progress: None });
        }
        if Rates::is_header(&header) {
            let rates = Box::new(Rates::new(lines, &header, options)?);
            return Ok(Self { kind: Kind::Rates(rates), start: None, progress: None });
        }
        let requests = Box::new(Requests::new(lines, &header, options)?);
        let start = requests.start();
        Ok(Self { kind: Kind::Requests(requests), start, progress: None })
    }

    /// The instant from which arrivals count, when the trace says: its first minute.
    pub fn start(&self) -> Option<Timestamp> {
        self.start
    }

    /// What it says of how long its requests take.
    pub fn service_known(&self) -> ServiceKnown {
        match &self.kind {
            Kind::Requests(requests) => requests.service_known(),
            Kind::Mooncake(_) => ServiceKnown::Tokens,
            Kind::Rates(_) => ServiceKnown::Nothing,
        }
    }

    /// How far the file has been read; absent for what is no file.
    pub fn progress(&self) -> Option<Progress> {
        self.progress.clone()
    }
}

impl Iterator for Trace {
    type Item = Result<Arrival, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.kind {
            Kind::Requests(requests) => requests.next(),
            Kind::Mooncake(mooncake) => mooncake.next(),
            Kind::Rates(rates) => rates.next(),
        }
    }
}

struct Counted {
    inner: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
