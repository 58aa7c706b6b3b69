//! Identifiers from a seed and the instant of the start, so that one stream of events is one history. One generator per kind of thing: making one
//! more of one kind does not renumber the others.

use ebb_units::Timestamp;

/// A stream of numbers and UUIDs.
#[derive(Clone, Debug)]
pub(crate) struct Generator(u64);

impl Generator {
    fn new(seed: u64, kind: u64) -> Self {
        let mut generator = Self(seed ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        generator.number();
        generator
    }

    /// The next number (SplitMix64).
    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next UUID, in the form of version 4.
    pub(crate) fn uuid(&mut self) -> String {
        let high = (self.number() & 0xffff_ffff_ffff_0fff) | 0x4000;
        let low = (self.number() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        let hex = format!("{high:016x}{low:016x}");
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// 36 lower-case hexadecimal digits, the form of scalable target ids.
    pub(crate) fn target_id(&mut self) -> String {
        let hex = format!("{:016x}{:016x}{:016x}", self.number(), self.number(), self.number());
        hex[..36].to_owned()
    }
}

/// The generators of a controller.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    pub(crate) targets: Generator,
    pub(crate) policies: Generator,
    pub(crate) alarms: Generator,
    pub(crate) activities: Generator,
    pub(crate) copies: Generator,
    pub(crate) instances: Generator,
    pub(crate) notifications: Generator,
}

impl Ids {
    pub(crate) fn new(seed: u64, start: Timestamp) -> Self {
        // Two starts on the same data must not give out the same identifiers.
        let seed = seed ^ Generator::new(nanos(start), 0).number();
        Self {
            targets: Generator::new(seed, 1),
            policies: Generator::new(seed, 2),
            alarms: Generator::new(seed, 3),
            activities: Generator::new(seed, 4),
            copies: Generator::new(seed, 5),
            instances: Generator::new(seed, 6),
            notifications: Generator::new(seed, 7),
        }
    }
}

/// Nanoseconds since 1970; all instants of this age of the world differ.
fn nanos(at: Timestamp) -> u64 {
    u64::try_from(at.as_nanosecond()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ebb_units::SignedDuration;

    use super::*;

    #[test]
    fn one_seed_is_one_history() {
        let start = Timestamp::UNIX_EPOCH;
        let (mut a, mut b) = (Ids::new(7, start), Ids::new(7, start));
        a.alarms.uuid();
        assert_eq!(a.policies.uuid(), b.policies.uuid(), "kinds do not disturb each other");
        let first = Ids::new(7, start).policies.uuid();
        assert_ne!(Ids::new(8, start).policies.uuid(), first);
        let later = start + SignedDuration::from_nanos(1);
        assert_ne!(Ids::new(7, later).policies.uuid(), first, "a restart makes new ones");
        let uuid = b.copies.uuid();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
        assert_eq!(b.targets.target_id().len(), 36);
    }
}
