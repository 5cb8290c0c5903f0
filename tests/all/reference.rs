//! The reference results in `results/reference`: one command makes them again, the same to the last digit.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Every file of a study by its name. The hash of the build stands in several, and is no result.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("a manifest that can be read");
    let build = manifest["build"].as_str().expect("a build").to_string();
    let mut all = BTreeMap::new();
    let mut add = |name: String, path: &Path| {
        let bytes = std::fs::read(path).expect("a file");
        let bytes =
            String::from_utf8(bytes).map_or_else(|error| error.into_bytes(), |text| text.replace(&build, "").into());
        all.insert(name, bytes);
    };
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("a name");
        if entry.path().is_dir() {
            for inner in std::fs::read_dir(entry.path()).expect("a folder").flatten() {
                add(format!("{name}/{}", inner.file_name().to_string_lossy()), &inner.path());
            }
        // The manifest alone tells of time and machine, and a workbook of the build, where no text can be taken out.
        } else if name != "manifest.json" && !name.ends_with(".xlsx") {
            add(name, &entry.path());
        }
    }
    all
}

#[test]
fn the_reference_results_are_made_again_to_the_last_digit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().expect("a folder");
    let made = Command::new("bash")
        .arg(root.join("results/reference/make"))
        .arg(out.path())
        .env("HEADROOM", env!("CARGO_BIN_EXE_headroom"))
        .output()
        .expect("bash");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for study in ["demo", "ten-actions", "sizing"] {
        let (kept, again) = (files(&root.join("results/reference").join(study)), files(&out.path().join(study)));
        assert_eq!(kept.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>(), "{study}");
        for (name, bytes) in &kept {
            assert!(
                *bytes == again[name],
                "{study}/{name} is no longer what the program makes: `bash results/reference/make` makes it again, and \
                 the changelog says under **Results change** why"
            );
        }
    }
}
