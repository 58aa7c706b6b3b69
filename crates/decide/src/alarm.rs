//! Metric and composite alarms: what they are, when they are looked at, how they are judged and what they say.
//!
//! All of it is a function of the alarm, the [`Metrics`](crate::metric::Metrics) and the time. Who runs the actions and
//! keeps the history is not known here.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>

mod actions;
mod composite;
mod early;
mod error;
mod evaluate;
mod history;
mod judge;
mod message;
mod mute;
mod number;
mod points;
mod reason;
mod reason_data;
mod request;
mod rule;
mod schedule;
mod spec;
mod state;
mod suppression;
mod watch;
mod why;
mod window;

pub use actions::Actions;
pub use composite::{CompositeError, CompositeRequest, CompositeSpec, alarm_arn};
pub(crate) use composite::{transitioned, triggering, was_deleted, was_put};
pub use early::evaluate_early;
pub(crate) use early::evaluate_series_early;
pub use error::{AlarmError, Violation};
pub use evaluate::{Evaluation, evaluate};
pub(crate) use evaluate::{Finding, Workspace, evaluate_now, evaluate_series};
pub use history::{AlarmKind, HistoryItem, HistoryType, Told};
pub(crate) use history::{
    Members, action, composite_members, configuration_update, metric_members, state_change,
};
pub use judge::{Band, Fill, Observed, Sample, Verdict, judge};
pub(crate) use message::{composite_message, metric_message, subject};
pub use mute::{MuteError, MuteRequest, MuteRule, MuteStatus};
pub use number::java_double;
pub use points::Points;
pub use reason::reason;
pub use reason_data::reason_data;
pub use request::AlarmRequest;
pub use rule::{AlarmRule, ChildRef, RuleError};
pub(crate) use schedule::following_evaluation;
pub use schedule::{first_evaluation, next_evaluation, offset_secs};
pub use spec::{AlarmSpec, LowSamples, TreatMissing};
pub use state::{AlarmState, ParseStateError, StateValue};
pub use suppression::{Outcome, Suppression, Suppressor};
pub use watch::{MathWatch, MathWatchError, MetricWatch, Watch, window_values};
pub use why::Why;
pub(crate) use window::judged_until;
pub use window::{evaluation_range, windows};
