//! Runs classifications on threads of their own: as many at once as there are cores, a bounded number
//! waiting, none beyond.

use std::num::NonZeroUsize;
use std::sync::{Arc, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The bounded pool.
pub(crate) struct Workers {
    /// A permit for each classification that runs or waits.
    admitted: Arc<Semaphore>,
    /// A permit for each classification that runs. Waiters are served in their order.
    running: Arc<Semaphore>,
}

/// Tells the work whether someone still waits for its result.
pub(crate) struct Wanted(Weak<()>);

/// Why there is no result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WorkError {
    /// Every core is taken and so is every place to wait.
    Busy,
    /// The work panicked; the pool goes on.
    Panicked,
}

impl Workers {
    pub(crate) fn new(concurrency: NonZeroUsize, queue: usize) -> Self {
        let threads = concurrency.get();
        let places = threads.saturating_add(queue).min(Semaphore::MAX_PERMITS);
        Self {
            admitted: Arc::new(Semaphore::new(places)),
            running: Arc::new(Semaphore::new(threads.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// Waits for a free core and runs `work` there. When the caller goes away, waiting work is
    /// dropped and running work is told by [`Wanted`].
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Wanted) -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let admitted =
            Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| WorkError::Busy)?;
        let running = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .expect("the semaphore lives as long as self and is never closed");
        let waiting = Arc::new(());
        let wanted = Wanted(Arc::downgrade(&waiting));
        // The permits go with the work: work whose caller has gone still occupies its core.
        let permits: [OwnedSemaphorePermit; 2] = [admitted, running];
        let result = tokio::task::spawn_blocking(move || {
            let result = work(&wanted);
            drop(permits);
            result
        })
        .await;
        drop(waiting);
        result.map_err(|_| WorkError::Panicked)
    }
}

impl Wanted {
    /// False once the caller has gone.
    pub(crate) fn still(&self) -> bool {
        self.0.strong_count() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn one() -> NonZeroUsize {
        NonZeroUsize::MIN
    }

    #[tokio::test]
    async fn one_runs_one_waits_and_the_third_is_refused() {
        let workers = Arc::new(Workers::new(one(), 1));
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (release, released) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let workers = Arc::clone(&workers);
            async move {
                let block = move |_: &Wanted| {
                    started.send(()).unwrap();
                    released.recv().unwrap();
                    1
                };
                workers.run(block).await
            }
        });
        has_started.await.unwrap();
        let mut second = std::pin::pin!(workers.run(|_| 2));
        // The first poll takes the one place to wait.
        assert!(futures_poll(second.as_mut()).await.is_none());
        assert_eq!(workers.run(|_| 3).await, Err(WorkError::Busy));
        release.send(()).unwrap();
        assert_eq!(second.await, Ok(2));
        assert_eq!(first.await.unwrap(), Ok(1));
        assert_eq!(workers.run(|_| 4).await, Ok(4));
    }

    #[tokio::test]
    async fn a_panic_costs_one_request_and_work_learns_that_its_caller_left() {
        let workers = Workers::new(one(), 0);
        assert_eq!(workers.run(|_| panic!("on purpose")).await, Err::<(), _>(WorkError::Panicked));

        let (told, hears) = tokio::sync::oneshot::channel();
        let endless = |wanted: &Wanted| {
            while wanted.still() {
                std::thread::yield_now();
            }
            told.send(()).unwrap();
        };
        let mut abandoned = Box::pin(workers.run(endless));
        assert!(futures_poll(abandoned.as_mut()).await.is_none());
        drop(abandoned);
        hears.await.unwrap();
    }

    async fn futures_poll<F: Future>(future: std::pin::Pin<&mut F>) -> Option<F::Output> {
        tokio::select! {
            biased;
            output = future => Some(output),
            () = std::future::ready(()) => None,
        }
    }
}
