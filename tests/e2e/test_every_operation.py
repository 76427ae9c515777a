"""Every operation of ECR's API, good and bad, with every client: the stories of cases/*.yaml."""
import collections
import json
import subprocess

import pytest

from tests.support import api_cases
from tests.support.aws_clients import CLIENTS

pytestmark = pytest.mark.ci
STORIES = api_cases.load()


@pytest.fixture(scope="module", params=CLIENTS, ids=lambda each: each.name)
def client(request, registry, tmp_path_factory):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no API of AWS")
    made = request.param(registry, tmp_path_factory.mktemp(request.param.name))
    yield made
    made.close()


@pytest.fixture(scope="module")
def operations(registry):
    """The rows of ECR's operations, by name."""
    listed = subprocess.run([registry.binary, "print-operations", "--json"], check=True, capture_output=True, text=True)
    every = (json.loads(line) for line in listed.stdout.splitlines())
    return {each["operation"]: each for each in every if each["service"] == "ecr"}


@pytest.mark.parametrize("story", STORIES, ids=lambda each: f"{each['file']}-{each['story'].replace(' ', '_')}")
def test_story(story, client, registry, operations):
    if client.name in story.get("without", {}):
        pytest.skip(story["without"][client.name])
    missing = [step["call"] for step in story["steps"] if "call" in step and not operations[step["call"]]["implemented"]]
    if missing:
        pytest.skip(f"not there yet: {missing[0]}")
    api_cases.run(story, client, registry)


def test_the_stories_call_every_operation_good_and_bad(operations):
    seen = collections.defaultdict(set)
    for story in STORIES:
        for step in story["steps"]:
            if "call" in step:
                seen[step["call"]].add("bad" if "fails" in step else "good")
    implemented = {name for name, row in operations.items() if row["implemented"]}
    lacking = {name: sorted({"good", "bad"} - seen[name]) for name in implemented}
    # An operation that takes nothing and always answers has no bad call.
    for name in api_cases.NEVER_REFUSED:
        lacking.get(name, []).count("bad") and lacking[name].remove("bad")
    for name in api_cases.NEVER_ANSWERED:
        lacking.get(name, []).count("good") and lacking[name].remove("good")
    assert {name: what for name, what in lacking.items() if what} == {}


def test_the_stories_use_every_paginator_and_waiter(operations):
    import botocore.loaders
    loader = botocore.loaders.Loader()
    implemented = {name for name, row in operations.items() if row["implemented"]}
    paginators = set(loader.load_service_model("ecr", "paginators-1")["pagination"]) & implemented
    waiters = {name for name, waiter in loader.load_service_model("ecr", "waiters-2")["waiters"].items()
               if waiter["operation"] in implemented}
    steps = [step for story in STORIES for step in story["steps"]]
    assert paginators - {step["call"] for step in steps if "pages" in step} == set()
    assert waiters - {step["wait"] for step in steps if "wait" in step} == set()
