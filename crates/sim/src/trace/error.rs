//! What can be wrong with a trace, and where.

/// A trace that cannot be used. Lines are counted from 1, the header among them.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The file cannot be opened.
    #[error("could not open the trace \"{path}\"")]
    Open {
        /// Which file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file cannot be read on; a broken gzip file among others.
    #[error("could not read the trace at line {line}")]
    Read {
        /// Where.
        line: u64,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There is nothing in it.
    #[error("the trace is empty: it needs a header and at least one request")]
    Empty,
    /// There is a header and nothing else.
    #[error("the trace has a header and no requests")]
    NoRequests,
    /// It is a Parquet file, and this build reads none.
    #[error(
        "the trace is a Parquet file, and this build was made without the feature \"parquet\": write it as CSV, gzip is fine"
    )]
    ParquetNotBuilt,
    /// It is Parquet through a pipe, whose end would have to be read first.
    #[error("the trace is Parquet that does not come from a file: name the file itself")]
    ParquetPiped,
    /// A line is too long to be one of a trace.
    #[error("line {line} of the trace is longer than {most} bytes: is it a trace at all?")]
    TooLong {
        /// Which line.
        line: u64,
        /// The limit.
        most: usize,
    },
    /// A line is no text.
    #[error("line {line} of the trace is not UTF-8 text")]
    NotText {
        /// Which line.
        line: u64,
    },
    /// A column is missing.
    #[error("the trace has no column {wanted}: its header is \"{header}\"")]
    Column {
        /// What is wanted.
        wanted: String,
        /// What there is.
        header: String,
    },
    /// A row has fewer columns than the header.
    #[error("line {line} of the trace has {found} columns, but its header has {expected}")]
    Width {
        /// Which line.
        line: u64,
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A field is not what it should be.
    #[error("line {line} of the trace: column \"{column}\" must be {expected}, but is \"{found}\"")]
    Field {
        /// Which line.
        line: u64,
        /// Which column.
        column: String,
        /// What is expected there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A line is not the JSON that it should be.
    #[error(
        "line {line} of the trace must be a JSON object with the numbers \"timestamp\", \"input_length\" and \"output_length\""
    )]
    Json {
        /// Which line.
        line: u64,
        /// Why it is not.
        #[source]
        source: serde_json::Error,
    },
    /// A time is negative.
    #[error("line {line} of the trace has a negative time: {found}")]
    Negative {
        /// Which line.
        line: u64,
        /// The time.
        found: String,
    },
    /// A time lies before the one above it.
    #[error(
        "line {line} of the trace lies {back_secs:.3} s before the line above it: a trace must be sorted by time"
    )]
    Unsorted {
        /// Which line.
        line: u64,
        /// By how much.
        back_secs: f64,
    },
    /// Nothing arrives for too long.
    #[error(
        "nothing arrives for {gap_secs:.0} s before line {line} of the trace, which is more than {most_secs:.0} s and taken for a hole in the recording: cut the trace there, or allow longer gaps"
    )]
    Gap {
        /// The line after the gap.
        line: u64,
        /// How long it is.
        gap_secs: f64,
        /// The limit.
        most_secs: f64,
    },
    /// A window of rates is missing or repeated.
    #[error(
        "line {line} of the trace begins at {found_secs} s, where the window at {expected_secs} s is due: windows must follow each other"
    )]
    Window {
        /// Which line.
        line: u64,
        /// Where it begins.
        found_secs: f64,
        /// Where it should.
        expected_secs: f64,
    },
    /// A category or client has to be chosen, or is not there.
    #[error("the trace has {there}: choose a {what} of them")]
    Choice {
        /// What there is.
        there: String,
        /// What is to be chosen.
        what: &'static str,
    },
}
