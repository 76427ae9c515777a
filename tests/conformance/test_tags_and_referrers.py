"""Listing: the version check, tags and their pages, referrers and their filter, and who may ask."""
import json

import pytest

from tests.conformance.test_manifests import EMPTY, Store
from tests.support.oci import INDEX, MANIFEST, Client, digest_of


@pytest.fixture
def store(client, repository):
    made = Store(client, repository, digest_of)
    made.blob(b"{}", EMPTY["mediaType"])
    return made


def _tags(client, repository, query=""):
    reply = client.request("GET", f"/v2/{repository}/tags/list{query}")
    assert reply.status == 200
    assert reply.json()["name"] == repository
    return reply.json()["tags"], reply.headers.get("Link")


def _referrers(client, repository, subject, query=""):
    reply = client.request("GET", f"/v2/{repository}/referrers/{subject}{query}")
    assert (reply.status, reply.headers["Content-Type"]) == (200, INDEX)
    body = reply.json()
    assert (body["schemaVersion"], body["mediaType"]) == (2, INDEX)
    return body["manifests"], reply.headers.get("OCI-Filters-Applied")


def _artifact(store, subject, kind, **annotations):
    """Pushes an artifact that refers to `subject` (a manifest's bytes); returns (the reply, its bytes)."""
    extra = {"annotations": annotations} if annotations else {}
    body = store.manifest(config=EMPTY, layers=[EMPTY], artifactType=kind, **extra,
                          subject={"mediaType": MANIFEST, "digest": digest_of(subject), "size": len(subject)})
    return store.put(body), body


def test_version_check(client):
    assert client.request("GET", "/v2/").status == 200


def test_without_credentials_the_challenge_says_how(registry):
    with_nobody = Client(registry.endpoint_url)
    reply = with_nobody.request("GET", "/v2/")
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"].lower().startswith("basic realm=")


def test_empty_repository_lists_nothing(client, repository):
    assert _tags(client, repository)[0] in ([], None)


def test_unknown_repository(client):
    reply = client.request("GET", "/v2/no/such/repository/tags/list")
    assert (reply.status, reply.json()["errors"][0]["code"]) == (404, "NAME_UNKNOWN")


def test_tags_come_in_order_and_in_pages(store):
    body = store.manifest()
    names = sorted([f"v{number}" for number in range(12)] + ["Latest", "_x", "v1.0", "v1-0"])
    for name in names:
        store.put(body, name)
    assert _tags(store.client, store.repository)[0] == names

    pages, query = [], "?n=5"
    while query is not None:
        tags, link = _tags(store.client, store.repository, query)
        pages.append(tags)
        query = link and "?" + link[1:link.index(">")].partition("?")[2]
        assert link is None or link.endswith('>; rel="next"')
    assert [len(page) for page in pages] == [5, 5, 5, 1]
    assert sum(pages, []) == names


def test_last_is_exclusive_and_need_not_exist(store):
    body = store.manifest()
    for name in ("a", "c", "e"):
        store.put(body, name)
    assert _tags(store.client, store.repository, "?last=c")[0] == ["e"]
    assert _tags(store.client, store.repository, "?last=b")[0] == ["c", "e"]
    assert _tags(store.client, store.repository, "?n=1&last=a")[0] == ["c"]
    assert _tags(store.client, store.repository, "?n=0")[0] in ([], None)


@pytest.mark.parametrize("query", ["?n=-1", "?n=x", "?n=99999999999999999999"])
def test_senseless_page_size(store, query):
    assert store.client.request("GET", f"/v2/{store.repository}/tags/list{query}").status in (200, 400)


def test_referrers_of_nothing_is_an_empty_index(client, repository):
    assert _referrers(client, repository, digest_of(b"nothing")) == ([], None)


def test_referrers_with_their_type_and_annotations(store):
    subject = store.manifest()
    store.put(subject, "latest")
    reply, first = _artifact(store, subject, "example/sbom", author="one", more="two")
    assert reply.headers["OCI-Subject"] == digest_of(subject)
    _, second = _artifact(store, subject, "example/signature")

    found, _ = _referrers(store.client, store.repository, digest_of(subject))

    expected = [{"mediaType": MANIFEST, "digest": digest_of(first), "size": len(first), "artifactType": "example/sbom",
                 "annotations": {"author": "one", "more": "two"}},
                {"mediaType": MANIFEST, "digest": digest_of(second), "size": len(second),
                 "artifactType": "example/signature"}]
    assert sorted(found, key=lambda each: each["artifactType"]) == expected


def test_referrers_by_type(store):
    subject = store.manifest()
    store.put(subject, "latest")
    _, wanted = _artifact(store, subject, "example/sbom")
    _artifact(store, subject, "example/signature")

    found, applied = _referrers(store.client, store.repository, digest_of(subject), "?artifactType=example/sbom")

    assert applied == "artifactType"
    assert [each["digest"] for each in found] == [digest_of(wanted)]


def test_referrers_may_come_before_their_subject(store):
    subject = store.manifest()
    reply, body = _artifact(store, subject, "example/early")
    assert (reply.status, reply.headers["OCI-Subject"]) == (201, digest_of(subject))
    assert [each["digest"] for each in _referrers(store.client, store.repository, digest_of(subject))[0]] == [digest_of(body)]

    store.put(subject, "latest")
    assert len(_referrers(store.client, store.repository, digest_of(subject))[0]) == 1


def test_type_of_a_referrer_without_artifact_type_is_that_of_its_config(store):
    subject = store.manifest()
    config = store.blob(b'{"a":1}', "application/vnd.example.config+json")
    body = store.manifest(config=config, subject={"mediaType": MANIFEST, "digest": digest_of(subject), "size": len(subject)})
    store.put(body)
    found, _ = _referrers(store.client, store.repository, digest_of(subject))
    assert [each["artifactType"] for each in found] == ["application/vnd.example.config+json"]


def test_an_index_can_refer_as_well(store):
    subject = store.manifest()
    body = store.index_of(artifactType="example/index", subject={"mediaType": MANIFEST, "digest": digest_of(subject),
                                                                 "size": len(subject)})
    reply = store.put(body, media_type=INDEX)
    assert reply.headers["OCI-Subject"] == digest_of(subject)
    found, _ = _referrers(store.client, store.repository, digest_of(subject))
    assert [(each["mediaType"], each["artifactType"]) for each in found] == [(INDEX, "example/index")]


def test_deleted_referrer_is_not_listed(store):
    subject = store.manifest()
    _, body = _artifact(store, subject, "example/sbom")
    assert store.client.request("DELETE", f"/v2/{store.repository}/manifests/{digest_of(body)}").status == 202
    assert _referrers(store.client, store.repository, digest_of(subject))[0] == []


def test_error_document_is_json_with_code_and_message(client, repository):
    reply = client.request("GET", f"/v2/{repository}/manifests/missing")
    assert reply.headers["Content-Type"].startswith("application/json")
    error = json.loads(reply.body)["errors"][0]
    assert error["code"] == "MANIFEST_UNKNOWN" and error["message"]
