"""Listeners with a vpce id and a policy, and doors with a listener of their own."""
import base64
import json
import urllib.error
import urllib.request

import botocore.exceptions
import pytest

from tests.support import audit
from tests.support.oci import Client, client_for, digest_of, image_manifest
from tests.support.server import Server, StartFailed, free_ports

pytestmark = pytest.mark.ci
VPCE, READ_ONLY, VPC = "vpce-0a1b2c3d4e5f67890", "vpce-99999999", "vpc-0a1b2c3d"
LAYER = b"through the private door" * 10
MANIFEST = image_manifest(b"{}", [LAYER])
POLICY = {"Statement": [
    {"Sid": "Log", "Effect": "Allow", "Principal": "*", "Resource": "*", "Action": ["ecr:GetAuthorizationToken", "sts:*"]},
    {"Sid": "Pull", "Effect": "Allow", "Principal": "*", "Resource": "arn:aws:ecr:*:*:repository/private/*",
     "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]}]}


class Private:
    """A server with four more listeners: private, private and read-only by policy, the API alone, the registry alone."""

    def __init__(self, server, ports):
        self.server = server
        self.port, self.read_only, self.api, self.registry = ports

    def boto3(self, port, service="ecr"):
        return self.server.boto3_client(service, endpoint_url=f"http://127.0.0.1:{port}")

    def client(self, port):
        return Client(f"http://127.0.0.1:{port}", "AWS", self.server.password())


@pytest.fixture(scope="module")
def private(request, tmp_path_factory):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no private endpoints")
    policy = tmp_path_factory.mktemp("policy") / "endpoint.json"
    policy.write_text(json.dumps(POLICY))
    ports = free_ports(4)
    listeners = [{"address": f"127.0.0.1:{ports[0]}", "vpce": VPCE, "vpc": VPC},
                 {"address": f"127.0.0.1:{ports[1]}", "vpce": READ_ONLY, "policy_file": str(policy)},
                 {"address": f"127.0.0.1:{ports[2]}", "doors": "api", "name": "localhost:%d" % ports[2]},
                 {"address": f"127.0.0.1:{ports[3]}", "doors": "registry"}]
    with Server(config={"listeners": listeners}) as server:
        for name in ("private/app", "other/app"):
            server.create_repository(name)
            client = client_for(server)
            client.push_blob(name, LAYER)
            client.push_blob(name, b"{}")
            client.put_manifest(name, "1", MANIFEST)
        yield Private(server, ports)


def denied(reply):
    assert reply.status == 403, reply.body
    error = reply.json()["errors"][0]
    assert error["code"] == "DENIED"
    return error["message"]


def test_both_doors_are_served_and_the_log_names_the_endpoint(private):
    assert private.client(private.port).get_manifest("private/app", "1")[2] == MANIFEST
    private.boto3(private.port).describe_images(repositoryName="private/app")
    for event in ("BatchGetImage", "DescribeImages"):
        assert audit.wait_for(private.server, eventName=event, vpcEndpointId=VPCE)


def test_a_policy_allows_what_it_names_and_nothing_else(private):
    client = private.client(private.read_only)
    assert client.get_manifest("private/app", "1")[2] == MANIFEST
    assert client.get_blob("private/app", digest_of(LAYER)) == LAYER
    message = denied(client.request("GET", "/v2/other/app/manifests/1"))
    assert "because no VPC endpoint policy allows the ecr:BatchGetImage action" in message
    denied(client.request("POST", "/v2/private/app/blobs/uploads/", headers={"Content-Length": "0"}))
    denied(client.request("PUT", "/v2/private/app/manifests/2", MANIFEST))
    assert client_for(private.server).get_manifest("private/app", "2") is None


def test_root_is_bound_by_the_policy_at_the_api_too(private):
    api = private.boto3(private.read_only)
    assert api.get_authorization_token()["authorizationData"]
    assert api.batch_get_image(repositoryName="private/app", imageIds=[{"imageTag": "1"}])["images"]
    for call, parameters in ((api.create_repository, {"repositoryName": "private/new"}),
                             (api.delete_repository, {"repositoryName": "private/app", "force": True}),
                             (api.batch_get_image, {"repositoryName": "other/app", "imageIds": [{"imageTag": "1"}]}),
                             (api.describe_registry, {})):
        with pytest.raises(botocore.exceptions.ClientError) as refusal:
            call(**parameters)
        assert refusal.value.response["Error"]["Code"] == "AccessDeniedException"
        assert "VPC endpoint policy" in refusal.value.response["Error"]["Message"]
    names = [r["repositoryName"] for r in private.server.boto3_client("ecr").describe_repositories()["repositories"]]
    assert sorted(names) == ["other/app", "private/app"]


def test_the_log_says_that_the_endpoints_policy_refused(private):
    denied(private.client(private.read_only).request("GET", "/v2/other/app/manifests/1"))
    record = audit.wait_for(private.server, eventName="BatchGetImage", vpcEndpointId=READ_ONLY, errorCode="AccessDenied")[-1]
    assert record["entrepot"]["decision"] == "Deny"
    assert record["entrepot"]["action"] == "ecr:BatchGetImage"
    assert record["entrepot"]["resource"].endswith(":repository/other/app")
    allowed = audit.wait_for(private.server, eventName="GetAuthorizationToken")[-1]
    assert allowed["entrepot"]["decision"] == "Allow"


def test_conditions_on_the_endpoint_hold(private):
    """A user may pull through one endpoint alone."""
    iam = private.server.boto3_client("iam")
    iam.create_user(UserName="inside")
    iam.attach_user_policy(UserName="inside", PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly")
    iam.put_user_policy(UserName="inside", PolicyName="only-there", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {
            "Sid": "OnlyThere", "Effect": "Deny", "Action": "ecr:BatchGetImage", "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:SourceVpce": VPCE, "aws:SourceVpc": VPC}}}}))
    key = iam.create_access_key(UserName="inside")["AccessKey"]
    ecr = private.server.boto3_client("ecr", aws_access_key_id=key["AccessKeyId"],
                                      aws_secret_access_key=key["SecretAccessKey"])
    token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    password = base64.b64decode(token).decode().partition(":")[2]

    def pull(port):
        return Client(f"http://127.0.0.1:{port}", "AWS", password).request("GET", "/v2/private/app/manifests/1")
    assert pull(private.port).status == 200
    for other in (private.server.port, private.read_only):
        assert "with an explicit deny in an identity-based policy" in denied(pull(other))
    record = audit.wait_for(private.server, eventName="BatchGetImage", vpcEndpointId=READ_ONLY,
                            condition=lambda found: found and found[-1]["userIdentity"].get("userName") == "inside")[-1]
    assert record["userIdentity"]["type"] == "IAMUser"
    assert record["entrepot"]["statement"] == "OnlyThere" and record["entrepot"]["policy"].endswith("only-there")


def test_layers_come_through_the_listener_that_was_asked(private):
    for port in (private.port, private.api):
        url = private.boto3(port).get_download_url_for_layer(repositoryName="private/app",
                                                             layerDigest=digest_of(LAYER))["downloadUrl"]
        assert f":{port}/layers/" in url
        with urllib.request.urlopen(url, timeout=10) as reply:
            assert reply.read() == LAYER


def test_an_address_is_good_through_its_own_endpoint_alone(private):
    def fetch(url, port):
        path = url[url.index("/layers/"):]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
    of = {port: private.boto3(port).get_download_url_for_layer(
        repositoryName="private/app", layerDigest=digest_of(LAYER))["downloadUrl"]
        for port in (private.server.port, private.port)}
    assert fetch(of[private.port], private.port) == 200
    assert fetch(of[private.port], private.server.port) == 403
    assert fetch(of[private.port], private.read_only) == 403
    assert fetch(of[private.server.port], private.port) == 403
    assert fetch(of[private.server.port], private.server.port) == 200


def test_a_door_with_its_own_listener_is_alone_there(private):
    assert private.boto3(private.api).describe_repositories()["repositories"]
    assert private.client(private.api).request("GET", "/v2/").status == 404
    assert private.client(private.registry).request("GET", "/v2/").status == 200
    api_call = {"X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"}
    assert private.client(private.registry).request("POST", "/", b"{}", api_call).status == 404
    assert private.client(private.api).request("POST", "/", b"{}", api_call).status == 400


def test_no_header_makes_a_request_private(private):
    client = client_for(private.server)
    client.request("GET", "/v2/private/app/tags/list", headers={
        "X-Amz-Vpce-Id": VPCE, "X-Vpce-Id": VPCE, "X-Forwarded-For": "10.0.0.1", "aws-SourceVpce": VPCE})
    record = audit.wait_for(private.server, eventName="ListImages")[-1]
    assert "vpcEndpointId" not in record


@pytest.mark.parametrize("listener,message", [
    ({"address": "127.0.0.1:0", "vpce": "vpce-nope"}, "listeners.0..vpce = 'vpce-nope'"),
    ({"address": "127.0.0.1:0", "vpce": VPCE, "policy": "{"}, "the policy of the listener .*is not valid: "),
    ({"address": "127.0.0.1:0", "vpce": VPCE, "policy_file": "/nowhere.json"}, "/nowhere.json"),
    ({"address": "203.0.113.1:443"}, "without TLS"),
    ({"address": "203.0.113.1:443", "tls_cert": "/nowhere.pem", "tls_key": "/nowhere.pem"}, "/nowhere.pem")])
def test_a_wrong_listener_is_named_at_the_start(listener, message):
    server = Server(config={"listeners": [listener]})
    try:
        with pytest.raises(StartFailed, match=message):
            server.start()
    finally:
        server.close()


def test_a_private_listener_has_its_name_in_the_certificate():
    port = free_ports(1)[0]
    with Server(tls=True, config={"listeners": [{"address": f"127.0.0.1:{port}", "vpce": VPCE,
                                                 "name": f"localhost:{port}"}]}) as server:
        server.create_repository("private/tls")
        client = client_for(server)
        digest, _ = client.push_blob("private/tls", LAYER), client.push_blob("private/tls", b"{}")
        client.put_manifest("private/tls", "1", MANIFEST)
        api = server.boto3_client("ecr", endpoint_url=f"https://localhost:{port}")
        url = api.get_download_url_for_layer(repositoryName="private/tls", layerDigest=digest)["downloadUrl"]
        assert url.startswith(f"https://localhost:{port}/layers/")
