//! Requests from the model: ones that fit it, and ones that break it at one chosen place.

use serde_json::{Map, Value, json};

use super::model::{Member, Operation, Shape};
use super::oracle::{self, Verdict};
use super::pattern;
use super::random::Random;
use super::samples;

/// Levels of structures that are walked; no input of the models has more.
const MOST_LEVELS: usize = 12;
/// Largest collection that is made just to be too large.
const LARGEST: f64 = 600.0;

/// Which members that may be left out are given.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fill {
    Required,
    All,
    /// Each with this chance in percent.
    Some(usize),
}

/// A document with what was done to it.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) what: String,
    pub(super) document: Value,
    /// Whether Query can say it: it has neither null nor any type but text.
    pub(super) in_query: bool,
}

/// A place in the input of an operation.
#[derive(Clone, Debug)]
struct Site {
    path: Vec<Step>,
    shape: Shape,
    required: bool,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Member(&'static str),
    /// The first item of a list.
    Item,
    /// The first value of a map.
    Entry,
}

/// What is put at a site.
struct Wrong {
    what: String,
    /// `None` takes the member away.
    value: Option<Value>,
    in_query: bool,
}

/// A document that fits the model; with luck one that the service accepts as well.
pub(super) fn valid(operation: Operation, fill: Fill, random: &mut Random) -> Value {
    let mut document = fill_in(operation, operation.input(), None, fill, random, 0);
    if !matches!(fill, Fill::All) {
        // What makes sense stands above what merely fits.
        let sample = samples::request(operation.name, random);
        for (name, value) in sample.iter().filter_map(Value::as_object).flatten() {
            document[name] = value.clone();
        }
    }
    document
}

/// One document for every constraint of every member, each breaking that one (and what goes with it).
pub(super) fn invalid(operation: Operation, random: &mut Random) -> Vec<Case> {
    let mut sites = Vec::new();
    collect(operation.input(), &mut Vec::new(), &mut Vec::new(), &mut sites);
    let mut cases = Vec::new();
    for site in &sites {
        for wrong in wrongs(operation, site, random) {
            let mut document =
                fill_in(operation, operation.input(), None, Fill::Required, random, 0);
            put(operation, operation.input(), &mut document, &site.path, &wrong.value, random);
            let path: Vec<String> = site.path.iter().map(|step| format!("{step:?}")).collect();
            let what = format!("{} at {}", wrong.what, path.join("/"));
            cases.push(Case { what, document, in_query: wrong.in_query });
        }
    }
    cases
}

/// Two or three things wrong at the same time.
pub(super) fn several(operation: Operation, random: &mut Random) -> Case {
    let mut sites = Vec::new();
    collect(operation.input(), &mut Vec::new(), &mut Vec::new(), &mut sites);
    let mut document = fill_in(operation, operation.input(), None, Fill::Some(20), random, 0);
    let mut case = Case { what: String::new(), document: Value::Null, in_query: true };
    for _ in 0..2 + random.below(2) {
        let site = random.pick(&sites).clone();
        let wrongs = wrongs(operation, &site, random);
        let Some(wrong) = wrongs.get(random.below(wrongs.len().max(1))) else { continue };
        put(operation, operation.input(), &mut document, &site.path, &wrong.value, random);
        case.what.push_str(&format!("{} at {:?}; ", wrong.what, site.path));
        case.in_query &= wrong.in_query;
    }
    case.document = document;
    case
}

fn collect(
    shape: Shape,
    path: &mut Vec<Step>,
    inside: &mut Vec<&'static str>,
    sites: &mut Vec<Site>,
) {
    if inside.contains(&shape.name) || inside.len() > MOST_LEVELS {
        return;
    }
    inside.push(shape.name);
    let mut go = |step: Step, shape: Shape, required: bool, sites: &mut Vec<Site>| {
        path.push(step);
        sites.push(Site { path: path.clone(), shape, required });
        collect(shape, path, inside, sites);
        path.pop();
    };
    match shape.kind() {
        "structure" => {
            for member in shape.members() {
                go(Step::Member(member.name), member.shape, member.required, sites);
            }
        }
        "list" => go(Step::Item, shape.item(), false, sites),
        "map" => go(Step::Entry, shape.value(), false, sites),
        _ => {}
    }
    inside.pop();
}

/// Everything that can be wrong at a site.
fn wrongs(operation: Operation, site: &Site, random: &mut Random) -> Vec<Wrong> {
    let mut all = Vec::new();
    let mut add = |what: &str, value: Value, in_query: bool| {
        all.push(Wrong { what: what.to_owned(), value: Some(value), in_query });
    };
    let shape = site.shape;
    let kind = shape.kind();
    match kind {
        "string" => {
            if let Some(max) = shape.max().filter(|max| *max < 5000.0) {
                add("too long", text(shape, max as usize + 1).into(), true);
            }
            if let Some(min) = shape.min().filter(|min| *min >= 1.0) {
                let short: String = text(shape, 1).chars().take(min as usize - 1).collect();
                add("too short", short.into(), true);
            }
            if let Some(pattern) = shape.pattern() {
                add("another pattern", pattern::known(pattern).bad.into(), true);
            }
            if !shape.values().is_empty() {
                add("another value", "none of them".into(), true);
            }
            add("a number", json!(7), false);
        }
        "integer" | "long" => {
            if let Some(max) = shape.max() {
                add("too large", json!(max as i64 + 1), true);
            }
            if let Some(min) = shape.min() {
                add("too small", json!(min as i64 - 1), true);
            }
            add("a text", json!("x"), true);
            add("a fraction", json!(1.5), true);
            add("beyond all integers", json!(1e300), true);
        }
        "float" | "double" => {
            if let Some(min) = shape.min() {
                add("too small", json!(min - 0.5), true);
            }
            add("a text", json!("x"), true);
            add("a boolean", json!(true), true);
        }
        "boolean" => add("a text", json!("yes"), true),
        "timestamp" => {
            add("a text", json!("yesterday"), true);
            add("beyond all calendars", json!(1e300), false);
        }
        "list" => {
            if let Some(max) = shape.max().filter(|max| *max <= LARGEST) {
                let item = fill_in(operation, shape.item(), None, Fill::Required, random, 0);
                add("too many", vec![item; max as usize + 1].into(), true);
            }
            if shape.min().is_some_and(|min| min >= 1.0) {
                add("too few", json!([]), true);
            }
            add("an object", json!({ "a": 1 }), false);
            add("a list of null", json!([null]), false);
        }
        "map" => {
            if let Some(max) = shape.max().filter(|max| *max <= LARGEST) {
                let entry = |index| {
                    (
                        format!("k{index}"),
                        fill_in(operation, shape.value(), None, Fill::Required, random, 0),
                    )
                };
                let entries: Map<String, Value> = (0..=max as usize).map(entry).collect();
                add("too many", entries.into(), true);
            }
            if let Some(pattern) = shape.key().pattern() {
                let bad = pattern::known(pattern).bad;
                add("another pattern of a key", json!({ bad: "v" }), true);
            }
            add("a list", json!([1]), false);
        }
        "structure" => {
            add("a text", json!("x"), false);
            add("a list", json!([]), false);
        }
        _ => {}
    }
    add("null", Value::Null, false);
    if site.required {
        all.push(Wrong { what: "missing".to_owned(), value: None, in_query: true });
    }
    all
}

/// Puts a value at the end of the path; what lies on the way is made when it is not there.
fn put(
    operation: Operation,
    shape: Shape,
    document: &mut Value,
    path: &[Step],
    value: &Option<Value>,
    random: &mut Random,
) {
    let [step, rest @ ..] = path else {
        *document = value.clone().unwrap_or(Value::Null);
        return;
    };
    let mut fresh = |shape: Shape| fill_in(operation, shape, None, Fill::Required, random, 0);
    match *step {
        Step::Member(name) => {
            let Some(member) = shape.member(name) else { return };
            if !document.is_object() || (shape.is_union() && document.get(name).is_none()) {
                *document = if shape.is_union() { json!({}) } else { fresh(shape) };
            }
            if rest.is_empty() && value.is_none() {
                document.as_object_mut().unwrap().remove(name);
                return;
            }
            if document.get(name).is_none_or(Value::is_null) && !rest.is_empty() {
                document[name] = fresh(member.shape);
            }
            put(operation, member.shape, &mut document[name], rest, value, random);
        }
        Step::Item => {
            if document.as_array().is_none_or(Vec::is_empty) {
                *document = json!([fresh(shape.item())]);
            }
            put(operation, shape.item(), &mut document[0], rest, value, random);
        }
        Step::Entry => {
            if document.as_object().is_none_or(Map::is_empty) {
                *document = json!({ "Key": fresh(shape.value()) });
            }
            let entries = document.as_object_mut().unwrap();
            let entry = entries.values_mut().next().unwrap();
            put(operation, shape.value(), entry, rest, value, random);
        }
    }
}

/// A value that fits the shape.
fn fill_in(
    operation: Operation,
    shape: Shape,
    member: Option<&str>,
    fill: Fill,
    random: &mut Random,
    level: usize,
) -> Value {
    let sample = member.and_then(|member| samples::member(operation.name, member, random));
    if let Some(value) = sample.filter(|value| matches!(oracle::judge(shape, value), Verdict::Fits))
    {
        return value;
    }
    let count = |random: &mut Random| {
        let least = shape.min().unwrap_or(0.0) as usize;
        let most = shape.max().map_or(3, |max| max as usize).min(3).max(least);
        least.max(1).max(random.below(most + 1))
    };
    match shape.kind() {
        "structure" => {
            let mut members = shape.members();
            if shape.is_union() {
                members = vec![*random.pick(&members)];
            }
            let given = members
                .into_iter()
                .filter(|member| shape.is_union() || is_given(*member, fill, random, level));
            let given: Vec<Member> = given.collect();
            let value = |member: Member| {
                let name = Some(member.name);
                let value = fill_in(operation, member.shape, name, fill, random, level + 1);
                (member.name.to_owned(), value)
            };
            given.into_iter().map(value).collect::<Map<_, _>>().into()
        }
        "list" => (0..count(random))
            .map(|_| fill_in(operation, shape.item(), None, fill, random, level + 1))
            .collect(),
        "map" => {
            let key = |index| {
                let text = text(shape.key(), 2);
                if shape.key().values().is_empty() { format!("{text}{index}") } else { text }
            };
            (0..count(random))
                .map(|index| {
                    (key(index), fill_in(operation, shape.value(), None, fill, random, level + 1))
                })
                .collect::<Map<_, _>>()
                .into()
        }
        "string" | "blob" => match shape.values().as_slice() {
            [] => text(shape, 3).into(),
            values => (*random.pick(values)).into(),
        },
        "integer" | "long" => json!(between(shape, 60.0) as i64),
        "float" | "double" => json!(between(shape, 1.5)),
        "boolean" => json!(random.percent(50)),
        "timestamp" => json!(samples::minute()),
        other => panic!("{other} is a new kind of shape"),
    }
}

fn is_given(member: Member, fill: Fill, random: &mut Random, level: usize) -> bool {
    member.required
        || level < MOST_LEVELS
            && match fill {
                Fill::Required => false,
                Fill::All => true,
                Fill::Some(chance) => random.percent(chance),
            }
}

/// A text that fits, of about that many characters.
fn text(shape: Shape, length: usize) -> String {
    let length = length.max(shape.min().unwrap_or(0.0) as usize);
    match shape.pattern() {
        Some(pattern) => pattern::known(pattern).good(length),
        None => "x".repeat(length),
    }
}

fn between(shape: Shape, number: f64) -> f64 {
    number.max(shape.min().unwrap_or(number)).min(shape.max().unwrap_or(f64::MAX))
}
