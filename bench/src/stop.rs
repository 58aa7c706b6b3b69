//! Ctrl-C: every loop of a bench asks here, and leaves through its owners, who end processes and remove folders.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal};

use crate::failure::Failure;
use crate::report::progress;

/// Longest sleep without a look at the flag.
const SLICE: Duration = Duration::from_millis(20);

#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Set by SIGINT or SIGTERM; the second signal ends the program at once.
    pub(crate) fn at_signals() -> Result<Self, Failure> {
        let stop = Self::default();
        let flag = stop.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .map_err(Failure::io("start the watch for signals"))?;
        let (mut interrupt, mut terminate) = {
            let _inside = runtime.enter();
            let listen = |kind| signal(kind).map_err(Failure::io("listen for signals"));
            (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?)
        };
        // This thread has no owner to be joined by: it lives as long as the program.
        std::thread::spawn(move || {
            runtime.block_on(async {
                for last in [false, true] {
                    std::future::poll_fn(|context| {
                        if interrupt.poll_recv(context).is_ready() {
                            return std::task::Poll::Ready(());
                        }
                        terminate.poll_recv(context).map(|_| ())
                    })
                    .await;
                    if last {
                        std::process::exit(130);
                    }
                    flag.0.store(true, Ordering::Relaxed);
                    progress("stopping; a second signal ends at once and leaves what still runs");
                }
            });
        });
        Ok(stop)
    }

    pub(crate) fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.asked() { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// Sleeps, unless it is asked to stop.
    pub(crate) fn sleep(&self, time: Duration) -> Result<(), Failure> {
        let end = Instant::now() + time;
        loop {
            self.check()?;
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(SLICE));
        }
    }
}
