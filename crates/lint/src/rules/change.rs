//! What is there, and what becomes of it: mistakes that show only beside what was there before.

use std::collections::BTreeSet;

use ebb_aws_model::application_autoscaling::{PutScalingPolicyRequest, PutScheduledActionRequest};
use ebb_aws_model::sagemaker::CreateEndpointConfigInput;
use ebb_blueprint::{Declared, Form};
use ebb_units::Workload;
use serde_json::{Value, json};

use crate::finding::Report;
use crate::subject::{Policy, Subject, Target};

/// What one of these is put over: what a service has described, wherever that stands, or else what was asked for before.
fn earlier<T>(
    all: &[Declared<T>],
    index: usize,
    is_same: impl Fn(&T) -> bool,
) -> Option<&Declared<T>> {
    if all[index].is_described {
        return None;
    }
    let others = all.iter().enumerate().filter(|(other, one)| {
        *other != index && (one.is_described || *other < index) && is_same(&one.request)
    });
    others.last().map(|(_, one)| one)
}

/// A put that leaves out the window that there was.
pub(super) fn window_erased(subject: &Subject<'_>, report: &mut Report<'_>) {
    let all = &subject.blueprint.scheduled_actions;
    for (index, action) in all.iter().enumerate() {
        let of = &action.request;
        let before = action.before.as_deref().or_else(|| {
            let is_same = |other: &PutScheduledActionRequest| {
                other.scheduled_action_name == of.scheduled_action_name
                    && other.resource_id == of.resource_id
                    && other.scalable_dimension == of.scalable_dimension
            };
            earlier(all, index, is_same).map(|one| &one.request)
        });
        let Some(before) = before else { continue };
        let mut erased = serde_json::Map::new();
        for (member, was, is) in [
            ("StartTime", before.start_time, of.start_time),
            ("EndTime", before.end_time, of.end_time),
        ] {
            if let (Some(was), None) = (was, is)
                && !action.unknown.contains(member)
            {
                erased.insert(member.to_owned(), json!(was));
            }
        }
        if !erased.is_empty() {
            let members: Vec<&str> = erased.keys().map(String::as_str).collect();
            let message = format!(
                "\"{}\" has {} now, which this put erases: what is not named again is gone",
                of.scheduled_action_name,
                members.join(" and ")
            );
            let fix = Value::Object(erased);
            report.add_fixed(action, "", message, ("PutScheduledActionRequest", &fix));
        }
    }
}

/// Tags of a target that is there already.
pub(super) fn tags_again(subject: &Subject<'_>, report: &mut Report<'_>) {
    let all = &subject.blueprint.targets;
    for (index, target) in all.iter().enumerate() {
        let of = &target.request;
        // Terraform tags what is there by TagResource.
        if target.form == Form::Terraform || of.tags.as_ref().is_none_or(|tags| tags.is_empty()) {
            continue;
        }
        let there = earlier(all, index, |other| {
            other.resource_id == of.resource_id && other.scalable_dimension == of.scalable_dimension
        });
        if there.is_some() {
            let message = format!(
                "{} is registered already, and a registration that is repeated takes no tags: leave them out, and use TagResource",
                of.resource_id
            );
            report.add(target, "Tags", message);
        }
    }
}

/// Another instance type of a variant that is a scalable target.
pub(super) fn type_of_target(subject: &Subject<'_>, report: &mut Report<'_>) {
    let blueprint = subject.blueprint;
    let config = |name: &str| {
        blueprint.endpoint_configs.iter().find(|one| one.request.endpoint_config_name == name)
    };
    for (index, endpoint) in blueprint.endpoints.iter().enumerate() {
        let of = &endpoint.request;
        let Some(new) = config(&of.config) else { continue };
        let there = earlier(&blueprint.endpoints, index, |other| other.name == of.name);
        let there = endpoint.before.as_deref().or(there.map(|one| &one.request));
        let Some(there) = there else { continue };
        // A plan replaces a configuration in its place; otherwise it has another name.
        let old = match config(&there.config).filter(|_| there.config != of.config) {
            Some(other) => Some(&other.request),
            None => new.before.as_deref(),
        };
        let Some(old) = old else { continue };
        for (position, variant) in new.request.production_variants.iter().enumerate() {
            let name = &variant.variant_name;
            let workload = Workload::Variant { endpoint: of.name.clone(), variant: name.clone() };
            let is_target = subject
                .targets
                .iter()
                .any(|one| one.declared.is_some() && one.workload.as_ref() == Some(&workload));
            let (was, is) = (type_in(old, name), variant.instance_type.as_deref());
            if let (true, Some(was), Some(is)) = (is_target, was, is)
                && was != is
            {
                let message = format!(
                    "\"{name}\" is a scalable target on {was}, and UpdateEndpoint to {is} is refused for that: deregister it, update the endpoint, and register it again"
                );
                report.add(new, &format!("ProductionVariants[{position}].InstanceType"), message);
            }
        }
    }
}

fn type_in<'c>(config: &'c CreateEndpointConfigInput, variant: &str) -> Option<&'c str> {
    let found = config.production_variants.iter().find(|one| one.variant_name == variant)?;
    found.instance_type.as_deref()
}

/// Something that a plan writes to a target.
#[derive(Clone, Copy)]
enum Written<'s> {
    Policy(&'s Declared<PutScalingPolicyRequest>),
    Action(&'s Declared<PutScheduledActionRequest>),
}

impl<'s> Written<'s> {
    fn address(self) -> &'s str {
        match self {
            Self::Policy(declared) => &declared.address,
            Self::Action(declared) => &declared.address,
        }
    }

    /// The address without the key of `count` or `for_each`.
    fn block(self) -> &'s str {
        let address = self.address();
        let key = match address.strip_suffix(']') {
            Some(rest) if rest.ends_with('"') => rest.rfind("[\""),
            Some(rest) => rest.rfind('['),
            None => None,
        };
        key.map_or(address, |key| &address[..key])
    }

    fn after(self) -> Option<&'s BTreeSet<String>> {
        match self {
            Self::Policy(declared) => declared.after.as_ref(),
            Self::Action(declared) => declared.after.as_ref(),
        }
    }

    fn report(self, report: &mut Report<'_>, message: String, fix: Option<String>) {
        match self {
            Self::Policy(one) => report.at(one, one.place().clone(), message, fix),
            Self::Action(one) => report.at(one, one.place().clone(), message, fix),
        }
    }
}

/// Writes to one target that nothing puts in order.
pub(super) fn written_at_once(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let written = written(target);
        for (index, one) in written.iter().enumerate() {
            let unordered = |other: &&Written<'_>| {
                !follows(&written, *one, **other) && !follows(&written, **other, *one)
            };
            let Some(other) = written[..index].iter().find(unordered) else { continue };
            let message = format!(
                "{} and {} are written to one target at the same time, and the service may refuse one of them with ConcurrentUpdateException: put them in order",
                other.address(),
                one.address()
            );
            report_in_order(report, *one, *other, message);
            break;
        }
    }
}

fn written<'s>(target: &'s Target<'_>) -> Vec<Written<'s>> {
    let policies = target.policies.iter().map(|Policy { declared, .. }| Written::Policy(declared));
    let actions = target.actions.iter().map(|declared| Written::Action(declared));
    policies.chain(actions).filter(|one| one.after().is_some()).collect()
}

fn report_in_order(report: &mut Report<'_>, one: Written<'_>, other: Written<'_>, message: String) {
    // A name is understood within its own module only, and the instances of one block have no order.
    let module = |block: &str| block.rsplitn(3, '.').nth(2).unwrap_or_default().to_owned();
    let name = other.block().rsplitn(3, '.').take(2).collect::<Vec<_>>();
    let fix = match name.as_slice() {
        [name, kind]
            if one.block() != other.block() && module(one.block()) == module(other.block()) =>
        {
            Some(format!("depends_on = [{kind}.{name}]\n"))
        }
        _ => None,
    };
    one.report(report, message, fix);
}

/// Whether one of these is written only when another one has been.
fn follows(all: &[Written<'_>], one: Written<'_>, other: Written<'_>) -> bool {
    let names = |reference: &str, block: &str| {
        let rest = reference.strip_prefix(block);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![one];
    while let Some(next) = open.pop() {
        for reference in next.after().into_iter().flatten() {
            if names(reference, other.block()) {
                return true;
            }
            let between = all.iter().filter(|between| names(reference, between.block()));
            open.extend(between.filter(|between| seen.insert(between.block())));
        }
    }
    false
}
