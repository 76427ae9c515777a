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
  log=build/fuzz/$name.log
  if ! "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
      -artifact_prefix="build/fuzz/crashes/$name-" "$work" "${seeds[@]}" >"$log" 2>&1; then
    tail -40 "$log"
    echo "$name: failed; the input is in build/fuzz/crashes" >&2
    exit 1
  fi
  grep -E 'stat::number_of_executed' "$log" || true
done
((found > 0)) || { echo "run_fuzz.sh: no fuzz target is built" >&2; exit 1; }
