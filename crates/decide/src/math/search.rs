//! The little language of SEARCH: which metrics there are that fit.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html>

use std::str::FromStr;

use ebb_units::MetricId;

/// A search for metrics.
#[derive(Clone, PartialEq, Debug)]
pub struct Search {
    /// Namespace and names of the dimensions; any when absent.
    schema: Option<(String, Vec<String>)>,
    /// What else has to hold; nothing when absent.
    term: Option<Term>,
}

#[derive(Clone, PartialEq, Debug)]
enum Term {
    Word { field: Option<String>, text: String, exact: bool },
    Not(Box<Term>),
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
}

/// A search that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot be read: {0}")]
pub struct SearchError(&'static str);

/// Brackets inside each other.
const DEEPEST: usize = 32;

#[derive(Clone, PartialEq, Debug)]
enum Piece {
    Open,
    Close,
    Equals,
    Word(String),
    Quoted(String),
}

impl Search {
    /// Whether a metric is found.
    ///
    /// Rule cw.search.match: with a schema the metric has exactly its dimensions. A word matches where it is part of the
    /// namespace, the metric name, a dimension or its value, regardless of case, at the borders of their words; a text
    /// in quotes matches the whole.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html>
    pub fn matches(&self, metric: &MetricId) -> bool {
        let fits = self.schema.as_ref().is_none_or(|(namespace, dimensions)| {
            metric.namespace() == namespace
                && metric.dimensions().len() == dimensions.len()
                && metric
                    .dimensions()
                    .iter()
                    .all(|one| dimensions.iter().any(|name| **name == *one.name))
        });
        fits && self.term.as_ref().is_none_or(|term| term.holds(metric))
    }
}

impl Term {
    fn holds(&self, metric: &MetricId) -> bool {
        match self {
            Self::Not(inner) => !inner.holds(metric),
            Self::And(left, right) => left.holds(metric) && right.holds(metric),
            Self::Or(left, right) => left.holds(metric) || right.holds(metric),
            Self::Word { field, text, exact } => {
                let fits = |value: &str| {
                    if *exact { value == text } else { contains_words(value, text) }
                };
                let dimensions = metric.dimensions();
                match field.as_deref() {
                    Some("MetricName") => fits(metric.name()),
                    Some("Namespace") => fits(metric.namespace()),
                    Some(name) => {
                        dimensions.iter().any(|one| *one.name == *name && fits(&one.value))
                    }
                    None => {
                        fits(metric.name())
                            || fits(metric.namespace())
                            || dimensions.iter().any(|one| fits(&one.name) || fits(&one.value))
                    }
                }
            }
        }
    }
}

/// The words of a name, in lower case: `CPUUtilization` is `cpu` and `utilization`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let mut begins = true;
    for (i, c) in chars.iter().copied().enumerate() {
        if !c.is_alphanumeric() {
            begins = true;
            continue;
        }
        let before = i.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(i + 1);
        let hump = c.is_uppercase()
            && (before.is_some_and(char::is_lowercase)
                || (before.is_some_and(char::is_uppercase)
                    && after.is_some_and(|c| c.is_lowercase())));
        let turn = before.is_some_and(|b| b.is_alphanumeric() && b.is_numeric() != c.is_numeric());
        if begins || hump || turn {
            words.push(String::new());
            begins = false;
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}

fn contains_words(value: &str, text: &str) -> bool {
    if value.eq_ignore_ascii_case(text) {
        return true;
    }
    let (value, wanted) = (words(value), words(text));
    // Written in one case, a name has no humps to be cut at.
    let joined = wanted.concat();
    !wanted.is_empty()
        && (value.windows(wanted.len()).any(|part| part == wanted)
            || (1..=value.len()).any(|n| value.windows(n).any(|part| part.concat() == joined)))
}

impl FromStr for Search {
    type Err = SearchError;

    fn from_str(text: &str) -> Result<Self, SearchError> {
        let text = text.trim();
        let (schema, rest) = match text.strip_prefix('{') {
            None => (None, text),
            Some(inner) => {
                let (schema, rest) = inner
                    .split_once('}')
                    .ok_or(SearchError("the schema is not closed by \"}\""))?;
                (Some(schema_of(schema)?), rest)
            }
        };
        let pieces = pieces(rest)?;
        let term = if pieces.is_empty() {
            None
        } else {
            let mut reader = Reader { pieces: &pieces, at: 0, depth: 0 };
            let term = reader.either()?;
            if reader.at < pieces.len() {
                return Err(SearchError("a closing bracket is too many"));
            }
            Some(term)
        };
        if schema.is_none() && term.is_none() {
            return Err(SearchError("it names neither a schema nor a word"));
        }
        Ok(Self { schema, term })
    }
}

fn schema_of(text: &str) -> Result<(String, Vec<String>), SearchError> {
    let unquoted = |part: &str| {
        let part = part.trim();
        part.strip_prefix('"').and_then(|part| part.strip_suffix('"')).unwrap_or(part).to_owned()
    };
    let mut parts = text.split(',').map(unquoted);
    let namespace = parts.next().unwrap_or_default();
    let dimensions: Vec<String> = parts.collect();
    if namespace.is_empty() || dimensions.iter().any(String::is_empty) {
        return Err(SearchError("the schema holds a name that is empty"));
    }
    Ok((namespace, dimensions))
}

fn pieces(text: &str) -> Result<Vec<Piece>, SearchError> {
    let mut pieces = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '(' => pieces.push(Piece::Open),
            ')' => pieces.push(Piece::Close),
            '=' => pieces.push(Piece::Equals),
            '"' => {
                let mut word = String::new();
                loop {
                    match chars.next() {
                        Some('"') => break,
                        Some('\\') => word.extend(chars.next()),
                        Some(c) => word.push(c),
                        None => return Err(SearchError("a quote is not closed")),
                    }
                }
                pieces.push(Piece::Quoted(word));
            }
            c if c.is_whitespace() => {}
            c => {
                let mut word = String::from(c);
                while let Some(c) =
                    chars.next_if(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '=' | '"'))
                {
                    word.push(c);
                }
                pieces.push(Piece::Word(word));
            }
        }
    }
    Ok(pieces)
}

struct Reader<'a> {
    pieces: &'a [Piece],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn is_word(&self, wanted: &str) -> bool {
        matches!(self.pieces.get(self.at), Some(Piece::Word(word)) if word == wanted)
    }

    fn either(&mut self) -> Result<Term, SearchError> {
        if self.depth >= DEEPEST {
            return Err(SearchError("it is nested too deeply"));
        }
        self.depth += 1;
        let mut left = self.both()?;
        while self.is_word("OR") {
            self.at += 1;
            left = Term::Or(Box::new(left), Box::new(self.both()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Words side by side are all wanted.
    fn both(&mut self) -> Result<Term, SearchError> {
        let mut left = self.single()?;
        loop {
            if self.is_word("AND") {
                self.at += 1;
            } else if matches!(self.pieces.get(self.at), None | Some(Piece::Close))
                || self.is_word("OR")
            {
                return Ok(left);
            }
            left = Term::And(Box::new(left), Box::new(self.single()?));
        }
    }

    fn single(&mut self) -> Result<Term, SearchError> {
        let mut negations = 0;
        while self.is_word("NOT") {
            self.at += 1;
            negations += 1;
        }
        let term = self.positive()?;
        Ok(if negations % 2 == 1 { Term::Not(Box::new(term)) } else { term })
    }

    fn positive(&mut self) -> Result<Term, SearchError> {
        let piece = self.pieces.get(self.at).cloned();
        self.at += 1;
        let (name, exact) = match piece {
            Some(Piece::Open) => {
                let inner = self.either()?;
                let closed = self.pieces.get(self.at) == Some(&Piece::Close);
                self.at += 1;
                return if closed {
                    Ok(inner)
                } else {
                    Err(SearchError("a bracket is not closed"))
                };
            }
            Some(Piece::Word(word)) => (word, false),
            Some(Piece::Quoted(word)) => (word, true),
            Some(Piece::Close | Piece::Equals) | None => {
                return Err(SearchError("a word is missing"));
            }
        };
        if self.pieces.get(self.at) != Some(&Piece::Equals) {
            return Ok(Term::Word { field: None, text: name, exact });
        }
        self.at += 1;
        self.values(name)
    }

    /// What a field is to be: a word, or several in brackets.
    fn values(&mut self, field: String) -> Result<Term, SearchError> {
        let word = |text: &str, exact| Term::Word {
            field: Some(field.clone()),
            text: text.to_owned(),
            exact,
        };
        let piece = self.pieces.get(self.at).cloned();
        self.at += 1;
        match piece {
            Some(Piece::Word(text)) => Ok(word(&text, false)),
            Some(Piece::Quoted(text)) => Ok(word(&text, true)),
            Some(Piece::Open) => {
                let mut all: Option<Term> = None;
                let mut either = false;
                loop {
                    let one = match self.pieces.get(self.at) {
                        Some(Piece::Close) => {
                            self.at += 1;
                            return all.ok_or(SearchError("brackets hold no word"));
                        }
                        Some(Piece::Word(text)) if text == "OR" || text == "AND" => {
                            either = text == "OR";
                            self.at += 1;
                            continue;
                        }
                        Some(Piece::Word(text)) => word(text, false),
                        Some(Piece::Quoted(text)) => word(text, true),
                        Some(Piece::Open | Piece::Equals) | None => {
                            return Err(SearchError("a bracket is not closed"));
                        }
                    };
                    self.at += 1;
                    all = Some(match all {
                        None => one,
                        Some(before) if either => Term::Or(Box::new(before), Box::new(one)),
                        Some(before) => Term::And(Box::new(before), Box::new(one)),
                    });
                    either = false;
                }
            }
            Some(Piece::Close | Piece::Equals) | None => {
                Err(SearchError("a word is missing after \"=\""))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(search: &str) -> Vec<&'static str> {
        let search: Search = search.parse().unwrap();
        let metrics = [
            ("cpu", MetricId::new("AWS/EC2", "CPUUtilization", [("InstanceId", "i-1")])),
            (
                "calls",
                MetricId::new(
                    "AWS/SageMaker",
                    "Invocations",
                    [("EndpointName", "front-door"), ("VariantName", "blue")],
                ),
            ),
            (
                "errors",
                MetricId::new(
                    "AWS/SageMaker",
                    "Invocation5XXErrors",
                    [("EndpointName", "back-door"), ("VariantName", "blue")],
                ),
            ),
        ];
        metrics.iter().filter(|(_, metric)| search.matches(metric)).map(|(name, _)| *name).collect()
    }

    // Covers: cw.search.match
    #[test]
    fn schemas_words_and_fields() {
        for (search, want) in [
            ("{AWS/EC2,InstanceId}", &["cpu"][..]),
            ("{AWS/EC2,InstanceId} utilization", &["cpu"]),
            ("{AWS/SageMaker,VariantName,EndpointName}", &["calls", "errors"]),
            ("{AWS/SageMaker,VariantName}", &[]),
            ("cpuutilization", &["cpu"]),
            ("util", &[]),
            ("door", &["calls", "errors"]),
            ("door NOT errors", &["calls"]),
            ("\"front-door\"", &["calls"]),
            ("\"front\"", &[]),
            ("MetricName=\"Invocations\"", &["calls"]),
            ("MetricName=invocation", &["errors"]),
            ("EndpointName=(front OR back)", &["calls", "errors"]),
            ("(front OR CPU) AND NOT blue", &["cpu"]),
            ("Namespace=SageMaker errors", &["errors"]),
        ] {
            assert_eq!(found(search), want, "{search}");
        }
    }

    #[test]
    fn mistakes_are_errors() {
        for wrong in [
            "", "{", "{}", "{a,}", "(", "a)", "a=", "= a", "a=(", "a=()", "\"a", "NOT", "a OR",
            "a AND",
        ] {
            assert!(wrong.parse::<Search>().is_err(), "{wrong}");
        }
        let deep = "(".repeat(10_000);
        assert!(deep.parse::<Search>().is_err());
    }
}
