//! Java regular expressions of the models in the syntax of `fancy-regex`.

use std::iter::Peekable;
use std::str::Chars;

use super::Result;

/// What Java's `\s` means inside a class: ASCII only, where Rust's takes all of Unicode.
const SPACE: &str = r"\x20\t\n\x0B\f\r";

/// Translates a pattern. What the models do not use is an error rather than a guess.
pub(super) fn translate(java: &str) -> Result<String> {
    let mut rust = String::new();
    let mut in_class = false;
    let mut rest = java.chars().peekable();
    while let Some(char) = rest.next() {
        match char {
            '\\' => rust.push_str(&escape(&mut rest, in_class)?),
            // Java's dot stops at more line ends than Rust's.
            '.' if !in_class => rust.push_str(r"[^\n\r\x{85}\x{2028}\x{2029}]"),
            '[' if in_class => return Err(format!("class within a class in {java}").into()),
            '&' if in_class => return Err(format!("\"&\" within a class in {java}").into()),
            '[' | ']' => {
                in_class = char == '[';
                rust.push(char);
            }
            _ => rust.push(char),
        }
    }
    Ok(rust)
}

fn escape(rest: &mut Peekable<Chars<'_>>, in_class: bool) -> Result<String> {
    let char = rest.next().ok_or("the pattern ends in a backslash")?;
    let set = |set: &str| if in_class { set.to_owned() } else { format!("[{set}]") };
    Ok(match char {
        'u' => format!(r"\x{{{:X}}}", code_point(rest)?),
        'd' => set("0-9"),
        's' => set(SPACE),
        'S' => format!("[^{SPACE}]"),
        'p' => property(rest, set)?,
        'A' | 'z' if !in_class => format!(r"\{char}"),
        'r' | 'n' | 't' => format!(r"\{char}"),
        '/' => "/".to_owned(),
        _ if char.is_ascii_punctuation() => format!(r"\{char}"),
        _ => return Err(format!(r"\{char} is not translated yet").into()),
    })
}

/// The POSIX classes of Java are ASCII; categories of Unicode are the same in both.
fn property(rest: &mut Peekable<Chars<'_>>, set: impl Fn(&str) -> String) -> Result<String> {
    let name: String = rest.by_ref().take_while(|char| *char != '}').skip(1).collect();
    Ok(match name.as_str() {
        "Print" => set(r"\x20-\x7E"),
        "ASCII" => set(r"\x00-\x7F"),
        "L" | "N" | "Z" => format!(r"\p{{{name}}}"),
        _ => return Err(format!(r"\p{{{name}}} is not translated yet").into()),
    })
}

/// `\uXXXX` after its `u`; two of them when they are a surrogate pair.
fn code_point(rest: &mut Peekable<Chars<'_>>) -> Result<u32> {
    let high = code_unit(rest)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Ok(high);
    }
    if rest.next() != Some('\\') || rest.next() != Some('u') {
        return Err("half of a surrogate pair".into());
    }
    let low = code_unit(rest)?;
    if !(0xDC00..0xE000).contains(&low) {
        return Err("half of a surrogate pair".into());
    }
    Ok(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
}

fn code_unit(rest: &mut Peekable<Chars<'_>>) -> Result<u32> {
    let digits: String = rest.by_ref().take(4).collect();
    Ok(u32::from_str_radix(&digits, 16)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn java_becomes_rust() {
        for (java, rust) in [
            (r"[^:].*", r"[^:][^\n\r\x{85}\x{2028}\x{2029}]*"),
            (r"\p{Print}+", r"[\x20-\x7E]+"),
            (r"\A\S[\p{Print}]*\z", r"\A[^\x20\t\n\x0B\f\r][\x20-\x7E]*\z"),
            (r"[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]", r"[\x{20}-\x{D7FF}\x{10000}-\x{10FFFF}]"),
            (r"[\p{L}\-.]\/\d", r"[\p{L}\-.]/[0-9]"),
        ] {
            assert_eq!(translate(java).unwrap(), rust);
        }
    }

    #[test]
    fn the_unknown_is_refused() {
        for java in [r"\w", r"\p{Alpha}", r"[a[b]]", r"[a&&b]", r"\uD800x", r"\"] {
            assert!(translate(java).is_err(), "{java}");
        }
    }
}
