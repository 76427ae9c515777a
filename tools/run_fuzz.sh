#!/usr/bin/env bash
# Runs every built fuzz target for the given number of seconds, seeded from fuzz/corpus/<target>; as many at a time as
# there are cores (FUZZ_JOBS). Names after the seconds choose targets: tools/run_fuzz.sh 600 manifest range
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true

run_one() {
  local seconds=$1 name=$2 work=build/fuzz/corpus/$2 log=build/fuzz/$2.log seeds=()
  mkdir -p "$work" build/fuzz/crashes
  [[ -d fuzz/corpus/$name ]] && seeds=("fuzz/corpus/$name")
  if ! "build/fuzz/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
      -verbosity=0 -artifact_prefix="build/fuzz/crashes/$name-" "$work" "${seeds[@]}" >"$log" 2>&1; then
    tail -40 "$log"
    echo "$name: failed; the input is in build/fuzz/crashes" >&2
    return 1
  fi
  echo "$name: $(awk '/number_of_executed_units/ {print $2}' "$log") inputs in $seconds s, no failure"
}
export -f run_one

names=("$@")
if ((${#names[@]} == 0)); then
  for target in build/fuzz/fuzz/*_fuzz; do
    [[ -x $target ]] && names+=("$(basename "$target" _fuzz)")
  done
fi
((${#names[@]} > 0)) || { echo "run_fuzz.sh: no fuzz target is built" >&2; exit 1; }
printf '%s\n' "${names[@]}" | xargs -P "${FUZZ_JOBS:-$(nproc)}" -I{} bash -c 'run_one "$0" "$1"' "$seconds" {}
