//! The limits of a chart: how far from the mean single values, and the ranges between them, are still the usual variation.

/// Half of the distance between the limits, in mean moving ranges: three standard deviations of normal values.
pub const TO_LIMIT: f64 = 2.66;
/// Ranges above so many times their mean are out of the ordinary.
pub const TO_RANGE_LIMIT: f64 = 3.267;

/// Centre and limits of a stretch of points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub centre: f64,
    /// The mean of the moving ranges that count; none from a single point, which then has no limits.
    pub mean_range: Option<f64>,
}

impl Limits {
    /// The upper limit; none without a moving range.
    pub fn upper(&self) -> Option<f64> {
        self.mean_range.map(|range| self.centre + TO_LIMIT * range)
    }

    /// The lower limit.
    pub fn lower(&self) -> Option<f64> {
        self.mean_range.map(|range| self.centre - TO_LIMIT * range)
    }

    /// Moving ranges above this are out of the ordinary.
    pub fn upper_range(&self) -> Option<f64> {
        self.mean_range.map(|range| TO_RANGE_LIMIT * range)
    }
}

/// Is `a` above `b` by more than rounding? The mean of equal values may differ from them in its last bits.
pub(super) fn above(a: f64, b: f64) -> bool {
    a - b > 1e-9 * a.abs().max(b.abs())
}
