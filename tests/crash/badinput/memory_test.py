"""What many large answers at once may cost."""
import base64
import json
import pathlib
import re
import socket
import threading

import pytest

from tests.crash.badinput.raw_http import REPOSITORY, connect
from tests.support.oci import MANIFEST, client_for, digest_of
from tests.support.server import Server


def _peak(server):
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) << 10


def _large_manifests(count):
    config = b"{}"
    blob = {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest_of(config), "size": len(config)}
    subject = {"mediaType": MANIFEST, "digest": digest_of(b"a subject"), "size": 9}
    for number in range(count):
        yield json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": blob, "layers": [blob], "subject": subject,
                          "annotations": {"number": str(number), "filling": "x" * ((4 << 20) - 1000)}}).encode()


@pytest.fixture
def hoard():
    """A server of the test's own, with 40 manifests of nearly 4 MiB that name one subject."""
    with Server(config={"log_level": "warn"}) as made:
        made.create_repository(REPOSITORY)
        made.basic = "Basic " + base64.b64encode(f"{made.user}:{made.password()}".encode()).decode()
        client = client_for(made)
        client.push_blob(REPOSITORY, b"{}")
        for number, body in enumerate(_large_manifests(40)):
            client.put_manifest(REPOSITORY, f"m{number}", body)
        yield made


def test_large_manifests_that_nobody_reads_do_not_fill_memory(hoard):
    readers = []
    for number in range(200):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", hoard.port))
        head = f"GET /v2/{REPOSITORY}/manifests/m{number % 40} HTTP/1.1\r\nHost: {hoard.host}\r\n"
        reader.sendall(f"{head}Authorization: {hoard.basic}\r\n\r\n".encode())
        readers.append(reader)
    answers = [reader.recv(12) for reader in readers]  # all have begun to be answered
    for reader in readers:
        reader.close()
    assert answers.count(b"HTTP/1.1 200") >= 50 and set(answers) <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert _peak(hoard) < 600 << 20  # 800 MiB were asked for


def test_referrers_with_large_annotations_come_in_pages(hoard):
    def all_pages():
        client, target, seen = client_for(hoard), f"/v2/{REPOSITORY}/referrers/{digest_of(b'a subject')}", 0
        while target:
            reply = client.request("GET", target)
            assert reply.status == 200 and len(reply.body) < 10 << 20
            seen += len(reply.json()["manifests"])
            link = reply.headers["Link"]
            target = link[1:link.index(">")] if link else None
        counts.append(seen)

    counts = []
    threads = [threading.Thread(target=all_pages) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [40] * 4
    assert _peak(hoard) < 400 << 20
