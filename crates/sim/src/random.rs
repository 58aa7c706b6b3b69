//! Random numbers that are the same for the same seed: xoshiro256++ (Blackman and Vigna), seeded by splitmix64.
//!
//! Each purpose has a stream of its own, so that a change of one (another policy starts more copies) does not renumber
//! another (the service times of the same requests). Two policies over one seed meet the same luck.

/// What a stream of random numbers is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// When requests arrive.
    Arrivals = 1,
    /// How large they are.
    Sizes = 2,
    /// How long they take.
    Service = 3,
    /// How long copies and instances take to start.
    StartUp = 4,
    /// What breaks.
    Faults = 5,
    /// Which copy gets a request.
    Routing = 6,
    /// Where inside a quantised step of a trace a request arrives.
    Spread = 7,
    /// Where a search looks.
    Search = 8,
    /// Which blocks a bootstrap draws.
    Resampling = 9,
    /// Which requests come twice.
    Crowd = 10,
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
    /// The second of a pair of normal numbers.
    spare: Option<f64>,
}

impl Random {
    /// The stream of a seed for one purpose.
    pub fn new(seed: u64, stream: Stream) -> Self {
        let mut mixer = seed ^ (stream as u64).wrapping_mul(0xd134_2543_de82_ef95);
        let state = [(); 4].map(|()| splitmix(&mut mixer));
        Self { state, spare: None }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let shifted = b << 17;
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ shifted, d.rotate_left(45)];
        result
    }

    /// Uniform in `0.0..1.0`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform among `0..count`; 0 when there is none.
    #[expect(clippy::cast_possible_truncation, reason = "the product is below `count`")]
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        // In (0, 1], so that the logarithm is finite.
        -(1.0 - self.unit()).ln()
    }

    /// Normal with mean 0 and deviation 1, by Marsaglia's polar method.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if 0.0 < square && square < 1.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// Gamma with this shape and mean 1, by Marsaglia and Tsang's method.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            // Gamma(k) is Gamma(k + 1) times the k-th root of a uniform number.
            let root = (1.0 - self.unit()).powf(1.0 / shape);
            return self.gamma_from_one(shape + 1.0) * root / shape;
        }
        self.gamma_from_one(shape) / shape
    }

    fn gamma_from_one(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v <= 0.0 {
                continue;
            }
            let u = 1.0 - self.unit();
            if u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let n = 200_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = draw();
            sum += x;
            squares += x * x;
        }
        let mean = sum / f64::from(n);
        (mean, (squares / f64::from(n) - mean * mean).sqrt())
    }

    #[test]
    fn distributions_have_their_moments() {
        let mut random = Random::new(7, Stream::Service);
        let close = |(mean, deviation): (f64, f64), wanted: (f64, f64)| {
            assert!((mean - wanted.0).abs() < 0.02, "mean {mean}, not {}", wanted.0);
            assert!((deviation - wanted.1).abs() < 0.03, "deviation {deviation}, not {}", wanted.1);
        };
        close(moments(|| random.unit()), (0.5, 1.0 / 12_f64.sqrt()));
        close(moments(|| random.exponential()), (1.0, 1.0));
        close(moments(|| random.normal()), (0.0, 1.0));
        close(moments(|| random.gamma(4.0)), (1.0, 0.5));
        close(moments(|| random.gamma(0.5)), (1.0, 2_f64.sqrt()));
    }

    #[test]
    fn one_seed_is_one_stream_and_purposes_differ() {
        let take = |seed, stream| {
            let mut random = Random::new(seed, stream);
            [(); 4].map(|()| random.bits())
        };
        assert_eq!(take(1, Stream::Service), take(1, Stream::Service));
        assert_ne!(take(1, Stream::Service), take(2, Stream::Service));
        assert_ne!(take(1, Stream::Service), take(1, Stream::StartUp));
        let mut random = Random::new(3, Stream::Routing);
        assert!((0..1000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
    }
}
