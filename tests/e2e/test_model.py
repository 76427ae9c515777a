"""The table of operations and the request table against the newest models of AWS: botocore's and the SDK's for
JavaScript."""
import json
import subprocess
import sys

import botocore.loaders
import botocore.session
import pytest

from tests.support import response_check
from tests.support.aws_clients import ROOT, JavaScript

pytestmark = pytest.mark.ci


def model(service="ecr"):
    return botocore.loaders.Loader().load_service_model(service, "service-2")


def rows_of(registry, service):
    listed = subprocess.run([registry.binary, "print-operations", "--json"], check=True, capture_output=True, text=True)
    return {row["operation"] for row in map(json.loads, listed.stdout.splitlines()) if row["service"] == service}


@pytest.fixture(scope="module")
def rows(registry):
    return rows_of(registry, "ecr")


@pytest.fixture(scope="module")
def javascript(registry, tmp_path_factory):
    client = JavaScript(registry, tmp_path_factory.mktemp("javascript"))
    yield client.describe()
    client.close()


def test_every_operation_of_botocores_model_has_a_row(rows):
    assert rows == set(model()["operations"])


def test_every_operation_of_iam_has_a_row(registry):
    assert rows_of(registry, "iam") == set(model("iam")["operations"])


def test_every_operation_of_the_sdk_for_javascript_has_a_row(rows, javascript):
    assert rows == set(javascript)


def test_the_two_models_ask_for_the_same_members(javascript):
    """The request table is botocore's: it is JavaScript's too if they agree."""
    shapes = model()["shapes"]
    for name, operation in model()["operations"].items():
        shape = shapes[operation["input"]["shape"]]
        assert set(javascript[name]["members"]) == set(shape["members"]), name
        assert set(javascript[name]["required"]) == set(shape.get("required", [])), name


def test_the_request_table_is_the_models():
    done = subprocess.run([sys.executable, ROOT / "tools/model_tables.py", "--find", "--check"], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr


# The check of answers itself.


@pytest.fixture(scope="module")
def list_images():
    return botocore.session.get_session().get_service_model("ecr").operation_model("ListImages")


HEADERS = {"content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "r"}


def problems(operation, answer, status=200, **headers):
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return response_check.problems_of(operation, status, {**HEADERS, **headers}, body)


def test_the_check_takes_what_the_model_allows(list_images):
    assert problems(list_images, {"imageIds": [{"imageDigest": "sha256:00", "imageTag": "a"}], "nextToken": "x"}) == []
    assert problems(list_images, {"__type": "RepositoryNotFoundException", "message": "no"}, 400,
                    **{"x-amzn-errortype": "RepositoryNotFoundException"}) == []


@pytest.mark.parametrize("answer, status, told", [
    ({"images": []}, 200, "unknown member images"),
    ({"imageIds": {}}, 200, "answer.imageIds is no list"),
    ({"imageIds": [{"imageTag": 1}]}, 200, "answer.imageIds[0].imageTag is no string"),
    ({"nextToken": None}, 200, "answer.nextToken is null"),
    ([], 200, "no structure"),
    (b'{"nextToken":"a","nextToken":"b"}', 200, "a member occurs twice"),
    (b"{", 200, "Expecting"),
    ({"__type": "ImageNotFoundException", "message": "no"}, 400, "is no error of ListImages"),
    ({"__type": "RepositoryNotFoundException"}, 400, "no message"),
    ({"__type": "RepositoryNotFoundException", "message": "no", "detail": "x"}, 400, "unknown member detail"),
])
def test_the_check_refuses_what_the_model_does_not_know(list_images, answer, status, told):
    name = answer["__type"] if isinstance(answer, dict) and "__type" in answer else ""
    assert told in "; ".join(problems(list_images, answer, status, **{"x-amzn-errortype": name}))


def test_the_check_wants_times_as_numbers():
    operation = botocore.session.get_session().get_service_model("ecr").operation_model("CreateRepository")
    assert "createdAt is no number" in problems(operation, {"repository": {"createdAt": "2026-01-01T00:00:00Z"}})[0]
