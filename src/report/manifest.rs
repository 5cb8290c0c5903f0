//! `manifest.json`: what made a set of results. It alone records time and machine, so it alone differs between runs.

use super::About;
use serde_json::{Value, json};

/// Version, seed, replications, the command, and the machine's processor and system.
pub fn manifest(about: &About, scenario_text: &str, threads: usize, seconds: f64) -> Value {
    json!({
        "program": "headroom",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": about.scenario,
        "scenario_hash": format!("{:016x}", hash(scenario_text.as_bytes())),
        "seed": about.seed,
        "replications": about.replications,
        "days": about.days,
        "warm_up_days": about.warm_up_days,
        "command": about.command,
        "system": std::env::consts::OS,
        "processor": processor(),
        "threads": threads,
        "seconds": (seconds * 100.0).round() / 100.0,
    })
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
