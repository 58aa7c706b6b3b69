//! What came of it.

use std::time::Duration;

use serde_json::{Value, json};

use super::story::{ms, stamp};
use super::traffic::Tally;
use super::watch::Watch;
use crate::chart;
use crate::output::print_line;

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

    pub(super) fn print(&self, json: bool) {
        if json {
            print_line(&format!("{:#}", self.json()));
            return;
        }
        print_line("\nCopies that served:");
        for row in chart::capacity(&self.watch.capacity) {
            print_line(&row);
        }
        self.print_requests();
        print_line("\nScaling activities, as DescribeScalingActivities tells them:");
        for told in self.watch.activities.values() {
            print_line(&format!("{}  {} [{}]", stamp(told.at), told.description, told.status));
            print_line(&format!("{:20}{}", "", told.cause));
        }
        let failures = self.failures();
        print_line(&if failures.is_empty() {
            format!(
                "\nFrom zero, out to {}, and back to zero. No request was lost.",
                self.watch.peak
            )
        } else {
            format!("\nNot as it should be: {}.", failures.join("; "))
        });
    }

    fn print_requests(&self) {
        let tally = self.tally;
        print_line(&format!(
            "\nRequests    {} answered, {} refused, {} lost",
            tally.answered, tally.refused, tally.lost
        ));
        for (reason, times) in &tally.reasons {
            print_line(&format!("            {times} times {reason}"));
        }
        let cold: Vec<String> =
            self.watch.cold_starts.iter().map(|time| format!("{:.0} ms", ms(*time))).collect();
        print_line(&format!("Cold start  {}", cold.join(", ")));
        let up = self.watch.first_up.unwrap_or_default();
        let (held, longest) = tally.sent_before(up);
        print_line(&format!(
            "            {held} requests were held meanwhile, the longest took {:.0} ms",
            ms(longest)
        ));
        print_line(&format!(
            "Latency     p50 {:.1} ms, p99 {:.1} ms, of those sent after that",
            ms(tally.percentile(0.5, up)),
            ms(tally.percentile(0.99, up)),
        ));
    }

    fn json(&self) -> Value {
        let activities: Vec<Value> = self
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
        let up = self.watch.first_up.unwrap_or_default();
        let (held, longest) = self.tally.sent_before(up);
        json!({
            "succeeded": self.succeeded(),
            "failures": self.failures(),
            "tookSeconds": self.took.as_secs_f64(),
            "peakCopies": self.watch.peak,
            "answered": self.tally.answered,
            "refused": self.tally.refused,
            "lost": self.tally.lost,
            "reasons": self.tally.reasons,
            "held": held,
            "longestHeldMs": ms(longest),
            "latencyMsP50": ms(self.tally.percentile(0.5, up)),
            "latencyMsP99": ms(self.tally.percentile(0.99, up)),
            "firstRequestMs": self.tally.first.map(ms),
            "coldStartsMs": self.watch.cold_starts.iter().map(|time| ms(*time)).collect::<Vec<f64>>(),
            "activities": activities,
        })
    }
}
