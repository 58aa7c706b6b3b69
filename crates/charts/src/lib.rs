//! Charts as SVG in HTML: data in, text out.
//!
//! What is drawn stands in the page as it is: lines, axes, legends. [`SCRIPT`] adds zoom and values under the pointer, and
//! takes them from the very paths that are drawn, so that a page carries its data once. Every plot is an SVG whose
//! coordinates are the data's own units (seconds to the right, values upwards), stretched over its place; a zoom changes
//! what part of it is seen. Text stands around it and is never stretched, so charts are as wide as there is room.
//!
//! All time charts of a page share one span of time. [`STYLE`] has the colors, light and dark.
//!
//! ```
//! use ebb_charts::{Look, Point, Series, Span, TimeChart, Tone};
//!
//! let points = vec![Point::new(0.0, 2.0), Point::new(60.0, 3.0)];
//! let chart = TimeChart {
//!     series: vec![Series::new("copies", Tone::Blue, Look::Area, points)],
//!     ..TimeChart::new("capacity", "Capacity", "copies", Span::new(0.0, 120.0))
//! };
//! assert!(chart.render().into_string().contains("M0 0L0 -2H60V-3H120L120 0"));
//! ```

mod lanes;
mod marks;
mod number;
mod path;
mod plot;
mod scale;
mod scatter;
mod series;
mod thin;
mod ticks;
mod time_chart;

pub use lanes::{Lane, Lanes, State};
pub use marks::{Mark, Shape};
pub use number::short;
pub use scale::Span;
pub use scatter::{Dot, Link, Scatter};
pub use series::{Look, Point, Series, Tone};
pub use time_chart::{Level, Region, TimeChart, clock};

pub use maud;

/// What charts look like; print and both schemes of colors included.
pub const STYLE: &str = include_str!("charts.css");

/// The ES module that zooms and tells values. It reads what is drawn and loads nothing.
pub const SCRIPT: &str = include_str!("charts.js");
