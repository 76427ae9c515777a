"""Shared by the outer rings: a running server, and what to do when a machine lacks a client.

    pytest tests/e2e --peer distribution   the same tests on another registry: is the test wrong, or the server?

A missing client skips its tests by name; with ENTREPOT_REQUIRE_ALL=1 it fails them.
"""
import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["PATH"] = f"{ROOT / '.tools/bin'}:{ROOT / '.tools/venv/bin'}:{os.environ['PATH']}"

from tests.support.proxy import LoopbackProxy  # noqa: E402
from tests.support.server import Server  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--peer", default=None, help="run the tests against this registry: distribution or zot")


def pytest_collection_modifyitems(config, items):
    if "big" in (config.option.markexpr or ""):
        return
    for item in items:
        if item.get_closest_marker("big"):
            item.add_marker(pytest.mark.skip(reason="moves gigabytes: choose it with -m big"))


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


@pytest.fixture(scope="session")
def named_tls_registry(request):
    """As `tls_registry`, with a name that nothing resolves: clients get to it through the proxy `by_name`."""
    server = _started(tls=True, name="registry.invalid")
    yield server
    _report(request, server)
    server.close()


@pytest.fixture(scope="session")
def by_name(request):
    """The address of a proxy to it."""
    routes = {}
    if not request.config.getoption("--peer"):
        server = request.getfixturevalue("named_tls_registry")
        routes = {server.host: ("127.0.0.1", server.port)}
    with LoopbackProxy(routes) as proxy:
        yield proxy.url


@pytest.fixture
def private_registry(request):
    """A server of one test's own, for tests that restart it, kill it or change its configuration."""
    server = _started()
    yield server
    _report(request, server)
    server.close()
