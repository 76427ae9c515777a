"""What was promised. Workers write here what they are about to ask and what was acknowledged; after a crash the auditor
compares it with what the server has. An operation without an answer is unknown: it may be wholly there or wholly absent.

Every image and every tag belongs to one worker, so what a tag may point to is known exactly. Layers and repositories are
shared by all."""
import threading

ABSENT = None


class Image:
    """`layers`: digest -> bytes, the config among them."""

    def __init__(self, repository, digest, manifest, layers, worker=None):
        self.repository, self.digest, self.manifest, self.layers = repository, digest, manifest, layers
        self.worker = worker  # the only one that deletes it
        self.states = {ABSENT}  # ABSENT, "present"
        self.changed = True


class Ledger:
    def __init__(self):
        self._lock = threading.Lock()
        self.images = {}   # (repository, digest) -> Image
        self.tags = {}     # (repository, tag) -> set of digests, or ABSENT, that it may name
        self.uploads = {}  # first location -> (newest location, repository, data, acknowledged bytes, sent bytes)
        self.counts = {"pushed": 0, "deleted": 0, "unknown": 0, "upload pieces": 0, "refused": 0}

    def count(self, what):
        with self._lock:
            self.counts[what] += 1

    def intend_push(self, image, tag):
        with self._lock:
            known = self.images.setdefault((image.repository, image.digest), image)
            known.states.add("present")
            known.changed = True
            self.tags.setdefault((image.repository, tag), {ABSENT}).add(image.digest)

    def acknowledge_push(self, image, tag):
        with self._lock:
            self.images[image.repository, image.digest].states = {"present"}
            self.tags[image.repository, tag] = {image.digest}

    def intend_delete(self, image):
        with self._lock:
            image.states.add(ABSENT)
            image.changed = True
            for (repository, _), allowed in self.tags.items():
                if repository == image.repository and image.digest in allowed:
                    allowed.add(ABSENT)

    def acknowledge_delete(self, image):
        """The image is gone and with it each of its tags."""
        with self._lock:
            image.states = {ABSENT}
            for (repository, _), allowed in self.tags.items():
                if repository == image.repository and image.digest in allowed:
                    allowed.discard(image.digest)
                    allowed.add(ABSENT)

    def intend_untag(self, repository, tag):
        """The last tag may take its image along, as BatchDeleteImage does."""
        with self._lock:
            for digest in self.tags[repository, tag] - {ABSENT}:
                self.images[repository, digest].states.add(ABSENT)
                self.images[repository, digest].changed = True
            self.tags[repository, tag].add(ABSENT)

    def acknowledge_untag(self, repository, tag):
        with self._lock:
            self.tags[repository, tag] = {ABSENT}

    def note_upload(self, first, location, repository, data, acknowledged, sent):
        with self._lock:
            self.uploads[first] = (location, repository, data, acknowledged, sent)
            self.counts["upload pieces"] += 1
