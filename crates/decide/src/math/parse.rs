//! From text to tree, by the strength with which operators bind.

use super::error::MathError;
use super::expr::{Expr, Node};
use super::function::Function;
use super::operator::Operator;
use super::token::{Token, tokens};

/// Brackets, calls and signs inside each other; deeper ones are nobody's expression but an attack on the stack.
const DEEPEST: usize = 64;
/// Parts of an array or arguments of a call: as many as a request may have queries.
const MOST_PARTS: usize = 500;
/// A negative sign binds stronger than a power on its right, and weaker than nothing else.
const SIGN_BINDING: u8 = 13;

/// The tree of an expression.
///
/// # Errors
/// [`MathError::Syntax`] and [`MathError::NoFunction`], with the column.
pub fn parse(text: &str) -> Result<Node, MathError> {
    let end = text.chars().count() + 1;
    let mut parser = Parser { tokens: tokens(text)?, at: 0, end, depth: 0 };
    let node = parser.expression(0)?;
    match parser.peek() {
        None => Ok(node),
        Some(token) => Err(parser.wrong(&format!("{} is not expected here", told(token)))),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn column(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |(_, column)| *column)
    }

    fn wrong(&self, what: &str) -> MathError {
        MathError::Syntax { column: self.column(), what: what.to_owned() }
    }

    fn takes(&mut self, sign: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(there);
        there
    }

    fn expression(&mut self, least: u8) -> Result<Node, MathError> {
        if self.depth >= DEEPEST {
            return Err(self.wrong("this is nested too deeply"));
        }
        self.depth += 1;
        let mut left = self.operand()?;
        while let Some(operator) = self.operator() {
            let (before, after) = operator.binding();
            if before < least {
                break;
            }
            self.at += 1;
            let right = self.expression(after)?;
            let column = left.column;
            left = Node { expr: Expr::Binary(operator, Box::new(left), Box::new(right)), column };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operator(&self) -> Option<Operator> {
        match self.peek()? {
            Token::Sign(sign) => Operator::of(sign),
            Token::Word(word) if matches!(word.as_str(), "AND" | "OR") => Operator::of(word),
            Token::Word(_) | Token::Number(_) | Token::Text(_) => None,
        }
    }

    fn operand(&mut self) -> Result<Node, MathError> {
        let column = self.column();
        let node = |expr| Ok(Node { expr, column });
        if self.takes("-") {
            return node(Expr::Negative(Box::new(self.expression(SIGN_BINDING)?)));
        }
        if self.takes("(") {
            let inner = self.expression(0)?;
            if !self.takes(")") {
                return Err(self.wrong("a closing bracket \")\" is expected here"));
            }
            return Ok(inner);
        }
        if self.takes("[") {
            return node(Expr::Array(self.parts("]")?));
        }
        let Some(token) = self.peek().cloned() else {
            return Err(self.wrong("the expression ends where a value is expected"));
        };
        match token {
            Token::Sign(_) => {
                Err(self.wrong(&format!("a value is expected here, not {}", told(&token))))
            }
            Token::Number(number) => {
                self.at += 1;
                node(Expr::Number(number))
            }
            Token::Text(text) => {
                self.at += 1;
                node(Expr::Text(text))
            }
            Token::Word(word) => {
                self.at += 1;
                if self.takes("(") {
                    let Some(function) = Function::of(&word) else {
                        return Err(MathError::NoFunction { column, name: word });
                    };
                    return node(Expr::Call(function, self.parts(")")?));
                }
                let is_id = word.starts_with(|c: char| c.is_ascii_lowercase());
                node(if is_id { Expr::Id(word) } else { Expr::Word(word) })
            }
        }
    }

    /// What stands up to the closing sign, between commas.
    fn parts(&mut self, close: &str) -> Result<Vec<Node>, MathError> {
        let mut parts = Vec::new();
        if self.takes(close) {
            return Ok(parts);
        }
        loop {
            if parts.len() >= MOST_PARTS {
                return Err(self.wrong("this list is too long"));
            }
            parts.push(self.expression(0)?);
            if self.takes(close) {
                return Ok(parts);
            }
            if !self.takes(",") {
                return Err(self.wrong(&format!("\",\" or \"{close}\" is expected here")));
            }
        }
    }
}

fn told(token: &Token) -> String {
    match token {
        Token::Number(number) => format!("\"{number}\""),
        Token::Word(word) => format!("\"{word}\""),
        Token::Text(_) => "a text in quotes".to_owned(),
        Token::Sign(sign) => format!("\"{sign}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        parse(text).map_or_else(|error| error.to_string(), |node| node.to_string())
    }

    #[test]
    fn operators_bind_in_the_usual_order() {
        for (text, want) in [
            ("a+b*c", "(a + (b * c))"),
            ("a-b-c", "((a - b) - c)"),
            ("a^b^c", "(a ^ (b ^ c))"),
            ("-a^b", "(-(a) ^ b)"),
            ("2*-a", "(2 * -(a))"),
            ("a>1 AND b<2||c", "(((a > 1) AND (b < 2)) OR c)"),
            (
                "SUM([a, b])/METRIC_COUNT(METRICS(\"x\"))",
                "(SUM([a, b]) / METRIC_COUNT(METRICS(\"x\")))",
            ),
            ("FILL(a,REPEAT)", "FILL(a, REPEAT)"),
            ("METRICS()", "METRICS()"),
            ("1.5e3", "1500"),
        ] {
            assert_eq!(printed(text), want);
            assert_eq!(parse(&printed(text)).unwrap(), parse(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn mistakes_are_told_with_their_column() {
        for (text, want) in [
            ("", "Invalid syntax at column 1: the expression ends where a value is expected"),
            ("m1 +", "Invalid syntax at column 5: the expression ends where a value is expected"),
            ("m1 m2", "Invalid syntax at column 4: \"m2\" is not expected here"),
            ("(m1", "Invalid syntax at column 4: a closing bracket \")\" is expected here"),
            ("SUM(m1 m2)", "Invalid syntax at column 8: \",\" or \")\" is expected here"),
            ("m1 + NOPE(m2)", "Function 'NOPE' not found"),
            ("avg(m1)", "Function 'avg' not found"),
            ("m1 ! 2", "Invalid syntax at column 4: '!' has no meaning here"),
            ("METRICS(\"x)", "Invalid syntax at column 9: this quote is not closed"),
            ("m1 * ) 2", "Invalid syntax at column 6: a value is expected here, not \")\""),
            ("1e999", "Invalid syntax at column 1: \"1e999\" is no number"),
        ] {
            assert_eq!(printed(text), want, "{text}");
        }
        assert_eq!(parse("m1 + NOPE(m2)").unwrap_err().column(), Some(6));
        let deep = format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000));
        assert!(printed(&deep).ends_with("this is nested too deeply"));
    }
}
