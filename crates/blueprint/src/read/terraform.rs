//! Terraform: the plan or the state that `terraform show -json` prints.
//!
//! Values that are known only when the plan is applied are not in a plan. Where the configuration says what they refer to
//! (`alarm_actions = [aws_appautoscaling_policy.wake.arn]`), the reference is followed; what stays unknown is noted.

mod configuration;
mod refer;
mod resource;

use std::collections::{BTreeMap, BTreeSet};

use ebb_aws_model::Shape;
use ebb_aws_model::application_autoscaling::{
    PutScalingPolicyRequest, PutScheduledActionRequest, RegisterScalableTargetRequest,
};
use ebb_aws_model::cloudwatch::{PutCompositeAlarmInput, PutMetricAlarmInput};
use ebb_units::Scope;
use serde::de::DeserializeOwned;

use self::configuration::Configuration;
use self::refer::{Known, resolve};
use self::resource::{Resource, resources};
use super::shapes;
use crate::Form;
use crate::blueprint::{Blueprint, Endpoint, Note, default_scope, policy_id};
use crate::node::{Member, Node, Tree};
use crate::{Declared, ReadError};

const TARGET: &str = "aws_appautoscaling_target";
const POLICY: &str = "aws_appautoscaling_policy";
const ENDPOINT_CONFIG: &str = "aws_sagemaker_endpoint_configuration";

/// Attributes by which policies and actions name their target.
const KEY: [&str; 3] = ["resource_id", "scalable_dimension", "service_namespace"];

pub(super) fn read(node: &Node) -> Result<Blueprint, ReadError> {
    let configuration = Configuration::of(node);
    let all = resources(node)?;
    let scope = scope(&configuration, &all);
    let mut plan = Plan {
        configuration,
        known: Known::default(),
        blueprint: Blueprint { scope: scope.clone(), ..Blueprint::default() },
        scope: scope.unwrap_or_else(default_scope),
    };
    // What others refer to comes first.
    for kind in [
        ENDPOINT_CONFIG,
        TARGET,
        POLICY,
        "aws_appautoscaling_scheduled_action",
        "aws_cloudwatch_metric_alarm",
        "aws_cloudwatch_composite_alarm",
        "aws_sagemaker_endpoint",
    ] {
        for resource in all.iter().filter(|resource| resource.kind == kind) {
            plan.add(resource)?;
        }
    }
    Ok(plan.blueprint)
}

/// The region of the provider or of a resource; plans do not tell the account.
fn scope(configuration: &Configuration<'_>, all: &[Resource<'_>]) -> Option<Scope> {
    let of_resources = all.iter().find_map(|resource| resource.values.text_of("region"));
    let region = configuration.region().or(of_resources)?.parse().ok()?;
    Some(Scope { region, ..default_scope() })
}

struct Plan<'p> {
    configuration: Configuration<'p>,
    known: Known,
    blueprint: Blueprint,
    scope: Scope,
}

impl Plan<'_> {
    fn add(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        match resource.kind {
            TARGET => self.target(resource),
            POLICY => self.policy(resource),
            "aws_appautoscaling_scheduled_action" => self.scheduled_action(resource),
            "aws_cloudwatch_metric_alarm" => self.alarm(resource),
            "aws_cloudwatch_composite_alarm" => self.composite_alarm(resource),
            ENDPOINT_CONFIG => self.endpoint_config(resource),
            _ => self.endpoint(resource),
        }
    }

    fn target(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        // What is unknown of a target, nobody who refers to it can know either.
        if !self.has_all(resource, &resource.values, &["resource_id"]) {
            return Ok(());
        }
        let mut read: Declared<RegisterScalableTargetRequest> =
            Declared::read(shapes::target(), None, &resource.values, Form::Terraform)?;
        self.mark(resource, &mut read, &["min_capacity", "max_capacity"]);
        let request = &read.request;
        self.known.targets.push((
            resource.id(),
            [
                request.resource_id.clone(),
                request.scalable_dimension.clone(),
                request.service_namespace.clone(),
            ],
        ));
        self.blueprint.targets.push(read);
        Ok(())
    }

    fn policy(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        let values = self.with_key(resource);
        if !self.has_all(resource, &values, &["name", "resource_id"]) {
            return Ok(());
        }
        let mut read: Declared<PutScalingPolicyRequest> =
            Declared::read(shapes::policy(), None, &values, Form::Terraform)?;
        // The provider's default, which a plan shows only for what is there already.
        read.request.policy_type.get_or_insert_with(|| "StepScaling".to_owned());
        let blocks =
            ["step_scaling_policy_configuration", "target_tracking_scaling_policy_configuration"];
        self.mark(resource, &mut read, &blocks);
        let action = policy_id(&read.request).action(&self.scope);
        read.after = self.after(resource);
        self.known.policies.push((resource.id(), action));
        self.blueprint.policies.push(read);
        Ok(())
    }

    fn scheduled_action(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        let values = self.with_key(resource);
        if !self.has_all(resource, &values, &["name", "resource_id"]) {
            return Ok(());
        }
        let mut read: Declared<PutScheduledActionRequest> =
            Declared::read(shapes::scheduled_action(), None, &values, Form::Terraform)?;
        self.mark(resource, &mut read, &["schedule", "start_time", "end_time", "timezone"]);
        read.before = before(resource, shapes::scheduled_action());
        read.after = self.after(resource);
        self.blueprint.scheduled_actions.push(read);
        Ok(())
    }

    fn alarm(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        let values = self.with_actions(resource, &with_metric_stats(&resource.values));
        let mut read: Declared<PutMetricAlarmInput> =
            Declared::read(shapes::alarm(), None, &values, Form::Terraform)?;
        let looked_at =
            ["alarm_name", "dimensions", "threshold", "period", "metric_name", "namespace"];
        self.mark(resource, &mut read, &looked_at);
        for attribute in ACTIONS {
            if resource.is_unknown(attribute) && values.get(attribute).is_none_or(no_items) {
                read.unknown.insert(member_of(attribute));
            }
        }
        self.blueprint.alarms.push(read);
        Ok(())
    }

    fn composite_alarm(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        // The suppressor is a block there and a text at AWS; nothing here asks for it.
        let values = without(&resource.values, "actions_suppressor");
        let values = self.with_actions(resource, &values);
        let mut read: Declared<PutCompositeAlarmInput> =
            Declared::read(shapes::composite_alarm(), None, &values, Form::Terraform)?;
        read.address = resource.address();
        self.blueprint.composite_alarms.push(read);
        Ok(())
    }

    fn endpoint_config(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        let mut read: Declared<ebb_aws_model::sagemaker::CreateEndpointConfigInput> =
            Declared::read(shapes::endpoint_config(), None, &resource.values, Form::Terraform)?;
        read.address = resource.address();
        read.before = before(resource, shapes::endpoint_config());
        if read.request.endpoint_config_name.is_empty() {
            // A generated name; whoever refers to it finds it by its address.
            read.request.endpoint_config_name = resource.address();
            read.violations.retain(|violation| violation.path != "endpointConfigName");
        }
        self.known.configs.push((resource.id(), read.request.endpoint_config_name.clone()));
        self.blueprint.endpoint_configs.push(read);
        Ok(())
    }

    fn endpoint(&mut self, resource: &Resource<'_>) -> Result<(), ReadError> {
        let known = resource.values.text_of("endpoint_config_name").map(str::to_owned);
        let config = known.or_else(|| {
            let references = self.configuration.references(resource, "endpoint_config_name");
            resolve(&references, ENDPOINT_CONFIG, resource, &self.known.configs).first().cloned()
        });
        let name = resource.values.text_of("name").map(str::to_owned);
        if let (Some(name), Some(config)) = (name, config) {
            let endpoint = |name, config| Endpoint { name, config, desired: BTreeMap::new() };
            let made = endpoint(name, config);
            let mut read = Declared::bare(made, &resource.values, Form::Terraform);
            read.before = resource.before().and_then(|before| {
                let text = |attribute| before.text_of(attribute).map(str::to_owned);
                Some(Box::new(endpoint(text("name")?, text("endpoint_config_name")?)))
            });
            read.address = resource.address();
            self.blueprint.endpoints.push(read);
        }
        Ok(())
    }

    /// What is brought about before a resource that the plan makes or changes.
    fn after(&self, resource: &Resource<'_>) -> Option<BTreeSet<String>> {
        let named = self.configuration.needs(resource)?;
        let within = |name: &str| match resource.module {
            "" => name.to_owned(),
            module => format!("{module}.{name}"),
        };
        resource.is_written().then(|| named.into_iter().map(within).collect())
    }

    /// Values with the key of the target that the resource refers to.
    fn with_key(&self, resource: &Resource<'_>) -> Node {
        let mut values = resource.values.clone();
        for (index, attribute) in KEY.into_iter().enumerate() {
            if values.get(attribute).is_some() {
                continue;
            }
            let references = self.configuration.references(resource, attribute);
            let found = resolve(&references, TARGET, resource, &self.known.targets);
            if let [key] = found.as_slice() {
                set(&mut values, attribute, Tree::Text(key[index].clone()));
            }
        }
        values
    }

    /// Values with actions that name the policies that the resource refers to.
    fn with_actions(&self, resource: &Resource<'_>, values: &Node) -> Node {
        let mut values = values.clone();
        for attribute in ACTIONS {
            if !resource.is_unknown(attribute) {
                continue;
            }
            let references = self.configuration.references(resource, attribute);
            let found = resolve(&references, POLICY, resource, &self.known.policies);
            let mut items: Vec<Node> = values
                .get(attribute)
                .map_or(&[][..], Node::items)
                .iter()
                .filter(|item| item.text().is_some())
                .cloned()
                .collect();
            items.extend(found.into_iter().map(|action| values.made(Tree::Text(action))));
            set(&mut values, attribute, Tree::List(items));
        }
        values
    }

    /// Whether attributes without which nothing can be said are known; a note when not.
    fn has_all(&mut self, resource: &Resource<'_>, values: &Node, attributes: &[&str]) -> bool {
        let missing = attributes
            .iter()
            .find(|attribute| values.get(attribute).is_none() && resource.is_unknown(attribute));
        if let Some(attribute) = missing {
            self.note(
                resource,
                format!("{attribute} is known only after apply, so it is left out"),
            );
        }
        missing.is_none()
    }

    /// Remembers what is known only after apply, and says so.
    fn mark<T>(&mut self, resource: &Resource<'_>, read: &mut Declared<T>, attributes: &[&str]) {
        read.address = resource.address();
        for attribute in attributes.iter().filter(|attribute| resource.is_unknown(attribute)) {
            read.unknown.insert(member_of(attribute));
            let text = format!(
                "{attribute} is known only after apply (wholly or in part), so what depends on it is not looked at"
            );
            self.note(resource, text);
        }
        // A required member that is unknown is not missing.
        let unknown = &read.unknown;
        read.violations.retain(|violation| {
            let first = violation.path.split('.').next().unwrap_or_default();
            !unknown.iter().any(|member| member.eq_ignore_ascii_case(first))
        });
    }

    fn note(&mut self, resource: &Resource<'_>, text: String) {
        let text = format!("{}: {text}", resource.address());
        self.blueprint.notes.push(Note { place: resource.values.place.clone(), text });
    }
}

const ACTIONS: [&str; 3] = ["alarm_actions", "ok_actions", "insufficient_data_actions"];

fn member_of(attribute: &str) -> String {
    match attribute {
        "ok_actions" => "OKActions".to_owned(),
        other => other
            .split('_')
            .flat_map(|word| {
                let mut letters = word.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect::<Vec<_>>()
            })
            .collect(),
    }
}

/// What is there of a resource that the plan changes. That what was there is understood is nothing to insist on.
fn before<T: DeserializeOwned>(resource: &Resource<'_>, shape: &'static Shape) -> Option<Box<T>> {
    let read = Declared::read(shape, None, resource.before()?, Form::Terraform).ok()?;
    Some(Box::new(read.request))
}

fn no_items(node: &Node) -> bool {
    node.items().is_empty()
}

fn set(node: &mut Node, name: &str, tree: Tree) {
    let value = node.get(name).map_or_else(|| node.made(Tree::Null), Clone::clone);
    let value = Node { tree, ..value };
    if let Tree::Object(members) = &mut node.tree {
        members.retain(|member| member.name != name);
        members.push(Member { name: name.to_owned(), value });
    }
}

fn without(node: &Node, name: &str) -> Node {
    let kept = node.members().iter().filter(|member| member.name != name).cloned().collect();
    node.made(Tree::Object(kept))
}

/// The blocks `metric_query { metric { … } }` of an alarm, as AWS nests them: a metric within its statistic.
fn with_metric_stats(values: &Node) -> Node {
    let mut values = values.clone();
    let Some(queries) = values.get("metric_query").cloned() else { return values };
    let nested = queries.items().iter().map(|query| {
        let metric = query.get("metric").and_then(|metric| metric.items().first().cloned());
        let Some(metric) = metric else { return without(query, "metric") };
        let stat = without(&metric, "metric_name");
        let stat = without(&without(&stat, "namespace"), "dimensions");
        let named = metric.members().iter().filter(|member| {
            matches!(member.name.as_str(), "metric_name" | "namespace" | "dimensions")
        });
        let mut stat_members = stat.members().to_vec();
        let inner = metric.made(Tree::Object(named.cloned().collect()));
        stat_members.push(Member { name: "metric".to_owned(), value: inner });
        let mut query_members = without(query, "metric").members().to_vec();
        let stat = metric.made(Tree::Object(stat_members));
        query_members.push(Member { name: "metric_stat".to_owned(), value: stat });
        query.made(Tree::Object(query_members))
    });
    let nested = Tree::List(nested.collect());
    set(&mut values, "metric_query", nested);
    values
}
