//! Open loop: requests are due at fixed times, whatever becomes of the ones before.

use std::time::{Duration, Instant};

use super::{Run, Tally, Target, on_all};
use crate::failure::Failure;
use crate::sample::{Samples, ms, number};
use crate::stop::Stop;

/// Time for all threads to stand ready before the first request is due.
const START: Duration = Duration::from_millis(50);

/// `rate` requests per second for a time, evenly spaced, dealt to the connections in turn. Latency counts from the time
/// at which a request was due: one that waits behind a slow one on its connection is slow as well, so no
/// omission is coordinated.
pub(crate) fn open(
    target: &Target,
    rate: u32,
    time: Duration,
    connections: usize,
    stop: &Stop,
) -> Result<Run, Failure> {
    let count = (1..).take_while(|count| due(*count, rate) <= time).count();
    let ready = target.connections(connections)?;
    let first = Instant::now() + START;
    // What an overloaded target leaves behind is not sent for ever.
    let last = first + 2 * time;
    let tally = on_all(ready, |place, mut connection| {
        let mut tally = Tally::default();
        for request in (place..count).step_by(connections) {
            let due = first + due(request, rate);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let sent = Instant::now();
            if stop.asked() || sent > last {
                tally.errors += 1;
                continue;
            }
            let outcome = target.ask(&mut connection, request);
            let answered = Instant::now();
            if let Ok(true) = outcome {
                tally.latency.push(ms(answered - due));
                tally.late.push(ms(sent - due));
                continue;
            }
            tally.errors += 1;
            if outcome.is_err() {
                match target.connect() {
                    Ok(another) => connection = another,
                    // Gone for good, as far as this run goes: the rest of its requests fail too.
                    Err(_) => {
                        tally.errors += (request..count).step_by(connections).count() - 1;
                        break;
                    }
                }
            }
        }
        tally
    })?;
    stop.check()?;
    let took = Instant::now().saturating_duration_since(first);
    Ok(Run {
        rate: number(tally.latency.len()) / took.as_secs_f64(),
        errors: tally.errors,
        latency: Samples::new(tally.latency),
        late: Samples::new(tally.late),
    })
}

/// When a request is due after the first.
fn due(request: usize, rate: u32) -> Duration {
    let nanos = 1_000_000_000 * u64::try_from(request).unwrap_or(u64::MAX / 1_000_000_000);
    Duration::from_nanos(nanos / u64::from(rate.max(1)))
}
