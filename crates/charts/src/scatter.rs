//! One value against another, such as what something costs against what it misses.

use maud::{Markup, html};

use crate::marks::{self, Shape};
use crate::plot::{ABOVE, percent, pixels, rows};
use crate::scale::Values;
use crate::series::Tone;
use crate::ticks;

/// Room below the plot.
const BELOW: f64 = 22.0;
/// Height in which what is zero is drawn when the axis has decades.
const NOTHING_PX: f64 = 22.0;
const ABOUT: u32 = 5;

/// A thing with two values.
#[derive(Clone, PartialEq, Debug)]
pub struct Dot {
    /// Its name, beside it.
    pub name: String,
    /// To the right.
    pub x: f64,
    /// Upwards.
    pub y: f64,
    /// Its shape.
    pub shape: Shape,
    /// Its color.
    pub tone: Tone,
    /// What is told under the pointer, line by line.
    pub tip: String,
}

/// A line between two things, by their numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// From which.
    pub from: usize,
    /// To which.
    pub to: usize,
}

/// One value against another.
#[derive(Clone, PartialEq, Debug)]
pub struct Scatter<'a> {
    /// Its id in the page.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What goes to the right.
    pub x_title: &'a str,
    /// What goes upwards.
    pub y_title: &'a str,
    /// Each step upwards is ten times the one before; zero stands below them all.
    pub decades: bool,
    /// The things.
    pub dots: Vec<Dot>,
    /// Lines between them.
    pub links: Vec<Link>,
    /// A line through those for which no other is lower in both.
    pub frontier: bool,
    /// A line across, with its name.
    pub level: Option<(f64, String)>,
    /// What shapes and colors mean.
    pub legend: Vec<(Shape, Tone, &'a str)>,
    /// Height of the plot in pixels.
    pub height: u32,
}

impl Scatter<'_> {
    /// The chart as HTML.
    pub fn render(&self) -> Markup {
        let height = f64::from(self.height);
        let across = Values::around(self.dots.iter().map(|dot| dot.x), ABOUT, false);
        let x = |value: f64| (1.0 - across.down(value)) * 100.0;
        let up = self.up();
        let y = |value: f64| ABOVE + self.down(up, value) * height;
        html! {
            figure.chart.scatter id=(self.id) {
                figcaption {
                    h3 { (self.title) " " small { "up: " (self.y_title) "; right: " (self.x_title) } }
                    ul.legend {
                        @for (shape, tone, name) in &self.legend {
                            li {
                                svg.key width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" { (marks::shape(*shape, *tone, "")) }
                                (name)
                            }
                        }
                    }
                }
                div.frame {
                    svg.around height=(pixels(ABOVE + height + BELOW)) role="group" aria-label={ (self.title) ": " (self.y_title) " against " (self.x_title) } {
                        (self.rows(up, height))
                        g.times {
                            @for (value, label) in ticks::of_numbers(across.low, across.high, ABOUT, false) {
                                @let at = percent(x(value));
                                line x1=(at) x2=(at) y1=(pixels(ABOVE)) y2=(pixels(ABOVE + height)) {}
                                text x=(at) y=(pixels(ABOVE + height + 16.0)) { (label) }
                            }
                        }
                        @if let Some((value, name)) = &self.level {
                            g.levels {
                                line.red x1="0" x2="100%" y1=(pixels(y(*value))) y2=(pixels(y(*value))) {}
                                text.red x="100%" dx="-4" y=(pixels(y(*value) - 4.0)) { (name) }
                            }
                        }
                        g.links {
                            @if self.frontier {
                                // Stretched to the right only: the plot is a hundred wide.
                                svg x="0" y="0" width="100%" height=(pixels(ABOVE + height)) viewBox={ "0 0 100 " (pixels(ABOVE + height)) } preserveAspectRatio="none" {
                                    path.frontier d=(self.frontier_path(x, y)) {}
                                }
                            }
                            @for Link { from, to } in &self.links {
                                @if let (Some(from), Some(to)) = (self.dots.get(*from), self.dots.get(*to)) {
                                    line x1=(percent(x(from.x))) y1=(pixels(y(from.y))) x2=(percent(x(to.x))) y2=(pixels(y(to.y))) {}
                                }
                            }
                        }
                        g.marks {
                            @for (dot, side) in self.dots.iter().zip(self.sides(&x, &y)) {
                                svg.mark overflow="visible" x=(percent(x(dot.x))) y=(pixels(y(dot.y))) tabindex=[(!dot.name.is_empty()).then_some("0")] {
                                    (marks::shape(dot.shape, dot.tone, &dot.tip))
                                    text class=(side.class()) x=(side.x()) y=(side.y()) { (dot.name) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Upwards: values, or logarithms of those that have one.
    fn up(&self) -> Values {
        let level = self.level.iter().map(|(value, _)| *value);
        let all = self.dots.iter().map(|dot| dot.y).chain(level);
        if self.decades { Values::decades(all) } else { Values::around(all, ABOUT, false) }
    }

    fn rows(&self, up: Values, height: f64) -> Markup {
        if !self.decades {
            return rows(&ticks::of_numbers(up.low, up.high, ABOUT, false), up, height);
        }
        let decades = ticks::of_decades(10_f64.powf(up.low), 10_f64.powf(up.high));
        let label = |value: f64| (value.log10(), crate::number::short(value));
        let labelled: Vec<(f64, String)> = decades.into_iter().map(label).collect();
        html! {
            (rows(&labelled, up, height - NOTHING_PX))
            g.rows {
                line x1="0" x2="100%" y1=(pixels(ABOVE + height)) y2=(pixels(ABOVE + height)) {}
                text x="-8" y=(pixels(ABOVE + height)) dy="0.32em" { "0" }
            }
        }
    }

    /// The share of the height above a value.
    fn down(&self, up: Values, value: f64) -> f64 {
        if !self.decades {
            return up.down(value);
        }
        if value <= 0.0 {
            return 1.0;
        }
        let height = f64::from(self.height);
        up.down(value.log10()) * (height - NOTHING_PX) / height
    }

    fn frontier_path(&self, x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64) -> String {
        let mut path = String::new();
        for dot in frontier(&self.dots) {
            let (right, down) = (pixels_of(x(dot.x)), pixels(y(dot.y)));
            if path.is_empty() {
                path = format!("M{right} {down}");
            } else {
                path.push_str(&format!("H{right}V{down}"));
            }
        }
        path
    }

    /// Where each name stands: at the first side where it meets no other, on a chart of usual width.
    fn sides(&self, x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) -> Vec<Side> {
        const WIDE_PX: f64 = 860.0;
        let place = |dot: &Dot| (x(dot.x) / 100.0 * WIDE_PX, y(dot.y));
        let mut taken: Vec<Room> = self.dots.iter().map(|dot| Room::around(place(dot))).collect();
        let mut sides = Vec::with_capacity(self.dots.len());
        for dot in &self.dots {
            let room = |side: Side| side.room(place(dot), dot.name.chars().count());
            let fits = |side: &Side| {
                let room = room(*side);
                let inside = 0.0 <= room.left && room.right <= WIDE_PX;
                inside && !taken.iter().any(|other| other.meets(room))
            };
            let side = Side::ALL.into_iter().find(fits).unwrap_or(Side::Nowhere);
            if side != Side::Nowhere {
                taken.push(room(side));
            }
            sides.push(side);
        }
        sides
    }
}

/// Those for which no other is lower in both, from left to right.
fn frontier(dots: &[Dot]) -> Vec<&Dot> {
    let mut sorted: Vec<&Dot> = dots.iter().collect();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let mut lowest = f64::INFINITY;
    sorted.retain(|dot| {
        let is_lower = dot.y < lowest;
        lowest = lowest.min(dot.y);
        is_lower
    });
    sorted
}

fn pixels_of(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Where a name stands beside its dot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Right,
    Left,
    Above,
    Below,
    /// There is no room; it is told under the pointer.
    Nowhere,
}

impl Side {
    const ALL: [Self; 4] = [Self::Right, Self::Left, Self::Above, Self::Below];

    fn class(self) -> &'static str {
        match self {
            Self::Right => "name",
            Self::Left => "name end",
            Self::Above | Self::Below => "name middle",
            Self::Nowhere => "name crowded",
        }
    }

    fn x(self) -> &'static str {
        match self {
            Self::Right | Self::Nowhere => "9",
            Self::Left => "-9",
            Self::Above | Self::Below => "0",
        }
    }

    fn y(self) -> &'static str {
        match self {
            Self::Right | Self::Left | Self::Nowhere => "4",
            Self::Above => "-10",
            Self::Below => "18",
        }
    }

    fn room(self, (x, y): (f64, f64), letters: usize) -> Room {
        const LETTER_PX: f64 = 6.6;
        let width = f64::from(u32::try_from(letters).unwrap_or(u32::MAX)) * LETTER_PX;
        let (left, base) = match self {
            Self::Right | Self::Nowhere => (x + 9.0, y + 4.0),
            Self::Left => (x - 9.0 - width, y + 4.0),
            Self::Above => (x - width / 2.0, y - 10.0),
            Self::Below => (x - width / 2.0, y + 18.0),
        };
        Room { left, right: left + width, top: base - 10.0, bottom: base + 3.0 }
    }
}

/// A rectangle that is taken.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Room {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Room {
    fn around((x, y): (f64, f64)) -> Self {
        Self { left: x - 5.0, right: x + 5.0, top: y - 5.0, bottom: y + 5.0 }
    }

    fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(name: &str, x: f64, y: f64) -> Dot {
        Dot {
            name: name.to_owned(),
            x,
            y,
            shape: Shape::Dot,
            tone: Tone::Blue,
            tip: name.to_owned(),
        }
    }

    fn scatter(dots: Vec<Dot>) -> Scatter<'static> {
        Scatter {
            id: "s",
            title: "Cost against misses",
            x_title: "cost",
            y_title: "missed",
            decades: false,
            dots,
            links: Vec::new(),
            frontier: true,
            level: None,
            legend: Vec::new(),
            height: 200,
        }
    }

    #[test]
    fn the_frontier_has_whom_nobody_beats_in_both() {
        let dots = [
            dot("a", 5.0, 1.0),
            dot("b", 1.0, 9.0),
            dot("c", 3.0, 4.0),
            dot("d", 4.0, 4.0),
            dot("e", 6.0, 2.0),
        ];
        let names: Vec<&str> = frontier(&dots).into_iter().map(|dot| dot.name.as_str()).collect();
        assert_eq!(names, ["b", "c", "a"]);
    }

    #[test]
    fn names_do_not_lie_on_each_other() {
        let close = vec![
            dot("first", 5.0, 5.0),
            dot("second", 5.01, 5.0),
            dot("third", 9.99, 5.0),
            dot("fourth", 10.0, 0.0),
        ];
        let chart = scatter(close);
        let sides = chart.sides(&|x| x * 10.0, &|y| y * 20.0);
        assert_eq!(sides[2..], [Side::Left, Side::Left], "there is no room on the right");
        assert_ne!(sides[0], sides[1]);
        let drawn = chart.render().into_string();
        assert!(
            ["first", "second", "third", "fourth"].iter().all(|name| drawn.contains(name)),
            "{drawn}"
        );
    }

    #[test]
    fn zero_has_a_place_below_the_decades() {
        let chart = Scatter {
            decades: true,
            ..scatter(vec![dot("a", 1.0, 0.0), dot("b", 2.0, 0.01), dot("c", 3.0, 10.0)])
        };
        let up = chart.up();
        assert!((chart.down(up, 0.0) - 1.0).abs() < 1e-12);
        assert!((chart.down(up, 10.0)).abs() < 1e-12);
        assert!(chart.down(up, 0.01) < 0.9);
    }
}
