"""`private_registry` comes from tests/conftest.py: every fault gets a server and a data folder of its own."""
import pytest

from tests.support.oci import client_for

REPOSITORY = "fault/images"


@pytest.fixture
def faulty(private_registry):
    """A running server with one repository; its clients come from `client_for`."""
    private_registry.create_repository(REPOSITORY)
    return private_registry


@pytest.fixture
def client(faulty):
    made = client_for(faulty)
    yield made
    made.close()
