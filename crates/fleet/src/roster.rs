//! The living copies of a fleet and the tasks that look after them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ebb_units::CopyId;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Owns one task per living copy. Their number is bounded by the number of copies the caller asks for.
pub(crate) struct Roster {
    runtime: Handle,
    tasks: TaskTracker,
    closing: CancellationToken,
    living: Mutex<HashMap<CopyId, CancellationToken>>,
}

impl Roster {
    /// An empty roster whose tasks run on the current runtime and end when `closing` is cancelled.
    pub(crate) fn new(closing: CancellationToken) -> Self {
        Self {
            runtime: Handle::current(),
            tasks: TaskTracker::new(),
            closing,
            living: Mutex::default(),
        }
    }

    /// Runs a copy's life as a task. `life` gets the token that is cancelled when the copy should stop, and
    /// has to call [`leave`](Self::leave) at its end.
    pub(crate) fn admit<L>(&self, copy: CopyId, life: impl FnOnce(CancellationToken) -> L)
    where
        L: Future<Output = ()> + Send + 'static,
    {
        let mut living = self.living();
        if self.closing.is_cancelled() {
            tracing::warn!(%copy, "copy not started: the fleet is shutting down");
            return;
        }
        match living.entry(copy) {
            Entry::Occupied(_) => tracing::warn!(%copy, "copy not started: it is alive already"),
            Entry::Vacant(place) => {
                let stop = place.insert(self.closing.child_token()).clone();
                self.tasks.spawn_on(life(stop), &self.runtime);
            }
        }
    }

    /// Tells a copy to stop, if it is alive.
    pub(crate) fn stop(&self, copy: CopyId) {
        if let Some(stop) = self.living().get(&copy) {
            stop.cancel();
        }
    }

    /// Tells all copies that are alive to stop.
    pub(crate) fn stop_all(&self) {
        self.living().values().for_each(CancellationToken::cancel);
    }

    /// Frees the name of a copy that is gone.
    pub(crate) fn leave(&self, copy: CopyId) {
        self.living().remove(&copy);
    }

    /// Admits nobody any more, tells all to stop and waits until they are gone.
    pub(crate) async fn close(&self) {
        {
            let _no_one_enters_meanwhile = self.living();
            self.closing.cancel();
        }
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn living(&self) -> MutexGuard<'_, HashMap<CopyId, CancellationToken>> {
        self.living.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
