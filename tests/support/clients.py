"""Client programs that a machine may lack."""
import os
import shutil

import pytest

REQUIRE_ALL = os.environ.get("ENTREPOT_REQUIRE_ALL", "0") not in ("", "0")


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
