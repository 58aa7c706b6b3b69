//! Several ways of scaling over the same traffic, side by side.
//!
//! Every contender gets the same scenario and the same arrivals, and the draws of service times are the same, request by
//! request, so that what differs is what the contender does. They run in parallel; the order of what comes back is that in
//! which they were named, and not that in which they were done.
//!
//! Rivals act on the copies directly, as nothing of AWS stands between them and their cluster: an endpoint that refuses
//! changes while one is under way holds AWS's policies back, and not them.

mod contender;
mod error;
mod rival;
mod scaler;
mod spec;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use crate::arrival::Arrival;
use crate::outcome::Outcome;
use crate::scenario::Scenario;
use crate::simulate::{Progress, SimulationError, simulate_watched};
use crate::trace::TraceError;

pub use contender::{Contender, Way};
pub use error::CompareError;
pub use spec::{Kind, RIVALS, RivalSpec, SpecError};

/// What came of one contender.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// What it is, in a few words: the file of its policies, or what its settings are.
    pub about: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// Who watches a comparison.
pub trait Watch: Sync {
    /// A contender, by its number in the order of naming, has come so far.
    fn progress(&self, contender: usize, progress: &Progress);
}

/// Nobody watches.
impl Watch for () {
    fn progress(&self, _: usize, _: &Progress) {}
}

/// Runs all contenders over the same arrivals, on as many threads as are given.
///
/// `arrivals` opens the traffic anew for each of them, and once more for those who have to know it beforehand. A
/// comparison has an outcome for every contender or none at all.
///
/// # Errors
/// [`CompareError`] names the contender that could not be simulated: the first in the order of naming.
pub fn compare<I>(
    scenario: &Scenario,
    contenders: Vec<Contender>,
    arrivals: impl Fn() -> Result<I, TraceError> + Sync,
    threads: NonZeroUsize,
    watch: &impl Watch,
) -> Result<Vec<Compared>, CompareError>
where
    I: IntoIterator<Item = Result<Arrival, TraceError>>,
{
    scenario.check().map_err(|source| CompareError::Traffic(source.into()))?;
    contender::check_names(&contenders)?;
    let ready = contender::make_ready(scenario, contenders, &arrivals)?;
    let names: Vec<(String, String)> =
        ready.iter().map(|one| (one.name.clone(), one.about.clone())).collect();
    let waiting: Vec<Mutex<Option<contender::Ready>>> =
        ready.into_iter().map(|one| Mutex::new(Some(one))).collect();
    let results: Vec<Mutex<Option<Result<Outcome, SimulationError>>>> =
        waiting.iter().map(|_| Mutex::new(None)).collect();
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));

    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(ready) = waiting.get(number).and_then(take) else { return };
            let result = arrivals().map_err(SimulationError::from).and_then(|arrivals| {
                simulate_watched(scenario, ready.scaling, arrivals, |progress| {
                    watch.progress(number, progress);
                    // There will be no outcome: what is left need not be done.
                    if failed.load(Ordering::Relaxed) {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                })
            });
            if result.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
            if let Some(place) = results.get(number)
                && let Ok(mut place) = place.lock()
            {
                *place = Some(result);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get().min(names.len()) {
            scope.spawn(work);
        }
        work();
    });

    let mut compared = Vec::with_capacity(names.len());
    let mut stopped = None;
    for ((name, about), result) in names.into_iter().zip(results) {
        match result.into_inner().ok().flatten() {
            Some(Ok(outcome)) => compared.push(Compared { name, about, outcome }),
            Some(Err(source)) => return Err(CompareError::Contender { name, source }),
            None => stopped = Some(name),
        }
    }
    // Without an error every contender has had its turn: a thread that dies takes the scope with it.
    match stopped {
        None => Ok(compared),
        Some(name) => Err(CompareError::Unfinished { name }),
    }
}

fn take<T>(place: &Mutex<Option<T>>) -> Option<T> {
    place.lock().ok().and_then(|mut inside| inside.take())
}
