#!/usr/bin/env bash
# Runs every built fuzz target for the given number of seconds, seeded from fuzz/corpus/<target>.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
found=0
for target in build/fuzz/fuzz/*_fuzz; do
  [[ -x $target ]] || continue
  found=$((found + 1))
  name=$(basename "$target" _fuzz)
  work=build/fuzz/corpus/$name
  mkdir -p "$work" build/fuzz/crashes
  seeds=(); [[ -d fuzz/corpus/$name ]] && seeds=("fuzz/corpus/$name")
  echo "== $name: ${seconds}s"
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build/fuzz/crashes/$name-" "$work" "${seeds[@]}" 2>&1 | grep -E 'stat::number_of_executed|ERROR|SUMMARY|artifact' || true
  [[ ${PIPESTATUS[0]} -eq 0 ]] || { echo "$name: failed"; exit 1; }
done
((found > 0)) || { echo "run_fuzz.sh: no fuzz target is built" >&2; exit 1; }
