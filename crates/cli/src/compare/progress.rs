//! How far a comparison is: the share of all contenders together.

use std::sync::Mutex;

use ebb_sim::Watch;

use crate::progress::{Bar, Whole};

/// Progress of all contenders.
pub(crate) struct Progress {
    /// Seconds of virtual time that each contender goes through.
    secs: f64,
    state: Mutex<State>,
}

struct State {
    bar: Bar,
    simulated_secs: Vec<f64>,
}

impl Progress {
    pub(crate) fn new(contenders: usize, secs: f64) -> Self {
        let state =
            State { bar: Bar::new(Whole::Secs(0.0)), simulated_secs: vec![0.0; contenders] };
        Self { secs: secs.max(1.0), state: Mutex::new(state) }
    }

    /// Takes the bar away.
    pub(crate) fn done(&self) {
        if let Ok(state) = self.state.lock() {
            state.bar.clear();
        }
    }
}

impl Watch for Progress {
    fn progress(&self, contender: usize, progress: &ebb_sim::Progress) {
        let Ok(mut state) = self.state.lock() else { return };
        if let Some(simulated) = state.simulated_secs.get_mut(contender) {
            *simulated = progress.simulated_secs.min(self.secs);
        }
        let State { bar, simulated_secs } = &mut *state;
        let all = simulated_secs.len();
        let contenders = f64::from(u32::try_from(all).unwrap_or(u32::MAX)).max(1.0);
        let share = simulated_secs.iter().sum::<f64>() / (self.secs * contenders);
        bar.draw(share, || format!("{all} contenders"));
    }
}
