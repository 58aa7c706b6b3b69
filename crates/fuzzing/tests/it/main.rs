//! What fuzzers found, and what they were given to begin with, goes through every parser on every run.

#![allow(clippy::unwrap_used, reason = "what a test cannot unwrap fails it")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use ebb_fuzzing::{Mutator, TARGETS, Target};

/// Mutations of each file.
const MUTATIONS: usize = 1500;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// Names and contents of the files of a corpus, in the order of their names.
fn corpus(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = fuzz().join("corpus").join(target.name);
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

fn replay(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let corpus = corpus(target);
    assert!(corpus.len() >= 24, "{name}: a corpus of {} files", corpus.len());
    let mut told = BTreeSet::new();
    let mut run = |data: &[u8], what: &str| {
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(data)));
        let Ok(outcome) = outcome else {
            panic!("{name}: {what}: {:?}", String::from_utf8_lossy(data))
        };
        told.insert(outcome);
    };
    for (index, (file, data)) in corpus.iter().enumerate() {
        run(data, file);
        let mut mutator = Mutator::new(index as u64, target.words);
        for number in 0..MUTATIONS {
            let other = &corpus[(index + number) % corpus.len()].1;
            run(&mutator.mutate(data, other), &format!("mutation {number} of {file}"));
        }
    }
    // Inputs that all end alike would test nothing.
    assert!(told.len() >= 6, "{name}: only {told:?}");
}

macro_rules! replays {
    ($($name:ident)*) => {
        $(#[test] fn $name() { replay(stringify!($name)); })*

        /// Every parser is replayed here, and has a target for the fuzzer.
        #[test]
        fn no_parser_is_forgotten() {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
            let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
            for name in names {
                assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} in Cargo.toml");
                let target = fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs")));
                assert!(target.unwrap().contains(&format!("\"{name}\"")), "{name}");
            }
        }
    };
}

replays! { arn blueprint cbor identify json math query rule schedule sigv4 statistic trace }
