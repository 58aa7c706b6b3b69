//! Fuzz targets as plain functions.
//!
//! `fuzz/` hands them to a coverage-guided fuzzer; the test of this crate feeds them what lies in `fuzz/corpus/` and some
//! thousand mutations of each of its files, on every run. A function takes any bytes, must not panic, and checks what
//! holds for its parser: what was read prints to what reads the same, a document is the same in every protocol, instants
//! go forward.

mod blueprints;
mod documents;
mod math;
mod mutate;
mod names;
mod rules;
mod schedules;
mod signatures;
mod traces;

pub use mutate::Mutator;

/// One parser.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of its folder below `fuzz/corpus/`.
    pub name: &'static str,
    /// Feeds bytes to the parser. The answer says in a few words what became of them, so that inputs which take
    /// different ways can be told apart.
    ///
    /// # Panics
    /// When something does not hold that has to: then a bug is found.
    pub run: fn(&[u8]) -> String,
    /// Pieces that inputs are made of, for mutations that get somewhere.
    pub words: &'static [&'static str],
}

/// Every parser.
pub const TARGETS: &[Target] = &[
    Target { name: "arn", run: names::arn, words: names::ARN_WORDS },
    Target { name: "blueprint", run: blueprints::blueprint, words: blueprints::WORDS },
    Target { name: "cbor", run: documents::cbor, words: documents::WORDS },
    Target { name: "identify", run: documents::identify, words: documents::REQUEST_WORDS },
    Target { name: "json", run: documents::json, words: documents::WORDS },
    Target { name: "math", run: math::math, words: math::WORDS },
    Target { name: "query", run: documents::query, words: documents::QUERY_WORDS },
    Target { name: "rule", run: rules::rule, words: rules::WORDS },
    Target { name: "schedule", run: schedules::schedule, words: schedules::WORDS },
    Target { name: "sigv4", run: signatures::claim, words: signatures::WORDS },
    Target { name: "statistic", run: names::statistic, words: names::STATISTIC_WORDS },
    Target { name: "trace", run: traces::trace, words: traces::WORDS },
];

/// Feeds bytes to the parser of this name.
///
/// # Panics
/// When there is none, and when a bug is found.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.unwrap_or_else(|| panic!("there is no target \"{name}\"")).run)(data);
}

/// The bytes as text; what is no text says so and is done with.
fn with_text(data: &[u8], run: impl FnOnce(&str) -> String) -> String {
    std::str::from_utf8(data).map_or_else(|_| "no text".to_owned(), run)
}

/// A message without its data: what is in quotes and what is a number differs from input to input.
fn kind_of(message: &str) -> String {
    let outside = message.split(['"', '\'', '`']).step_by(2).collect::<String>();
    outside.chars().filter(|char| !char.is_ascii_digit()).take(80).collect()
}
