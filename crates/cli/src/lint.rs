//! `ebb lint`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use ebb_blueprint::{Blueprint, Note, Place};
use ebb_lint::{Finding, Severity};

use crate::failure::Failure;
use crate::key::KeyOptions;
use crate::live::read_live;
use crate::output::{print_error_line, print_line};

/// Something at or above the bound was found.
const FOUND: u8 = 1;
/// A source cannot be read.
const BAD_INPUT: u8 = 2;

#[derive(Args)]
#[command(after_help = "\
Give all files of one set-up at once: a policy is looked at together with its target and its alarms.
Exit code: 0 when nothing is found at or above --deny, 1 when something is, 2 when a source cannot be read.

Examples:
  ebb lint ebb.toml
  terraform show -json plan > plan.json && ebb lint plan.json
  aws cloudwatch describe-alarms > alarms.json && ebb lint policies.json alarms.json
  ebb lint --endpoint-url http://127.0.0.1:4600
  ebb lint --endpoint-url aws --region eu-west-1
  ebb lint --explain EBB010")]
pub(crate) struct Options {
    /// ebb.toml, a Terraform plan as JSON, or what the AWS CLI prints; - is the standard input, as JSON
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Look at what is set up on a live server, such as http://127.0.0.1:4600; "aws" is AWS itself, with the region and the key
    /// that the AWS CLI would take
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    #[command(flatten)]
    key: KeyOptions,
    /// Least severity that ends with exit code 1
    #[arg(long, value_enum, default_value_t = Deny::Warning, value_name = "SEVERITY")]
    deny: Deny,
    /// Show hints too
    #[arg(long)]
    hints: bool,
    /// Print findings as JSON
    #[arg(long, conflicts_with = "sarif")]
    json: bool,
    /// Print findings as SARIF 2.1.0, for code scanning
    #[arg(long)]
    sarif: bool,
    /// Tell about one rule, by its id or its name
    #[arg(long, value_name = "ID", conflicts_with_all = ["files", "endpoint_url", "list"])]
    explain: Option<String>,
    /// List all rules
    #[arg(long, conflicts_with_all = ["files", "endpoint_url"])]
    list: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    Hint,
    Warning,
    Error,
    /// Always end with 0
    Never,
}

impl Deny {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Hint => Some(Severity::Hint),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    if let Some(id) = &options.explain {
        let rule = ebb_lint::find(id).ok_or_else(|| {
            Failure::usage(format!("there is no rule \"{id}\""))
                .hint(Some("ebb lint --list names all"))
        })?;
        print_line(ebb_lint::explain(rule).trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    if options.list {
        for rule in ebb_lint::rules() {
            print_line(&format!("{} {:7} {:26} {}", rule.id, rule.severity, rule.name, rule.title));
        }
        return Ok(ExitCode::SUCCESS);
    }
    if options.files.is_empty() && options.endpoint_url.is_none() {
        let hint = "such as: ebb lint ebb.toml, or ebb lint --endpoint-url http://127.0.0.1:4600";
        return Err(Failure::usage("there is nothing to look at: name a file").hint(Some(hint)));
    }
    let Some(blueprint) = read_all(&options).await? else { return Ok(ExitCode::from(BAD_INPUT)) };
    let shown = if options.hints || matches!(options.deny, Deny::Hint) {
        Severity::Hint
    } else {
        Severity::Warning
    };
    let mut findings = ebb_lint::lint(&blueprint);
    findings.retain(|finding| finding.rule.severity >= shown);
    print(&options, &findings, &blueprint.notes);
    let denied = options.deny.severity();
    let found = denied.is_some_and(|least| findings.iter().any(|one| one.rule.severity >= least));
    Ok(if found { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

fn print(options: &Options, findings: &[Finding], notes: &[Note]) {
    if options.sarif {
        print_line(&format!("{:#}", ebb_lint::sarif(findings, env!("CARGO_PKG_VERSION"))));
        return;
    }
    if options.json {
        print_line(&format!("{:#}", ebb_lint::json(findings, notes)));
        return;
    }
    for Note { place, text } in notes {
        let Place { source, position, .. } = place;
        let at = position.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        print_line(&format!("{source}{at}: note: {text}"));
    }
    let text = ebb_lint::text(findings);
    if !text.is_empty() {
        print_line(text.trim_end());
    }
    print_error_line(&ebb_lint::summary(findings));
}

/// All sources together; None when one cannot be read, which has then been told.
async fn read_all(options: &Options) -> Result<Option<Blueprint>, Failure> {
    let mut all = Blueprint::default();
    let mut is_bad = false;
    for file in &options.files {
        match read_file(file) {
            Ok(blueprint) => all.extend(blueprint),
            Err(failure) => {
                failure.report();
                is_bad = true;
            }
        }
    }
    if let Some(url) = &options.endpoint_url {
        match read_live(url, &options.key).await {
            Ok(blueprint) => all.extend(blueprint),
            Err(failure) => {
                failure.report();
                is_bad = true;
            }
        }
    }
    Ok((!is_bad).then_some(all))
}

fn read_file(file: &Path) -> Result<Blueprint, Failure> {
    let name = file.display().to_string();
    let mut text = String::new();
    // One byte more than is read, so that a longer text is told from one that ends there.
    let most = u64::try_from(ebb_blueprint::MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let read = if name == "-" {
        std::io::stdin().lock().take(most).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(most).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::new(&format!("could not read \"{name}\""), &error))?;
    let name = if name == "-" { "<stdin>" } else { &name };
    ebb_blueprint::read(name, &text).map_err(|error| Failure::from_error(&error))
}
