//! `ebb status`.

mod table;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::failure::Failure;
use crate::output::print_line;
use crate::place::Place;
use crate::signals::Signals;

/// How often it is asked anew.
const EVERY: Duration = Duration::from_secs(2);

#[derive(Args)]
#[command(after_help = "\
Examples:
  ebb status
  ebb status --watch
  ebb status --json | jq '.scopes[].workloads[] | {resource, desired, current}'")]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// Ask again every two seconds, until interrupted
    #[arg(long)]
    watch: bool,
    /// Print what the server says, as JSON; with --watch one line each time
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    let api = options.place.api()?;
    let mut signals = if options.watch { Some(Signals::listen()?) } else { None };
    loop {
        let status = api.page("/_ebb/status").await?;
        match (options.json, &signals) {
            (true, None) => print_line(&format!("{status:#}")),
            (true, Some(_)) => print_line(&status.to_string()),
            (false, watching) => {
                if watching.is_some() && std::io::stdout().is_terminal() {
                    // Home, and everything below goes: what is printed next takes the place of what was there.
                    print_line("\x1b[H\x1b[2J");
                }
                print_line(table::of(&status).trim_end());
            }
        }
        let Some(signals) = &mut signals else { return Ok(ExitCode::SUCCESS) };
        tokio::select! {
            _ = signals.next() => return Ok(ExitCode::SUCCESS),
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
