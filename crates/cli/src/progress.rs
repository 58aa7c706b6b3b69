//! How far work in virtual time is, on a terminal and nowhere else.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use ebb_sim::{Progress, TraceProgress};

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(500);
const EVERY: Duration = Duration::from_millis(100);
const WIDTH: usize = 30;

/// What the whole of a simulation is.
pub(crate) enum Whole {
    /// So many simulated seconds; unknown when 0.
    Secs(f64),
    /// A file.
    File(TraceProgress),
}

/// The bar.
pub(crate) struct Bar {
    whole: Whole,
    began: Instant,
    next: Duration,
    shown: bool,
    on_terminal: bool,
}

impl Bar {
    pub(crate) fn new(whole: Whole) -> Self {
        let on_terminal = std::io::stderr().is_terminal();
        Self { whole, began: Instant::now(), next: PATIENCE, shown: false, on_terminal }
    }

    pub(crate) fn show(&mut self, progress: &Progress) {
        let share = match &self.whole {
            Whole::Secs(secs) if *secs > 0.0 => (progress.simulated_secs / secs).min(1.0),
            Whole::Secs(_) => 0.0,
            Whole::File(read) => read.share(),
        };
        self.draw(share, || format!("{} requests", progress.arrivals));
    }

    /// Draws it, when it is time.
    pub(crate) fn draw(&mut self, share: f64, note: impl FnOnce() -> String) {
        let passed = self.began.elapsed();
        if !self.on_terminal || passed < self.next {
            return;
        }
        self.next = passed + EVERY;
        self.shown = true;
        let _ = write!(std::io::stderr().lock(), "\r\x1b[K{}", line(share, passed, &note()));
    }

    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}

fn line(share: f64, passed: Duration, note: &str) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of thirty columns"
    )]
    let full = (share * WIDTH as f64).round() as usize;
    let bar = format!("{}{}", "█".repeat(full), "░".repeat(WIDTH - full.min(WIDTH)));
    let left = if share > 0.01 {
        format!(", {:.0} s left", passed.as_secs_f64() * (1.0 - share) / share)
    } else {
        String::new()
    };
    format!("{bar} {:>3.0} %, {note}{left}", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_time_that_is_left() {
        let shown = line(0.25, Duration::from_secs(10), "1234 requests");
        assert!(shown.ends_with(" 25 %, 1234 requests, 30 s left"), "{shown}");
        assert_eq!(shown.matches(['█', '░']).count(), WIDTH);
        assert!(!line(0.0, Duration::from_secs(10), "5 requests").contains("left"));
    }
}
