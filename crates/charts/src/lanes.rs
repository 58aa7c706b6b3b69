//! States over time, one below the other.

use maud::{Markup, html};

use crate::path::bars;
use crate::plot::{ABOVE, BELOW, cursor, pixels, times, view_box};
use crate::scale::{Span, Values};

/// Pixels of a lane: its name, and its states below.
const NAME_PX: f64 = 17.0;
const STATE_PX: f64 = 14.0;
const GAP_PX: f64 = 7.0;
/// Changes that a lane shows; where there are more, the worst state of each piece of time is shown.
const MOST_CHANGES: usize = 2000;

/// A state, in the order of how bad it is. Heights differ as colors do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// As it should be.
    Good,
    /// Not known.
    Unknown,
    /// Not as it should be.
    Bad,
}

impl State {
    const ALL: [Self; 3] = [Self::Good, Self::Unknown, Self::Bad];

    fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unknown => "unknown",
            Self::Bad => "bad",
        }
    }

    /// How much of the lane it fills from below.
    fn height(self) -> f64 {
        match self {
            Self::Good => 0.25,
            Self::Unknown => 0.5,
            Self::Bad => 1.0,
        }
    }
}

/// The states of one thing.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    /// What it is.
    pub name: String,
    /// Each state with the instant from which it holds, in the order of time.
    pub changes: Vec<(f64, State)>,
}

/// States over time.
#[derive(Clone, PartialEq, Debug)]
pub struct Lanes<'a> {
    /// Its id in the page.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Names of the states, from good over unknown to bad.
    pub names: [&'a str; 3],
    /// What is seen before anybody zooms.
    pub span: Span,
    /// The instant from which times count, in milliseconds since 1970, when there is one.
    pub start_ms: Option<i64>,
    /// From top to bottom.
    pub lanes: Vec<Lane>,
}

impl Lanes<'_> {
    /// The chart as HTML.
    pub fn render(&self) -> Markup {
        let values = Values { low: 0.0, high: 1.0 };
        let each = NAME_PX + STATE_PX + GAP_PX;
        let tops: Vec<f64> = std::iter::successors(Some(ABOVE), |top| Some(top + each))
            .take(self.lanes.len())
            .collect();
        let height = tops.last().map_or(0.0, |top| top - ABOVE + NAME_PX + STATE_PX);
        html! {
            figure.chart.over-time id=(self.id) data-from=(self.span.from_secs()) data-to=(self.span.to_secs())
                data-start=[self.start_ms] {
                figcaption {
                    h3 { (self.title) }
                    ul.legend {
                        @for (state, name) in State::ALL.into_iter().zip(self.names) {
                            li {
                                svg.key width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" {
                                    path class=(state.class()) d=(bars(&[(0.0, 22.0)], 12.0 - 12.0 * state.height(), 12.0)) {}
                                }
                                (name)
                            }
                        }
                    }
                }
                div.frame {
                    svg.around height=(pixels(ABOVE + height + BELOW)) role="img" aria-label=(self.in_words()) {
                        @for (lane, top) in self.lanes.iter().zip(&tops) {
                            text.name x="0" y=(pixels(top + NAME_PX - 6.0)) { (lane.name) }
                            svg.plot.lane x="0" y=(pixels(top + NAME_PX)) width="100%" height=(pixels(STATE_PX))
                                viewBox=(view_box(self.span, values)) preserveAspectRatio="none" data-name=(lane.name) {
                                @for (state, name) in State::ALL.into_iter().zip(self.names) {
                                    path class={ "state " (state.class()) } data-name=(name)
                                        d=(bars(&self.spans(lane, state), -state.height(), 0.0)) {}
                                }
                            }
                        }
                        (times(self.span, height))
                        (cursor(height))
                    }
                }
                @if self.lanes.iter().any(|lane| lane.changes.len() > MOST_CHANGES) {
                    p.note { "Where states change faster than can be drawn, the worst of each moment is." }
                }
            }
        }
    }

    /// When a lane is in a state.
    fn spans(&self, lane: &Lane, state: State) -> Vec<(f64, f64)> {
        let changes = coarse(&lane.changes, self.span);
        let ends = changes.iter().skip(1).map(|(at_secs, _)| *at_secs).chain([self.span.to_secs()]);
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for ((from_secs, own), to_secs) in changes.iter().zip(ends) {
            if *own != state || to_secs <= *from_secs {
                continue;
            }
            match spans.last_mut() {
                Some(last) if last.1 >= *from_secs => last.1 = to_secs,
                Some(_) | None => spans.push((*from_secs, to_secs)),
            }
        }
        spans
    }

    fn in_words(&self) -> String {
        let each: Vec<String> = self
            .lanes
            .iter()
            .map(|lane| {
                let bad = lane.changes.iter().filter(|(_, state)| *state == State::Bad).count();
                format!("{}: {bad} times {}", lane.name, self.names[2])
            })
            .collect();
        format!("{} over time. {}", self.title, each.join("; "))
    }
}

/// The changes themselves, or the worst state of each of so many pieces of time.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few thousand pieces; the casts saturate"
)]
fn coarse(changes: &[(f64, State)], span: Span) -> Vec<(f64, State)> {
    if changes.len() <= MOST_CHANGES {
        return changes.to_vec();
    }
    let width = span.length_secs() / MOST_CHANGES as f64;
    let piece = |at_secs: f64| {
        (((at_secs - span.from_secs()) / width).max(0.0) as usize).min(MOST_CHANGES - 1)
    };
    let mut worst: Vec<Option<State>> = vec![None; MOST_CHANGES];
    let ends = changes.iter().skip(1).map(|(at_secs, _)| *at_secs).chain([span.to_secs()]);
    for ((from_secs, state), to_secs) in changes.iter().zip(ends) {
        // A state that ends with a piece does not reach into the next.
        for slot in
            &mut worst[piece(*from_secs)..=piece(to_secs - width * 1e-6).max(piece(*from_secs))]
        {
            *slot = (*slot).max(Some(*state));
        }
    }
    let mut coarse: Vec<(f64, State)> = Vec::new();
    for (number, state) in worst.into_iter().enumerate() {
        let Some(state) = state else { continue };
        if coarse.last().is_none_or(|(_, last)| *last != state) {
            coarse.push((span.from_secs() + number as f64 * width, state));
        }
    }
    coarse
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(changes: Vec<(f64, State)>) -> Lanes<'static> {
        Lanes {
            id: "alarms",
            title: "Alarms",
            names: ["OK", "INSUFFICIENT_DATA", "ALARM"],
            span: Span::new(0.0, 100.0),
            start_ms: None,
            lanes: vec![Lane { name: "<high>".to_owned(), changes }],
        }
    }

    #[test]
    fn each_state_is_drawn_where_it_holds() {
        let changes = vec![
            (0.0, State::Unknown),
            (10.0, State::Good),
            (40.0, State::Bad),
            (60.0, State::Good),
        ];
        let all = lanes(changes);
        assert_eq!(all.spans(&all.lanes[0], State::Good), [(10.0, 40.0), (60.0, 100.0)]);
        assert_eq!(all.spans(&all.lanes[0], State::Bad), [(40.0, 60.0)]);
        let drawn = all.render().into_string();
        assert!(drawn.contains("d=\"M40 -1H60V0H40Z\""), "{drawn}");
        assert!(
            drawn.contains("&lt;high&gt;: 1 times ALARM") && !drawn.contains("<high>"),
            "{drawn}"
        );
    }

    #[test]
    fn a_short_alarm_among_many_changes_is_seen() {
        let mut changes: Vec<(f64, State)> = (0..5000_u32)
            .map(|number| {
                (
                    f64::from(number) / 50.0,
                    if number % 2 == 0 { State::Good } else { State::Unknown },
                )
            })
            .collect();
        changes[2500].1 = State::Bad;
        let all = lanes(changes);
        let bad = all.spans(&all.lanes[0], State::Bad);
        assert_eq!(bad.len(), 1, "{bad:?}");
        assert!(bad[0].0 <= 50.0 && 50.02 <= bad[0].1 + 1e-9, "{bad:?}");
        assert!(all.spans(&all.lanes[0], State::Unknown).len() <= MOST_CHANGES);
    }
}
