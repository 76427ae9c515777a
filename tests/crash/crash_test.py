#!/usr/bin/env python3
"""kill -9 in the middle of pushes and deletes, again and again; after each restart the ledger is audited.

    crash_test.py [--rounds 20] [--seed N] [--workers 8]
    crash_test.py --sabotage        negative control: a stored layer is removed on purpose; the audit must go red

Must hold after every restart: it is ready within two seconds; every acknowledged image pulls, manifest and layers, with
the right bytes; a tag names exactly what was acknowledged last (or the one operation that got no answer); no tag names a
missing image, no image misses a layer; a deleted image is gone; an unfinished upload goes on where it was, or is 404.
"""
import argparse
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent))

from tests.crash.ledger import ABSENT, Ledger  # noqa: E402
from tests.crash.workload import BROKEN, REPOSITORIES, Worker  # noqa: E402
from tests.support.oci import Refused, client_for, digest_of  # noqa: E402
from tests.support.server import Server, StartFailed  # noqa: E402

RESTART_LIMIT = 2.0


class Auditor:
    def __init__(self, server, ledger, problems, rng):
        self.server, self.ledger, self.problems, self.rng = server, ledger, problems, rng
        self.client = client_for(server)
        self.resumed = self.forgotten = 0

    def audit(self, everything):
        for check in (lambda: self._images(everything), self._tags, self._uploads):
            try:
                check()
            except (*BROKEN, Refused) as broken:
                self.problems.append(f"audit: {type(broken).__name__}: {broken}")
        self.client.close()

    def _images(self, everything):
        images = list(self.ledger.images.values())
        old = [image for image in images if not image.changed]
        chosen = images if everything else [i for i in images if i.changed] + self.rng.sample(old, min(len(old), 40))
        for image in chosen:
            found = self.client.get_manifest(image.repository, image.digest)
            state = ABSENT if found is None else "present"
            if state not in image.states:
                self.problems.append(f"image {image.repository}@{image.digest} is {state}; acknowledged: {image.states}")
            elif state == "present":
                self._image(image, found[2])
            image.states, image.changed = {state}, False

    def _image(self, image, manifest):
        if manifest != image.manifest:
            self.problems.append(f"manifest {image.digest} has other bytes")
        for digest, data in image.layers.items():
            try:
                if self.client.get_blob(image.repository, digest) != data:
                    self.problems.append(f"blob {digest} of {image.digest} has other bytes")
            except (*BROKEN, Refused) as broken:
                self.problems.append(f"blob {digest} of {image.digest} cannot be read: {broken}")

    def _tags(self):
        for repository in REPOSITORIES:
            listed = set(self.client.tags(repository))
            known = {tag: allowed for (where, tag), allowed in self.ledger.tags.items() if where == repository}
            for tag in listed - set(known):
                self.problems.append(f"{repository} lists tag {tag}, which nobody made")
            for tag, allowed in known.items():
                found = self.client.get_manifest(repository, tag)
                digest = found[1] if found else ABSENT
                if (tag in listed) != (found is not None):
                    self.problems.append(f"{repository}:{tag} listed: {tag in listed}, served: {found is not None}")
                if digest not in allowed:
                    self.problems.append(f"{repository}:{tag} names {digest}; it may name {allowed}")
                self.ledger.tags[repository, tag] = {digest}

    def _uploads(self):
        for location, repository, data, acknowledged, sent in self.ledger.uploads.values():
            offset = self.client.upload_offset(location)
            if offset is None:
                self.forgotten += 1
                if acknowledged > 0:
                    self.problems.append(f"an upload with {acknowledged} acknowledged bytes is unknown: {location}")
                continue
            # A piece without an answer may be there in part, after the acknowledged bytes.
            if not acknowledged <= offset <= sent:
                self.problems.append(f"upload at {offset}, acknowledged {acknowledged}, sent {sent}")
                continue
            self.resumed += 1
            digest = digest_of(data)
            if offset < len(data):
                location = self.client.append(location, data[offset:], offset)
            self.client.finish(location, digest)
            if self.client.get_blob(repository, digest) != data:
                self.problems.append(f"a resumed upload has other bytes: {digest}")
        self.ledger.uploads.clear()


def remove_a_live_layer(server):
    """Pushes an image, and returns a function that removes its layer's file behind the server's back, and the image."""
    from tests.crash.ledger import Image
    from tests.support.oci import image_manifest
    before = set(server.data_dir.rglob("*"))
    client = client_for(server)
    layer, config = random.Random(1).randbytes(300_000), b'{"victim":1}'
    for data in (layer, config):
        client.push_blob(REPOSITORIES[0], data)
    manifest = image_manifest(config, [layer])
    client.put_manifest(REPOSITORIES[0], "victim", manifest)
    new = [path for path in set(server.data_dir.rglob("*")) - before if path.is_file() and path.stat().st_size > 290_000]
    image = Image(REPOSITORIES[0], digest_of(manifest), manifest, {digest_of(layer): layer, digest_of(config): config})
    return image, lambda: [path.unlink() for path in new]


def run(server, arguments):
    rng, ledger, problems, restarts = random.Random(arguments.seed), Ledger(), [], []
    server.start()
    for repository in REPOSITORIES:
        server.create_repository(repository)
    sabotage = None
    if arguments.sabotage:
        image, sabotage = remove_a_live_layer(server)
        ledger.intend_push(image, "victim")
        ledger.acknowledge_push(image, "victim")
    resumed = forgotten = 0
    for number in range(arguments.rounds):
        workers = [Worker(server, ledger, f"{arguments.seed}/{number}", each, problems) for each in range(arguments.workers)]
        for worker in workers:
            worker.start()
        time.sleep(rng.uniform(0.05, 1.5))
        if not server.alive():
            problems.append(f"the server ended by itself\n{server.log()[-2000:]}")
            break
        server.kill9()
        for worker in workers:
            worker.stopping.set()
        for worker in workers:
            worker.join(60)
        if sabotage:
            sabotage()
            sabotage = None
        server.start()
        restarts.append(server.start_seconds)
        if server.start_seconds > arguments.restart_limit:
            problems.append(f"restart took {server.start_seconds:.2f} s, more than {arguments.restart_limit:.2f} s")
        auditor = Auditor(server, ledger, problems, rng)
        auditor.audit(everything=number == arguments.rounds - 1)
        resumed, forgotten = resumed + auditor.resumed, forgotten + auditor.forgotten
        if problems:
            break
    status = server.stop()
    if status != 0 and not problems:
        problems.append(f"the server ended with status {status} at SIGTERM (None: it hung)")
    restarts.sort()
    counts = ", ".join(f"{count} {what}" for what, count in ledger.counts.items())
    print(f"crash: seed {arguments.seed}, {len(restarts)} kills; {counts}; uploads resumed {resumed}, unknown to the server "
          f"{forgotten}; restart median {restarts[len(restarts) // 2]:.3f} s, longest {restarts[-1]:.3f} s"
          if restarts else f"crash: seed {arguments.seed}, no kill")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--restart-limit", type=float, default=RESTART_LIMIT)
    parser.add_argument("--sabotage", action="store_true", help="negative control: exit 0 only if the damage is found")
    parser.add_argument("--peer", help="try the test itself on another registry: distribution or zot")
    arguments = parser.parse_args()
    if arguments.peer:
        from tests.support.peer import PEERS
        server = PEERS[arguments.peer]()
    else:
        # Collection runs all the time, so that it is hit by the kills as well.
        server = Server(config={"collect_interval": "1s", "log_level": "warn"})
    try:
        problems = run(server, arguments)
        for problem in problems[:20]:
            print(f"crash: {problem}")
        if arguments.sabotage:
            print("crash: the negative control " + ("was found, as it must be" if problems else "WAS NOT FOUND"))
            return 0 if problems else 1
        if problems:
            print(f"crash: {len(problems)} problems; again with: crash_test.py --seed {arguments.seed}\n"
                  f"end of the server's log:\n{server.log()[-4000:]}")
        return 1 if problems else 0
    except StartFailed as failure:
        print(f"crash: seed {arguments.seed}: {failure}")
        return 1
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
