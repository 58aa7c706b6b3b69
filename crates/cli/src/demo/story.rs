//! The telling, line by line, as it happens. Goes to stderr when stdout carries JSON.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::SPEED;
use super::traffic::Tally;
use super::watch::Told;

/// Tells the demo.
pub(super) struct Story {
    to_stderr: bool,
    began: Option<Instant>,
}

impl Story {
    pub(super) fn new(to_stderr: bool) -> Self {
        Self { to_stderr, began: None }
    }

    pub(super) fn start_clock(&mut self) {
        self.began = Some(Instant::now());
        self.say("traffic begins");
    }

    /// One line, with the real time and the time on the demo's clock.
    pub(super) fn say(&self, text: &str) {
        let line = match self.began {
            Some(began) => format!("{}  {text}", stamp(began.elapsed())),
            None => format!("{:19}  {text}", ""),
        };
        self.print(&line);
    }

    #[expect(clippy::print_stdout, clippy::print_stderr, reason = "telling is what the demo is for")]
    fn print(&self, line: &str) {
        if self.to_stderr {
            eprintln!("{line}");
        } else {
            println!("{line}");
        }
    }

    pub(super) fn opening(&self, address: SocketAddr, requests: usize) {
        self.print(&format!(
            "Ebbtide demo: a language model behind an AWS-shaped endpoint, from zero and back.\n\
             Server on http://{address}; its clock runs {SPEED} times as fast, so a minute takes {:.0} s.\n\
             Traffic: {requests} arrivals of a production service (24 minutes, Azure LLM trace, CC-BY-4.0).\n\n\
             {:>7}  {:>10}",
            60.0 / SPEED,
            "real",
            "its clock"
        ));
    }

    pub(super) fn first_copy(&self, took: Duration) {
        self.say(&format!("first copy up {:.0} ms after it was asked for", ms(took)));
    }

    pub(super) fn first_answer(&self, took: Duration, status: Option<http::StatusCode>) {
        match status {
            Some(status) if status.is_success() => {
                self.say(&format!("the first request is answered, {:.0} ms after it was sent", ms(took)));
            }
            Some(status) => self.say(&format!("the first request failed with {status}")),
            None => self.say("the first request was lost"),
        }
    }

    pub(super) fn copies(&self, before: u64, now: u64) {
        let way = if now > before { "out" } else { "in" };
        self.say(&format!("scaled {way}: {before} → {now} copies serve"));
    }

    pub(super) fn asleep(&self) {
        self.say("the last copy is gone: zero again");
    }

    pub(super) fn activity(&self, told: &Told) {
        self.say(&format!("{} ({})", told.description, told.cause));
    }

    pub(super) fn traffic_over(&self, tally: &Tally) {
        self.say(&format!(
            "traffic is over: {} requests answered; now it waits for 15 quiet minutes",
            tally.answered
        ));
    }
}

/// `  12.3 s  +00:06:09`
pub(super) fn stamp(real: Duration) -> String {
    let own = real.mul_f64(SPEED).as_secs();
    let (hours, minutes, seconds) = (own / 3600, own / 60 % 60, own % 60);
    format!("{:>5.1} s  +{hours:02}:{minutes:02}:{seconds:02}", real.as_secs_f64())
}

pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
