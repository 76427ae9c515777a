#!/usr/bin/env bash
# The conformance ring: our own tests of the OCI distribution specification, then the programs of its authors.
set -uo pipefail
cd "$(dirname "$0")/../.."
python=.tools/venv/bin/python
status=0
$python -m pytest -q tests/conformance "$@" || status=1
$python tests/conformance/official.py || status=1
exit $status
