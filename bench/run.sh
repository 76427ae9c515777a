#!/usr/bin/env bash
# Builds the load generator and runs the comparison. Arguments go to compare.py (--quick, --only, --repeat).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .tools/bin
generator=.tools/bin/registry_load
if [[ ! -x $generator || -n $(find bench/load -newer $generator -type f) ]]; then
  clang++-19 -std=c++23 -O2 -Wall -Wextra bench/load/*.cc -o $generator -lssl -lcrypto
fi
exec .tools/venv/bin/python bench/compare.py "$@"
