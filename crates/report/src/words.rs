//! Numbers as people read them.

use ebb_charts::short;

pub use ebb_charts::clock;

/// Milliseconds.
pub fn ms(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.2} ms")
    } else if ms < 10_000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.1} s", ms / 1e3)
    }
}

/// A share, in percent.
pub fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// A length of time: `90 s`, `24 min`, `36.0 h`, `7.0 d`.
pub fn span(secs: f64) -> String {
    if secs < 120.0 {
        format!("{} s", short(secs))
    } else if secs < 7200.0 {
        format!("{:.0} min", secs / 60.0)
    } else if secs < 259_200.0 {
        format!("{:.1} h", secs / 3600.0)
    } else {
        format!("{:.1} d", secs / 86_400.0)
    }
}

/// A whole number with its thousands apart.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun.
pub fn times(number: u64) -> String {
    match number {
        1 => "once".to_owned(),
        number => format!("{} times", count(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_easily() {
        assert_eq!([ms(0.5), ms(950.4), ms(12_345.0)], ["0.50 ms", "950 ms", "12.3 s"]);
        assert_eq!(
            [span(30.0), span(1440.0), span(86_400.0), span(604_800.0)],
            ["30 s", "24 min", "24.0 h", "7.0 d"]
        );
        assert_eq!(
            [count(7), count(1234), count(1_234_567)],
            ["7", "1\u{202f}234", "1\u{202f}234\u{202f}567"]
        );
        assert_eq!([times(1), times(0)], ["once", "0 times"]);
    }
}
