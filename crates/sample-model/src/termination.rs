//! The signal that a container gets before it is killed.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Listens from now on; the future that it returns ends with the first SIGTERM or SIGINT.
///
/// # Errors
/// When the handlers cannot be installed.
pub fn terminated() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
