"""Input made to hurt: after each of these the server answers with 4xx or closes, is alive, serves the next client, and
has not grown."""
import base64
import json
import os
import pathlib
import re
import select
import socket
import threading
import time

import pytest

from tests.support.oci import MANIFEST, client_for, digest_of
from tests.support.server import Server

REPOSITORY = "fault/images"
HEADER_TIMEOUT = 3
# A little more than a server with its caches full needs.
MEMORY_LIMIT = 400 << 20


@pytest.fixture(scope="module")
def server():
    with Server(config={"header_timeout": f"{HEADER_TIMEOUT}s", "log_level": "warn"}) as made:
        made.create_repository(REPOSITORY)
        made.basic = "Basic " + base64.b64encode(f"{made.user}:{made.password()}".encode()).decode()
        yield made


@pytest.fixture(autouse=True)
def unharmed(server):
    """Whatever the test did: the server is the same process, serves, and is not fat."""
    pid = server.pid
    yield
    assert server.alive() and server.pid == pid, server.log()[-3000:]
    client = client_for(server)
    data = os.urandom(100)
    client.push_blob(REPOSITORY, data)
    assert client.get_blob(REPOSITORY, digest_of(data)) == data
    assert _memory(server) < MEMORY_LIMIT


def _memory(server):
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) << 10


def _connect(server, timeout=10):
    return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)


def _exchange(server, *pieces, timeout=10, half_close=False):
    """Sends, then reads until the server closes or says nothing for `timeout`. (received bytes, whether it closed)."""
    with _connect(server, timeout) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all was sent: the answer may still be there
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except TimeoutError:
            return received, False
        except OSError:
            pass
        return received, True


def _statuses(received):
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})", received, re.M)]


def _request(server, target, method="GET", headers=(), body=b""):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {server.host}", f"Authorization: {server.basic}", "Connection: close",
             *headers]
    if body and not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _head(server):
    return f"Host: {server.host}\r\nAuthorization: {server.basic}\r\n".encode()


def _assert_refused(received, closed, allowed=(400, 408, 413, 414, 431, 501, 505)):
    """One refusal at most, then the connection is closed: what follows cannot be trusted to be a request."""
    statuses = _statuses(received)
    assert closed, f"the connection stayed open after {statuses}"
    assert len(statuses) <= 1 and all(status in allowed for status in statuses), received[:500]


# Size.


def test_a_hundred_thousand_header_fields(server):
    began = time.monotonic()
    received, closed = _exchange(server, b"GET /v2/ HTTP/1.1\r\n" + _head(server), b"A: b\r\n" * 100_000, b"\r\n")
    _assert_refused(received, closed)
    assert time.monotonic() - began < 5


def test_one_header_of_ten_mebibytes(server):
    _assert_refused(*_exchange(server, b"GET /v2/ HTTP/1.1\r\nHost: x\r\nX: ", b"a" * (10 << 20), b"\r\n\r\n"))


def test_target_of_a_mebibyte(server):
    _assert_refused(*_exchange(server, b"GET /v2/" + b"a" * (1 << 20) + b" HTTP/1.1\r\nHost: x\r\n\r\n"))


def test_a_head_that_never_ends_its_first_line(server):
    _assert_refused(*_exchange(server, b"G" * (1 << 20)))


def test_manifest_of_five_mebibytes(server):
    body = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "annotations": {"a": "x" * (5 << 20)}}).encode()
    received, _ = _exchange(server, _request(server, f"/v2/{REPOSITORY}/manifests/big", "PUT",
                                             [f"Content-Type: {MANIFEST}"], body))
    assert _statuses(received)[:1] == [413]
    assert b"MANIFEST_INVALID" in received and f"The manifest has {len(body)} bytes".encode() in received


def test_manifest_without_an_end(server):
    """Chunked, so that no length warns: stopped at the limit, long before 64 MiB."""
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    received, closed = _exchange(server, _request(server, f"/v2/{REPOSITORY}/manifests/big", "PUT",
                                                  [f"Content-Type: {MANIFEST}", "Transfer-Encoding: chunked"]),
                                 *[piece] * 1024, timeout=20)
    assert closed and _statuses(received)[:1] in ([413], [400], [])


def test_api_body_without_an_end(server):
    headers = ["X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.ListImages", "Content-Type: application/x-amz-json-1.1",
               "Transfer-Encoding: chunked"]
    received, closed = _exchange(server, _request(server, "/", "POST", headers), *[b"10000\r\n" + b" " * 65536 + b"\r\n"] * 1024)
    assert closed and all(400 <= status < 500 for status in _statuses(received))


# Depth.


@pytest.mark.parametrize("body", [b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 1_000_000],
                         ids=["arrays", "objects", "unclosed"])
def test_manifest_nested_ten_thousand_deep(server, body):
    received, _ = _exchange(server, _request(server, f"/v2/{REPOSITORY}/manifests/deep", "PUT",
                                             [f"Content-Type: {MANIFEST}"], body))
    assert _statuses(received)[:1] == [400] and b"MANIFEST_INVALID" in received


def test_api_json_nested_ten_thousand_deep(server):
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials
    import urllib.error
    import urllib.request
    body = b'{"repositoryName":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    request = botocore.awsrequest.AWSRequest("POST", server.endpoint_url + "/", data=body, headers={
        "X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.ListImages", "Content-Type": "application/x-amz-json-1.1"})
    botocore.auth.SigV4Auth(botocore.credentials.Credentials(server.access_key, server.secret_key), "ecr",
                            server.region).add_auth(request)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(request.url, body, dict(request.headers.items()), method="POST"), timeout=10)
    assert refused.value.code == 400
    assert "SerializationException" in json.loads(refused.value.read())["__type"]


# Time.


def test_five_hundred_slow_clients_do_not_slow_the_others(server):
    slow = [_connect(server) for _ in range(500)]
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
        connection = _connect(server)
        connection.sendall(_request(server, f"/v2/{REPOSITORY}/manifests/slow", "PUT",
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
        with _connect(server) as connection:
            connection.sendall(_request(server, f"/v2/{REPOSITORY}/blobs/{digest}"))
            connection.recv(1000)

    threads = [threading.Thread(target=pull_a_little) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.get_blob(REPOSITORY, digest) == data


# Framing.


FRAMING = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "list of lengths": b"Content-Length: 5, 6\r\n\r\nhello!",
    "length with a sign": b"Content-Length: +5\r\n\r\nhello",
    "negative length": b"Content-Length: -5\r\n\r\nhello",
    "length that is no number": b"Content-Length: five\r\n\r\nhello",
    "length beyond 64 bits": b"Content-Length: 99999999999999999999999\r\n\r\nhello",
    "length and chunked": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "obscured coding": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunk size overflow": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff1\r\nhello\r\n0\r\n\r\n",
    "chunk size no number": b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
    "chunk longer than said": b"Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
    "folded header": b"X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n",
    "space before colon": b"Content-Length : 0\r\n\r\n",
    "header without a name": b": x\r\nContent-Length: 0\r\n\r\n",
    "zero byte in a header": b"X-A: b\0c\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("name", FRAMING)
def test_ambiguous_framing_is_refused_and_nothing_behind_it_runs(server, name):
    smuggled = f"PUT /v2/{REPOSITORY}/manifests/smuggled HTTP/1.1\r\n".encode() + _head(server) + b"Content-Length: 0\r\n\r\n"
    start = f"POST /v2/{REPOSITORY}/blobs/uploads/ HTTP/1.1\r\n".encode() + _head(server)

    received, closed = _exchange(server, start + FRAMING[name] + smuggled, timeout=5)

    # A body that the operation has no use for need not be understood: then it is answered, and the connection closed.
    _assert_refused(received, closed, allowed=(202, 400, 501) if name.startswith("chunk ") else (400, 501))


FIRST_LINES = [b"GET /v2/ HTTP/9.9\r\n", b"GET /v2/\r\n", b"GET  /v2/  HTTP/1.1\r\n", b"G\0T /v2/ HTTP/1.1\r\n", b"\r\n" * 1000,
               b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x11" * 500,
               b"GET /v2/\xff\xfe HTTP/1.1\r\n", b"get /v2/ http/1.1\r\n", bytes(range(256)) * 10]


@pytest.mark.parametrize("line", FIRST_LINES, ids=range(len(FIRST_LINES)))
def test_first_line_that_is_none(server, line):
    received, closed = _exchange(server, line + b"Host: x\r\n\r\n", timeout=HEADER_TIMEOUT + 4)
    assert closed
    assert all(400 <= status < 600 and status not in (500,) for status in _statuses(received)), received[:300]


def test_body_shorter_than_said_is_not_stored(server):
    client = client_for(server)
    location = client.start_upload(REPOSITORY)
    digest = digest_of(b"short")
    target = f"{location}{'&' if '?' in location else '?'}digest={digest}"
    _exchange(server, _request(server, target, "PUT", ["Content-Length: 1000"]) + b"short", half_close=True)
    assert not client.has_blob(REPOSITORY, digest)


def test_body_longer_than_said_is_cut_where_it_was_said(server):
    client = client_for(server)
    digest = digest_of(b"exact")
    target = f"/v2/{REPOSITORY}/blobs/uploads/?digest={digest}"
    head = f"POST {target} HTTP/1.1\r\n".encode() + _head(server) + b"Content-Length: 5\r\n\r\n"
    received, closed = _exchange(server, head + b"exact and more that is no request", timeout=HEADER_TIMEOUT + 4)
    assert closed and _statuses(received)[:1] == [201]
    assert all(status in (400, 408) for status in _statuses(received)[1:])
    assert client.get_blob(REPOSITORY, digest) == b"exact"


def test_a_thousand_requests_in_one_go_are_answered_in_order(server):
    one = b"HEAD /v2/ HTTP/1.1\r\n" + _head(server) + b"\r\n"
    last = b"GET /v2/ HTTP/1.1\r\n" + _head(server) + b"Connection: close\r\n\r\n"
    received, closed = _exchange(server, one * 999 + last, timeout=20)
    assert closed and _statuses(received) == [200] * 1000


# Uploads.


def test_wrong_digest_ends_the_upload_and_stores_nothing(server):
    client = client_for(server)
    location = client.start_upload(REPOSITORY)
    client.append(location, b"these bytes", 0)
    wrong = digest_of(b"other bytes")

    reply = client.request("PUT", f"{location}?digest={wrong}", b"")

    assert (reply.status, reply.json()["errors"][0]["code"]) == (400, "BLOB_UPLOAD_INVALID")
    assert "digest" in reply.json()["errors"][0]["message"]
    assert client.upload_offset(location) is None
    assert not client.has_blob(REPOSITORY, wrong) and not client.has_blob(REPOSITORY, digest_of(b"these bytes"))


@pytest.mark.parametrize("value", ["sha256:abc", "sha256:" + "A" * 64, "sha256:" + "g" * 64, "md5:" + "a" * 32, "", "x",
                                   "sha256:../../../../etc/passwd"])
def test_digest_that_is_none_is_named(server, value):
    client = client_for(server)
    reply = client.request("PUT", f"{client.start_upload(REPOSITORY)}?digest={value}", b"hello")
    assert (reply.status, reply.json()["errors"][0]["code"]) == (400, "DIGEST_INVALID")
    assert f"'{value}'" in reply.json()["errors"][0]["message"]


@pytest.mark.parametrize("value,status,named", [
    ("7-11", 416, "7 instead of 5"), ("0-4", 416, "0 instead of 5"), ("18446744073709551610-18446744073709551614", 416, "610"),
    ("5-3", 400, "'5-3'"), ("5-9/3", 400, "'5-9/3'"), ("a-b", 400, "'a-b'"), ("bytes 5-9/x", 400, "'bytes 5-9/x'"),
    ("5-100", 400, "96 bytes"), ("99999999999999999999-99999999999999999999", 400, "'99999999999999999999-")])
def test_wrong_content_range_is_named_and_the_upload_goes_on(server, value, status, named):
    client = client_for(server)
    location = client.start_upload(REPOSITORY)
    client.append(location, b"hello", 0)

    reply = client.request("PATCH", location, b"world", {"Content-Range": value})

    assert (reply.status, reply.json()["errors"][0]["code"]) == (status, "BLOB_UPLOAD_INVALID")
    assert named in reply.json()["errors"][0]["message"]
    assert status != 416 or reply.headers["Range"] == "0-4"
    client.append(location, b"world", 5)
    client.finish(location, digest_of(b"helloworld"))


@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_upload_of_another_repository_is_not_known(server, method):
    server.create_repository("fault/other")
    client = client_for(server)
    location = client.start_upload(REPOSITORY)
    client.append(location, b"mine", 0)
    identifier = location.rpartition("/")[2]
    stolen = f"/v2/fault/other/blobs/uploads/{identifier}"

    reply = client.request(method, stolen + ("?digest=" + digest_of(b"mine") if method == "PUT" else ""),
                           b"stolen" if method == "PATCH" else None)

    assert (reply.status, reply.json()["errors"][0]["code"]) == (404, "BLOB_UPLOAD_UNKNOWN")
    assert identifier in reply.json()["errors"][0]["message"]
    assert client.upload_offset(location) == 4
    client.finish(location, digest_of(b"mine"))
    assert not client.has_blob("fault/other", digest_of(b"mine"))


# Memory.


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


# Names and paths.


PATHS = ["/v2/../../../../etc/passwd", "/v2/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/v2/..%2f..%2f..%2fetc%2fpasswd/manifests/x",
         f"/v2/{REPOSITORY}/blobs/sha256:../../../../etc/passwd", f"/v2/{REPOSITORY}/blobs/sha256:%2e%2e%2f%2e%2e%2fetc",
         f"/v2/{REPOSITORY}/manifests/..%00", f"/v2/{REPOSITORY}/manifests/%00", f"/v2/{REPOSITORY}/blobs/uploads/../../x",
         f"/v2/{REPOSITORY}/blobs/uploads/{'A' * 3000}", f"/v2/{REPOSITORY}/manifests/{'a' * 3000}", "/v2//blobs/x",
         "/v2/A/B/manifests/x", "/v2/" + "a/" * 2000 + "manifests/x", "/v2/%c0%ae%c0%ae/manifests/x", "/v2/%/manifests/x",
         "/v2/%zz/manifests/x", "/v2/a\\b/manifests/x", "/v2/\u00e9/manifests/x", "/v2/a/manifests/x/y/z", "/v2/_catalog/../x",
         "//etc/passwd", "/layers/../../etc/passwd", "/layers/x?signature=../../etc", "http://evil.example/v2/",
         f"/v2/{REPOSITORY}/tags/list?n=%00&last=%ff", f"/v2/{REPOSITORY}/referrers/sha256:../x",
         f"/v2/{REPOSITORY}/blobs/uploads/?mount=../../x&from=../../y"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_crooked_path(server, path, method):
    received, _ = _exchange(server, _request(server, path, method, ["Content-Length: 0"] if method != "GET" else []))
    statuses = _statuses(received)
    # POST of an upload with a senseless mount may begin an upload, and a list may be empty; nothing else succeeds.
    harmless = {200, 202} if "uploads/?mount" in path or "tags/list" in path or "evil.example" in path else set()
    assert len(statuses) == 1 and (400 <= statuses[0] < 500 or statuses[0] in harmless), received[:300]
    assert b"root:" not in received and str(server.data_dir).encode() not in received


@pytest.mark.parametrize("value", ["Basic " + "A" * 20_000, "Basic !!!!", "Basic", "Bearer x", "Basic " + base64.b64encode(
    b"AWS").decode(), "Basic " + base64.b64encode(b"AWS:" + b"\0" * 100).decode(), "AWS4-HMAC-SHA256 Credential=/////",
    "AWS4-HMAC-SHA256 Credential=" + "a" * 10_000, "\x01", "Basic " + base64.b64encode(b"\xff\xfe:x").decode()], ids=range(10))
def test_credentials_that_are_none(server, value):
    head = f"GET /v2/ HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\nAuthorization: {value}\r\n\r\n"
    received, _ = _exchange(server, head.encode("latin-1"))
    assert all(400 <= status < 500 for status in _statuses(received)) and received


@pytest.mark.parametrize("value", ["bytes=" + ",".join(f"{n}-{n}" for n in range(2000)), "bytes=-0", "bytes=9-1", "bytes=",
                                   "bytes=a-b", "lines=1-2", "bytes=0-99999999999999999999999", "bytes=-99999999999999999999"],
                         ids=range(8))
def test_range_that_makes_no_sense(server, value):
    client = client_for(server)
    data = b"0123456789" * 100
    digest = client.push_blob(REPOSITORY, data)
    reply = client.request("GET", f"/v2/{REPOSITORY}/blobs/{digest}", headers={"Range": value})
    assert reply.status in (200, 206, 400, 416, 431)
    assert reply.status != 200 or reply.body == data
    assert len(reply.body) <= 2 * len(data)
