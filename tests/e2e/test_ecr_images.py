"""Images and layers through boto3."""
import json
import os
import urllib.error
import urllib.request

import pytest

from tests.support.ecr import DIGEST_PATTERN, INDEX, LAYER, MANIFEST, MIB, Repository, digest, invalid, refused

pytestmark = pytest.mark.ci
ABSENT = "sha256:" + "0" * 64
UNKNOWN_UPLOAD = "00000000-0000-4000-8000-000000000000"


def missing(repository, name="not/there"):
    return f"The repository with name '{name}' does not exist in the registry with id '{repository.account}'"


def not_found(repository, digest=None, tag=None):
    return (f"The image with imageId {{imageDigest:'{digest or 'null'}', imageTag:'{tag or 'null'}'}} does not exist "
            f"within the repository with name '{repository.name}' in the registry with id '{repository.account}'")


# Layers.


def test_a_layer_goes_up_in_parts_and_comes_back(repository):
    data = os.urandom(5 * MIB) + os.urandom(5 * MIB) + b"the end"
    layer = repository.upload(data, part=5 * MIB)
    assert layer == digest(data)
    repository.refused("get_download_url_for_layer", "LayerInaccessibleException", layerDigest=layer)

    config = b"{}"
    repository.upload(config)
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST,
                "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest(config), "size": 2},
                "layers": [{"mediaType": LAYER, "digest": layer, "size": len(data)}]}
    repository.call("put_image", imageManifest=json.dumps(manifest), imageTag="v1")
    answer = repository.call("get_download_url_for_layer", layerDigest=layer)
    assert answer["layerDigest"] == layer
    with urllib.request.urlopen(answer["downloadUrl"], timeout=60) as reply:
        assert reply.read() == data
    ranged = urllib.request.Request(answer["downloadUrl"], headers={"Range": f"bytes={10 * MIB}-"})
    with urllib.request.urlopen(ranged, timeout=60) as reply:
        assert (reply.status, reply.read()) == (206, b"the end")


def test_a_download_address_cannot_be_changed(repository):
    image = repository.put("addressed", "v1")
    manifest = json.loads(repository.call("batch_get_image", imageIds=[{"imageDigest": image}])["images"][0]["imageManifest"])
    url = repository.call("get_download_url_for_layer",
                          layerDigest=manifest["layers"][0]["digest"])["downloadUrl"]
    for bad in (url[:-1] + ("0" if url[-1] != "0" else "1"), url.split("?")[0], url.replace("expires=", "expires=1")):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(bad, timeout=10)
        assert refusal.value.code == 403


def test_initiate_announces_parts_of_10_mib(repository):
    answer = repository.call("initiate_layer_upload")
    assert answer["partSize"] == 10 * MIB
    assert len(answer["uploadId"]) == 36


def test_parts_must_follow_one_another(repository):
    upload = repository.call("initiate_layer_upload")["uploadId"]
    part = {"uploadId": upload, "layerPartBlob": b"hello"}
    got = repository.refused("upload_layer_part", "InvalidLayerPartException", partFirstByte=5, partLastByte=9, **part)
    assert got["lastValidByteReceived"] == -1
    answer = repository.call("upload_layer_part", partFirstByte=0, partLastByte=4, **part)
    assert answer["lastByteReceived"] == 4 and answer["uploadId"] == upload
    got = repository.refused("upload_layer_part", "InvalidLayerPartException", partFirstByte=0, partLastByte=4, **part)
    assert {key: got[key] for key in ("registryId", "repositoryName", "uploadId", "lastValidByteReceived")} == {
        "registryId": repository.account, "repositoryName": repository.name, "uploadId": upload,
        "lastValidByteReceived": 4}
    repository.refused("upload_layer_part", "InvalidParameterException",
                       invalid("partLastByte", "partFirstByte 5 and partLastByte 10 do not fit the 5 bytes of the part"),
                       partFirstByte=5, partLastByte=10, **part)


def test_uploads_are_found_by_id_and_repository(ecr, registry, repository):
    part = {"partFirstByte": 0, "partLastByte": 0, "layerPartBlob": b"x"}
    message = (f"The upload with id '{UNKNOWN_UPLOAD}' in the repository with name '{repository.name}' in the registry "
               f"with id '{registry.account}' does not exist")
    repository.refused("upload_layer_part", "UploadNotFoundException", message, uploadId=UNKNOWN_UPLOAD, **part)
    repository.refused("complete_layer_upload", "UploadNotFoundException", message, uploadId=UNKNOWN_UPLOAD,
                       layerDigests=[ABSENT])
    upload = repository.call("initiate_layer_upload")["uploadId"]
    Repository(ecr, registry).refused("upload_layer_part", "UploadNotFoundException", uploadId=upload, **part)
    got = repository.refused("upload_layer_part", "InvalidParameterException", uploadId="../x", **part)
    assert "'uploadId'" in got["Error"]["Message"]
    refused(ecr.initiate_layer_upload, "RepositoryNotFoundException", missing(repository), repositoryName="not/there")


def test_complete_checks_in_ecrs_order(repository):
    upload = repository.call("initiate_layer_upload")["uploadId"]
    repository.refused("complete_layer_upload", "EmptyUploadException",
                       f"The upload with id '{upload}' in the repository with name '{repository.name}' in registry "
                       f"with id '{repository.account}' cannot be completed because it does not have any parts",
                       uploadId=upload, layerDigests=[ABSENT])
    for first in (0, 1):
        repository.call("upload_layer_part", uploadId=upload, partFirstByte=first, partLastByte=first,
                        layerPartBlob=b"x")
    repository.refused("complete_layer_upload", "LayerPartTooSmallException",
                       "All layer parts except the last part should be at least 5MB", uploadId=upload,
                       layerDigests=[digest(b"xx")])


def test_complete_refuses_a_wrong_digest_and_a_layer_that_is_there(repository):
    def started():
        upload = repository.call("initiate_layer_upload")["uploadId"]
        repository.call("upload_layer_part", uploadId=upload, partFirstByte=0, partLastByte=4, layerPartBlob=b"twice")
        return upload
    repository.refused("complete_layer_upload", "InvalidLayerException", uploadId=started(), layerDigests=[ABSENT])
    repository.call("complete_layer_upload", uploadId=started(), layerDigests=[digest(b"twice")])
    got = repository.refused("complete_layer_upload", "LayerAlreadyExistsException", uploadId=started(),
                             layerDigests=[digest(b"twice")])
    assert digest(b"twice") in got["Error"]["Message"]
    repository.refused("complete_layer_upload", "InvalidParameterException",
                       invalid("layerDigests", "Member must satisfy constraint: [Member must satisfy regular expression pattern: "
                                               f"{DIGEST_PATTERN}]"),
                       uploadId=started(), layerDigests=["latest"])


def test_availability_answers_each_digest(ecr, repository):
    layer = repository.upload(b"here")
    answer = repository.call("batch_check_layer_availability", layerDigests=[layer, ABSENT, "", "nonsense", "md5:00"])
    by_digest = {each["layerDigest"]: each for each in answer["layers"]}
    assert by_digest[layer]["layerAvailability"] == "AVAILABLE" and by_digest[layer]["layerSize"] == 4
    assert by_digest[ABSENT] == {"layerDigest": ABSENT, "layerAvailability": "UNAVAILABLE"}
    assert by_digest["md5:00"]["layerAvailability"] == "UNAVAILABLE"
    assert {each["layerDigest"]: each["failureCode"] for each in answer["failures"]} == {
        "": "MissingLayerDigest", "nonsense": "InvalidLayerDigest"}
    refused(ecr.batch_check_layer_availability, "RepositoryNotFoundException", missing(repository),
            repositoryName="not/there", layerDigests=[ABSENT])
    repository.refused("batch_check_layer_availability", "InvalidParameterException", layerDigests=[])
    repository.refused("batch_check_layer_availability", "InvalidParameterException", layerDigests=[ABSENT] * 101)


def test_a_layer_of_another_repository_is_not_there(ecr, registry, repository):
    layer = repository.upload(b"secret")
    other = Repository(ecr, registry)
    answer = other.call("batch_check_layer_availability", layerDigests=[layer])
    assert answer["layers"][0]["layerAvailability"] == "UNAVAILABLE"
    other.refused("get_download_url_for_layer", "LayersNotFoundException", layerDigest=layer)


# PutImage.


def test_put_image_answers_the_image(repository):
    text = repository.manifest("one")
    image = repository.call("put_image", imageManifest=text, imageTag="v1", imageDigest=digest(text.encode()))["image"]
    assert image == {"registryId": repository.account, "repositoryName": repository.name,
                     "imageId": {"imageDigest": digest(text.encode()), "imageTag": "v1"},
                     "imageManifest": text, "imageManifestMediaType": MANIFEST}


def test_put_image_refuses_the_same_image_with_the_same_tag(repository):
    image = repository.put("same", "v1")
    text = repository.manifest("same")
    repository.refused("put_image", "ImageAlreadyExistsException",
                       f"Image with digest '{image}' and tag 'v1' already exists in the repository with name "
                       f"'{repository.name}' in registry with id '{repository.account}'",
                       imageManifest=text, imageTag="v1")
    repository.call("put_image", imageManifest=text, imageTag="v2")


def test_a_moved_tag_leaves_the_old_image_untagged(repository):
    old, new = repository.put("old", "latest"), repository.put("new", "latest")
    ids = repository.call("list_images")["imageIds"]
    assert {"imageDigest": old} in ids and {"imageDigest": new, "imageTag": "latest"} in ids and len(ids) == 2


def test_immutable_tags_stay(ecr, registry):
    repository = Repository(ecr, registry, imageTagMutability="IMMUTABLE")
    repository.put("first", "v1")
    repository.refused("put_image", "ImageTagAlreadyExistsException",
                       f"The image tag 'v1' already exists in the '{repository.name}' repository and cannot be "
                       "overwritten because the tag is immutable.",
                       imageManifest=repository.manifest("second"), imageTag="v1")


def test_exclusion_filters_turn_the_rule_round(ecr, registry):
    filters = [{"filterType": "WILDCARD", "filter": "dev-*"}]
    loose = Repository(ecr, registry, imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
                       imageTagMutabilityExclusionFilters=filters)
    loose.put("1", "dev-a")
    loose.put("2", "dev-a")
    loose.put("1", "v1")
    loose.refused("put_image", "ImageTagAlreadyExistsException", imageManifest=loose.manifest("2"), imageTag="v1")
    strict = Repository(ecr, registry, imageTagMutability="MUTABLE_WITH_EXCLUSION",
                        imageTagMutabilityExclusionFilters=filters)
    strict.put("1", "v1")
    strict.put("2", "v1")
    strict.put("1", "dev-a")
    strict.refused("put_image", "ImageTagAlreadyExistsException", imageManifest=strict.manifest("2"), imageTag="dev-a")


def test_put_image_refuses_what_does_not_fit(ecr, repository):
    text = repository.manifest("fits")
    got = repository.refused("put_image", "InvalidParameterException", imageManifest="not json")
    assert got["Error"]["Message"].startswith(
        "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'")
    repository.refused("put_image", "ImageDigestDoesNotMatchException", imageManifest=text, imageDigest=ABSENT)
    lacking = json.loads(text)
    lacking["layers"][0]["digest"] = ABSENT
    repository.refused("put_image", "LayersNotFoundException",
                       f"Layers with digests '[{ABSENT}]' required for pushing image into repository with name "
                       f"'{repository.name}' in the registry with id '{repository.account}' do not exist",
                       imageManifest=json.dumps(lacking))
    index = {"schemaVersion": 2, "mediaType": INDEX,
             "manifests": [{"mediaType": MANIFEST, "digest": ABSENT, "size": 5}]}
    repository.refused("put_image", "ReferencedImagesNotFoundException", imageManifest=json.dumps(index))
    got = repository.refused("put_image", "InvalidParameterException", imageManifest=text, imageTag="-x")
    assert "'imageTag'" in got["Error"]["Message"]
    refused(ecr.put_image, "RepositoryNotFoundException", missing(repository), repositoryName="not/there",
            imageManifest=text)
    assert repository.call("list_images")["imageIds"] == []


# Reading.


def test_batch_get_image_answers_and_fails_for_each(ecr, repository):
    image = repository.put("read", "v1")
    answer = repository.call("batch_get_image", acceptedMediaTypes=[MANIFEST], imageIds=[
        {"imageTag": "v1"}, {"imageDigest": image}, {"imageTag": "gone"}, {"imageDigest": "latest"}, {},
        {"imageTag": "v1", "imageDigest": ABSENT}])
    texts = {each["imageManifest"] for each in answer["images"]}
    assert len(texts) == 1 and digest(texts.pop().encode()) == image
    assert {each["imageManifestMediaType"] for each in answer["images"]} == {MANIFEST}
    reasons = {each["failureCode"]: each["failureReason"] for each in answer["failures"]}
    assert reasons["ImageNotFound"] == "Requested image not found"
    assert reasons["MissingDigestAndTag"] == "Invalid request parameters: both tag and digest cannot be null"
    assert reasons["InvalidImageDigest"] == (
        f"Invalid request parameters: image digest should satisfy the regex '{DIGEST_PATTERN}'")
    assert set(reasons) == {"ImageNotFound", "MissingDigestAndTag", "InvalidImageDigest", "ImageTagDoesNotMatchDigest"}
    refused(ecr.batch_get_image, "RepositoryNotFoundException", missing(repository), repositoryName="not/there",
            imageIds=[{"imageTag": "v1"}])
    repository.refused("batch_get_image", "InvalidParameterException", imageIds=[])


def test_list_images_has_one_entry_per_tag_and_pages(ecr, repository):
    many = repository.put("many", "a1")
    text = repository.manifest("many")
    for i in range(2, 8):
        repository.call("put_image", imageManifest=text, imageTag=f"a{i}")
    untagged = repository.put("untagged")
    pages = list(ecr.get_paginator("list_images").paginate(repositoryName=repository.name,
                                                           PaginationConfig={"PageSize": 3}))
    assert all(len(page["imageIds"]) <= 3 for page in pages) and len(pages) >= 3
    ids = [(each["imageDigest"], each.get("imageTag")) for page in pages for each in page["imageIds"]]
    assert sorted(ids, key=str) == sorted([(many, f"a{i}") for i in range(1, 8)] + [(untagged, None)], key=str)
    assert [(each["imageDigest"], each.get("imageTag")) for each in repository.call("list_images")["imageIds"]] == ids

    def listed(**chosen):
        return repository.call("list_images", filter=chosen)["imageIds"]
    assert listed(tagStatus="UNTAGGED") == [{"imageDigest": untagged}]
    assert len(listed(tagStatus="TAGGED")) == 7
    assert len(listed(tagStatus="ANY", imageStatus="ACTIVE")) == 8
    assert listed(imageStatus="ARCHIVED") == []
    got = repository.refused("list_images", "InvalidParameterException", filter={"tagStatus": "SOME"})
    assert got["Error"]["Message"] == invalid("filter.tagStatus",
                                              "Member must satisfy enum value set: [TAGGED, UNTAGGED, ANY]")
    refused(ecr.list_images, "RepositoryNotFoundException", missing(repository), repositoryName="not/there")
    refused(ecr.list_images, "RepositoryNotFoundException", missing(repository), repositoryName="not/there",
            filter={"imageStatus": "ARCHIVED"})


def test_describe_images_tells_all_about_an_image(ecr, repository):
    image = repository.put("described", "b")
    repository.call("put_image", imageManifest=repository.manifest("described"), imageTag="a")
    detail = repository.call("describe_images", imageIds=[{"imageTag": "a"}])["imageDetails"][0]
    assert detail["imageTags"] == ["a", "b"]
    assert (detail["imageDigest"], detail["registryId"], detail["repositoryName"]) == (
        image, repository.account, repository.name)
    manifest = json.loads(repository.manifest("described"))
    assert detail["imageSizeInBytes"] == manifest["config"]["size"] + sum(each["size"] for each in manifest["layers"])
    assert detail["imageManifestMediaType"] == MANIFEST
    assert detail["imageStatus"] == "ACTIVE"
    assert detail["imagePushedAt"] >= repository.created["createdAt"]
    repository.refused("describe_images", "ImageNotFoundException", not_found(repository, tag="gone"),
                       imageIds=[{"imageTag": "a"}, {"imageTag": "gone"}])
    repository.refused("describe_images", "InvalidParameterException", imageIds=[{"imageTag": "a"}], maxResults=5)
    refused(ecr.describe_images, "RepositoryNotFoundException", missing(repository), repositoryName="not/there")


def test_describe_images_pages_and_filters(ecr, repository):
    tagged = {repository.put(f"p{i}", f"p{i}") for i in range(5)}
    untagged = repository.put("alone")
    pages = list(ecr.get_paginator("describe_images").paginate(repositoryName=repository.name,
                                                               PaginationConfig={"PageSize": 2}))
    assert [len(page["imageDetails"]) for page in pages] == [2, 2, 2]
    seen = [each["imageDigest"] for page in pages for each in page["imageDetails"]]
    assert sorted(seen) == sorted(tagged | {untagged})
    alone = repository.call("describe_images", filter={"tagStatus": "UNTAGGED"})["imageDetails"]
    assert [each["imageDigest"] for each in alone] == [untagged] and "imageTags" not in alone[0]


def test_a_subject_is_told(repository):
    subject = repository.put("subject", "v1")
    signature = repository.put("signature", subject={"mediaType": MANIFEST, "digest": subject, "size": 10},
                               artifactType="application/vnd.example.signature")
    detail = repository.call("describe_images", imageIds=[{"imageDigest": signature}])["imageDetails"][0]
    assert detail["subjectManifestDigest"] == subject
    assert detail["artifactMediaType"] == "application/vnd.example.signature"


def test_an_index_counts_as_its_largest_child(repository):
    small, large = repository.put("s"), repository.put("a much longer name, so that its layer is larger")
    index = repository.index([small, large], "multi")
    sizes = {each["imageDigest"]: each["imageSizeInBytes"] for each in repository.call("describe_images")["imageDetails"]}
    assert sizes[index] == sizes[large] > sizes[small]


# Deleting.


def test_a_tag_goes_alone_and_the_last_one_takes_the_image(repository):
    image = repository.put("tags", "a")
    repository.call("put_image", imageManifest=repository.manifest("tags"), imageTag="b")
    answer = repository.call("batch_delete_image", imageIds=[{"imageTag": "a"}])
    assert answer["imageIds"] == [{"imageDigest": image, "imageTag": "a"}] and answer["failures"] == []
    assert repository.call("list_images")["imageIds"] == [{"imageDigest": image, "imageTag": "b"}]
    repository.call("batch_delete_image", imageIds=[{"imageTag": "b"}])
    assert repository.call("list_images")["imageIds"] == []


def test_a_digest_goes_with_all_its_tags(repository):
    image = repository.put("all", "a")
    repository.call("put_image", imageManifest=repository.manifest("all"), imageTag="b")
    gone = repository.call("batch_delete_image", imageIds=[{"imageDigest": image}])["imageIds"]
    assert sorted(each["imageTag"] for each in gone) == ["a", "b"]
    assert {each["imageDigest"] for each in gone} == {image}


def test_delete_fails_for_each_by_itself(ecr, repository):
    child = repository.put("child")
    index = repository.index([child], "multi")
    answer = repository.call("batch_delete_image", imageIds=[
        {"imageTag": "gone"}, {}, {"imageDigest": "latest"}, {"imageDigest": child}])
    assert answer["imageIds"] == []
    codes = {each["failureCode"]: each for each in answer["failures"]}
    assert set(codes) == {"ImageNotFound", "MissingDigestAndTag", "InvalidImageDigest",
                          "ImageReferencedByManifestList"}
    assert codes["ImageReferencedByManifestList"]["failureReason"] == (
        f"Requested image referenced by manifest list: [{index}]")
    assert codes["ImageNotFound"]["imageId"] == {"imageTag": "gone"}
    refused(ecr.batch_delete_image, "RepositoryNotFoundException", missing(repository), repositoryName="not/there",
            imageIds=[{"imageTag": "a"}])
    repository.refused("batch_delete_image", "InvalidParameterException", imageIds=[{"imageTag": "x"}] * 101)
    assert repository.call("batch_delete_image", imageIds=[{"imageDigest": index}])["failures"] == []
    assert repository.call("batch_delete_image", imageIds=[{"imageDigest": child}])["failures"] == []
