"""Repositories and identity through boto3: CreateRepository, DescribeRepositories, DeleteRepository,
GetAuthorizationToken, and what answers instead of an operation."""
import base64
import datetime
import time

import pytest

from tests.support.ecr import NAME_PATTERN, Repository, invalid, refused

pytestmark = pytest.mark.ci
STRANGER = "999999999999"


def test_create_answers_ecrs_shape_and_defaults(ecr, registry):
    name = f"shape/r{time.time_ns()}"
    answer = ecr.create_repository(repositoryName=name)
    made = answer["repository"]
    created = made.pop("createdAt")
    assert abs(created.timestamp() - time.time()) < 60
    assert made == {
        "repositoryArn": f"arn:aws:ecr:{registry.region}:{registry.account}:repository/{name}",
        "registryId": registry.account,
        "repositoryName": name,
        "repositoryUri": f"{registry.host}/{name}",
        "imageTagMutability": "MUTABLE",
        "imageScanningConfiguration": {"scanOnPush": False},
        "encryptionConfiguration": {"encryptionType": "AES256"},
    }
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert headers["x-amzn-requestid"] == answer["ResponseMetadata"]["RequestId"]


def test_settings_are_stored_and_answered(ecr, registry):
    filters = [{"filterType": "WILDCARD", "filter": "dev-*"}, {"filterType": "WILDCARD", "filter": "latest"}]
    repository = Repository(ecr, registry, imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
                            imageTagMutabilityExclusionFilters=filters,
                            imageScanningConfiguration={"scanOnPush": True}, registryId=registry.account,
                            tags=[{"Key": "team", "Value": "a"}, {"Key": "empty", "Value": ""}])
    described = ecr.describe_repositories(repositoryNames=[repository.name])["repositories"]
    assert described == [repository.created]
    assert described[0]["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert described[0]["imageTagMutabilityExclusionFilters"] == filters
    assert described[0]["imageScanningConfiguration"] == {"scanOnPush": True}


def test_create_refuses_a_name_that_is_taken(ecr, registry, repository):
    refused(ecr.create_repository, "RepositoryAlreadyExistsException",
            f"The repository with name '{repository.name}' already exists in the registry with id '{registry.account}'",
            repositoryName=repository.name)


@pytest.mark.parametrize("name", ["A", "team//app", "/app", "app/", "a..b", "a b", "app:1", "..", "a___b", "ä1"])
def test_create_refuses_bad_names(ecr, name):
    refused(ecr.create_repository, "InvalidParameterException",
            invalid("repositoryName", f"must satisfy regular expression '{NAME_PATTERN}'"), repositoryName=name)


def test_names_have_2_to_256_characters(ecr):
    refused(ecr.create_repository, "InvalidParameterException",
            invalid("repositoryName", "Member must have length greater than or equal to 2"), repositoryName="a")
    refused(ecr.create_repository, "InvalidParameterException",
            invalid("repositoryName", "Member must have length less than or equal to 256"), repositoryName="a" * 257)
    refused(ecr.create_repository, "InvalidParameterException",
            invalid("repositoryName", "Member must not be null"))
    longest = f"{time.time_ns()}/".ljust(256, "a")
    assert ecr.create_repository(repositoryName=longest)["repository"]["repositoryName"] == longest
    ecr.delete_repository(repositoryName=longest)


def test_create_refuses_settings_that_do_not_fit(ecr):
    create, bad = ecr.create_repository, "InvalidParameterException"
    refused(create, bad, invalid("imageTagMutability", "Member must satisfy enum value set: [IMMUTABLE, MUTABLE, "
                                 "MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION]"),
            repositoryName="settings/a", imageTagMutability="SOLID")
    refused(create, bad, invalid("imageTagMutabilityExclusionFilters", "ImageTagMutabilityExclusionFilters can't be "
                                 "null when imageTagMutability is set as IMMUTABLE_WITH_EXCLUSION"),
            repositoryName="settings/a", imageTagMutability="IMMUTABLE_WITH_EXCLUSION")
    for kind in ("KMS", "KMS_DSSE"):
        refused(create, bad, repositoryName="settings/a", encryptionConfiguration={"encryptionType": kind})
    refused(ecr.describe_repositories, "RepositoryNotFoundException", repositoryNames=["settings/a"])


def test_resource_tags_have_awss_limits(ecr):
    def create(tags, code):
        refused(ecr.create_repository, code, repositoryName="tagged/a", tags=tags)
    create([{"Key": f"k{i}", "Value": ""} for i in range(51)], "TooManyTagsException")
    create([{"Key": "", "Value": "v"}], "InvalidTagParameterException")
    create([{"Key": "k" * 129, "Value": "v"}], "InvalidTagParameterException")
    create([{"Key": "k", "Value": "v" * 257}], "InvalidTagParameterException")
    create([{"Key": "aws:k", "Value": "v"}], "InvalidTagParameterException")
    create([{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}], "InvalidTagParameterException")


def test_describe_fails_as_a_whole_for_one_unknown_name(ecr, registry, repository):
    refused(ecr.describe_repositories, "RepositoryNotFoundException",
            f"The repository with name 'not/there' does not exist in the registry with id '{registry.account}'",
            repositoryNames=[repository.name, "not/there"])


def test_describe_pages_through_everything_once_and_in_order(ecr, registry):
    prefix = f"pages/{time.time_ns()}"
    made = {Repository(ecr, registry, name=f"{prefix}/r{i:02}").name for i in range(25)}
    seen = []
    for page in ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": 7}):
        assert len(page["repositories"]) <= 7
        seen += [each["repositoryName"] for each in page["repositories"]]
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen))
    assert {name for name in seen if name.startswith(prefix)} == made
    assert "nextToken" not in ecr.describe_repositories(maxResults=1000)


def test_a_page_token_is_good_for_its_own_listing_only(ecr, registry, repository):
    Repository(ecr, registry)
    token = ecr.describe_repositories(maxResults=1)["nextToken"]
    refused(ecr.list_images, "InvalidParameterException", repositoryName=repository.name, nextToken=token)
    flipped = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    refused(ecr.describe_repositories, "InvalidParameterException", nextToken=flipped)
    refused(ecr.describe_repositories, "InvalidParameterException", nextToken="!")


def test_names_exclude_paging(ecr, repository):
    refused(ecr.describe_repositories, "InvalidParameterException",
            invalid("maxResults", "Member must be null when 'repositoryNames' is specified"),
            repositoryNames=[repository.name], maxResults=10)
    for wrong in (0, 1001):
        refused(ecr.describe_repositories, "InvalidParameterException", maxResults=wrong)


def test_delete_answers_what_is_gone(ecr, repository):
    assert repository.call("delete_repository")["repository"] == repository.created
    repository.refused("delete_repository", "RepositoryNotFoundException")


def test_delete_spares_a_repository_with_images_unless_forced(ecr, registry, repository):
    repository.put("kept", "v1")
    repository.refused("delete_repository", "RepositoryNotEmptyException",
                       f"The repository with name '{repository.name}' in registry with id '{registry.account}' cannot "
                       "be deleted because it still contains images")
    repository.call("delete_repository", force=True)
    refused(ecr.describe_repositories, "RepositoryNotFoundException", repositoryNames=[repository.name])


def test_a_repository_made_anew_is_empty(ecr, registry, repository):
    repository.put("old", "v1")
    repository.call("delete_repository", force=True)
    again = Repository(ecr, registry, name=repository.name)
    assert again.call("list_images")["imageIds"] == []


def test_another_account_is_denied_whether_or_not_it_exists(ecr, registry):
    arn = f"arn:aws:ecr:{registry.region}:{STRANGER}:repository/x1"
    refused(ecr.create_repository, "AccessDeniedException",
            f"User: arn:aws:iam::{registry.account}:root is not authorized to perform: ecr:CreateRepository on "
            f"resource: {arn} because no resource-based policy allows the ecr:CreateRepository action",
            repositoryName="x1", registryId=STRANGER)
    refused(ecr.list_images, "AccessDeniedException", repositoryName="x1", registryId=STRANGER)
    refused(ecr.describe_repositories, "AccessDeniedException", registryId=STRANGER)
    answer = refused(ecr.list_images, "InvalidParameterException", repositoryName="x1", registryId="12345")
    assert "'registryId'" in answer["Error"]["Message"]


def test_the_token_is_for_docker_login(ecr, registry):
    data = ecr.get_authorization_token()["authorizationData"]
    assert len(data) == 1
    user, _, password = base64.b64decode(data[0]["authorizationToken"]).decode().partition(":")
    assert user == "AWS" and 100 < len(password) <= 1200
    assert data[0]["proxyEndpoint"] == registry.endpoint_url
    left = data[0]["expiresAt"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(hours=11, minutes=58) < left <= datetime.timedelta(hours=12)


def test_the_token_has_an_entry_for_each_registry_asked_for(ecr, registry):
    data = ecr.get_authorization_token(registryIds=[registry.account] * 10)["authorizationData"]
    assert len(data) == 10
    refused(ecr.get_authorization_token, "InvalidParameterException",
            invalid("registryIds", "Member must have length less than or equal to 10"),
            registryIds=[registry.account] * 11)
    refused(ecr.get_authorization_token, "InvalidParameterException", registryIds=["1"])
