#!/usr/bin/env python3
"""The crash ring as CI runs it: kills, moves to the archive, bit rot, plain text on disk, full disk, bad input. Each part runs, also after
another has failed. `ENTREPOT_CRASH_ROUNDS` (20) sets the number of kills."""
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = os.environ.get("ENTREPOT_CRASH_ROUNDS", "20")
PARTS = [
    ("kills", [HERE / "crash_test.py", "--rounds", ROUNDS]),
    ("kills: the negative control", [HERE / "crash_test.py", "--rounds", "2", "--sabotage"]),
    *[(name, ["-m", "pytest", "-q", HERE / f"{name}_test.py"]) for name in ("archive", "bitrot", "marker", "diskfull")],
    ("badinput", ["-m", "pytest", "-q", HERE / "badinput"]),
]


def main():
    failed = []
    for name, command in PARTS:
        began = time.monotonic()
        print(f"== {name}", flush=True)
        status = subprocess.run([sys.executable, *map(str, command)], cwd=HERE.parent.parent).returncode
        print(f"== {name}: {'failed' if status else 'well'}, {time.monotonic() - began:.1f} s", flush=True)
        if status:
            failed.append(name)
    print(f"crash ring: {'FAILED: ' + ', '.join(failed) if failed else 'all is well'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
