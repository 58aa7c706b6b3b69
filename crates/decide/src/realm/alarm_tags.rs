//! Tags of what CloudWatch keeps, and the switch of alarm actions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Realm, Row, Turn};
use crate::effect::Answer;
use crate::event::Tagged;
use crate::refusal::Refusal;

/// Rule cw.tags.most: tags that a resource may have.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html>
const MOST_TAGS: usize = 50;

impl Realm {
    /// The tags of a resource, if it exists.
    pub fn cloudwatch_tags(&self, resource: &Tagged) -> Option<&BTreeMap<String, String>> {
        match resource {
            Tagged::Alarm(name) => {
                let metric = self.alarms.get(name).map(|alarm| &alarm.tags);
                metric.or_else(|| self.composites.get(name).map(|record| &record.tags))
            }
            Tagged::MuteRule(name) => self.mutes.get(name).map(|rule| &rule.tags),
            Tagged::Dashboard(name) => self.dashboards.get(name).map(|dashboard| &dashboard.tags),
        }
    }

    fn cloudwatch_tags_mut(
        &mut self,
        resource: &Tagged,
    ) -> Option<(&mut BTreeMap<String, String>, Row)> {
        match resource {
            Tagged::Alarm(name) => {
                if let Some(alarm) = self.alarms.get_mut(name) {
                    return Some((&mut alarm.tags, Row::Alarm(name.clone())));
                }
                let record = self.composites.get_mut(name)?;
                Some((&mut record.tags, Row::Composite(name.clone())))
            }
            Tagged::MuteRule(name) => {
                let rule = self.mutes.get_mut(name)?;
                Some((&mut rule.tags, Row::MuteRule(name.clone())))
            }
            Tagged::Dashboard(name) => {
                let dashboard = self.dashboards.get_mut(name)?;
                Some((&mut dashboard.tags, Row::Dashboard(name.clone())))
            }
        }
    }

    /// Adds tags; those that are there already get the new values.
    pub(crate) fn tag_cloudwatch(
        &mut self,
        resource: &Tagged,
        arn: String,
        added: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        let Some((tags, row)) = self.cloudwatch_tags_mut(resource) else {
            return Err(Refusal::NoSuchArn(arn));
        };
        let new = added.keys().filter(|key| !tags.contains_key(*key)).count();
        if tags.len() + new > MOST_TAGS {
            return Err(Refusal::TooManyTags { arn, most: MOST_TAGS });
        }
        tags.extend(added);
        self.touch(row);
        Ok(Answer::Done)
    }

    pub(crate) fn untag_cloudwatch(
        &mut self,
        resource: &Tagged,
        arn: String,
        keys: &[String],
    ) -> Result<Answer, Refusal> {
        let Some((tags, row)) = self.cloudwatch_tags_mut(resource) else {
            return Err(Refusal::NoSuchArn(arn));
        };
        tags.retain(|key, _| !keys.contains(key));
        self.touch(row);
        Ok(Answer::Done)
    }

    /// EnableAlarmActions and DisableAlarmActions.
    ///
    /// Rule cw.alarm-actions.switch: names that are unknown are passed over, and nothing runs at once. AWS tells neither;
    /// an error for one of a hundred names would serve nobody, and an action runs on a change.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html>
    pub(crate) fn switch_alarm_actions(
        &mut self,
        turn: &mut Turn<'_>,
        names: &[String],
        enabled: bool,
    ) -> Answer {
        for name in names {
            let before = self.alarm_members(name);
            let (state, row) = if let Some(alarm) = self.alarms.get_mut(name)
                && alarm.spec.actions_enabled != enabled
            {
                Arc::make_mut(&mut alarm.spec).actions_enabled = enabled;
                (&mut alarm.state, Row::Alarm(name.clone()))
            } else if let Some(record) = self.composites.get_mut(name)
                && record.spec.actions_enabled != enabled
            {
                record.spec.actions_enabled = enabled;
                (&mut record.state, Row::Composite(name.clone()))
            } else {
                continue;
            };
            state.configuration_updated = turn.now;
            self.touch(row);
            self.note_configuration(turn, name, before);
        }
        Answer::Done
    }
}
