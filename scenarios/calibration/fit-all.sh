#!/usr/bin/env bash
# Fits every practice that is built on another to its figures, with the commands that stand in the files of figures,
# and writes it to scenarios/practices/. Then scores all practices: headroom selftest --calibration.
#
#   bash scenarios/calibration/fit-all.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cargo build --release --quiet
for figures in scenarios/calibration/*.toml; do
    name=$(basename "$figures" .toml)
    # The targets, and the practices whose own file was changed to what was fitted.
    case "$name" in targets | average-*) continue ;; esac
    command=$(sed -n 's/^#   headroom //p' "$figures")
    # shellcheck disable=SC2086  # the command is words
    target/release/headroom $command --quiet --replace --out "scenarios/practices/$name.toml"
    echo "fitted $name"
done
cargo build --release --quiet
target/release/headroom selftest --calibration --out results/calibration
