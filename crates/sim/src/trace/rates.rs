//! ServeGen's windows of rates: of all clients of a category, or of single clients. Arrivals are made from them.

use super::TraceOptions;
use super::columns::{Header, amount, wrong};
use super::error::TraceError;
use super::lines::Lines;
use crate::arrival::{Arrival, LATEST_SECS, SECOND_NS, ns_of_secs, secs_of_ns};
use crate::process::{Marks, Process, Window};
use crate::random::{Random, Stream};

/// Length of the windows of the published files. A file of one window gives no other hint.
const WINDOW_NS: u64 = 600 * SECOND_NS;

/// Beyond this, several requests would come in the same nanosecond.
const FASTEST: f64 = 1e9;

/// Arrivals made window by window.
#[derive(Debug)]
pub(super) struct Rates {
    windows: Windows,
    process: Process,
    marks: Marks,
}

/// The windows of one category, and of one client if one was chosen.
#[derive(Debug)]
struct Windows {
    lines: Lines,
    header: Header,
    columns: Columns,
    category: Option<String>,
    client: Option<String>,
    factor: f64,
    bursty: bool,
    /// The window that was read ahead.
    ahead: Option<(u64, Window)>,
    /// Length of the first window, once the second is known.
    length_ns: Option<u64>,
    last_ns: Option<u64>,
    seen: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Columns {
    at: usize,
    category: usize,
    client: Option<usize>,
    rate: usize,
    cv: Option<usize>,
}

impl Rates {
    pub(super) fn is_header(line: &str) -> bool {
        let header = Header::new(line);
        header.find(&["t_s"]).is_some()
            && header.find(&["category"]).is_some()
            && header.find(&["total_rate_rps", "rate_rps"]).is_some()
    }

    pub(super) fn new(
        lines: Lines,
        header: &str,
        options: &TraceOptions,
    ) -> Result<Self, TraceError> {
        let header = Header::new(header);
        let columns = Columns {
            at: header.need(&["t_s"])?,
            category: header.need(&["category"])?,
            client: header.find(&["client_id"]),
            rate: header.need(&["total_rate_rps", "rate_rps"])?,
            cv: header.find(&["rate_weighted_cv", "cv"]),
        };
        if columns.client.is_some() && options.client.is_none() {
            return Err(TraceError::Choice {
                there: "the rates of several clients".to_owned(),
                what: "client",
            });
        }
        let mut windows = Windows {
            lines,
            header,
            columns,
            category: options.category.clone(),
            client: options.client.clone(),
            factor: options.rate_factor,
            bursty: options.bursty,
            ahead: None,
            length_ns: None,
            last_ns: None,
            seen: None,
        };
        windows.ahead = windows.read()?;
        if windows.ahead.is_none() {
            return Err(match (&windows.category, &windows.seen) {
                (Some(_), Some(seen)) => TraceError::Choice {
                    there: format!("others, \"{seen}\" among them"),
                    what: "category",
                },
                _ => TraceError::NoRequests,
            });
        }
        Ok(Self {
            windows,
            process: Process::new(Random::new(options.seed, Stream::Arrivals)),
            marks: Marks::new(options.seed, options.tokens.clone()),
        })
    }
}

impl Iterator for Rates {
    type Item = Result<Arrival, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(at_ns) = self.process.next_arrival() {
                return Some(Ok(self.marks.mark(at_ns)));
            }
            match self.windows.next_window() {
                Ok(Some(window)) => self.process.enter(window),
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Windows {
    fn next_window(&mut self) -> Result<Option<Window>, TraceError> {
        let Some((at_ns, window)) = self.ahead.take() else { return Ok(None) };
        self.ahead = self.read()?;
        let length_ns = self.length_ns.unwrap_or(WINDOW_NS);
        Ok(Some(Window { from_ns: at_ns, until_ns: at_ns + length_ns, ..window }))
    }

    /// The next window of what was chosen, with its beginning.
    fn read(&mut self) -> Result<Option<(u64, Window)>, TraceError> {
        loop {
            let Some(line) = self.lines.next_line()? else { return Ok(None) };
            let line = line.to_owned();
            let number = self.lines.number();
            let Columns { at, category, client, rate, cv } = self.columns;
            let wanted = [Some(at), Some(category), client, Some(rate), cv];
            let [at_text, category_text, client_text, rate_text, cv_text] =
                self.header.pick(&line, number, wanted)?;
            let category_text = category_text.unwrap_or_default();
            self.seen.get_or_insert_with(|| category_text.to_owned());
            match &self.category {
                Some(wanted) if wanted != category_text => continue,
                Some(_) => {}
                None if self.seen.as_deref() == Some(category_text) => {}
                None => {
                    let first = self.seen.clone().unwrap_or_default();
                    return Err(TraceError::Choice {
                        there: format!(
                            "several categories, \"{first}\" and \"{category_text}\" among them"
                        ),
                        what: "category",
                    });
                }
            }
            if self.client.as_deref() != client_text && client.is_some() {
                continue;
            }
            let at_text = at_text.unwrap_or_default();
            let secs: f64 = at_text
                .parse()
                .map_err(|_| wrong(at_text, &self.header, at, number, "a number of seconds"))?;
            if secs < 0.0 {
                return Err(TraceError::Negative { line: number, found: at_text.to_owned() });
            }
            if secs.is_nan() || LATEST_SECS <= secs {
                let expected = "a number of seconds below 9000000000";
                return Err(wrong(at_text, &self.header, at, number, expected));
            }
            let at_ns = ns_of_secs(secs);
            self.check_sequence(at_ns, number)?;
            let rate_text = rate_text.unwrap_or_default();
            let per_sec = amount(rate_text, &self.header, rate, number)? * self.factor;
            if per_sec > FASTEST {
                let expected = "a rate of at most a thousand million requests a second";
                return Err(wrong(rate_text, &self.header, rate, number, expected));
            }
            let told = match (cv_text, cv) {
                (Some(text), Some(column)) => amount(text, &self.header, column, number)?,
                _ => 1.0,
            };
            let cv = if self.bursty && told > 0.0 { thinned(told, self.factor) } else { 1.0 };
            return Ok(Some((at_ns, Window { from_ns: at_ns, until_ns: at_ns, per_sec, cv })));
        }
    }

    /// Windows follow each other without a hole, each as long as the first.
    fn check_sequence(&mut self, at_ns: u64, line: u64) -> Result<(), TraceError> {
        if let Some(last_ns) = self.last_ns {
            let length_ns = self.length_ns.unwrap_or(at_ns.saturating_sub(last_ns));
            if at_ns != last_ns + length_ns || length_ns == 0 {
                let length_ns = if length_ns == 0 { WINDOW_NS } else { length_ns };
                let expected_secs = secs_of_ns(last_ns + length_ns);
                return Err(TraceError::Window {
                    line,
                    found_secs: secs_of_ns(at_ns),
                    expected_secs,
                });
            }
            self.length_ns = Some(length_ns);
        }
        self.last_ns = Some(at_ns);
        Ok(())
    }
}

/// The coefficient of variation of the gaps when a share of the arrivals is left, each by chance: the fewer are left, the less
/// each has to do with the one before it, as in a Poisson process. In a long time the variance of the number of arrivals is
/// `cv²` times its mean; of a share `p` of them it is `1 + p (cv² - 1)` times. More arrivals than there were are more of the
/// same kind, side by side: that ratio stays.
fn thinned(cv: f64, share: f64) -> f64 {
    if share < 1.0 { (1.0 + share * (cv * cv - 1.0)).sqrt() } else { cv }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURS: u32 = 400;

    fn arrivals(per_sec: f64, cv: f64) -> Vec<u64> {
        let mut process = Process::new(Random::new(1, Stream::Arrivals));
        let until_ns = ns_of_secs(f64::from(HOURS) * 3600.0);
        process.enter(Window { from_ns: 0, until_ns, per_sec, cv });
        std::iter::from_fn(|| process.next_arrival()).collect()
    }

    /// The variance of the number of arrivals in an hour, of its mean.
    fn dispersion(arrivals: &[u64]) -> f64 {
        let mut counts = [0.0; HOURS as usize];
        for at_ns in arrivals {
            counts[usize::try_from(at_ns / ns_of_secs(3600.0)).unwrap()] += 1.0;
        }
        let mean = counts.iter().sum::<f64>() / f64::from(HOURS);
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>();
        variance / f64::from(HOURS) / mean
    }

    #[test]
    fn a_share_of_the_arrivals_varies_as_if_each_were_left_by_chance() {
        let all = arrivals(2.0, 4.0);
        let mut random = Random::new(2, Stream::Arrivals);
        let left: Vec<u64> = all.iter().copied().filter(|_| random.unit() < 0.1).collect();
        let (was, is) = (dispersion(&left), dispersion(&arrivals(0.2, thinned(4.0, 0.1))));
        // 1 + 0.1 (16 - 1), each as sure as 400 hours make it.
        assert!((2.0..3.0).contains(&was) && (2.0..3.0).contains(&is), "{was} and {is}");
        assert!(12.0 < dispersion(&all), "as it was, it varies far more");
        assert!((thinned(30.0, 1e-4) - 1.044).abs() < 1e-3, "hardly more than by chance");
        assert!(thinned(0.2, 0.5) < 1.0, "what comes evenly stays so in part");
    }

    #[test]
    fn more_of_the_same_varies_as_before() {
        assert_eq!((thinned(3.0, 1.0), thinned(3.0, 5.0)), (3.0, 3.0));
    }
}
