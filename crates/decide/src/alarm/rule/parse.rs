//! From the text of a rule to its meaning.

use std::collections::BTreeSet;

use ebb_units::Arn;

use super::token::{Token, tokens};
use super::{ChildRef, Condition, StateValue, Wanted};

/// AWS's bounds: children, and elements, which are children, constants and brackets. The latter also bounds how deep
/// brackets nest, and so how deep the parser recurses. The length is the service model's.
const MOST_CHILDREN: usize = 100;
const MOST_ELEMENTS: usize = 500;
const MOST_CHARACTERS: usize = 10_240;

/// A rule that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Spaces around it, or nothing at all.
    #[error("AlarmRule must not contain leading or trailing whitespace or be null")]
    Whitespace,
    /// A word that cannot stand where it stands.
    #[error("Error in AlarmRule [Unsupported token {0}]")]
    Token(String),
    /// It breaks off.
    #[error("Error in AlarmRule [Unexpected end of the rule]")]
    End,
    /// A quoted name without its second quote.
    #[error("Error in AlarmRule [Quotation mark is not closed]")]
    Unclosed,
    /// The number of AT_LEAST.
    #[error(
        "Error in AlarmRule [AT_LEAST needs a number from 1 to the number of its alarms, or a percentage from 1% to 100%, not {0}]"
    )]
    AtLeast(String),
    /// Too many alarms.
    #[error("AlarmRule must not reference more than {MOST_CHILDREN} alarms")]
    Children,
    /// Too much of everything.
    #[error("AlarmRule must not contain more than {MOST_ELEMENTS} elements")]
    Elements,
    /// Too long.
    #[error("AlarmRule must not be longer than {MOST_CHARACTERS} characters")]
    Long,
}

/// The meaning of a rule.
pub(super) fn parse(text: &str) -> Result<Condition, RuleError> {
    if text.is_empty() || text.trim() != text {
        return Err(RuleError::Whitespace);
    }
    if text.chars().count() > MOST_CHARACTERS {
        return Err(RuleError::Long);
    }
    let mut parser = Parser { tokens: tokens(text)?.into_iter(), elements: 0 };
    let condition = parser.any()?;
    if let Some(rest) = parser.tokens.next() {
        return Err(refused(&rest));
    }
    let mut children = BTreeSet::new();
    condition.children(&mut children);
    if children.iter().map(|child| &child.name).collect::<BTreeSet<_>>().len() > MOST_CHILDREN {
        return Err(RuleError::Children);
    }
    Ok(condition)
}

struct Parser {
    tokens: std::vec::IntoIter<Token>,
    elements: usize,
}

impl Parser {
    /// `all { OR all }`
    fn any(&mut self) -> Result<Condition, RuleError> {
        let mut parts = vec![self.all()?];
        while self.takes("OR") {
            parts.push(self.all()?);
        }
        Ok(single(parts, Condition::Any))
    }

    /// `unary { AND unary }`
    fn all(&mut self) -> Result<Condition, RuleError> {
        let mut parts = vec![self.unary()?];
        while self.takes("AND") {
            parts.push(self.unary()?);
        }
        Ok(single(parts, Condition::All))
    }

    /// `{ NOT } primary`. A loop: a rule may be thousands of NOTs long.
    fn unary(&mut self) -> Result<Condition, RuleError> {
        let mut negated = false;
        while self.takes("NOT") {
            negated = !negated;
        }
        let inner = self.primary()?;
        Ok(if negated { Condition::Not(Box::new(inner)) } else { inner })
    }

    fn primary(&mut self) -> Result<Condition, RuleError> {
        match self.next()? {
            Token::Open => {
                self.count()?;
                let inner = self.any()?;
                self.close()?;
                Ok(inner)
            }
            Token::Word(word) => match word.as_str() {
                // The guide writes both.
                "TRUE" | "true" => self.constant(true),
                "FALSE" | "false" => self.constant(false),
                "AT_LEAST" => self.at_least(),
                other => {
                    let state = other.parse().map_err(|_| RuleError::Token(other.to_owned()))?;
                    self.open()?;
                    let child = self.child()?;
                    self.close()?;
                    Ok(Condition::Child(Wanted { state, negated: false }, child))
                }
            },
            other @ (Token::Close | Token::Comma | Token::Quoted(_)) => Err(refused(&other)),
        }
    }

    fn constant(&mut self, value: bool) -> Result<Condition, RuleError> {
        self.count()?;
        Ok(Condition::Constant(value))
    }

    /// `AT_LEAST "(" number "," [NOT] state "," "(" child { "," child } ")" ")"`
    fn at_least(&mut self) -> Result<Condition, RuleError> {
        self.open()?;
        let number = self.word()?;
        self.comma()?;
        let negated = self.takes("NOT");
        let state = self.word()?;
        let state: StateValue = state.parse().map_err(|_| RuleError::Token(state))?;
        self.comma()?;
        self.open()?;
        let mut of = vec![self.child()?];
        loop {
            match self.next()? {
                Token::Comma => of.push(self.child()?),
                Token::Close => break,
                other @ (Token::Open | Token::Word(_) | Token::Quoted(_)) => {
                    return Err(refused(&other));
                }
            }
        }
        self.close()?;
        let needed = needed(&number, of.len()).ok_or(RuleError::AtLeast(number))?;
        Ok(Condition::AtLeast { needed, wanted: Wanted { state, negated }, of })
    }

    fn child(&mut self) -> Result<ChildRef, RuleError> {
        self.count()?;
        match self.next()? {
            // An ARN may end before the name that it is about.
            Token::Word(text) | Token::Quoted(text) if !alarm_name(&text).is_empty() => {
                Ok(ChildRef { name: alarm_name(&text), text })
            }
            other @ (Token::Open
            | Token::Close
            | Token::Comma
            | Token::Word(_)
            | Token::Quoted(_)) => Err(refused(&other)),
        }
    }

    fn count(&mut self) -> Result<(), RuleError> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS { Err(RuleError::Elements) } else { Ok(()) }
    }

    fn takes(&mut self, keyword: &str) -> bool {
        let found =
            matches!(self.tokens.as_slice().first(), Some(Token::Word(word)) if word == keyword);
        if found {
            self.tokens.next();
        }
        found
    }

    fn next(&mut self) -> Result<Token, RuleError> {
        self.tokens.next().ok_or(RuleError::End)
    }

    fn word(&mut self) -> Result<String, RuleError> {
        match self.next()? {
            Token::Word(word) => Ok(word),
            other @ (Token::Open | Token::Close | Token::Comma | Token::Quoted(_)) => {
                Err(refused(&other))
            }
        }
    }

    fn open(&mut self) -> Result<(), RuleError> {
        self.expect(&Token::Open)
    }

    fn close(&mut self) -> Result<(), RuleError> {
        self.expect(&Token::Close)
    }

    fn comma(&mut self) -> Result<(), RuleError> {
        self.expect(&Token::Comma)
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), RuleError> {
        let found = self.next()?;
        if found == *wanted { Ok(()) } else { Err(refused(&found)) }
    }
}

fn refused(token: &Token) -> RuleError {
    RuleError::Token(token.text().chars().take(100).collect())
}

fn single(mut parts: Vec<Condition>, several: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => several(parts.into_iter().chain(last).collect()),
    }
}

/// How many of `count` alarms a number or a percentage asks for. A share is rounded up: half of three are two.
fn needed(number: &str, count: usize) -> Option<usize> {
    let (digits, percent) = match number.strip_suffix('%') {
        Some(digits) => (digits, true),
        None => (number, false),
    };
    let number: usize = digits.parse().ok()?;
    let most = if percent { 100 } else { count };
    if !(1..=most).contains(&number) {
        return None;
    }
    Some(if percent { (number * count).div_ceil(100) } else { number })
}

/// The name of the alarm that a reference means: all after `alarm:` in an ARN, else the reference itself.
pub(in crate::alarm) fn alarm_name(reference: &str) -> String {
    let arn: Option<Arn> = reference.parse().ok();
    arn.and_then(|arn| arn.resource.strip_prefix("alarm:").map(str::to_owned))
        .unwrap_or_else(|| reference.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::AlarmRule;
    use super::*;

    fn refused(text: &str) -> RuleError {
        AlarmRule::try_from(text.to_owned()).expect_err(text)
    }

    #[test]
    fn what_is_no_rule_is_refused_by_its_place() {
        for text in ["", " ", " TRUE", "TRUE\n"] {
            assert_eq!(refused(text), RuleError::Whitespace, "{text:?}");
        }
        for (text, token) in [
            ("ALARM(a) XOR ALARM(b)", "XOR"),
            ("alarm(a)", "alarm"),
            (
                "ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:)",
                "arn:aws:cloudwatch:us-east-1:000000000000:alarm:",
            ),
            ("ALARM a", "a"),
            ("ALARM()", ")"),
            ("ALARM(\"\")", ""),
            ("ALARM(a b)", "b"),
            ("ALARM(a,b)", ","),
            ("(TRUE))", ")"),
            ("TRUE FALSE", "FALSE"),
            ("AND TRUE", "AND"),
            ("AT_LEAST(1, SOME, (a))", "SOME"),
            ("AT_LEAST(1, ALARM, a)", "a"),
            ("\"TRUE\"", "TRUE"),
        ] {
            assert_eq!(refused(text), RuleError::Token(token.to_owned()), "{text}");
        }
        for text in ["ALARM(a", "NOT", "TRUE AND", "(TRUE", "AT_LEAST(1"] {
            assert_eq!(refused(text), RuleError::End, "{text}");
        }
        assert_eq!(refused("ALARM(\"a)"), RuleError::Unclosed);
        for number in ["0", "3", "0%", "101%", "-1", "x", "99999999999999999999", "1.5"] {
            let text = format!("AT_LEAST({number}, ALARM, (a, b))");
            assert_eq!(refused(&text), RuleError::AtLeast(number.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_rule_is_bounded() {
        let children =
            |count: usize| (0..count).map(|i| format!("OK(a{i})")).collect::<Vec<_>>().join(" OR ");
        assert!(AlarmRule::try_from(children(100)).is_ok());
        assert_eq!(refused(&children(101)), RuleError::Children);
        let nested = |depth: usize| "(".repeat(depth) + "TRUE" + &")".repeat(depth);
        assert!(AlarmRule::try_from(nested(499)).is_ok());
        assert_eq!(refused(&nested(500)), RuleError::Elements);
        assert_eq!(refused(&"(".repeat(10_000)), RuleError::Elements);
        let long = "NOT ".repeat(2559) + "TRUE";
        assert_eq!(long.len(), 10_240);
        assert!(!AlarmRule::try_from(long).unwrap().holds(&|_| None), "an odd number of NOTs");
        assert_eq!(refused(&("NOT ".repeat(2560) + "TRUE")), RuleError::Long);
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let rule = r#"ALARM("a \"b\" (c), d\e") OR OK(arn:aws:cloudwatch:us-east-1:000000000000:alarm:x:y)"#;
        let rule = AlarmRule::try_from(rule.to_owned()).unwrap();
        let names: Vec<&str> = rule.children().iter().map(|child| child.name.as_str()).collect();
        assert_eq!(names, [r#"a "b" (c), d\e"#, "x:y"]);
        let stored = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<AlarmRule>(&stored).unwrap(), rule);
    }
}
