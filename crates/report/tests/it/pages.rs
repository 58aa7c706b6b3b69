//! A simulation, a comparison and a search as pages: complete, well-formed, and deaf to what users call things.

use std::num::NonZeroUsize;

use ebb_report::{Apply, Comparison, Measured, Search, Simulation, Table};
use ebb_sim::tune::{Goal, Setting, Tuned, Tuning, tune};
use ebb_sim::{Compared, Outcome};

use crate::worlds::{EVIL, arrivals, origin, outcome, policies, scenario};

fn simulation(outcome: &Outcome) -> String {
    Simulation {
        scenario: &scenario(),
        outcome,
        bounds: (1, 20),
        policies: EVIL,
        origin: &origin(),
    }
    .page()
}

fn comparison(outcome: &Outcome) -> String {
    let one = |name: &str| Compared {
        name: name.to_owned(),
        about: EVIL.to_owned(),
        outcome: outcome.clone(),
    };
    let table = Table {
        heads: vec![String::new(), "cost".to_owned()],
        rows: vec![vec![EVIL.to_owned(), "1".to_owned()], vec!["other".to_owned(), "2".to_owned()]],
        chosen: Some(0),
    };
    let measured = Measured { lines: &[EVIL.to_owned()], capacity: &outcome.capacity };
    Comparison {
        scenario: &scenario(),
        is_priced: true,
        measured: Some(measured),
        compared: &[one(EVIL), one("other")],
        attain: 0.99,
        table: &table,
        verdict: &[EVIL.to_owned()],
        origin: &origin(),
    }
    .page()
}

/// The page of a search; with what is told of the frontier, or nothing of it.
fn search(tells_frontier: bool) -> (String, Tuned) {
    let (scenario, arrivals) = (scenario(), arrivals());
    let tuning = Tuning {
        scenario: scenario.clone(),
        base: policies(),
        goal: Goal::Attain { share: 0.9 },
        searched_share: 0.6,
        headroom: 0.15,
        additions: true,
        trials: 12,
        points: 12,
        threads: NonZeroUsize::MIN,
        seed: 7,
    };
    let mut found = tune(&tuning, &arrivals, |_| ()).expect("something to tune");
    assert!(!found.frontier.is_empty() && !found.recommended.settings.is_empty());
    if !tells_frontier {
        found.frontier.clear();
    }
    let form = || EVIL.to_owned();
    let page = Search {
        scenario: &scenario,
        found: &found,
        base: &outcome(found.base.policies.clone()),
        recommended: &outcome(found.recommended.policies.clone()),
        apply: &Apply { aws: form(), terraform: form(), toml: form() },
        origin: &origin(),
    }
    .page();
    (page, found)
}

/// Every element that is opened is closed, in order; attributes are quoted. Returns the names of all elements.
fn well_formed(page: &str) -> Vec<String> {
    const VOID: [&str; 1] = ["meta"];
    const RAW: [&str; 2] = ["style", "script"];
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    while let Some(begin) = rest.find('<') {
        assert!(!rest[..begin].contains('>'), "a bare > in {:?}", &rest[..begin]);
        rest = &rest[begin + 1..];
        let mut is_quoted = false;
        let end = rest.find(|letter| {
            is_quoted ^= letter == '"';
            letter == '>' && !is_quoted
        });
        let (tag, after) = rest.split_at(end.expect("a tag that ends"));
        rest = &after[1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let name = tag.split_whitespace().next().expect("a name").to_owned();
        all.push(name.clone());
        if RAW.contains(&name.as_str()) {
            let end = rest.find(&format!("</{name}>")).expect("its end");
            rest = &rest[end..];
        }
        if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    all
}

/// What holds for every page.
fn check(page: &str) {
    let elements = well_formed(page);
    let count = |name: &str| elements.iter().filter(|element| *element == name).count();
    assert_eq!(
        (count("script"), count("style"), count("h1")),
        (1, 1, 1),
        "what users write adds none"
    );
    for loads in ["img", "link", "iframe", "object", "embed", "a", "base", "form"] {
        assert_eq!(count(loads), 0, "{loads}");
    }
    assert!(
        !page.contains("http://")
            || page.matches("http://").count()
                == page.matches("http://www.w3.org/2000/svg").count()
    );
    assert!(!page.contains("https://"));
    assert!(page.contains("Content-Security-Policy") && page.contains("script-src 'sha256-"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "it is told, as text");
}

#[test]
fn a_simulation_is_told_in_full() {
    let outcome = outcome(policies());
    assert!(outcome.activities.len() > 3, "something to see: {}", outcome.activities.len());
    let page = simulation(&outcome);
    check(&page);
    for id in [
        "traffic",
        "capacity",
        "metric-0",
        "alarms",
        "latency",
        "waiting",
        "utilisation",
        "command",
    ] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert_eq!(page.matches("class=\"mark\"").count(), outcome.activities.len());
    for activity in &outcome.activities {
        assert!(page.contains(&activity.description), "{}", activity.description);
    }
    assert!(!page.contains("metric-1"), "both alarms of the policy see the same values: one chart");
    assert!(page.contains("INSUFFICIENT_DATA") && page.contains("objective 1 s"));
}

#[test]
fn a_comparison_names_everybody() {
    let page = comparison(&outcome(policies()));
    check(&page);
    assert!(page.contains("id=\"frontier\"") && page.contains("id=\"capacity-1\""));
    assert!(page.contains("id=\"measured\""), "what really served stands beside it");
    assert_eq!(page.matches("class=\"mark\"").count(), 2);
}

#[test]
fn a_search_is_ready_to_apply() {
    let (page, _) = search(true);
    check(&page);
    for id in ["frontier", "aws", "terraform", "toml", "capacity-base", "capacity-recommended"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(page.contains("held out") && page.contains("allowed"));
}

#[test]
fn the_recommendation_is_marked_whether_or_not_it_is_on_the_frontier() {
    for tells_frontier in [true, false] {
        let (page, found) = search(tells_frontier);
        let (_, row) = page.split_once("<tr class=\"chosen\"").expect("a row that is chosen");
        let (row, _) = row.split_once("</tr>").expect("its end");
        for Setting { member, value, .. } in &found.recommended.settings {
            assert!(row.contains(&format!("{member}={value}")), "{tells_frontier}: {row}");
        }
    }
}

#[test]
fn the_same_is_told_again_byte_for_byte() {
    let outcome = outcome(policies());
    assert_eq!(simulation(&outcome), simulation(&outcome));
}
