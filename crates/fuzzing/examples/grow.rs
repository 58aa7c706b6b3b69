//! Adds mutations to the corpora of `fuzz/corpus/` that end in a way in which no file does so far.
//!
//! `cargo run -p ebb-fuzzing --example grow -- <most files> [target]`. A fuzzer that sees the coverage does better; this
//! needs nothing but the stable toolchain.

#![expect(clippy::print_stdout, reason = "it talks to the terminal")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ebb_fuzzing::{Mutator, TARGETS, Target};

/// Mutations that are tried for each target.
const TRIES: u64 = 60_000;
/// Files stay small: what is large tells little more.
const LARGEST: usize = 300;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let most = arguments.first().and_then(|most| most.parse().ok()).unwrap_or(48);
    for target in TARGETS.iter().filter(|it| arguments.get(1).is_none_or(|name| name == it.name)) {
        grow(target, most)?;
    }
    Ok(())
}

fn grow(target: &Target, most: usize) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target.name);
    let mut corpus = Vec::new();
    for entry in fs::read_dir(&folder)? {
        corpus.push(fs::read(entry?.path())?);
    }
    corpus.sort();
    let mut told: BTreeSet<String> = corpus.iter().map(|data| (target.run)(data)).collect();
    let mut mutator = Mutator::new(0, target.words);
    for number in 0..TRIES {
        if corpus.len() >= most || corpus.is_empty() {
            break;
        }
        let index = usize::try_from(number).unwrap_or(0);
        let (data, other) = (&corpus[index % corpus.len()], &corpus[index / 7 % corpus.len()]);
        let data = mutator.mutate(data, other);
        if data.len() <= LARGEST && told.insert((target.run)(&data)) {
            fs::write(folder.join(format!("mutation-{number:05}")), &data)?;
            corpus.push(data);
        }
    }
    println!("{}: {} files, {} outcomes", target.name, corpus.len(), told.len());
    Ok(())
}
