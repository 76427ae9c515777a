"""Reads the audit log of a Server."""
import json
import time


def files(server):
    return sorted((server.data_dir / "audit").glob("audit*.jsonl"))


def text(server):
    return "".join(path.read_text() for path in files(server))


def records(server, **wanted):
    """Every record that has these members, oldest first."""
    found = []
    for line in text(server).splitlines():
        record = json.loads(line)
        if all(record.get(name) == value for name, value in wanted.items()):
            found.append(record)
    return sorted(found, key=lambda record: record["eventID"])


def wait_for(server, condition=len, timeout=10, **wanted):
    """The records, as soon as `condition` holds of them: they are written a moment after the answer."""
    until = time.monotonic() + timeout
    while True:
        found = records(server, **wanted)
        if condition(found):
            return found
        if time.monotonic() > until:
            raise AssertionError(f"not in the audit log: {wanted}; the end of it: {text(server)[-3000:]}")
        time.sleep(0.02)
