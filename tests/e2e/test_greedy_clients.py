"""Clients that take more than their part: the others must not notice."""
import concurrent.futures
import pathlib
import socket
import time

import botocore.exceptions
import pytest

from tests.support.ecr import MIB, Repository, unchecked
from tests.support.oci import MANIFEST, client_for, image_manifest
from tests.support.server import Server

pytestmark = pytest.mark.ci


@pytest.fixture
def start(request):
    """Starts a server of the test's own."""
    if request.config.getoption("--peer"):
        pytest.skip("the limits are this server's")
    started = []

    def start(**config):
        started.append(Server(config=config).start())
        started[-1].create_repository("team/app")
        return started[-1]
    yield start
    for each in started:
        each.close()


def half_a_request(server, line, headers, body):
    """A connection that has sent so much, and sends no more."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "x", **headers}.items())
    connection.sendall(f"{line} HTTP/1.1\r\n{head}\r\n".encode() + body)
    return connection


def peak_mib(server):
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def test_strangers_who_send_slowly_keep_nobody_out(start):
    server = start(max_in_flight=16)
    signed = {"X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.ListImages", "Content-Length": 100,
              "Content-Type": "application/x-amz-json-1.1",
              "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/ecr/aws4_request, "
                               f"SignedHeaders=host, Signature={'0' * 64}"}
    slow = [half_a_request(server, "POST /", signed, b"{") for _ in range(40)]
    slow += [half_a_request(server, "POST /v2/team/app/blobs/uploads/", {"Content-Length": 1000}, b"x")
             for _ in range(40)]

    assert unchecked(server).describe_repositories()["repositories"]
    assert client_for(server).request("GET", "/v2/").status == 200

    for each in slow:
        each.close()


def test_large_manifests_that_do_not_come_keep_no_small_one_out(start):
    server = start()
    client = client_for(server)
    client.push_blob("team/app", b"{}")
    token = unchecked(server).get_authorization_token()["authorizationData"][0]["authorizationToken"]
    headers = {"Authorization": f"Basic {token}", "Content-Type": MANIFEST, "Content-Length": 4 * MIB}
    slow = [half_a_request(server, "PUT /v2/team/app/manifests/x", headers, b"{") for _ in range(70)]
    until = time.monotonic() + 20
    # 64 that wait, and the one that asks.
    while "entrepot_http_requests_in_flight 65\n" not in server.metrics() and time.monotonic() < until:
        time.sleep(0.05)
    refusal = client.request("PUT", "/v2/team/app/manifests/x", image_manifest(b"{}", [], {"pad": "x" * MIB}))
    assert refusal.status == 503, "256 MiB are promised to them"

    client.put_manifest("team/app", "v1", image_manifest(b"{}", []))

    for each in slow:
        each.close()


def test_many_large_manifests_at_once_cost_little_memory(start):
    server = start()
    repository = Repository(unchecked(server), server)
    images = [{"imageDigest": repository.put("large", annotations={"pad": f"{at:0>4000000}"})} for at in range(60)]
    before = peak_mib(server)

    def ask(ids):
        try:
            repository.call("batch_get_image", imageIds=ids)
        except botocore.exceptions.ClientError as error:
            return error.response["Error"]["Code"]
        return "none"
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        assert set(pool.map(ask, [images] * 12)) <= {"LimitExceededException", "ServiceUnavailableException"}

    assert peak_mib(server) - before < 400, "12 times 60 manifests are 2.9 GB"
    assert ask(images[:8]) == "none"
