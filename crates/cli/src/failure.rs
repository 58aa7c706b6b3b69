//! Errors as people read them: what happened, the chain of causes, what to do.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use crate::output::print_error_line;

/// A command that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
    usage: bool,
}

impl Failure {
    /// A failure with the error that caused it.
    pub(crate) fn new(message: &str, error: &dyn Error) -> Self {
        let mut failure = Self::from_error(error);
        failure.causes.insert(0, std::mem::replace(&mut failure.message, message.to_owned()));
        failure
    }

    /// A failure that an error tells alone.
    pub(crate) fn from_error(error: &dyn Error) -> Self {
        let mut causes = Vec::new();
        let mut next = error.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        Self { message: error.to_string(), causes, hint: None, usage: false }
    }

    /// A failure without a cause.
    pub(crate) fn plain(message: impl Into<String>) -> Self {
        Self { message: message.into(), causes: Vec::new(), hint: None, usage: false }
    }

    /// The command line itself was wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { usage: true, ..Self::plain(message) }
    }

    /// The same failure, as one of the command line.
    pub(crate) fn into_usage(self) -> Self {
        Self { usage: true, ..self }
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: Option<impl Into<String>>) -> Self {
        self.hint = hint.map(Into::into);
        self
    }

    /// Prints it, and gives the exit code: 1 for a failure, 2 for a wrong command line.
    pub(crate) fn report(&self) -> ExitCode {
        print_error_line(&format!("error: {}", self.message));
        for cause in &self.causes {
            print_error_line(&format!("  caused by: {cause}"));
        }
        if let Some(hint) = &self.hint {
            print_error_line(&format!("hint: {hint}"));
        }
        ExitCode::from(if self.usage { 2 } else { 1 })
    }
}

/// On one line, for where a failure is told in passing.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.causes.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}
