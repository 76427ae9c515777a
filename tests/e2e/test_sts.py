"""Temporary credentials with the clients that people use."""
import time

import botocore.exceptions
import pytest

from tests.support.server import Server

pytestmark = pytest.mark.ci

ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def server(pytestconfig):
    if pytestconfig.getoption("--peer"):
        pytest.skip("a peer has no AWS API")
    with Server() as running:
        running.create_repository("team/app")
        yield running


def client(server, service, key, **options):
    return server.boto3_client(service, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"],
                               aws_session_token=key.get("SessionToken"), **options)


def code(failed):
    return failed.value.response["Error"]["Code"]


def test_root_gets_an_hour(server):
    before = time.time()
    session = server.boto3_client("sts").get_session_token()["Credentials"]
    assert 3500 < session["Expiration"].timestamp() - before <= 3601
    assert session["AccessKeyId"].startswith("ASIA") and len(session["SecretAccessKey"]) == 40
    who = client(server, "sts", session).get_caller_identity()
    assert (who["UserId"], who["Arn"]) == (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root")
    assert client(server, "ecr", session).describe_repositories()["repositories"]
    with pytest.raises(botocore.exceptions.ClientError) as failed:
        client(server, "sts", session).get_session_token()
    assert code(failed) == "AccessDenied"


def test_account_of_a_key(server):
    sts = server.boto3_client("sts")
    session = sts.get_session_token()["Credentials"]
    for key in (server.access_key, session["AccessKeyId"]):
        assert sts.get_access_key_info(AccessKeyId=key)["Account"] == ACCOUNT
