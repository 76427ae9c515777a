"""From the AWS API to a push: passwords, addresses, and what stays good over a restart."""
import json
import subprocess

import pytest

from tests.support.clients import need
from tests.support.oci import Client, client_for, digest_of, image_manifest

pytestmark = pytest.mark.ci


@pytest.fixture(autouse=True)
def _entrepot_only(pytestconfig):
    if pytestconfig.getoption("--peer"):
        pytest.skip("a peer has no AWS API")


def test_password_of_the_aws_cli_logs_clients_in(target):
    aws, crane = need("aws"), need("crane")
    password = target.run(aws, "ecr", "get-login-password", **target.server.aws_environment())

    target.run(crane, "auth", "login", target.server.host, "-u", "AWS", "--password-stdin", input=password)

    assert target.run(crane, "ls", target.image) == ""


def test_repository_uri_can_be_pushed_to(target, layout):
    aws, crane = need("aws"), need("crane")
    made = json.loads(target.run(aws, "ecr", "create-repository", "--repository-name", target.path + "-by-uri", "--output",
                                 "json", **target.server.aws_environment()))["repository"]
    target.run(crane, "auth", "login", target.server.host, "-u", "AWS", "--password-stdin", input=target.server.password())

    target.run(crane, "append", "-f", _one_file(target), "-t", made["repositoryUri"] + ":1")

    listed = json.loads(target.run(aws, "ecr", "list-images", "--repository-name", target.path + "-by-uri", "--output",
                                   "json", **target.server.aws_environment()))
    assert [image["imageTag"] for image in listed["imageIds"]] == ["1"]


def test_env_is_all_that_the_aws_cli_needs(target):
    need("aws")
    script = f'eval "$({target.server.binary} env --data {target.server.data_dir})"; ' \
             "aws ecr describe-repositories --output json; echo $ENTREPOT_REGISTRY"
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=target.environment, timeout=60)
    assert said.returncode == 0, said.stderr
    body, _, registry = said.stdout.strip().rpartition("\n")
    assert registry == target.server.host
    assert target.path in [each["repositoryName"] for each in json.loads(body)["repositories"]]


def test_password_of_another_server_is_refused(target, private_registry):
    stranger = Client(target.server.endpoint_url, "AWS", private_registry.password(), ca_file=target.server.ca_file)
    assert stranger.request("GET", "/v2/").status in (401, 403)


@pytest.mark.parametrize("user,password", [("AWS", ""), ("", "x"), ("root", "x"), ("AWS", "A" * 5000), ("AWS", "\u00e9")])
def test_made_up_password_is_refused(target, user, password):
    stranger = Client(target.server.endpoint_url, user, password, ca_file=target.server.ca_file)
    assert stranger.request("GET", "/v2/").status in (400, 401, 403)


def _push(client, repository, tag):
    layer, config = b"layer of " + tag.encode(), b"{}"
    for data in (layer, config):
        client.push_blob(repository, data)
    manifest = image_manifest(config, [layer])
    client.put_manifest(repository, tag, manifest)
    return digest_of(manifest), layer


def test_images_tags_and_passwords_outlive_a_restart(private_registry):
    private_registry.create_repository("kept")
    client = client_for(private_registry)
    digest, layer = _push(client, "kept", "1")

    password = private_registry.password()
    assert private_registry.stop() == 0
    private_registry.start()

    client = Client(private_registry.endpoint_url, "AWS", password)
    assert client.get_manifest("kept", "1")[1] == digest
    assert client.get_blob("kept", digest_of(layer)) == layer


def test_upload_goes_on_after_a_kill(private_registry):
    private_registry.create_repository("kept")
    client = client_for(private_registry)
    data = bytes(range(256)) * 4000
    location = client.append(client.start_upload("kept"), data[:300_000], 0)

    private_registry.kill9()
    private_registry.start()

    client = client_for(private_registry)
    offset = client.upload_offset(location)
    assert offset == 300_000
    client.finish(client.append(location, data[offset:], offset), digest_of(data))
    assert client.get_blob("kept", digest_of(data)) == data


def test_a_second_server_on_the_same_data_is_refused(private_registry):
    from tests.support.server import Server, StartFailed
    second = Server(data_dir=private_registry.data_dir)
    with pytest.raises(StartFailed, match="ended with status"):
        second.start()
    second.close()
    assert client_for(private_registry).request("GET", "/v2/").status == 200


def _one_file(target):
    from tests.support.images import tar_layer
    path = target.home / "one.tar"
    path.write_bytes(tar_layer({"srv/one.txt": "one\n"}))
    return path
