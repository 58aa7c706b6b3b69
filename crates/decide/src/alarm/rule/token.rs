//! The words of a rule.

use super::parse::RuleError;

/// A word of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    Open,
    Close,
    Comma,
    /// A keyword, a number or a bare name.
    Word(String),
    /// A name in double quotes, without them.
    Quoted(String),
}

impl Token {
    /// The token as an error shows it.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::Comma => ",",
            Self::Word(text) | Self::Quoted(text) => text,
        }
    }
}

/// Cuts a rule into its words.
///
/// A bare name ends at a space, a bracket, a comma or a quote; in quotes a backslash takes the next quote or backslash
/// literally, and any other backslash stands for itself, as alarm names may contain it.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, RuleError> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            ',' => tokens.push(Token::Comma),
            '"' => {
                let mut name = String::new();
                loop {
                    match chars.next() {
                        None => return Err(RuleError::Unclosed),
                        Some('"') => break,
                        Some('\\') => {
                            let escaped = chars.next_if(|next| matches!(next, '"' | '\\'));
                            name.push(escaped.unwrap_or('\\'));
                        }
                        Some(other) => name.push(other),
                    }
                }
                tokens.push(Token::Quoted(name));
            }
            c if c.is_whitespace() => {}
            c => {
                let mut word = String::from(c);
                while let Some(next) = chars
                    .next_if(|next| !next.is_whitespace() && !matches!(next, '(' | ')' | ',' | '"'))
                {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}
