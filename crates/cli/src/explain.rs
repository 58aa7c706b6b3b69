//! `ebb explain`.

mod records;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use ebb_decide::decision::Decision;
use ebb_units::{Timestamp, Workload};
use form_urlencoded::byte_serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{print_error_line, print_line};
use crate::place::Place;

/// It ran, and the answer is no.
const DIFFERS: u8 = 3;

#[derive(Args)]
#[command(after_help = "\
A FILE holds decisions as JSON, one after the other: pages of /_ebb/decisions, what `ebb serve --record` has written, or
records saved from either.

Exit code: 0 when it was told, or every decision came out the same; 3 when one did not; 1 when there is nothing to tell.

Examples:
  ebb explain endpoint/llm/variant/AllTraffic
  ebb explain inference-component/llama --at 2026-03-02T09:04:10Z --json
  ebb explain inference-component/llama --from history.jsonl --at 2026-03-02T09:04:10Z
  ebb explain --replay history.jsonl")]
pub(crate) struct Options {
    /// What is scaled: endpoint/NAME/variant/NAME, inference-component/NAME or the URL of a custom resource
    #[arg(value_name = "RESOURCE", required_unless_present = "replay")]
    resource: Option<String>,
    /// The decision at that time, or the last one before it [default: the newest]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// How many decisions, newest first
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    last: u16,
    /// Ask a file instead of a server
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Take every decision of a file again, and say whether the same comes of it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resource", "at", "last", "from"])]
    replay: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Region of the target [default: us-east-1]
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    region: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    if let Some(file) = &options.replay {
        return replay(file, options.json);
    }
    let resource = options.resource.as_deref().unwrap_or_default();
    let workload: Workload =
        resource.parse().map_err(|error| Failure::usage(format!("{error}")))?;
    let at = options.at.as_deref().map(time).transpose()?;
    match &options.from {
        Some(file) => from_file(&options, file, &workload, at),
        None => from_server(&options, &workload, at).await,
    }
}

fn time(text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| {
        Failure::usage(format!("--at: \"{text}\" is not a time such as 2026-03-02T09:04:10Z"))
    })
}

async fn from_server(
    options: &Options,
    workload: &Workload,
    at: Option<Timestamp>,
) -> Result<ExitCode, Failure> {
    let resource: String = byte_serialize(workload.to_string().as_bytes()).collect();
    let mut path = format!("/_ebb/decisions?resource={resource}&limit={}", options.last);
    if let Some(at) = at {
        path += &format!("&at={at}");
    }
    if let Some(region) = &options.region {
        path += &format!("&region={}", byte_serialize(region.as_bytes()).collect::<String>());
    }
    let page = options.place.api()?.page(&path).await?;
    let decisions = page["decisions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let present = &page["present"];
    if decisions.is_empty() && present.is_null() {
        return Err(no_target(workload, &page));
    }
    if options.json {
        print_line(&format!("{page:#}"));
        return Ok(ExitCode::SUCCESS);
    }
    for decision in decisions {
        print_line(decision["text"].as_str().unwrap_or_default());
        print_line("");
    }
    if decisions.is_empty() {
        let until = at.map_or_else(String::new, |at| format!(" until {at}"));
        print_line(&format!(
            "no decision on {workload}{until} is kept: none was taken, or it was longer ago than a day, or before the server started"
        ));
        print_line("");
    }
    if at.is_none() && !present.is_null() {
        print_line("As it stands now:");
        print_line(present["text"].as_str().unwrap_or_default());
    }
    Ok(ExitCode::SUCCESS)
}

fn no_target(workload: &Workload, page: &Value) -> Failure {
    let place = format!(
        "account {} in {}",
        page["account"].as_str().unwrap_or_default(),
        page["region"].as_str().unwrap_or_default()
    );
    if page["exists"] == true {
        return Failure::plain(format!(
            "{workload} is no scalable target of {place}, so nothing scales it"
        ))
        .hint(Some(format!(
            "register it and give it a policy, for instance with: ebb autoscale setup {workload}"
        )));
    }
    Failure::plain(format!("there is no {workload} in {place}"))
        .hint(Some("ebb status lists what there is; --region names another region"))
}

fn from_file(
    options: &Options,
    file: &Path,
    workload: &Workload,
    at: Option<Timestamp>,
) -> Result<ExitCode, Failure> {
    let mut found: Vec<Decision> = Vec::new();
    let mut total = 0_usize;
    for decision in records::open(file)? {
        let decision = decision?;
        total += 1;
        if decision.workload == *workload && at.is_none_or(|at| decision.at <= at) {
            // No more than are told are kept in memory, however long the file is.
            if found.len() == usize::from(options.last) {
                found.remove(0);
            }
            found.push(decision);
        }
    }
    if found.is_empty() {
        let until = at.map_or_else(String::new, |at| format!(" until {at}"));
        return Err(Failure::plain(format!(
            "\"{}\" has no decision on {workload}{until} among its {total}",
            file.display()
        )));
    }
    let newest_first = found.iter().rev();
    if options.json {
        let told: Vec<Value> = newest_first
            .map(|decision| json!({ "explanation": decision.explain(), "record": decision }))
            .collect();
        print_line(&format!("{:#}", json!({ "decisions": told })));
        return Ok(ExitCode::SUCCESS);
    }
    for (index, decision) in newest_first.enumerate() {
        if index > 0 {
            print_line("");
        }
        print_line(&decision.explain().to_string());
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes every decision of a file again, alone.
fn replay(file: &Path, as_json: bool) -> Result<ExitCode, Failure> {
    let (mut total, mut differing) = (0_usize, Vec::new());
    for decision in records::open(file)? {
        let decision = decision?;
        total += 1;
        if let Some(now) = decision.differs() {
            if !as_json {
                print_error_line(&format!(
                    "{} at {} comes out otherwise",
                    decision.workload, decision.at
                ));
                print_error_line(&format!("  then: {}", decision.explain().answer));
                let again = Decision { outcome: now.clone(), ..decision.clone() };
                print_error_line(&format!("  now:  {}", again.explain().answer));
            }
            differing.push(json!({
                "resource": decision.workload.to_string(),
                "at": decision.at.to_string(),
                "then": decision.outcome,
                "now": now,
            }));
        }
    }
    if total == 0 {
        return Err(Failure::plain(format!("\"{}\" has no decisions", file.display())));
    }
    if as_json {
        print_line(&json!({ "decisions": total, "differing": differing }).to_string());
    } else if differing.is_empty() {
        let many = if total == 1 { "decision" } else { "decisions" };
        print_line(&format!("the same again: {total} {many}"));
    }
    Ok(if differing.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERS) })
}
