"""Every error that the model names for an operation has a test that provokes it, or a reason why it cannot happen:
modelled_errors.yaml."""
import pathlib
import re

import botocore.loaders
import pytest
import yaml

from tests.support import api_cases

pytestmark = pytest.mark.ci
HERE = pathlib.Path(__file__).resolve().parent
SAID = yaml.safe_load((HERE / "modelled_errors.yaml").read_text())


def pairs_of(section):
    return {(operation, error) for operation, errors in SAID[section].items() for error in errors}


@pytest.fixture(scope="module")
def modelled():
    operations = botocore.loaders.Loader().load_service_model("ecr", "service-2")["operations"]
    return {(name, error["shape"]) for name, operation in operations.items() for error in operation.get("errors", [])}


@pytest.fixture(scope="module")
def told():
    """What the stories provoke. A step checks name, status and text."""
    return {(step["call"], step["fails"]) for story in api_cases.load() for step in story["steps"] if "fails" in step}


def test_every_modelled_error_is_provoked_or_cannot_happen(modelled, told):
    never = {pair for pair in modelled if pair[1] in SAID["never"]}
    assert modelled - told - pairs_of("tested") - pairs_of("cannot") - never == set()


def test_nothing_is_said_that_the_model_does_not_know(modelled):
    assert (pairs_of("tested") | pairs_of("cannot")) - modelled == set()
    assert set(SAID["never"]) - {error for _, error in modelled} == set()


def test_what_is_said_not_to_happen_does_not_happen(told):
    assert told & pairs_of("cannot") == set()
    # ValidationException is the one of `never` that some operations do answer.
    assert {error for _, error in told} & set(SAID["never"]) <= {"ValidationException"}


def test_the_stories_provoke_modelled_errors_only(modelled, told):
    assert told - modelled == set()


@pytest.mark.parametrize("operation, error", sorted(pairs_of("tested")))
def test_the_test_that_is_named_provokes_the_error(operation, error):
    file, _, function = SAID["tested"][operation][error].partition("::")
    text = (HERE / file).read_text()
    body = re.search(rf"\ndef {function}\(.*?(?=\n\S|\Z)", text, re.S)
    assert body, f"{file} has no {function}"
    assert error in body[0]
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    assert method in body[0], f"{function} does not call {method}"


def test_a_step_that_fails_checks_the_text():
    for story in api_cases.load():
        for step in story["steps"]:
            if "fails" in step:
                assert "message" in step or step["fails"] in api_cases.TEXTS, (story["story"], step)
