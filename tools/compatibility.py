#!/usr/bin/env python3
"""COMPATIBILITY.md is docs/compatibility_intro.md followed by tables made from the operation tables of the binary.

  tools/compatibility.py --write   makes it anew
  tools/compatibility.py --check   fails if it is out of date
"""
import argparse
import difflib
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "COMPATIBILITY.md"
DOORS = {
    "ecr": "Amazon ECR API (JSON 1.1)",
    "sts": "AWS STS (query)",
    "iam": "AWS IAM (query)",
    "oci": "Docker / OCI registry protocol",
    "layers": "Layer downloads",
}


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def render():
    out = subprocess.run([ROOT / "entrepot", "print-operations", "--json"], check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in out.splitlines()]
    text = (ROOT / "docs" / "compatibility_intro.md").read_text().rstrip() + "\n"
    for service in list(DOORS) + sorted({row["service"] for row in rows} - set(DOORS)):
        mine = [row for row in rows if row["service"] == service]
        if not mine:
            continue
        done = sum(row["implemented"] for row in mine)
        text += f"\n## {DOORS.get(service, service)}: {done} of {len(mine)}\n\n"
        text += "| Operation | IAM action | State | How it differs |\n|---|---|---|---|\n"
        for row in mine:
            state = "yes" if row["implemented"] else "not yet"
            action = f"`{row['action']}`" if row["action"] else "none"
            text += f"| {cell(row['operation'])} | {action} | {state} | {cell(row['note'])} |\n"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--write", action="store_true")
    group.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = render()
    if arguments.write:
        TARGET.write_text(text)
        return 0
    current = TARGET.read_text() if TARGET.exists() else ""
    if current == text:
        print("compatibility: COMPATIBILITY.md is up to date")
        return 0
    sys.stderr.writelines(difflib.unified_diff(current.splitlines(True), text.splitlines(True), "COMPATIBILITY.md", "generated"))
    print("COMPATIBILITY.md is out of date: run `make docs`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
