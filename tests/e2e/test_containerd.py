"""containerd by its ctr: the runtime of Kubernetes nodes."""
import os
import signal
import subprocess
import time

import pytest

from tests.support.clients import missing, need

pytestmark = pytest.mark.ci


@pytest.fixture(scope="session")
def containerd(tmp_path_factory):
    """The socket of a containerd with folders of its own and no Kubernetes plugin."""
    program = need("containerd")
    need("ctr")
    if os.geteuid() != 0:
        missing("root, which containerd needs")
    home = tmp_path_factory.mktemp("containerd")
    (home / "config.toml").write_text(
        f'version = 2\nroot = "{home}/root"\nstate = "{home}/state"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n'
        f'[grpc]\naddress = "{home}/c.sock"\n[ttrpc]\naddress = "{home}/t.sock"\n')
    log = open(home / "log", "wb")
    process = subprocess.Popen([program, "--config", str(home / "config.toml")], stdout=log, stderr=log,
                               stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while subprocess.run(["ctr", "-a", f"{home}/c.sock", "version"], capture_output=True).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                missing("a containerd that runs here: " + (home / "log").read_text()[-1500:])
            time.sleep(0.1)
        yield f"{home}/c.sock"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.close()


@pytest.fixture
def ctr(target, containerd):
    """run(arguments...), and in `run.registry` the flags for commands that speak to the registry."""
    def run(*arguments):
        return target.run("ctr", "-a", containerd, "-n", "entrepot", *arguments)

    run.trust = ["--hosts-dir", _hosts(target)] if target.tls else ["--plain-http"]
    run.registry = [*run.trust, "--user", f"{target.server.user}:{target.server.password()}"]
    return run


def _hosts(target):
    """What a node has in /etc/containerd/certs.d: without it, ctr takes plain HTTP for granted on localhost."""
    folder = target.home / "certs.d" / target.server.host
    folder.mkdir(parents=True)
    (folder / "hosts.toml").write_text(
        f'server = "{target.server.endpoint_url}"\n[host."{target.server.endpoint_url}"]\n'
        f'capabilities = ["pull", "resolve", "push"]\nca = "{target.ca}"\n')
    return folder.parent


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
