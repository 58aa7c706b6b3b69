//! AWS's JSON: what descriptions print, and requests.

use ebb_aws_model::cloudwatch::PutMetricAlarmInput;
use ebb_aws_model::{Service, Shape};
use ebb_decide::hosting::Requirements;

use super::shapes;
use crate::Form;
use crate::blueprint::{Blueprint, Component, Endpoint, Quota, actions};
use crate::link::{is_managed, scope_of};
use crate::node::{Node, Tree};
use crate::shaped::wrong;
use crate::{Declared, ReadError};

/// Lists in descriptions, and the operations whose requests may stand in a list of their name.
const LISTS: &[(&str, Reads)] = &[
    ("ScalableTargets", target),
    ("RegisterScalableTarget", target),
    ("ScalingPolicies", policy),
    ("PutScalingPolicy", policy),
    ("ScheduledActions", scheduled_action),
    ("PutScheduledAction", scheduled_action),
    ("MetricAlarms", alarm),
    ("PutMetricAlarm", alarm),
    ("CompositeAlarms", composite_alarm),
    ("PutCompositeAlarm", composite_alarm),
    ("Quotas", quota),
];

/// Members of descriptions that say nothing here.
const BESIDE: &[&str] = &["NextToken", "ResponseMetadata"];

/// Members by which one request or description is known, the most telling first.
const MARKS: &[(&str, Reads)] = &[
    ("PolicyName", policy),
    ("ScheduledActionName", scheduled_action),
    ("AlarmRule", composite_alarm),
    ("AlarmName", alarm),
    ("InferenceComponentName", component),
    ("EndpointName", endpoint),
    ("EndpointConfigName", endpoint_config),
    ("ResourceId", target),
    ("QuotaCode", quota),
];

const EXPECTED: &str = "what describe-scalable-targets, describe-scaling-policies, describe-scheduled-actions, describe-alarms, describe-endpoint, describe-endpoint-config, describe-inference-component or list-service-quotas prints, or a request such as that of put-scaling-policy";

type Reads = fn(&Node, &mut Blueprint) -> Result<(), ReadError>;

pub(super) fn read(node: &Node) -> Result<Blueprint, ReadError> {
    let mut blueprint = Blueprint::default();
    add(node, &mut blueprint)?;
    Ok(blueprint)
}

fn add(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    if let Tree::List(items) = &node.tree {
        return items.iter().try_for_each(|item| add(item, blueprint));
    }
    let find = |name: &str| LISTS.iter().find(|(list, _)| *list == name).map(|(_, reads)| reads);
    if node.members().iter().any(|member| find(&member.name).is_some()) {
        for member in node.members() {
            let Some(reads) = find(&member.name) else {
                if BESIDE.contains(&member.name.as_str()) {
                    continue;
                }
                let known: Vec<String> = LISTS.iter().map(|(name, _)| (*name).to_owned()).collect();
                return Err(crate::shaped::unknown_name(&member.value.place, &member.name, &known));
            };
            if !matches!(member.value.tree, Tree::List(_)) {
                return Err(wrong(&member.value, "a list"));
            }
            blueprint.lists_policies |= member.name == "ScalingPolicies";
            blueprint.lists_alarms |= member.name == "MetricAlarms";
            member.value.items().iter().try_for_each(|item| reads(item, blueprint))?;
        }
        return Ok(());
    }
    if node.get("TargetValue").is_some() || node.get("StepAdjustments").is_some() {
        return Err(ReadError::new(
            &node.place,
            "this is the configuration block of a policy alone",
            "the whole request, with PolicyName, ServiceNamespace, ResourceId and ScalableDimension around it",
        ));
    }
    let mark = MARKS.iter().find(|(mark, _)| node.get(mark).is_some());
    let (_, reads) =
        mark.ok_or_else(|| ReadError::new(&node.place, "this declares nothing known", EXPECTED))?;
    reads(node, blueprint)
}

fn autoscaling(name: &str) -> Option<&'static Shape> {
    shapes::named(Service::ApplicationAutoScaling, name)
}

fn target(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["ScalableTargetARN"], blueprint);
    let described = autoscaling("ScalableTarget");
    let mut read = Declared::read(shapes::target(), described, node, Form::Aws)?;
    read.is_described = is_description(node, "ScalableTargetARN");
    blueprint.targets.push(described_role(read));
    Ok(())
}

/// A description names the linked role, which nobody has declared.
fn described_role(
    mut target: Declared<ebb_aws_model::application_autoscaling::RegisterScalableTargetRequest>,
) -> Declared<ebb_aws_model::application_autoscaling::RegisterScalableTargetRequest> {
    let linked = |role: &String| role.contains(":role/aws-service-role/");
    if target.is_described {
        target.request.role_arn = target.request.role_arn.filter(|role| !linked(role));
    }
    target
}

fn policy(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["PolicyARN"], blueprint);
    let described = autoscaling("ScalingPolicy");
    blueprint.policies.push(Declared::read(shapes::policy(), described, node, Form::Aws)?);
    Ok(())
}

fn scheduled_action(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["ScheduledActionARN"], blueprint);
    let described = autoscaling("ScheduledAction");
    let mut read = Declared::read(shapes::scheduled_action(), described, node, Form::Aws)?;
    read.is_described = is_description(node, "ScheduledActionARN");
    blueprint.scheduled_actions.push(read);
    Ok(())
}

fn alarm(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["AlarmArn"], blueprint);
    let described = shapes::named(Service::CloudWatch, "MetricAlarm");
    let read: Declared<PutMetricAlarmInput> =
        Declared::read(shapes::alarm(), described, node, Form::Aws)?;
    let managed = actions(&read.request).any(|action| is_managed(action));
    let list = if managed { &mut blueprint.managed_alarms } else { &mut blueprint.alarms };
    list.push(read);
    Ok(())
}

fn composite_alarm(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["AlarmArn"], blueprint);
    let described = shapes::named(Service::CloudWatch, "CompositeAlarm");
    let read = Declared::read(shapes::composite_alarm(), described, node, Form::Aws)?;
    blueprint.composite_alarms.push(read);
    Ok(())
}

fn endpoint_config(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["EndpointConfigArn"], blueprint);
    let described = shapes::named(Service::SageMaker, "DescribeEndpointConfigOutput");
    let read = Declared::read(shapes::endpoint_config(), described, node, Form::Aws)?;
    blueprint.endpoint_configs.push(read);
    Ok(())
}

fn endpoint(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["EndpointArn"], blueprint);
    let endpoint = Endpoint {
        name: needed(node, "EndpointName")?,
        config: needed(node, "EndpointConfigName")?,
        desired: node
            .get("ProductionVariants")
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(|variant| {
                let name = variant.text_of("VariantName")?.to_owned();
                Some((name, count(variant.get("DesiredInstanceCount")?)?))
            })
            .collect(),
    };
    let mut read = Declared::bare(endpoint, node, Form::Aws);
    read.is_described = is_description(node, "EndpointArn");
    blueprint.endpoints.push(read);
    Ok(())
}

fn component(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    tell_scope(node, &["InferenceComponentArn"], blueprint);
    let component = Component {
        name: needed(node, "InferenceComponentName")?,
        endpoint: needed(node, "EndpointName")?,
        variant: node.text_of("VariantName").map(str::to_owned),
        desired: node
            .get("RuntimeConfig")
            .and_then(|config| config.get("DesiredCopyCount"))
            .and_then(count),
        requirements: requirements(node),
    };
    blueprint.components.push(Declared::bare(component, node, Form::Aws));
    Ok(())
}

fn requirements(component: &Node) -> Requirements {
    let needs = component
        .get("Specification")
        .and_then(|specification| specification.get("ComputeResourceRequirements"));
    let number = |name: &str| {
        let told = needs.and_then(|needs| needs.get(name)).and_then(number);
        told.filter(|number| number.is_finite()).unwrap_or_default()
    };
    Requirements {
        cores: number("NumberOfCpuCoresRequired"),
        memory_mb: number("MinMemoryRequiredInMb"),
        accelerators: number("NumberOfAcceleratorDevicesRequired"),
    }
}

/// Quotas of anything else than instances behind endpoints are left out.
fn quota(node: &Node, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    let instance_type = node.text_of("QuotaName").and_then(|name| {
        let name = name.strip_suffix(" for endpoint usage")?;
        name.starts_with("ml.").then(|| name.to_owned())
    });
    if let (Some(instance_type), Some(most)) = (instance_type, node.get("Value").and_then(number)) {
        let quota = Quota { instance_type, most: whole(most) };
        blueprint.quotas.push(Declared::bare(quota, node, Form::Aws));
    }
    Ok(())
}

/// Quotas are written as `8.0`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast ends at the bounds, and half an instance is none"
)]
fn whole(number: f64) -> u32 {
    number as u32
}

fn number(node: &Node) -> Option<f64> {
    if let Tree::Number(number) = &node.tree { number.as_f64() } else { None }
}

fn count(node: &Node) -> Option<u32> {
    let Tree::Number(number) = &node.tree else { return None };
    number.as_u64().and_then(|count| u32::try_from(count).ok())
}

/// Whether a description or a request stands there: only the service knows ARN and time of creation.
fn is_description(node: &Node, arn: &str) -> bool {
    node.get(arn).is_some() || node.get("CreationTime").is_some()
}

fn needed(node: &Node, name: &str) -> Result<String, ReadError> {
    let text = node.text_of(name).map(str::to_owned);
    text.ok_or_else(|| ReadError::new(&node.place, format!("{name} is missing"), "a text"))
}

fn tell_scope(node: &Node, names: &[&str], blueprint: &mut Blueprint) {
    let told = names.iter().find_map(|name| scope_of(node.text_of(name)?));
    blueprint.scope = blueprint.scope.take().or(told);
}
