//! Values over time.

use maud::{Markup, html};

use crate::marks::{self, Mark};
use crate::path;
use crate::plot::{ABOVE, BELOW, cursor, key, percent, pixels, rows, times, view_box};
use crate::scale::{Span, Values};
use crate::series::{Look, Point, Series, Tone};
use crate::thin::thin;
use crate::ticks;

/// Ticks of values that are aimed for.
const ABOUT: u32 = 4;
/// A level this many times above all values is told at the top, and does not press them down.
const FAR: f64 = 3.0;
/// Pixels between the labels of two levels.
const LABEL_PX: f64 = 15.0;

/// Values over time, with everything that belongs to them. [`TimeChart::new`] has the defaults.
#[derive(Clone, PartialEq, Debug)]
pub struct TimeChart<'a> {
    /// Its id in the page.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The unit of its values.
    pub unit: &'a str,
    /// What is seen before anybody zooms.
    pub span: Span,
    /// The instant from which times count, in milliseconds since 1970, when there is one.
    pub start_ms: Option<i64>,
    /// Drawn in this order.
    pub series: Vec<Series>,
    /// Lines across.
    pub levels: Vec<Level>,
    /// What happened.
    pub marks: Vec<Mark>,
    /// Times with a name.
    pub regions: Vec<Region>,
    /// The chart reaches at least so high: for charts that are compared.
    pub at_least: f64,
    /// Values have no halves.
    pub whole: bool,
    /// Each step of the axis is ten times the one before. What is zero or less is not drawn.
    pub decades: bool,
    /// Height of the plot in pixels.
    pub height: u32,
    /// Points kept of each series.
    pub most_points: usize,
}

/// A line across.
#[derive(Clone, PartialEq, Debug)]
pub struct Level {
    /// What it is.
    pub name: String,
    /// Where it is.
    pub value: f64,
    /// Its color.
    pub tone: Tone,
}

/// A time with a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Region {
    /// Its name.
    pub name: String,
    /// When.
    pub span: Span,
}

impl<'a> TimeChart<'a> {
    /// An empty chart.
    pub fn new(id: &'a str, title: &'a str, unit: &'a str, span: Span) -> Self {
        Self {
            id,
            title,
            unit,
            span,
            start_ms: None,
            series: Vec::new(),
            levels: Vec::new(),
            marks: Vec::new(),
            regions: Vec::new(),
            at_least: 0.0,
            whole: false,
            decades: false,
            height: 150,
            most_points: 4000,
        }
    }

    /// The chart as HTML.
    pub fn render(&self) -> Markup {
        let values = self.values();
        let height = f64::from(self.height);
        let outer = pixels(ABOVE + height + BELOW);
        let thinned = self.series.iter().any(|series| series.points.len() > self.most_points);
        html! {
            figure.chart.over-time id=(self.id) data-from=(self.span.from_secs()) data-to=(self.span.to_secs())
                data-start=[self.start_ms] data-decades[self.decades] {
                figcaption {
                    h3 { (self.title) " " small { (self.unit) } }
                    ul.legend {
                        @for series in &self.series {
                            li { (key(series.tone, series.look)) (series.name) " " output {} }
                        }
                    }
                }
                div.frame {
                    svg.around height=(outer) role="img" aria-label=(self.in_words()) {
                        (rows(&self.ticks(values), values, height))
                        svg.plot x="0" y=(pixels(ABOVE)) width="100%" height=(self.height)
                            viewBox=(view_box(self.span, values)) preserveAspectRatio="none" {
                            @for region in &self.regions {
                                path.region d=(path::bars(&[(region.span.from_secs(), region.span.to_secs())], -values.high, -values.low)) {}
                            }
                            @for series in &self.series {
                                path class={ "data " (series.tone.class()) " " (series.look.class()) } d=(self.path(series)) {}
                            }
                        }
                        @for region in &self.regions {
                            text.name data-at=(region.span.from_secs()) x=(percent(self.span.percent(region.span.from_secs())))
                                dx="5" y=(pixels(ABOVE + 11.0)) { (region.name) }
                        }
                        (self.levels(values, height))
                        g.marks {
                            @for mark in &self.marks {
                                svg.mark data-at=(mark.at_secs) overflow="visible"
                                    x=(percent(self.span.percent(mark.at_secs)))
                                    y=(pixels(ABOVE + values.down(self.scaled(mark.value)) * height)) {
                                    (marks::shape(mark.shape, mark.tone, &mark.tip))
                                }
                            }
                        }
                        (times(self.span, height))
                        (cursor(height))
                    }
                }
                @if thinned {
                    p.note {
                        "Of each " (crate::number::short(self.span.length_secs() * 4.0 / self.count(self.most_points)))
                        " s the first, least, greatest and last value are drawn."
                    }
                }
            }
        }
    }

    fn path(&self, series: &Series) -> String {
        let thinned = thin(&series.points, self.span, self.most_points);
        let points: Vec<Point> = if self.decades {
            let scaled = |point: &Point| Point {
                value: point.value.filter(|value| *value > 0.0).map(f64::log10),
                ..*point
            };
            thinned.iter().map(scaled).collect()
        } else {
            thinned
        };
        match series.look {
            Look::Area => path::area(&points, self.span),
            Look::Line | Look::Dashes => path::steps(&points, self.span),
        }
    }

    fn levels(&self, values: Values, height: f64) -> Markup {
        let mut levels: Vec<(&Level, f64)> = self
            .levels
            .iter()
            .map(|level| (level, ABOVE + values.down(self.scaled(level.value)) * height))
            .collect();
        levels.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        let mut free = ABOVE;
        let placed = levels.into_iter().map(|(level, y)| {
            let label = (y - 4.0).max(free + 11.0);
            free = label + LABEL_PX - 11.0;
            (level, y, label)
        });
        let placed: Vec<(&Level, f64, f64)> = placed.collect();
        html! {
            g.levels {
                @for (level, y, label) in placed {
                    @let is_seen = self.scaled(level.value) <= values.high;
                    @if is_seen {
                        line class=(level.tone.class()) x1="0" x2="100%" y1=(pixels(y)) y2=(pixels(y)) {}
                    }
                    text class=(level.tone.class()) x="100%" dx="-4" y=(pixels(label)) {
                        (level.name) @if !is_seen { " ↑" }
                    }
                }
            }
        }
    }

    /// From bottom to top; a level far above everything does not count.
    fn values(&self) -> Values {
        let points = self.series.iter().flat_map(|series| &series.points);
        let points = points.filter_map(|point| point.value).filter(|value| value.is_finite());
        let marks = self.marks.iter().map(|mark| mark.value);
        let own: Vec<f64> = points.chain(marks).chain([self.at_least]).collect();
        let most = own.iter().copied().fold(0.0_f64, f64::max);
        let levels = self.levels.iter().map(|level| level.value);
        let near = levels.filter(|level| self.decades || *level <= most * FAR || most <= 0.0);
        let all = own.iter().copied().chain(near);
        if self.decades { Values::decades(all) } else { Values::around(all, ABOUT, self.whole) }
    }

    fn ticks(&self, values: Values) -> Vec<(f64, String)> {
        if self.decades {
            let ends = (10_f64.powf(values.low), 10_f64.powf(values.high));
            let label = |value: f64| (value.log10(), crate::number::short(value));
            return ticks::of_decades(ends.0, ends.1).into_iter().map(label).collect();
        }
        ticks::of_numbers(values.low, values.high, ABOUT, self.whole)
    }

    fn scaled(&self, value: f64) -> f64 {
        if self.decades { value.max(f64::MIN_POSITIVE).log10() } else { value }
    }

    /// For who does not see it: what is drawn, and between which values.
    fn in_words(&self) -> String {
        let each: Vec<String> = self
            .series
            .iter()
            .map(|series| {
                let values = || series.points.iter().filter_map(|point| point.value);
                let (least, most) =
                    values().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
                if least <= most {
                    let (least, most) = (crate::number::short(least), crate::number::short(most));
                    format!("{} from {least} to {most}", series.name)
                } else {
                    format!("{}: no data", series.name)
                }
            })
            .collect();
        format!("{}, {}, over time: {}", self.title, self.unit, each.join("; "))
    }

    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    fn count(&self, number: usize) -> f64 {
        number as f64
    }
}

/// A time in a simulation, for tables: `1 d 06:00:05`.
pub fn clock(secs: f64) -> String {
    ticks::time(secs, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::Shape;

    fn chart(values: &[f64]) -> TimeChart<'static> {
        let points = (0..).map(f64::from).zip(values).map(|(at, value)| Point::new(at, *value));
        TimeChart {
            series: vec![Series::new("copies", Tone::Blue, Look::Line, points.collect())],
            ..TimeChart::new("c", "Capacity", "copies", Span::new(0.0, 10.0))
        }
    }

    #[test]
    fn the_data_stand_in_the_plot_in_their_own_units() {
        let drawn = chart(&[1.0, 4.0, 2.0]).render().into_string();
        assert!(drawn.contains("viewBox=\"0 -4 10 4\""), "{drawn}");
        assert!(drawn.contains("d=\"M0 -1H1V-4H2V-2H10\""), "{drawn}");
        assert!(drawn.contains("copies from 1 to 4"), "{drawn}");
        assert!(!drawn.contains("class=\"note\""), "nothing was left out");
    }

    #[test]
    fn what_users_write_is_never_markup() {
        let evil = "</title><script>alert(1)</script>\"'&";
        let mark = Mark {
            at_secs: 1.0,
            value: 1.0,
            shape: Shape::Up,
            tone: Tone::Green,
            tip: evil.to_owned(),
        };
        let mut chart = chart(&[1.0]);
        chart.marks.push(mark);
        chart.title = evil;
        chart.series[0].name = evil.to_owned();
        chart.levels.push(Level { name: evil.to_owned(), value: 1.0, tone: Tone::Red });
        chart.regions.push(Region { name: evil.to_owned(), span: Span::new(1.0, 2.0) });
        let drawn = chart.render().into_string();
        assert!(!drawn.contains("<script"), "{drawn}");
        assert_eq!(drawn.matches("</title>").count(), 1, "that of the mark: {drawn}");
        assert_eq!(drawn.matches("&lt;script&gt;").count(), 7, "{drawn}");
    }

    #[test]
    fn a_level_far_away_does_not_press_the_values_down() {
        let mut chart = chart(&[1.0, 2.0]);
        chart.levels.push(Level { name: "objective".to_owned(), value: 500.0, tone: Tone::Red });
        let drawn = chart.render().into_string();
        assert!(
            drawn.contains("viewBox=\"0 -2 10 2\"") && drawn.contains("objective ↑"),
            "{drawn}"
        );
        chart.levels[0].value = 4.0;
        let drawn = chart.render().into_string();
        assert!(drawn.contains("viewBox=\"0 -4 10 4\"") && !drawn.contains('↑'), "{drawn}");
    }

    #[test]
    fn decades_are_drawn_as_logarithms() {
        let drawn = TimeChart { decades: true, ..chart(&[0.1, 10.0, 0.0]) }.render().into_string();
        assert!(drawn.contains("d=\"M0 1H1V-1H2\""), "zero has no place: {drawn}");
        assert!(drawn.contains(">0.1<") && drawn.contains(">10<"), "{drawn}");
    }

    #[test]
    fn a_year_of_minutes_is_bounded() {
        let values: Vec<f64> = (0..525_600).map(|at| f64::from(at % 1440)).collect();
        let whole = TimeChart { span: Span::new(0.0, 525_600.0), ..chart(&values) };
        let drawn = whole.render().into_string();
        assert!(drawn.len() < 120_000, "{}", drawn.len());
        assert!(drawn.contains("class=\"note\""), "it says that it left points out");
    }
}
