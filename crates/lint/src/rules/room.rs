//! Whether there is room: quotas, instances that are too small, capacities beside their bounds.

use ebb_aws_model::sagemaker::CreateEndpointConfigInput;
use ebb_blueprint::{Declared, Quota};
use ebb_decide::hosting::InstanceSize;
use ebb_units::{Capacity, Workload};
use serde_json::json;

use crate::finding::Report;
use crate::subject::{Subject, Target};

/// A capacity that nothing has pulled back into the bounds.
pub(super) fn outside_bounds(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let (Some(declared), Some(bounds)) = (target.declared, target.bounds()) else { continue };
        let Some(desired) = desired(subject, target) else { continue };
        let (member, side) = if desired < bounds.min() {
            ("MinCapacity", "below its minimum")
        } else if desired > bounds.max() {
            ("MaxCapacity", "above its maximum")
        } else {
            continue;
        };
        let message = format!(
            "{} is at {}, {side}: bounds are enforced when a policy or a schedule acts, and when the target is registered again",
            declared.request.resource_id, desired.0
        );
        report.add(declared, member, message);
    }
}

fn desired(subject: &Subject<'_>, target: &Target<'_>) -> Option<Capacity> {
    let blueprint = subject.blueprint;
    let desired = match target.workload.as_ref()? {
        Workload::Variant { endpoint, variant } => {
            let told = blueprint.endpoints.iter().filter(|one| one.request.name == *endpoint);
            told.filter_map(|one| one.request.desired.get(variant)).next_back().copied()
        }
        Workload::Component { name } => {
            let told = blueprint.components.iter().filter(|one| one.request.name == *name);
            told.filter_map(|one| one.request.desired).next_back()
        }
        Workload::Custom { .. } => None,
    };
    desired.map(Capacity)
}

/// What may have instances of one type, and how many.
struct User<'b> {
    most: u32,
    what: String,
    at: Site<'b>,
}

enum Site<'b> {
    /// The maximum of a scalable target.
    Target(&'b Target<'b>),
    /// A variant in its configuration, and the member that tells.
    Variant(&'b Declared<CreateEndpointConfigInput>, String),
}

/// Maxima that the account does not have the instances for.
pub(super) fn above_quota(subject: &Subject<'_>, report: &mut Report<'_>) {
    for quota in &subject.blueprint.quotas {
        let Quota { instance_type, most } = &quota.request;
        let users = users(subject, instance_type);
        let (above, within): (Vec<&User<'_>>, Vec<&User<'_>>) =
            users.iter().partition(|user| user.most > *most);
        for user in &above {
            let message = format!(
                "\"{}\" may have {} instances of {instance_type}, and the account has {most}: scaling beyond that fails with ResourceLimitExceeded",
                user.what, user.most
            );
            tell(report, user, message, Some(*most));
        }
        let sum = within.iter().map(|user| user.most).fold(0, u32::saturating_add);
        if let Some(largest) = within.iter().max_by_key(|user| user.most)
            && above.is_empty()
            && sum > *most
        {
            let message = format!(
                "{} variants may have {sum} instances of {instance_type} together, and the account has {most}; \"{}\" alone may have {}",
                within.len(),
                largest.what,
                largest.most
            );
            tell(report, largest, message, None);
        }
    }
}

fn tell(report: &mut Report<'_>, user: &User<'_>, message: String, most: Option<u32>) {
    let (target, declared) = match &user.at {
        Site::Variant(config, member) => return report.add(config, member, message),
        Site::Target(target) => match target.declared {
            Some(declared) => (target, declared),
            None => return,
        },
    };
    let least = target.bounds().map_or(0, |bounds| bounds.min().0);
    match most.filter(|most| *most >= least.max(1)) {
        Some(most) => {
            let fix = json!({"MaxCapacity": most});
            let shape = "RegisterScalableTargetRequest";
            report.add_fixed(declared, "MaxCapacity", message, (shape, &fix));
        }
        None => report.add(declared, "MaxCapacity", message),
    }
}

/// All variants on instances of a type.
fn users<'b>(subject: &'b Subject<'b>, instance_type: &str) -> Vec<User<'b>> {
    let mut users = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for endpoint in &subject.blueprint.endpoints {
        let name = endpoint.request.name.as_str();
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let Some(config) = subject.config_of(name) else { continue };
        for (index, variant) in config.request.production_variants.iter().enumerate() {
            if variant.instance_type.as_deref() != Some(instance_type) {
                continue;
            }
            let workload = Workload::Variant {
                endpoint: name.to_owned(),
                variant: variant.variant_name.clone(),
            };
            let target =
                subject.targets.iter().find(|one| one.workload.as_ref() == Some(&workload));
            let bounds = target.and_then(|target| Some((target, target.bounds()?)));
            let managed = variant.managed_instance_scaling.as_ref();
            let managed = managed.and_then(|managed| managed.max_instance_count);
            let (most, at) = match (bounds, managed) {
                (Some((target, bounds)), _) => (bounds.max().0, Site::Target(target)),
                (None, Some(most)) => {
                    let member = format!(
                        "ProductionVariants[{index}].ManagedInstanceScaling.MaxInstanceCount"
                    );
                    (count(most), Site::Variant(config, member))
                }
                (None, None) => {
                    let member = format!("ProductionVariants[{index}].InitialInstanceCount");
                    let most = variant.initial_instance_count.map_or(0, count);
                    (most, Site::Variant(config, member))
                }
            };
            users.push(User { most, what: format!("{name}/{}", variant.variant_name), at });
        }
    }
    users
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// A component that no instance has room for.
pub(super) fn no_instance_fits(subject: &Subject<'_>, report: &mut Report<'_>) {
    // What is not known is taken for large enough.
    let unknown = InstanceSize {
        cores: f64::INFINITY,
        memory_mb: f64::INFINITY,
        accelerators: f64::INFINITY,
    };
    for component in &subject.blueprint.components {
        let of = &component.request;
        let workload = Workload::Component { name: of.name.clone() };
        let Some((_, _, variant)) = subject.variant_of(&workload) else { continue };
        let Some(instance_type) = &variant.instance_type else { continue };
        let size = InstanceSize::of(instance_type, unknown);
        if let Some((what, asked, there)) = size.lacks(of.requirements) {
            let message = format!(
                "each copy of \"{}\" reserves {asked} {what}, and an instance of {instance_type} has {there}: it is placed nowhere",
                of.name
            );
            report.add(component, "", message);
        }
    }
}
