"""The end-to-end ring: real clients.

    pytest tests/e2e          everything this machine has the clients for
    pytest tests/e2e -m ci    what CI runs
    pytest tests/e2e -m big   images of gigabytes

`registry`, `tls_registry` and `private_registry` come from tests/conftest.py, the clients that are logged in to a test's
repository from tests/support/daemonless.py and daemons.py.
"""
import dataclasses
import itertools
import os
import pathlib
import subprocess

import pytest

from tests.support import ecr as ecr_api
from tests.support.daemonless import buildah, crane, oras, podman, regctl, skopeo  # noqa: F401
from tests.support.daemons import containerd, ctr, docker, engine, trusted_by_docker  # noqa: F401

_numbers = itertools.count(1)


def _repository_name(node):
    word = "".join(letter if letter.isalnum() else "-" for letter in node.name.lower().removeprefix("test_"))
    return f"e2e/{'-'.join(part for part in word.split('-') if part)[:120]}/{next(_numbers)}"


@dataclasses.dataclass
class Target:
    """Where a client test pushes to: a repository of its own."""
    server: object
    path: str  # "e2e/x/1"
    tls: bool
    home: pathlib.Path  # for the client's own files
    environment: dict
    patience: int = 300  # seconds that one command may take

    @property
    def image(self):
        """What stands before ":tag"."""
        return f"{self.server.host}/{self.path}"

    @property
    def ca(self):
        return str(self.server.ca_file)

    def client(self):
        from tests.support.oci import client_for
        return client_for(self.server)

    def another(self, name):
        """A second repository on the same server."""
        target = dataclasses.replace(self, path=f"{self.path}-{name}")
        self.server.create_repository(target.path)
        return target

    def run(self, *command, input=None, timeout=None, **environment):
        """Runs a client; a failure shows what it printed. Returns its standard output."""
        parts = [str(part) for part in command]
        done = subprocess.run(parts, input=input, capture_output=True, text=True,
                              timeout=timeout or self.patience, env={**self.environment, **environment}, cwd=self.home)
        if done.returncode:
            pytest.fail(f"{' '.join(parts[:6])} .. ended with {done.returncode}\n{done.stdout}\n{done.stderr}",
                        pytrace=False)
        return done.stdout.strip()

    def fails(self, *command, input=None, timeout=None, **environment):
        """Runs a client that must not succeed; returns what it printed."""
        done = subprocess.run([str(part) for part in command], input=input, capture_output=True, text=True,
                              timeout=timeout or self.patience, env={**self.environment, **environment}, cwd=self.home)
        assert done.returncode != 0, f"this should have been refused: {done.stdout}"
        return done.stdout + done.stderr


def _target(request, tmp_path, tls):
    # docker does not look at the certificate of a registry that it knows to be on loopback.
    secure = "named_tls_registry" if "engine" in request.fixturenames else "tls_registry"
    server = request.getfixturevalue(secure if tls else "registry")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "ENTREPOT_"))}
    environment |= {"HOME": str(tmp_path), "DOCKER_CONFIG": str(tmp_path / "docker"),
                    "REGISTRY_AUTH_FILE": str(tmp_path / "auth.json"), "XDG_RUNTIME_DIR": str(tmp_path)}
    if tls:
        environment["SSL_CERT_FILE"] = str(server.ca_file)
    path = _repository_name(request.node)
    server.create_repository(path)
    return Target(server, path, tls, tmp_path, environment,
                  patience=3600 if request.node.get_closest_marker("big") else 300)


@pytest.fixture(params=["plain", "tls"])
def target(request, tmp_path):
    """A fresh repository, once over plain loopback HTTP and once over TLS with the server's own CA."""
    if request.param == "tls" and request.config.getoption("--peer"):
        pytest.skip("a peer has no CA of its own")
    return _target(request, tmp_path, tls=request.param == "tls")


@pytest.fixture
def plain_target(request, tmp_path):
    return _target(request, tmp_path, tls=False)


# ECR's API.


@pytest.fixture
def ecr(registry):
    """A boto3 client that sends bad values too."""
    return ecr_api.unchecked(registry)


@pytest.fixture
def repository(ecr, registry):
    """A fresh repository, through the API."""
    return ecr_api.Repository(ecr, registry)


@pytest.fixture
def own(private_registry):
    """A registry that nobody else sets."""
    return private_registry


# Images, made once for all tests.


@pytest.fixture(scope="session")
def layout(tmp_path_factory):
    """An image layout with the tags `app` (a system that runs), `hundred` (100 layers) and `multi` (two architectures)."""
    from tests.support.images import Layout, busybox_root, many_layers, tar_layer
    made = Layout(tmp_path_factory.mktemp("images") / "layout")
    base = tar_layer(busybox_root())
    made.digests = {
        "app": made.tag(made.image([base, tar_layer({"srv/hello.txt": "hello from entrepot\n"})]), "app"),
        "hundred": made.tag(made.image(many_layers(100)), "hundred"),
        "multi": made.tag(made.index([(made.image([base], "amd64"), "amd64"),
                                      (made.image([tar_layer({"etc/arch": "arm64"})], "arm64"), "arm64")]), "multi")}
    return made


@pytest.fixture(scope="session")
def saved_image(tmp_path_factory):
    """A `docker save` archive of an image named entrepot.test/app:1."""
    from tests.support.images import busybox_root, docker_archive, tar_layer
    layers = [tar_layer(busybox_root()), tar_layer({"srv/hello.txt": "hello from entrepot\n"})]
    return docker_archive(tmp_path_factory.mktemp("saved") / "app.tar", "entrepot.test/app:1", layers)
