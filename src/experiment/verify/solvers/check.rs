//! Test-only second methods: a random number generator for small simulations and a z-test.

/// Linear congruential generator with 64 bits of state (Knuth's MMIX constants).
pub struct Lcg(u64);

impl Lcg {
    /// Starts a stream at `seed`, stepping past the first few values.
    pub fn new(seed: u64) -> Self {
        let mut lcg = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
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

    /// Exponential with mean `mean`.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * self.uniform().ln()
    }

    /// Standard normal (Box and Muller, one of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = self.exponential(2.0).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Poisson with mean `mean`, by counting exponential gaps.
    pub fn poisson(&mut self, mean: f64) -> usize {
        let (mut count, mut passed) = (0, self.exponential(1.0));
        while passed < mean {
            count += 1;
            passed += self.exponential(1.0);
        }
        count
    }

    /// Whether something of probability `p` happens.
    pub fn happens(&mut self, p: f64) -> bool {
        self.uniform() < p
    }
}

/// Asserts that independent replications have a mean within four standard errors of `exact`.
pub fn assert_mean(what: &str, replications: &[f64], exact: f64) {
    let n = replications.len() as f64;
    let mean = replications.iter().sum::<f64>() / n;
    let squares: f64 = replications.iter().map(|x| (x - mean).powi(2)).sum();
    let se = (squares / (n - 1.0) / n).sqrt();
    assert!((mean - exact).abs() < 4.0 * se, "{what}: simulated {mean} (se {se}), exact {exact}");
    // A test that could not tell a wrong answer from a right one is no test.
    assert!(se < 0.1 * exact.abs().max(0.05), "{what}: se {se} too wide for {exact}");
}

/// Asserts two numbers agree to a relative (or, below one, absolute) tolerance.
pub fn assert_close(what: &str, got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{what}: got {got}, want {want}");
}
