//! What holds of every picture, whatever it shows.

use super::examples::{self, HOSTILE, every};
use super::*;
use crate::report::document::Picture;

/// A text with its box on the page, taken as wide as `letter` times its size for each letter.
struct Text {
    says: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

fn texts(svg: &str, letter: f64) -> Vec<Text> {
    let attribute = |tag: &str, name: &str| {
        tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"')).unwrap().0.to_string()
    };
    let tags = svg.split("<text").skip(1).map(|rest| rest.split_once("</text>").unwrap().0);
    tags.map(|tag| {
        let (attributes, text) = tag.split_once('>').unwrap();
        let number = |name: &str| attribute(attributes, name).parse::<f64>().unwrap();
        let text = text.trim().replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let size = number("font-size");
        let wide = text.chars().count() as f64 * size * letter;
        let left = number("x")
            - match attribute(attributes, "text-anchor").as_str() {
                "start" => 0.0,
                "middle" => wide / 2.0,
                _ => wide,
            };
        // Centred on its y, with letters that reach about so far above and below.
        let (top, bottom) = (number("y") - 0.42 * size, number("y") + 0.42 * size);
        Text { says: text, left, right: left + wide, top, bottom }
    })
    .collect()
}

#[test]
fn every_word_lies_on_the_page() {
    let mut outside: Vec<String> = Vec::new();
    for Chart { picture: Picture { name, file, .. }, .. } in every(&About::example(HOSTILE)) {
        let texts = texts(&file, 0.58);
        assert!(texts.len() > 8, "{name}");
        let off = texts.iter().filter(|text| text.left < 0.0 || text.right > 3200.0);
        outside.extend(off.map(|text| format!("{name}: {} lies from {} to {}", text.says, text.left, text.right)));
    }
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn no_two_words_lie_on_each_other() {
    for Chart { picture: Picture { name, file, .. }, .. } in every(&About::example("A practice")) {
        let texts = texts(&file, 0.5);
        for (at, one) in texts.iter().enumerate() {
            for two in &texts[at + 1..] {
                let apart =
                    one.right <= two.left || two.right <= one.left || one.bottom <= two.top || two.bottom <= one.top;
                assert!(apart, "{name}: `{}` lies on `{}`", one.says, two.says);
            }
        }
    }
}

#[test]
fn pictures_say_what_they_show_to_those_who_cannot_see_them() {
    let charts = every(&About::example(HOSTILE));
    assert_eq!(charts.len(), 7 + 6 + 4 + 1 + 1 + 1 + 2);
    for Chart { title, picture: Picture { name, file, bare, .. }, sentence, table } in charts {
        assert!(title.split_whitespace().count() <= 10, "{title}");
        assert!(!sentence.is_empty() && !table.lines.is_empty(), "{name}");
        for svg in [file, bare] {
            assert!(svg.contains(&format!("role=\"img\" aria-labelledby=\"{name}-title {name}-desc\"")));
            assert!(svg.contains("Smith &amp; Sons &lt;script&gt;") && !svg.contains("<script"), "{name}");
            assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN"), "{name}");
        }
    }
}

#[test]
fn a_practice_in_which_nothing_happens_has_no_pictures() {
    let about = About::example("");
    let nothing = Chosen { days: 56, series: Vec::new(), settled: true };
    assert!(of_run(&about, &[], &nothing).unwrap().is_empty());
    assert!(of_programme(&about, &[]).unwrap().is_empty());
    let compared = Compared { levels: Vec::new(), scenarios: Vec::new(), ..examples::compared() };
    assert!(of_comparison(&about, &compared, 0).unwrap().is_empty());
    let unknown = Outcome { unknowns: Vec::new(), ends: Vec::new(), ..examples::doubted() };
    assert!(of_sensitivity(&about, &examples::asked(), &unknown).unwrap().is_empty());
}

#[test]
fn the_same_results_are_the_same_picture_to_the_last_byte() {
    let twice = [every(&About::example("x")), every(&About::example("x"))];
    for (one, two) in twice[0].iter().zip(&twice[1]) {
        assert!(one.picture.file == two.picture.file, "{}", one.picture.name);
    }
}

#[test]
fn one_replication_is_drawn_without_intervals() {
    let once = |rows: &mut Vec<Row>| {
        rows.iter_mut().for_each(|row| {
            row.estimate.low = f64::NAN;
            row.estimate.high = f64::NAN;
        });
    };
    let about = About { replications: 1, ..About::example("") };
    let mut compared = examples::compared();
    once(&mut compared.levels);
    compared
        .scenarios
        .iter_mut()
        .for_each(|other| [&mut other.levels, &mut other.differences].into_iter().for_each(once));
    let mut programme = examples::programme();
    once(&mut programme);
    let (combined, wanted) = examples::combination(3, 1);
    let found = crate::experiment::combine::answers(&combined, &wanted, 1);
    let charts = [
        of_run(&about, &compared.levels, &examples::warm_up()),
        of_comparison(&about, &compared, 0),
        of_combination(&about, &combined, &wanted, &found),
        of_programme(&about, &programme),
    ];
    for chart in charts.into_iter().flat_map(Result::unwrap) {
        let svg = chart.picture.file;
        assert!(!svg.contains("NaN"), "{}", chart.picture.name);
        // Those that have no interval at all do not speak of any.
        let speaks = !["warm-up", "ramp", "claims", "flow", "front", "pairs"].contains(&chart.picture.name.as_str());
        assert!(!speaks || svg.contains("1 replication, so no interval"), "{}", chart.picture.name);
    }
}

#[test]
fn the_bars_of_a_set_of_actions_add_up_to_what_all_do_together() {
    let (combined, wanted) = examples::combination(4, 12);
    let found = crate::experiment::combine::answers(&combined, &wanted, 1);
    let chart = made_of::draw(&About::example(""), &combined, &wanted, &found).unwrap().unwrap();
    let values: Vec<f64> = chart
        .table
        .lines
        .iter()
        .filter_map(|line| {
            let super::super::document::Line::Row(_, cells) = line else { return None };
            cells[0].0.iter().find_map(|piece| match piece {
                super::super::said::Piece::Figure(figure) => Some(figure.value),
                _ => None,
            })
        })
        .collect();
    let (total, parts) = values.split_last().unwrap();
    assert!((parts.iter().sum::<f64>() - total).abs() < 1e-9, "{values:?}");
}
