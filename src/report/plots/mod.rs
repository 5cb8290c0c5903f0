//! The pictures of one run, as SVG: crisp at any size, with a title and a description for those who cannot see them.
//!
//! Each says what it shows in an active title of ten words or fewer, and never by colour alone. The same rows give
//! the same bytes.

mod canvas;
mod gp_week;
mod lead_bands;

use super::About;
use crate::experiment::Row;

/// A picture that could not be drawn, in a sentence.
pub type CannotDraw = String;

/// The files of all pictures that there may be.
pub const NAMES: [&str; 2] = ["lead-bands.svg", "gp-week.svg"];

/// Every picture these rows can fill, by the name of its file.
pub fn pictures(about: &About, rows: &[Row]) -> Result<Vec<(&'static str, String)>, CannotDraw> {
    let mut pictures = Vec::new();
    for (name, drawn) in NAMES.into_iter().zip([lead_bands::draw(about, rows), gp_week::draw(about, rows)]) {
        if let Some(picture) = drawn {
            pictures.push((name, picture.map_err(|error| format!("{name} could not be drawn: {error}"))?));
        }
    }
    Ok(pictures)
}

/// What a picture is called: to be seen, and to be read out.
struct Caption {
    /// Starts the ids inside the file, so that two pictures can stand on one page.
    id: &'static str,
    title: String,
    subtitle: String,
    /// Every figure shown, in words.
    description: String,
    /// Which practice, and what to beware of.
    foot: String,
}

/// Under every picture: a picture is passed on without the page it stood on.
fn foot(about: &About) -> String {
    const MOST: usize = 42;
    let name = about.name();
    let short: String = name.chars().take(MOST).collect();
    let more = if name.chars().count() > MOST { "…" } else { "" };
    let unsettled = if about.settled { "" } else { " Does not settle: no wait holds." };
    format!("{}{more}.{unsettled} A model, not a record. Not an NHS product.", short.trim_end())
}

/// Practice and doubt, under the title.
fn subtitle(about: &About, what: &str) -> String {
    let doubt = match about.replications {
        1 => "1 replication, so no interval".to_string(),
        n => format!("95% intervals from {} replications", super::words::grouped(n as f64, 0)),
    };
    format!("{what}; {doubt}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Estimate;

    fn row(measure: &'static str, group: &str, stat: &str, estimate: f64, half: f64) -> Row {
        let (low, high) = (estimate - half, estimate + half);
        let estimate = Estimate { estimate, se: half / 2.0, replications: 9, low, high, skew: 0.0 };
        Row { measure, group: group.into(), unit: "", stat: stat.into(), estimate, count: 9.0, denominator: "" }
    }

    fn rows() -> Vec<Row> {
        let bands = ["same_day", "1", "2_7", "8_14", "15_21", "22_28", "over_28"];
        let mut rows: Vec<Row> = bands.iter().map(|band| row("lead_share", band, "share", 0.1429, 0.004)).collect();
        rows.push(row("hours_per_week", "gp/worked", "mean", 1234.5, 2.0));
        for line in ["repeat_prescription", "gap_idle", "face_to_face", "something_longer_than_all_the_others_by_far"] {
            rows.push(row("hours_per_week", &format!("gp/{line}"), "mean", 1000.0 / line.len() as f64, 1.5));
        }
        rows
    }

    /// Texts with their left and right edges, taken as wide as in the widest common face.
    fn texts(svg: &str) -> Vec<(String, f64, f64)> {
        let attribute = |tag: &str, name: &str| {
            tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"')).unwrap().0.to_string()
        };
        let tags = svg.split("<text").skip(1).map(|rest| rest.split_once("</text>").unwrap().0);
        tags.map(|tag| {
            let (attributes, text) = tag.split_once('>').unwrap();
            let number = |name: &str| attribute(attributes, name).parse::<f64>().unwrap();
            let wide = text.trim().chars().count() as f64 * number("font-size") * 0.58;
            let left = number("x")
                - match attribute(attributes, "text-anchor").as_str() {
                    "start" => 0.0,
                    "middle" => wide / 2.0,
                    _ => wide,
                };
            (text.trim().to_string(), left, left + wide)
        })
        .collect()
    }

    #[test]
    fn every_word_lies_on_the_page() {
        for (name, svg) in
            pictures(&About::example("A title that goes on and on ".repeat(9).as_str()), &rows()).unwrap()
        {
            let texts = texts(&svg);
            assert!(texts.len() > 10, "{name}");
            for (text, left, right) in texts {
                assert!(left >= 0.0 && right <= 3200.0, "{name}: {text} lies from {left} to {right}");
            }
        }
    }

    #[test]
    fn pictures_say_what_they_show_to_those_who_cannot_see_them() {
        for (name, svg) in pictures(&About::example("Smith & Sons <GPs>"), &rows()).unwrap() {
            let id = name.trim_end_matches(".svg");
            assert!(svg.contains(&format!("role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"")));
            let title = svg.split_once("-title\">").unwrap().1.split_once("</title>").unwrap().0;
            assert!(title.split_whitespace().count() <= 10, "{title}");
            assert!(svg.contains("Smith &amp; Sons &lt;GPs&gt;") && !svg.contains("<GPs>"), "{name}");
            assert!(svg.ends_with("</svg>\n"));
        }
    }

    #[test]
    fn a_practice_without_appointments_has_no_pictures_of_them() {
        assert!(pictures(&About::example(""), &[]).unwrap().is_empty());
    }

    #[test]
    fn one_replication_draws_bars_without_intervals() {
        let mut rows = rows();
        rows.iter_mut().for_each(|row| {
            row.estimate.low = f64::NAN;
            row.estimate.high = f64::NAN;
        });
        for (_, svg) in pictures(&About { replications: 1, ..About::example("") }, &rows).unwrap() {
            assert!(svg.contains("1 replication, so no interval") && !svg.contains("NaN"));
        }
    }
}
