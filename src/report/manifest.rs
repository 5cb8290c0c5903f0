//! `manifest.json`: what made a set of results. It alone records time and machine, so it alone differs between runs.
//! The same file tells whose results a folder holds before others are written over them.

use super::About;
use serde_json::{Value, json};
use std::path::Path;

pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// A hash of every source and scenario, made by `build.rs`: two builds of one version may differ.
pub const BUILD: &str = env!("HEADROOM_BUILD");
/// What a run writes beside its manifest, but for pictures.
pub const WRITTEN: [&str; 24] = [
    "report.html",
    "summary.md",
    "results.csv",
    "results.json",
    "results.xlsx",
    "replications.csv",
    "weekly.csv",
    "weekly-replications.csv",
    "warm-up.csv",
    "weeks.csv",
    "sizes.csv",
    "frontier.csv",
    "draws.csv",
    "practices.csv",
    "attribution.csv",
    "best.csv",
    "interactions.csv",
    "pareto.csv",
    "selection.csv",
    "xmr.csv",
    "xmr.svg",
    "summary.txt",
    "scenario.toml",
    "practice-before.toml",
];

/// Version, build, seed, replications, the command, and the machine's processor and system.
pub fn manifest(about: &About, scenario_text: &str, threads: usize, seconds: f64) -> Value {
    json!({
        "program": "headroom",
        "version": VERSION,
        "build": BUILD,
        "scenario": about.scenario,
        "scenario_hash": scenario_hash(scenario_text),
        "seed": about.seed,
        "replications": about.replications,
        "days": about.days,
        "warm_up_days": about.warm_up_days,
        "precision": about.precision.as_ref().map(|reached| json!({
            "figure": reached.of, "within": reached.within, "reached": reached.half_width, "met": reached.is_met(),
        })),
        "command": about.command,
        "stopped": about.stopped.as_ref().map(|cut| json!({ "done": cut.done, "asked": cut.asked, "of": cut.of })),
        "system": std::env::consts::OS,
        "processor": processor(),
        "threads": threads,
        "seconds": (seconds * 100.0).round() / 100.0,
    })
}

/// The same for the program held against the truth: no practice, no seed that could be chosen, and nothing of the machine.
pub fn of_coverage(experiments: u32, command: &str) -> Value {
    json!({
        "program": "headroom",
        "version": VERSION,
        "build": BUILD,
        "experiments": experiments,
        "command": command,
    })
}

/// What `folder` holds that the results of this scenario would be written over, in words; nothing where it holds
/// none, or those of the same scenario, seed and version.
pub fn in_the_way(folder: &Path, scenario: &str, scenario_text: &str) -> Option<String> {
    let text = match std::fs::read_to_string(folder.join("manifest.json")) {
        Ok(text) => text,
        Err(_) => {
            let there: Vec<&str> = WRITTEN.into_iter().filter(|name| folder.join(name).is_file()).collect();
            let it = if there.len() == 1 { "it" } else { "them" };
            return (!there.is_empty()).then(|| format!("{}, and no manifest says what made {it}", there.join(", ")));
        }
    };
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    let word = |name: &str| manifest[name].as_str().unwrap_or("unknown");
    let hash = scenario_hash(scenario_text);
    if (word("scenario"), word("scenario_hash"), word("version")) == (scenario, hash.as_str(), VERSION) {
        return None;
    }
    let count = |name: &str| manifest[name].as_u64().map_or("unknown".into(), |number| number.to_string());
    let (seed, replications) = (count("seed"), count("replications"));
    let runs = if replications == "1" { "replication" } else { "replications" };
    let made = format!("{} (seed {seed}, {replications} {runs})", word("scenario"));
    Some(format!("the results of another run: {made} by version {}, `{}`", word("version"), word("command")))
}

/// What tells this scenario's text from every other's.
pub fn scenario_hash(text: &str) -> String {
    format!("{:016x}", hash(text.as_bytes()))
}

/// FNV-1a, enough to tell two scenario texts apart.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn processor() -> String {
    let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    model.unwrap_or(std::env::consts::ARCH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_told_by_sixteen_digits_and_no_path() {
        assert!(BUILD.len() == 16 && BUILD.bytes().all(|byte| byte.is_ascii_hexdigit()), "{BUILD}");
    }

    #[test]
    fn a_folder_is_free_for_the_same_run_and_for_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let said = |scenario: &str, text: &str| in_the_way(folder.path(), scenario, text);
        assert_eq!(said("a", "x = 1"), None);
        std::fs::write(folder.path().join("scenario.toml"), "x = 1").unwrap();
        assert_eq!(said("a", "x = 1").unwrap(), "scenario.toml, and no manifest says what made it");
        let keep = |version: &str| {
            let hash = format!("{:016x}", hash(b"x = 1"));
            let made = json!({ "scenario": "a", "scenario_hash": hash, "seed": 7, "version": version, "command": "c" });
            std::fs::write(folder.path().join("manifest.json"), made.to_string()).unwrap();
        };
        keep(VERSION);
        assert_eq!(said("a", "x = 1"), None);
        assert!(said("a", "x = 2").unwrap().contains("another run: a (seed 7, unknown replications) by version"));
        assert!(said("b", "x = 1").is_some());
        keep("0.0.1");
        assert!(said("a", "x = 1").unwrap().contains("version 0.0.1"));
        std::fs::write(folder.path().join("manifest.json"), "half a fi").unwrap();
        assert!(said("a", "x = 1").unwrap().contains("another run: unknown"));
    }
}
