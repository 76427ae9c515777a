"""The audit log: a record for each kind of call, through both doors, and no secret in any of them."""
import base64
import json
import re
import socket
import urllib.error
import urllib.request

import botocore.exceptions
import pytest

from tests.support import audit
from tests.support.ecr import unchecked
from tests.support.oci import Client, client_for, digest_of, image_manifest
from tests.support.server import Server, StartFailed

pytestmark = pytest.mark.ci
LAYER = b"a layer that nobody shall find in the log" * 20
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}]}'


@pytest.fixture(scope="module")
def server(request):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no audit log")
    with Server() as started:
        yield started


def last(server, condition=len, **wanted):
    return audit.wait_for(server, condition, **wanted)[-1]


def test_a_call_of_the_api_is_recorded_as_cloudtrail_does(server):
    answer = server.boto3_client("ecr").create_repository(repositoryName="audit/api", tags=[{"Key": "team", "Value": "a"}])
    record = last(server, eventName="CreateRepository")
    arn = answer["repository"]["repositoryArn"]
    assert record["eventSource"] == "ecr.amazonaws.com"
    assert record["awsRegion"] == server.region
    assert record["recipientAccountId"] == server.account
    assert record["requestID"] == answer["ResponseMetadata"]["RequestId"]
    assert record["readOnly"] is False
    assert record["eventType"] == "AwsApiCall"
    assert record["sourceIPAddress"] in ("127.0.0.1", "::1")
    assert "Boto3" in record["userAgent"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["eventTime"])
    assert record["userIdentity"] == {"type": "Root", "principalId": server.account, "accountId": server.account,
                                      "arn": f"arn:aws:iam::{server.account}:root", "accessKeyId": server.access_key}
    assert record["requestParameters"] == {"repositoryName": "audit/api", "tags": [{"key": "team", "value": "a"}]}
    assert "errorCode" not in record
    assert record["entrepot"]["status"] == 200
    if "decision" in record["entrepot"]:
        assert record["entrepot"]["decision"] == "Allow"
        assert {"ARN": arn, "accountId": server.account, "type": "AWS::ECR::Repository"} in record["resources"]


def test_a_push_and_a_pull_are_the_events_of_ecr(server):
    server.create_repository("audit/image")
    server.create_repository("audit/other")
    client = client_for(server)
    manifest = image_manifest(b"{}", [LAYER])
    layer, config = client.push_blob("audit/image", LAYER), client.push_blob("audit/image", b"{}")
    client.put_manifest("audit/image", "1.0", manifest)
    client.get_manifest("audit/image", "1.0")
    client.get_blob("audit/image", layer)
    assert client.has_blob("audit/image", config)
    client.tags("audit/image")
    client.request("GET", f"/v2/audit/image/referrers/{digest_of(manifest)}")
    mounted = client.request("POST", f"/v2/audit/other/blobs/uploads/?mount={layer}&from=audit/image",
                             headers={"Content-Length": "0"})
    assert mounted.status == 201
    client.delete_manifest("audit/image", "1.0")
    last(server, eventName="BatchDeleteImage")

    def of_registry(record):
        return "repositoryName" in (record["requestParameters"] or {}) and \
            record["requestParameters"]["repositoryName"] in ("audit/image", "audit/other")
    events = [(record["eventName"], record["readOnly"]) for record in audit.records(server)
              if of_registry(record) and record["eventName"] != "CreateRepository"]
    assert events == [("InitiateLayerUpload", False), ("CompleteLayerUpload", False),
                      ("InitiateLayerUpload", False), ("CompleteLayerUpload", False), ("PutImage", False),
                      ("BatchGetImage", True), ("GetDownloadUrlForLayer", True), ("BatchCheckLayerAvailability", True),
                      ("ListImages", True), ("ListImageReferrers", True), ("MountLayer", False),
                      ("BatchDeleteImage", False)]
    put = last(server, eventName="PutImage")
    assert put["requestParameters"] == {"repositoryName": "audit/image", "imageTag": "1.0"}
    assert put["userIdentity"]["accessKeyId"] == server.access_key
    assert put["eventSource"] == "ecr.amazonaws.com"


def test_the_query_protocol_is_recorded_under_its_own_service(server):
    server.boto3_client("sts").get_caller_identity()
    record = last(server, eventName="GetCallerIdentity")
    assert record["eventSource"] == "sts.amazonaws.com"
    assert record["readOnly"] is True


def test_a_download_by_a_signed_address_names_the_layer(server):
    server.create_repository("audit/signed")
    client = client_for(server)
    digest, _ = client.push_blob("audit/signed", LAYER), client.push_blob("audit/signed", b"{}")
    client.put_manifest("audit/signed", "1", image_manifest(b"{}", [LAYER]))
    url = server.boto3_client("ecr").get_download_url_for_layer(repositoryName="audit/signed",
                                                                layerDigest=digest)["downloadUrl"]
    with urllib.request.urlopen(url, timeout=10) as reply:
        assert reply.read() == LAYER
    record = last(server, eventName="DownloadLayer")
    assert record["requestParameters"] == {"repositoryName": "audit/signed", "layerDigest": digest}
    assert record["userIdentity"] == {"type": "Unknown"}


def test_a_refusal_by_a_rule_has_code_and_text(server):
    client = server.boto3_client("ecr")
    with pytest.raises(client.exceptions.RepositoryNotFoundException) as refusal:
        client.delete_repository(repositoryName="audit/nothing")
    record = last(server, lambda found: found and found[-1]["requestParameters"] == {"repositoryName": "audit/nothing"},
                  eventName="DeleteRepository")
    assert record["errorCode"] == "RepositoryNotFoundException"
    assert record["errorMessage"] == refusal.value.response["Error"]["Message"]


def test_a_refused_pull_has_the_name_of_ecrs_api(server):
    assert client_for(server).request("GET", "/v2/audit/absent/manifests/1").status == 404
    record = last(server, errorCode="RepositoryNotFoundException", eventName="BatchGetImage")
    assert record["requestParameters"] == {"repositoryName": "audit/absent", "imageTag": "1"}
    assert record["entrepot"]["status"] == 404


def test_denied_is_recorded_with_what_was_asked(server):
    client = unchecked(server)
    with pytest.raises(botocore.exceptions.ClientError):
        client.describe_images(registryId="999999999999", repositoryName="audit/x")
    record = last(server, eventName="DescribeImages")
    assert record["errorCode"] == "AccessDenied"
    assert "is not authorized to perform: ecr:DescribeImages" in record["errorMessage"]
    assert record["recipientAccountId"] == "999999999999"


@pytest.mark.parametrize("key,code", [("AKIAUNHEARDOF234567", "UnrecognizedClientException"),
                                      (None, "InvalidSignatureException")])
def test_a_stranger_is_recorded_with_the_key_that_it_claims(server, key, code):
    client = server.boto3_client("ecr", aws_access_key_id=key or server.access_key, aws_secret_access_key="wrong" * 8)
    with pytest.raises(botocore.exceptions.ClientError):
        client.describe_registry()
    record = last(server, errorCode=code, eventName="DescribeRegistry")
    assert record["userIdentity"] == {"type": "Unknown", "accessKeyId": key or server.access_key}


def test_a_wrong_password_is_recorded(server):
    stranger = Client(server.endpoint_url, "AWS", "hunter2-hunter2")
    assert stranger.request("GET", "/v2/audit/image/manifests/1").status in (400, 401, 403)
    record = last(server, lambda found: found and found[-1].get("errorCode"), userIdentity={"type": "Unknown"},
                  eventName="BatchGetImage")
    assert record["entrepot"]["status"] in (400, 401, 403)


def test_an_unknown_operation_is_recorded_by_its_name(server):
    from tests.support.ecr import call_raw
    assert call_raw(server, "Frobnicate")[0] == 400
    assert last(server, eventName="Frobnicate")["errorCode"] == "UnknownOperationException"


def test_nothing_that_a_client_sends_adds_a_line_or_a_member(server):
    evil = 'x","errorCode":"forged"} {"eventName":"Forged"}'
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"GET /v2/{'%22%7D%0A' * 20}/manifests/1 HTTP/1.1\r\nHost: x\r\nUser-Agent: {evil}\r\n"
                    "Connection: close\r\n\r\n".encode())
        while raw.recv(4096):
            pass
    record = last(server, userAgent=evil)
    assert record.get("errorCode") != "forged"
    assert not audit.records(server, eventName="Forged")
    assert audit.text(server).isascii()


def test_no_secret_is_in_the_log(server):
    client = server.boto3_client("ecr")
    server.create_repository("audit/secrets")
    password = server.password()
    upload = client.initiate_layer_upload(repositoryName="audit/secrets")
    client.upload_layer_part(repositoryName="audit/secrets", uploadId=upload["uploadId"], partFirstByte=0,
                             partLastByte=len(LAYER) - 1, layerPartBlob=LAYER)
    client.complete_layer_upload(repositoryName="audit/secrets", uploadId=upload["uploadId"],
                                 layerDigests=[digest_of(LAYER)])
    client.set_repository_policy(repositoryName="audit/secrets", policyText=POLICY)
    client_for(server).get_blob("audit/secrets", digest_of(LAYER))
    last(server, eventName="SetRepositoryPolicy")
    long_policy = POLICY[:-2] + "," + json.dumps({"Sid": "x" * 3000, "Effect": "Deny", "Principal": "*",
                                                  "Action": "ecr:PutImage"}) + "]}"
    client.set_repository_policy(repositoryName="audit/secrets", policyText=long_policy)
    last(server, lambda found: len(found) == 2, eventName="SetRepositoryPolicy")

    text = audit.text(server)
    told = audit.records(server, eventName="UploadLayerPart", readOnly=False)[-1]["requestParameters"]
    assert told == {"repositoryName": "audit/secrets", "uploadId": upload["uploadId"], "partFirstByte": 0,
                    "partLastByte": len(LAYER) - 1}
    policies = [record["requestParameters"]["policyText"] for record in audit.records(server, eventName="SetRepositoryPolicy")]
    assert policies == [POLICY, f"a text of {len(long_policy)} bytes"]
    for secret in (server.secret_key, password, base64.b64encode(f"AWS:{password}".encode()).decode(),
                   base64.b64encode(LAYER).decode(), LAYER.decode(), "Signature=", "signature=", "hunter2", "x" * 3000):
        assert secret not in text, secret[:40]


def test_what_no_door_claims_is_no_call(server):
    before = len(audit.records(server))
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(server.endpoint_url + "/favicon.ico", timeout=10)
    server.boto3_client("ecr").describe_registry()
    audit.wait_for(server, lambda found: len(found) > before)
    assert len(audit.records(server)) == before + 1


def test_files_are_rotated_by_size_and_the_oldest_go():
    with Server(config={"audit_max_file": "1MiB", "audit_files": 2}) as server:
        client = client_for(server)
        name = "r" * 250
        for _ in range(3500):
            client.request("GET", f"/v2/{name}/tags/list")
        last(server, lambda found: sum(path.stat().st_size for path in audit.files(server)) > 1 << 20)
        server.stop()
        files = audit.files(server)
        assert len(files) == 2
        assert all(path.stat().st_size <= 1 << 20 for path in files)
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
        assert "entrepot_audit_dropped_total" not in server.log()


def test_what_was_answered_before_the_stop_is_recorded():
    with Server() as server:
        client = client_for(server)
        for _ in range(100):
            client.tags("audit/none")
        server.stop()
        assert len(audit.records(server, eventName="ListImages")) == 100


def test_no_log_is_kept_if_none_is_wanted():
    with Server(config={"audit": "false"}) as server:
        client_for(server).tags("audit/none")
        assert not (server.data_dir / "audit").exists()


def test_a_folder_that_cannot_be_written_is_named_at_the_start(tmp_path):
    (tmp_path / "file").write_text("in the way")
    server = Server(config={"audit_folder": str(tmp_path / "file" / "audit")})
    try:
        with pytest.raises(StartFailed, match="the audit log cannot make the folder .*file/audit"):
            server.start()
    finally:
        server.close()
