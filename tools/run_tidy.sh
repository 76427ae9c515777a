#!/usr/bin/env bash
# clang-tidy over the sources of a build folder, all of them or those whose path holds one of the given texts:
#   tools/run_tidy.sh build/release src/iam/ src/http/
# Precompiled headers are left out: clang-tidy has its own front end flags.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
shift || true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$build/compile_commands.json" "$work/compile_commands.json" "$@" <<'PY' >"$work/files"
import json, re, sys
wanted = sys.argv[3:] or ["/src/"]
commands = [c for c in json.load(open(sys.argv[1])) if any(text in c["file"] for text in wanted)]
for entry in commands:
    entry["command"] = re.sub(r"-Xclang -include(-pch)? -Xclang \S+|-Winvalid-pch|-Xclang -fno-pch-timestamp", "", entry["command"])
    entry["command"] = re.sub(r"^.*?(/\S*clang\+\+-19)", r"\1", entry["command"])
json.dump(commands, open(sys.argv[2], "w"))
print("\n".join(sorted({c["file"] for c in commands})))
PY
[[ -s $work/files ]] || { echo "run_tidy.sh: no source of $build fits" >&2; exit 1; }
xargs -a "$work/files" -P "${TIDY_JOBS:-$(nproc)}" -n 4 clang-tidy-19 -p "$work" --quiet
