//! `ebb shadow`: candidates beside what scales a live target.

mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use ebb_blueprint::write;
use ebb_units::Workload;
use form_urlencoded::byte_serialize;
use http::Method;

use crate::failure::Failure;
use crate::output::print_line;
use crate::place::Place;
use crate::setting::{checked, of_files};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Put a candidate beside a target. It sees the same metrics and decides by the same rules, from the capacity that is
    /// really there: each decision says what it would do next from there. It moves nothing
    Put(Put),
    /// List the shadows: what each has decided so far, beside what was really done
    List(List),
    /// Remove a shadow
    Remove(Remove),
}

#[derive(Args)]
#[command(after_help = "\
A candidate without a target of its own has the bounds that the target has now. Its alarms and policies are seen nowhere
else, its alarms tell no topic, and its cooldowns run when the live target makes the same change within a minute.

Examples:
  ebb shadow put cautious candidate.toml
  ebb shadow put eager policies.json alarms.json --resource inference-component/llama
  ebb explain inference-component/llama --shadow eager")]
pub(crate) struct Put {
    /// A name for the shadow
    name: String,
    /// The candidate: ebb.toml, a Terraform plan as JSON, or what the AWS CLI prints of policies, targets, schedules and
    /// alarms; several add up
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Which target, when the files are about several: endpoint/NAME/variant/NAME or inference-component/NAME
    #[arg(long, value_name = "RESOURCE")]
    resource: Option<String>,
    #[command(flatten)]
    there: There,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  ebb shadow list
  ebb shadow list --resource endpoint/llm/variant/AllTraffic --json")]
pub(crate) struct List {
    /// Of this target only
    #[arg(long, value_name = "RESOURCE")]
    resource: Option<String>,
    #[command(flatten)]
    there: There,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  ebb shadow remove cautious")]
pub(crate) struct Remove {
    /// Which shadow
    name: String,
    #[command(flatten)]
    there: There,
}

/// The server, and how it is spoken of.
#[derive(Args)]
struct There {
    #[command(flatten)]
    place: Place,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Put(options) => put(&options).await?,
        Command::List(options) => list(&options).await?,
        Command::Remove(options) => remove(&options).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn put(options: &Put) -> Result<(), Failure> {
    let candidate = of_files(&options.files)?;
    // The server does not know the places in the files.
    checked(&candidate)?;
    let path = options.there.path(&options.name, options.resource.as_deref())?;
    let body = write::aws_json(&candidate).to_string();
    let answer = options.there.place.api()?.ask(Method::PUT, &path, body).await?;
    if options.there.json {
        print_line(&answer.to_string());
        return Ok(());
    }
    let (name, resource) = (&options.name, answer["resource"].as_str().unwrap_or_default());
    print_line(&format!("shadow {name} decides on {resource} from now on, and moves nothing"));
    print_line(&format!("what it would do: ebb explain {resource} --shadow {name}"));
    Ok(())
}

async fn list(options: &List) -> Result<(), Failure> {
    let path = options.there.path("", options.resource.as_deref())?;
    let page = options.there.place.api()?.page(&path).await?;
    if options.there.json {
        print_line(&format!("{page:#}"));
        return Ok(());
    }
    for line in table::lines(&page) {
        print_line(&line);
    }
    Ok(())
}

async fn remove(options: &Remove) -> Result<(), Failure> {
    let path = options.there.path(&options.name, None)?;
    let answer = options.there.place.api()?.ask(Method::DELETE, &path, String::new()).await?;
    if options.there.json {
        print_line(&answer.to_string());
    } else {
        print_line(&format!("shadow {} is removed", options.name));
    }
    Ok(())
}

impl There {
    fn path(&self, name: &str, resource: Option<&str>) -> Result<String, Failure> {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let mut query = Vec::new();
        if let Some(resource) = resource {
            let workload = resource.parse::<Workload>();
            let workload =
                workload.map_err(|error| Failure::usage(format!("--resource: {error}")))?;
            query.push(format!("resource={}", encoded(&workload.to_string())));
        }
        if let Some(region) = self.place.region() {
            query.push(format!("region={}", encoded(region)));
        }
        // A plus is no space in a path.
        let segment = |name: &str| format!("/{}", encoded(name).replace('+', "%20"));
        let name = if name.is_empty() { String::new() } else { segment(name) };
        let query = query.join("&");
        Ok(format!("/_ebb/shadows{name}{}{query}", if query.is_empty() { "" } else { "?" }))
    }
}
