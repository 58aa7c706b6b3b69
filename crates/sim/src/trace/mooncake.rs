//! Mooncake's lines of JSON. Timestamps are whole steps of three seconds: as they are, a step's requests would all come
//! at one instant, so they are spread evenly over it.

use std::collections::VecDeque;

use serde::Deserialize;

use super::TraceOptions;
use super::error::TraceError;
use super::lines::Lines;
use crate::arrival::{Arrival, LATEST_SECS, SECOND_NS, ns_of_secs, secs_of_ns};
use crate::random::{Random, Stream};

/// Length of a step.
const STEP_NS: u64 = 3 * SECOND_NS;

#[derive(Deserialize)]
struct Row {
    timestamp: f64,
    input_length: u32,
    output_length: u32,
}

/// Requests step by step; a step is in memory at a time.
#[derive(Debug)]
pub(super) struct Mooncake {
    lines: Lines,
    random: Random,
    step: VecDeque<Arrival>,
    /// The first request of the next step.
    ahead: Option<Arrival>,
    max_gap_secs: f64,
    last_ns: u64,
}

impl Mooncake {
    pub(super) fn new(
        lines: Lines,
        first: &str,
        options: &TraceOptions,
    ) -> Result<Self, TraceError> {
        let random = Random::new(options.seed, Stream::Spread);
        let number = lines.number();
        let mut mooncake = Self {
            lines,
            random,
            step: VecDeque::new(),
            ahead: None,
            max_gap_secs: options.max_gap_secs,
            last_ns: 0,
        };
        mooncake.ahead = Some(mooncake.row(first, number)?);
        Ok(mooncake)
    }

    fn row(&mut self, line: &str, number: u64) -> Result<Arrival, TraceError> {
        let Row { timestamp, input_length, output_length } = serde_json::from_str(line)
            .map_err(|source| TraceError::Json { line: number, source })?;
        if timestamp < 0.0 {
            return Err(TraceError::Negative { line: number, found: timestamp.to_string() });
        }
        if timestamp / 1e3 >= LATEST_SECS {
            return Err(TraceError::Field {
                line: number,
                column: "timestamp".to_owned(),
                expected: "a number of milliseconds below 9000000000000",
                found: timestamp.to_string().chars().take(64).collect(),
            });
        }
        let at_ns = ns_of_secs(timestamp / 1e3);
        if at_ns < self.last_ns {
            let back_secs = secs_of_ns(self.last_ns - at_ns);
            return Err(TraceError::Unsorted { line: number, back_secs });
        }
        let gap_secs = secs_of_ns(at_ns - self.last_ns);
        if gap_secs > self.max_gap_secs && number > 1 {
            let most_secs = self.max_gap_secs;
            return Err(TraceError::Gap { line: number, gap_secs, most_secs });
        }
        self.last_ns = at_ns;
        Ok(Arrival {
            at_ns,
            input_tokens: input_length,
            output_tokens: output_length,
            ..Arrival::default()
        })
    }

    /// Reads a whole step and spreads it. What is not on a whole step, as the last row of the published trace, stays.
    fn fill(&mut self) -> Result<(), TraceError> {
        let Some(first) = self.ahead.take() else { return Ok(()) };
        let at = first.at_ns;
        self.step.push_back(first);
        while let Some(line) = self.lines.next_line()? {
            let (line, number) = (line.to_owned(), self.lines.number());
            let arrival = self.row(&line, number)?;
            if arrival.at_ns != at {
                self.ahead = Some(arrival);
                break;
            }
            self.step.push_back(arrival);
        }
        if at.is_multiple_of(STEP_NS) {
            // Never beyond the next request, so that the order holds.
            let room = self.ahead.map_or(STEP_NS, |next| (next.at_ns - at).min(STEP_NS));
            for arrival in &mut self.step {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    clippy::cast_precision_loss,
                    reason = "a part of three seconds"
                )]
                let later = (self.random.unit() * room as f64) as u64;
                arrival.at_ns += later;
            }
            self.step.make_contiguous().sort_by_key(|arrival| arrival.at_ns);
        }
        Ok(())
    }
}

impl Iterator for Mooncake {
    type Item = Result<Arrival, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.step.is_empty()
            && let Err(error) = self.fill()
        {
            return Some(Err(error));
        }
        self.step.pop_front().map(Ok)
    }
}
