//! Things that happened, at their place on a chart.

use maud::{Markup, html};

use crate::series::Tone;

/// The shape of a mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A triangle that points up.
    Up,
    /// A triangle that points down.
    Down,
    /// A circle.
    Dot,
    /// A circle that is open.
    Ring,
    /// A square on its corner.
    Diamond,
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Self::Up => "M-5 4H5L0-5Z",
            Self::Down => "M-5-4H5L0 5Z",
            Self::Dot | Self::Ring => "M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1-4.5 0Z",
            Self::Diamond => "M0-6L6 0L0 6L-6 0Z",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Ring => "open",
            Self::Up | Self::Down | Self::Dot | Self::Diamond => "full",
        }
    }
}

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// When.
    pub at_secs: f64,
    /// At which value it stands.
    pub value: f64,
    /// Its shape.
    pub shape: Shape,
    /// Its color.
    pub tone: Tone,
    /// What is told under the pointer, line by line.
    pub tip: String,
}

/// A mark around its place. `tip` is the browser's own until the script shows it faster.
pub(crate) fn shape(shape: Shape, tone: Tone, tip: &str) -> Markup {
    html! {
        path class={ (tone.class()) " " (shape.class()) } d=(shape.path()) { title { (tip) } }
    }
}
