//! How large an instance of a type is: what inference components may reserve on it.

use serde::{Deserialize, Serialize};

use crate::hosting::Requirements;

/// What an instance offers.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct InstanceSize {
    /// Cores.
    pub cores: f64,
    /// Memory in MB (2^20 bytes).
    pub memory_mb: f64,
    /// Accelerators.
    pub accelerators: f64,
}

/// Memory per core in GiB for families named by their first letters.
const GIB_PER_CORE: &[(&str, f64)] = &[
    ("c", 2.0),
    ("m", 4.0),
    ("t", 4.0),
    ("r", 8.0),
    ("g6e", 8.0),
    ("g", 4.0),
    ("p3", 7.625),
    ("p", 12.0),
    ("inf", 2.0),
    ("trn", 4.0),
];

/// Accelerators of the types that have more or fewer than one: family, size, number.
const ACCELERATORS: &[(&str, &str, f64)] = &[
    ("g", "12xlarge", 4.0),
    ("g", "24xlarge", 4.0),
    ("g", "48xlarge", 8.0),
    ("p3", "8xlarge", 4.0),
    ("p3", "16xlarge", 8.0),
    ("p2", "8xlarge", 8.0),
    ("p2", "16xlarge", 16.0),
    ("p4", "24xlarge", 8.0),
    ("p5", "48xlarge", 8.0),
    ("inf1", "6xlarge", 4.0),
    ("inf1", "24xlarge", 16.0),
    ("inf2", "24xlarge", 6.0),
    ("inf2", "48xlarge", 12.0),
    ("trn1", "32xlarge", 16.0),
];

impl InstanceSize {
    /// The size of an `ml.<family>.<size>` type.
    ///
    /// Cores follow from the size (`large` 2, `xlarge` 4, `Nxlarge` 4 N), memory from the family. A type of no
    /// known family, such as `ml.local.gpu1`, is the `host` itself.
    pub fn of(instance_type: &str, host: Self) -> Self {
        let mut parts = instance_type.split('.').skip(1);
        let (Some(family), Some(size)) = (parts.next(), parts.next()) else { return host };
        let Some(cores) = cores_of(size) else { return host };
        let Some((_, gib_per_core)) = GIB_PER_CORE
            .iter()
            .filter(|(prefix, _)| is_family(family, prefix))
            .max_by_key(|(prefix, _)| prefix.len())
        else {
            return host;
        };
        let accelerated =
            ["g", "p", "inf", "trn", "dl"].iter().any(|prefix| is_family(family, prefix));
        let accelerators = ACCELERATORS
            .iter()
            .find(|(prefix, of_size, _)| family.starts_with(prefix) && size == *of_size)
            .map_or(f64::from(u8::from(accelerated)), |(_, _, number)| *number);
        Self { cores, memory_mb: cores * gib_per_core * 1024.0, accelerators }
    }

    /// What is left after a reservation.
    #[must_use]
    pub fn less(self, taken: Requirements) -> Self {
        Self {
            cores: self.cores - taken.cores,
            memory_mb: self.memory_mb - taken.memory_mb,
            accelerators: self.accelerators - taken.accelerators,
        }
    }

    /// The first resource that a copy wants more of than there is: its name, asked, available.
    pub fn lacks(self, wanted: Requirements) -> Option<(&'static str, f64, f64)> {
        [
            ("CPU cores", wanted.cores, self.cores),
            ("MB of memory", wanted.memory_mb, self.memory_mb),
            ("accelerators", wanted.accelerators, self.accelerators),
        ]
        .into_iter()
        .find(|(_, asked, available)| *asked > *available + 1e-9)
    }
}

/// A family is a letter prefix followed by a generation digit: `g5` is of `g`, `inf2` is not of `i`.
fn is_family(family: &str, prefix: &str) -> bool {
    family.strip_prefix(prefix).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            || prefix.ends_with(|c: char| !c.is_ascii_alphabetic())
            || prefix == "g6e"
    })
}

fn cores_of(size: &str) -> Option<f64> {
    match size {
        "medium" => Some(2.0),
        "large" => Some(2.0),
        "xlarge" => Some(4.0),
        _ => {
            let multiple: u32 = size.strip_suffix("xlarge")?.parse().ok()?;
            Some(4.0 * f64::from(multiple))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_the_name() {
        let host = InstanceSize { cores: 2.0, memory_mb: 2048.0, accelerators: 0.0 };
        for (name, cores, gib, accelerators) in [
            ("ml.m5.xlarge", 4.0, 16.0, 0.0),
            ("ml.c6i.2xlarge", 8.0, 16.0, 0.0),
            ("ml.g5.2xlarge", 8.0, 32.0, 1.0),
            ("ml.g5.12xlarge", 48.0, 192.0, 4.0),
            ("ml.p4d.24xlarge", 96.0, 1152.0, 8.0),
            ("ml.inf2.48xlarge", 192.0, 384.0, 12.0),
        ] {
            let size = InstanceSize::of(name, host);
            assert_eq!(
                (size.cores, size.memory_mb / 1024.0, size.accelerators),
                (cores, gib, accelerators),
                "{name}"
            );
        }
        for own in ["ml.local.cpu", "local", "", "ml.m5.", "ml.zz9.xlarge"] {
            assert_eq!(InstanceSize::of(own, host), host, "{own}");
        }
    }
}
