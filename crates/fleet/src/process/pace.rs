//! How often a copy that starts is looked at.
//!
//! A start-up is noticed late by up to the pause between two looks, so the pause is short: a thousandth of the
//! time waited so far, and never above 2 ms in the first minute. A look costs some tens of microseconds. What
//! many copies that start together cost is bounded as well: they share five thousand looks a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rustix::fd::OwnedFd;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::time::Instant;

const SHORTEST: Duration = Duration::from_micros(200);
const LONGEST: Duration = Duration::from_millis(2);
/// After a server has answered, but not with 200: such a look is an HTTP request and not only a refused connect.
const SHORTEST_ANSWERED: Duration = Duration::from_millis(2);
/// Who has taken a minute is not waited for by the millisecond.
const LONG_WAIT: Duration = Duration::from_secs(60);
const LONGEST_AFTER_LONG_WAIT: Duration = Duration::from_millis(10);
/// Pause per copy that starts.
const SHARE: Duration = Duration::from_micros(200);

/// Counts the copies that start right now.
#[derive(Clone, Default)]
pub(super) struct Starting(Arc<AtomicU32>);

/// The looks at one copy, from its start until it is healthy.
pub(super) struct Pace {
    starting: Starting,
    began: Instant,
    timer: Option<AsyncFd<OwnedFd>>,
}

impl Pace {
    pub(super) fn begin(starting: &Starting) -> Self {
        starting.0.fetch_add(1, Ordering::Relaxed);
        Self { starting: starting.clone(), began: Instant::now(), timer: fine_timer() }
    }

    /// Waits until the next look. `answered` tells whether a server has answered, though not with 200.
    pub(super) async fn pause(&self, answered: bool) {
        let together = self.starting.0.load(Ordering::Relaxed);
        sleep(self.timer.as_ref(), pause(self.began.elapsed(), together, answered)).await;
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        self.starting.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn pause(waited: Duration, together: u32, answered: bool) -> Duration {
    let shortest = if answered { SHORTEST_ANSWERED } else { SHORTEST };
    let longest = if waited < LONG_WAIT { LONGEST } else { LONGEST_AFTER_LONG_WAIT };
    (waited / 1000).clamp(shortest, longest).max(SHARE * together)
}

/// The runtime's own timers count whole milliseconds and round up, which would double the time to notice.
#[expect(
    deprecated,
    reason = "its unsafe successor asks for what an `OwnedFd` guarantees: one open file"
)]
fn fine_timer() -> Option<AsyncFd<OwnedFd>> {
    let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
    let timer = timerfd_create(TimerfdClockId::Monotonic, flags).ok()?;
    AsyncFd::with_interest(timer, Interest::READABLE).ok()
}

async fn sleep(timer: Option<&AsyncFd<OwnedFd>>, pause: Duration) {
    let fine = match timer {
        Some(timer) => fine_sleep(timer, pause).await,
        None => None,
    };
    if fine.is_none() {
        tokio::time::sleep(pause).await;
    }
}

/// `None` when the timer does not work.
async fn fine_sleep(timer: &AsyncFd<OwnedFd>, pause: Duration) -> Option<()> {
    let once = Itimerspec {
        it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
        it_value: Timespec::try_from(pause).ok()?,
    };
    // Setting the timer also forgets an expiry that nobody has read, so a cancelled pause leaves nothing behind.
    timerfd_settime(timer.get_ref(), TimerfdTimerFlags::empty(), &once).ok()?;
    loop {
        let mut ready = timer.readable().await.ok()?;
        let read = ready.try_io(|timer| {
            let mut expirations = [0; 8];
            Ok(rustix::io::read(timer.get_ref(), &mut expirations)?)
        });
        match read {
            Ok(Ok(_)) => return Some(()),
            Ok(Err(_)) => return None,
            // The readiness was that of an earlier expiry.
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_the_time_waited_and_the_company() {
        let ms = Duration::from_millis;
        for (waited, together, answered, want) in [
            (ms(0), 1, false, SHORTEST),
            (ms(500), 1, false, Duration::from_micros(500)),
            (ms(1500), 1, false, Duration::from_micros(1500)),
            (ms(9000), 1, false, ms(2)),
            (ms(59_999), 1, false, ms(2)),
            (ms(60_000), 1, false, ms(10)),
            (ms(0), 1, true, ms(2)),
            (ms(0), 50, false, ms(10)),
            (ms(0), 500, true, ms(100)),
        ] {
            assert_eq!(pause(waited, together, answered), want, "{waited:?} {together} {answered}");
        }
    }

    #[tokio::test]
    async fn sleeps_at_least_as_long_as_asked_even_after_a_cancelled_sleep() {
        let timer = fine_timer().unwrap();
        let short = Duration::from_micros(300);
        tokio::select! {
            biased;
            _ = fine_sleep(&timer, short) => panic!("too early"),
            () = std::future::ready(()) => {}
        }
        std::thread::sleep(short);
        for _ in 0..20 {
            let began = std::time::Instant::now();
            fine_sleep(&timer, short).await.unwrap();
            assert!(short <= began.elapsed());
        }
    }

    #[test]
    fn counts_who_starts() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _inside = runtime.enter();
        let starting = Starting::default();
        let first = Pace::begin(&starting);
        let second = Pace::begin(&starting);
        assert_eq!(starting.0.load(Ordering::Relaxed), 2);
        drop((first, second));
        assert_eq!(starting.0.load(Ordering::Relaxed), 0);
    }
}
