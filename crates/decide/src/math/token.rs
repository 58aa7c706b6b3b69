//! Words, numbers and signs of an expression.

use super::error::MathError;

/// One piece of an expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Number(f64),
    Word(String),
    /// In double or single quotes, without them.
    Text(String),
    Sign(&'static str),
}

/// Longer ones first, so that `<=` is not `<` and `=`.
const SIGNS: [&str; 19] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",",
    "!",
];

/// All tokens, each with its column, counted from one.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, MathError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = chars.get(at).copied() {
        let column = at + 1;
        if first.is_whitespace() {
            at += 1;
        } else if first.is_ascii_digit()
            || (first == '.' && chars.get(at + 1).is_some_and(char::is_ascii_digit))
        {
            let end = end_of_number(&chars, at);
            let text: String = chars[at..end].iter().collect();
            let number = text.parse().ok().filter(|number: &f64| number.is_finite());
            let number =
                number.ok_or_else(|| wrong(column, &format!("\"{text}\" is no number")))?;
            tokens.push((Token::Number(number), column));
            at = end;
        } else if first.is_ascii_alphabetic() || first == '_' {
            let is_part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
            let end = chars[at..].iter().position(|c| !is_part(c)).map_or(chars.len(), |n| at + n);
            tokens.push((Token::Word(chars[at..end].iter().collect()), column));
            at = end;
        } else if matches!(first, '"' | '\'') {
            let (text, end) = quoted(&chars, at)?;
            tokens.push((Token::Text(text), column));
            at = end;
        } else {
            let rest: String = chars[at..].iter().take(2).collect();
            let sign =
                SIGNS.into_iter().find(|sign| rest.starts_with(sign)).filter(|sign| *sign != "!");
            let sign =
                sign.ok_or_else(|| wrong(column, &format!("'{first}' has no meaning here")))?;
            tokens.push((Token::Sign(sign), column));
            at += sign.len();
        }
    }
    Ok(tokens)
}

fn end_of_number(chars: &[char], from: usize) -> usize {
    let digits = |from: usize| {
        let rest = chars.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|c| c.is_ascii_digit()).count()
    };
    let mut end = digits(from);
    if chars.get(end) == Some(&'.') {
        end = digits(end + 1);
    }
    if matches!(chars.get(end), Some('e' | 'E')) {
        let signed = matches!(chars.get(end + 1), Some('+' | '-'));
        let first = end + 1 + usize::from(signed);
        if chars.get(first).is_some_and(char::is_ascii_digit) {
            end = digits(first);
        }
    }
    end
}

/// The text in quotes; a backslash takes the meaning from the next character.
fn quoted(chars: &[char], from: usize) -> Result<(String, usize), MathError> {
    let quote = chars[from];
    let mut text = String::new();
    let mut at = from + 1;
    while let Some(next) = chars.get(at).copied() {
        match next {
            _ if next == quote => return Ok((text, at + 1)),
            '\\' if chars.get(at + 1).is_some_and(|c| matches!(c, '\\' | '"' | '\'')) => {
                text.push(chars[at + 1]);
                at += 2;
            }
            _ => {
                text.push(next);
                at += 1;
            }
        }
    }
    Err(wrong(from + 1, "this quote is not closed"))
}

fn wrong(column: usize, what: &str) -> MathError {
    MathError::Syntax { column, what: what.to_owned() }
}
