//! Mutations of an input, the same ones in every run.

/// Makes mutations from a seed.
#[derive(Debug)]
pub struct Mutator {
    state: u64,
    words: &'static [&'static str],
}

/// Bytes that parsers tend to look at.
const EDGES: [u8; 12] = [0, 1, 0x7f, 0x80, 0xff, b' ', b'\n', b'0', b'9', b'"', b'%', b'('];
/// Inputs do not grow beyond this, so that time goes into many and not into large ones.
const LARGEST: usize = 4096;

impl Mutator {
    /// Mutations that put these words in now and then.
    pub fn new(seed: u64, words: &'static [&'static str]) -> Self {
        Self { state: seed, words }
    }

    /// One mutation of an input, of one to four changes. Pieces of `other` may get into it.
    pub fn mutate(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut output = input.to_vec();
        for _ in 0..=self.below(4) {
            self.change(&mut output, other);
        }
        output.truncate(LARGEST);
        output
    }

    fn change(&mut self, output: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(output.len() + 1);
        let end = at + self.below((output.len() - at).min(16) + 1);
        match self.below(8) {
            0 => {
                if let Some(byte) = output.get_mut(at) {
                    *byte ^= 1 << (at % 8);
                }
            }
            1 => {
                let edge = EDGES[self.below(EDGES.len())];
                output.splice(at..end.min(at + 1), [edge]);
            }
            2 => drop(output.drain(at..end)),
            3 => {
                let piece = output[at..end].to_vec();
                let to = self.below(output.len() + 1);
                output.splice(to..to, piece);
            }
            4 => {
                let from = self.below(other.len() + 1);
                let piece = &other[from..(from + self.below(24)).min(other.len())];
                output.splice(at..end, piece.iter().copied());
            }
            5 => output.truncate(at),
            _ => {
                let word = self.words[self.below(self.words.len())];
                let until = if self.below(2) == 0 { at } else { end };
                output.splice(at..until, word.bytes());
            }
        }
    }

    /// A number below a limit (SplitMix64).
    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }
}
