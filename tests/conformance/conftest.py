"""The rules of the OCI distribution specification 1.1 as tests, strict: where the specification leaves a choice, these
tests want the useful answer. `registry` comes from tests/conftest.py; `--peer` runs them on another registry."""
import hashlib
import itertools
import os

import pytest

from tests.support.oci import client_for

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def client(registry):
    made = client_for(registry)
    yield made
    made.close()


@pytest.fixture
def repository(registry):
    """A fresh, empty repository: its path."""
    path = f"conformance/{next(_numbers)}"
    registry.create_repository(path)
    return path


@pytest.fixture
def other_repository(registry):
    path = f"conformance/{next(_numbers)}"
    registry.create_repository(path)
    return path


@pytest.fixture(params=["sha256", "sha512"])
def digest(request):
    """A function from bytes to their digest; every test with it runs for both algorithms."""
    return lambda data: f"{request.param}:{hashlib.new(request.param, data).hexdigest()}"


@pytest.fixture
def blob():
    """A function that makes different random bytes each time."""
    return lambda size=512: os.urandom(size)
