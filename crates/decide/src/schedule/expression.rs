//! The text of a schedule and what it means.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::at::parse_at;
use super::cron::{Cron, CronDialect};
use super::error::ScheduleError;
use super::rate::Rate;

/// `at(…)`, `rate(…)` or `cron(…)`. Keeps the text it was read from, and is stored as that text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expression {
    text: String,
    form: Form,
}

/// The three forms.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Form {
    /// Once, at this wall time.
    At(DateTime),
    /// Again and again after the same time.
    Rate(Rate),
    /// Whenever the clock shows this.
    Cron(Box<Cron>),
}

impl Expression {
    /// Reads an expression of Application Auto Scaling.
    ///
    /// Rule aas.schedule.syntax: the keyword in any case, the rest by its form.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html>
    ///
    /// # Errors
    /// AWS's refusal.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        Self::parse_as(text, CronDialect::Quartz)
    }

    /// Reads an expression whose `cron` has the fields of another service.
    ///
    /// # Errors
    /// As [`Expression::parse`].
    pub fn parse_as(text: &str, dialect: CronDialect) -> Result<Self, ScheduleError> {
        let (keyword, rest) = text.split_once('(').ok_or(ScheduleError::Syntax)?;
        let body = rest.strip_suffix(')').ok_or(ScheduleError::Syntax)?;
        let form = match keyword.to_ascii_lowercase().as_str() {
            "at" => Form::At(parse_at(body).map_err(ScheduleError::At)?),
            "rate" => {
                let rate = Rate::parse(body).ok_or(ScheduleError::Syntax)?;
                Form::Rate(rate.ok_or_else(|| ScheduleError::TooOften(text.to_owned()))?)
            }
            "cron" => {
                let cron = Cron::parse(body, dialect).map_err(ScheduleError::Cron)?;
                let cron = cron.ok_or_else(|| ScheduleError::TooOften(text.to_owned()))?;
                Form::Cron(Box::new(cron))
            }
            _ => return Err(ScheduleError::Syntax),
        };
        Ok(Self { text: text.to_owned(), form })
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it can happen more than once.
    pub fn recurs(&self) -> bool {
        !matches!(self.form, Form::At(_))
    }

    pub(super) fn form(&self) -> &Form {
        &self.form
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Expression> for String {
    fn from(expression: Expression) -> Self {
        expression.text
    }
}

impl TryFrom<String> for Expression {
    type Error = ScheduleError;

    fn try_from(text: String) -> Result<Self, ScheduleError> {
        // Rows were checked when they were put, by one dialect or the other; no text is good in both.
        Self::parse(&text).or_else(|_| Self::parse_as(&text, CronDialect::Unix))
    }
}
