//! What is drawn over time.

/// A value from an instant on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// Seconds.
    pub at_secs: f64,
    /// The value; absent where there is none, which leaves a gap.
    pub value: Option<f64>,
}

impl Point {
    /// A value that is there.
    pub fn new(at_secs: f64, value: f64) -> Self {
        Self { at_secs, value: Some(value) }
    }
}

/// Colors with a meaning in both schemes. None of them tells anything alone: names and shapes do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// What the chart is about.
    Blue,
    /// What it is compared with.
    Orange,
    /// Good.
    Green,
    /// Bad.
    Red,
    /// A third thing.
    Violet,
    /// In the background.
    Grey,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Orange => "orange",
            Self::Green => "green",
            Self::Red => "red",
            Self::Violet => "violet",
            Self::Grey => "grey",
        }
    }
}

/// How a series is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// A line.
    Line,
    /// A line of dashes.
    Dashes,
    /// A line with what lies below it.
    Area,
}

impl Look {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Dashes => "dashes",
            Self::Area => "area",
        }
    }
}

/// A series: each value holds until the next point, the last until the end of the span.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
    /// What it is, for the legend.
    pub name: String,
    /// Its color.
    pub tone: Tone,
    /// How it is drawn.
    pub look: Look,
    /// In the order of time.
    pub points: Vec<Point>,
}

impl Series {
    /// A series.
    pub fn new(name: &str, tone: Tone, look: Look, points: Vec<Point>) -> Self {
        Self { name: name.to_owned(), tone, look, points }
    }
}
