//! Composite alarms: what they are, how they are asked for, and what they say.
//!
//! Rule cw.put-composite-alarm: what must be there, and what goes together.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>

use ebb_units::{Arn, Region, Scope, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::AlarmError;
use super::number::long_time;
use super::request::check_action;
use super::rule::{AlarmRule, RuleError};
use super::state::{AlarmState, StateValue};
use super::suppression::Suppressor;
use crate::json::{Object, list};

/// The configuration of a composite alarm.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CompositeSpec {
    /// Name, unique in its scope among all alarms.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// When it is in `ALARM`.
    pub rule: AlarmRule,
    /// Whether its actions run.
    pub actions_enabled: bool,
    /// Run when the state becomes `OK`.
    pub ok_actions: Vec<String>,
    /// Run when the state becomes `ALARM`.
    pub alarm_actions: Vec<String>,
    /// Run when the state becomes `INSUFFICIENT_DATA`, which only SetAlarmState does.
    pub insufficient_data_actions: Vec<String>,
    /// The alarm that suppresses its actions.
    pub suppressor: Option<Suppressor>,
}

/// The members of PutCompositeAlarm. Lengths are the service model's business and are checked before.
#[derive(Clone, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "named after AWS's members")]
pub struct CompositeRequest {
    pub alarm_name: String,
    pub alarm_description: Option<String>,
    pub alarm_rule: String,
    pub actions_enabled: Option<bool>,
    pub ok_actions: Vec<String>,
    pub alarm_actions: Vec<String>,
    pub insufficient_data_actions: Vec<String>,
    pub actions_suppressor: Option<String>,
    pub actions_suppressor_wait_period: Option<i32>,
    pub actions_suppressor_extension_period: Option<i32>,
}

/// PutCompositeAlarm refuses the alarm, in AWS's words where those are known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompositeError {
    /// A control character in the name.
    #[error("AlarmName must not contain ASCII Control characters")]
    ControlCharacters,
    /// The rule is none.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// An action that cannot be one.
    #[error(transparent)]
    Action(#[from] AlarmError),
    /// The rule names the alarm itself.
    #[error("A composite alarm cannot have a child relation with itself via its AlarmRule")]
    Itself,
    /// A period is absent beside a suppressor.
    #[error("{0} must not be null")]
    PeriodMissing(&'static str),
    /// A period without a suppressor.
    #[error("{0} requires an ActionSuppressor")]
    PeriodAlone(&'static str),
    /// A period below zero.
    #[error("{0} must not be negative")]
    PeriodNegative(&'static str),
    /// The suppressor is neither a name nor the ARN of an alarm.
    #[error("ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name")]
    Suppressor,
}

/// Services whose ARNs a composite alarm may have as action: neither machines nor capacities.
const VENDORS: [&str; 5] = ["sns", "lambda", "ssm", "ssm-incidents", "aiops"];
const WAIT: &str = "ActionsSuppressorWaitPeriod";
const EXTENSION: &str = "ActionsSuppressorExtensionPeriod";

impl CompositeRequest {
    /// The alarm that is asked for, in `region`. Whether its children exist is not known here.
    ///
    /// # Errors
    /// [`CompositeError`] for the first rule that is broken.
    pub fn check(self, region: &Region) -> Result<CompositeSpec, CompositeError> {
        if self.alarm_name.chars().any(|c| c.is_ascii_control()) {
            return Err(CompositeError::ControlCharacters);
        }
        let suppressor = self.suppressor()?;
        let rule = AlarmRule::try_from(self.alarm_rule)?;
        if rule.children().iter().any(|child| child.name == self.alarm_name) {
            return Err(CompositeError::Itself);
        }
        let actions = self
            .ok_actions
            .iter()
            .chain(&self.alarm_actions)
            .chain(&self.insufficient_data_actions);
        for action in actions {
            check_action(action, region, &VENDORS)?;
        }
        Ok(CompositeSpec {
            name: self.alarm_name,
            description: self.alarm_description,
            rule,
            actions_enabled: self.actions_enabled.unwrap_or(true),
            ok_actions: self.ok_actions,
            alarm_actions: self.alarm_actions,
            insufficient_data_actions: self.insufficient_data_actions,
            suppressor,
        })
    }

    fn suppressor(&self) -> Result<Option<Suppressor>, CompositeError> {
        let periods = [
            (WAIT, self.actions_suppressor_wait_period),
            (EXTENSION, self.actions_suppressor_extension_period),
        ];
        let Some(reference) = &self.actions_suppressor else {
            return match periods.into_iter().find(|(_, period)| period.is_some()) {
                Some((member, _)) => Err(CompositeError::PeriodAlone(member)),
                None => Ok(None),
            };
        };
        if reference.starts_with("arn:") && !is_alarm_arn(reference) {
            return Err(CompositeError::Suppressor);
        }
        let [wait_secs, extension_secs] = periods.map(|(member, period)| {
            let period = period.ok_or(CompositeError::PeriodMissing(member))?;
            u32::try_from(period).map_err(|_| CompositeError::PeriodNegative(member))
        });
        Ok(Some(Suppressor {
            reference: reference.clone(),
            wait_secs: wait_secs?,
            extension_secs: extension_secs?,
        }))
    }
}

fn is_alarm_arn(reference: &str) -> bool {
    reference.parse().is_ok_and(|arn: Arn| {
        arn.service == "cloudwatch"
            && arn.resource.strip_prefix("alarm:").is_some_and(|name| !name.is_empty())
    })
}

/// The ARN of an alarm, metric or composite.
pub fn alarm_arn(scope: &Scope, name: &str) -> String {
    let Scope { account, region } = scope;
    format!("arn:{}:cloudwatch:{region}:{account}:alarm:{name}", region.partition())
}

/// `<arn> transitioned to ALARM at Friday 22 July, 2022 15:57:45 UTC`.
pub(crate) fn transitioned(arn: &str, state: &AlarmState) -> String {
    let AlarmState { value, transitioned, .. } = state;
    let at = transitioned.strftime("%A %d %B, %Y %H:%M:%S UTC");
    format!("{arn} transitioned to {value} at {at}")
}

/// What is said of a child that is gone. AWS keeps children; here an alarm may go with the policy that manages it.
pub(crate) fn was_deleted(arn: &str) -> String {
    format!("{arn} was deleted")
}

/// `<arn> was created and its alarm rule evaluates to OK`; `what` is created or updated.
pub(crate) fn was_put(arn: &str, what: &str, value: StateValue) -> String {
    format!("{arn} was {what} and its alarm rule evaluates to {value}")
}

/// State reason data are at most 4,000 characters, so only as many children are named as fit.
const MOST_REASON_DATA: usize = 4000;

/// Why a composite alarm is in its state, as JSON text: the alarms that led to it.
///
/// Rule cw.composite.reason-data: all children when the alarm was put, else those whose change decided.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>
pub(crate) fn triggering<'a>(
    scope: &Scope,
    children: impl Iterator<Item = (&'a str, StateValue, Timestamp)>,
) -> String {
    let mut left = MOST_REASON_DATA - "{\"triggeringAlarms\":[]}".len();
    let mut entries = Vec::new();
    for (name, value, at) in children {
        let state =
            Object::new().text("value", value.as_str()).text("timestamp", &long_time(at)).end();
        let entry = Object::new().text("arn", &alarm_arn(scope, name)).raw("state", &state).end();
        let length = entry.chars().count() + 1;
        if length > left {
            break;
        }
        left -= length;
        entries.push(entry);
    }
    Object::new().raw("triggeringAlarms", &list(&entries)).end()
}
