"""More than there may be: header fields, bodies, depth of JSON."""
import json
import time

import pytest

from tests.crash.badinput.raw_http import REPOSITORY, assert_refused, exchange, identity, request_text, statuses_of
from tests.support.oci import MANIFEST


def test_a_hundred_thousand_header_fields(server):
    began = time.monotonic()
    received, closed = exchange(server, b"GET /v2/ HTTP/1.1\r\n" + identity(server), b"A: b\r\n" * 100_000, b"\r\n")
    assert_refused(received, closed)
    assert time.monotonic() - began < 5


def test_one_header_of_ten_mebibytes(server):
    assert_refused(*exchange(server, b"GET /v2/ HTTP/1.1\r\nHost: x\r\nX: ", b"a" * (10 << 20), b"\r\n\r\n"))


def test_target_of_a_mebibyte(server):
    assert_refused(*exchange(server, b"GET /v2/" + b"a" * (1 << 20) + b" HTTP/1.1\r\nHost: x\r\n\r\n"))


def test_a_head_that_never_ends_its_first_line(server):
    assert_refused(*exchange(server, b"G" * (1 << 20)))


def test_manifest_of_five_mebibytes(server):
    body = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "annotations": {"a": "x" * (5 << 20)}}).encode()
    received, _ = exchange(server, request_text(server, f"/v2/{REPOSITORY}/manifests/big", "PUT",
                                                [f"Content-Type: {MANIFEST}"], body))
    assert statuses_of(received)[:1] == [413]
    assert b"MANIFEST_INVALID" in received and f"The manifest has {len(body)} bytes".encode() in received


def test_manifest_without_an_end(server):
    """Chunked, so that no length warns: stopped at the limit, long before 64 MiB."""
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    received, closed = exchange(server, request_text(server, f"/v2/{REPOSITORY}/manifests/big", "PUT",
                                                     [f"Content-Type: {MANIFEST}", "Transfer-Encoding: chunked"]),
                             *[piece] * 1024, timeout=20)
    assert closed and statuses_of(received)[:1] in ([413], [400], [])


def test_api_body_without_an_end(server):
    headers = ["X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.ListImages", "Content-Type: application/x-amz-json-1.1",
               "Transfer-Encoding: chunked"]
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
    received, closed = exchange(server, request_text(server, "/", "POST", headers), *[piece] * 1024)
    assert closed and all(400 <= status < 500 for status in statuses_of(received))


@pytest.mark.parametrize("body", [b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 1_000_000],
                         ids=["arrays", "objects", "unclosed"])
def test_manifest_nested_ten_thousand_deep(server, body):
    received, _ = exchange(server, request_text(server, f"/v2/{REPOSITORY}/manifests/deep", "PUT",
                                                [f"Content-Type: {MANIFEST}"], body))
    assert statuses_of(received)[:1] == [400] and b"MANIFEST_INVALID" in received


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
