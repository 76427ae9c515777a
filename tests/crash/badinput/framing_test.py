"""Requests whose end two readers could see in different places."""
import pytest

from tests.crash.badinput.raw_http import (HEADER_TIMEOUT, REPOSITORY, assert_refused, exchange, identity, request_text,
                                           statuses_of)
from tests.support.oci import client_for, digest_of


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
    smuggled = f"PUT /v2/{REPOSITORY}/manifests/smuggled HTTP/1.1\r\n".encode() + identity(server)
    smuggled += b"Content-Length: 0\r\n\r\n"
    start = f"POST /v2/{REPOSITORY}/blobs/uploads/ HTTP/1.1\r\n".encode() + identity(server)

    received, closed = exchange(server, start + FRAMING[name] + smuggled, timeout=5)

    # A body that the operation has no use for need not be understood: then it is answered, and the connection closed.
    assert_refused(received, closed, allowed=(202, 400, 501) if name.startswith("chunk ") else (400, 501))


FIRST_LINES = [b"GET /v2/ HTTP/9.9\r\n", b"GET /v2/\r\n", b"GET  /v2/  HTTP/1.1\r\n", b"G\0T /v2/ HTTP/1.1\r\n", b"\r\n" * 1000,
               b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x11" * 500,
               b"GET /v2/\xff\xfe HTTP/1.1\r\n", b"get /v2/ http/1.1\r\n", bytes(range(256)) * 10]


@pytest.mark.parametrize("line", FIRST_LINES, ids=range(len(FIRST_LINES)))
def test_first_line_that_is_none(server, line):
    received, closed = exchange(server, line + b"Host: x\r\n\r\n", timeout=HEADER_TIMEOUT + 4)
    assert closed
    assert all(400 <= status < 600 and status not in (500,) for status in statuses_of(received)), received[:300]


def test_body_shorter_than_said_is_not_stored(server):
    client = client_for(server)
    location = client.start_upload(REPOSITORY)
    digest = digest_of(b"short")
    target = f"{location}{'&' if '?' in location else '?'}digest={digest}"
    exchange(server, request_text(server, target, "PUT", ["Content-Length: 1000"]) + b"short", half_close=True)
    assert not client.has_blob(REPOSITORY, digest)


def test_body_longer_than_said_is_cut_where_it_was_said(server):
    client = client_for(server)
    digest = digest_of(b"exact")
    target = f"/v2/{REPOSITORY}/blobs/uploads/?digest={digest}"
    head = f"POST {target} HTTP/1.1\r\n".encode() + identity(server) + b"Content-Length: 5\r\n\r\n"
    received, closed = exchange(server, head + b"exact and more that is no request", timeout=HEADER_TIMEOUT + 4)
    assert closed and statuses_of(received)[:1] == [201]
    assert all(status in (400, 408) for status in statuses_of(received)[1:])
    assert client.get_blob(REPOSITORY, digest) == b"exact"


def test_a_thousand_requests_in_one_go_are_answered_in_order(server):
    one = b"HEAD /v2/ HTTP/1.1\r\n" + identity(server) + b"\r\n"
    last = b"GET /v2/ HTTP/1.1\r\n" + identity(server) + b"Connection: close\r\n\r\n"
    received, closed = exchange(server, one * 999 + last, timeout=20)
    assert closed and statuses_of(received) == [200] * 1000
