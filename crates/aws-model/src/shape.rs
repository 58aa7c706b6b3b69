//! Static description of a shape of the model: what a value may look like, and its limits.

use crate::Pattern;

/// A named shape. Shapes refer to each other by `&'static`, so recursive ones need nothing special.
#[derive(Debug)]
pub struct Shape {
    /// The name in the model.
    pub name: &'static str,
    /// What values of the shape are.
    pub kind: Kind,
}

/// What values of a shape are.
#[derive(Debug)]
pub enum Kind {
    /// An object with known members.
    Structure(Structure),
    /// A list of values of one shape.
    List(List),
    /// An object whose keys are data.
    Map(Map),
    /// Text, enumerations included.
    String(Text),
    /// A 32-bit integer.
    Integer(Range),
    /// A 64-bit integer.
    Long(Range),
    /// A single precision number; handled in double precision throughout.
    Float(Range),
    /// A double precision number.
    Double(Range),
    /// A boolean.
    Boolean,
    /// A point in time: seconds since the epoch, with a fraction.
    Timestamp,
    /// Bytes, base64 in a document. The length counts the bytes.
    Blob(Length),
}

/// The members of an object, in the order of the model.
#[derive(Debug)]
pub struct Structure {
    /// The members, in the order of the model.
    pub members: &'static [Member],
    /// The order of the members in XML where it differs from the model's; empty where it does not.
    pub xml_order: &'static [&'static str],
}

/// One member of a structure.
#[derive(Debug)]
pub struct Member {
    /// Name in documents, in the model's spelling.
    pub name: &'static str,
    /// What its values are.
    pub shape: &'static Shape,
    /// Whether a request without it is refused.
    pub required: bool,
    /// Which part of an HTTP message carries it.
    pub binding: Binding,
}

/// Which part of an HTTP message carries a member. Anything but `Body` occurs in REST services only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// A member of the body document.
    Body,
    /// The header of this name.
    Header(&'static str),
    /// The label of this name in the path.
    Label(&'static str),
    /// The member is the whole body.
    Payload,
}

/// A list of values of one shape.
#[derive(Debug)]
pub struct List {
    /// The shape of each item.
    pub item: &'static Shape,
    /// How many items there may be.
    pub length: Length,
}

/// An object whose keys are data.
#[derive(Debug)]
pub struct Map {
    /// The shape of the keys.
    pub key: &'static Shape,
    /// The shape of the values.
    pub value: &'static Shape,
    /// How many entries there may be.
    pub length: Length,
}

/// Constraints of a text.
#[derive(Debug)]
pub struct Text {
    /// Number of characters.
    pub length: Length,
    /// The enumeration set in the order in which messages print it; empty for free text.
    pub values: &'static [&'static str],
    /// The pattern that the whole text must match.
    pub pattern: Option<&'static Pattern>,
}

/// Limits of a length, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Smallest length.
    pub min: Option<u64>,
    /// Largest length.
    pub max: Option<u64>,
}

/// Limits of a number, both included. Doubles hold all limits of the models exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Smallest value.
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
}

impl Structure {
    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The members in the order in which XML prints them.
    pub fn in_xml_order(&self) -> impl Iterator<Item = &'static Member> {
        let listed = self.xml_order.iter().filter_map(|name| self.member(name));
        listed.chain(self.members.iter().filter(|member| !self.xml_order.contains(&member.name)))
    }
}

impl Shape {
    /// The members, if it is a structure.
    pub fn structure(&self) -> Option<&Structure> {
        if let Kind::Structure(structure) = &self.kind { Some(structure) } else { None }
    }
}

impl Text {
    /// Text without constraints.
    pub const FREE: Self = Self { length: Length::FREE, values: &[], pattern: None };
}

impl Length {
    /// No limits.
    pub const FREE: Self = Self { min: None, max: None };

    pub(crate) const fn of(min: Option<u64>, max: Option<u64>) -> Self {
        Self { min, max }
    }
}

impl Range {
    /// No limits.
    pub const FREE: Self = Self { min: None, max: None };

    pub(crate) const fn of(min: Option<f64>, max: Option<f64>) -> Self {
        Self { min, max }
    }
}

impl Member {
    pub(crate) const fn required(name: &'static str, shape: &'static Shape) -> Self {
        Self { name, shape, required: true, binding: Binding::Body }
    }

    pub(crate) const fn optional(name: &'static str, shape: &'static Shape) -> Self {
        Self { name, shape, required: false, binding: Binding::Body }
    }

    pub(crate) const fn bound(self, binding: Binding) -> Self {
        Self { binding, ..self }
    }
}
