//! Load on one target: at a fixed rate, or as fast as a number of connections go. A blocking thread per connection:
//! the cheapest client there is, the same for all targets.

mod closed;
mod open;

use std::net::SocketAddr;
use std::num::NonZeroU64;

use crate::failure::Failure;
use crate::http::{Connection, HttpError, Reader};
use crate::sample::Samples;

pub(crate) use closed::closed;
pub(crate) use open::open;

/// Where a request goes, and what must come back.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    /// Sent one after the other and again from the first; each connection begins with another one.
    pub(crate) requests: Vec<Vec<u8>>,
    /// The body of the right answer; `None` when any success will do.
    pub(crate) answer: Option<&'static [u8]>,
    /// What its answers look like.
    pub(crate) reader: Reader,
    /// Whether it keeps connections open. One that does not gets a new one for each request.
    pub(crate) keeps_alive: bool,
}

/// What one run came to.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// Milliseconds from the time at which a request was due to its whole answer.
    pub(crate) latency: Samples,
    /// Milliseconds by which requests left after they were due.
    pub(crate) late: Samples,
    /// Right answers per second.
    pub(crate) rate: f64,
    /// Requests that failed, were answered wrongly, or were not sent in twice the time.
    pub(crate) errors: usize,
}

/// What one connection saw.
#[derive(Default)]
struct Tally {
    latency: Vec<f64>,
    late: Vec<f64>,
    errors: usize,
}

impl Target {
    fn connect(&self) -> Result<Connection, HttpError> {
        let mut connection = Connection::open_to(self.address, self.reader)?;
        // The first exchange opens the way to the model behind.
        self.ask(&mut connection, 0)?;
        Ok(connection)
    }

    /// One exchange, the so-and-so-many-th; whether the answer is the right one.
    fn ask(&self, connection: &mut Connection, turn: usize) -> Result<bool, HttpError> {
        if !self.keeps_alive {
            *connection = Connection::open_to(self.address, self.reader)?;
        }
        let answer = connection.exchange(&self.requests[turn % self.requests.len()])?;
        Ok(match self.answer {
            Some(right) => answer.status == 200 && answer.body == right,
            None => matches!(answer.status, 200..=299),
        })
    }

    fn connections(&self, count: usize) -> Result<Vec<Connection>, Failure> {
        (0..count).map(|_| self.connect()).collect::<Result<_, _>>().map_err(|source| {
            Failure::Http { what: format!("a first request ({})", self.name), source }
        })
    }
}

/// One thread per connection; gives what they saw together.
fn on_all(
    connections: Vec<Connection>,
    drive: impl Fn(usize, Connection) -> Tally + Sync,
) -> Result<Tally, Failure> {
    let drive = &drive;
    let tallies: Vec<std::thread::Result<Tally>> = std::thread::scope(|scope| {
        let threads: Vec<_> = connections
            .into_iter()
            .enumerate()
            .map(|(number, connection)| {
                scope.spawn(move || {
                    // Wake when told, not within the usual 50 µs. Refused, it only makes the figures coarser for all.
                    let _ = rustix::thread::set_current_timer_slack(NonZeroU64::new(1));
                    drive(number, connection)
                })
            })
            .collect();
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    let mut all = Tally::default();
    for tally in tallies {
        let tally =
            tally.map_err(|_| Failure::Unexpected("a thread of the load broke".to_owned()))?;
        all.latency.extend(tally.latency);
        all.late.extend(tally.late);
        all.errors += tally.errors;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::stop::Stop;

    /// Answers rightly, as often as told, on each connection; takes a nap before one of the answers.
    fn server(nap: Duration, before: usize, answers: usize) -> Target {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                std::thread::spawn(move || {
                    let mut buffer = [0; 4096];
                    for number in 1..=answers {
                        if stream.read(&mut buffer).unwrap_or(0) == 0 {
                            return;
                        }
                        if number == before {
                            std::thread::sleep(nap);
                        }
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
                    }
                });
            }
        });
        let request = crate::http::request("GET", address, "/", &[], b"");
        let (requests, answer) = (vec![request], Some(&b"{}"[..]));
        Target {
            name: "test",
            address,
            requests,
            answer,
            reader: crate::http::parse,
            keeps_alive: true,
        }
    }

    #[test]
    fn a_stall_counts_for_all_that_were_due_meanwhile() {
        // One connection, 100 requests per second; the 20th answer takes half a second, in which 50 more fall due:
        // half of them wait for a quarter of a second and more.
        let target = server(Duration::from_millis(500), 20, 1000);
        let run = open(&target, 100, Duration::from_secs(1), 1, &Stop::default()).unwrap();
        let slow = |limit: f64| {
            (1..=1000).filter(|share| run.latency.permille(*share).unwrap() >= limit).count()
        };
        assert!(slow(250.0) >= 200, "a quarter second and more: {} of 1000", slow(250.0));
    }

    #[test]
    fn a_closed_connection_is_an_error_and_another_is_opened() {
        let target = server(Duration::ZERO, usize::MAX, 5);
        let run = open(&target, 100, Duration::from_millis(200), 1, &Stop::default()).unwrap();
        assert!(run.errors >= 2 && run.latency.min().is_some(), "{run:?}");
    }

    #[test]
    fn wrong_answers_do_not_count() {
        let mut target = server(Duration::ZERO, usize::MAX, 1_000_000);
        target.answer = Some(b"no");
        let began = Instant::now();
        let run = closed(&target, 2, Duration::from_millis(50), &Stop::default()).unwrap();
        assert!(run.rate.abs() < f64::EPSILON && run.errors > 0, "{run:?}");
        assert!(began.elapsed() >= Duration::from_millis(50));
    }
}
