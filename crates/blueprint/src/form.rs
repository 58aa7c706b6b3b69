//! How a source spells what it declares.

/// The form of a source, and of what is written for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// JSON, members as AWS has them. What only descriptions have is left out, what nobody knows is a mistake.
    #[default]
    Aws,
    /// `snake_case`, blocks as lists of one, numbers as texts at times; what is empty is not there. Terraform has checked
    /// the names itself and adds some of its own.
    Terraform,
    /// `kebab-case`.
    Toml,
}
