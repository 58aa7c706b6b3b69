//! Where axes are labelled.

/// Multiples of 1, 2 or 5 times a power of ten, `about` of them between two numbers, each with its label.
pub(crate) fn of_numbers(low: f64, high: f64, about: u32, whole: bool) -> Vec<(f64, String)> {
    let step = step(low, high, about, whole);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a handful; the casts saturate"
    )]
    let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    multiples(low, high, step)
        .into_iter()
        .map(|value| {
            let label = if value.abs() < 1e4 {
                format!("{:.decimals$}", value + 0.0)
            } else {
                crate::number::short(value)
            };
            (value, label)
        })
        .collect()
}

/// The distance of such ticks.
pub(crate) fn step(low: f64, high: f64, about: u32, whole: bool) -> f64 {
    let rough = ((high - low) / f64::from(about.max(1))).max(f64::MIN_POSITIVE);
    let power = 10_f64.powf(rough.log10().floor());
    let nice = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power);
    let nice = nice.into_iter().find(|step| rough <= step * (1.0 + 1e-9)).unwrap_or(10.0 * power);
    if whole { nice.max(1.0) } else { nice }
}

/// Powers of ten between two numbers above zero.
pub(crate) fn of_decades(low: f64, high: f64) -> Vec<f64> {
    let (first, last) = (low.log10().ceil(), high.log10().floor());
    multiples(first, last, 1.0).into_iter().map(|power| 10_f64.powf(power)).collect()
}

/// Lengths of time at which a clock or a calendar is labelled, in seconds.
const STEPS_SECS: [f64; 22] = [
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    900.0,
    1800.0,
    3600.0,
    7200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    172_800.0,
    604_800.0,
    1_209_600.0,
    2_419_200.0,
];

/// Times on the clock between two, in seconds, no more than `most`, each with its label.
pub(crate) fn of_times(from_secs: f64, to_secs: f64, most: u32) -> Vec<(f64, String)> {
    let rough = (to_secs - from_secs) / f64::from(most.max(1));
    let longest = STEPS_SECS[STEPS_SECS.len() - 1];
    let step = STEPS_SECS.into_iter().find(|step| rough <= *step);
    let step = step.unwrap_or_else(|| (rough / longest).ceil() * longest);
    multiples(from_secs, to_secs, step).into_iter().map(|at| (at, time(at, step))).collect()
}

/// `3 d`, `1 d 06:00`, `06:00`, `06:00:05`: as much as the distance of the ticks asks for.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; the cast saturates"
)]
pub(crate) fn time(secs: f64, step_secs: f64) -> String {
    let whole = secs.round().max(0.0) as u64;
    let (days, clock) = (whole / 86_400, whole % 86_400);
    if step_secs >= 86_400.0 {
        return format!("{days} d");
    }
    let mut text = if days > 0 { format!("{days} d ") } else { String::new() };
    text.push_str(&format!("{:02}:{:02}", clock / 3600, clock / 60 % 60));
    if step_secs < 60.0 {
        text.push_str(&format!(":{:02}", clock % 60));
    }
    text
}

/// Multiples of a step between two numbers, both included; none when there would be too many to draw.
fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    const MOST: usize = 1000;
    let first = (low / step - 1e-9).ceil();
    let number = |index: usize| f64::from(u32::try_from(index).unwrap_or(u32::MAX));
    (0..MOST)
        .map(|index| (first + number(index)) * step)
        .take_while(|value| *value <= high + step * 1e-9)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(ticks: &[(f64, String)]) -> Vec<&str> {
        ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn numbers_are_round() {
        assert_eq!(labels(&of_numbers(0.0, 9.0, 4, false)), ["0", "5"]);
        assert_eq!(
            labels(&of_numbers(0.0, 1.0, 5, false)),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(labels(&of_numbers(0.0, 1.0, 5, true)), ["0", "1"], "there is no half copy");
        assert_eq!(labels(&of_numbers(0.0, 60_000.0, 3, false)), ["0", "20k", "40k", "60k"]);
        assert_eq!(labels(&of_numbers(-1.0, 1.0, 2, false)), ["-1", "0", "1"]);
        assert!(of_numbers(0.0, 0.0, 4, false).len() <= 1);
    }

    #[test]
    fn decades_lie_within() {
        let found = of_decades(0.0005, 0.3);
        assert_eq!(found.len(), 3);
        for (found, wanted) in found.into_iter().zip([0.001, 0.01, 0.1]) {
            assert!((found - wanted).abs() < wanted * 1e-9);
        }
    }

    #[test]
    fn times_are_those_of_a_clock() {
        assert_eq!(
            labels(&of_times(0.0, 86_400.0, 4)),
            ["00:00", "06:00", "12:00", "18:00", "1 d 00:00"]
        );
        assert_eq!(
            labels(&of_times(0.0, 604_800.0, 8)),
            ["0 d", "1 d", "2 d", "3 d", "4 d", "5 d", "6 d", "7 d"]
        );
        assert_eq!(labels(&of_times(61.0, 90.0, 3)), ["00:01:10", "00:01:20", "00:01:30"]);
        let year = of_times(0.0, 31_536_000.0, 8);
        assert!((6..=9).contains(&year.len()), "{year:?}");
    }

    proptest! {
        #[test]
        fn there_are_never_many_more_than_asked_for(
            low in -1e9_f64..1e9, span in 1e-6_f64..1e9, about in 1_u32..12
        ) {
            let most = usize::try_from(about).unwrap() + 1;
            prop_assert!(of_numbers(low, low + span, about, false).len() <= most);
            let from = low.abs();
            prop_assert!(of_times(from, from + span, about).len() <= most);
        }
    }
}
