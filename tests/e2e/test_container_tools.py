"""skopeo, podman and buildah: the daemonless tools, with storage of their own."""
import json

import pytest

from tests.support.clients import need
from tests.support.daemonless import certificates
from tests.support.images import damaged_blobs

pytestmark = pytest.mark.ci


def test_skopeo_copies_there_and_back_without_a_changed_byte(target, skopeo, layout):
    skopeo(f"oci:{layout.folder}:app", f"docker://{target.image}:1")
    skopeo(f"docker://{target.image}:1", f"oci:{target.home}/back:1")

    assert damaged_blobs(target.home / "back") == []
    index = json.loads((target.home / "back/index.json").read_text())
    assert index["manifests"][0]["digest"] == layout.digests["app"]


def test_skopeo_copies_every_architecture_of_an_index(target, skopeo, layout):
    skopeo(f"oci:{layout.folder}:multi", f"docker://{target.image}:multi", "--all")

    media_type, digest, _ = target.client().get_manifest(target.path, "multi")
    assert (media_type, digest) == ("application/vnd.oci.image.index.v1+json", layout.digests["multi"])


def test_skopeo_converts_to_docker_manifests_and_they_are_kept_as_such(target, skopeo, layout):
    skopeo(f"oci:{layout.folder}:app", f"docker://{target.image}:v2s2", "--format", "v2s2")

    media_type, _, body = target.client().get_manifest(target.path, "v2s2")
    assert media_type == "application/vnd.docker.distribution.manifest.v2+json"
    assert json.loads(body)["mediaType"] == media_type


def test_skopeo_mounts_layers_from_another_repository(target, skopeo, layout):
    other = target.another("mounted")
    skopeo(f"oci:{layout.folder}:hundred", f"docker://{target.image}:1")
    skopeo(f"docker://{target.image}:1", f"docker://{other.image}:1")

    assert other.client().get_manifest(other.path, "1")[1] == layout.digests["hundred"]


def test_skopeo_deletes_an_image(target, skopeo, layout):
    skopeo(f"oci:{layout.folder}:app", f"docker://{target.image}:1")
    trust = [f"--cert-dir={certificates(target)}"] if target.tls else ["--tls-verify=false"]

    target.run(skopeo.program, "delete", *trust, f"docker://{target.image}:1")

    assert target.client().get_manifest(target.path, "1") is None


def test_podman_pulls_the_image_it_pushed(target, podman, saved_image):
    podman("load", "-i", saved_image)
    podman("tag", "entrepot.test/app:1", target.image + ":1")
    before = podman("image", "inspect", "--format", "{{.Id}}", target.image + ":1")
    podman("push", *podman.trust, target.image + ":1")
    podman("rmi", "--all", "--force")

    podman("pull", *podman.trust, target.image + ":1")

    assert podman("image", "inspect", "--format", "{{.Id}}", target.image + ":1") == before


def test_podman_pushes_a_manifest_list(target, podman, layout, saved_image):
    podman("load", "-q", "-i", saved_image)
    podman("pull", "-q", f"oci:{layout.folder}:app")
    identities = podman("images", "-q", "--no-trunc").split()
    podman("manifest", "create", "list")
    for identity, architecture in zip(identities, ("amd64", "arm64")):
        podman("manifest", "add", "--arch", architecture, "list", "containers-storage:" + identity.removeprefix("sha256:"))

    podman("manifest", "push", *podman.trust, "--all", "list", f"docker://{target.image}:multi")

    entries = json.loads(target.client().get_manifest(target.path, "multi")[2])["manifests"]
    assert sorted(each["platform"]["architecture"] for each in entries) == ["amd64", "arm64"]


def test_buildah_builds_pushes_and_builds_on_top(target, buildah, saved_image):
    (target.home / "context").mkdir()
    (target.home / "context/Containerfile").write_text("FROM scratch\nADD root.txt /root.txt\nCMD [\"/x\"]\n")
    (target.home / "context/root.txt").write_text("first\n")
    buildah("build", "--isolation=chroot", "-t", target.image + ":base", target.home / "context")
    buildah("push", *buildah.trust, target.image + ":base")
    buildah("rmi", "--all", "--force")

    (target.home / "context/Containerfile").write_text(f"FROM {target.image}:base\nADD root.txt /second.txt\n")
    buildah("build", "--isolation=chroot", *buildah.trust, "--layers", "-t", target.image + ":top", target.home / "context")
    buildah("push", *buildah.trust, target.image + ":top")

    base = json.loads(target.client().get_manifest(target.path, "base")[2])
    top = json.loads(target.client().get_manifest(target.path, "top")[2])
    assert top["layers"][:1] == base["layers"] and len(top["layers"]) == 2


def test_podman_with_a_wrong_password_cannot_log_in(target):
    trust = ["--cert-dir", certificates(target)] if target.tls else ["--tls-verify=false"]
    said = target.fails(need("podman"), "login", *trust, "-u", target.server.user, "-p", "wrong", target.server.host)
    assert "invalid username/password" in said or "unauthorized" in said.lower()
