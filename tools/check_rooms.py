#!/usr/bin/env python3
"""Checks the include contract of the rooms.

A room may include only itself and the rooms that its entrepot_room() lists in DEPS (TEST_DEPS for *_test.cc files);
the graph has no cycle; only `app` and tests name a concrete store. Prints the largest files too. Exit status 1 on a
violation.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
CONCRETE = {"sql/sqlite", "sql/postgres", "blob/fs", "blob/memory", "blob/s3"}


def read_rooms():
    rooms = {}
    for lists in SRC.rglob("CMakeLists.txt"):
        text = re.sub(r"#.*", "", lists.read_text())
        for match in re.finditer(r"entrepot_room\(\s*([\w/]+)(.*?)\)", text, re.S):
            words = match.group(2).split()
            groups, current = {}, None
            for word in words:
                if word in ("SOURCES", "HEADERS", "TESTS", "DEPS", "EXTERNAL", "TEST_DEPS"):
                    current = groups.setdefault(word, [])
                elif current is not None:
                    current.append(word)
            groups["WORDS"] = set(re.findall(r"[\w.]+", text))
            rooms[match.group(1)] = groups
    return rooms


def room_of(include, rooms):
    path = include
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        if path in rooms:
            return path
    return None


def find_cycle(rooms):
    state = {}

    def visit(room, trail):
        if state.get(room) == "done":
            return None
        if state.get(room) == "open":
            return trail[trail.index(room):] + [room]
        state[room] = "open"
        for dep in rooms[room].get("DEPS", []):
            if dep in rooms and (cycle := visit(dep, trail + [room])):
                return cycle
        state[room] = "done"
        return None

    for room in rooms:
        if cycle := visit(room, []):
            return cycle
    return None


def main():
    rooms = read_rooms()
    problems = []
    sizes = []
    for file in sorted(list(SRC.rglob("*.h")) + list(SRC.rglob("*.cc"))):
        name = file.relative_to(SRC).as_posix()
        sizes.append((len(file.read_text().splitlines()), name))
        room = room_of(name, rooms)
        if room is None:
            problems.append(f"{name}: belongs to no room (its folder has no entrepot_room)")
            continue
        is_test = name.endswith("_test.cc")
        if file.name not in rooms[room]["WORDS"]:
            problems.append(f"{name}: not listed in src/{room}/CMakeLists.txt")
        allowed = {room, *rooms[room].get("DEPS", [])}
        if is_test:
            allowed |= set(rooms[room].get("TEST_DEPS", []))
        for line, text in enumerate(file.read_text().splitlines(), 1):
            match = re.match(r'#include "([^"]+)"', text)
            if not match or match.group(1).startswith("tests/"):
                if match and not is_test:
                    problems.append(f"{name}:{line}: only tests may include {match.group(1)}")
                continue
            target = room_of(match.group(1), rooms)
            if target is None:
                problems.append(f'{name}:{line}: "{match.group(1)}" is in no room; write the path from src/')
            elif target not in allowed:
                problems.append(f"{name}:{line}: room {room} does not list {target} in DEPS")
            elif target in CONCRETE and room not in CONCRETE and room != "app" and not is_test:
                problems.append(f"{name}:{line}: only app names the concrete store {target}")
    for room, groups in rooms.items():
        for dep in groups.get("DEPS", []) + groups.get("TEST_DEPS", []):
            if dep not in rooms:
                problems.append(f"src/{room}/CMakeLists.txt: DEPS names {dep}, which is no room")
    if cycle := find_cycle(rooms):
        problems.append("cycle: " + " -> ".join(cycle))
    print("largest files:", ", ".join(f"{name} {lines}" for lines, name in sorted(sizes, reverse=True)[:10]))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"check_rooms: {len(rooms)} rooms, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
