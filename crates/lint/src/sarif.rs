//! Findings in SARIF 2.1.0, which code scanning understands.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use serde_json::{Value, json};

use crate::finding::Finding;
use crate::rule::{Rule, Severity};
use crate::rules;

/// A log with one run.
pub fn sarif(findings: &[Finding], version: &str) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ebb lint",
                "version": version,
                "rules": rules().iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Hint => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": crate::explain(rule)},
        "helpUri": rule.source,
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn result(finding: &Finding) -> Value {
    let place = &finding.place;
    let index = rules().iter().position(|rule| rule.id == finding.rule.id);
    let mut physical = json!({"artifactLocation": {"uri": uri(&place.source)}});
    if let Some(position) = place.position {
        physical["region"] = json!({"startLine": position.line, "startColumn": position.column});
    }
    let mut location = json!({"physicalLocation": physical});
    if !place.path.is_empty() {
        location["logicalLocations"] = json!([{"fullyQualifiedName": place.path}]);
    }
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": level(finding.rule.severity),
        "message": {"text": finding.message},
        "locations": [location],
    });
    if let Some(fix) = &finding.fix {
        result["properties"] = json!({"write": fix});
    }
    result
}

/// A file name as a relative reference; an address stays one.
fn uri(source: &str) -> String {
    if source.starts_with("http://") || source.starts_with("https://") {
        return source.replace(' ', "%20");
    }
    let mut uri = String::new();
    for byte in source.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
