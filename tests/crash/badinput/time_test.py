"""Clients that are slow, that wait, that vanish."""
import os
import select
import threading
import time

from tests.crash.badinput.raw_http import HEADER_TIMEOUT, REPOSITORY, connect, request_text
from tests.support.oci import MANIFEST, client_for


def test_five_hundred_slow_clients_do_not_slow_the_others(server):
    slow = [connect(server) for _ in range(500)]
    for connection in slow:
        connection.sendall(b"GET /v2/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    client, worst, began = client_for(server), 0.0, time.monotonic()
    while time.monotonic() - began < HEADER_TIMEOUT + 3:
        for connection in slow[:50]:
            try:
                connection.sendall(b"a")
            except OSError:
                pass
        asked = time.monotonic()
        assert client.request("GET", "/v2/").status == 200
        worst = max(worst, time.monotonic() - asked)
        time.sleep(0.05)
    assert worst < 1.0
    # A closed connection is readable: an answer, the end, or a reset.
    watch = select.poll()
    for connection in slow:
        watch.register(connection, select.POLLIN)
    closed = len(watch.poll(2000))
    for connection in slow:
        connection.close()
    assert closed == 500, f"{500 - closed} slow clients are not cut off"


def test_body_that_never_comes_holds_up_nobody(server):
    waiting = []
    for _ in range(100):
        connection = connect(server)
        connection.sendall(request_text(server, f"/v2/{REPOSITORY}/manifests/slow", "PUT",
                                        [f"Content-Type: {MANIFEST}", "Content-Length: 1000"]) + b"{")
        waiting.append(connection)
    began = time.monotonic()
    assert client_for(server).request("GET", "/v2/").status == 200
    assert time.monotonic() - began < 1
    for connection in waiting:
        connection.close()


def test_clients_that_vanish_in_the_middle_of_a_pull(server):
    client = client_for(server)
    data = os.urandom(8 << 20)
    digest = client.push_blob(REPOSITORY, data)

    def pull_a_little():
        with connect(server) as connection:
            connection.sendall(request_text(server, f"/v2/{REPOSITORY}/blobs/{digest}"))
            connection.recv(1000)

    threads = [threading.Thread(target=pull_a_little) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.get_blob(REPOSITORY, digest) == data
