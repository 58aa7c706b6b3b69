//! Chance that can be repeated: a seed is one run of choices.

use std::time::Duration;

/// Numbers drawn from a seed (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    /// From `EBB_SEED`, else from the seed of the test.
    pub(crate) fn new(seed: u64) -> Self {
        Self(setting("EBB_SEED", seed))
    }

    /// Any of the numbers below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    /// Lets some time pass, less than `end`: what is to happen next may happen at any moment.
    pub(crate) fn pass(&mut self, end: Duration) {
        let micros = u64::try_from(end.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(self.below(micros)));
    }
}

/// A number that the environment may set, for runs longer than those of every day.
pub(crate) fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}
