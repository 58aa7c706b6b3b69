//! Who takes part: files of policies, and rivals.

use std::path::{Path, PathBuf};

use ebb_blueprint::Blueprint;
use ebb_sim::{Bounds, Contender, Policies, Policy, RIVALS, RivalSpec, Scenario};

use crate::failure::Failure;

/// Everybody, policies first. The scenario becomes that of the workload that the policies are about.
pub(crate) fn all(
    files: &[PathBuf],
    rivals: &[String],
    (min, max): (Option<u32>, Option<u32>),
    scenario: &mut Scenario,
) -> Result<Vec<Contender>, Failure> {
    let mut contenders = Vec::new();
    let mut bounds = None;
    let mut about: Option<&Path> = None;
    for file in files {
        let (workload, policies) = policies(file, (min, max))?;
        match about {
            None => scenario.host.workload = workload,
            Some(first) if scenario.host.workload != workload => {
                return Err(Failure::plain(format!(
                    "\"{}\" scales \"{workload}\", but \"{}\" scales \"{}\"",
                    file.display(),
                    first.display(),
                    scenario.host.workload
                ))
                .hint(Some("a comparison is about one workload: give them the same resource id")));
            }
            Some(_) => {}
        }
        about = about.or(Some(file));
        bounds = bounds.or(Some(policies.bounds));
        contenders.push(Contender::policies(&name_of(file), &about_policies(&policies), policies));
    }
    if rivals.is_empty() {
        return Ok(contenders);
    }
    let bounds = Bounds {
        min: min.or(bounds.map(|bounds| bounds.min)).unwrap_or(0),
        max: max.or(bounds.map(|bounds| bounds.max)).ok_or_else(|| {
            Failure::usage("rivals need to know the most copies that there may be")
                .hint(Some("give --max COPIES, or --policies with a scalable target"))
        })?,
    };
    check(bounds)?;
    for name in rivals {
        if name == "all" {
            let without_settings = RIVALS.iter().filter(|kind| kind.name != "fixed");
            for kind in without_settings {
                contenders.push(Contender::rival(spec(kind.name)?, bounds));
            }
        } else {
            contenders.push(Contender::rival(spec(name)?, bounds));
        }
    }
    Ok(contenders)
}

fn spec(text: &str) -> Result<RivalSpec, Failure> {
    text.parse().map_err(|error| {
        Failure::from_error(&error)
            .into_usage()
            .hint(Some("`ebb compare --rival list` lists them with their settings"))
    })
}

fn check(bounds: Bounds) -> Result<(), Failure> {
    if bounds.max < bounds.min {
        let Bounds { min, max } = bounds;
        return Err(Failure::usage(format!(
            "the most copies, {max}, are fewer than the fewest, {min}"
        )));
    }
    Ok(())
}

/// The workload and the policies of a file.
fn policies(
    file: &Path,
    (min, max): (Option<u32>, Option<u32>),
) -> Result<(ebb_units::Workload, Policies), Failure> {
    let shown = file.display();
    let unreadable = |error: &dyn std::error::Error| {
        Failure::new(&format!("could not read the policies in \"{shown}\""), error)
    };
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(&error))?;
    let blueprint =
        ebb_blueprint::read(&shown.to_string(), &text).map_err(|error| unreadable(&error))?;
    let setup = set_up(&blueprint, file)?;
    let Some(workload) = setup
        .targets
        .first()
        .map(|target| &target.workload)
        .or(setup.policies.first().map(|policy| &policy.workload))
        .cloned()
    else {
        return Err(Failure::plain(format!(
            "\"{shown}\" has neither scalable targets nor policies"
        )));
    };
    let others = setup.targets.iter().map(|target| &target.workload);
    let mut others = others.chain(setup.policies.iter().map(|policy| &policy.workload));
    if let Some(other) = others.find(|other| **other != workload) {
        return Err(Failure::plain(format!(
            "\"{shown}\" is about several workloads: \"{workload}\" and \"{other}\""
        ))
        .hint(Some("a comparison is about one: leave the others out")));
    }
    let target = setup.targets.first();
    let declared = |bound: Option<i32>| bound.and_then(|bound| u32::try_from(bound).ok());
    let bounds = Bounds {
        min: declared(target.and_then(|target| target.min)).or(min).unwrap_or(0),
        max: declared(target.and_then(|target| target.max)).or(max).ok_or_else(|| {
            Failure::plain(format!(
                "\"{shown}\" has no scalable target, so its bounds are not known"
            ))
            .hint(Some("add what describe-scalable-targets prints, or give --max COPIES"))
        })?,
    };
    check(bounds)?;
    let policies = Policies {
        bounds,
        policies: setup.policies.into_iter().map(|request| Policy { request, arn: None }).collect(),
        alarms: setup.alarms.into_iter().map(|(alarm, _)| alarm).collect(),
        scheduled: setup.scheduled_actions,
    };
    Ok((workload, policies))
}

fn set_up(blueprint: &Blueprint, file: &Path) -> Result<ebb_blueprint::Setup, Failure> {
    blueprint.setup(&blueprint.scope()).map_err(|refused| {
        let shown = file.display();
        match refused.as_slice() {
            [] => Failure::plain(format!("\"{shown}\" would be refused")),
            [first, rest @ ..] => {
                let more = match rest.len() {
                    0 => String::new(),
                    more => format!(" (and {more} more)"),
                };
                Failure::new(&format!("AWS would refuse what is in \"{shown}\"{more}"), first)
            }
        }
    })
}

fn name_of(file: &Path) -> String {
    file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

fn about_policies(policies: &Policies) -> String {
    let names: Vec<&str> =
        policies.policies.iter().map(|policy| policy.request.name.as_str()).collect();
    match names.as_slice() {
        [] => "a target without policies".to_owned(),
        names => format!("policies {}", names.join(", ")),
    }
}
