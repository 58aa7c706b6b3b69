//! One thing that was declared: the request that would bring it about, and where it stands.

use std::collections::{BTreeMap, BTreeSet};

use ebb_aws_model::{Invalid, Shape, Violation, canonicalize, validate};
use serde::de::DeserializeOwned;

use crate::Form;
use crate::node::Node;
use crate::shaped::{self, Shaped};
use crate::{Place, ReadError};

/// A request as it was declared.
#[derive(Clone, Debug)]
pub struct Declared<T> {
    /// The request. It need not be one that the service would accept.
    pub request: T,
    /// The form of its source.
    pub form: Form,
    /// How its source calls it, such as `module.a.aws_appautoscaling_policy.b`; empty where the source has no name for it.
    pub address: String,
    /// What the model of the service forbids about it.
    pub violations: Vec<Violation>,
    /// Top-level members that get their value only when the plan is applied.
    pub unknown: BTreeSet<String>,
    /// Whether it is what a service has described, and not what somebody asks for.
    pub is_described: bool,
    /// What is there now and becomes this, where a plan tells.
    pub before: Option<Box<T>>,
    /// What a plan brings about before this, by its names in the source; None where nothing is done to it, or nothing told.
    pub after: Option<BTreeSet<String>>,
    whole: Place,
    places: BTreeMap<String, Place>,
}

impl<T> Declared<T> {
    /// Something that stands nowhere, made by a program.
    pub fn made(request: T, source: &str) -> Self {
        Self {
            request,
            form: Form::default(),
            address: String::new(),
            violations: Vec::new(),
            unknown: BTreeSet::new(),
            is_described: false,
            before: None,
            after: None,
            whole: Place::whole(source),
            places: BTreeMap::new(),
        }
    }

    /// Where the whole of it stands.
    pub fn place(&self) -> &Place {
        &self.whole
    }

    /// Where a member stands, such as `StepScalingPolicyConfiguration.StepAdjustments[0]`; for one that is not there, where
    /// the nearest thing around it stands.
    pub fn place_of(&self, member: &str) -> &Place {
        let mut path = member;
        loop {
            if let Some(place) = self.places.get(path) {
                return place;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return &self.whole,
            }
        }
    }

    /// Where the value that a [`Violation`] is about stands.
    pub fn place_of_violation(&self, violation: &Violation) -> &Place {
        self.place_of(&member_of(&violation.path))
    }

    /// Something of which nothing but its place is kept.
    pub(crate) fn bare(request: T, node: &Node, form: Form) -> Self {
        Self {
            request,
            form,
            address: String::new(),
            violations: Vec::new(),
            unknown: BTreeSet::new(),
            is_described: false,
            before: None,
            after: None,
            whole: node.place.clone(),
            places: BTreeMap::new(),
        }
    }
}

impl<T: DeserializeOwned> Declared<T> {
    /// Reads a request.
    pub(crate) fn read(
        shape: &'static Shape,
        described: Option<&'static Shape>,
        node: &Node,
        form: Form,
    ) -> Result<Self, ReadError> {
        let shaped = shaped::read(shape, described, node, form)?;
        Self::of_shaped(shape, shaped, node, form)
    }

    fn of_shaped(
        shape: &'static Shape,
        shaped: Shaped,
        node: &Node,
        form: Form,
    ) -> Result<Self, ReadError> {
        let Shaped { mut value, places } = shaped;
        canonicalize(shape, &mut value);
        let violations = match validate(shape, &value) {
            Ok(()) => Vec::new(),
            Err(Invalid::Constraints(violations)) => violations,
            Err(error @ Invalid::WrongType { .. }) => {
                return Err(ReadError::new(&node.place, error.to_string(), shape.name));
            }
        };
        let request = serde_json::from_value(value)
            .map_err(|error| ReadError::new(&node.place, error.to_string(), shape.name))?;
        Ok(Self {
            request,
            form,
            address: String::new(),
            violations,
            unknown: BTreeSet::new(),
            is_described: false,
            before: None,
            after: None,
            whole: node.place.clone(),
            places,
        })
    }
}

/// `stepAdjustments.1.member.lowerBound` as `StepAdjustments[0].LowerBound`.
fn member_of(path: &str) -> String {
    let mut member = String::new();
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let number: Option<usize> = part.parse().ok();
        if let (Some(number), Some(&"member")) = (number, parts.peek()) {
            parts.next();
            member.push_str(&format!("[{}]", number.saturating_sub(1)));
            continue;
        }
        if !member.is_empty() {
            member.push('.');
        }
        let mut letters = part.chars();
        member.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        member.push_str(letters.as_str());
    }
    member
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_violations_lead_to_members() {
        let path = "stepScalingPolicyConfiguration.stepAdjustments.2.member.scalingAdjustment";
        let member = "StepScalingPolicyConfiguration.StepAdjustments[1].ScalingAdjustment";
        assert_eq!(member_of(path), member);
        assert_eq!(member_of("oKActions"), "OKActions");
    }
}
