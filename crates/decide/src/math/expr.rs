//! An expression as a tree.

use std::fmt;

use super::function::Function;
use super::operator::Operator;

/// A part of an expression and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub expr: Expr,
    /// Where it begins in the text, counted from one.
    pub column: usize,
}

/// A part of an expression.
#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    /// A number that is not negative.
    Number(f64),
    /// A text in quotes.
    Text(String),
    /// The id of another query.
    Id(String),
    /// A word of a function's own, such as `REPEAT` or `DESC`.
    Word(String),
    /// `-x`.
    Negative(Box<Node>),
    /// `x + y`.
    Binary(Operator, Box<Node>, Box<Node>),
    /// `[x, y]`.
    Array(Vec<Node>),
    /// `SUM(x)`.
    Call(Function, Vec<Node>),
}

/// Where something stands does not make it another thing.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr
    }
}

impl Node {
    /// Calls `look` with this part and all below it.
    pub fn walk<'a>(&'a self, look: &mut impl FnMut(&'a Self)) {
        look(self);
        match &self.expr {
            Expr::Number(_) | Expr::Text(_) | Expr::Id(_) | Expr::Word(_) => {}
            Expr::Negative(inner) => inner.walk(look),
            Expr::Binary(_, left, right) => {
                left.walk(look);
                right.walk(look);
            }
            Expr::Array(parts) | Expr::Call(_, parts) => {
                for part in parts {
                    part.walk(look);
                }
            }
        }
    }
}

/// Prints what parses to the same tree.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.expr {
            Expr::Number(number) => write!(f, "{number}"),
            Expr::Text(text) => {
                write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Expr::Id(word) | Expr::Word(word) => f.write_str(word),
            Expr::Negative(inner) => write!(f, "-({inner})"),
            Expr::Binary(operator, left, right) => {
                write!(f, "({left} {} {right})", operator.as_str())
            }
            Expr::Array(parts) => list(f, "[", parts, "]"),
            Expr::Call(function, parts) => {
                f.write_str(function.as_str())?;
                list(f, "(", parts, ")")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, open: &str, parts: &[Node], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (i, part) in parts.iter().enumerate() {
        write!(f, "{}{part}", if i == 0 { "" } else { ", " })?;
    }
    f.write_str(close)
}
