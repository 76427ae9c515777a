"""The Docker engine: a daemon of the test's own, with its own data folder, socket and no network."""
import base64
import json

import pytest

from tests.support.images import docker_archive, many_layers

pytestmark = pytest.mark.ci


def test_docker_pulls_the_image_it_pushed(target, docker, saved_image):
    docker("load", "-i", saved_image)
    docker("tag", "entrepot.test/app:1", target.image + ":1")
    identity = docker("image", "inspect", "--format", "{{.Id}}", target.image + ":1")
    docker("push", target.image + ":1")
    digest = docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", target.image + ":1").partition("@")[2]
    docker("image", "rm", "-f", identity)

    docker("pull", f"{target.image}@{digest}")

    assert docker("image", "inspect", "--format", "{{.Id}}", f"{target.image}@{digest}") == identity
    assert target.client().get_manifest(target.path, "1")[1] == digest
    docker("image", "rm", "-f", identity)


def test_docker_logs_in_with_a_sessions_password(target, docker, saved_image):
    session = target.server.boto3_client("sts").get_session_token()["Credentials"]
    ecr = target.server.boto3_client("ecr", aws_access_key_id=session["AccessKeyId"],
                                     aws_secret_access_key=session["SecretAccessKey"],
                                     aws_session_token=session["SessionToken"])
    token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    password = base64.b64decode(token).decode().removeprefix("AWS:")
    docker("login", "-u", "AWS", "--password-stdin", target.server.host, input=password)

    docker("load", "-i", saved_image)
    docker("tag", "entrepot.test/app:1", target.image + ":1")
    docker("push", target.image + ":1")

    assert target.client().get_manifest(target.path, "1")


def test_docker_gets_the_files_that_it_pushed(target, docker, saved_image):
    docker("load", "-i", saved_image)
    docker("tag", "entrepot.test/app:1", target.image + ":1")
    docker("push", target.image + ":1")
    docker("image", "rm", "-f", docker("image", "inspect", "--format", "{{.Id}}", target.image + ":1"))
    docker("pull", target.image + ":1")

    container = docker("create", "--network=none", target.image + ":1")
    docker("cp", f"{container}:/srv/hello.txt", target.home / "hello.txt")
    docker("rm", container)

    assert (target.home / "hello.txt").read_text() == "hello from entrepot\n"


@pytest.mark.parametrize("target", ["plain"], indirect=True)
def test_docker_pushes_and_pulls_a_hundred_layers(target, docker):
    archive = docker_archive(target.home / "hundred.tar", target.image + ":hundred", many_layers(100))
    docker("load", "-i", archive)
    identity = docker("image", "inspect", "--format", "{{.Id}}", target.image + ":hundred")
    docker("push", target.image + ":hundred")
    docker("image", "rm", "-f", identity)

    docker("pull", "-q", target.image + ":hundred")

    assert docker("image", "inspect", "--format", "{{.Id}}", target.image + ":hundred") == identity
    assert target.client().get_manifest(target.path, "hundred")[2].count(b'"digest"') == 101
    docker("image", "rm", "-f", identity)


def test_docker_pushes_a_list_of_images(target, docker, saved_image):
    # The list is the command line's own work, beside the engine.
    docker("load", "-i", saved_image)
    docker("tag", "entrepot.test/app:1", target.image + ":1")
    docker("push", target.image + ":1")
    insecure = [] if target.tls else ["--insecure"]
    docker("manifest", "create", *insecure, target.image + ":list", target.image + ":1")

    pushed = docker("manifest", "push", *insecure, target.image + ":list").split()[-1]

    _, digest, body = target.client().get_manifest(target.path, "list")
    assert digest == pushed
    assert [each["digest"] for each in json.loads(body)["manifests"]] == [target.client().get_manifest(target.path, "1")[1]]


def test_docker_push_to_a_repository_that_is_not_there_says_so(target, docker, engine, saved_image, pytestconfig):
    if pytestconfig.getoption("--peer"):
        pytest.skip("a peer makes repositories by itself")
    docker("load", "-i", saved_image)
    name = f"{target.server.host}/{target.path}-missing:1"
    docker("tag", "entrepot.test/app:1", name)

    said = target.fails("docker", "-H", engine, "push", name)

    assert "does not exist" in said


def test_docker_with_a_wrong_password_cannot_log_in(target, engine, trusted_by_docker):
    said = target.fails("docker", "-H", engine, "login", "-u", "AWS", "--password-stdin", target.server.host, input="wrong")
    assert "unauthorized" in said.lower() or "401" in said


@pytest.mark.parametrize("target", ["tls"], indirect=True)
def test_docker_without_the_ca_does_not_speak_to_the_registry(target, engine, by_name):
    said = target.fails("docker", "-H", engine, "pull", target.image + ":1")
    assert "certificate signed by unknown authority" in said
