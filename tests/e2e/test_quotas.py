"""ECR's rates and limits, where they are configured."""
import base64
import concurrent.futures
import json
import time
import urllib.error
import urllib.request

import botocore.exceptions
import pytest

from tests.support.ecr import MIB, Repository, digest, invalid, refused, unchecked
from tests.support.server import Server, StartFailed

pytestmark = pytest.mark.ci
SPEED = 24  # requests at once: more than one second's worth, however slow the machine is


@pytest.fixture(scope="module", autouse=True)
def not_a_peer(request):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no quotas")


@pytest.fixture(scope="module")
def throttled():
    with Server(config={"throttle": True, "throttle_rates": "ListImages=1,DescribeRepositories=1,PutImage=1000"}) as one:
        Repository(one.boto3_client("ecr"), one, name="team/app")
        yield one


def at_once(call):
    with concurrent.futures.ThreadPoolExecutor(SPEED) as pool:
        return list(pool.map(lambda _: call(), range(SPEED)))


def test_the_api_refuses_what_comes_too_fast(throttled):
    ecr = unchecked(throttled)

    def call():
        try:
            ecr.list_images(repositoryName="team/app")
        except botocore.exceptions.ClientError as error:
            told = error.response
            return told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"], told["Error"]["Message"]
        return 200
    seen = at_once(call)
    assert set(seen) == {200, (400, "ThrottlingException", "Rate exceeded")}, seen
    time.sleep(1.1)
    assert call() == 200, "a second later it is taken again"


def test_an_operation_that_has_no_rate_is_taken_as_fast_as_it_comes(throttled):
    ecr = unchecked(throttled)
    at_once(lambda: ecr.batch_delete_image(repositoryName="team/app", imageIds=[{"imageTag": "none"}]))


def test_the_registry_protocol_counts_for_the_same_operation(throttled):
    header = {"Authorization": "Basic " + base64.b64encode(f"AWS:{throttled.password()}".encode()).decode()}
    url = throttled.endpoint_url + "/v2/team/app/tags/list"

    def call():
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=header), timeout=60) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
    time.sleep(1.1)
    assert call() == 200
    refusals = {each for each in at_once(call) if each != 200}
    assert refusals, "nothing was refused"
    assert {(status, json.loads(text)["errors"][0]["code"], json.loads(text)["errors"][0]["message"])
            for status, text in refusals} == {(429, "TOOMANYREQUESTS", "Rate exceeded")}


def test_rates_are_of_operations_that_there_are():
    server = Server(config={"throttle": True, "throttle_rates": "PutImages=1"})
    with pytest.raises(StartFailed, match="'PutImages=1' names no operation"):
        server.start()
    server.close()


# Limits of what a registry holds.


@pytest.fixture(scope="module")
def small():
    with Server(config={"max_repositories": 2, "max_images_per_repository": 1, "max_tags_per_image": 1,
                        "max_layer_parts": 2, "max_layer_size": "11MiB", "max_tags_per_repository": 2,
                        "max_pull_time_exclusions": 1, "max_creation_templates": 1,
                        "max_pull_through_cache_rules": 1, "max_replication_rules": 1,
                        "max_replication_destinations": 1, "max_signing_rules": 1}) as one:
        Repository(one.boto3_client("ecr"), one, name="team/app")
        Repository(one.boto3_client("ecr"), one, name="team/parts")
        one.boto3_client("ecr").create_repository_creation_template(prefix="a", appliedFor=["REPLICATION"])
        yield one


def test_repositories_are_limited(small):
    refused(unchecked(small).create_repository, "LimitExceededException",
            f"The registry with id '{small.account}' already has the maximum allowed number of repositories which is '2'",
            repositoryName="one/more")


def test_images_and_tags_are_limited(small):
    ecr = unchecked(small)
    repository = Repository.__new__(Repository)
    repository.client, repository.account, repository.name = ecr, small.account, "team/app"
    text = repository.manifest("one")
    repository.call("put_image", imageManifest=text, imageTag="v1")
    repository.refused("put_image", "LimitExceededException",
                       f"Adding tag 'v2' to an image in the repository with name 'team/app' in registry with id "
                       f"'{small.account}' exceeds the maximum allowed number of tags per image which is '1'",
                       imageManifest=text, imageTag="v2")
    repository.refused("put_image", "LimitExceededException",
                       f"The repository with name 'team/app' in registry with id '{small.account}' already has the "
                       "maximum allowed number of images which is '1'", imageManifest=repository.manifest("two"))


def test_parts_and_layers_are_limited(small):
    ecr = unchecked(small)

    def start():
        return ecr.initiate_layer_upload(repositoryName="team/parts")["uploadId"]

    def part(upload, first, data):
        return dict(repositoryName="team/parts", uploadId=upload, partFirstByte=first,
                    partLastByte=first + len(data) - 1, layerPartBlob=data)
    upload, piece = start(), b"x" * (5 * MIB)
    ecr.upload_layer_part(**part(upload, 0, piece))
    ecr.upload_layer_part(**part(upload, len(piece), piece))
    refused(ecr.upload_layer_part, "LimitExceededException",
            f"The upload with id '{upload}' in the repository with name 'team/parts' in registry with id "
            f"'{small.account}' already has the maximum allowed number of layer parts which is '2'",
            **part(upload, 2 * len(piece), b"more"))
    done = ecr.complete_layer_upload(repositoryName="team/parts", uploadId=upload, layerDigests=[digest(piece * 2)])
    assert done["layerDigest"] == digest(piece * 2), "what was there before can be completed"
    upload = start()
    ecr.upload_layer_part(**part(upload, 0, piece * 2))
    refused(ecr.upload_layer_part, "LimitExceededException",
            f"The layer is larger than {11 * MIB} bytes, the most that is allowed",
            **part(upload, 2 * len(piece), b"x" * (2 * MIB)))


def test_settings_of_a_registry_are_limited(small):
    ecr = unchecked(small)

    def already(things):
        return (f"The registry with id '{small.account}' already has the maximum allowed number of {things} which is "
                "'1'")

    def user(name):
        return f"arn:aws:iam::{small.account}:user/{name}"
    ecr.register_pull_time_update_exclusion(principalArn=user("a"))
    refused(ecr.register_pull_time_update_exclusion, "LimitExceededException",
            already("pull time update exclusions"), principalArn=user("b"))
    refused(ecr.create_repository_creation_template, "LimitExceededException",
            already("repository creation templates"), prefix="b", appliedFor=["REPLICATION"])
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="qa", upstreamRegistryUrl="quay.io")
    refused(ecr.create_pull_through_cache_rule, "LimitExceededException", already("pull through cache rules"),
            ecrRepositoryPrefix="qb", upstreamRegistryUrl="quay.io")


def test_rules_are_limited_in_the_words_of_the_model(small):
    ecr, bad = unchecked(small), "InvalidParameterException"
    east, west = ({"region": region, "registryId": small.account} for region in ("eu-east-1", "eu-west-1"))
    refused(ecr.put_replication_configuration, bad,
            invalid("replicationConfiguration.rules", "Member must have length less than or equal to 1"),
            replicationConfiguration={"rules": [{"destinations": [east]}] * 2})
    refused(ecr.put_replication_configuration, bad,
            invalid("replicationConfiguration", "the rules must have at most 1 different destinations"),
            replicationConfiguration={"rules": [{"destinations": [east, west]}]})
    profile = f"arn:aws:signer:{small.region}:{small.account}:/signing-profiles/one"
    refused(ecr.put_signing_configuration, bad,
            invalid("signingConfiguration.rules", "Member must have length less than or equal to 1"),
            signingConfiguration={"rules": [{"signingProfileArn": profile}] * 2})


def test_tags_of_a_repository_are_limited(small):
    ecr = unchecked(small)
    tags = [{"Key": key, "Value": ""} for key in "abc"]
    over = ("The list of tags on the repository is over the limit. The maximum number of tags that can be applied to a "
            "repository is 2.")
    arn = ecr.describe_repositories(repositoryNames=["team/app"])["repositories"][0]["repositoryArn"]
    ecr.tag_resource(resourceArn=arn, tags=tags[:2])
    refused(ecr.tag_resource, "TooManyTagsException", over, resourceArn=arn, tags=tags[2:])
    refused(ecr.create_repository, "TooManyTagsException", over, repositoryName="team/tags", tags=tags)
    refused(ecr.update_repository_creation_template, "InvalidParameterException", invalid("resourceTags", over),
            prefix="a", resourceTags=tags)


def test_an_answer_holds_a_limited_number_of_bytes(registry):
    repository = Repository(unchecked(registry), registry)
    images = [{"imageDigest": repository.put("large", annotations={"pad": f"{at}" * 4_000_000})} for at in range(9)]
    told = repository.refused("batch_get_image", "LimitExceededException", imageIds=images)["Error"]["Message"]
    assert told.endswith(f"one answer holds at most {32 * MIB}"), told
    assert len(repository.call("batch_get_image", imageIds=images[:8])["images"]) == 8
