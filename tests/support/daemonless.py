"""Fixtures for the clients that need no daemon, logged in to the repository of their test and trusting its CA."""
import json
import shutil
import tempfile

import pytest

from tests.support.clients import need


def certificates(target):
    """The folder of CAs that these tools take."""
    folder = target.home / "certs"
    if not folder.exists():
        folder.mkdir()
        (folder / "ca.crt").write_text(open(target.ca).read())
    return folder


def _login(target, program):
    trust = ["--cert-dir", certificates(target)] if target.tls else ["--tls-verify=false"]
    target.run(program, "login", *trust, "-u", target.server.user, "--password-stdin", target.server.host,
               input=target.server.password())
    return trust


@pytest.fixture
def skopeo(target):
    """copy(source, destination) with the trust and the password of this target on the side of the registry."""
    program = need("skopeo")
    _login(target, program)

    def trust(side):
        return [f"--{side}-cert-dir={certificates(target)}"] if target.tls else [f"--{side}-tls-verify=false"]

    def copy(source, destination, *options):
        flags = [flag for side, name in (("src", source), ("dest", destination)) if name.startswith("docker://")
                 for flag in trust(side)]
        return target.run(program, "copy", "-q", *flags, *options, source, destination)

    copy.program = program
    return copy


@pytest.fixture
def podman(target):
    """run(arguments...) with storage in a folder of the test; the trust flags are in `run.trust`."""
    yield from _with_own_storage(target, "podman")


@pytest.fixture
def buildah(target):
    yield from _with_own_storage(target, "buildah")


def _with_own_storage(target, name):
    program = need(name)
    # podman refuses a run folder whose path has more than 50 characters.
    home = tempfile.mkdtemp(prefix="e2e-")
    storage = ["--root", home + "/storage", "--runroot", home + "/run", "--storage-driver", "vfs"]
    trust = _login(target, program)

    def run(*arguments):
        return target.run(program, *storage, *arguments)

    run.trust = trust
    yield run
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def crane(target):
    program = need("crane")
    target.run(program, "auth", "login", target.server.host, "-u", target.server.user, "--password-stdin",
               input=target.server.password())
    return program


@pytest.fixture
def oras(target):
    """The program, and the flags that every one of its commands takes here."""
    program = need("oras")
    # oras takes plain HTTP for granted on localhost, unless it is told otherwise.
    flags = ["--ca-file", target.ca, "--plain-http=false"] if target.tls else ["--plain-http"]
    target.run(program, "login", target.server.host, "-u", target.server.user, "--password-stdin", *flags,
               input=target.server.password())
    return program, flags


@pytest.fixture
def regctl(target):
    program = need("regctl")
    target.environment["REGCTL_CONFIG"] = str(target.home / "regctl.json")
    tls = ["--cacert", open(target.ca).read()] if target.tls else ["--tls", "disabled"]
    target.run(program, "registry", "set", "--skip-check", target.server.host, *tls)
    target.run(program, "registry", "login", target.server.host, "-u", target.server.user, "--pass-stdin",
               input=target.server.password())
    return program


def one_image(layout, tag, target):
    """crane pushes a whole layout folder: one with only this image, sharing the blobs."""
    folder = target.home / f"layout-{tag}"
    if not folder.exists():
        folder.mkdir()
        (folder / "blobs").symlink_to(layout.folder / "blobs")
        (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        index = json.loads((layout.folder / "index.json").read_text())
        index["manifests"] = [each for each in index["manifests"] if each["digest"] == layout.digests[tag]]
        (folder / "index.json").write_text(json.dumps(index))
    return folder
