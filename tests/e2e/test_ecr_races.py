"""Sixteen clients at once over HTTP: one winner, no update lost, nothing torn."""
import concurrent.futures
import threading

import pytest

from tests.support.ecr import Repository, unchecked
from tests.support.oci import MANIFEST, client_for, digest_of

pytestmark = pytest.mark.ci
CLIENTS = 16


def at_once(act):
    """Runs act(client) for each of sixteen clients at the same moment; returns what they returned, in order."""
    start = threading.Barrier(CLIENTS)

    def run(client):
        start.wait()
        return act(client)

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(run, range(CLIENTS)))


@pytest.fixture
def clients(registry):
    return [unchecked(registry) for _ in range(CLIENTS)]


def outcome(call, **parameters):
    """"ok", or the name of the error."""
    try:
        call(**parameters)
    except Exception as error:  # noqa: BLE001 - whatever it is, its name is judged
        return getattr(error, "response", {"Error": {"Code": repr(error)}})["Error"]["Code"]
    return "ok"


def test_one_tag_moved_by_all(registry, clients):
    repository = Repository(clients[0], registry)
    manifests = [repository.manifest(str(number)) for number in range(CLIENTS)]
    outcomes = at_once(lambda client: [
        outcome(clients[client].put_image, repositoryName=repository.name, imageManifest=manifests[client],
                imageTag="latest") for _ in range(5)])
    assert {word for each in outcomes for word in each} <= {"ok", "ImageAlreadyExistsException"}
    assert all("ok" in each for each in outcomes)
    details = repository.call("describe_images")["imageDetails"]
    assert len(details) == CLIENTS, "who lost the tag is still there"
    holders = [each["imageDigest"] for each in details if each.get("imageTags")]
    reply = client_for(registry).request("GET", f"/v2/{repository.name}/manifests/latest")
    assert holders == [reply.headers["Docker-Content-Digest"]] == [digest_of(reply.body)]


def test_the_same_image_put_by_all(registry, clients):
    repository = Repository(clients[0], registry)
    manifest = repository.manifest("one")
    outcomes = at_once(lambda client: outcome(clients[client].put_image, repositoryName=repository.name,
                                              imageManifest=manifest, imageTag="v1"))
    assert sorted(outcomes) == ["ImageAlreadyExistsException"] * (CLIENTS - 1) + ["ok"]


def test_put_and_delete(registry, clients):
    repository = Repository(clients[0], registry)
    manifest = repository.manifest("one")
    image = digest_of(manifest.encode())

    def act(client):
        made = deleted = 0
        for _ in range(10):
            if client % 2:
                answer = clients[client].batch_delete_image(repositoryName=repository.name,
                                                            imageIds=[{"imageDigest": image}])
                deleted += len(answer["imageIds"])
                assert all(each["failureCode"] == "ImageNotFound" for each in answer["failures"])
            else:
                word = outcome(clients[client].put_image, repositoryName=repository.name, imageManifest=manifest,
                               imageTag="v1")
                assert word in ("ok", "ImageAlreadyExistsException")
                made += word == "ok"
        return made, deleted

    counts = at_once(act)
    there = len(repository.call("list_images")["imageIds"])
    assert sum(made for made, _ in counts) - sum(deleted for _, deleted in counts) == there
    assert there in (0, 1)


def test_an_immutable_tag_from_both_doors(registry, clients):
    repository = Repository(clients[0], registry, imageTagMutability="IMMUTABLE")
    manifests = [repository.manifest(side) for side in ("left", "right")]
    dockers = [client_for(registry) for _ in range(CLIENTS)]
    path = f"/v2/{repository.name}/manifests/v1"

    def act(client):
        mine = manifests[client % 2]
        if client % 4 < 2:
            word = outcome(clients[client].put_image, repositoryName=repository.name, imageManifest=mine, imageTag="v1")
            return word if word != "ImageAlreadyExistsException" else "ok"
        reply = dockers[client].request("PUT", path, mine.encode(), {"Content-Type": MANIFEST})
        if reply.status == 201:
            return "ok"
        error = reply.json()["errors"][0]
        assert (reply.status, error["code"]) == (400, "TAG_INVALID")
        assert error["message"] == (f"The image tag 'v1' already exists in the '{repository.name}' repository and "
                                    "cannot be overwritten because the tag is immutable.")
        return "ImageTagAlreadyExistsException"

    outcomes = at_once(act)
    sides = [set(outcomes[side::2]) for side in (0, 1)]
    assert {"ok"} in sides and {"ImageTagAlreadyExistsException"} in sides, sides
    winner = manifests[sides.index({"ok"})]
    assert client_for(registry).request("GET", path).body == winner.encode()
    again = client_for(registry).request("PUT", path, winner.encode(), {"Content-Type": MANIFEST})
    assert again.status == 201, "the same digest again changes nothing"
