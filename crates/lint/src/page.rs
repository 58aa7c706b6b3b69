//! Rules for people: one at a time, and all of them on a page.

use crate::left_out::{LeftOut, left_out};
use crate::rule::{Case, Rule};
use crate::rules;

/// What a rule is about, with an example and the same put right.
pub fn explain(rule: &Rule) -> String {
    let Rule { id, name, severity, title, why, source, bad, good, .. } = rule;
    let (bad, good) = (indented(bad), indented(good));
    format!(
        "{id} {name} ({severity}): {title}\n\n{}\n\nSource: {source}\n\nFound in:\n\n{bad}\nNot in:\n\n{good}",
        wrapped(why)
    )
}

fn indented(case: &Case) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    case.text.lines().map(line).collect()
}

/// Lines of a hundred characters at most.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last =
            lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < 100);
        match last {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// `docs/lint.md`.
pub fn page() -> String {
    let mut page = String::from(HEAD);
    for rule in rules() {
        let Rule { id, name, severity, title, .. } = rule;
        page.push_str(&format!(
            "| [{id}](#{}) | `{name}` | {severity} | {title} |\n",
            anchor(rule)
        ));
    }
    for rule in rules() {
        let Rule { id, name, severity, title, why, source, bad, good, .. } = rule;
        page.push_str(&format!(
            "\n## {id} {name}\n\n**{title}** ({severity}). {why}\n[Source]({source})\n\nFound in:\n\n{}\nNot in:\n\n{}",
            fenced(bad),
            fenced(good)
        ));
    }
    page.push_str("\n## What has no rule\n\nMistakes that are known and that nothing which is read here shows:\n\n");
    for LeftOut { mistake, reason } in left_out() {
        page.push_str(&format!("- **{mistake}.** {reason}\n"));
    }
    page
}

fn anchor(rule: &Rule) -> String {
    format!("{}-{}", rule.id.to_ascii_lowercase(), rule.name)
}

fn fenced(case: &Case) -> String {
    let form = case.name.rsplit('.').next().unwrap_or_default();
    format!("```{form}\n{}```\n", case.text)
}

const HEAD: &str = "\
# ebb lint

Mistakes in scaling policies and alarms, told before they cost.

```console
$ ebb lint ebb.toml                                   # what ebb.toml declares
$ terraform plan -out plan && terraform show -json plan > plan.json && ebb lint plan.json
$ aws application-autoscaling describe-scaling-policies --service-namespace sagemaker > policies.json
$ aws cloudwatch describe-alarms > alarms.json && ebb lint policies.json alarms.json
$ aws service-quotas list-service-quotas --service-code sagemaker > quotas.json && ebb lint plan.json quotas.json
$ ebb lint --endpoint-url http://127.0.0.1:4600       # a live account
$ ebb lint --endpoint-url aws --region eu-west-1      # one on AWS
$ ebb lint plan.json --sarif > lint.sarif             # for code scanning
```

Give all files of one set-up at once: a policy is looked at together with its target and the alarms that run it. Where a
rule is arithmetic, the numbers come from the engine that would do the scaling.

| exit code | |
|---|---|
| 0 | nothing at or above `--deny` (`warning` when not given; `never` always ends with 0) |
| 1 | something at or above it |
| 2 | a source cannot be read, or the command line is wrong |

Hints are shown with `--hints`, or when they are denied. `ebb lint --explain EBB001` tells about one rule, `ebb lint --list`
names all. Ids are never used again. This page is written from the table of rules; its examples are the rules' tests.

| id | name | severity | |
|---|---|---|---|
";
