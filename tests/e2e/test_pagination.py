"""Pages under change: nothing is seen twice, and what was there throughout is not skipped, whatever is made and deleted
meanwhile and however the pages are cut. And page tokens: sealed, and good for their own listing only."""
import base64
import random
import threading

import pytest

from tests.support.ecr import Repository, invalid, refused, unchecked

pytestmark = pytest.mark.ci
FOREIGN = invalid("nextToken", "Must be a token of the same listing")


class Churn:
    """Changes what is listed, beside the listing, until it is left."""

    def __init__(self, make, remove, seed):
        self.make, self.remove, self.random = make, remove, random.Random(seed)
        self.ended, self.changes, self.failure = threading.Event(), 0, None
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        there = []
        try:
            while not self.ended.is_set():
                if there and self.random.random() < 0.5:
                    self.remove(there.pop(self.random.randrange(len(there))))
                else:
                    there.append(self.make(self.random))
                self.changes += 1
        except Exception as error:  # shown by the test
            self.failure = error

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        assert self.failure is None, self.failure


def pages(call, result, sizes):
    """All items, in pages of changing sizes."""
    items, more = [], {}
    while True:
        answer = call(maxResults=sizes(), **more)
        items += answer[result]
        if "nextToken" not in answer:
            return items
        more = {"nextToken": answer["nextToken"]}


@pytest.fixture(scope="module")
def image_listing(registry):
    repository = Repository(unchecked(registry), registry)
    text = repository.manifest("listed")
    stable = set()
    for at in range(30):
        tag = f"stable-{random.Random(at).random()}"
        answer = repository.call("put_image", imageManifest=text, imageTag=tag)["image"]["imageId"]
        stable.add((answer["imageDigest"], answer["imageTag"]))
    return repository, text, stable


@pytest.mark.parametrize("seed", range(3))
def test_images_under_change(registry, image_listing, seed):
    repository, text, stable = image_listing
    other = Repository(unchecked(registry), registry, name=repository.name + f"-{seed}")  # a client of its own
    other.name = repository.name

    def make(chance):
        tag = f"fleeting-{chance.random()}"
        other.call("put_image", imageManifest=text, imageTag=tag)
        return tag
    chance = random.Random(seed)
    with Churn(make, lambda tag: other.call("batch_delete_image", imageIds=[{"imageTag": tag}]), seed) as churn:
        while churn.changes < 20 and churn.thread.is_alive():
            listed = pages(lambda **paging: repository.call("list_images", **paging), "imageIds",
                           lambda: chance.choice([1, 2, 3, 7, 20]))
            keys = [(each["imageDigest"], each.get("imageTag")) for each in listed]
            assert len(keys) == len(set(keys)), "seen twice"
            assert stable <= set(keys), "skipped"


@pytest.mark.parametrize("seed", range(2))
def test_repositories_under_change(registry, seed):
    ecr, other = unchecked(registry), unchecked(registry)
    prefix = f"listed/{random.random()}"
    stable = {ecr.create_repository(repositoryName=f"{prefix}/{random.Random(at).random()}")["repository"]["repositoryName"]
              for at in range(20)}

    def make(chance):
        return other.create_repository(repositoryName=f"{prefix}/{chance.random()}-x")["repository"]["repositoryName"]
    chance = random.Random(seed)
    with Churn(make, lambda name: other.delete_repository(repositoryName=name), seed) as churn:
        while churn.changes < 20 and churn.thread.is_alive():
            names = [each["repositoryName"] for each in pages(ecr.describe_repositories, "repositories",
                                                              lambda: chance.choice([5, 9, 50]))]
            assert len(names) == len(set(names)), "seen twice"
            assert stable <= set(names), "skipped"


def test_a_token_belongs_to_operation_repository_and_filter(registry, image_listing):
    repository, _, _ = image_listing
    ecr = repository.client
    token = repository.call("list_images", maxResults=1, filter={"tagStatus": "TAGGED"})["nextToken"]
    assert repository.call("list_images", filter={"tagStatus": "TAGGED"}, nextToken=token)["imageIds"]
    refusals = [("list_images", {}), ("list_images", {"filter": {"tagStatus": "ANY"}}), ("describe_images", {}),
                ("describe_images", {"filter": {"tagStatus": "TAGGED"}})]
    for operation, more in refusals:
        repository.refused(operation, "InvalidParameterException", FOREIGN, nextToken=token, **more)
    elsewhere = Repository(ecr, registry)
    elsewhere.refused("list_images", "InvalidParameterException", FOREIGN, nextToken=token,
                      filter={"tagStatus": "TAGGED"})


def test_an_altered_token_is_refused(registry, image_listing):
    repository, _, _ = image_listing
    token = repository.call("list_images", maxResults=1)["nextToken"]
    chance = random.Random(1)
    for _ in range(20):
        at = chance.randrange(len(token) - 1)  # the last letter may hold bits that stand for nothing
        letter = chance.choice([each for each in "ABCDEFabcdef012345-_" if each != token[at]])
        repository.refused("list_images", "InvalidParameterException", FOREIGN,
                           nextToken=token[:at] + letter + token[at + 1:])
    for altered in (token[:-4], token + "AAAA", "", "x" * 20_000):
        repository.refused("list_images", "InvalidParameterException", FOREIGN, nextToken=altered)


def test_a_token_tells_nothing(registry, image_listing):
    repository, _, stable = image_listing
    token = repository.call("list_images", maxResults=1)["nextToken"]
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert not any(part.encode() in raw for identity in stable for part in identity)
