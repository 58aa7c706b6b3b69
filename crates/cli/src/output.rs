//! Writing to people and scripts. A reader that has gone away (`ebb demo | head`) is no reason to panic, and none to
//! leave the work half done.

use std::io::{IsTerminal as _, Write as _};

/// Writes a line to stdout.
pub(crate) fn print_line(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Writes a line to stderr.
pub(crate) fn print_error_line(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Whether logs may be colored: on a terminal, and not when `NO_COLOR` is set to anything.
pub(crate) fn stderr_takes_colors() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !refused
}
