"""A client that takes only one of the two image formats gets that one, by tag; and finds it again by digest."""
import json

import pytest

from tests.support.ecr import MANIFEST
from tests.support.oci import client_for, digest_of

pytestmark = pytest.mark.ci
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"


@pytest.fixture
def get(registry, repository):
    docker = client_for(registry)

    def ask(reference, accept=None, method="GET"):
        headers = {"Accept": accept} if accept else {}
        return docker.request(method, f"/v2/{repository.name}/manifests/{reference}", headers=headers)
    return ask


def test_head_by_tag_then_get_by_digest(repository, get):
    stored = repository.put("one", "v1")

    head = get("v1", DOCKER, "HEAD")
    learnt = head.headers["Docker-Content-Digest"]
    pulled = get(learnt, DOCKER)

    assert learnt != stored
    assert (head.headers["Content-Type"], pulled.status, pulled.headers["Content-Type"]) == (DOCKER, 200, DOCKER)
    assert digest_of(pulled.body) == learnt == pulled.headers["Docker-Content-Digest"]
    assert int(head.headers["Content-Length"]) == len(pulled.body)
    manifest, original = json.loads(pulled.body), json.loads(get(stored).body)
    assert manifest["mediaType"] == DOCKER
    assert [each["digest"] for each in manifest["layers"]] == [each["digest"] for each in original["layers"]]
    assert manifest["layers"][0]["mediaType"] == "application/vnd.docker.image.rootfs.diff.tar.gzip"


def test_docker_images_for_clients_that_know_only_oci(repository, get):
    original = json.loads(repository.manifest("one"))
    original["mediaType"] = DOCKER
    original["config"]["mediaType"] = "application/vnd.docker.container.image.v1+json"
    for layer in original["layers"]:
        layer["mediaType"] = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    repository.call("put_image", imageManifest=json.dumps(original), imageTag="v1")
    pulled = get("v1", MANIFEST)
    assert (pulled.status, pulled.headers["Content-Type"], json.loads(pulled.body)["mediaType"]) == (
        200, MANIFEST, MANIFEST)


@pytest.mark.parametrize("accept", [None, "*/*", f"{DOCKER}, {MANIFEST}", f"{DOCKER}, */*", "text/plain"])
def test_what_is_accepted_or_cannot_be_made_comes_as_stored(repository, get, accept):
    stored = repository.put("one", "v1")
    assert get("v1", accept).headers["Docker-Content-Digest"] == stored


def test_by_digest_nothing_is_converted(repository, get):
    stored = repository.put("one", "v1")
    assert get(stored, DOCKER).headers["Docker-Content-Digest"] == stored


def test_indexes_and_artifacts_are_not_converted(repository, get):
    index = repository.index([repository.put("child")], "index")
    assert get("index", DOCKER).headers["Docker-Content-Digest"] == index
    artifact = repository.put("thing", "thing", artifactType="application/vnd.example.thing")
    assert get("thing", DOCKER).headers["Docker-Content-Digest"] == artifact


def test_batch_get_image_converts_what_is_named_by_tag(repository):
    stored = repository.put("one", "v1")

    def first(image_id, *accepted):
        return repository.call("batch_get_image", imageIds=[image_id], acceptedMediaTypes=list(accepted))["images"][0]

    by_tag = first({"imageTag": "v1"}, DOCKER)
    assert (by_tag["imageManifestMediaType"], json.loads(by_tag["imageManifest"])["mediaType"]) == (DOCKER, DOCKER)
    assert by_tag["imageId"] == {"imageTag": "v1", "imageDigest": stored}
    assert first({"imageTag": "v1"}, DOCKER, MANIFEST)["imageManifestMediaType"] == MANIFEST
    assert first({"imageDigest": stored}, DOCKER)["imageManifestMediaType"] == MANIFEST
    assert first({"imageTag": "v1"}, INDEX)["imageManifestMediaType"] == MANIFEST

