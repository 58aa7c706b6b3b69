//! Why a bench ends without figures.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::http::HttpError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("stopped by a signal")]
    Stopped,
    #[error("there is no binary \"{path}\"")]
    NoProgram { path: PathBuf },
    #[error("could not {what}")]
    Io { what: String, source: std::io::Error },
    #[error("{what} could not be sent")]
    Http { what: String, source: HttpError },
    #[error("{operation} was refused with {status}: {message}")]
    Refused { operation: String, status: u16, message: String },
    #[error("{program} ended by itself ({status}); its last words: {log}")]
    Ended { program: String, status: String, log: String },
    #[error("waited {} s in vain for {what}", .limit.as_secs())]
    Late { what: String, limit: Duration },
    #[error("{0}")]
    Unexpected(String),
}

impl Failure {
    /// For `map_err`: what could not be done.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// Prints it with its causes and what to do, and gives the exit code.
    #[expect(clippy::print_stderr, reason = "this is where errors reach the person")]
    pub(crate) fn tell(&self) -> ExitCode {
        eprintln!("error: {self}");
        let mut next = self.source();
        while let Some(cause) = next {
            eprintln!("  caused by: {cause}");
            next = cause.source();
        }
        match self {
            Self::NoProgram { .. } => {
                eprintln!(
                    "hint: build it with `cargo build --release -p ebb-cli`, or name another with --ebb PATH"
                );
                ExitCode::FAILURE
            }
            // What shells report for a program that SIGINT ended.
            Self::Stopped => ExitCode::from(130),
            Self::Io { .. }
            | Self::Http { .. }
            | Self::Refused { .. }
            | Self::Ended { .. }
            | Self::Late { .. }
            | Self::Unexpected(_) => ExitCode::FAILURE,
        }
    }
}
