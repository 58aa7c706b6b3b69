//! Who takes part: files of policies, and rivals.

use std::path::{Path, PathBuf};

use ebb_blueprint::Blueprint;
use ebb_sim::{Bounds, Contender, Policies, RIVALS, RivalSpec, Scenario};

use crate::failure::Failure;
use crate::setting::{TargetOptions, of_files};

/// What the policies of a live target are called.
pub(crate) const LIVE: &str = "live";

/// Everybody, policies first, those of a live target before all. The scenario becomes that of the workload that the
/// policies are about, and begins with the lower bound of the first contender, if nobody said otherwise.
pub(crate) fn all(
    policies: &[String],
    rivals: &[String],
    live: Option<&Blueprint>,
    target: &TargetOptions,
    scenario: &mut Scenario,
    initial: Option<u32>,
) -> Result<Vec<Contender>, Failure> {
    let mut contenders = Vec::new();
    let mut first: Option<(&str, Bounds)> = None;
    if let Some(live) = live {
        let own = target.policies(live, scenario)?;
        first = Some((LIVE, own.bounds));
        contenders.push(Contender::policies(LIVE, &about(&own), own));
    }
    for files in policies {
        let before = scenario.host.workload.clone();
        let own = of(files, target, scenario)?;
        match first {
            None => first = Some((files, own.bounds)),
            Some((first, _)) if scenario.host.workload != before => {
                return Err(Failure::plain(format!(
                    "\"{files}\" scales \"{}\", but \"{first}\" scales \"{before}\"",
                    scenario.host.workload
                ))
                .hint(Some("a comparison is about one workload: give them the same resource id")));
            }
            Some(_) => {}
        }
        contenders.push(Contender::policies(&name_of(files), &about(&own), own));
    }
    let bounds = match first {
        // What the first target declares holds for rivals too.
        Some((_, bounds)) => bounds,
        None => target.bounds(None)?,
    };
    scenario.host.initial = initial.unwrap_or(bounds.min);
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

/// The policies that files with commas between them declare.
fn of(files: &str, target: &TargetOptions, scenario: &mut Scenario) -> Result<Policies, Failure> {
    let paths: Vec<PathBuf> = files.split(',').map(PathBuf::from).collect();
    let blueprint = of_files(&paths)?;
    let policies = target.policies(&blueprint, scenario)?;
    if blueprint.targets.is_empty() && blueprint.policies.is_empty() {
        return Err(Failure::plain(format!(
            "\"{files}\" has neither scalable targets nor policies"
        )));
    }
    Ok(policies)
}

/// The first file without its ending.
fn name_of(files: &str) -> String {
    let first = Path::new(files.split(',').next().unwrap_or(files));
    first.file_stem().unwrap_or(first.as_os_str()).to_string_lossy().into_owned()
}

fn about(policies: &Policies) -> String {
    let names: Vec<&str> =
        policies.policies.iter().map(|policy| policy.request.name.as_str()).collect();
    match names.as_slice() {
        [] => "a target without policies".to_owned(),
        names => format!("policies {}", names.join(", ")),
    }
}
