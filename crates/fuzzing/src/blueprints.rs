//! What somebody has declared: the form in the first line, then the text.

use ebb_blueprint::{Blueprint, read, write};

use crate::{kind_of, with_text};

pub(crate) const WORDS: &[&str] = &[
    "toml\n",
    "json\n",
    "[[targets]]\n",
    "[[targets.policies]]\n",
    "[[targets.policies.alarms]]\n",
    "[[targets.scheduled-actions]]\n",
    "[[metric-alarms]]\n",
    "resource-id = ",
    "\"inference-component/c\"",
    "\"endpoint/e/variant/v\"",
    "min-capacity = 0",
    "name = \"a\"\n",
    "target-tracking = { target-value = 5.0 }\n",
    "step-adjustments = [{ scaling-adjustment = 1 }]",
    "tags = { A = \"b\" }\n",
    "threshold = 1e300",
    "start-time = 2026-01-01T00:00:00Z",
    "{\"ScalingPolicies\": [",
    "{\"format_version\": \"1.2\", \"values\": {\"root_module\": {\"resources\": [",
    "\"PolicyName\": \"p\"",
    "\"AlarmName\": \"a\"",
    "\"ResourceId\": ",
    "null",
    "-1",
    "2147483648",
    "0.1",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
];

pub(crate) fn blueprint(data: &[u8]) -> String {
    with_text(data, |text| {
        let (form, text) = text.split_once('\n').unwrap_or(("json", text));
        let name = if form == "toml" { "x.toml" } else { "x.json" };
        match read(name, text) {
            Err(error) => kind_of(&error.to_string()),
            Ok(blueprint) => told(&blueprint),
        }
    })
}

/// What is written reads the same; rules and commands come to an end.
fn told(blueprint: &Blueprint) -> String {
    let once = write::toml(blueprint);
    let again = read("x.toml", &once).unwrap_or_else(|error| panic!("{error} in\n{once}"));
    assert_eq!(write::toml(&again), once);
    let document = write::aws_json(blueprint);
    if document.as_object().is_some_and(|all| !all.is_empty()) {
        let again =
            read("x.json", &document.to_string()).unwrap_or_else(|e| panic!("{e} in {document}"));
        assert_eq!(write::aws_json(&again), document);
    }
    assert!(write::terraform(blueprint).matches('{').count() >= blueprint.targets.len());
    let setup = blueprint.setup(&blueprint.scope());
    let findings = ebb_lint::lint(blueprint);
    let names: Vec<&str> = findings.iter().map(|finding| finding.rule.name).collect();
    format!("{} {names:?}", if setup.is_ok() { "good" } else { "refused" })
}
