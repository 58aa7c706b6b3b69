//! Numbers as axes and paths write them.

/// A number for people: three digits that matter, thousands as k, millions as M.
pub fn short(value: f64) -> String {
    let size = value.abs();
    if size >= 1e9 {
        format!("{}G", digits(value / 1e9, 3))
    } else if size >= 1e6 {
        format!("{}M", digits(value / 1e6, 3))
    } else if size >= 1e4 {
        format!("{}k", digits(value / 1e3, 3))
    } else if size >= 1e3 {
        digits(value, 4)
    } else {
        digits(value, 3)
    }
}

/// A number of a path: enough digits for any screen, none that say nothing.
pub(crate) fn coordinate(value: f64) -> String {
    digits(value, 6)
}

/// At most so many digits that matter; no exponent, no zeros at the end.
fn digits(value: f64, most: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "an exponent of a double")]
    let before = value.abs().log10().floor() as i32 + 1;
    let decimals = usize::try_from((most - before).clamp(0, 12)).unwrap_or(0);
    let text = format!("{value:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    let trimmed = text.trim_end_matches('0').trim_end_matches('.');
    if trimmed == "-0" { "0".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, wanted) in [
            (0.0, "0"),
            (-0.0, "0"),
            (0.05, "0.05"),
            (1.0 / 3.0, "0.333"),
            (12.3456, "12.3"),
            (999.6, "1000"),
            (1234.4, "1234"),
            (12_345.0, "12.3k"),
            (2e6, "2M"),
            (-45.0, "-45"),
            (3.2e12, "3200G"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(short(value), wanted, "{value}");
        }
    }

    #[test]
    fn coordinates_keep_seconds_of_a_year_and_have_no_exponent() {
        assert_eq!(coordinate(31_536_000.0), "31536000");
        assert_eq!(coordinate(86_399.96), "86400");
        assert_eq!(coordinate(0.000_012_345), "0.000012345");
        assert_eq!(coordinate(-1.5), "-1.5");
    }
}
