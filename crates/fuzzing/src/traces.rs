//! Traces of traffic, in all the forms that are read.

use std::io::Cursor;

use ebb_sim::{Arrival, Trace, TraceOptions};

pub(crate) const WORDS: &[&str] = &[
    "TIMESTAMP,ContextTokens,GeneratedTokens",
    "timestamp",
    "offset_ms",
    "service_ms",
    "t_s,category,total_rate_rps,active_clients,rate_weighted_cv",
    "{\"timestamp\": 3000, \"input_length\": 1, \"output_length\": 2}",
    "2023-11-16 18:17:03.9799600",
    "\n",
    ",",
    "0.5",
    "-1",
    "1e300",
];

/// No more arrivals are taken: a few bytes may speak of a rate that never ends.
const MOST: usize = 2000;

/// Reads a trace. Arrivals are in order, and the same bytes give the same ones.
pub(crate) fn trace(data: &[u8]) -> String {
    let read = || {
        let source = Box::new(Cursor::new(data.to_vec()));
        let trace =
            Trace::read(source, &TraceOptions::new(1)).map_err(|error| error.to_string())?;
        let arrivals = trace.take(MOST).collect::<Result<Vec<Arrival>, _>>();
        arrivals.map_err(|error| error.to_string())
    };
    let found = read();
    assert_eq!(found, read(), "not the same the second time");
    match found {
        Ok(arrivals) => {
            assert!(arrivals.is_sorted_by_key(|arrival| arrival.at_ns), "not in order");
            format!("{} arrivals", arrivals.len().min(2))
        }
        Err(error) => {
            assert!(!error.is_empty(), "an error that says nothing");
            error.split(|c: char| c.is_ascii_digit() || c == '"').collect::<Vec<_>>().join("")
        }
    }
}
