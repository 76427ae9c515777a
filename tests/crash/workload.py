"""Eight clients that push, move tags, delete and leave uploads half done, until the server dies under them."""
import http.client
import random
import threading

from tests.crash.ledger import Image
from tests.support.oci import Refused, client_for, digest_of, image_manifest

REPOSITORIES = [f"crash/{number}" for number in range(4)]
BROKEN = (OSError, http.client.HTTPException)
# An answer of one of these kinds is no promise, and no fault either: the server says that it cannot now.
BUSY = {429, 503}


class Worker(threading.Thread):
    def __init__(self, server, ledger, seed, number, problems):
        super().__init__(daemon=True)
        self.random = random.Random(f"{seed}/{number}")
        self.number, self.ledger, self.problems = number, ledger, problems
        self.client = client_for(server, timeout=20)
        self.stopping = threading.Event()

    def run(self):
        try:
            while not self.stopping.is_set():
                choice = self.random.random()
                try:
                    if choice < 0.60:
                        self._push()
                    elif choice < 0.72:
                        self._delete_image()
                    elif choice < 0.82:
                        self._untag()
                    else:
                        self._leave_upload()
                except Refused as refused:
                    if refused.status not in BUSY:
                        self.problems.append(f"worker {self.number}: {refused}")
                        return
                    self.ledger.count("refused")
        except BROKEN:
            self.ledger.count("unknown")
        finally:
            self.client.close()

    def _blob(self):
        # One in four is a layer that all workers push again and again, into every repository.
        if self.random.random() < 0.25:
            return random.Random(f"shared/{self.random.randrange(12)}").randbytes(30_000)
        size = self.random.choice((0, 1, 700, 5_000, 65_536, 65_537, 200_000, 200_000, 1_500_000))
        return self.random.randbytes(size)

    def _push_blob(self, repository, data):
        digest = digest_of(data)
        if not self.client.has_blob(repository, digest):
            self.client.push_blob(repository, data)
        return digest

    def _push(self):
        repository = self.random.choice(REPOSITORIES)
        config = b'{"worker":%d,"n":%d}' % (self.number, self.random.getrandbits(60))
        layers = [self._blob() for _ in range(self.random.randint(1, 4))]
        manifest = image_manifest(config, layers)
        image = Image(repository, digest_of(manifest), manifest,
                      {digest_of(data): data for data in (config, *layers)}, self.number)
        for data in (*layers, config):
            self._push_blob(repository, data)
        tag = f"w{self.number}-{self.random.randrange(10)}"
        self.ledger.intend_push(image, tag)
        self.client.put_manifest(repository, tag, manifest)
        self.ledger.acknowledge_push(image, tag)
        self.ledger.count("pushed")

    def _delete_image(self):
        mine = [image for image in list(self.ledger.images.values())
                if image.states == {"present"} and image.worker == self.number]
        if not mine:
            return
        image = self.random.choice(mine)
        self.ledger.intend_delete(image)
        status = self.client.delete_manifest(image.repository, image.digest)
        if status != 202:
            self.problems.append(f"acknowledged image {image.digest} was not there to be deleted: {status}")
        self.ledger.acknowledge_delete(image)
        self.ledger.count("deleted")

    def _untag(self):
        mine = [key for key, allowed in list(self.ledger.tags.items())
                if key[1].startswith(f"w{self.number}-") and None not in allowed]
        if not mine:
            return
        repository, tag = self.random.choice(mine)
        self.ledger.intend_untag(repository, tag)
        self.client.delete_manifest(repository, tag)
        self.ledger.acknowledge_untag(repository, tag)
        self.ledger.count("deleted")

    def _leave_upload(self):
        repository = self.random.choice(REPOSITORIES)
        data = self.random.randbytes(self.random.randint(1_000, 600_000))
        first = location = self.client.start_upload(repository)
        offset = 0
        for _ in range(self.random.randint(1, 3)):
            piece = data[offset:offset + self.random.randint(1, 200_000)]
            if not piece:
                break
            self.ledger.note_upload(first, location, repository, data, offset, offset + len(piece))
            location = self.client.append(location, piece, offset)
            offset += len(piece)
            self.ledger.note_upload(first, location, repository, data, offset, offset)
