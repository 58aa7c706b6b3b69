//! What all charts have around their plot.

use maud::{Markup, html};

use crate::scale::{Span, Values};
use crate::series::{Look, Tone};
use crate::ticks;

/// Room above a plot, in pixels.
pub(crate) const ABOVE: f64 = 10.0;
/// Room below it, for labels.
pub(crate) const BELOW: f64 = 22.0;

/// A place from the top in pixels.
pub(crate) fn pixels(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A place from the left.
pub(crate) fn percent(value: f64) -> String {
    let text = format!("{value:.3}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A box of the data's units for an SVG that is stretched.
pub(crate) fn view_box(span: Span, values: Values) -> String {
    let number = crate::number::coordinate;
    format!(
        "{} {} {} {}",
        span.from_secs(),
        number(-values.high),
        span.length_secs(),
        number(values.high - values.low)
    )
}

/// Lines across with their labels on the left.
pub(crate) fn rows(ticks: &[(f64, String)], values: Values, height: f64) -> Markup {
    html! {
        g.rows {
            @for (value, label) in ticks {
                @let y = pixels(ABOVE + values.down(*value) * height);
                line x1="0" x2="100%" y1=(y) y2=(y) {}
                text x="-8" y=(y) dy="0.32em" { (label) }
            }
        }
    }
}

/// Labels of time below. The script writes them anew when a part is seen.
pub(crate) fn times(span: Span, height: f64) -> Markup {
    let y = pixels(ABOVE + height);
    html! {
        g.times {
            @for (number, (at_secs, label)) in ticks::of_times(span.from_secs(), span.to_secs(), 8).iter().enumerate() {
                @let x = percent(span.percent(*at_secs));
                g class=[(number % 2 == 1).then_some("odd")] {
                    line x1=(x) x2=(x) y1=(y) y2=(pixels(ABOVE + height + 4.0)) {}
                    text x=(x) y=(pixels(ABOVE + height + 16.0)) { (label) }
                }
            }
        }
    }
}

/// What the script moves: the line at the pointer, and the span that is being chosen.
pub(crate) fn cursor(height: f64) -> Markup {
    let (y1, y2) = (pixels(ABOVE), pixels(ABOVE + height));
    html! {
        rect.chosen x="0" y=(y1) width="0" height=(pixels(height)) visibility="hidden" {}
        line.cursor x1="0" x2="0" y1=(y1) y2=(y2) visibility="hidden" {}
    }
}

/// How a series looks, in small.
pub(crate) fn key(tone: Tone, look: Look) -> Markup {
    html! {
        svg.key width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" {
            path class={ (tone.class()) " " (look.class()) } d=(match look {
                Look::Area => "M0 12V3H22V12",
                Look::Line | Look::Dashes => "M0 6H22",
            }) {}
        }
    }
}
