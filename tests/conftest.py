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

from tests.support.server import Server, own_address  # noqa: E402


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
def tls_registry_by_address(request):
    """As `tls_registry`, but at an address that no client takes as insecure by itself, if this machine has one."""
    server = _started(tls=True, address=own_address())
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
