"""ListImageReferrers through boto3."""
import json

import pytest

from tests.support.ecr import MANIFEST, digest, invalid, unchecked

pytestmark = pytest.mark.ci
ABSENT = "sha256:" + "0" * 64
SIGNATURE = "application/vnd.example.signature"
SBOM = "application/vnd.example.sbom"


def refer(repository, subject, content, artifact_type, annotations=None):
    """Puts an artifact whose subject is `subject`; returns its digest and the length of its manifest."""
    layer, config = content.encode(), b"{}"
    repository.ensure(layer)
    repository.ensure(config)
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": artifact_type,
                "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest(config), "size": 2},
                "layers": [{"mediaType": "application/octet-stream", "digest": digest(layer), "size": len(layer)}],
                "subject": {"mediaType": MANIFEST, "digest": subject, "size": 7}}
    if annotations:
        manifest["annotations"] = annotations
    text = json.dumps(manifest)
    put = repository.call("put_image", imageManifest=text)
    return put["image"]["imageId"]["imageDigest"], len(text)


def referrers(repository, subject, **more):
    return repository.call("list_image_referrers", subjectId={"imageDigest": subject}, **more)


def test_referrers_have_what_the_model_says(repository):
    subject = repository.put("subject", "v1")
    signature, size = refer(repository, subject, "signature", SIGNATURE, {"note": "first"})
    sbom, _ = refer(repository, subject, "sbom", SBOM)

    answer = referrers(repository, subject)

    assert "nextToken" not in answer
    assert answer["referrers"][0] == {"digest": signature, "mediaType": MANIFEST, "artifactType": SIGNATURE,
                                      "size": size, "annotations": {"note": "first"}, "artifactStatus": "ACTIVE"}
    assert [found["digest"] for found in answer["referrers"]] == [signature, sbom]
    assert "annotations" not in answer["referrers"][1]
    detail = repository.call("describe_images", imageIds=[{"imageDigest": signature}])["imageDetails"][0]
    assert (detail["subjectManifestDigest"], detail["artifactMediaType"]) == (subject, SIGNATURE)


def test_a_subject_need_not_exist(repository):
    assert referrers(repository, ABSENT)["referrers"] == []
    early, _ = refer(repository, ABSENT, "early", SIGNATURE)
    assert [found["digest"] for found in referrers(repository, ABSENT)["referrers"]] == [early]


def test_types_filter(repository):
    subject = repository.put("subject", "v1")
    signature, _ = refer(repository, subject, "signature", SIGNATURE)
    sbom, _ = refer(repository, subject, "sbom", SBOM)
    refer(repository, subject, "other", "application/vnd.example.other")

    def of(*types):
        return [found["digest"] for found in referrers(repository, subject, filter={"artifactTypes": list(types)})["referrers"]]

    assert of(SBOM) == [sbom]
    assert of(SBOM, SIGNATURE) == [signature, sbom]
    assert of("application/vnd.example.none") == []
    assert len(of()) == 3


def test_pages_of_fifty_at_most(repository):
    subject = repository.put("subject", "v1")
    pushed = [refer(repository, subject, f"referrer {number}", SIGNATURE)[0] for number in range(52)]

    first = referrers(repository, subject)
    rest = referrers(repository, subject, nextToken=first["nextToken"])
    seen = [found["digest"] for found in first["referrers"] + rest["referrers"]]

    assert (len(first["referrers"]), seen) == (50, pushed)
    assert "nextToken" not in rest
    small = referrers(repository, subject, maxResults=3, filter={"artifactTypes": [SIGNATURE, SBOM]})
    assert len(small["referrers"]) == 3
    repository.refused("list_image_referrers", "InvalidParameterException", subjectId={"imageDigest": subject},
                       nextToken=small["nextToken"])


def test_what_is_malformed_is_refused(repository):
    subject = {"imageDigest": ABSENT}
    repository.refused("list_image_referrers", "InvalidParameterException",
                       invalid("subjectId", "Member must not be null"))
    repository.refused("list_image_referrers", "InvalidParameterException", subjectId={"imageDigest": "latest"})
    repository.refused("list_image_referrers", "InvalidParameterException",
                       invalid("maxResults", "Member must have value less than or equal to 50"),
                       subjectId=subject, maxResults=51)
    repository.refused("list_image_referrers", "InvalidParameterException",
                       invalid("filter.artifactStatus",
                               "Member must satisfy enum value set: [ACTIVE, ARCHIVED, ACTIVATING, ANY]"),
                       subjectId=subject, filter={"artifactStatus": "active"})


def test_an_absent_repository(registry):
    ecr = unchecked(registry)
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
        ecr.list_image_referrers(repositoryName="not/there", subjectId={"imageDigest": ABSENT})
