//! Waiting for a state that something else brings about, within a bound.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::stop::Stop;

/// How long anything that a bench sets up may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// Looks again and again, with a pause between, until there is something.
pub(crate) fn until<T>(
    what: &str,
    pause: Duration,
    stop: &Stop,
    mut look: impl FnMut() -> Result<Option<T>, Failure>,
) -> Result<T, Failure> {
    let end = Instant::now() + LIMIT;
    loop {
        stop.check()?;
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        if Instant::now() >= end {
            return Err(Failure::Late { what: what.to_owned(), limit: LIMIT });
        }
        if pause.is_zero() {
            std::thread::yield_now();
        } else {
            std::thread::sleep(pause);
        }
    }
}
