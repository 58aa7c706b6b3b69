//! `ebb explain`.

mod records;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use ebb_decide::decision::{Decision, Explanation};
use ebb_units::{Timestamp, Workload};
use form_urlencoded::byte_serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{print_error_line, print_line};
use crate::place::Place;

use records::Found;

/// Shadows that are named in an error.
const MOST_NAMED: usize = 10;
/// It ran, and the answer is no.
const DIFFERS: u8 = 3;

#[derive(Args)]
#[command(after_help = "\
A FILE holds decisions as JSON, one after the other: pages of /_ebb/decisions, what `ebb serve --record` or
`ebb simulate --decisions` has written, or records saved from any of them.

Exit code: 0 when it was told, or every decision came out the same; 3 when one did not; 1 when there is nothing to tell.

Examples:
  ebb explain endpoint/llm/variant/AllTraffic
  ebb explain inference-component/llama --at 2026-03-02T09:04:10Z --json
  ebb explain inference-component/llama --from history.jsonl --at 2026-03-02T09:04:10Z
  ebb simulate ebb.toml --traffic spike:base=1,peak=40 --for 1h --decisions decisions.jsonl
  ebb explain --from decisions.jsonl --at 2026-01-01T00:31:00Z
  ebb explain endpoint/llm/variant/AllTraffic --shadow cautious
  ebb explain --replay history.jsonl")]
pub(crate) struct Options {
    /// What is scaled: endpoint/NAME/variant/NAME, inference-component/NAME or the URL of a custom resource. A file that
    /// is about one alone needs no name
    #[arg(value_name = "RESOURCE", required_unless_present_any = ["replay", "from"])]
    resource: Option<String>,
    /// The decision at that time, or the last one before it [default: the newest]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// How many decisions, newest first
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    last: u16,
    /// What this shadow of the target would have done: see ebb shadow
    #[arg(long, value_name = "NAME")]
    shadow: Option<String>,
    /// Ask a file instead of a server
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Take every decision of a file again, and say whether the same comes of it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resource", "at", "last", "from", "shadow"])]
    replay: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    if let Some(file) = &options.replay {
        return replay(file, options.json);
    }
    let workload = options.resource.as_deref().map(str::parse::<Workload>).transpose();
    let workload = workload.map_err(|error| Failure::usage(format!("{error}")))?;
    let at = options.at.as_deref().map(time).transpose()?;
    match (&options.from, workload) {
        (Some(file), workload) => from_file(&options, file, workload.as_ref(), at),
        (None, Some(workload)) => from_server(&options, &workload, at).await,
        (None, None) => Err(Failure::usage("nobody said what to explain")),
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
    if let Some(shadow) = &options.shadow {
        path += &format!("&shadow={}", byte_serialize(shadow.as_bytes()).collect::<String>());
    }
    if let Some(region) = options.place.region() {
        path += &format!("&region={}", byte_serialize(region.as_bytes()).collect::<String>());
    }
    let page = options.place.api()?.page(&path).await?;
    let decisions = page["decisions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let present = &page["present"];
    if decisions.is_empty() && present.is_null() {
        return Err(match &options.shadow {
            Some(shadow) => Failure::plain(format!("{workload} has no shadow \"{shadow}\""))
                .hint(Some("ebb shadow list tells which there are")),
            None => no_target(workload, &page),
        });
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
    workload: Option<&Workload>,
    at: Option<Timestamp>,
) -> Result<ExitCode, Failure> {
    let mut found: Vec<Decision> = Vec::new();
    let mut only: Option<Workload> = None;
    let mut total = 0_usize;
    let mut others = BTreeSet::new();
    for found_one in records::open(file)? {
        let Found { shadow, decision } = found_one?;
        total += 1;
        if shadow != options.shadow {
            if others.len() < MOST_NAMED {
                others.insert(shadow);
            }
            continue;
        }
        if workload.is_none() && *only.get_or_insert(decision.workload.clone()) != decision.workload
        {
            return Err(several(file, [only.as_ref(), Some(&decision.workload)]));
        }
        let is_of = workload.is_none_or(|workload| decision.workload == *workload);
        // Times are told in milliseconds.
        let is_until = |at: Timestamp| decision.at.as_millisecond() <= at.as_millisecond();
        if is_of && at.is_none_or(is_until) {
            // No more than are told are kept in memory, however long the file is.
            if found.len() == usize::from(options.last) {
                found.remove(0);
            }
            found.push(decision);
        }
    }
    if found.is_empty() {
        let until = at.map_or_else(String::new, |at| format!(" until {at}"));
        let on = workload.map_or_else(String::new, |workload| format!(" on {workload}"));
        let name = file.display();
        let of = options.shadow.as_ref().map_or_else(String::new, |of| format!(" of shadow {of}"));
        let text = format!("\"{name}\" has no decision{of}{on}{until} among its {total}");
        let others: Vec<String> = others.into_iter().map(of_whom).collect();
        let hint = format!("it has decisions of {}", others.join(", "));
        return Err(Failure::plain(text).hint((!others.is_empty()).then_some(hint)));
    }
    let newest_first = found.iter().rev();
    if options.json {
        let told: Vec<Value> = newest_first
            .map(
                |decision| json!({ "explanation": explain(options, decision), "record": decision }),
            )
            .collect();
        let page = json!({ "shadow": options.shadow, "decisions": told });
        print_line(&format!("{page:#}"));
        return Ok(ExitCode::SUCCESS);
    }
    for (index, decision) in newest_first.enumerate() {
        if index > 0 {
            print_line("");
        }
        print_line(&explain(options, decision).to_string());
    }
    let newest = found.last().map(|decision| decision.at);
    if let Some((at, newest)) = at.zip(newest).filter(|(at, newest)| newest < at) {
        let newest = newest.strftime("%Y-%m-%dT%H:%M:%SZ");
        print_line(&format!("then       no other decision between {newest} and {at}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn explain(options: &Options, decision: &Decision) -> Explanation {
    if options.shadow.is_some() { decision.explain().of_shadow() } else { decision.explain() }
}

fn of_whom(shadow: Option<String>) -> String {
    shadow.map_or_else(
        || "what was acted upon: leave --shadow out".to_owned(),
        |name| format!("shadow {name}: --shadow {name}"),
    )
}

fn several(file: &Path, of: [Option<&Workload>; 2]) -> Failure {
    let names: Vec<String> = of.into_iter().flatten().map(|name| format!("\"{name}\"")).collect();
    let text = format!("\"{}\" is about several resources", file.display());
    let hint = format!("name one of them, such as {}", names.join(" or "));
    Failure::usage(text).hint(Some(hint))
}

/// Takes every decision of a file again, alone.
fn replay(file: &Path, as_json: bool) -> Result<ExitCode, Failure> {
    let (mut total, mut differing) = (0_usize, Vec::new());
    for found in records::open(file)? {
        let decision = found?.decision;
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
