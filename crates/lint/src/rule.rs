//! What a rule is.

use std::fmt;
use std::str::FromStr;

use crate::finding::Report;
use crate::subject::Subject;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// It works, and is worth knowing.
    Hint,
    /// It works differently than it looks.
    Warning,
    /// The service refuses it, or the set-up cannot work.
    Error,
}

impl Severity {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Hint, Self::Warning, Self::Error]
            .into_iter()
            .find(|severity| severity.as_str() == text)
            .ok_or_else(|| format!("\"{text}\" is not hint, warning or error"))
    }
}

/// A declaration that shows a rule.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// A name whose ending tells the form.
    pub name: &'static str,
    /// The text.
    pub text: &'static str,
}

/// A mistake that can be seen in what is declared.
pub struct Rule {
    /// Stable: `EBB` and three digits.
    pub id: &'static str,
    /// Stable too, and readable.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// In one line.
    pub title: &'static str,
    /// Why it is a mistake, and what to do.
    pub why: &'static str,
    /// Where AWS says so.
    pub source: &'static str,
    /// What it finds something in.
    pub bad: Case,
    /// The same, put right.
    pub good: Case,
    pub(crate) check: fn(&Subject<'_>, &mut Report<'_>),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
