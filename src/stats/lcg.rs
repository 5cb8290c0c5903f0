//! A small deterministic random number generator for the tests of this module.

/// Linear congruential generator with 64 bits of state (Knuth's MMIX constants).
pub struct Lcg(u64);

impl Lcg {
    /// Starts a stream at `seed`, stepping past the first few values.
    pub fn new(seed: u64) -> Self {
        let mut lcg = Self(seed);
        for _ in 0..8 {
            lcg.uniform();
        }
        lcg
    }

    /// Uniform on (0, 1), never exactly 0 or 1.
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The low bits of such a generator are poor, so only the top 52 are used.
        ((self.0 >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// Standard normal (Box and Muller, one of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = (2.0 * self.exponential()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}
