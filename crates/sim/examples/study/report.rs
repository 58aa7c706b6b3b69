//! What the rows say together.

use std::collections::BTreeMap;

use ebb_sim::tune::{Figures, Verdict};

use crate::measure::Row;

/// A row for people.
pub(crate) fn line(row: &Row) -> String {
    format!(
        "{:<32} {:<7} cost {:>9.2} {:>9.2} {:>9.2}  missed {:>7.3}% {:>7.3}% {:>7.3}%  {:>5.1} s ({:.1} s of processor)",
        row.name,
        word(row.verdict),
        row.base.cost,
        row.tuned.cost,
        row.oracle.cost,
        missed(&row.base),
        missed(&row.tuned),
        missed(&row.oracle),
        row.tune_secs,
        row.tune_cpu_secs,
    )
}

/// Misses that more capacity would have helped, of 100 requests.
#[expect(clippy::cast_precision_loss, reason = "a share")]
fn missed(figures: &Figures) -> f64 {
    100.0 * figures.avoidable() as f64 / figures.requests.max(1) as f64
}

/// Misses of which the requests themselves were too long, of 100 requests.
#[expect(clippy::cast_precision_loss, reason = "a share")]
fn too_long(figures: &Figures) -> f64 {
    100.0 * figures.too_long as f64 / figures.requests.max(1) as f64
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Beats => "beats",
        Verdict::Ahead => "ahead",
        Verdict::Even => "even",
        Verdict::Mixed => "mixed",
        Verdict::Behind => "behind",
    }
}

/// All rows, then the shares: in Markdown, so that the document holds what was printed.
pub(crate) fn table(rows: &[Row]) -> Vec<String> {
    let mut lines = vec![
        "| trace | requests held out | cost: advice / tuned / oracle | missed %: advice / tuned / oracle | too long by themselves % | verdict | processor s |".to_owned(),
        "|---|---|---|---|---|---|---|".to_owned(),
    ];
    for row in rows {
        lines.push(format!(
            "| {} | {} | {:.1} / {:.1} / {:.1} | {:.3} / {:.3} / {:.3} | {:.3} | {} | {:.1} |",
            row.name,
            row.base.requests,
            row.base.cost,
            row.tuned.cost,
            row.oracle.cost,
            missed(&row.base),
            missed(&row.tuned),
            missed(&row.oracle),
            too_long(&row.base),
            word(row.verdict),
            row.tune_cpu_secs,
        ));
    }
    lines.push(String::new());
    lines.push(
        "| traces | how many | beats (95 % interval) | beats when every miss counts | beats when one miss more of 10,000 requests is none | ahead | even | mixed | behind | cost of advice's, median | misses of advice's, median | dearer than the oracle, median | more missed than by the oracle, median | longest search, processor time |"
            .to_owned(),
    );
    lines.push("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|".to_owned());
    let recorded = ["hour", "category", "client"];
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        groups.entry(&row.kind).or_default().push(row);
    }
    for (kind, group) in &groups {
        lines.push(shares(kind, group));
    }
    let of = |keep: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| keep(row)).collect::<Vec<_>>();
    let made = of(&|row| !recorded.contains(&row.kind.as_str()));
    let real = of(&|row| recorded.contains(&row.kind.as_str()));
    for (name, group) in [("generated", made), ("recorded", real), ("all", of(&|_| true))] {
        if !group.is_empty() {
            lines.push(shares(name, &group));
        }
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "shares")]
fn shares(name: &str, rows: &[&Row]) -> String {
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let (low, high) = wilson(count(Verdict::Beats), rows.len());
    let strictly = rows
        .iter()
        .filter(|row| Verdict::of(&row.base.strictly(), &row.tuned.strictly()) == Verdict::Beats);
    let strictly = strictly.count();
    let nearly = rows.iter().filter(|row| {
        let allowed = row.tuned.requests / 10_000;
        let more = row.tuned.avoidable().saturating_sub(row.base.avoidable());
        let misses = row.tuned.misses - if more <= allowed { more } else { 0 };
        Verdict::of(&row.base, &Figures { misses, ..row.tuned }) == Verdict::Beats
    });
    let nearly = nearly.count();
    let half = |value: &dyn Fn(&Row) -> f64| median(rows.iter().map(|row| value(row)).collect());
    format!(
        "| {name} | {} | {} = {:.0} % ({:.0} to {:.0}) | {} | {} | {} | {} | {} | {} | {:.2} | {:.2} | {:.0} % | {:.2} % | {:.0} s |",
        rows.len(),
        count(Verdict::Beats),
        100.0 * count(Verdict::Beats) as f64 / rows.len().max(1) as f64,
        low * 100.0,
        high * 100.0,
        strictly,
        nearly,
        count(Verdict::Ahead),
        count(Verdict::Even),
        count(Verdict::Mixed),
        count(Verdict::Behind),
        half(&|row| row.tuned.cost / row.base.cost.max(1e-9)),
        // Half a miss on both sides, so that none is a number too.
        half(&|row| (row.tuned.avoidable() as f64 + 0.5) / (row.base.avoidable() as f64 + 0.5)),
        half(&|row| row.cost_regret * 100.0),
        half(&|row| row.miss_regret * 100.0),
        rows.iter().map(|row| row.tune_cpu_secs).fold(0.0, f64::max),
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    values.get(middle).copied().unwrap_or(f64::NAN)
}

/// Wilson's interval of a share, for 95 of 100.
#[expect(clippy::cast_precision_loss, reason = "some hundreds")]
fn wilson(hits: usize, of: usize) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    let n = of.max(1) as f64;
    let share = hits as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    ((middle - reach) / scale, (middle + reach) / scale)
}
