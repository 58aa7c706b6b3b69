//! CSV with a row for each request: Azure's, or any with a column of times.

use ebb_units::Timestamp;

use super::columns::{Header, amount, count};
use super::error::TraceError;
use super::lines::Lines;
use super::moment::Reading;
use super::{ServiceKnown, TraceOptions};
use crate::arrival::{Arrival, MINUTE_NS, ns_of_secs, secs_of_ns};

const TIMES: &[&str] = &[
    "timestamp",
    "time",
    "arrival",
    "arrived_at",
    "arrival_time",
    "arrival_timestamp",
    "t",
    "t_s",
    "t_ms",
    "time_s",
    "time_ms",
    "timestamp_s",
    "timestamp_ms",
    "timestamp_us",
    "timestamp_ns",
    "offset_s",
    "offset_ms",
    "offset_us",
    "arrival_s",
    "arrival_ms",
    "started_at",
];
const INPUTS: &[&str] =
    &["ContextTokens", "input_tokens", "input_length", "prompt_tokens", "request_tokens"];
const OUTPUTS: &[&str] =
    &["GeneratedTokens", "output_tokens", "output_length", "completion_tokens", "response_tokens"];
const SIZES: &[&str] = &["size", "size_bytes", "bytes", "request_bytes", "input_bytes"];
const SERVICE_MS: &[&str] = &["service_ms", "service_time_ms", "duration_ms", "latency_ms"];
const SERVICE_S: &[&str] =
    &["service_s", "service_time", "service_time_s", "duration", "duration_s"];

/// Requests row by row.
#[derive(Debug)]
pub(super) struct Requests {
    lines: Lines,
    header: Header,
    columns: Columns,
    reading: Reading,
    /// What is taken off each time.
    origin: i128,
    start: Option<Timestamp>,
    last_ns: u64,
    max_gap_secs: f64,
    first: Option<Arrival>,
}

#[derive(Clone, Copy, Debug)]
struct Columns {
    time: usize,
    input: Option<usize>,
    output: Option<usize>,
    size: Option<usize>,
    /// Column and seconds of its unit.
    service: Option<(usize, f64)>,
}

impl Requests {
    pub(super) fn new(
        mut lines: Lines,
        header: &str,
        options: &TraceOptions,
    ) -> Result<Self, TraceError> {
        let header = Header::new(header);
        let time = match &options.time_column {
            Some(name) => header.need(&[name])?,
            None => header.find(TIMES).ok_or_else(|| TraceError::Column {
                wanted: "of times, such as \"timestamp\" or \"offset_ms\"".to_owned(),
                header: (0..64)
                    .map(|at| header.name(at))
                    .filter(|name| !name.is_empty())
                    .collect::<Vec<_>>()
                    .join(","),
            })?,
        };
        let columns = Columns {
            time,
            input: header.find(INPUTS),
            output: header.find(OUTPUTS),
            size: header.find(SIZES),
            service: header
                .find(SERVICE_MS)
                .map(|column| (column, 1e-3))
                .or_else(|| header.find(SERVICE_S).map(|column| (column, 1.0))),
        };
        let Some(line) = lines.next_line()?.map(str::to_owned) else {
            return Err(TraceError::NoRequests);
        };
        let number = lines.number();
        let [field] = header.pick(&line, number, [Some(time)])?;
        let field = field.unwrap_or_default();
        let reading = Reading::of(field, header.name(time), options.time_unit);
        let at = reading.read(field, &header, time, number)?;
        let minute = i128::from(MINUTE_NS);
        // Instants count from the minute of the first one, and so do numbers that can only be counted from 1970; other
        // numbers are offsets already.
        let since_1970 = reading == Reading::Instants || at > 1_000_000_000 * 1_000_000_000;
        let origin = if since_1970 { at.div_euclid(minute) * minute } else { 0 };
        let start = since_1970.then(|| Timestamp::from_nanosecond(origin).ok()).flatten();
        let max_gap_secs = options.max_gap_secs;
        let mut requests = Self {
            lines,
            header,
            columns,
            reading,
            origin,
            start,
            last_ns: 0,
            max_gap_secs,
            first: None,
        };
        requests.first = Some(requests.row(&line, number)?);
        Ok(requests)
    }

    pub(super) fn start(&self) -> Option<Timestamp> {
        self.start
    }

    pub(super) fn service_known(&self) -> ServiceKnown {
        let Columns { input, output, service, .. } = self.columns;
        match (service, input.or(output)) {
            (Some(_), _) => ServiceKnown::Times,
            (None, Some(_)) => ServiceKnown::Tokens,
            (None, None) => ServiceKnown::Nothing,
        }
    }

    fn row(&mut self, line: &str, number: u64) -> Result<Arrival, TraceError> {
        let Columns { time, input, output, size, service } = self.columns;
        let wanted = [Some(time), input, output, size, service.map(|(column, _)| column)];
        let fields = self.header.pick(line, number, wanted)?;
        let field = |place: usize| fields[place].filter(|field| !field.is_empty());
        let text = fields[0].unwrap_or_default();
        let at = self.reading.read(text, &self.header, time, number)?;
        if self.origin == 0 && at < 0 {
            return Err(TraceError::Negative { line: number, found: text.to_owned() });
        }
        let at_ns = self.check_order(at - self.origin, number)?;
        let tokens = |place, column: Option<usize>| match (field(place), column) {
            (Some(text), Some(column)) => count(text, &self.header, column, number),
            _ => Ok(0),
        };
        let service_ns = match (field(4), service) {
            (Some(text), Some((column, unit))) => {
                Some(ns_of_secs(amount(text, &self.header, column, number)? * unit))
            }
            _ => None,
        };
        Ok(Arrival {
            at_ns,
            input_tokens: tokens(1, input)?,
            output_tokens: tokens(2, output)?,
            size_bytes: tokens(3, size)?,
            service_ns,
        })
    }

    fn check_order(&mut self, at: i128, line: u64) -> Result<u64, TraceError> {
        let last = i128::from(self.last_ns);
        let Some(at_ns) = u64::try_from(at).ok().filter(|_| last <= at) else {
            #[expect(clippy::cast_precision_loss, reason = "a time for people")]
            let back_secs = (last - at) as f64 / 1e9;
            return Err(TraceError::Unsorted { line, back_secs });
        };
        let gap_secs = secs_of_ns(at_ns - self.last_ns);
        // The first request may come whenever it likes.
        if gap_secs > self.max_gap_secs && (self.last_ns > 0 || line > 2) {
            let most_secs = self.max_gap_secs;
            return Err(TraceError::Gap { line, gap_secs, most_secs });
        }
        self.last_ns = at_ns;
        Ok(at_ns)
    }

    fn read_next(&mut self) -> Result<Option<Arrival>, TraceError> {
        // Out of `self` for a moment, as a row is read into its own buffer.
        let Some(line) = self.lines.next_line()? else { return Ok(None) };
        let line = line.to_owned();
        let number = self.lines.number();
        self.row(&line, number).map(Some)
    }
}

impl Iterator for Requests {
    type Item = Result<Arrival, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.first.take() {
            Some(first) => Some(Ok(first)),
            None => self.read_next().transpose(),
        }
    }
}
