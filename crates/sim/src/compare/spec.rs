//! Rivals as they are named: `kpa`, `hpa:metric=in-system,target=3`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A kind of rival.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// The settings that it takes, each with what it means and what it is by default.
    pub settings: &'static [(&'static str, &'static str)],
}

/// All rivals.
pub const RIVALS: &[Kind] = &[
    Kind {
        name: "hpa",
        about: "Kubernetes' HorizontalPodAutoscaler",
        settings: &[
            ("metric", "cpu, in-flight or in-system (cpu)"),
            ("target", "percent, or requests per copy (80 % of what a copy can do)"),
            ("tolerance", "as a share (0.1)"),
            ("window", "seconds of the highest wish before scaling in (300)"),
        ],
    },
    Kind {
        name: "keda",
        about: "the same with KEDA's way to zero and back",
        settings: &[
            ("target", "requests per copy (80 % of what a copy can do)"),
            ("polling", "seconds (30)"),
            ("cooldown", "seconds without requests until zero (300)"),
        ],
    },
    Kind {
        name: "kpa",
        about: "Knative's autoscaler",
        settings: &[
            ("target", "requests per copy (70 % of what a copy can do)"),
            ("stable", "seconds of the long window (60)"),
            ("panic", "seconds of the short window (6)"),
            ("grace", "seconds until the last copy goes (30)"),
            ("scale-down-delay", "seconds (0)"),
        ],
    },
    Kind {
        name: "ray-serve",
        about: "Ray Serve's autoscaler",
        settings: &[
            ("target", "ongoing requests per copy (2, and no more than a copy can do)"),
            ("upscale-delay", "seconds (30)"),
            ("downscale-delay", "seconds (600)"),
            ("upscaling-factor", "(1)"),
            ("downscaling-factor", "(1)"),
            ("look-back", "seconds (30)"),
        ],
    },
    Kind { name: "fixed", about: "always as many copies", settings: &[("copies", "how many")] },
    Kind {
        name: "fixed-peak",
        about: "as many copies as the busiest moment needs, always",
        settings: &[],
    },
    Kind {
        name: "fixed-mean",
        about: "as many copies as the work needs on the average, always",
        settings: &[],
    },
    Kind {
        name: "square-root",
        about: "square-root staffing of the last minute's load",
        settings: &[("waiting", "share of requests that may wait at all (0.2)")],
    },
    Kind {
        name: "seasonal",
        about: "a forecast: what this hour brought before",
        settings: &[("season", "day or week (day)"), ("headroom", "as a factor (1.2)")],
    },
    Kind {
        name: "oracle",
        about: "it knows what comes, and orders no copy more than that takes",
        settings: &[("may-wait", "seconds that a request may wait (what the objective leaves)")],
    },
];

/// A rival with its settings, all of them good.
#[derive(Clone, PartialEq, Debug)]
pub struct RivalSpec {
    kind: &'static str,
    about: &'static str,
    numbers: BTreeMap<&'static str, f64>,
    words: BTreeMap<&'static str, &'static str>,
}

/// A rival that there is not, or a setting that it does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// No such rival.
    #[error("there is no rival \"{name}\": there are {}", names())]
    Name {
        /// What was asked for.
        name: String,
    },
    /// A setting without a value.
    #[error("\"{setting}\" of \"{rival}\" needs a value, as in \"{rival}:{setting}=1\"")]
    NoValue {
        /// The rival.
        rival: &'static str,
        /// The setting.
        setting: String,
    },
    /// No such setting.
    #[error("\"{rival}\" has no setting \"{setting}\": it has {known}")]
    Setting {
        /// The rival.
        rival: &'static str,
        /// What was asked for.
        setting: String,
        /// What there is.
        known: String,
    },
    /// A value that it cannot have.
    #[error("\"{setting}\" of \"{rival}\" must be {wanted}, but is \"{value}\"")]
    Value {
        /// The rival.
        rival: &'static str,
        /// The setting.
        setting: &'static str,
        /// What it must be.
        wanted: &'static str,
        /// What it is.
        value: String,
    },
    /// A setting that has to be named.
    #[error("\"{rival}\" needs a setting: \"{rival}:{setting}=…\"")]
    Missing {
        /// The rival.
        rival: &'static str,
        /// The setting.
        setting: &'static str,
    },
}

fn names() -> String {
    RIVALS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
}

impl RivalSpec {
    /// Its name, with what is set.
    pub fn name(&self) -> String {
        self.to_string()
    }

    /// What it is, in a few words.
    pub fn about(&self) -> String {
        self.about.to_owned()
    }

    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    pub(super) fn number(&self, setting: &str) -> Option<f64> {
        self.numbers.get(setting).copied()
    }

    pub(super) fn word(&self, setting: &str) -> Option<&'static str> {
        self.words.get(setting).copied()
    }

    fn set(&mut self, setting: &'static str, value: &str) -> Result<(), SpecError> {
        let wrong = |wanted| SpecError::Value {
            rival: self.kind,
            setting,
            wanted,
            value: value.to_owned(),
        };
        let words: &[&'static str] = match setting {
            "metric" => &["cpu", "in-flight", "in-system"],
            "season" => &["day", "week"],
            _ => &[],
        };
        if !words.is_empty() {
            let listed = if setting == "metric" {
                "\"cpu\", \"in-flight\" or \"in-system\""
            } else {
                "\"day\" or \"week\""
            };
            let word = words.iter().find(|word| **word == value).ok_or_else(|| wrong(listed))?;
            self.words.insert(setting, word);
            return Ok(());
        }
        let number: f64 = value.parse().map_err(|_| wrong("a number"))?;
        let (holds, wanted) = match setting {
            "copies" => (
                (0.0..=100_000.0).contains(&number) && number.fract() == 0.0,
                "a whole number up to 100000",
            ),
            "waiting" => (0.0 < number && number < 1.0, "a share between 0 and 1"),
            "target" | "headroom" | "upscaling-factor" | "downscaling-factor" => {
                (0.0 < number && number <= 1e6, "a number above zero")
            }
            _ => ((0.0..=1e7).contains(&number), "a number that is not negative"),
        };
        if !holds {
            return Err(wrong(wanted));
        }
        self.numbers.insert(setting, number);
        Ok(())
    }
}

impl FromStr for RivalSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let (name, settings) = text.split_once(':').unwrap_or((text, ""));
        let Kind { name: kind, about, settings: known } = RIVALS
            .iter()
            .find(|known| known.name == name)
            .ok_or_else(|| SpecError::Name { name: name.to_owned() })?;
        let mut spec = Self { kind, about, numbers: BTreeMap::new(), words: BTreeMap::new() };
        for setting in settings.split(',').filter(|setting| !setting.is_empty()) {
            let (key, value) = setting
                .split_once('=')
                .ok_or_else(|| SpecError::NoValue { rival: kind, setting: setting.to_owned() })?;
            let (key, _) = known.iter().find(|(known, _)| *known == key).ok_or_else(|| {
                SpecError::Setting {
                    rival: kind,
                    setting: key.to_owned(),
                    known: match known.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ") {
                        none if none.is_empty() => "none".to_owned(),
                        some => some,
                    },
                }
            })?;
            spec.set(key, value)?;
        }
        if *kind == "fixed" && spec.number("copies").is_none() {
            return Err(SpecError::Missing { rival: kind, setting: "copies" });
        }
        Ok(spec)
    }
}

impl fmt::Display for RivalSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)?;
        let numbers = self.numbers.iter().map(|(key, value)| format!("{key}={value}"));
        let words = self.words.iter().map(|(key, word)| format!("{key}={word}"));
        for (number, setting) in words.chain(numbers).enumerate() {
            f.write_str(if number == 0 { ":" } else { "," })?;
            f.write_str(&setting)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        text.parse::<RivalSpec>().map_or_else(|error| error.to_string(), |spec| spec.to_string())
    }

    #[test]
    fn a_spec_is_told_as_it_was_given() {
        for text in
            ["kpa", "hpa:metric=cpu,target=60", "ray-serve:downscale-delay=60", "fixed:copies=3"]
        {
            assert_eq!(told(text), text);
        }
        for Kind { name, .. } in RIVALS.iter().filter(|kind| kind.name != "fixed") {
            assert_eq!(told(name), *name);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            ("kpo", "there is no rival \"kpo\": there are hpa, keda, kpa"),
            ("kpa:targets=3", "\"kpa\" has no setting \"targets\": it has target, stable"),
            ("fixed-peak:copies=3", "\"fixed-peak\" has no setting \"copies\": it has none"),
            ("kpa:target", "\"target\" of \"kpa\" needs a value, as in \"kpa:target=1\""),
            ("kpa:target=x", "\"target\" of \"kpa\" must be a number, but is \"x\""),
            ("kpa:target=0", "\"target\" of \"kpa\" must be a number above zero, but is \"0\""),
            (
                "kpa:grace=-1",
                "\"grace\" of \"kpa\" must be a number that is not negative, but is \"-1\"",
            ),
            ("kpa:grace=NaN", "\"grace\" of \"kpa\" must be a number that is not negative"),
            (
                "hpa:metric=gpu",
                "\"metric\" of \"hpa\" must be \"cpu\", \"in-flight\" or \"in-system\"",
            ),
            ("fixed", "\"fixed\" needs a setting: \"fixed:copies=…\""),
            ("fixed:copies=1.5", "must be a whole number up to 100000, but is \"1.5\""),
        ];
        for (text, wanted) in cases {
            assert!(told(text).contains(wanted), "{text}: {}", told(text));
        }
    }
}
