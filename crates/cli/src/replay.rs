//! `ebb replay`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ebb_server::{ReplayError, replay};
use serde_json::json;

use crate::failure::Failure;
use crate::output::{print_error_line, print_line};

/// It ran, and the answer is no.
const DIFFERS: u8 = 3;

#[derive(Args)]
#[command(after_help = "\
Exit code: 0 when every decision is the same again, 3 when one is not, 1 when the file cannot be read.

Examples:
  ebb serve --record history.jsonl
  ebb replay history.jsonl")]
pub(crate) struct Options {
    /// What `ebb serve --record` has written
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the numbers as JSON
    #[arg(long)]
    json: bool,
}

/// Tells a recording again, and says whether this release decides the same.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    match replay(&options.file) {
        Ok(told) if options.json => {
            let (runs, events, effects) = (told.runs, told.events, told.effects);
            print_line(&json!({ "runs": runs, "events": events, "effects": effects }).to_string());
            Ok(ExitCode::SUCCESS)
        }
        Ok(told) => {
            print_line(&format!(
                "the same again: {} effects of {} events in {} runs",
                told.effects, told.events, told.runs
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(ReplayError::Differs { line, then, now }) => {
            print_error_line(&format!("line {line} of the recording has other effects now"));
            print_error_line(&format!("  then: {then}"));
            print_error_line(&format!("  now:  {now}"));
            Ok(ExitCode::from(DIFFERS))
        }
        Err(error) => {
            Err(Failure::new(&format!("could not replay \"{}\"", options.file.display()), &error))
        }
    }
}
