//! Tags of scalable targets.
//!
//! Rule aas.tags: only targets have them; at most 50; keys of AWS's own are not for users.
//! <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TagResource.html>

use std::collections::BTreeMap;

use ebb_units::Workload;

use super::{Realm, Row};
use crate::effect::Answer;
use crate::refusal::Refusal;
use crate::scaling::ScalableTarget;

/// Tags that one target has at most.
const MOST_TAGS: usize = 50;

impl Realm {
    /// The target of an ARN.
    pub fn target_of_arn(&self, arn: &str) -> Option<&ScalableTarget> {
        self.targets.values().find(|target| target.arn(&self.scope) == arn)
    }

    pub(crate) fn tag_target(
        &mut self,
        arn: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        check_keys(&tags)?;
        let target = self.tagged_target(arn)?;
        let mut all = target.tags.clone();
        all.extend(tags);
        if all.len() > MOST_TAGS {
            return Err(Refusal::TooManyTags { arn: arn.to_owned(), most: MOST_TAGS });
        }
        target.tags = all;
        let workload = target.workload.clone();
        self.touch(Row::Target(workload));
        Ok(Answer::Done)
    }

    /// Keys that are not there are no mistake.
    pub(crate) fn untag_target(&mut self, arn: &str, keys: &[String]) -> Result<Answer, Refusal> {
        let target = self.tagged_target(arn)?;
        target.tags.retain(|key, _| !keys.contains(key));
        let workload = target.workload.clone();
        self.touch(Row::Target(workload));
        Ok(Answer::Done)
    }

    fn tagged_target(&mut self, arn: &str) -> Result<&mut ScalableTarget, Refusal> {
        let found: Option<Workload> = self.target_of_arn(arn).map(|target| target.workload.clone());
        found
            .and_then(|workload| self.targets.get_mut(&workload))
            .ok_or_else(|| Refusal::NoSuchArn(arn.to_owned()))
    }
}

/// Tags that come with a registration, which has no error of its own for too many.
pub(super) fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), Refusal> {
    check_keys(tags)?;
    if tags.len() > MOST_TAGS {
        return Err(Refusal::Invalid(format!(
            "A scalable target can have at most {MOST_TAGS} tags."
        )));
    }
    Ok(())
}

fn check_keys(tags: &BTreeMap<String, String>) -> Result<(), Refusal> {
    if tags.keys().any(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(Refusal::Invalid(
            "Caller is an end user and not allowed to mutate system tags".to_owned(),
        ));
    }
    Ok(())
}
