"""Paths, credentials and ranges that make no sense."""
import base64

import pytest

from tests.crash.badinput.raw_http import REPOSITORY, exchange, request_text, statuses_of
from tests.support.oci import client_for


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
    received, _ = exchange(server, request_text(server, path, method, ["Content-Length: 0"] if method != "GET" else []))
    statuses = statuses_of(received)
    # POST of an upload with a senseless mount may begin an upload, and a list may be empty; nothing else succeeds.
    harmless = {200, 202} if "uploads/?mount" in path or "tags/list" in path or "evil.example" in path else set()
    assert len(statuses) == 1 and (400 <= statuses[0] < 500 or statuses[0] in harmless), received[:300]
    assert b"root:" not in received and str(server.data_dir).encode() not in received


@pytest.mark.parametrize("value", ["Basic " + "A" * 20_000, "Basic !!!!", "Basic", "Bearer x", "Basic " + base64.b64encode(
    b"AWS").decode(), "Basic " + base64.b64encode(b"AWS:" + b"\0" * 100).decode(), "AWS4-HMAC-SHA256 Credential=/////",
    "AWS4-HMAC-SHA256 Credential=" + "a" * 10_000, "\x01", "Basic " + base64.b64encode(b"\xff\xfe:x").decode()], ids=range(10))
def test_credentials_that_are_none(server, value):
    head = f"GET /v2/ HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\nAuthorization: {value}\r\n\r\n"
    received, _ = exchange(server, head.encode("latin-1"))
    assert all(400 <= status < 500 for status in statuses_of(received)) and received


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
