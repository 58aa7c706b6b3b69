//! Values of options that are spelled in a way of their own.

use ebb_sim::{Discipline, Service};

/// Seconds: a number, or with one of the units ms, s, m, h, d.
pub(super) fn secs(text: &str) -> Result<f64, String> {
    let units = [("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0)];
    let found = units.iter().find_map(|(unit, secs)| Some((text.strip_suffix(unit)?, secs)));
    let (number, unit) = found.unwrap_or((text, &1.0));
    match number.trim().parse::<f64>() {
        Ok(number) if (0.0..1e10).contains(&(number * unit)) => Ok(number * unit),
        _ => Err("expected a length of time such as 90, 90s, 30m, 8h or 7d".to_owned()),
    }
}

pub(crate) fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a share between 0 and 1".to_owned()),
    }
}

pub(super) fn amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..1e15).contains(&number) => Ok(number),
        _ => Err("expected a number that is not negative".to_owned()),
    }
}

/// `trace`, `tokens:PREFILL,DECODE`, or a law of milliseconds.
pub(super) fn service(text: &str) -> Result<Service, String> {
    if text == "trace" {
        return Ok(Service::FromTrace);
    }
    if let Some(rates) = text.strip_prefix("tokens:") {
        let wrong = "expected \"tokens:PREFILL,DECODE\": tokens read and written in a second";
        let (prefill, decode) = rates.split_once(',').ok_or(wrong)?;
        let rate = |text: &str| text.trim().parse::<f64>().ok().filter(|rate| *rate > 0.0);
        let (Some(prefill_per_sec), Some(decode_per_sec)) = (rate(prefill), rate(decode)) else {
            return Err(wrong.to_owned());
        };
        return Ok(Service::Tokens { prefill_per_sec, decode_per_sec });
    }
    let law =
        text.parse().map_err(|error| format!("{error}, \"trace\" or \"tokens:PREFILL,DECODE\""))?;
    Ok(Service::Law(law))
}

/// `MOST,SLOWDOWN`.
pub(super) fn batch(text: &str) -> Result<Discipline, String> {
    let wrong = "expected MOST,SLOWDOWN such as 16,0.05: the largest batch, and how much each further request slows all";
    let (most, slowdown) = text.split_once(',').ok_or(wrong)?;
    let most = most.trim().parse::<u32>().ok().filter(|most| *most > 0).ok_or(wrong)?;
    let slowdown: f64 = slowdown.trim().parse().map_err(|_| wrong)?;
    if !(0.0..=1000.0).contains(&slowdown) {
        return Err(wrong.to_owned());
    }
    Ok(Discipline::Batching { most, slowdown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_services_and_batches_are_read() {
        let close = |text: &str, wanted: f64| {
            assert!((secs(text).unwrap() - wanted).abs() < 1e-9, "{text}");
        };
        for (text, wanted) in [("90", 90.0), ("90s", 90.0), ("250ms", 0.25), ("1.5h", 5400.0)] {
            close(text, wanted);
        }
        assert!(secs("soon").is_err() && secs("-1").is_err() && secs("1w").is_err());
        assert_eq!(service("trace"), Ok(Service::FromTrace));
        let tokens = Service::Tokens { prefill_per_sec: 5000.0, decode_per_sec: 40.0 };
        assert_eq!(service("tokens:5000,40"), Ok(tokens));
        for wrong in ["tokens:5000", "tokens:0,1", "slow"] {
            assert!(service(wrong).is_err(), "{wrong}");
        }
        assert_eq!(batch("16,0.05"), Ok(Discipline::Batching { most: 16, slowdown: 0.05 }));
        assert!(batch("0,1").is_err() && batch("16").is_err() && batch("4,-1").is_err());
    }
}
