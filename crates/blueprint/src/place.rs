//! Where in its source something was declared.

use std::fmt;
use std::sync::Arc;

/// A place in a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The source: a file name, or the address of a live service.
    pub source: Arc<str>,
    /// The way to the value in the source's own names, such as `targets[0].min-capacity`; empty for the whole.
    pub path: String,
    /// Line and column; a live answer has none.
    pub position: Option<Position>,
}

/// Line and column of a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

impl Place {
    /// A source as a whole.
    pub fn whole(source: &str) -> Self {
        Self { source: source.into(), path: String::new(), position: None }
    }

    /// A member of what is here, with the place of its value yet to be known.
    pub(crate) fn member_path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// An item of the list that is here.
    pub(crate) fn item_path(&self, index: usize) -> String {
        format!("{}[{index}]", self.path)
    }
}

/// As compilers print places, with the path behind: `ebb.toml:7:1: targets[0]`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if self.path.is_empty() { Ok(()) } else { write!(f, ": {}", self.path) }
    }
}
