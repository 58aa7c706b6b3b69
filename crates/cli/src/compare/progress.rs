//! How far a comparison is, told on a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use ebb_sim::Watch;

/// Told this often at most.
const EVERY: Duration = Duration::from_millis(200);

/// Progress of all contenders together.
pub(crate) struct Progress {
    /// Seconds of virtual time that each contender goes through.
    secs: f64,
    begin: Instant,
    on_terminal: bool,
    state: Mutex<State>,
}

struct State {
    simulated_secs: Vec<f64>,
    told: Option<Instant>,
}

impl Progress {
    pub(crate) fn new(contenders: usize, secs: f64) -> Self {
        Self {
            secs: secs.max(1.0),
            begin: Instant::now(),
            on_terminal: std::io::stderr().is_terminal(),
            state: Mutex::new(State { simulated_secs: vec![0.0; contenders], told: None }),
        }
    }

    /// Takes the line away.
    pub(crate) fn done(&self) {
        let told = self.state.lock().is_ok_and(|state| state.told.is_some());
        if told {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}

impl Watch for Progress {
    fn progress(&self, contender: usize, progress: &ebb_sim::Progress) {
        if !self.on_terminal {
            return;
        }
        let Ok(mut state) = self.state.lock() else { return };
        if let Some(simulated) = state.simulated_secs.get_mut(contender) {
            *simulated = progress.simulated_secs.min(self.secs);
        }
        if state.told.is_some_and(|told| told.elapsed() < EVERY) {
            return;
        }
        state.told = Some(Instant::now());
        let done: f64 = state.simulated_secs.iter().sum();
        let share =
            done / (self.secs * f64::from(u32::try_from(state.simulated_secs.len()).unwrap_or(1)));
        let line = line(share, self.begin.elapsed());
        let _ = write!(std::io::stderr().lock(), "\r{line}\x1b[K");
    }
}

/// `simulating ██████      52 %, 3 s left`
fn line(share: f64, elapsed: Duration) -> String {
    const WIDTH: u32 = 30;
    let share = share.clamp(0.0, 1.0);
    let filled = (0..WIDTH).filter(|cell| f64::from(*cell) < share * f64::from(WIDTH)).count();
    let bar: String = "█".repeat(filled) + &" ".repeat(30 - filled);
    let left = if share > 0.02 {
        format!(", {:.0} s left", elapsed.as_secs_f64() / share * (1.0 - share))
    } else {
        String::new()
    };
    format!("simulating {bar} {:3.0} %{left}", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_from_the_time_so_far() {
        assert_eq!(
            line(0.5, Duration::from_secs(4)),
            format!("simulating {}{}  50 %, 4 s left", "█".repeat(15), " ".repeat(15))
        );
        assert!(line(0.0, Duration::from_secs(4)).ends_with("   0 %"));
        assert!(line(1.5, Duration::from_secs(4)).contains("100 %, 0 s left"));
    }
}
