"""crane, oras and regctl: the command-line clients that scripts and CI systems use."""
import json

import pytest

from tests.support.clients import need
from tests.support.daemonless import one_image
from tests.support.images import damaged_blobs
from tests.support.oci import digest_of

pytestmark = pytest.mark.ci


def test_crane_pulls_the_bytes_it_pushed(target, crane, layout):
    digest = target.run(crane, "push", "--index=false", one_image(layout, "app", target), target.image + ":1")
    assert digest.endswith(layout.digests["app"])

    target.run(crane, "pull", "--format=oci", target.image + ":1", target.home / "pulled")

    assert damaged_blobs(target.home / "pulled") == []
    assert target.run(crane, "digest", target.image + ":1") == layout.digests["app"]


def test_crane_validates_a_hundred_layers_from_the_registry(target, crane, layout):
    target.run(crane, "push", one_image(layout, "hundred", target), target.image + ":hundred")

    target.run(crane, "validate", "--remote", target.image + ":hundred")
    assert len(json.loads(target.run(crane, "manifest", target.image + ":hundred"))["layers"]) == 100


def test_crane_lists_tags_it_made_and_not_those_it_deleted(target, crane, layout):
    target.run(crane, "push", one_image(layout, "app", target), target.image + ":a")
    for tag in ("b", "c"):
        target.run(crane, "tag", target.image + ":a", tag)
    assert target.run(crane, "ls", target.image).split() == ["a", "b", "c"]

    target.run(crane, "delete", target.image + ":b")

    assert target.run(crane, "ls", target.image).split() == ["a", "c"]


def test_crane_copies_to_another_repository(target, crane, layout):
    other = target.another("copy")
    target.run(crane, "push", one_image(layout, "hundred", target), target.image + ":1")

    target.run(crane, "copy", target.image + ":1", other.image + ":1")

    assert target.run(crane, "digest", other.image + ":1") == layout.digests["hundred"]
    target.run(crane, "validate", "--remote", other.image + ":1")


def test_crane_with_a_wrong_password_is_refused(target, layout):
    program = need("crane")
    target.run(program, "auth", "login", target.server.host, "-u", target.server.user, "-p", "wrong")
    assert "UNAUTHORIZED" in target.fails(program, "ls", target.image).upper()


def test_oras_artifact_comes_back_as_it_was(target, oras):
    program, flags = oras
    (target.home / "report.json").write_text('{"ok": true}')
    (target.home / "notes.txt").write_text("two files in one artifact\n")

    target.run(program, "push", *flags, "--artifact-type", "application/vnd.entrepot.report", target.image + ":1",
               "report.json:application/json", "notes.txt:text/plain")
    target.run(program, "pull", *flags, "-o", target.home / "out", target.image + ":1")

    assert (target.home / "out/report.json").read_text() == '{"ok": true}'
    assert (target.home / "out/notes.txt").read_text() == "two files in one artifact\n"


def test_oras_discovers_what_it_attached_and_filters_by_type(target, oras):
    program, flags = oras
    for name in ("sbom", "scan"):
        (target.home / name).write_text(name)
    target.run(program, "push", *flags, target.image + ":1", "sbom:text/plain")
    target.run(program, "attach", *flags, "--artifact-type", "example/sbom", target.image + ":1", "sbom:text/plain")
    target.run(program, "attach", *flags, "--artifact-type", "example/scan", target.image + ":1", "scan:text/plain")

    found = json.loads(target.run(program, "discover", *flags, "--format", "json", target.image + ":1"))
    only = json.loads(target.run(program, "discover", *flags, "--format", "json", "--artifact-type", "example/scan",
                                 target.image + ":1"))

    assert sorted(each["artifactType"] for each in found["referrers"]) == ["example/sbom", "example/scan"]
    assert [each["artifactType"] for each in only["referrers"]] == ["example/scan"]


def test_oras_copies_an_artifact_with_its_referrers(target, oras):
    program, flags = oras
    other = target.another("copy")
    (target.home / "f").write_text("f")
    target.run(program, "push", *flags, target.image + ":1", "f:text/plain")
    target.run(program, "attach", *flags, "--artifact-type", "example/sbom", target.image + ":1", "f:text/plain")

    side = [flag for end in ("from", "to") for flag in
            (["--" + end + "-ca-file", target.ca, f"--{end}-plain-http=false"] if target.tls else [f"--{end}-plain-http"])]
    target.run(program, "copy", "-r", *side, target.image + ":1", other.image + ":1")

    found = json.loads(target.run(program, "discover", *flags, "--format", "json", other.image + ":1"))
    assert [each["artifactType"] for each in found["referrers"]] == ["example/sbom"]


def test_oras_resumes_nothing_wrong_when_a_blob_is_pushed_twice(target, oras):
    program, flags = oras
    (target.home / "blob").write_bytes(b"x" * 70_000)
    for _ in range(2):
        target.run(program, "blob", "push", *flags, target.image, "blob")
    digest = digest_of(b"x" * 70_000)
    target.run(program, "blob", "fetch", *flags, "-o", "back", f"{target.image}@{digest}")
    assert (target.home / "back").read_bytes() == b"x" * 70_000


def test_regctl_copies_a_two_architecture_index_both_ways(target, regctl, layout):
    target.run(regctl, "image", "copy", f"ocidir://{layout.folder}:multi", target.image + ":multi")
    assert target.run(regctl, "image", "digest", target.image + ":multi") == layout.digests["multi"]

    target.run(regctl, "image", "copy", target.image + ":multi", f"ocidir://{target.home}/back:multi")

    assert damaged_blobs(target.home / "back") == []
    platforms = json.loads(target.run(regctl, "manifest", "get", "--format", "raw-body", target.image + ":multi"))
    assert [each["platform"]["architecture"] for each in platforms["manifests"]] == ["amd64", "arm64"]


def test_regctl_deletes_a_tag_and_leaves_the_image(target, regctl, layout):
    target.run(regctl, "image", "copy", f"ocidir://{layout.folder}:app", target.image + ":1")
    target.run(regctl, "image", "copy", target.image + ":1", target.image + ":2")

    target.run(regctl, "tag", "delete", target.image + ":1")

    assert target.run(regctl, "tag", "ls", target.image).split() == ["2"]
    target.run(regctl, "manifest", "head", f"{target.image}@{layout.digests['app']}")
