//! Closed loop: each connection sends its next request as soon as it has the answer. For throughput; its latency says
//! nothing about a target under a given load.

use std::time::{Duration, Instant};

use super::{Run, Tally, Target, on_all};
use crate::failure::Failure;
use crate::sample::{Samples, ms, number};
use crate::stop::Stop;

pub(crate) fn closed(
    target: &Target,
    connections: usize,
    time: Duration,
    stop: &Stop,
) -> Result<Run, Failure> {
    let ready = target.connections(connections)?;
    let began = Instant::now();
    let end = began + time;
    let tally = on_all(ready, |place, mut connection| {
        let mut tally = Tally::default();
        for turn in place.. {
            let sent = Instant::now();
            if sent >= end || stop.asked() {
                return tally;
            }
            match target.ask(&mut connection, turn) {
                Ok(true) => tally.latency.push(ms(sent.elapsed())),
                Ok(false) => tally.errors += 1,
                Err(_) => {
                    tally.errors += 1;
                    let Ok(another) = target.connect() else { return tally };
                    connection = another;
                }
            }
        }
        tally
    })?;
    stop.check()?;
    let took = began.elapsed();
    Ok(Run {
        rate: number(tally.latency.len()) / took.as_secs_f64(),
        errors: tally.errors,
        latency: Samples::new(tally.latency),
        late: Samples::new(tally.late),
    })
}
