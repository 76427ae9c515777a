"""Blobs: the ways to push one, ranges, mounts, deletion. Every rule holds for sha256 and for sha512 digests."""
import pytest

OCTETS = {"Content-Type": "application/octet-stream"}


def _begin(client, repository):
    reply = client.request("POST", f"/v2/{repository}/blobs/uploads/", headers={"Content-Length": "0"})
    assert reply.status == 202
    return reply.headers["Location"]


def _with_digest(location, digest):
    return f"{location}{'&' if '?' in location else '?'}digest={digest}"


def _assert_stored(client, repository, reply, data, name):
    """201, and the Location serves exactly these bytes."""
    assert reply.status == 201
    assert reply.headers["Docker-Content-Digest"] == name
    stored = client.request("GET", reply.headers["Location"])
    assert (stored.status, stored.body) == (200, data)
    head = client.request("HEAD", f"/v2/{repository}/blobs/{name}")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(data)))
    assert head.headers["Docker-Content-Digest"] == name


def _chunk(client, method, location, data, first, last):
    return client.request(method, location, data[first:last + 1], {**OCTETS, "Content-Range": f"{first}-{last}"})


@pytest.mark.parametrize("size", [0, 2, 512, 100_000])
def test_post_then_put(client, repository, blob, digest, size):
    data = blob(size)
    reply = client.request("PUT", _with_digest(_begin(client, repository), digest(data)), data, OCTETS)
    _assert_stored(client, repository, reply, data, digest(data))


@pytest.mark.parametrize("size", [0, 512])
def test_post_with_the_whole_blob(client, repository, blob, digest, size):
    data = blob(size)
    reply = client.request("POST", f"/v2/{repository}/blobs/uploads/?digest={digest(data)}", data, OCTETS)
    _assert_stored(client, repository, reply, data, digest(data))


def test_stream_without_a_length(client, repository, blob, digest):
    data = blob(5000)
    reply = client.request("PATCH", _begin(client, repository), iter([data[:1], data[1:3000], data[3000:]]), OCTETS)
    assert reply.status == 202

    reply = client.request("PUT", _with_digest(reply.headers["Location"], digest(data)), b"", OCTETS)

    _assert_stored(client, repository, reply, data, digest(data))


@pytest.mark.parametrize("last_in_put", [False, True])
def test_three_chunks(client, repository, blob, digest, last_in_put):
    data = blob(3000)
    location = _begin(client, repository)
    for first, last in ((0, 1023), (1024, 2047)):
        reply = _chunk(client, "PATCH", location, data, first, last)
        assert (reply.status, reply.headers["Range"]) == (202, f"0-{last}")
        location = reply.headers["Location"]
    if last_in_put:
        reply = _chunk(client, "PUT", _with_digest(location, digest(data)), data, 2048, 2999)
    else:
        location = _chunk(client, "PATCH", location, data, 2048, 2999).headers["Location"]
        reply = client.request("PUT", _with_digest(location, digest(data)), b"", OCTETS)
    _assert_stored(client, repository, reply, data, digest(data))


def test_chunk_out_of_order_is_refused_and_the_upload_goes_on(client, repository, blob, digest):
    data = blob(3000)
    location = _begin(client, repository)
    assert _chunk(client, "PATCH", location, data, 1024, 2047).status == 416
    status = client.request("GET", location)
    assert (status.status, status.headers["Range"]) == (204, "0-0")

    location = _chunk(client, "PATCH", status.headers["Location"], data, 0, 1023).headers["Location"]
    assert _chunk(client, "PATCH", location, data, 0, 1023).status == 416
    assert _chunk(client, "PUT", _with_digest(location, digest(data)), data, 2048, 2999).status == 416
    status = client.request("GET", location)
    assert (status.status, status.headers["Range"]) == (204, "0-1023")

    reply = _chunk(client, "PUT", _with_digest(status.headers["Location"], digest(data)), data, 1024, 2999)
    _assert_stored(client, repository, reply, data, digest(data))


def test_wrong_bytes_are_refused_by_every_way_to_push(client, repository, blob, digest):
    data = blob()
    name = digest(data + b"x")
    assert client.request("POST", f"/v2/{repository}/blobs/uploads/?digest={name}", data, OCTETS).status == 400
    assert client.request("PUT", _with_digest(_begin(client, repository), name), data, OCTETS).status == 400
    location = _chunk(client, "PATCH", _begin(client, repository), data, 0, 511).headers["Location"]
    reply = client.request("PUT", _with_digest(location, name), b"", OCTETS)
    assert reply.status == 400
    assert reply.json()["errors"][0]["code"] in ("DIGEST_INVALID", "BLOB_UPLOAD_INVALID")  # the second is ECR's
    assert client.request("HEAD", f"/v2/{repository}/blobs/{name}").status == 404


@pytest.mark.parametrize("bad", ["sha256:abc", "sha256:" + "G" * 64, "md5:" + "0" * 32, "..", "sha256"])
def test_malformed_digest_is_refused(client, repository, bad):
    reply = client.request("PUT", _with_digest(_begin(client, repository), bad), b"x", OCTETS)
    assert (reply.status, reply.json()["errors"][0]["code"]) == (400, "DIGEST_INVALID")


def test_cancelled_upload_is_gone(client, repository):
    location = _begin(client, repository)
    assert client.request("DELETE", location).status == 204
    reply = client.request("GET", location)
    assert (reply.status, reply.json()["errors"][0]["code"]) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_missing_blob(client, repository, blob, digest):
    name = digest(blob())
    assert client.request("HEAD", f"/v2/{repository}/blobs/{name}").status == 404
    reply = client.request("GET", f"/v2/{repository}/blobs/{name}")
    assert (reply.status, reply.json()["errors"][0]["code"]) == (404, "BLOB_UNKNOWN")


def _push(client, repository, data, name):
    reply = client.request("PUT", _with_digest(_begin(client, repository), name), data, OCTETS)
    assert reply.status == 201


@pytest.mark.parametrize("asked,first,last", [("500-1499", 500, 1499), ("500-", 500, 2047), ("-500", 1548, 2047),
                                              ("2000-5000", 2000, 2047), ("0-0", 0, 0), ("-5000", 0, 2047)])
def test_range(client, repository, blob, digest, asked, first, last):
    data = blob(2048)
    _push(client, repository, data, digest(data))

    reply = client.request("GET", f"/v2/{repository}/blobs/{digest(data)}", headers={"Range": f"bytes={asked}"})

    assert (reply.status, reply.body) == (206, data[first:last + 1])
    assert reply.headers["Content-Range"] == f"bytes {first}-{last}/2048"
    assert reply.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["500-0", "5000-10000", "2048-"])
def test_range_that_cannot_be_met(client, repository, blob, digest, asked):
    data = blob(2048)
    _push(client, repository, data, digest(data))
    reply = client.request("GET", f"/v2/{repository}/blobs/{digest(data)}", headers={"Range": f"bytes={asked}"})
    assert reply.status == 416


def test_mount_from_a_repository(client, repository, other_repository, blob, digest):
    data = blob()
    _push(client, other_repository, data, digest(data))
    reply = client.request("POST", f"/v2/{repository}/blobs/uploads/?mount={digest(data)}&from={other_repository}",
                           headers={"Content-Length": "0"})
    _assert_stored(client, repository, reply, data, digest(data))


def test_mount_without_a_source_finds_one(client, repository, other_repository, blob, digest):
    data = blob()
    _push(client, other_repository, data, digest(data))
    reply = client.request("POST", f"/v2/{repository}/blobs/uploads/?mount={digest(data)}", headers={"Content-Length": "0"})
    _assert_stored(client, repository, reply, data, digest(data))


@pytest.mark.parametrize("source", ["&from={}", ""])
def test_mount_of_a_missing_blob_begins_an_upload(client, repository, other_repository, blob, digest, source):
    data = blob()
    reply = client.request("POST", f"/v2/{repository}/blobs/uploads/?mount={digest(data)}{source.format(other_repository)}",
                           headers={"Content-Length": "0"})
    assert reply.status == 202
    reply = client.request("PUT", _with_digest(reply.headers["Location"], digest(data)), data, OCTETS)
    _assert_stored(client, repository, reply, data, digest(data))


def test_deleted_blob_is_gone_at_once_and_only_here(client, repository, other_repository, blob, digest):
    data = blob()
    for each in (repository, other_repository):
        _push(client, each, data, digest(data))

    assert client.request("DELETE", f"/v2/{repository}/blobs/{digest(data)}").status == 202

    assert client.request("HEAD", f"/v2/{repository}/blobs/{digest(data)}").status == 404
    assert client.request("DELETE", f"/v2/{repository}/blobs/{digest(data)}").status == 404
    assert client.request("GET", f"/v2/{other_repository}/blobs/{digest(data)}").body == data


def test_a_deleted_blob_can_be_pushed_again(client, repository, blob, digest):
    data = blob()
    for _ in range(3):
        _push(client, repository, data, digest(data))
        assert client.request("DELETE", f"/v2/{repository}/blobs/{digest(data)}").status == 202
    _push(client, repository, data, digest(data))
    assert client.request("GET", f"/v2/{repository}/blobs/{digest(data)}").body == data
