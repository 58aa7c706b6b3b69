//! What `ebb tune` is worth: on many traces, against AWS's default advice and against an oracle.
//!
//! `study [--trace-dir DIR] [--generated N] [--first-seed S] [--trials N] [--threads N] [--only TEXT] [--skip TEXT] [--out FILE]`
//!
//! Each trace is split in time; the tuner sees the first part, all figures are of the second one. Rows go to the file as
//! they are done, one line of JSON each; what it holds already is not run again, so a study that was ended goes on. What
//! is printed at the end is made of all rows of the file. `docs/tune.md` tells what the traces are like.

mod case;
mod generated;
mod measure;
mod recorded;
mod report;

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use measure::{Effort, Row};

type Failed = Box<dyn Error>;

/// That of `ebb`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Options {
    trace_dir: Option<PathBuf>,
    generated: u64,
    first_seed: u64,
    effort: Effort,
    only: String,
    skip: Option<String>,
    out: Option<PathBuf>,
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the result, and how far it is")]
fn main() -> Result<(), Failed> {
    let options = options()?;
    let mut rows: Vec<Row> = Vec::new();
    if let Some(out) = &options.out
        && out.exists()
    {
        for line in fs::read_to_string(out)?.lines() {
            rows.push(serde_json::from_str(line)?);
        }
    }
    let seeds = options.first_seed..options.first_seed + options.generated;
    let mut makers: Vec<case::Maker> = seeds.map(generated::maker).collect();
    if let Some(folder) = &options.trace_dir {
        makers.extend(recorded::makers(folder)?);
    }
    makers.retain(|maker| {
        let skipped = options.skip.as_ref().is_some_and(|skip| maker.name.contains(skip));
        maker.name.contains(&options.only)
            && !skipped
            && rows.iter().all(|row| row.name != maker.name)
    });
    let all = makers.len();
    for (number, maker) in makers.into_iter().enumerate() {
        let name = maker.name.clone();
        let row = measure::measure(&maker.make()?, options.effort)
            .map_err(|error| format!("{name}: {error}"))?;
        eprintln!("{:>3} of {all}: {}", number + 1, report::line(&row));
        if let Some(out) = &options.out {
            let mut file = OpenOptions::new().create(true).append(true).open(out)?;
            writeln!(file, "{}", serde_json::to_string(&row)?)?;
        }
        rows.push(row);
    }
    for line in report::table(&rows) {
        println!("{line}");
    }
    Ok(())
}

fn options() -> Result<Options, Failed> {
    let mut options = Options {
        trace_dir: None,
        generated: 120,
        first_seed: 1,
        effort: Effort { trials: None, threads: NonZeroUsize::new(2).unwrap_or(NonZeroUsize::MIN) },
        only: String::new(),
        skip: None,
        out: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("\"{name}\" needs a value"))?;
        match name.as_str() {
            "--trace-dir" => options.trace_dir = Some(value.into()),
            "--generated" => options.generated = value.parse()?,
            "--first-seed" => options.first_seed = value.parse()?,
            "--trials" => options.effort.trials = Some(value.parse()?),
            "--threads" => options.effort.threads = value.parse()?,
            "--only" => options.only = value,
            "--skip" => options.skip = Some(value),
            "--out" => options.out = Some(value.into()),
            _ => return Err(format!("there is no option \"{name}\"").into()),
        }
    }
    Ok(options)
}
