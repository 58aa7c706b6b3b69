//! Tables that are bounded.

use maud::{Markup, html};

/// Rows below heads. The first column names the row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// What stands above the columns.
    pub heads: Vec<String>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// The row that is pointed out.
    pub chosen: Option<usize>,
}

impl Table {
    /// All columns but the first are numbers.
    pub(crate) fn of_numbers(&self, caption: &str) -> Markup {
        html! {
            div.wide {
                table {
                    @if !caption.is_empty() { caption { (caption) } }
                    thead { tr {
                        @for (place, head) in self.heads.iter().enumerate() {
                            th scope="col" class=[(place > 0).then_some("number")] { (head) }
                        }
                    } }
                    tbody {
                        @for (number, row) in self.rows.iter().enumerate() {
                            tr class=[(self.chosen == Some(number)).then_some("chosen")] {
                                @for (place, cell) in row.iter().enumerate() {
                                    @if place == 0 { th scope="row" { (cell) } } @else { td.number { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The most that matter of a list, in its order, and how many were left out.
pub(crate) fn most<T>(all: &[T], most: usize, weight: impl Fn(&T) -> f64) -> (Vec<&T>, usize) {
    if all.len() <= most {
        return (all.iter().collect(), 0);
    }
    let mut places: Vec<usize> = (0..all.len()).collect();
    // The sort is stable: of two that weigh the same the earlier stays.
    places.sort_by(|a, b| weight(&all[*b]).total_cmp(&weight(&all[*a])));
    places.truncate(most);
    places.sort_unstable();
    (places.into_iter().map(|place| &all[place]).collect(), all.len() - most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_weighs_most_is_kept_in_its_order() {
        let all = [3.0, 1.0, 9.0, 1.0, 5.0];
        assert_eq!(most(&all, 3, |one| *one), (vec![&3.0, &9.0, &5.0], 2));
        assert_eq!(most(&all, 9, |one| *one).1, 0);
    }

    #[test]
    fn cells_are_text() {
        let table = Table {
            heads: vec!["<b>".to_owned()],
            rows: vec![vec!["<script>".to_owned()]],
            chosen: Some(0),
        };
        let drawn = table.of_numbers("&").into_string();
        assert!(
            drawn.contains("&lt;script&gt;")
                && drawn.contains("&lt;b&gt;")
                && drawn.contains("chosen"),
            "{drawn}"
        );
    }
}
