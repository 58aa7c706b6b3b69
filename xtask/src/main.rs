//! The chores of the project: `cargo xtask <chore>`.
#![expect(clippy::print_stderr, reason = "chores talk to the terminal")]

mod codegen;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (chore, rest) = match arguments.split_first() {
        Some((chore, rest)) => (chore.as_str(), rest),
        None => ("", [].as_slice()),
    };
    let outcome = match chore {
        "codegen" => codegen::run(rest),
        _ => Err("usage: cargo xtask codegen [--check]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
