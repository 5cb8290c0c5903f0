//! Where a search stands, and which way the figures lead from there.

use super::task::NoFit;
use nalgebra::{DMatrix, DVector};

/// Where the search stands: the coordinates, what the figures are there, and how good that is.
pub(super) struct Point {
    pub z: DVector<f64>,
    pub simulated: DVector<f64>,
    pub cost: f64,
}

/// How much each figure (row) moves for a unit of each lever (column).
pub(super) struct Slopes {
    pub mean: DMatrix<f64>,
    /// What each replication contributes to the error of the mean.
    pub each: Vec<DMatrix<f64>>,
}

impl Slopes {
    pub fn new(figures: usize, levers: usize, replications: u32) -> Slopes {
        let none = DMatrix::zeros(figures, levers);
        Slopes { mean: none.clone(), each: vec![none; replications as usize] }
    }

    /// What the figures tell of the levers: J'Ω⁻¹J, less what chance in the slopes alone would add to it. Without
    /// that, a lever that moves nothing would seem to be known.
    pub fn information(&self, chance: &DMatrix<f64>) -> Result<DMatrix<f64>, NoFit> {
        let told = |slopes: &DMatrix<f64>| Ok::<_, NoFit>(slopes.transpose() * solved(chance, slopes)?);
        let mut information = told(&self.mean)?;
        let n = self.each.len() as f64;
        for each in &self.each {
            information -= told(each)? / (n * (n - 1.0));
        }
        // What is left of a direction that only chance had moved is nothing, not less than nothing.
        let mut parts = information.symmetric_eigen();
        parts.eigenvalues.apply(|value| *value = value.max(0.0));
        Ok(parts.recompose())
    }
}

/// Solves `a x = b` for a symmetric positive `a`.
pub(super) fn solved(a: &DMatrix<f64>, b: &DMatrix<f64>) -> Result<DMatrix<f64>, NoFit> {
    let factored = a.clone().cholesky();
    let broken = "the figures could not be weighed against each other: two of them may be the same";
    let factored = factored.ok_or_else(|| NoFit::Broken(broken.into()))?;
    Ok(factored.solve(b))
}
