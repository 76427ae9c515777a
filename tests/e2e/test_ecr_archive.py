"""UpdateImageStorageClass through boto3, and what docker's protocol says of archived images."""
import pathlib
import time
import urllib.error
import urllib.request

import pytest

from tests.support.ecr import Repository, digest, invalid, refused, unchecked
from tests.support.oci import client_for

pytestmark = pytest.mark.ci
ABSENT = "sha256:" + "0" * 64


@pytest.fixture
def docker(registry):
    return client_for(registry)


def layer_of(content):
    return f"layer of {content}\n".encode() * 3


def archive(repository, **image_id):
    return repository.call("update_image_storage_class", imageId=image_id, targetStorageClass="ARCHIVE")


def restore(repository, **image_id):
    return repository.call("update_image_storage_class", imageId=image_id, targetStorageClass="STANDARD")


def detail(repository, image):
    return repository.call("describe_images", imageIds=[{"imageDigest": image}])["imageDetails"][0]


def wait_until_active(repository, image, timeout=30):
    deadline = time.monotonic() + timeout
    while detail(repository, image)["imageStatus"] != "ACTIVE":
        assert time.monotonic() < deadline, detail(repository, image)
        time.sleep(0.2)


def test_archive_and_restore(repository):
    image = repository.put("one", "v1")

    answer = archive(repository, imageTag="v1")

    assert answer["imageStatus"] == "ARCHIVED"
    assert answer["imageId"] == {"imageDigest": image, "imageTag": "v1"}
    assert (answer["registryId"], answer["repositoryName"]) == (repository.account, repository.name)
    archived = detail(repository, image)
    assert archived["imageStatus"] == "ARCHIVED"
    assert archived["lastArchivedAt"] >= archived["imagePushedAt"]
    assert "lastActivatedAt" not in archived
    got = repository.call("batch_get_image", imageIds=[{"imageTag": "v1"}])
    assert got["images"] == []
    assert got["failures"][0]["failureCode"] == "ImageInaccessible"
    assert got["failures"][0]["imageId"] == {"imageTag": "v1"}

    assert restore(repository, imageDigest=image)["imageStatus"] == "ACTIVATING"
    wait_until_active(repository, image)
    active = detail(repository, image)
    assert active["lastActivatedAt"] >= active["lastArchivedAt"]
    assert len(repository.call("batch_get_image", imageIds=[{"imageTag": "v1"}])["images"]) == 1


def test_docker_gets_404_for_an_archived_image(repository, docker):
    image = repository.put("one", "v1")
    layer = digest(layer_of("one"))
    url = repository.call("get_download_url_for_layer", layerDigest=layer)["downloadUrl"]
    archive(repository, imageDigest=image)

    for reference in ("v1", image):
        for method in ("GET", "HEAD"):
            reply = docker.request(method, f"/v2/{repository.name}/manifests/{reference}")
            assert reply.status == 404
            if method == "GET":
                assert reply.json()["errors"][0]["code"] == "MANIFEST_UNKNOWN"
                assert "archived" in reply.json()["errors"][0]["message"]
    for method in ("GET", "HEAD"):
        assert docker.request(method, f"/v2/{repository.name}/blobs/{layer}").status == 404
    assert docker.request("GET", f"/v2/{repository.name}/tags/list").json()["tags"] == []
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(url, timeout=10)
    assert refusal.value.code == 404, "an address that was signed before"


def test_layers_of_archived_images(repository):
    repository.put("one", "v1")
    repository.put("two", "v2")
    archive(repository, imageTag="v1")
    asked = [digest(layer_of("one")), digest(layer_of("two")), ABSENT]

    layers = repository.call("batch_check_layer_availability", layerDigests=asked)["layers"]

    assert {each["layerDigest"]: each["layerAvailability"] for each in layers} == dict(
        zip(asked, ("ARCHIVED", "AVAILABLE", "UNAVAILABLE")))
    repository.refused("get_download_url_for_layer", "LayerInaccessibleException", layerDigest=asked[0])


def test_listings_show_archived_images_when_asked(repository):
    active = repository.put("active", "a")
    gone = repository.put("archived", "b")
    archive(repository, imageDigest=gone)

    def listed(**chosen):
        more = {"filter": chosen} if chosen else {}
        return ([each["imageDigest"] for each in repository.call("list_images", **more)["imageIds"]],
                [each["imageDigest"] for each in repository.call("describe_images", **more)["imageDetails"]])

    assert listed() == ([active], [active])
    assert listed(imageStatus="ACTIVE") == ([active], [active])
    assert listed(imageStatus="ARCHIVED") == ([gone], [gone])
    assert listed(imageStatus="ARCHIVED", tagStatus="UNTAGGED") == ([], [])
    assert listed(imageStatus="ACTIVATING") == ([], [])
    both = sorted((active, gone))
    assert listed(imageStatus="ANY") == (both, both)
    named = [{"imageDigest": gone}]
    assert repository.call("describe_images", imageIds=named)["imageDetails"][0]["imageStatus"] == "ARCHIVED"
    assert repository.call("describe_images", imageIds=named, filter={"imageStatus": "ACTIVE"})["imageDetails"] == []


def test_a_push_restores_at_once(repository, docker):
    image = repository.put("one", "v1")
    text = repository.manifest("one")
    archive(repository, imageDigest=image)
    repository.manifest("one")  # brings the layers again, which could not be seen

    repository.call("put_image", imageManifest=text, imageTag="v1")

    assert detail(repository, image)["imageStatus"] == "ACTIVE"
    assert docker.request("GET", f"/v2/{repository.name}/manifests/v1").status == 200
    repository.refused("put_image", "ImageAlreadyExistsException", imageManifest=text, imageTag="v1")


def test_an_index_goes_first(repository):
    child = repository.put("child")
    index = repository.index([child], "v1")

    repository.refused("update_image_storage_class", "ImageStorageClassUpdateNotSupportedException",
                       f"Requested image referenced by manifest list: [{index}]",
                       imageId={"imageDigest": child}, targetStorageClass="ARCHIVE")
    assert archive(repository, imageDigest=index)["imageStatus"] == "ARCHIVED"
    assert archive(repository, imageDigest=child)["imageStatus"] == "ARCHIVED"
    restore(repository, imageDigest=index)
    wait_until_active(repository, index)
    assert detail(repository, child)["imageStatus"] == "ACTIVE"


def test_asking_for_what_is_so_changes_nothing(repository):
    image = repository.put("one", "v1")
    assert restore(repository, imageDigest=image)["imageStatus"] == "ACTIVE"
    archive(repository, imageDigest=image)
    at = detail(repository, image)["lastArchivedAt"]
    assert archive(repository, imageDigest=image)["imageStatus"] == "ARCHIVED"
    assert detail(repository, image)["lastArchivedAt"] == at


def test_what_is_malformed_or_missing_is_refused(ecr, repository):
    image = repository.put("one", "v1")

    def no(code, message=None, **parameters):
        repository.refused("update_image_storage_class", code, message, **parameters)

    named = {"imageDigest": image}
    no("InvalidParameterException", invalid("imageId", "Member must not be null"), targetStorageClass="ARCHIVE")
    no("InvalidParameterException", invalid("targetStorageClass", "Member must not be null"), imageId=named)
    no("InvalidParameterException",
       invalid("targetStorageClass", "Member must satisfy enum value set: [STANDARD, ARCHIVE]"),
       imageId=named, targetStorageClass="GLACIER")
    no("InvalidParameterException", "Invalid request parameters: both tag and digest cannot be null",
       imageId={}, targetStorageClass="ARCHIVE")
    no("ImageNotFoundException",
       f"The image with imageId {{imageDigest:'null', imageTag:'none'}} does not exist within the repository with name "
       f"'{repository.name}' in the registry with id '{repository.account}'",
       imageId={"imageTag": "none"}, targetStorageClass="ARCHIVE")
    refused(ecr.update_image_storage_class, "RepositoryNotFoundException", repositoryName="not/there", imageId=named,
            targetStorageClass="ARCHIVE")


def test_bytes_move_to_the_archive_packed_and_come_back(repository, docker, registry):
    layer = b"".join(f"line {number} of a layer that packs well\n".encode() for number in range(100_000))
    config = b"{}"
    for data in (layer, config):
        repository.upload(data)
    manifest = ('{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":'
                f'"application/vnd.oci.image.config.v1+json","digest":"{digest(config)}","size":2}},"layers":[{{'
                f'"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{digest(layer)}","size":{len(layer)}}}]}}')
    image = repository.call("put_image", imageManifest=manifest, imageTag="v1")["image"]["imageId"]["imageDigest"]
    folder = pathlib.Path(registry.data_dir) / "archive" / "blobs"

    def stored():
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    before = stored()
    archive(repository, imageDigest=image)
    deadline = time.monotonic() + 30
    while stored() == before:
        assert time.monotonic() < deadline, "nothing came to the archive"
        time.sleep(0.2)
    time.sleep(0.5)
    assert stored() - before < len(layer) / 3, "packed"

    restore(repository, imageDigest=image)
    wait_until_active(repository, image)
    reply = docker.request("GET", f"/v2/{repository.name}/blobs/{digest(layer)}")
    assert (reply.status, reply.body == layer) == (200, True)


def test_a_restart_between_archiving_and_restoring(private_registry):
    repository = Repository(unchecked(private_registry), private_registry)
    image = repository.put("one", "v1")
    archive(repository, imageDigest=image)
    private_registry.kill9()
    private_registry.start()
    repository.client = unchecked(private_registry)
    assert detail(repository, image)["imageStatus"] == "ARCHIVED"
    restore(repository, imageDigest=image)
    private_registry.kill9()
    private_registry.start()
    repository.client = unchecked(private_registry)
    wait_until_active(repository, image)
    assert client_for(private_registry).request("GET", f"/v2/{repository.name}/manifests/v1").status == 200
