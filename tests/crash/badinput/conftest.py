"""One server for each file, and after each test: it is the same process, serves, and has not grown."""
import base64
import os
import pathlib
import re

import pytest

from tests.crash.badinput.raw_http import HEADER_TIMEOUT, REPOSITORY
from tests.support.oci import client_for, digest_of
from tests.support.server import Server

# A little more than a server with its caches full needs.
MEMORY_LIMIT = 400 << 20


@pytest.fixture(scope="module")
def server():
    with Server(config={"header_timeout": f"{HEADER_TIMEOUT}s", "log_level": "warn"}) as made:
        made.create_repository(REPOSITORY)
        made.basic = "Basic " + base64.b64encode(f"{made.user}:{made.password()}".encode()).decode()
        yield made


@pytest.fixture(autouse=True)
def unharmed(server):
    """Whatever the test did: the server is the same process, serves, and is not fat."""
    pid = server.pid
    yield
    assert server.alive() and server.pid == pid, server.log()[-3000:]
    client = client_for(server)
    data = os.urandom(100)
    client.push_blob(REPOSITORY, data)
    assert client.get_blob(REPOSITORY, digest_of(data)) == data
    assert memory(server) < MEMORY_LIMIT


def memory(server):
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) << 10
