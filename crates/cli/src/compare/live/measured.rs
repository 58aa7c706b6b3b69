//! What really served a live target while its traffic was recorded, and how.

use ebb_sim::{CapacityChange, Compared, Outcome, Summary};
use ebb_units::Timestamp;
use serde_json::{Value, json};

use super::Level;

/// Capacity and requests in the time that is simulated.
#[derive(Debug)]
pub(crate) struct Measured {
    capacity: Vec<CapacityChange>,
    secs: f64,
    requests: Requests,
}

/// What was measured of the requests.
#[derive(Debug)]
struct Requests {
    number: u64,
    /// Those without an answer, or with one that tells a server's fault.
    failed: u64,
    in_objective: u64,
    /// Milliseconds of those that were answered, sorted.
    latencies_ms: Vec<f64>,
}

impl Measured {
    pub(super) fn of(
        recording: &str,
        capacity: &[(Timestamp, Level)],
        simulated: &Outcome,
    ) -> Self {
        let secs = simulated.summary.simulated_secs;
        Self {
            capacity: changes(capacity, simulated.start, secs),
            secs,
            requests: Requests::of(recording, simulated.summary.objective_ms),
        }
    }

    /// Copies, or instances, times seconds.
    fn area(&self, of: impl Fn(&CapacityChange) -> u32) -> f64 {
        let ends = self.capacity.iter().skip(1).map(|next| next.at_secs).chain([self.secs]);
        let spans = self.capacity.iter().zip(ends);
        spans.map(|(change, end)| f64::from(of(change)) * (end - change.at_secs).max(0.0)).sum()
    }

    fn mean_copies(&self) -> f64 {
        self.area(|change| change.ready) / self.secs.max(1e-9)
    }

    fn moves(&self, way: impl Fn(u32, u32) -> bool) -> usize {
        self.capacity.windows(2).filter(|pair| way(pair[0].desired, pair[1].desired)).count()
    }

    /// The figures, for people.
    pub(crate) fn lines(&self) -> Vec<String> {
        let latency = |share| {
            let ms = self.requests.quantile_ms(share);
            ms.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.0} ms"))
        };
        vec![
            format!(
                "Measured: {:.1} copies, {:.2} instance hours, {} out, {} in; p50 {}, p95 {}, p99 {}; {} failed, {:.2} % in SLO.",
                self.mean_copies(),
                self.area(|change| change.instances) / 3600.0,
                self.moves(|before, after| before < after),
                self.moves(|before, after| after < before),
                latency(0.5),
                latency(0.95),
                latency(0.99),
                self.requests.failed,
                self.requests.attained() * 100.0
            ),
            "\"live\" is the same policies in virtual time: how far it is from this says how true the simulated world is."
                .to_owned(),
        ]
    }

    /// The same as data.
    pub(crate) fn as_json(&self) -> Value {
        json!({
            "secs": self.secs,
            "requests": self.requests.number,
            "failed": self.requests.failed,
            "slo_attainment": self.requests.attained(),
            "latency_ms": {
                "p50": self.requests.quantile_ms(0.5),
                "p95": self.requests.quantile_ms(0.95),
                "p99": self.requests.quantile_ms(0.99),
            },
            "copies_mean": self.mean_copies(),
            "copy_secs": self.area(|change| change.ready),
            "instance_hours": self.area(|change| change.instances) / 3600.0,
            "scale_outs": self.moves(|before, after| before < after),
            "scale_ins": self.moves(|before, after| after < before),
            "capacity": self.capacity,
        })
    }

    /// Its capacity, to be drawn beside that of the contenders.
    pub(crate) fn curve(&self) -> Compared {
        let outcome = Outcome {
            start: Timestamp::UNIX_EPOCH,
            seed: 0,
            step_secs: 60,
            summary: Summary { simulated_secs: self.secs, ..Summary::default() },
            timeline: Vec::new(),
            tracked: Vec::new(),
            capacity: self.capacity.clone(),
            alarms: Vec::new(),
            activities: Vec::new(),
            unscaled: Vec::new(),
            stopped: false,
        };
        Compared { name: "measured".to_owned(), about: String::new(), outcome }
    }
}

/// The capacity in the seconds from `start` on.
fn changes(capacity: &[(Timestamp, Level)], start: Timestamp, secs: f64) -> Vec<CapacityChange> {
    let mut changes: Vec<CapacityChange> = Vec::new();
    for (at, Level { desired, ready, instances }) in capacity {
        let at_secs = at.duration_since(start).as_secs_f64().max(0.0);
        if secs <= at_secs && !changes.is_empty() {
            break;
        }
        // Of what was before the start, the last counts.
        changes.pop_if(|last| last.at_secs >= at_secs);
        changes.push(CapacityChange {
            at_secs,
            desired: *desired,
            ready: *ready,
            starting: desired.saturating_sub(*ready),
            instances: *instances,
            ..CapacityChange::default()
        });
    }
    changes
}

impl Requests {
    fn of(recording: &str, objective_ms: f64) -> Self {
        let mut all = Self { number: 0, failed: 0, in_objective: 0, latencies_ms: Vec::new() };
        for line in recording.lines().skip(1) {
            let mut columns = line.split(',').skip(2);
            let latency_ms = columns.next().and_then(|text| text.parse::<f64>().ok());
            let status = columns.nth(2).and_then(|text| text.parse::<u16>().ok());
            all.number += 1;
            match latency_ms.filter(|_| status.is_some_and(|status| status < 500)) {
                Some(latency_ms) => {
                    all.in_objective += u64::from(latency_ms <= objective_ms);
                    all.latencies_ms.push(latency_ms);
                }
                None => all.failed += 1,
            }
        }
        all.latencies_ms.sort_by(f64::total_cmp);
        all
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index within the list"
    )]
    fn quantile_ms(&self, share: f64) -> Option<f64> {
        let last = self.latencies_ms.len().checked_sub(1)?;
        self.latencies_ms.get((share * last as f64).round() as usize).copied()
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of requests")]
    fn attained(&self) -> f64 {
        if self.number == 0 { 1.0 } else { self.in_objective as f64 / self.number as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_times_seconds_are_those_of_the_time_that_is_simulated() {
        let at = |secs: i64| Timestamp::from_second(1_000_000 + secs).unwrap();
        let level = |desired, ready| Level { desired, ready, instances: ready };
        let seen = [
            (at(0), level(1, 1)),
            (at(20), level(3, 1)),
            (at(30), level(3, 3)),
            (at(90), level(2, 2)),
        ];
        let requests = Requests::of("", 100.0);
        let measured = Measured { capacity: changes(&seen, at(10), 60.0), secs: 60.0, requests };
        // One for 20 seconds, three for 40.
        let area = measured.area(|change| change.ready);
        assert!((area - 140.0).abs() < 1e-9, "{measured:?}");
        assert_eq!((measured.moves(|a, b| a < b), measured.moves(|a, b| b < a)), (1, 0));
        assert_eq!(measured.capacity[0].at_secs.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn requests_are_read_from_the_recording() {
        let recording = "\
timestamp,service_time_ms,latency_ms,request_bytes,response_bytes,status,cold,variant,component
t,5,50,1,1,200,false,v,
t,5,150,1,1,200,false,v,
t,,10,1,0,,true,v,
t,5,20,1,1,503,false,v,
";
        let requests = Requests::of(recording, 100.0);
        assert_eq!((requests.number, requests.failed, requests.in_objective), (4, 2, 1));
        assert_eq!(requests.quantile_ms(1.0), Some(150.0));
    }
}
