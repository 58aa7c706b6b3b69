//! Findings for people and for programs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ebb_blueprint::Note;
use serde_json::{Value, json};

use crate::finding::Finding;
use crate::rule::Severity;

/// A paragraph for each finding.
pub fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let rule = finding.rule;
        let place = &finding.place;
        let _ = write!(text, "{}", place.source);
        if let Some(position) = place.position {
            let _ = write!(text, ":{}:{}", position.line, position.column);
        }
        let _ =
            writeln!(text, ": {}[{} {}]: {}", rule.severity, rule.id, rule.name, finding.message);
        if !finding.address.is_empty() && finding.address != place.path {
            let _ = writeln!(text, "  in    {}", finding.address);
        }
        if !place.path.is_empty() {
            let _ = writeln!(text, "  at    {}", place.path);
        }
        let mut label = "write";
        for line in finding.fix.iter().flat_map(|fix| fix.lines()) {
            let _ = writeln!(text, "  {label:5} {line}");
            label = "";
        }
        text.push('\n');
    }
    text
}

/// How many of each, in one line.
pub fn summary(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "nothing found".to_owned();
    }
    let sources: BTreeSet<&str> = findings.iter().map(|one| &*one.place.source).collect();
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .filter_map(|severity| {
            let count = findings.iter().filter(|one| one.rule.severity == severity).count();
            let plural = if count == 1 { "" } else { "s" };
            (count > 0).then(|| format!("{count} {severity}{plural}"))
        })
        .collect();
    let plural = if sources.len() == 1 { "source" } else { "sources" };
    format!("{} in {} {plural}", counts.join(", "), sources.len())
}

/// All of it as a document.
pub fn json(findings: &[Finding], notes: &[Note]) -> Value {
    let each = findings.iter().map(|finding| {
        let (rule, place) = (finding.rule, &finding.place);
        json!({
            "id": rule.id,
            "name": rule.name,
            "severity": rule.severity.as_str(),
            "title": rule.title,
            "message": finding.message,
            "source": &*place.source,
            "path": place.path,
            "line": place.position.map(|position| position.line),
            "column": place.position.map(|position| position.column),
            "address": finding.address,
            "fix": finding.fix,
            "url": rule.source,
        })
    });
    let notes = notes.iter().map(|note| {
        json!({
            "source": &*note.place.source,
            "path": note.place.path,
            "line": note.place.position.map(|position| position.line),
            "text": note.text,
        })
    });
    json!({ "findings": each.collect::<Vec<_>>(), "notes": notes.collect::<Vec<_>>() })
}
