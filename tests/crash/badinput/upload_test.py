"""Uploads that say one thing and do another."""
import pytest

from tests.crash.badinput.raw_http import REPOSITORY
from tests.support.oci import client_for, digest_of


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
