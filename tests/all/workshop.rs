//! The ready pages in `results/workshop`: a facilitator needs only a browser, and one command makes them again.

use headroom::experiment::View;
use headroom::experiment::combine::{Combination, sets_found};
use headroom::scenario::{Evidence, Plan, load};
use headroom::web::workshop::{Study, every_set, page, side};
use std::path::{Path, PathBuf};

const READY: [&str; 4] = ["average-2018", "average-2018-rationed", "average-2024", "deprived-high-demand"];
const TEN: [&str; 10] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

fn combination(practice: &str) -> Combination {
    let baseline = load(practice, vec![]).unwrap();
    Combination::new(&baseline, &Plan::read(&TEN, Evidence::Evaluated).unwrap(), View::Year).unwrap()
}

fn file(practice: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("results/workshop/{practice}.html"))
}

fn kept(practice: &str) -> (String, Study) {
    let page = std::fs::read_to_string(file(practice)).expect("a ready page");
    let study = Study::read(&page).expect("a page that holds its study");
    (page, study)
}

#[test]
fn a_ready_page_is_what_the_program_makes_of_its_study_and_weighs_under_3_mb() {
    for practice in READY {
        let (kept, study) = kept(practice);
        assert!(kept.len() < 3_000_000, "{practice}: {} bytes", kept.len());
        let set = study.told.watched;
        let seen = combination(practice).week_seen(set as usize, side(&study, set), &|| false).unwrap();
        let made = page(&study, &seen);
        // Where only the look of the page changed its study need not be run again.
        if std::env::var("HEADROOM_WORKSHOP").is_ok_and(|does| does == "write") {
            std::fs::write(file(practice), &made).unwrap();
        } else {
            assert!(
                made == kept,
                "{practice} is no longer what the program makes: run this test with HEADROOM_WORKSHOP=write, or where \
                 figures changed `bash results/workshop/make`"
            );
        }
    }
}

#[test]
fn some_sets_of_every_ready_page_are_made_again_to_the_last_digit() {
    for practice in READY {
        let (_, study) = kept(practice);
        let combination = combination(practice);
        // The practice as it is, one action, three, nine and all ten.
        let sets = [0, 1 << 4, 0b10011, 0b11_1101_1111, 1023];
        // Among fewer replications a set has other figures: all that the page has.
        let again = combination.run_only(&sets, study.told.replications as u32);
        let numbers = every_set(&sets_found(&again));
        let kept = study.block("every-set").unwrap();
        let each = numbers.len() / sets.len();
        for (set, again) in sets.iter().zip(numbers.chunks(each)) {
            let kept = &kept[set * each..(set + 1) * each];
            let bits = |of: &[f64]| of.iter().map(|number| number.to_bits()).collect::<Vec<u64>>();
            assert!(bits(kept) == bits(again), "{practice}, set {set}: {kept:?} is now {again:?}");
        }
    }
}

fn headroom(arguments: &[&str]) -> std::process::Output {
    assert_cmd::Command::cargo_bin("headroom").unwrap().args(arguments).output().unwrap()
}

#[test]
fn the_page_of_a_shipped_practice_is_there_at_once_and_is_written_over_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path().join("room.html");
    let asked = ["workshop", "average-2024", "--as-it-comes", "--quiet", "--out", room.to_str().unwrap()];
    // A second time it is the same page, and nothing is lost.
    for _ in 0..2 {
        assert!(headroom(&asked).status.success());
        assert_eq!(std::fs::read(&room).unwrap(), std::fs::read(file("average-2024")).unwrap());
    }
    std::fs::write(&room, "notes of the last evening").unwrap();
    let refused = headroom(&asked);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is there already"));
    assert_eq!(std::fs::read(&room).unwrap(), b"notes of the last evening");
}

#[test]
fn a_page_goes_into_no_device_no_folder_and_over_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let report = format!("{out}/report.html");
    for page in ["/dev/full", out, &format!("{out}/results.csv"), &report] {
        let asked =
            ["combine", "average-2018", "--actions", "3.2", "--replications", "1", "--out", out, "--workshop", page];
        let refused = headroom(&asked);
        assert_eq!(refused.status.code(), Some(2), "{page}");
        assert!(!Path::new(&report).exists(), "{page}");
    }
}
