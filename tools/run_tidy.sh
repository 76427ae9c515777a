#!/usr/bin/env bash
# clang-tidy over the sources of a build folder. Precompiled headers are left out: clang-tidy has its own front end flags.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$build/compile_commands.json" "$work/compile_commands.json" <<'PY'
import json, re, sys
commands = json.load(open(sys.argv[1]))
for entry in commands:
    entry["command"] = re.sub(r"-Xclang -include(-pch)? -Xclang \S+|-Winvalid-pch|-Xclang -fno-pch-timestamp", "", entry["command"])
    entry["command"] = re.sub(r"^.*?(/\S*clang\+\+-19)", r"\1", entry["command"])
json.dump([c for c in commands if "/src/" in c["file"]], open(sys.argv[2], "w"))
PY
mapfile -t files < <(python3 -c 'import json,sys; print("\n".join(sorted({c["file"] for c in json.load(open(sys.argv[1]))})))' "$work/compile_commands.json")
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p "$work" --quiet
