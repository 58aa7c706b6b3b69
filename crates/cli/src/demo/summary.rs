//! What came of it.

use std::time::Duration;

use serde_json::json;

use super::chart;
use super::story::{ms, stamp};
use super::traffic::Tally;
use super::watch::Watch;

pub(super) struct Summary<'a> {
    watch: &'a Watch,
    tally: &'a Tally,
    took: Duration,
}

impl<'a> Summary<'a> {
    pub(super) fn new(watch: &'a Watch, tally: &'a Tally, took: Duration) -> Self {
        Self { watch, tally, took }
    }

    /// It came from zero, scaled out, went back to zero, and every request was answered.
    pub(super) fn succeeded(&self) -> bool {
        self.failures().is_empty()
    }

    fn failures(&self) -> Vec<&'static str> {
        let mut failures = Vec::new();
        if self.watch.cold_starts.is_empty() {
            failures.push("it did not come from zero");
        }
        if self.watch.peak < 2 {
            failures.push("it did not scale out");
        }
        if !self.watch.at_zero() {
            failures.push("it did not go back to zero");
        }
        if self.tally.refused + self.tally.lost > 0 {
            failures.push("not every request was answered");
        }
        failures
    }

    #[expect(clippy::print_stdout, reason = "the summary is the command's output")]
    pub(super) fn print(&self, json: bool) {
        if json {
            println!("{:#}", self.json());
            return;
        }
        println!("\nCopies that served, over {:.0} s:", self.took.as_secs_f64());
        for row in chart::capacity(&self.watch.capacity) {
            println!("{row}");
        }
        let tally = self.tally;
        println!(
            "\nRequests: {} answered, {} refused, {} lost. Latency: p50 {:.1} ms, p99 {:.1} ms.",
            tally.answered,
            tally.refused,
            tally.lost,
            ms(tally.percentile(0.5)),
            ms(tally.percentile(0.99)),
        );
        let cold: Vec<String> =
            self.watch.cold_starts.iter().map(|time| format!("{:.0} ms", ms(*time))).collect();
        println!(
            "Cold starts: {} ({}). The first request waited {:.0} ms in all.",
            cold.len(),
            cold.join(", "),
            tally.first.map_or(0.0, ms)
        );
        println!("\nScaling activities:");
        for told in self.watch.activities.values() {
            println!("{}  {} [{}]\n{:23}{}", stamp(told.at), told.description, told.status, "", told.cause);
        }
        let failures = self.failures();
        if failures.is_empty() {
            println!("\nFrom zero, out to {}, and back to zero. None lost.", self.watch.peak);
        } else {
            println!("\nNot as it should be: {}.", failures.join("; "));
        }
    }

    fn json(&self) -> serde_json::Value {
        let activities: Vec<serde_json::Value> = self
            .watch
            .activities
            .values()
            .map(|told| {
                json!({
                    "atSeconds": told.at.as_secs_f64(),
                    "description": told.description,
                    "cause": told.cause,
                    "status": told.status,
                })
            })
            .collect();
        json!({
            "succeeded": self.succeeded(),
            "failures": self.failures(),
            "tookSeconds": self.took.as_secs_f64(),
            "peakCopies": self.watch.peak,
            "answered": self.tally.answered,
            "refused": self.tally.refused,
            "lost": self.tally.lost,
            "latencyMsP50": ms(self.tally.percentile(0.5)),
            "latencyMsP99": ms(self.tally.percentile(0.99)),
            "firstRequestMs": self.tally.first.map(ms),
            "coldStartsMs": self.watch.cold_starts.iter().map(|time| ms(*time)).collect::<Vec<f64>>(),
            "activities": activities,
        })
    }
}
