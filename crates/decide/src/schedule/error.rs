//! Why an expression is no schedule, in AWS's words as far as they are public.

/// An expression is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// It is none of the three forms.
    #[error(
        "Invalid schedule expression. Details: Schedule expressions must have the following syntax: rate(<number>\\s?(minutes?|hours?|days?)), cron(<cron_expression>) or at(yyyy-MM-dd'T'HH:mm:ss)."
    )]
    Syntax,
    /// The date and time of an `at`.
    #[error("Invalid schedule at DateTime expression. Details: {0}")]
    At(String),
    /// The fields of a `cron`. Only the first sentence of AWS's text is public.
    #[error("Invalid CRON expression. Details: {0}")]
    Cron(CronError),
    /// Two runs would be less than a minute apart.
    #[error("Invalid schedule frequency. Run for {0} are less than 60 seconds apart")]
    TooOften(String),
}

/// What is wrong with the fields of a `cron`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CronError {
    #[error("there are {0} fields, not {1}")]
    FieldCount(usize, &'static str),
    #[error("\"{text}\" is no value of the field {field}")]
    Field { field: &'static str, text: String },
    #[error("exactly one of day-of-month and day-of-week must be \"?\"")]
    Days,
}
