//! How the life of a copy ends, in words.

use std::error::Error;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use super::ping::Pong;

/// Why the life of a process came to its end.
#[derive(Debug)]
pub(super) enum Ending {
    /// It was told to stop.
    Stopped,
    /// It ended by itself.
    Exited(io::Result<ExitStatus>),
    /// It was not healthy within its start-up time.
    Late { limit: Duration, last: Pong },
    /// It was healthy, but no longer answers as it should.
    Unhealthy { last: Pong, times: u32 },
}

impl Ending {
    /// Whether the process can be expected to finish what it has begun when asked to.
    pub(super) fn leaves_it_responsive(&self) -> bool {
        match self {
            Self::Stopped | Self::Unhealthy { last: Pong::Status(_), .. } => true,
            Self::Exited(_) | Self::Late { .. } | Self::Unhealthy { .. } => false,
        }
    }

    /// The whole reason: why it ended, how, and unless that was intended the end of its log.
    pub(super) fn reason(&self, status: &io::Result<ExitStatus>, log: &str) -> String {
        let how = describe_exit(status);
        let reason = match self {
            Self::Stopped => return format!("stopped on request; {how}"),
            Self::Exited(_) => how,
            Self::Late { limit, last } => format!(
                "did not answer /ping with 200 within {} s; last it {}",
                limit.as_secs_f64(),
                last.describe()
            ),
            Self::Unhealthy { last, times } => unhealthy(last, *times),
        };
        if log.is_empty() { reason } else { format!("{reason}; its log ends with:\n{log}") }
    }
}

/// What was wrong with a copy that is no longer healthy.
pub(super) fn unhealthy(last: &Pong, times: u32) -> String {
    format!("{}, the last of {times} bad pings in a row", last.describe())
}

/// An error with all its causes, in one line.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn describe_exit(status: &io::Result<ExitStatus>) -> String {
    let status = match status {
        Ok(status) => status,
        Err(error) => return format!("could not be waited for: {error}"),
    };
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exited with code {code}"),
        (None, Some(signal)) => match signal_name(signal) {
            Some(name) => format!("was ended by signal {signal} ({name})"),
            None => format!("was ended by signal {signal}"),
        },
        (None, None) => "ended in an unknown way".to_owned(),
    }
}

/// Names of the signals that end processes in practice; the numbers are those of Linux.
fn signal_name(signal: i32) -> Option<&'static str> {
    let name = match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL, illegal instruction",
        6 => "SIGABRT, aborted",
        7 => "SIGBUS, bad memory access",
        8 => "SIGFPE, arithmetic error",
        9 => "SIGKILL, killed, perhaps for want of memory",
        11 => "SIGSEGV, bad memory access",
        13 => "SIGPIPE, broken pipe",
        15 => "SIGTERM",
        24 => "SIGXCPU, CPU limit",
        31 => "SIGSYS, forbidden system call",
        _ => return None,
    };
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_well() {
        let code = |code: i32| Ok(ExitStatus::from_raw(code << 8));
        let signal = |signal| Ok(ExitStatus::from_raw(signal));
        let cases = [
            (Ending::Stopped, code(0), "x", "stopped on request; exited with code 0"),
            (Ending::Exited(code(3)), code(3), "", "exited with code 3"),
            (
                Ending::Exited(code(3)),
                code(3),
                "no GPU",
                "exited with code 3; its log ends with:\nno GPU",
            ),
            (
                Ending::Exited(signal(11)),
                signal(11),
                "",
                "was ended by signal 11 (SIGSEGV, bad memory access)",
            ),
            (
                Ending::Late { limit: Duration::from_millis(1500), last: Pong::Status(503) },
                signal(9),
                "",
                "did not answer /ping with 200 within 1.5 s; last it answered /ping with 503",
            ),
            (
                Ending::Unhealthy { last: Pong::Silence, times: 3 },
                signal(9),
                "",
                "did not answer /ping in time, the last of 3 bad pings in a row",
            ),
        ];
        for (ending, status, log, want) in cases {
            assert_eq!(ending.reason(&status, log), want);
        }
    }
}
