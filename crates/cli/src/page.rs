//! Where a page comes from, as it tells itself.

use std::ffi::OsString;

use ebb_report::Origin;

/// The command line of this process, and what it is.
pub(crate) fn origin() -> Origin {
    let arguments = std::env::args_os().skip(1).map(quoted);
    let command = std::iter::once("ebb".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ");
    Origin { command, program: concat!("ebb ", env!("CARGO_PKG_VERSION")).to_owned() }
}

/// An argument as a shell takes it.
fn quoted(argument: OsString) -> String {
    let text = argument.to_string_lossy().into_owned();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=:,./+@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_where_a_shell_would_read_them() {
        let quoted = |text: &str| quoted(text.into());
        assert_eq!(quoted("diurnal:mean=5,swing=0.9"), "diurnal:mean=5,swing=0.9");
        assert_eq!(quoted("my file.json"), "'my file.json'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
