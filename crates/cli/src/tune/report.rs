//! What a search found, for people.

use ebb_sim::tune::{Candidate, Figures, Goal, Tuned};

/// Points of the frontier that are told.
pub(super) const MOST_POINTS: usize = 12;

/// All lines but the recommendation in its form.
pub(super) fn lines(found: &Tuned, price: f64) -> Vec<String> {
    let cost = if price > 0.0 { "cost" } else { "instance hours" };
    let mut lines = vec![
        format!(
            "{} candidates; {} were given up early, as another was no worse in everything",
            found.trials, found.given_up
        ),
        format!(
            "Searched until {:.0} s, under additional load; what comes after was held out.",
            found.split_secs
        ),
        String::new(),
        format!("Best for their price ({cost}, share of requests that missed):"),
        format!("  {:>14} {:>10} {:>14} {:>10}   settings", "searched", "", "held out", ""),
        row("start", &found.base),
    ];
    lines.extend(found.frontier.iter().map(|point| row(&settings(point), point)));
    lines.push(String::new());
    lines.extend(recommendation(found, cost));
    lines.push(String::new());
    lines
}

fn row(name: &str, candidate: &Candidate) -> String {
    let (searched, held_out) = (&candidate.searched, &candidate.held_out);
    format!(
        "  {:>14.3} {:>9.2}% {:>14.3} {:>9.2}%   {name}",
        searched.cost,
        missed(searched),
        held_out.cost,
        missed(held_out)
    )
}

fn settings(candidate: &Candidate) -> String {
    let each = candidate.settings.iter().map(|one| format!("{}={}", one.member, brief(&one.value)));
    each.collect::<Vec<_>>().join(" ")
}

/// A table of capacities by its ends: the recommendation tells all of it.
fn brief(value: &str) -> String {
    let mut steps = value.split(", ");
    match (steps.next(), steps.clone().count(), steps.last()) {
        (Some(first), 2.., Some(last)) => format!("{first}, ..., {last}"),
        _ => value.to_owned(),
    }
}

fn recommendation(found: &Tuned, cost: &str) -> Vec<String> {
    let (base, own) = (&found.base.held_out, &found.recommended.held_out);
    let goal = match found.goal {
        Goal::Attain { share } => {
            format!("the cheapest with {:.2} % within the objective", share * 100.0)
        }
        Goal::BeatBase => "the furthest ahead of the start".to_owned(),
    };
    if found.recommended.settings.is_empty() {
        return vec![format!(
            "Recommended, as {goal}: to leave it as it is. Nothing that was tried is better by enough to rely on."
        )];
    }
    let sure = &found.sureness;
    let mut lines = vec![format!("Recommended, as {goal}:")];
    lines.extend(found.recommended.settings.iter().map(|one| {
        let of = one.of.as_deref().unwrap_or("scalable target");
        format!("  {of}: {} = {}", one.member, one.value)
    }));
    lines.push(format!(
        "On traffic that the search has not seen: {cost} {:.3} in place of {:.3}, {:.2} % missed in place of {:.2} %: {}",
        own.cost,
        base.cost,
        missed(own),
        missed(base),
        found.verdict
    ));
    if own.too_long > 0 {
        lines.push(format!(
            "{:.2} % of the requests there take longer than the objective even alone on a copy: better and worse are judged by the other misses",
            share(own.too_long, own.requests)
        ));
    }
    lines.extend(kept(found.base.policies.bounds.min, found.recommended.policies.bounds.min));
    lines.push(format!(
        "How sure: of 1,000 draws of blocks of {:.0} s, 95 in 100 have {:.0} % to {:.0} % of the cost and {:+.2} to {:+.2} points of misses; {:.0} in 100 are ahead in something and behind in nothing",
        sure.block_secs,
        sure.cost_ratio.low * 100.0,
        sure.cost_ratio.high * 100.0,
        sure.miss_difference.low * 100.0,
        sure.miss_difference.high * 100.0,
        sure.ahead * 100.0
    ));
    lines
}

/// What a lower bound costs that is higher than it was.
fn kept(before: u32, now: u32) -> Option<String> {
    (before < now).then(|| {
        format!("The lower bound keeps {now} copies whatever comes, in place of {before}: lower it when the traffic falls for good")
    })
}

fn missed(figures: &Figures) -> f64 {
    (1.0 - figures.attainment()) * 100.0
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn share(part: u64, of: u64) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_lower_bound_is_told_and_no_other() {
        let told = kept(1, 19).expect("it is higher");
        assert!(told.contains("keeps 19 copies whatever comes, in place of 1"), "{told}");
        assert_eq!((kept(2, 2), kept(2, 1)), (None, None));
    }

    #[test]
    fn a_table_is_told_by_its_ends() {
        assert_eq!(brief("1 below 12.5, 2 below 40, 3"), "1 below 12.5, ..., 3");
        assert_eq!(brief("-20, -10"), "-20, -10");
        assert_eq!(brief("34"), "34");
    }
}
