"""containerd by its ctr: the runtime of Kubernetes nodes."""
import pytest

from tests.support.clients import need

pytestmark = pytest.mark.ci


def test_ctr_pulls_and_unpacks_the_image_it_pushed(target, ctr, saved_image):
    ctr("images", "import", saved_image)
    ctr("images", "tag", "--force", "entrepot.test/app:1", target.image + ":1")
    ctr("images", "push", *ctr.registry, target.image + ":1")
    ctr("images", "rm", "--sync", "entrepot.test/app:1", target.image + ":1")

    ctr("images", "pull", *ctr.registry, target.image + ":1")

    checked = ctr("images", "check", f"name=={target.image}:1")
    assert "complete" in checked and "true" in checked.split()[-1]
    assert target.client().get_manifest(target.path, "1")[1] in ctr("images", "ls", f"name=={target.image}:1")


def test_ctr_pulls_one_platform_out_of_an_index(target, ctr, layout):
    target.run(need("regctl"), "--host", f"reg={target.server.host},tls={'insecure' if target.tls else 'disabled'},"
               f"user={target.server.user},pass={target.server.password()}", "image", "copy",
               f"ocidir://{layout.folder}:multi", target.image + ":multi")

    ctr("images", "pull", *ctr.registry, "--platform", "linux/amd64", target.image + ":multi")

    assert layout.digests["multi"] in ctr("images", "ls", f"name=={target.image}:multi")


def test_ctr_with_a_wrong_password_gets_nothing(target, ctr, containerd):
    target.fails("ctr", "-a", containerd, "images", "pull", *ctr.trust, "--user", "AWS:wrong", target.image + ":1")
