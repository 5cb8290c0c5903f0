//! Two sources of spread in one table: rows that differ in what is assumed, columns that differ in luck, and every row
//! seen under the same luck. A crossed analysis of variance tells them apart (Searle, Casella and McCulloch 1992, ch. 4).

use super::interval::t_quantile;

/// How far a single value lies from the mean of all, by why, as standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    pub mean: Spread,
    /// Between rows, had each been seen for ever.
    pub rows: Spread,
    /// Between columns, in one row: luck.
    pub columns: Spread,
    /// Variance of luck that is left in the mean of a row.
    pub left_in_rows: f64,
}

/// A figure with its 95% interval. NaN ends where a table has fewer than three rows or columns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The components of a table of `rows`, all of the same length. `None` unless there are two rows and two columns.
///
/// The estimators are the analysis of variance's, cut off at 0. The intervals leave out a row at a time and a column at
/// a time, add the two variances, and are Student t with one less degree of freedom than the fewer of rows and columns.
pub fn components(rows: &[Vec<f64>]) -> Option<Components> {
    let table = Table::of(rows)?;
    let all = table.estimates(None, None)?;
    let (n, m) = (rows.len(), rows[0].len());
    let mut variances = [0.0; 3];
    let mut leave_out = |count: usize, without: &dyn Fn(usize) -> Option<[f64; 4]>| -> Option<()> {
        let each: Vec<[f64; 4]> = (0..count).map(without).collect::<Option<_>>()?;
        for (at, variance) in variances.iter_mut().enumerate() {
            let mean = each.iter().map(|own| own[at]).sum::<f64>() / count as f64;
            let sum: f64 = each.iter().map(|own| (own[at] - mean).powi(2)).sum();
            *variance += sum * (count - 1) as f64 / count as f64;
        }
        Some(())
    };
    let known = leave_out(n, &|row| table.estimates(Some(row), None)).is_some()
        && leave_out(m, &|column| table.estimates(None, Some(column))).is_some();
    let times = if known { t_quantile((n.min(m) - 1) as f64, 0.975) } else { f64::NAN };
    let spread = |at: usize| {
        let half = times * variances[at].sqrt();
        let low = all[at] - half;
        // A standard deviation is not below 0; what is not known stays so.
        let low = if at > 0 && low < 0.0 { 0.0 } else { low };
        Spread { value: all[at], low, high: all[at] + half }
    };
    Some(Components { mean: spread(0), rows: spread(1), columns: spread(2), left_in_rows: all[3] })
}

/// The mean, the standard deviation between rows, and the variance of luck left in a row's mean, without intervals: for
/// resampled tables, of which only these are asked. `None` unless there are two rows and two columns.
pub fn without_intervals(rows: &[Vec<f64>]) -> Option<(f64, f64, f64)> {
    let [mean, rows, _, left] = Table::of(rows)?.estimates(None, None)?;
    Some((mean, rows, left))
}

/// Sums, so that leaving one out costs a row or a column.
struct Table<'a> {
    rows: &'a [Vec<f64>],
    by_row: Vec<f64>,
    by_column: Vec<f64>,
    squares_by_row: Vec<f64>,
    squares_by_column: Vec<f64>,
    shift: f64,
}

impl<'a> Table<'a> {
    fn of(rows: &'a [Vec<f64>]) -> Option<Table<'a>> {
        let columns = rows.first()?.len();
        if rows.iter().any(|row| row.len() != columns) || columns == 0 {
            return None;
        }
        // Sums of squares about a value of the table's size lose no digits.
        let shift = rows.iter().map(|row| row.iter().sum::<f64>()).sum::<f64>() / (rows.len() * columns) as f64;
        let sum = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value - shift).sum::<f64>();
        let squares = |values: &mut dyn Iterator<Item = f64>| values.map(|value| (value - shift).powi(2)).sum::<f64>();
        Some(Table {
            by_row: rows.iter().map(|row| sum(&mut row.iter().copied())).collect(),
            by_column: (0..columns).map(|at| sum(&mut rows.iter().map(|row| row[at]))).collect(),
            squares_by_row: rows.iter().map(|row| squares(&mut row.iter().copied())).collect(),
            squares_by_column: (0..columns).map(|at| squares(&mut rows.iter().map(|row| row[at]))).collect(),
            rows,
            shift,
        })
    }

    /// Mean, standard deviations of rows and of columns, and the variance of luck in a row's mean.
    fn estimates(&self, row: Option<usize>, column: Option<usize>) -> Option<[f64; 4]> {
        let n = self.rows.len() - usize::from(row.is_some());
        let m = self.by_column.len() - usize::from(column.is_some());
        if n < 2 || m < 2 {
            return None;
        }
        let (n, m) = (n as f64, m as f64);
        let mut total: f64 = self.by_row.iter().sum();
        let mut squares: f64 = self.squares_by_row.iter().sum();
        if let Some(row) = row {
            (total, squares) = (total - self.by_row[row], squares - self.squares_by_row[row]);
        }
        if let Some(column) = column {
            (total, squares) = (total - self.by_column[column], squares - self.squares_by_column[column]);
        }
        let less = |at: usize, own: usize, skip: Option<usize>| -> f64 {
            skip.map_or(0.0, |other| if at == own { self.rows[at][other] - self.shift } else { 0.0 })
        };
        let rows = (0..self.rows.len()).filter(|at| Some(*at) != row);
        let between_rows: f64 = rows.map(|at| (self.by_row[at] - less(at, at, column)).powi(2)).sum();
        let columns = (0..self.by_column.len()).filter(|at| Some(*at) != column);
        let own = |at: usize| row.map_or(0.0, |row| self.rows[row][at] - self.shift);
        let between_columns: f64 = columns.map(|at| (self.by_column[at] - own(at)).powi(2)).sum();
        let middle = total * total / (n * m);
        let (of_rows, of_columns) = (between_rows / m - middle, between_columns / n - middle);
        let rest = (squares - middle - of_rows - of_columns).max(0.0) / ((n - 1.0) * (m - 1.0));
        let rows = ((of_rows / (n - 1.0) - rest) / m).max(0.0);
        let luck = ((of_columns / (m - 1.0) - rest) / n).max(0.0) + rest;
        Some([self.shift + total / (n * m), rows.sqrt(), luck.sqrt(), rest / m])
    }
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    fn table(rows: usize, columns: usize, of_rows: f64, shared: f64, own: f64, lcg: &mut Lcg) -> Vec<Vec<f64>> {
        let luck: Vec<f64> = (0..columns).map(|_| shared * lcg.normal()).collect();
        let row = |lcg: &mut Lcg| {
            let assumed = 5.0 + of_rows * lcg.normal();
            luck.iter().map(|luck| assumed + luck + own * lcg.normal()).collect()
        };
        (0..rows).map(|_| row(lcg)).collect()
    }

    #[test]
    fn a_table_worked_by_hand() {
        // Rows 1 apart, columns 2 apart, and nothing else.
        let rows: Vec<Vec<f64>> =
            (0..3).map(|row| (0..3).map(|column| f64::from(row + 2 * column)).collect()).collect();
        let got = components(&rows).unwrap();
        assert!((got.mean.value - 3.0).abs() < 1e-12);
        assert!((got.rows.value - 1.0).abs() < 1e-12 && (got.columns.value - 2.0).abs() < 1e-12, "{got:?}");
        assert!(got.left_in_rows.abs() < 1e-12);
        assert_eq!(components(&rows[..1]), None);
        assert!(components(&[vec![1.0, 2.0], vec![2.0, 4.0]]).unwrap().rows.low.is_nan());
    }

    #[test]
    fn leaving_one_out_is_the_table_without_it() {
        let rows = table(6, 5, 1.0, 0.5, 0.3, &mut Lcg::new(3));
        let whole = Table::of(&rows).unwrap();
        let fewer: Vec<Vec<f64>> = [&rows[..2], &rows[3..]].concat();
        let narrower: Vec<Vec<f64>> = rows.iter().map(|row| [&row[..1], &row[2..]].concat()).collect();
        for (left, table) in [(whole.estimates(Some(2), None), fewer), (whole.estimates(None, Some(1)), narrower)] {
            let again = Table::of(&table).unwrap().estimates(None, None).unwrap();
            assert!(left.unwrap().iter().zip(again).all(|(a, b)| (a - b).abs() < 1e-9), "{left:?} and {again:?}");
        }
    }

    #[test]
    fn intervals_cover_what_is_not_known_and_luck_about_95_times_in_100() {
        let mut lcg = Lcg::new(4);
        let (trials, truth) = (600, [5.0, 1.0, (0.25f64 + 0.64).sqrt()]);
        let mut covered = [0; 3];
        for _ in 0..trials {
            let got = components(&table(60, 20, 1.0, 0.5, 0.8, &mut lcg)).unwrap();
            for ((covered, truth), got) in covered.iter_mut().zip(truth).zip([got.mean, got.rows, got.columns]) {
                *covered += usize::from(got.low <= truth && truth <= got.high);
            }
        }
        // Four standard errors of a share of 0.95 in 600 are 0.036: missed by chance once in 15,000 times.
        for (covered, what) in covered.iter().zip(["mean", "not knowing", "luck"]) {
            let share = *covered as f64 / f64::from(trials);
            assert!((0.914..=0.99).contains(&share), "{what}: {share}");
        }
    }
}
