//! Tags of models, endpoint configurations, endpoints and inference components.
//!
//! Rule sagemaker.tags: at most 50 for each; ARNs are found whatever the case of their name, as they are written in lower case.
//! <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AddTags.html>

use std::collections::BTreeMap;

use super::{Realm, Row};
use crate::effect::Answer;
use crate::refusal::Refusal;

/// Tags that one resource has at most.
const MOST_TAGS: usize = 50;

/// What an ARN names.
enum Hosted {
    Model(String),
    Config(String),
    Endpoint(String),
    Component(String),
}

impl Realm {
    /// The tags of a hosting resource; `None` when nothing here has this ARN.
    pub fn hosting_tags(&self, arn: &str) -> Option<&BTreeMap<String, String>> {
        match self.hosted(arn)? {
            Hosted::Model(name) => self.models.get(&name).map(|found| &found.tags),
            Hosted::Config(name) => self.configs.get(&name).map(|found| &found.tags),
            Hosted::Endpoint(name) => self.endpoints.get(&name).map(|found| &found.tags),
            Hosted::Component(name) => self.components.get(&name).map(|found| &found.tags),
        }
    }

    /// Adds tags; those that are there already get the new values.
    pub(crate) fn tag_hosting(
        &mut self,
        arn: &str,
        added: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        if added.keys().any(|key| key.to_ascii_lowercase().starts_with("aws:")) {
            return Err(Refusal::Invalid(
                "Tag keys that start with \"aws:\" are reserved for AWS.".to_owned(),
            ));
        }
        self.change_hosting_tags(arn, |tags| {
            let new = added.keys().filter(|key| !tags.contains_key(*key)).count();
            if tags.len() + new > MOST_TAGS {
                return Err(Refusal::LimitExceeded(format!(
                    "A resource can have at most {MOST_TAGS} tags."
                )));
            }
            tags.extend(added);
            Ok(())
        })
    }

    /// Keys that are not there are no mistake.
    pub(crate) fn untag_hosting(&mut self, arn: &str, keys: &[String]) -> Result<Answer, Refusal> {
        self.change_hosting_tags(arn, |tags| {
            tags.retain(|key, _| !keys.contains(key));
            Ok(())
        })
    }

    fn change_hosting_tags(
        &mut self,
        arn: &str,
        change: impl FnOnce(&mut BTreeMap<String, String>) -> Result<(), Refusal>,
    ) -> Result<Answer, Refusal> {
        let hosted = self.hosted(arn).ok_or_else(|| Self::no_hosting(arn))?;
        let tags = match &hosted {
            Hosted::Model(name) => self.models.get_mut(name).map(|found| &mut found.tags),
            Hosted::Config(name) => self.configs.get_mut(name).map(|found| &mut found.tags),
            Hosted::Endpoint(name) => self.endpoints.get_mut(name).map(|found| &mut found.tags),
            Hosted::Component(name) => self.components.get_mut(name).map(|found| &mut found.tags),
        };
        change(tags.ok_or_else(|| Self::no_hosting(arn))?)?;
        self.touch(match hosted {
            Hosted::Model(name) => Row::Model(name),
            Hosted::Config(name) => Row::EndpointConfig(name),
            Hosted::Endpoint(name) => Row::Endpoint(name),
            Hosted::Component(name) => Row::Component(name),
        });
        Ok(Answer::Done)
    }

    /// The refusal for an ARN that nothing has.
    pub fn no_hosting(arn: &str) -> Refusal {
        Refusal::NotFound(format!("Could not find resource with ARN \"{arn}\"."))
    }

    fn hosted(&self, arn: &str) -> Option<Hosted> {
        let (kind, _) = arn.rsplit_once('/')?;
        let kind = kind.rsplit_once(':')?.1;
        let fits = |name: &&String| self.arn(kind, name).eq_ignore_ascii_case(arn);
        match kind {
            "model" => self.models.keys().find(fits).cloned().map(Hosted::Model),
            "endpoint-config" => self.configs.keys().find(fits).cloned().map(Hosted::Config),
            "endpoint" => self.endpoints.keys().find(fits).cloned().map(Hosted::Endpoint),
            "inference-component" => {
                self.components.keys().find(fits).cloned().map(Hosted::Component)
            }
            _ => None,
        }
    }
}
