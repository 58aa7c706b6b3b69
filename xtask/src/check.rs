//! `cargo xtask check`: everything that has to hold, in the order in which it fails fastest.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Features that released builds and the checks turn on.
const FEATURES: [&str; 2] = ["--features", "ebb-cli/aws"];

/// Runs all checks; with `fast`, all but the end-to-end tests.
///
/// # Errors
/// The first check that fails, as a sentence.
pub(crate) fn run(root: &Path, fast: bool) -> Result<(), String> {
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(root);
        command
    };
    step("formatting", &mut cargo(&["fmt", "--all", "--check"]))?;
    step("generated code", &mut cargo(&["run", "-q", "-p", "xtask", "--", "codegen", "--check"]))?;
    let mut clippy = cargo(&["clippy", "--workspace", "--all-targets", "--locked"]);
    step("clippy", clippy.args(FEATURES).args(["--", "-D", "warnings"]))?;
    let mut tests = cargo(&["test", "--workspace", "--locked"]);
    step("tests and doc tests", tests.args(FEATURES))?;
    let mut docs = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
    step("documentation", docs.args(FEATURES).env("RUSTDOCFLAGS", "-D warnings"))?;
    if fast {
        println!("the end-to-end tests were left out: cargo xtask check runs them");
        return Ok(());
    }
    let mut build = cargo(&["build", "--package", "ebb-cli", "--locked"]);
    step("the binary", build.args(FEATURES))?;
    let mut e2e = Command::new("bash");
    e2e.arg("e2e/run").current_dir(root).env("EBB_BIN", target_dir(root).join("debug/ebb"));
    step("end-to-end tests with real clients", &mut e2e)
}

fn target_dir(root: &Path) -> std::path::PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into)
}

fn step(name: &str, command: &mut Command) -> Result<(), String> {
    println!("== {name}");
    let began = Instant::now();
    let status =
        command.status().map_err(|error| format!("{name}: could not be started: {error}"))?;
    if !status.success() {
        return Err(format!("{name}: failed ({status})"));
    }
    println!("== {name}: ok after {} s", began.elapsed().as_secs());
    Ok(())
}
