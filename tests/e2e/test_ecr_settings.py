"""Settings of repositories through boto3: PutImageTagMutability, PutImageScanningConfiguration, TagResource,
UntagResource, ListTagsForResource."""
import pytest

from tests.support.ecr import NAME_PATTERN, Repository, invalid, refused, without_metadata

pytestmark = pytest.mark.ci
STRANGER = "999999999999"
TOO_MANY = ("The list of tags on the repository is over the limit. The maximum number of tags that can be applied to a "
            "repository is 50.")


def described(repository):
    return repository.client.describe_repositories(repositoryNames=[repository.name])["repositories"][0]


def wildcards(*filters):
    return [{"filterType": "WILDCARD", "filter": text} for text in filters]


# Mutability


def test_mutability_is_answered_kept_and_obeyed(registry, repository):
    repository.put("one", "v1")
    repository.put("one", "dev-1")
    answer = repository.call("put_image_tag_mutability", imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
                             imageTagMutabilityExclusionFilters=wildcards("dev-*", "latest"))
    assert without_metadata(answer) == {
        "registryId": registry.account, "repositoryName": repository.name,
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": wildcards("dev-*", "latest")}
    assert described(repository) == repository.created | {
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": wildcards("dev-*", "latest")}
    repository.refused("put_image", "ImageTagAlreadyExistsException",
                       f"The image tag 'v1' already exists in the '{repository.name}' repository and cannot be "
                       "overwritten because the tag is immutable.",
                       imageManifest=repository.manifest("two"), imageTag="v1")
    repository.put("two", "dev-1")


def test_docker_clients_are_told_of_the_new_mutability(registry, repository):
    from tests.support.oci import client_for
    repository.put("one", "v1")
    text = repository.manifest("two").encode()
    repository.call("put_image_tag_mutability", imageTagMutability="IMMUTABLE")
    path = f"/v2/{repository.name}/manifests/v1"
    headers = {"Content-Type": "application/vnd.oci.image.manifest.v1+json"}
    reply = client_for(registry).request("PUT", path, body=text, headers=headers)
    assert reply.status == 400, reply.body
    assert reply.json()["errors"][0]["code"] == "TAG_INVALID"
    assert reply.json()["errors"][0]["message"].endswith("cannot be overwritten because the tag is immutable.")
    repository.call("put_image_tag_mutability", imageTagMutability="MUTABLE")
    assert client_for(registry).request("PUT", path, body=text, headers=headers).status == 201


def test_mutability_without_filters_forgets_them(registry, repository):
    repository.call("put_image_tag_mutability", imageTagMutability="MUTABLE_WITH_EXCLUSION",
                    imageTagMutabilityExclusionFilters=wildcards("v*"))
    for mutability in ("IMMUTABLE", "MUTABLE"):
        answer = repository.call("put_image_tag_mutability", imageTagMutability=mutability)
        assert without_metadata(answer) == {"registryId": registry.account, "repositoryName": repository.name,
                                            "imageTagMutability": mutability}
        assert "imageTagMutabilityExclusionFilters" not in described(repository)
    assert described(repository) == repository.created


def test_mutability_refuses_what_the_model_refuses(repository):
    filters = "imageTagMutabilityExclusionFilters"

    def bad(member, why, **parameters):
        repository.refused("put_image_tag_mutability", "InvalidParameterException", invalid(member, why), **parameters)

    bad("imageTagMutability", "Member must not be null")
    bad("imageTagMutability", "Member must satisfy enum value set: [IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, "
        "IMMUTABLE_WITH_EXCLUSION]", imageTagMutability="FROZEN")
    bad(filters, "ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as "
        "IMMUTABLE_WITH_EXCLUSION", imageTagMutability="IMMUTABLE_WITH_EXCLUSION")
    bad(filters, "ImageTagMutabilityExclusionFilters must be null when imageTagMutability is set as IMMUTABLE",
        imageTagMutability="IMMUTABLE", imageTagMutabilityExclusionFilters=wildcards("a"))
    bad(filters, "Member must have length less than or equal to 5", imageTagMutability="MUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=wildcards(*"abcdef"))
    assert described(repository) == repository.created


def test_settings_of_an_unknown_repository(ecr, registry):
    message = f"The repository with name 'no/such' does not exist in the registry with id '{registry.account}'"
    refused(ecr.put_image_tag_mutability, "RepositoryNotFoundException", message, repositoryName="no/such",
            imageTagMutability="MUTABLE")
    refused(ecr.put_image_scanning_configuration, "RepositoryNotFoundException", message, repositoryName="no/such",
            imageScanningConfiguration={})
    refused(ecr.put_image_tag_mutability, "InvalidParameterException",
            invalid("repositoryName", f"must satisfy regular expression '{NAME_PATTERN}'"), repositoryName="No",
            imageTagMutability="MUTABLE")
    refused(ecr.put_image_scanning_configuration, "AccessDeniedException", repositoryName="no/such",
            imageScanningConfiguration={}, registryId=STRANGER)


# Scanning


def test_scan_on_push_is_answered_and_kept(registry, repository):
    for scan in (True, False, True):
        answer = repository.call("put_image_scanning_configuration", imageScanningConfiguration={"scanOnPush": scan})
        assert without_metadata(answer) == {"registryId": registry.account, "repositoryName": repository.name,
                                            "imageScanningConfiguration": {"scanOnPush": scan}}
        assert described(repository)["imageScanningConfiguration"] == {"scanOnPush": scan}
    repository.call("put_image_scanning_configuration", imageScanningConfiguration={})
    assert described(repository) == repository.created
    repository.refused("put_image_scanning_configuration", "InvalidParameterException",
                       invalid("imageScanningConfiguration", "Member must not be null"))


# Tags


def tags_of(ecr, arn):
    return {tag["Key"]: tag["Value"] for tag in ecr.list_tags_for_resource(resourceArn=arn)["tags"]}


def as_list(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def test_tags_are_added_changed_listed_and_removed(ecr, registry):
    arn = Repository(ecr, registry, tags=as_list({"team": "a"})).created["repositoryArn"]
    assert without_metadata(ecr.tag_resource(resourceArn=arn, tags=as_list({"team": "b", "größe": "x y", "e": ""}))) == {}
    assert tags_of(ecr, arn) == {"team": "b", "größe": "x y", "e": ""}
    assert without_metadata(ecr.untag_resource(resourceArn=arn, tagKeys=["team", "none"])) == {}
    assert without_metadata(ecr.list_tags_for_resource(resourceArn=arn)) == {
        "tags": as_list({"e": "", "größe": "x y"})}


def test_a_repository_without_tags_lists_none(ecr, repository):
    assert ecr.list_tags_for_resource(resourceArn=repository.created["repositoryArn"])["tags"] == []


def test_fifty_tags_are_the_limit(ecr, repository):
    arn = repository.created["repositoryArn"]
    ecr.tag_resource(resourceArn=arn, tags=as_list({f"k{i}": "" for i in range(50)}))
    refused(ecr.tag_resource, "TooManyTagsException", TOO_MANY, resourceArn=arn, tags=as_list({"one more": ""}))
    refused(ecr.tag_resource, "TooManyTagsException", TOO_MANY, resourceArn=arn,
            tags=as_list({f"k{i}": "" for i in range(51)}))
    refused(ecr.untag_resource, "TooManyTagsException", TOO_MANY, resourceArn=arn,
            tagKeys=[f"k{i}" for i in range(51)])
    ecr.tag_resource(resourceArn=arn, tags=as_list({"k7": "changed"}))
    assert len(tags_of(ecr, arn)) == 50 and tags_of(ecr, arn)["k7"] == "changed"


def test_bad_tags_are_refused(ecr, repository):
    arn = repository.created["repositoryArn"]
    for tag, message in (({"Key": "aws:x", "Value": ""}, "The tag key 'aws:x' begins with 'aws:', which is reserved"),
                         ({"Key": "", "Value": ""}, "A tag key must not be empty"),
                         ({"Key": "k" * 129, "Value": ""}, f"The tag key '{'k' * 129}' is longer than 128 characters"),
                         ({"Key": "k", "Value": "v" * 257},
                          "The value of the tag 'k' is longer than 256 characters"),
                         ({"Key": "k!", "Value": ""},
                          "The tag 'k!' may hold letters, numbers, spaces and + - = . _ : / @ only")):
        refused(ecr.tag_resource, "InvalidTagParameterException", message, resourceArn=arn, tags=[tag])
    refused(ecr.untag_resource, "InvalidTagParameterException",
            "The tag key 'AWS:x' begins with 'aws:', which is reserved", resourceArn=arn, tagKeys=["AWS:x"])
    refused(ecr.tag_resource, "InvalidParameterException", invalid("tags", "Member must not be null"), resourceArn=arn)
    refused(ecr.untag_resource, "InvalidParameterException", invalid("tagKeys", "Member must not be null"),
            resourceArn=arn)
    assert tags_of(ecr, arn) == {}


CALLS = [("tag_resource", {"tags": []}), ("untag_resource", {"tagKeys": []}), ("list_tags_for_resource", {})]


@pytest.mark.parametrize("operation, parameters", CALLS)
def test_the_arn_must_be_that_of_a_repository_here(ecr, registry, operation, parameters):
    call = getattr(ecr, operation)
    arn = f"arn:aws:ecr:{registry.region}:{registry.account}:repository/no/such"
    refused(call, "RepositoryNotFoundException",
            f"The repository with name 'no/such' does not exist in the registry with id '{registry.account}'",
            resourceArn=arn, **parameters)
    for bad in ("", "no/such", arn.replace(":ecr:", ":s3:"), arn.replace("repository/", "registry/"),
                arn.replace("no/such", "*"), arn.replace(registry.region, "mars-north-1"),
                arn.replace("arn:aws:", "arn:aws-cn:")):
        refused(call, "InvalidParameterException", invalid("resourceArn", "Invalid ARN"), resourceArn=bad, **parameters)
    refused(call, "InvalidParameterException", invalid("resourceArn", "Member must not be null"), **parameters)


@pytest.mark.parametrize("operation, parameters", CALLS)
def test_a_repository_of_another_account_is_denied(ecr, registry, operation, parameters):
    arn = f"arn:aws:ecr:{registry.region}:{STRANGER}:repository/x1"
    action = "ecr:" + "".join(word.capitalize() for word in operation.split("_"))
    refused(getattr(ecr, operation), "AccessDeniedException",
            f"User: arn:aws:iam::{registry.account}:root is not authorized to perform: {action} on resource: {arn} "
            f"because no resource-based policy allows the {action} action", resourceArn=arn, **parameters)
