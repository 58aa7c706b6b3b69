//! Random numbers for choices that need no secrecy: which variant, which request id.

use std::sync::atomic::{AtomicU64, Ordering};

/// `SplitMix64`: a counter in steps of the golden ratio, mixed. One atomic add per number, so all
/// tasks share one source without a lock.
#[derive(Debug)]
pub(crate) struct Random(AtomicU64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    pub(crate) fn next(&self) -> u64 {
        const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut mixed = self.0.fetch_add(GOLDEN, Ordering::Relaxed).wrapping_add(GOLDEN);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0.0 <= x < 1.0`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
    pub(crate) fn fraction(&self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// An index below `count`; `count` is not zero.
    pub(crate) fn below(&self, count: usize) -> usize {
        let wide = u128::from(self.next()) * count as u128;
        usize::try_from(wide >> 64).expect("the high half is below a usize")
    }

    /// A version 4 UUID in its usual spelling.
    pub(crate) fn uuid(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let high = self.next() & !0xf000 | 0x4000;
        let low = self.next() & !(0b11 << 62) | (0b10 << 62);
        let bits = u128::from(high) << 64 | u128::from(low);
        let mut text = String::with_capacity(36);
        for place in (0..32).rev() {
            if matches!(place, 23 | 19 | 15 | 11) {
                text.push('-');
            }
            let digit = (bits >> (place * 4)) & 0xf;
            text.push(char::from(DIGITS[usize::try_from(digit).unwrap_or(0)]));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_their_form_and_differ() {
        let random = Random::new(7);
        let first = random.uuid();
        assert_eq!(first.len(), 36);
        assert_eq!(first.match_indices('-').map(|(at, _)| at).collect::<Vec<_>>(), [8, 13, 18, 23]);
        assert_eq!(first.as_bytes()[14], b'4');
        assert!(matches!(first.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
        assert_ne!(first, random.uuid());
        assert_ne!(first, Random::new(8).uuid());
    }

    #[test]
    fn fractions_and_indices_cover_their_range() {
        let random = Random::new(1);
        let mut seen = [0_u32; 4];
        for _ in 0..4000 {
            assert!((0.0..1.0).contains(&random.fraction()));
            seen[random.below(4)] += 1;
        }
        assert!(seen.iter().all(|count| (800..1200).contains(count)), "{seen:?}");
    }
}
