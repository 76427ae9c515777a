"""A full disk: pushes are refused with a clear error, nothing acknowledged is lost, reads and deletes go on, and when
there is space again the server works by itself. Needs root, for a small file system of its own."""
import http.client
import os
import pathlib
import subprocess
import tempfile
import time

import pytest

from tests.support.clients import missing
from tests.support.oci import Refused, client_for, digest_of, image_manifest
from tests.support.server import Server

REPOSITORY = "fault/images"
SIZE = 96 << 20
# Insufficient storage, or an answer that says: not now.
FULL = {507, 503}


def _mount(kind, folder, backing):
    if kind == "ext4":
        with open(backing, "wb") as file:
            file.truncate(SIZE)
        steps = (["mkfs.ext4", "-q", "-F", "-m", "0", backing], ["mount", "-o", "loop", backing, folder])
    else:
        steps = (["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder],)
    return all(subprocess.run(step, capture_output=True).returncode == 0 for step in steps)


@pytest.fixture
def small_disk():
    """A folder on a file system of 96 MiB: ext4 on a loop device, or tmpfs where that cannot be had."""
    if os.geteuid() != 0:
        missing("root, to mount a small file system")
    folder, backing = tempfile.mkdtemp(prefix="small-"), tempfile.mktemp(prefix="small-", suffix=".img")
    if not _mount("ext4", folder, backing) and not _mount("tmpfs", folder, backing):
        missing("a loop device or tmpfs that can be mounted")
    yield pathlib.Path(folder)
    subprocess.run(["umount", "-l", folder], check=True)
    os.rmdir(folder)
    if os.path.exists(backing):
        os.unlink(backing)


@pytest.fixture
def server(small_disk):
    with Server(data_dir=small_disk / "data", config={"collect_interval": "1s", "log_level": "warn"}) as made:
        made.create_repository(REPOSITORY)
        yield made


def _fill(folder, leave):
    """A file that takes all but `leave` bytes; with 0, the last block as well."""
    path = folder / "filler"
    state = os.statvfs(folder)
    size = state.f_bavail * state.f_frsize - leave
    with open(path, "wb", buffering=0) as file:
        for piece in (1 << 20, 1 << 12) if leave == 0 else (1 << 20,):
            try:
                while leave == 0 or file.tell() < size:
                    file.write(b"\0" * piece)
            except OSError:
                pass  # full: once more with small pieces
        os.fsync(file.fileno())
    return path


def _try(action):
    """"done", or "refused" when the server said that there is no room. Any other answer is a fault."""
    try:
        action()
        return "done"
    except Refused as refused:
        assert refused.status in FULL, refused
        return "refused"
    except (OSError, http.client.HTTPException):
        # The answer may come before the whole body was sent; a client then sees a broken connection.
        return "refused"


def _push_image(client, data, tag):
    config = b'{"tag":"%s"}' % tag.encode()
    for blob in (data, config):
        client.push_blob(REPOSITORY, blob)
    client.put_manifest(REPOSITORY, tag, image_manifest(config, [data]))


def test_full_disk_refuses_pushes_and_loses_nothing(server, small_disk):
    client = client_for(server)
    acknowledged = {}
    for number in range(5):
        data = os.urandom(1_000_000)
        _push_image(client, data, f"v{number}")
        acknowledged[f"v{number}"] = data
    filler = _fill(small_disk, leave=3 << 20)

    outcomes = [_try(lambda: client.push_blob(REPOSITORY, os.urandom(8_000_000))) for _ in range(5)]

    assert outcomes == ["refused"] * 5
    assert server.alive()
    for tag, data in acknowledged.items():
        assert client.get_manifest(REPOSITORY, tag) is not None
        assert client.get_blob(REPOSITORY, digest_of(data)) == data
    filler.unlink()
    began = time.monotonic()
    while _try(lambda: client.push_blob(REPOSITORY, os.urandom(8_000_000))) != "done":
        assert time.monotonic() - began < 10, "space is back, and pushes are still refused"
        time.sleep(0.1)


def test_not_one_byte_left(server, small_disk):
    client = client_for(server)
    data = os.urandom(1_000_000)
    _push_image(client, data, "before")
    filler = _fill(small_disk, leave=0)
    done = []
    for number in range(40):
        if _try(lambda number=number: _push_image(client, os.urandom(50_000), f"n{number}")) == "done":
            done.append(f"n{number}")
    assert len(done) < 40, "the disk was not full"
    assert client.get_blob(REPOSITORY, digest_of(data)) == data
    assert server.alive()

    filler.unlink()
    server.kill9()
    server.start()

    client = client_for(server)
    for tag in ("before", *done):
        assert client.get_manifest(REPOSITORY, tag) is not None, f"{tag} was acknowledged on a full disk, and is lost"
    _push_image(client, os.urandom(1_000_000), "after")


def test_what_failed_uploads_took_is_given_back(server, small_disk):
    client = client_for(server)
    _push_image(client, b"x" * 100_000, "first")
    free = os.statvfs(small_disk).f_bavail
    for _ in range(3):
        assert _try(lambda: client.push_blob(REPOSITORY, os.urandom(SIZE))) == "refused"
    began = time.monotonic()
    while os.statvfs(small_disk).f_bavail < free * 0.9:
        assert time.monotonic() - began < 20, "the space of the failed uploads was not given back"
        time.sleep(0.2)
    assert client.get_blob(REPOSITORY, digest_of(b"x" * 100_000)) == b"x" * 100_000
