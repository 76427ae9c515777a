"""Temporary credentials with the clients that people use: boto3, the AWS CLI's profiles and web identities, a client of
images that logs in with a session's password."""
import base64
import json
import time

import botocore.exceptions
import pytest

from tests.support.clients import need
from tests.support.issuer import Issuer, SigningKey
from tests.support.oci import Client
from tests.support.server import Server

pytestmark = pytest.mark.ci

ACCOUNT = "123456789012"
PULL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "ecr:BatchGetImage",
                                                                            "ecr:GetDownloadUrlForLayer", "ecr:ListImages"],
                                                "Resource": "*"}]}


@pytest.fixture(scope="module")
def issuer():
    with Issuer() as running:
        yield running


@pytest.fixture(scope="module")
def server(issuer, pytestconfig):
    if pytestconfig.getoption("--peer"):
        pytest.skip("a peer has no AWS API")
    config = {"oidc.ca_file": str(issuer.ca_file), "oidc.networks": "127.0.0.0/8,::1"}
    with Server(environment={"ENTREPOT_" + key.upper().replace(".", "_"): value for key, value in config.items()}) as running:
        running.create_repository("team/app")
        yield running


@pytest.fixture(scope="module")
def iam(server):
    return server.boto3_client("iam")


@pytest.fixture(scope="module")
def ann(iam):
    """A user without any policy, and a key of hers."""
    iam.create_user(UserName="ann")
    return iam.create_access_key(UserName="ann")["AccessKey"]


def client(server, service, key, **options):
    return server.boto3_client(service, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"],
                               aws_session_token=key.get("SessionToken"), **options)


def code(failed):
    return failed.value.response["Error"]["Code"]


def role(iam, name, statement, policy=None):
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}))["Role"]["Arn"]
    if policy:
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(policy))
    return arn


@pytest.fixture(scope="module")
def puller(iam, ann):
    return role(iam, "puller", {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}, "Action": "sts:AssumeRole"}, PULL)


@pytest.fixture(scope="module")
def provider(iam, issuer):
    return iam.create_open_id_connect_provider(Url=issuer.url, ClientIDList=["sts.amazonaws.com"],
                                               ThumbprintList=[issuer.thumbprint])["OpenIDConnectProviderArn"]


@pytest.fixture(scope="module")
def workload(iam, issuer, provider):
    return role(iam, "workload", {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
                                  "Condition": {"StringEquals": {f"{issuer.host}:sub": "system:serviceaccount:default:app",
                                                                 f"{issuer.host}:aud": "sts.amazonaws.com"}}}, PULL)


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


def test_a_role_is_assumed_and_pulls(server, ann, puller):
    answer = client(server, "sts", ann).assume_role(RoleArn=puller, RoleSessionName="run-1", DurationSeconds=900)
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/puller/run-1"
    session = answer["Credentials"]
    who = client(server, "sts", session).get_caller_identity()
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"] and who["UserId"].startswith("AROA")

    data = client(server, "ecr", session).get_authorization_token()["authorizationData"][0]
    assert data["expiresAt"] <= session["Expiration"]
    user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
    assert user == "AWS" and len(password) <= 1200
    assert Client(server.endpoint_url, "AWS", password).request("GET", "/v2/team/app/tags/list").status in (200, 404)
    with pytest.raises(botocore.exceptions.ClientError) as failed:
        client(server, "ecr", session).create_repository(repositoryName="not/allowed")
    assert code(failed) == "AccessDeniedException"
    with pytest.raises(botocore.exceptions.ClientError) as failed:
        client(server, "ecr", ann).describe_repositories()
    assert code(failed) == "AccessDeniedException", "the user herself may nothing"


def test_who_may_not_assume_is_told_nothing(server, ann, puller):
    texts = set()
    for arn in (puller.replace("puller", "missing"), puller.replace("puller", "untrusting")):
        with pytest.raises(botocore.exceptions.ClientError) as failed:
            client(server, "sts", ann).assume_role(RoleArn=arn, RoleSessionName="run-1")
        assert code(failed) == "AccessDenied"
        texts.add(failed.value.response["Error"]["Message"].replace(arn, "<role>"))
    assert len(texts) == 1


def test_a_session_policy_takes_rights_away(server, ann, puller):
    nothing = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken",
                                                                  "Resource": "*"}]})
    answer = client(server, "sts", ann).assume_role(RoleArn=puller, RoleSessionName="run-1", Policy=nothing)
    assert 0 < answer["PackedPolicySize"] < 100
    password = client(server, "ecr", answer["Credentials"]).get_authorization_token()
    assert password["authorizationData"]
    with pytest.raises(botocore.exceptions.ClientError) as failed:
        client(server, "ecr", answer["Credentials"]).list_images(repositoryName="team/app")
    assert code(failed) == "AccessDeniedException"


def test_managed_policies_bound_a_session(server, ann, puller):
    read_only = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
    session = client(server, "sts", ann).assume_role(RoleArn=puller, RoleSessionName="run-1",
                                                     PolicyArns=[{"arn": read_only}])["Credentials"]
    assert "imageIds" in client(server, "ecr", session).list_images(repositoryName="team/app")


def test_the_external_id(server, iam, ann):
    arn = role(iam, "vendor", {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}, "Action": "sts:AssumeRole",
                               "Condition": {"StringEquals": {"sts:ExternalId": "customer-7"}}})
    sts = client(server, "sts", ann)
    assert sts.assume_role(RoleArn=arn, RoleSessionName="run-1", ExternalId="customer-7")
    for more in ({}, {"ExternalId": "customer-8"}):
        with pytest.raises(botocore.exceptions.ClientError) as failed:
            sts.assume_role(RoleArn=arn, RoleSessionName="run-1", **more)
        assert code(failed) == "AccessDenied"


def test_a_profile_of_the_aws_cli_assumes_a_role(server, tmp_path, ann, puller):
    aws, crane = need("aws"), need("crane")
    import os
    import subprocess
    config = tmp_path / "config"
    config.write_text(f"[profile base]\naws_access_key_id = {ann['AccessKeyId']}\n"
                      f"aws_secret_access_key = {ann['SecretAccessKey']}\n"
                      f"[profile puller]\nrole_arn = {puller}\nsource_profile = base\nrole_session_name = cli\n")
    own = {**server.aws_environment(), "AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "puller", "HOME": str(tmp_path)}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        own.pop(name)
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ENTREPOT_"))}, **own}
    run = lambda *command, **more: subprocess.run([str(c) for c in command], env=environment, check=True, text=True,  # noqa: E731
                                                  capture_output=True, timeout=120, **more).stdout
    assert json.loads(run(aws, "sts", "get-caller-identity", "--output", "json"))["Arn"].endswith("assumed-role/puller/cli")
    password = run(aws, "ecr", "get-login-password").strip()
    run(crane, "auth", "login", server.host, "-u", "AWS", "--password-stdin", input=password)
    assert run(crane, "ls", f"{server.host}/team/app").strip() == ""


def test_a_workload_becomes_its_role(server, issuer, workload):
    import boto3
    import botocore
    unsigned = boto3.client("sts", endpoint_url=server.endpoint_url, region_name=server.region,
                            config=botocore.config.Config(signature_version=botocore.UNSIGNED))
    answer = unsigned.assume_role_with_web_identity(RoleArn=workload, RoleSessionName="pod-1", WebIdentityToken=issuer.token())
    assert answer["SubjectFromWebIdentityToken"] == "system:serviceaccount:default:app"
    assert answer["Audience"] == "sts.amazonaws.com"
    assert client(server, "sts", answer["Credentials"]).get_caller_identity()["Arn"].endswith("assumed-role/workload/pod-1")

    stranger = SigningKey(kid=issuer.key.kid)
    for token, expected in ((issuer.token("system:serviceaccount:default:other"), "AccessDenied"),
                            (issuer.token(aud="elsewhere"), "InvalidIdentityToken"),
                            (issuer.token(exp=int(time.time()) - 3600), "ExpiredTokenException"),
                            (issuer.token(iss="https://elsewhere.example"), "InvalidIdentityToken"),
                            (issuer.token(key=stranger), "InvalidIdentityToken"),
                            (issuer.token() + "x", "InvalidIdentityToken"), ("no.jwt.here", "InvalidIdentityToken")):
        with pytest.raises(botocore.exceptions.ClientError) as failed:
            unsigned.assume_role_with_web_identity(RoleArn=workload, RoleSessionName="pod-1", WebIdentityToken=token)
        assert code(failed) == expected, token


def test_keys_are_asked_for_once(server, issuer, workload):
    sts = server.boto3_client("sts")
    sts.assume_role_with_web_identity(RoleArn=workload, RoleSessionName="pod-1", WebIdentityToken=issuer.token())
    before = len(issuer.requests)
    for number in range(5):
        sts.assume_role_with_web_identity(RoleArn=workload, RoleSessionName=f"pod-{number}", WebIdentityToken=issuer.token())
    assert len(issuer.requests) == before


def test_the_variables_of_a_pod_are_all_that_the_aws_cli_needs(server, tmp_path, issuer, workload):
    aws = need("aws")
    import os
    import subprocess
    file = tmp_path / "token"
    file.write_text(issuer.token())
    own = {**server.aws_environment(), "AWS_ROLE_ARN": workload, "AWS_WEB_IDENTITY_TOKEN_FILE": str(file),
           "AWS_ROLE_SESSION_NAME": "pod-cli", "HOME": str(tmp_path)}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        own.pop(name)
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ENTREPOT_"))}, **own}
    said = subprocess.run([str(aws), "sts", "get-caller-identity", "--output", "json"], env=environment, text=True,
                          capture_output=True, timeout=120)
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["Arn"].endswith("assumed-role/workload/pod-cli")


def test_a_deleted_key_ends_the_sessions_begun_with_it(server, iam):
    iam.create_user(UserName="short")
    key = iam.create_access_key(UserName="short")["AccessKey"]
    session = client(server, "sts", key).get_session_token()["Credentials"]
    assert client(server, "sts", session).get_caller_identity()["Arn"].endswith("user/short")
    iam.update_access_key(UserName="short", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    with pytest.raises(botocore.exceptions.ClientError) as failed:
        client(server, "sts", session).get_caller_identity()
    assert code(failed) == "InvalidClientTokenId"


def test_a_deleted_role_ends_its_sessions(server, iam, ann):
    statement = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}, "Action": "sts:AssumeRole"}
    arn = role(iam, "brief", statement)
    session = client(server, "sts", ann).assume_role(RoleArn=arn, RoleSessionName="run-1")["Credentials"]
    iam.delete_role(RoleName="brief")
    role(iam, "brief", statement)
    with pytest.raises(botocore.exceptions.ClientError) as failed:
        client(server, "sts", session).get_caller_identity()
    assert code(failed) == "InvalidClientTokenId", "the new role of that name is another one"
