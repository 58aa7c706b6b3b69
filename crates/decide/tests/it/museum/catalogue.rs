use std::collections::BTreeSet;

const CATALOGUE: &str = include_str!("../../../../../docs/museum.md");
const ROOMS: [(&str, &str); 3] = [
    ("arithmetic", include_str!("arithmetic.rs")),
    ("oscillation", include_str!("oscillation.rs")),
    ("missing_data", include_str!("missing_data.rs")),
];

/// The tests of the rooms, as `room::test`.
fn exhibits() -> BTreeSet<String> {
    let mut exhibits = BTreeSet::new();
    for (room, source) in ROOMS {
        let mut lines = source.lines();
        while let Some(line) = lines.next() {
            if line.trim() == "#[test]" {
                let signature = lines.next().unwrap();
                let name = signature.strip_prefix("fn ").and_then(|rest| rest.split('(').next());
                exhibits.insert(format!("{room}::{}", name.unwrap()));
            }
        }
    }
    exhibits
}

/// The cells of the rows of the tables that end with a test's name.
fn rows() -> Vec<Vec<&'static str>> {
    CATALOGUE
        .lines()
        .filter(|line| line.starts_with("| ["))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn the_catalogue_names_every_exhibit_and_nothing_else() {
    let named: BTreeSet<String> =
        rows().iter().map(|row| row.last().unwrap().trim_matches('`').to_owned()).collect();
    let exhibits = exhibits();
    assert!(exhibits.len() >= 15, "the tests are found: {exhibits:?}");
    assert_eq!(named, exhibits);
}

#[test]
fn every_row_says_whose_bug_what_went_wrong_and_what_happens_here() {
    for row in rows() {
        assert_eq!(row.len(), 4, "{row:?}");
        // [owner/name#number](https://github.com/owner/name/issues/number), or pull.
        let (label, rest) = row[0].trim_start_matches('[').split_once("](").unwrap();
        let (repository, number) = label.split_once('#').unwrap();
        let url = rest.split(')').next().unwrap();
        let issue = format!("https://github.com/{repository}/issues/{number}");
        let pull = format!("https://github.com/{repository}/pull/{number}");
        assert!(url == issue || url == pull, "{url} is not {label}");
        assert!(row[1].len() >= 15 && row[2].len() >= 15, "{row:?}");
    }
}
