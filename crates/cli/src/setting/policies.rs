//! Policies: from files of any form that is read, from a live server, or from AWS.

use std::path::PathBuf;

use clap::Args;
use ebb_blueprint::{Blueprint, Setup, read};
use ebb_decide::TargetRequest;
use ebb_sim::{Bounds, Policies, Policy, Scenario};
use ebb_units::Workload;

use crate::failure::Failure;
use crate::key::KeyOptions;
use crate::live::read_scaling;
use crate::output::print_error_line;

/// A target without a file that tells its bounds goes up to this.
const MOST: u32 = 10;

/// What moves the capacity.
#[derive(Args)]
#[command(next_help_heading = "Policies")]
pub(crate) struct PolicyOptions {
    /// What the AWS CLI prints of describe-scaling-policies, -scalable-targets, -scheduled-actions and describe-alarms, a
    /// Terraform plan as JSON, or ebb.toml; several add up. None at all: a capacity that stays
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read policies, targets, schedules and alarms of a running server; "aws" is AWS itself, with the region and the key that
    /// the AWS CLI would take
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    #[command(flatten)]
    key: KeyOptions,
    #[command(flatten)]
    target: TargetOptions,
}

/// Which target the policies are about, and its bounds.
#[derive(Args)]
#[command(next_help_heading = "Policies")]
pub(crate) struct TargetOptions {
    /// Which target, when there are several: such as endpoint/NAME/variant/NAME or inference-component/NAME
    #[arg(long, value_name = "RESOURCE")]
    resource: Option<String>,
    /// Lower bound, when no file tells it, or another than it tells [default: the file's, or 1]
    #[arg(long, value_name = "N")]
    min: Option<u32>,
    /// Upper bound, likewise [default: the file's, or 10]
    #[arg(long, value_name = "N")]
    max: Option<u32>,
}

impl PolicyOptions {
    /// Reads them, in the form in which they can be written again too. Sets the workload of the scenario and its first
    /// copies: the lower bound, if nobody said.
    pub(crate) async fn read(
        &self,
        scenario: &mut Scenario,
        initial: Option<u32>,
    ) -> Result<(Blueprint, Policies), Failure> {
        let blueprint = self.blueprint().await?;
        let policies = self.target.policies(&blueprint, scenario)?;
        scenario.host.initial = initial.unwrap_or(policies.bounds.min);
        Ok((blueprint, policies))
    }

    async fn blueprint(&self) -> Result<Blueprint, Failure> {
        let mut blueprint = of_files(&self.files)?;
        if let Some(url) = &self.endpoint_url {
            blueprint.extend(read_scaling(url, &self.key).await?);
        }
        Ok(blueprint)
    }
}

impl TargetOptions {
    /// The policies of the one target that is meant. The scenario becomes that of its workload.
    pub(crate) fn policies(
        &self,
        blueprint: &Blueprint,
        scenario: &mut Scenario,
    ) -> Result<Policies, Failure> {
        self.of_one_target(&checked(blueprint)?, scenario)
    }

    fn of_one_target(&self, setup: &Setup, scenario: &mut Scenario) -> Result<Policies, Failure> {
        if let Some(workload) = self.workload(setup)? {
            scenario.host.workload = workload;
        }
        let workload = &scenario.host.workload;
        let target = setup.targets.iter().find(|target| target.workload == *workload);
        let bounds = self.bounds(target)?;
        let policies: Vec<Policy> = setup
            .policies
            .iter()
            .filter(|policy| policy.workload == *workload)
            .map(|request| Policy { request: request.clone(), arn: None })
            .collect();
        let runs_one = |action: &String| {
            let named = |policy: &Policy| {
                action.contains(&format!("/{workload}:policyName/{}", policy.request.name))
            };
            policies.iter().any(named)
        };
        let alarms = setup.alarms.iter().map(|(alarm, _)| alarm);
        let alarms = alarms
            .filter(|alarm| {
                [&alarm.alarm_actions, &alarm.ok_actions, &alarm.insufficient_data_actions]
                    .into_iter()
                    .flatten()
                    .any(runs_one)
            })
            .cloned()
            .collect();
        let scheduled = setup
            .scheduled_actions
            .iter()
            .filter(|action| action.workload == *workload)
            .cloned()
            .collect();
        Ok(Policies { bounds, policies, alarms, scheduled })
    }

    /// What is scaled; `None` when nothing says, and the scenario's own name will do.
    fn workload(&self, setup: &Setup) -> Result<Option<Workload>, Failure> {
        let mut known: Vec<&Workload> = setup.workloads().into_iter().collect();
        for policy in &setup.policies {
            if !known.contains(&&policy.workload) {
                known.push(&policy.workload);
            }
        }
        let names = || known.iter().map(|workload| format!("\"{workload}\"")).collect::<Vec<_>>();
        match (&self.resource, known.as_slice()) {
            (None, []) => Ok(None),
            (None, [only]) => Ok(Some((*only).clone())),
            (None, _) => {
                Err(Failure::plain(format!("there are several targets: {}", names().join(", ")))
                    .hint(Some("choose one with --resource"))
                    .into_usage())
            }
            (Some(wanted), known) => {
                let found = known.iter().find(|workload| workload.to_string() == *wanted);
                let found = found.ok_or_else(|| {
                    Failure::plain(format!("there is no target \"{wanted}\""))
                        .hint(Some(format!("there are: {}", names().join(", "))))
                        .into_usage()
                })?;
                Ok(Some((*found).clone()))
            }
        }
    }

    /// Means this target, when no other was named.
    pub(crate) fn choose(&mut self, workload: &Workload) -> Result<(), Failure> {
        let name = workload.to_string();
        match &self.resource {
            Some(other) if *other != name => {
                Err(Failure::usage(format!("--live is about {name}, and --resource about {other}")))
            }
            Some(_) | None => {
                self.resource = Some(name);
                Ok(())
            }
        }
    }

    /// The bounds of a target, or of whoever has none.
    pub(crate) fn bounds(&self, target: Option<&TargetRequest>) -> Result<Bounds, Failure> {
        let told = |bound: Option<i32>| bound.and_then(|bound| u32::try_from(bound).ok());
        let min = self.min.or_else(|| told(target?.min)).unwrap_or(1);
        let max = self.max.or_else(|| told(target?.max)).unwrap_or(MOST.max(min));
        if max < min {
            let text = format!("the upper bound {max} is below the lower bound {min}");
            return Err(Failure::usage(text).hint(Some("see --min and --max")));
        }
        Ok(Bounds { min, max })
    }
}

/// What a blueprint sets up. What was left out of it is noted, and what the service would refuse is told with its place.
pub(crate) fn checked(blueprint: &Blueprint) -> Result<Setup, Failure> {
    for note in &blueprint.notes {
        print_error_line(&format!("note: {}: {}", note.place, note.text));
    }
    blueprint.setup(&blueprint.scope()).map_err(|refused| {
        let lines: Vec<String> = refused.iter().map(ToString::to_string).collect();
        Failure::plain(format!("the service would refuse this:\n  {}", lines.join("\n  ")))
    })
}

/// What some files declare together.
pub(crate) fn of_files(files: &[PathBuf]) -> Result<Blueprint, Failure> {
    let mut blueprint = Blueprint::default();
    for path in files {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::new(&format!("could not read \"{name}\""), &error))?;
        blueprint.extend(read(&name, &text).map_err(|error| Failure::from_error(&error))?);
    }
    Ok(blueprint)
}
