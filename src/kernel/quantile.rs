//! Quantile functions of unit mean, on portable arithmetic, so that a seed gives the same digits on every platform.
//!
//! `libm` is called directly: the standard library's logarithm differs between systems in its last bits.

use libm::{exp, log, pow, sqrt};

/// Quantile of the exponential distribution with mean 1.
pub fn exponential(u: f64) -> f64 {
    -libm::log1p(-u)
}

/// Quantile of the lognormal distribution with mean 1 and coefficient of variation `cv`.
pub fn lognormal(u: f64, cv: f64) -> f64 {
    let variance = log(1.0 + cv * cv);
    exp(sqrt(variance) * normal(u) - variance / 2.0)
}

/// Quantile of the standard normal distribution (Wichura 1988, algorithm AS 241; relative error about 1e-16).
pub fn normal(u: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ];
    const B: [f64; 8] = [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    let ratio = |top: &[f64; 8], bottom: &[f64; 8], r: f64| {
        let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, &c| sum * r + c);
        horner(top) / horner(bottom)
    };
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&A, &B, 0.180625 - q * q);
    }
    let r = sqrt(-log(if q < 0.0 { u } else { 1.0 - u }));
    let size = if r <= 5.0 { ratio(&C, &D, r - 1.6) } else { ratio(&E, &F, r - 5.0) };
    if q < 0.0 { -size } else { size }
}

/// Quantile of the gamma distribution with mean 1 and coefficient of variation `cv`, by bisection inside brackets
/// and Newton where it converges. `guess` is a neighbouring quantile that speeds up filling a table.
pub fn gamma(u: f64, cv: f64, guess: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    if u <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut x = if guess > 0.0 { guess } else { shape };
    x *= if guess > 0.0 { shape } else { 1.0 };
    for _ in 0..200 {
        let excess = gamma_cdf(shape, x) - u;
        if excess > 0.0 {
            high = x
        } else {
            low = x
        }
        let slope = exp((shape - 1.0) * log(x) - x - libm::lgamma(shape));
        let newton = x - excess / slope;
        let next = if newton > low && newton < high {
            newton
        } else if high.is_finite() {
            (low + high) / 2.0
        } else {
            2.0 * x
        };
        if (next - x).abs() <= 1e-13 * x {
            return next / shape;
        }
        x = next;
    }
    x / shape
}

/// Regularised lower incomplete gamma function: series below the mean, Lentz's continued fraction above
/// (Abramowitz & Stegun 6.5.29 and 6.5.31).
fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let scale = exp(shape * log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return scale * sum;
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut fraction = d;
    for n in 1..10_000 {
        let n = n as f64;
        let a = -n * (n - shape);
        b += 2.0;
        d = 1.0 / nonzero(a * d + b, tiny);
        c = nonzero(b + a / c, tiny);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 - scale * fraction
}

fn nonzero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

/// Quantile of equally likely `sorted` values: a step function, rescaled to mean 1 by the caller.
pub fn empirical(u: f64, sorted: &[f64]) -> f64 {
    sorted[((u * sorted.len() as f64) as usize).min(sorted.len() - 1)]
}

/// Rescales `odds` by `factor` in the chance `p`: 0.05 at odds 2 is 0.0952.
pub fn scale_odds(p: f64, factor: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 { p } else { p * factor / (1.0 - p + p * factor) }
}

/// `e` to the power of `x` and powers, portable.
pub fn power(base: f64, exponent: f64) -> f64 {
    pow(base, exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Gamma, LogNormal, Normal};

    #[test]
    fn quantiles_agree_with_a_second_library() {
        for n in 1..2000 {
            let u = n as f64 / 2000.0;
            let close = |ours: f64, theirs: f64| {
                assert!((ours - theirs).abs() < 1e-7 * (1.0 + theirs.abs()), "{u}: {ours} {theirs}")
            };
            close(normal(u), Normal::new(0.0, 1.0).unwrap().inverse_cdf(u));
            let sigma2 = (1.0f64 + 0.25).ln();
            close(lognormal(u, 0.5), LogNormal::new(-sigma2 / 2.0, sigma2.sqrt()).unwrap().inverse_cdf(u));
            for cv in [0.3f64, 1.0, 2.0] {
                let shape = 1.0 / (cv * cv);
                let theirs = Gamma::new(shape, shape).unwrap();
                assert!((theirs.cdf(gamma(u, cv, 0.0)) - u).abs() < 1e-9, "{cv} {u}");
            }
        }
    }
}
