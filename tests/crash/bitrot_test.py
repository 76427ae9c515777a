"""One flipped bit in a stored file: reads of that blob fail, no wrong byte is served, everything else goes on."""
import http.client
import random
import re

from tests.crash.conftest import REPOSITORY
from tests.support.oci import Refused, client_for, digest_of

BLOBS, DAMAGED = 60, 50


def _flip_one_bit(path, rng):
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.chmod(0o600)
    path.write_bytes(data)


def _read(server, digest):
    """The bytes, or None when the read failed. A client of its own each time: a damaged answer ends the connection."""
    client = client_for(server)
    try:
        return client.get_blob(REPOSITORY, digest)
    except (Refused, OSError, http.client.HTTPException):
        return None
    finally:
        client.close()


def _push_files(server, rng, sizes):
    """{digest: (bytes, its file)}. Each blob's file is the one that appeared when it was pushed."""
    client, stored = client_for(server), {}
    for size in sizes:
        before = {path for path in (server.data_dir / "blobs").rglob("*") if path.is_file()}
        data = rng.randbytes(size)
        client.push_blob(REPOSITORY, data)
        new = {path for path in (server.data_dir / "blobs").rglob("*") if path.is_file()} - before
        assert len(new) == 1, f"one blob, {len(new)} new files"
        stored[digest_of(data)] = (data, new.pop())
    client.close()
    return stored


def _corrupt_count(server):
    found = re.search(r"^entrepot_blob_corrupt_chunks_total(?:\{.*\})? (\d+)", server.metrics(), re.M)
    assert found, "the metric entrepot_blob_corrupt_chunks_total is missing"
    return int(found.group(1))


def test_flipped_bits_are_never_served(faulty):
    rng = random.Random(20)
    sizes = [rng.choice((1, 100, 65_535, 65_536, 65_537, 150_000, 300_000)) for _ in range(BLOBS)]
    stored = _push_files(faulty, rng, sizes)
    # Stopped, so that no plain bytes are left in memory: what is read afterwards comes from the files.
    faulty.stop()
    damaged = set(rng.sample(sorted(stored), DAMAGED))
    for digest in damaged:
        _flip_one_bit(stored[digest][1], rng)
    faulty.start()

    wrong, served, lost = [], [], []
    for digest, (data, _) in stored.items():
        read = _read(faulty, digest)
        if digest in damaged and read is not None:
            (served if read == data else wrong).append(digest)
        if digest not in damaged and read != data:
            lost.append(digest)

    assert wrong == [], "wrong bytes were served"
    assert served == [], "a read of a damaged file succeeded"
    assert lost == [], "an undamaged blob could not be read"
    assert _corrupt_count(faulty) > 0
    assert faulty.alive()
    log = faulty.log()
    unnamed = [digest for digest in damaged if digest not in log and stored[digest][1].name not in log]
    assert unnamed == [], "the log does not name these blobs"


def test_other_parts_of_a_damaged_blob_can_still_be_read(faulty):
    rng = random.Random(21)
    (digest, (data, path)), = _push_files(faulty, rng, [2_000_000]).items()
    faulty.stop()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    faulty.start()
    client = client_for(faulty)

    assert client.get_blob(REPOSITORY, digest, range_=(0, 99_999)) == data[:100_000]
    assert client.get_blob(REPOSITORY, digest, range_=(1_900_000, 1_999_999)) == data[1_900_000:]
    assert _read(faulty, digest) is None


def test_truncated_and_swapped_files_are_found(faulty):
    rng = random.Random(22)
    stored = list(_push_files(faulty, rng, [200_000] * 4).items())
    faulty.stop()
    (_, (_, cut)), (_, (_, grown)), (_, (_, one)), (_, (_, other)) = stored
    contents = {path: path.read_bytes() for path in (cut, grown, one, other)}
    for path, content in ((cut, contents[cut][:-66_000]), (grown, contents[grown] + contents[grown][-66_000:]),
                          (one, contents[other]), (other, contents[one])):
        path.chmod(0o600)
        path.write_bytes(content)
    faulty.start()

    for digest, (data, path) in stored:
        read = _read(faulty, digest)
        assert read is None or path is grown and read == data, "a file that is not this blob's was served"


def test_without_damage_every_blob_is_read(faulty):
    """The control: the same steps, no flipped bit."""
    rng = random.Random(23)
    stored = _push_files(faulty, rng, [1, 65_537, 300_000])
    faulty.restart()
    assert all(_read(faulty, digest) == data for digest, (data, _) in stored.items())
    assert _corrupt_count(faulty) == 0
