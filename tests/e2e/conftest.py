"""Fixtures of the end-to-end ring: a real server, real clients.

    pytest tests/e2e                       everything this machine has the clients for
    pytest tests/e2e -m ci                 what CI runs
    pytest tests/e2e -m big                images of gigabytes
    pytest tests/e2e --peer distribution   the client tests against another registry: is the test wrong, or the server?

A missing client skips its tests by name; with ENTREPOT_REQUIRE_ALL=1 it fails them.
"""
import os
import pathlib
import shutil
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ["PATH"] = f"{ROOT / '.tools/bin'}:{ROOT / '.tools/venv/bin'}:{os.environ['PATH']}"

from tests.support.server import Server  # noqa: E402

REQUIRE_ALL = os.environ.get("ENTREPOT_REQUIRE_ALL", "0") not in ("", "0")


def pytest_addoption(parser):
    parser.addoption("--peer", default=None, help="run the client tests against this registry: distribution or zot")


def pytest_configure(config):
    config.addinivalue_line("markers", "ci: runs in CI")
    config.addinivalue_line("markers", "big: moves gigabytes; only when chosen with -m big")


def pytest_collection_modifyitems(config, items):
    if "big" in (config.option.markexpr or ""):
        return
    for item in items:
        if item.get_closest_marker("big"):
            item.add_marker(pytest.mark.skip(reason="moves gigabytes: choose it with -m big"))


def missing(what):
    """Skips out loud, or fails where everything must be there."""
    message = f"not on this machine: {what} (tools/install_test_clients.sh --all)"
    if REQUIRE_ALL:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def need(program):
    """The path of a client program."""
    found = shutil.which(program)
    return found if found else missing(program)


def _started(**options):
    server = Server(**options)
    if not os.access(server.binary, os.X_OK):
        pytest.exit(f"{server.binary} is not there: run `make build`, or set ENTREPOT_BINARY", returncode=2)
    return server.start()


def _report(request, server):
    """A failed test shows the end of the server's log."""
    if request.session.testsfailed and hasattr(server, "log"):
        print(f"\n--- server log ({server.host}) ---\n{server.log()[-6000:]}")


@pytest.fixture(scope="session")
def registry(request):
    """A server on plain loopback HTTP. Tests share it: each makes repositories with names of its own."""
    peer = request.config.getoption("--peer")
    if peer:
        from tests.support.peer import PEERS
        server = PEERS[peer]().start()
    else:
        server = _started()
    yield server
    _report(request, server)
    server.close()


@pytest.fixture(scope="session")
def tls_registry(request):
    """A server with `tls: auto`; clients trust it by `ca_file`."""
    server = _started(tls=True)
    yield server
    _report(request, server)
    server.close()


@pytest.fixture
def private_registry(request):
    """A server of one test's own, for tests that restart it, kill it or change its configuration."""
    server = _started()
    yield server
    _report(request, server)
    server.close()


@pytest.fixture
def repository(registry, request):
    """A fresh repository, named after the test; its value is what stands in an image name."""
    name = "e2e/" + request.node.name.lower().replace("[", "-").replace("]", "").replace("_", "-")[:200].strip("-")
    return registry.create_repository(name)


@pytest.fixture
def tls_repository(tls_registry, request):
    name = "e2e/" + request.node.name.lower().replace("[", "-").replace("]", "").replace("_", "-")[:200].strip("-")
    return tls_registry.create_repository(name)
