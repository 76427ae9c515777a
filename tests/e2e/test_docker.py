"""The Docker engine: a daemon of the test's own, with its own data folder, socket and no network."""
import os
import signal
import subprocess
import time

import pytest

from tests.support.clients import missing, need
from tests.support.images import debian_root, docker_archive, many_layers

pytestmark = pytest.mark.ci


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    """The socket of a running dockerd. Its registry rules are the defaults: plain HTTP only to loopback."""
    dockerd = need("dockerd")
    need("docker")
    if os.geteuid() != 0:
        missing("root, which dockerd needs")
    home = tmp_path_factory.mktemp("dockerd")
    socket = f"unix://{home}/docker.sock"
    log = open(home / "log", "wb")
    command = [dockerd, "--host", socket, "--data-root", home / "data", "--exec-root", home / "exec",
               "--pidfile", home / "pid", "--bridge=none", "--iptables=false", "--ip-masq=false"]
    process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while subprocess.run(["docker", "-H", socket, "info"], capture_output=True).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                missing("a dockerd that runs here: " + (home / "log").read_text()[-1500:])
            time.sleep(0.1)
        yield socket
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


@pytest.fixture
def docker(target, engine):
    def run(*arguments, **options):
        return target.run("docker", "-H", engine, *arguments, **options)

    run("login", "-u", target.server.user, "--password-stdin", target.server.host, input=target.server.password())
    return run


def test_docker_pulls_the_image_it_pushed(target, docker, saved_image):
    docker("load", "-i", saved_image)
    docker("tag", "entrepot.test/app:1", target.image + ":1")
    identity = docker("image", "inspect", "--format", "{{.Id}}", target.image + ":1")
    docker("push", target.image + ":1")
    digest = docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", target.image + ":1").partition("@")[2]
    docker("image", "rm", "-f", identity)

    docker("pull", f"{target.image}@{digest}")

    assert docker("image", "inspect", "--format", "{{.Id}}", f"{target.image}@{digest}") == identity
    assert target.client().get_manifest(target.path, "1")[1] == digest
    docker("image", "rm", "-f", identity)


def test_docker_gets_the_files_that_it_pushed(target, docker, saved_image):
    docker("load", "-i", saved_image)
    docker("tag", "entrepot.test/app:1", target.image + ":1")
    docker("push", target.image + ":1")
    docker("image", "rm", "-f", docker("image", "inspect", "--format", "{{.Id}}", target.image + ":1"))
    docker("pull", target.image + ":1")

    container = docker("create", "--network=none", target.image + ":1")
    docker("cp", f"{container}:/srv/hello.txt", target.home / "hello.txt")
    docker("rm", container)

    assert (target.home / "hello.txt").read_text() == "hello from entrepot\n"


@pytest.mark.parametrize("target", ["plain"], indirect=True)
def test_docker_pushes_and_pulls_a_hundred_layers(target, docker):
    archive = docker_archive(target.home / "hundred.tar", target.image + ":hundred", many_layers(100))
    docker("load", "-i", archive)
    identity = docker("image", "inspect", "--format", "{{.Id}}", target.image + ":hundred")
    docker("push", target.image + ":hundred")
    docker("image", "rm", "-f", identity)

    docker("pull", "-q", target.image + ":hundred")

    assert docker("image", "inspect", "--format", "{{.Id}}", target.image + ":hundred") == identity
    assert target.client().get_manifest(target.path, "hundred")[2].count(b'"digest"') == 101
    docker("image", "rm", "-f", identity)


def test_docker_push_to_a_repository_that_is_not_there_says_so(target, docker, engine, saved_image, pytestconfig):
    if pytestconfig.getoption("--peer"):
        pytest.skip("a peer makes repositories by itself")
    docker("load", "-i", saved_image)
    name = f"{target.server.host}/{target.path}-missing:1"
    docker("tag", "entrepot.test/app:1", name)

    said = target.fails("docker", "-H", engine, "push", name)

    assert "does not exist" in said


def test_docker_with_a_wrong_password_cannot_log_in(target, engine):
    said = target.fails("docker", "-H", engine, "login", "-u", "AWS", "--password-stdin", target.server.host, input="wrong")
    assert "unauthorized" in said.lower() or "401" in said


@pytest.mark.big
def test_docker_runs_the_debian_that_it_pulled(target, docker, pytestconfig):
    """A whole system from debootstrap: devices, set-uid programs, hard links, thousands of files."""
    need("debootstrap")
    archive = debian_root(pytestconfig.rootpath.parent / ".tools/cache")
    identity = docker("import", archive, target.image + ":debian", timeout=600)
    docker("push", target.image + ":debian", timeout=600)
    docker("image", "rm", "-f", identity)

    docker("pull", "-q", target.image + ":debian", timeout=600)

    assert docker("image", "inspect", "--format", "{{.Id}}", target.image + ":debian") == identity
    said = docker("run", "--rm", "--network=none", target.image + ":debian", "sh", "-c", "cat /etc/debian_version; dpkg --audit")
    assert said.startswith("12.")
