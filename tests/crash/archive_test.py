"""kill -9 while layers move to the archive and back: whatever the moment, every layer is there, whole."""
import os
import pathlib
import random
import time

import pytest

from tests.support.ecr import unchecked
from tests.support.oci import client_for, digest_of, image_manifest
from tests.support.server import Server

REPOSITORY = "cold/images"
ROUNDS = int(os.environ.get("ENTREPOT_ARCHIVE_ROUNDS", "6"))
IMAGES = 6


def packable(rng, size=3_000_000):
    """Half of it noise: packing gains, and takes a while."""
    return b"".join(rng.randbytes(512) + b"entrepot" * 64 for _ in range(size // 1024))


@pytest.fixture
def server():
    server = Server(config={"log_level": "warn", "collect_interval": "1s"})
    server.start()
    yield server
    server.close()


class Images:
    def __init__(self, server, rng):
        self.server, self.layers = server, {}
        server.create_repository(REPOSITORY)
        client = client_for(server)
        for number in range(IMAGES):
            layer, config = packable(rng), b'{"number":%d}' % number
            for data in (layer, config):
                client.push_blob(REPOSITORY, data)
            manifest = image_manifest(config, [layer])
            client.put_manifest(REPOSITORY, f"v{number}", manifest)
            self.layers[digest_of(manifest)] = (layer, config)

    def ask(self, target):
        ecr = unchecked(self.server)
        for image in self.layers:
            try:
                ecr.update_image_storage_class(repositoryName=REPOSITORY, imageId={"imageDigest": image},
                                               targetStorageClass=target)
            except ecr.exceptions.ImageStorageClassUpdateNotSupportedException:
                pass  # it is still on its way back

    def statuses(self):
        details = unchecked(self.server).describe_images(repositoryName=REPOSITORY, filter={"imageStatus": "ANY"})
        return {each["imageDigest"]: each["imageStatus"] for each in details["imageDetails"]}

    def check(self):
        """All can be pulled, and are what was pushed."""
        client = client_for(self.server)
        for image, blobs in self.layers.items():
            assert client.get_manifest(REPOSITORY, image) is not None
            for data in blobs:
                assert client.get_blob(REPOSITORY, digest_of(data)) == data


def objects(folder):
    return {path for path in folder.rglob("*") if path.is_file() and path.name != "owner"}


def kill_while_files_come(server, folder, rng):
    before, deadline = objects(folder), time.monotonic() + 6
    while objects(folder) == before and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(rng.uniform(0, 0.15))
    server.kill9()
    server.start()


def test_kills_while_layers_move(server):
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    images = Images(server, rng)
    archive, store = (pathlib.Path(server.data_dir) / name for name in ("archive", "blobs"))
    for _ in range(ROUNDS):
        images.ask("ARCHIVE")
        kill_while_files_come(server, archive, rng)
        assert set(images.statuses().values()) == {"ARCHIVED"}, "what was acknowledged"
        images.ask("STANDARD")
        kill_while_files_come(server, store, rng)
        assert not objects(archive / "uploads"), "a copy that broke off is forgotten at the start"
        deadline = time.monotonic() + 60
        while set(images.statuses().values()) != {"ACTIVE"}:
            assert time.monotonic() < deadline, images.statuses()
            time.sleep(0.2)
        images.check()
    assert server.stop() == 0


def test_an_archive_that_was_exchanged_is_noticed(server):
    """The negative control: with an archived layer's file gone, the image does not come back as if nothing was."""
    images = Images(server, random.Random(1))
    archive = pathlib.Path(server.data_dir) / "archive" / "blobs"
    images.ask("ARCHIVE")
    deadline = time.monotonic() + 30
    while len(objects(archive)) < 2 * IMAGES:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    for path in objects(archive):
        path.unlink()
    images.ask("STANDARD")
    time.sleep(5)
    assert set(images.statuses().values()) == {"ACTIVATING"}
