"""Manifests: every kind of content, by digest and by tag, tag parameters, errors, deletion."""
import json

import pytest

from tests.support.oci import CONFIG, INDEX, LAYER, MANIFEST

EMPTY = {"mediaType": "application/vnd.oci.empty.v1+json", "size": 2,
         "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}


class Store:
    """Pushes content into one repository with one digest algorithm."""

    def __init__(self, client, repository, digest):
        self.client, self.repository, self.digest = client, repository, digest

    def blob(self, data, media_type):
        reply = self.client.request("POST", f"/v2/{self.repository}/blobs/uploads/?digest={self.digest(data)}", data,
                                    {"Content-Type": "application/octet-stream"})
        assert reply.status == 201
        return {"mediaType": media_type, "digest": self.digest(data), "size": len(data)}

    def manifest(self, **extra):
        """The bytes of an image manifest whose config and layer are stored."""
        config = extra.pop("config", None) or self.blob(b'{"architecture":"amd64","os":"linux"}', CONFIG)
        layers = extra.pop("layers", None)
        if layers is None:
            layers = [self.blob(b"layer", LAYER)]
        return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers, **extra}).encode()

    def put(self, body, reference=None, media_type=MANIFEST, query=""):
        reference = reference or self.digest(body)
        return self.client.request("PUT", f"/v2/{self.repository}/manifests/{reference}{query}", body,
                                   {"Content-Type": media_type})

    def get(self, reference, method="GET"):
        return self.client.request(method, f"/v2/{self.repository}/manifests/{reference}",
                                   headers={"Accept": f"{MANIFEST}, {INDEX}"})

    def assert_served(self, body, reference, media_type=MANIFEST):
        for method in ("GET", "HEAD"):
            reply = self.get(reference, method)
            assert (reply.status, reply.body) == (200, body if method == "GET" else b"")
            assert reply.headers["Content-Type"] == media_type
            assert reply.headers["Content-Length"] == str(len(body))
            assert reply.headers["Docker-Content-Digest"] == self.digest(body)

    def assert_accepted(self, body, media_type=MANIFEST):
        """By digest: 201, and both the digest and the Location serve it."""
        reply = self.put(body, media_type=media_type)
        assert reply.status == 201, reply.body
        assert reply.headers["Docker-Content-Digest"] == self.digest(body)
        assert self.client.request("GET", reply.headers["Location"], headers={"Accept": media_type}).body == body
        self.assert_served(body, self.digest(body), media_type)

    def index_of(self, *bodies, **extra):
        entries = [{"mediaType": json.loads(body)["mediaType"], "digest": self.digest(body), "size": len(body)}
                   for body in bodies]
        return json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries, **extra}).encode()


@pytest.fixture
def store(client, repository, digest):
    return Store(client, repository, digest)


@pytest.fixture
def sha256_store(client, repository):
    from tests.support.oci import digest_of
    return Store(client, repository, digest_of)


def test_image_by_digest(store):
    store.assert_accepted(store.manifest())


def test_image_by_tag(sha256_store):
    body = sha256_store.manifest()
    assert sha256_store.put(body, "latest").status == 201
    sha256_store.assert_served(body, "latest")
    sha256_store.assert_served(body, sha256_store.digest(body))


def test_tags_as_parameters_of_a_put_by_digest(store):
    body = store.manifest()

    reply = store.put(body, query="?tag=one&tag=two")

    assert reply.status == 201
    told = {tag.strip() for line in reply.headers.get_all("OCI-Tag") for tag in line.split(",")}
    assert told == {"one", "two"}
    store.assert_served(body, "one")
    store.assert_served(body, "two")


def test_index_and_nested_index(store):
    images = [store.manifest(annotations={"n": str(number)}) for number in range(2)]
    for body in images:
        store.assert_accepted(body)
    inner = store.index_of(*images)
    store.assert_accepted(inner, INDEX)
    store.assert_accepted(store.index_of(inner), INDEX)


def test_empty_index(store):
    store.assert_accepted(store.index_of(), INDEX)


def test_image_without_layers(store):
    store.assert_accepted(store.manifest(layers=[]))


def test_image_without_media_type_field(sha256_store):
    body = json.loads(sha256_store.manifest())
    del body["mediaType"]
    sha256_store.assert_accepted(json.dumps(body).encode())


def test_artifact_whose_config_and_layer_are_the_same_empty_blob(sha256_store):
    sha256_store.blob(b"{}", EMPTY["mediaType"])
    sha256_store.assert_accepted(sha256_store.manifest(config=EMPTY, layers=[EMPTY], artifactType="example/thing"))


def test_layers_that_may_not_be_distributed_need_not_be_there(store):
    absent = [{"mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar" + suffix, "size": 123,
               "digest": store.digest(suffix.encode() + b"never pushed"), "urls": ["https://example.com/layer"]}
              for suffix in ("", "+gzip")]
    store.assert_accepted(store.manifest(layers=[*absent, store.blob(b"layer", LAYER)]))


def test_unknown_fields_and_data_are_kept_byte_for_byte(store):
    config = {**store.blob(b"{}", CONFIG), "data": "e30=", "org.example.unknown": "x"}
    store.assert_accepted(store.manifest(config=config, **{"org.example.unknown": [1, {"a": None}]}))


def test_manifest_of_almost_four_mebibytes(sha256_store):
    notes = {f"large-{number}": "A" * 10_000 for number in range(390)}
    sha256_store.assert_accepted(sha256_store.manifest(annotations=notes))


def test_manifest_that_names_a_missing_blob(sha256_store):
    body = sha256_store.manifest(layers=[{"mediaType": LAYER, "size": 5, "digest": sha256_store.digest(b"missing")}])
    reply = sha256_store.put(body, "latest")
    assert (reply.status, reply.json()["errors"][0]["code"]) in ((404, "MANIFEST_BLOB_UNKNOWN"), (400, "MANIFEST_BLOB_UNKNOWN"))
    assert sha256_store.get("latest").status == 404


def test_bytes_that_do_not_have_the_digest(store):
    body = store.manifest()
    reply = store.put(body + b"  ", store.digest(body))
    assert reply.status == 400
    assert reply.json()["errors"][0]["code"] in ("DIGEST_INVALID", "MANIFEST_INVALID")
    assert store.get(store.digest(body)).status == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"not json", b'{"schemaVersion":2}', b"\xff\xfe"])
def test_no_manifest_at_all(sha256_store, body):
    reply = sha256_store.put(body, "latest")
    assert (reply.status, reply.json()["errors"][0]["code"]) == (400, "MANIFEST_INVALID")


def test_malformed_digest_as_reference(sha256_store):
    assert sha256_store.put(sha256_store.manifest(), "sha256:baddigeststring").status == 400
    assert sha256_store.get("sha256:baddigeststring").status in (400, 404)


@pytest.mark.parametrize("reference", ["missing", ".INVALID_MANIFEST_NAME", "sha256:" + "0" * 64])
def test_missing_manifest(sha256_store, reference):
    reply = sha256_store.get(reference)
    assert (reply.status, reply.json()["errors"][0]["code"]) == (404, "MANIFEST_UNKNOWN")
    assert sha256_store.get(reference, "HEAD").status == 404


def test_deleted_tag_is_gone_and_the_image_stays(sha256_store):
    body = sha256_store.manifest()
    for tag in ("a", "b"):
        sha256_store.put(body, tag)

    reply = sha256_store.client.request("DELETE", f"/v2/{sha256_store.repository}/manifests/a")

    assert reply.status == 202
    assert sha256_store.get("a", "HEAD").status == 404
    sha256_store.assert_served(body, "b")
    sha256_store.assert_served(body, sha256_store.digest(body))


def test_deleted_image_is_gone_with_its_tags(store):
    body = store.manifest()
    store.put(body, query="?tag=a&tag=b")
    path = f"/v2/{store.repository}/manifests/{store.digest(body)}"

    assert store.client.request("DELETE", path).status == 202

    for reference in ("a", "b", store.digest(body)):
        assert store.get(reference, "HEAD").status == 404
    assert store.client.request("DELETE", path).status == 404


def test_a_deleted_image_can_be_pushed_again(store):
    body = store.manifest()
    for _ in range(3):
        store.assert_accepted(body)
        path = f"/v2/{store.repository}/manifests/{store.digest(body)}"
        assert store.client.request("DELETE", path).status == 202
        # Its blobs are still here, or the client is told that they are not; both are good, a broken image is not.
        for data, kind in ((b'{"architecture":"amd64","os":"linux"}', CONFIG), (b"layer", LAYER)):
            store.blob(data, kind)


def test_a_moved_tag_names_the_new_image(sha256_store):
    first, second = (sha256_store.manifest(annotations={"n": str(number)}) for number in range(2))
    sha256_store.put(first, "latest")
    sha256_store.put(second, "latest")
    sha256_store.assert_served(second, "latest")
    sha256_store.assert_served(first, sha256_store.digest(first))
