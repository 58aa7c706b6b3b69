//! Lanes: one thread a core, each with a scheduler and an eye on sockets of its own.
//!
//! A connection stays on the lane it was given to, and so do its requests and their connections to models. No request
//! wakes another thread then, which costs more than all that is done for a small one.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Threads of a lane for reading and writing files. More work waits.
const FILE_THREADS: usize = 16;

/// All lanes. They end, and whatever runs on them, when this is dropped.
pub(crate) struct Lanes {
    handles: Vec<Handle>,
    turn: AtomicUsize,
    _stop: DropGuard,
}

impl Lanes {
    /// Starts them: as many as there are cores.
    ///
    /// # Errors
    /// The operating system gives no more threads or files.
    pub(crate) fn start() -> io::Result<Self> {
        let stop = CancellationToken::new();
        let guard = stop.clone().drop_guard();
        let count = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut handles = Vec::with_capacity(count);
        for number in 0..count {
            let runtime = Builder::new_current_thread()
                .enable_all()
                .max_blocking_threads(FILE_THREADS)
                .build()?;
            handles.push(runtime.handle().clone());
            let stop = stop.clone();
            thread::Builder::new().name(format!("lane-{number}")).spawn(move || {
                runtime.block_on(stop.cancelled());
            })?;
        }
        Ok(Self { handles, turn: AtomicUsize::new(0), _stop: guard })
    }

    /// The lane whose turn it is.
    pub(crate) fn next(&self) -> &Handle {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        &self.handles[turn % self.handles.len()]
    }
}
