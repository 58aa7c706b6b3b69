//! The chores of the project: `cargo xtask <chore>`.
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "chores talk to the terminal")]

mod arrows;
mod check;
mod codegen;
mod rules;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask check [--fast] | codegen [--check] | rules [--json]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let outcome = match arguments.as_slice() {
        ["check"] => check::run(&root, false),
        ["check", "--fast"] => check::run(&root, true),
        ["codegen", rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|&argument| argument.to_owned()).collect();
            codegen::run(&rest).map_err(|error| error.to_string())
        }
        ["rules"] => rules::run(&root, false),
        ["rules", "--json"] => rules::run(&root, true),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
