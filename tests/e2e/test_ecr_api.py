"""The AWS door itself: signatures, protocols and refusals below the operations, through boto3's own signer and the AWS
CLI."""
import datetime
import gzip
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest

from tests.support.clients import need
from tests.support.ecr import Repository, refused, unchecked

pytestmark = pytest.mark.ci
ECR = "AmazonEC2ContainerRegistry_V20150921."
STS = {"sts": "https://sts.amazonaws.com/doc/2011-06-15/"}


def send(registry, target, body=b"{}", service="ecr", headers=None, path="/", sign=True, after=None, secret=None):
    """One signed request, byte for byte; `after(request)` changes it once it is signed. (status, headers, JSON)."""
    request = botocore.awsrequest.AWSRequest("POST", registry.endpoint_url + path, data=body, headers={
        "Content-Type": "application/x-amz-json-1.1", **({"X-Amz-Target": target} if target else {}), **(headers or {})})
    if sign:
        credentials = botocore.credentials.Credentials(registry.access_key, secret or registry.secret_key)
        botocore.auth.SigV4Auth(credentials, service, registry.region).add_auth(request)
    if after:
        after(request)
    raw = urllib.request.Request(request.url, data=request.data, headers=dict(request.headers.items()), method="POST")
    try:
        with urllib.request.urlopen(raw, timeout=30) as reply:
            return reply.status, reply.headers, json.loads(reply.read())
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, json.loads(refusal.read())


def send_text(registry, target, body):
    request = botocore.awsrequest.AWSRequest("POST", registry.endpoint_url + "/", data=json.dumps(body), headers={
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target})
    credentials = botocore.credentials.Credentials(registry.access_key, registry.secret_key)
    botocore.auth.SigV4Auth(credentials, "ecr", registry.region).add_auth(request)
    raw = urllib.request.Request(request.url, data=request.data.encode(), headers=dict(request.headers.items()))
    with urllib.request.urlopen(raw, timeout=30) as reply:
        return reply.read().decode()


def refusal(answer):
    status, headers, body = answer
    assert headers["X-Amzn-ErrorType"] == body["__type"]
    assert headers["x-amzn-RequestId"]
    return status, body["__type"]


def test_numbers_and_order_on_the_wire(registry):
    repository = Repository(unchecked(registry), registry)
    status, headers, _ = send(registry, ECR + "DescribeRepositories",
                              json.dumps({"repositoryNames": [repository.name]}).encode())
    assert status == 200 and headers["Content-Type"] == "application/x-amz-json-1.1"
    raw = send_text(registry, ECR + "DescribeRepositories", {"repositoryNames": [repository.name]})
    created = raw.split('"createdAt":')[1].split(",")[0]
    assert "e" not in created.lower() and "." in created and float(created) > 1.6e9
    assert list(json.loads(raw)["repositories"][0]) == [
        "repositoryArn", "registryId", "repositoryName", "repositoryUri", "createdAt", "imageTagMutability",
        "imageScanningConfiguration", "encryptionConfiguration"]


def test_a_request_without_signature_is_refused(registry):
    status, _, body = answer = send(registry, ECR + "DescribeRepositories", sign=False)
    assert refusal(answer) == (400, "MissingAuthenticationTokenException")
    assert body["message"] == "Missing Authentication Token"


def test_a_wrong_secret_is_refused(registry):
    _, _, body = answer = send(registry, ECR + "DescribeRepositories", secret="x" * 40)
    assert refusal(answer) == (400, "InvalidSignatureException")
    assert body["message"].startswith("The request signature we calculated does not match")


@pytest.mark.parametrize("change", [
    lambda request: setattr(request, "data", b'{"maxResults":1}'),
    lambda request: request.headers.replace_header("X-Amz-Target", ECR + "GetAuthorizationToken"),
    lambda request: request.headers.__setitem__("X-Amz-Extra", "unsigned"),
], ids=["body", "target", "unsigned x-amz header"])
def test_what_was_changed_after_signing_is_refused(registry, change):
    status, name = refusal(send(registry, ECR + "DescribeRepositories", after=change))
    assert status == 400 and name in ("InvalidSignatureException", "IncompleteSignatureException")


def test_an_unknown_key_is_refused(registry):
    stranger = unchecked(registry, aws_access_key_id="AKIAQQQQQQQQQQQQQQQQ", aws_secret_access_key="x" * 40)
    refused(stranger.describe_repositories, "UnrecognizedClientException",
            "The security token included in the request is invalid.")


def test_a_signature_for_one_service_is_not_good_for_another(registry):
    _, _, body = answer = send(registry, ECR + "DescribeRepositories", service="sts")
    assert refusal(answer) == (400, "InvalidSignatureException")
    assert body["message"] == "Credential should be scoped to correct service: 'ecr'. "
    elsewhere = unchecked(registry, region_name="eu-north-1")
    got = refused(elsewhere.describe_repositories, "InvalidSignatureException")
    assert got["Error"]["Message"] == "Credential should be scoped to a valid region, not 'eu-north-1'. "


def test_unknown_operations_and_paths(registry):
    assert refusal(send(registry, ECR + "MakeCoffee")) == (400, "UnknownOperationException")
    assert refusal(send(registry, "NoSuchService.DescribeRepositories")) == (400, "UnknownOperationException")
    assert refusal(send(registry, ECR + "MakeCoffee", sign=False)) == (400, "MissingAuthenticationTokenException")
    for path in ("//", "/x", "/./", "/%2F"):
        assert refusal(send(registry, ECR + "DescribeRepositories", path=path)) == (404, "UnknownOperationException")


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_an_empty_body_stands_for_no_members(registry, body):
    assert send(registry, ECR + "GetAuthorizationToken", body)[0] == 200


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"{} {}", b'{"maxResults":1,"maxResults":2}',
                                  b'{"maxResults":"1"}', b'{"nextToken":{}}', b"\xff", b'{"a":' * 100])
def test_what_is_no_json_of_the_right_types_is_refused(registry, body):
    assert refusal(send(registry, ECR + "DescribeRepositories", body)) == (400, "SerializationException")


def test_unknown_members_are_ignored_and_null_is_absent(registry):
    assert send(registry, ECR + "DescribeRepositories", b'{"later":[1],"maxResults":null}')[0] == 200


def test_a_compressed_body_is_refused(registry):
    answer = send(registry, ECR + "DescribeRepositories", gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
    assert refusal(answer) == (400, "SerializationException")
    assert "Content-Encoding 'gzip'" in answer[2]["message"]


def test_a_body_has_a_limit(registry):
    padding = b'{"x":"' + b"x" * (1 << 20) + b'"}'
    assert refusal(send(registry, ECR + "DescribeRepositories", padding)) == (413, "RequestEntityTooLargeException")


def test_other_services_say_that_they_are_not_there(registry):
    name = refusal(send(registry, "TrentService.CreateKey", service="kms"))[1]
    assert name == "UnsupportedOperationException"


# STS.


def test_caller_identity_is_the_root_of_the_account(registry):
    sts = registry.boto3_client("sts")
    answer = sts.get_caller_identity()
    del answer["ResponseMetadata"]
    assert answer == {"UserId": registry.account, "Account": registry.account,
                      "Arn": f"arn:aws:iam::{registry.account}:root"}


def presigned(registry, expires=60):
    sts = registry.boto3_client("sts")
    return sts.generate_presigned_url("get_caller_identity", ExpiresIn=expires, HttpMethod="GET")


def fetch_xml(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as reply:
            return reply.status, xml.etree.ElementTree.fromstring(reply.read())
    except urllib.error.HTTPError as refusal:
        return refusal.code, xml.etree.ElementTree.fromstring(refusal.read())


def test_caller_identity_by_a_presigned_address(registry):
    status, root = fetch_xml(presigned(registry))
    assert status == 200
    assert root.find("sts:GetCallerIdentityResult/sts:Account", STS).text == registry.account
    assert root.find("sts:ResponseMetadata/sts:RequestId", STS).text


@pytest.mark.parametrize("change", [
    lambda url: url.replace("GetCallerIdentity", "GetSessionToken"),
    lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
    lambda url: url.replace("X-Amz-Expires=60", "X-Amz-Expires=61"),
    lambda url: url + "&Extra=1",
], ids=["action", "signature", "expiry", "parameter"])
def test_a_changed_presigned_address_is_refused(registry, change):
    status, root = fetch_xml(change(presigned(registry)))
    assert status == 403 and root.find("sts:Error/sts:Code", STS).text == "SignatureDoesNotMatch"


def test_an_unsigned_query_is_refused_in_xml(registry):
    status, root = fetch_xml(registry.endpoint_url + "/?Action=GetCallerIdentity&Version=2011-06-15")
    assert status == 403 and root.find("sts:Error/sts:Code", STS).text == "MissingAuthenticationToken"


def test_other_operations_of_sts(registry):
    sts = unchecked(registry, "sts")
    refused(sts.get_federation_token, "UnsupportedOperation",
            "GetFederationToken is not implemented by this version of entrepot; see COMPATIBILITY.md", Name="someone")
    stranger = unchecked(registry, "sts", aws_access_key_id="AKIAQQQQQQQQQQQQQQQQ", aws_secret_access_key="x" * 40)
    refused(stranger.get_caller_identity, "InvalidClientTokenId",
            "The security token included in the request is invalid.", status=403)
    wrong = unchecked(registry, "sts", aws_secret_access_key="x" * 40)
    refused(wrong.get_caller_identity, "SignatureDoesNotMatch", status=403)


# The AWS CLI.


@pytest.fixture
def aws(registry):
    program = os.path.join(os.path.dirname(sys.executable), "aws")
    program = program if os.access(program, os.X_OK) else need("aws")
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("AWS_")}, **registry.aws_environment()}

    def run(*arguments, check=True):
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, timeout=120)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout if check else done.stderr
    return run


def test_the_cli_makes_lists_and_deletes(aws, registry):
    name = f"cli/r{datetime.datetime.now().timestamp():.6f}".replace(".", "-")
    made = json.loads(aws("ecr", "create-repository", "--repository-name", name, "--tags", "Key=team,Value=a"))
    assert made["repository"]["repositoryUri"] == f"{registry.host}/{name}"
    assert name in aws("ecr", "describe-repositories", "--query", "repositories[].repositoryName")
    assert len(aws("ecr", "get-login-password").strip()) > 100
    error = aws("ecr", "describe-images", "--repository-name", "not/there", check=False)
    assert "(RepositoryNotFoundException)" in error and "'not/there'" in error
    error = aws("kms", "list-keys", check=False)
    assert "(UnsupportedOperationException)" in error and "COMPATIBILITY.md" in error
    aws("ecr", "delete-repository", "--repository-name", name, "--force")


def test_the_cli_retags_an_image(aws, registry):
    repository = Repository(registry.boto3_client("ecr"), registry)
    image = repository.put("retagged", "v1")
    text = json.loads(aws("ecr", "batch-get-image", "--repository-name", repository.name, "--image-ids",
                          "imageTag=v1"))["images"][0]["imageManifest"]
    aws("ecr", "put-image", "--repository-name", repository.name, "--image-tag", "stable", "--image-manifest", text)
    listed = json.loads(aws("ecr", "list-images", "--repository-name", repository.name))["imageIds"]
    assert sorted(each["imageTag"] for each in listed) == ["stable", "v1"]
    assert {each["imageDigest"] for each in listed} == {image}


def test_the_cli_knows_who_it_is(aws, registry):
    assert json.loads(aws("sts", "get-caller-identity"))["Account"] == registry.account
