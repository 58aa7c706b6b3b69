//! Comments of the sources, and the rules in them.

use std::path::Path;

use super::{Result, Rule};

/// A file.
#[derive(Debug)]
pub(super) struct Source {
    /// Path from the root.
    pub(super) file: String,
    pub(super) text: String,
}

/// All Rust files of a folder, in the order of their paths.
pub(super) fn sources(folder: &Path, root: &Path) -> Result<Vec<Source>> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut sources = Vec::new();
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources.extend(self::sources(&path, root)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            let file = path.strip_prefix(root).unwrap_or(&path);
            sources.push(Source { file: file.display().to_string(), text });
        }
    }
    Ok(sources)
}

/// The text of a line that is a comment and nothing else.
pub(super) fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = ["//!", "///", "//"].into_iter().find_map(|start| line.strip_prefix(start))?;
    Some(text.trim())
}

/// The rules that a file states.
pub(super) fn rules(source: &Source) -> Result<Vec<Rule>> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut rules = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(stated) = comment(line).and_then(stated) else { continue };
        let place = format!("{}:{}", source.file, index + 1);
        let id = stated.strip_suffix(':').ok_or_else(|| {
            format!("{place}: \"Rule {stated}\" needs a colon behind its id, and words or a link behind that")
        })?;
        // The comment goes on until something else stands there, or the next rule begins.
        let comment = lines[index..].iter().map_while(|line| comment(line)).enumerate();
        let own = comment.take_while(|(line, text)| *line == 0 || self::stated(text).is_none());
        let link = own.filter_map(|(_, text)| link(text)).next();
        rules.push(Rule {
            id: id.to_owned(),
            file: source.file.clone(),
            line: index + 1,
            link,
            held_by: Vec::new(),
        });
    }
    Ok(rules)
}

/// The id of the rule that a comment begins to state, with the colon that has to stand behind it.
fn stated(comment: &str) -> Option<&str> {
    let (before, rest) = comment.split_once("Rule ")?;
    // It begins a sentence; in the middle of one a rule is only spoken of.
    if !before.is_empty() && before != "- " {
        return None;
    }
    let is_part =
        |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || ".-".contains(char);
    let end = rest.find(|char| !is_part(char)).unwrap_or(rest.len());
    let id = &rest[..end];
    let is_id = id.contains('.') && id.starts_with(|char: char| char.is_ascii_lowercase());
    let colon = usize::from(rest[end..].starts_with(':'));
    is_id.then_some(&rest[..end + colon])
}

fn link(comment: &str) -> Option<String> {
    let start = comment.find("https://")?;
    let link = comment[start..].split([' ', '>', ')']).next()?;
    Some(link.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<Vec<(String, usize, Option<String>)>> {
        let source = Source { file: "x.rs".to_owned(), text: text.to_owned() };
        let rules = rules(&source)?;
        Ok(rules.into_iter().map(|rule| (rule.id, rule.line, rule.link)).collect())
    }

    #[test]
    fn rules_are_found_with_their_links() {
        let text = "\
//! Rule a.module: words
//! <https://a/1>

    /// Rule a.both-of: <https://a/2#x>
    // Rule a.third: words and
    // more words (https://a/3)
    let x = \"Rule a.text: no comment\"; // Rule a.behind: neither
    // Rule a.bare: words
    let y = 1;
    // https://a/4
    // - Rule a.item: words
    // By rule a.bare, and not by Rule of thumb: nothing.
";
        let link = |number: &str| Some(format!("https://a/{number}"));
        let want = [
            ("a.module", 1, link("1")),
            ("a.both-of", 4, link("2#x")),
            ("a.third", 5, link("3")),
            ("a.bare", 8, None),
            ("a.item", 11, None),
        ];
        let want: Vec<_> = want.map(|(id, line, link)| (id.to_owned(), line, link)).into();
        assert_eq!(found(text).unwrap(), want);
    }

    #[test]
    fn a_rule_without_its_colon_is_refused() {
        for text in ["// Rule a.b\n", "// Rule a.b, words\n", "/// Rule a.b.\n"] {
            assert!(found(text).is_err(), "{text}");
        }
    }
}
