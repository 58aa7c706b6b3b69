//! The telling, line by line, as it happens. Goes to stderr when stdout carries JSON.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::SPEED;
use super::traffic::Tally;
use super::watch::Told;
use crate::output::{print_error_line, print_line};

/// Tells the demo.
pub(super) struct Story {
    to_stderr: bool,
    began: Option<Instant>,
    last_word: Instant,
}

impl Story {
    pub(super) fn new(to_stderr: bool) -> Self {
        Self { to_stderr, began: None, last_word: Instant::now() }
    }

    pub(super) fn start_clock(&mut self) {
        self.began = Some(Instant::now());
        self.say("traffic begins");
    }

    /// Since when nothing has been told.
    pub(super) fn silent_for(&self) -> Duration {
        self.last_word.elapsed()
    }

    /// One line, with the real time and the time on the demo's clock.
    pub(super) fn say(&mut self, text: &str) {
        let stamp = self.began.map_or_else(String::new, |began| stamp(began.elapsed()));
        self.print(&format!("{stamp:WIDTH$}  {text}"));
        self.last_word = Instant::now();
    }

    fn print(&self, line: &str) {
        if self.to_stderr {
            print_error_line(line);
        } else {
            print_line(line);
        }
    }

    pub(super) fn opening(&mut self, address: SocketAddr, requests: usize) {
        self.print(&format!(
            "Ebbtide demo: a model that tells languages, behind a SageMaker endpoint that goes to zero and comes back.\n\
             Server:  http://{address}, with a clock that runs {SPEED} times as fast: a minute takes {:.0} s.\n\
             Model:   real processes on this machine; each takes a while to load and burns CPU for every request.\n\
             Traffic: {requests} arrivals in 24 minutes of a production service (Azure LLM trace, CC-BY-4.0).\n\n\
             {:>8}  {:<8}",
            60.0 / SPEED,
            "real",
            "its clock"
        ));
    }

    pub(super) fn waiting(&mut self) {
        self.say("a request is held: no copy runs yet");
    }

    pub(super) fn first_copy(&mut self, took: Duration) {
        self.say(&format!("first copy up, {:.0} ms after it was asked for", ms(took)));
    }

    pub(super) fn first_answer(&mut self, took: Duration) {
        self.say(&format!("the first request is answered, {:.0} ms after it was sent", ms(took)));
    }

    pub(super) fn copies(&mut self, before: u64, now: u64) {
        let way = if now > before { "out" } else { "in" };
        self.say(&format!("scaled {way}: {before} → {now} copies serve"));
    }

    pub(super) fn asleep(&mut self) {
        self.say("the last copy is gone: zero again");
    }

    pub(super) fn failed(&mut self, reason: &str) {
        self.say(&format!("a copy failed: {reason}"));
    }

    pub(super) fn activity(&mut self, told: &Told) {
        self.say(&format!("{} {}", told.description, in_short(&told.cause)));
    }

    pub(super) fn not_answered(&mut self, reason: &str) {
        self.say(&format!("a request was not answered: {reason}"));
    }

    pub(super) fn progress(&mut self, tally: &Tally, waiting: usize, copies: u64) {
        let copies = if copies == 1 { "1 copy".to_owned() } else { format!("{copies} copies") };
        self.say(&format!("{} requests answered, {waiting} under way, {copies}", tally.answered));
    }

    pub(super) fn traffic_over(&mut self, tally: &Tally) {
        self.say(&format!(
            "traffic is over, {} requests answered; scale-in waits for 15 quiet minutes",
            tally.answered
        ));
    }

    pub(super) fn quiet(&mut self, since: Duration, copies: u64) {
        let minutes = since.mul_f64(SPEED).as_secs() / 60;
        let copies = if copies == 1 { "1 copy".to_owned() } else { format!("{copies} copies") };
        self.say(&format!("quiet for {minutes} of its minutes, still {copies}"));
    }
}

/// Width of a stamp.
const WIDTH: usize = 18;

/// `  12.3 s  00:06:09`
pub(super) fn stamp(real: Duration) -> String {
    let own = real.mul_f64(SPEED).as_secs();
    let (hours, minutes, seconds) = (own / 3600, own / 60 % 60, own % 60);
    format!("{:>6.1} s  {hours:02}:{minutes:02}:{seconds:02}", real.as_secs_f64())
}

pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// `monitor alarm A in state ALARM triggered policy P` without the long names that managed alarms have.
fn in_short(cause: &str) -> String {
    let parts = cause
        .strip_prefix("monitor alarm ")
        .and_then(|rest| rest.split_once(" in state ALARM triggered policy "));
    let Some((alarm, policy)) = parts else { return format!("({cause})") };
    let side = ["AlarmHigh", "AlarmLow"].into_iter().find(|side| alarm.contains(*side));
    format!("(by {policy}, {})", side.unwrap_or("its alarm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_in_columns() {
        assert_eq!(stamp(Duration::from_millis(12_340)), "  12.3 s  00:06:10");
        assert_eq!(stamp(Duration::from_millis(12_340)).len(), WIDTH);
    }

    #[test]
    fn causes_are_told_in_short() {
        let managed = "monitor alarm TargetTracking-inference-component/c-AlarmHigh-1-2 in state ALARM triggered policy p";
        assert_eq!(in_short(managed), "(by p, AlarmHigh)");
        let own = "monitor alarm wake in state ALARM triggered policy p";
        assert_eq!(in_short(own), "(by p, its alarm)");
        assert_eq!(in_short("minimum capacity was set to 1"), "(minimum capacity was set to 1)");
    }
}
