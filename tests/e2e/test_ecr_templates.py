"""Repository creation templates through boto3, and the repositories that a push makes by them."""
import json
import time

import pytest

from tests.support.ecr import CONFIG, MANIFEST, NAME_PATTERN, digest, invalid, refused, unchecked
from tests.support.oci import client_for

pytestmark = pytest.mark.ci

PREFIX = rf"^({NAME_PATTERN}\/?|ROOT)$"
LIFECYCLE = json.dumps({"rules": [{
    "rulePriority": 1, "description": "keep ten",
    "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10},
    "action": {"type": "expire"}}]})
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Sid": "AllowPull", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"]}]})


def full(account):
    return {"description": "for production", "resourceTags": [{"Key": "stage", "Value": "prod"}],
            "encryptionConfiguration": {"encryptionType": "AES256"},
            "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
            "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev-*"}],
            "repositoryPolicy": POLICY, "lifecyclePolicy": LIFECYCLE,
            "appliedFor": ["CREATE_ON_PUSH", "REPLICATION"], "customRoleArn": f"arn:aws:iam::{account}:role/maker"}


def push(server, name, tag="v1", content="image"):
    """As docker does: question, upload, question, manifest. Returns the manifest's status."""
    oci = client_for(server)
    blobs = [json.dumps({"os": "linux", "content": content}).encode(), f"layer of {content}".encode()]
    for data in blobs:
        if oci.request("HEAD", f"/v2/{name}/blobs/{digest(data)}").status == 200:
            continue
        started = oci.request("POST", f"/v2/{name}/blobs/uploads/")
        if started.status != 202:
            return started
        location = started.headers["Location"]
        oci.request("PATCH", location, body=data, headers={"Content-Type": "application/octet-stream"})
        oci.request("PUT", f"{location}?digest={digest(data)}", body=b"")
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": {"mediaType": CONFIG, "digest": digest(blobs[0]), "size": len(blobs[0])},
        "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest(blobs[1]),
                    "size": len(blobs[1])}]}).encode()
    return oci.request("PUT", f"/v2/{name}/manifests/{tag}", body=manifest, headers={"Content-Type": MANIFEST})


def test_a_template_has_every_member_through_its_life(own):
    ecr = unchecked(own)
    answer = ecr.create_repository_creation_template(prefix="prod", **full(own.account))
    assert answer["registryId"] == own.account
    made = answer["repositoryCreationTemplate"]
    assert abs(made["createdAt"].timestamp() - time.time()) < 60
    policy = made.pop("repositoryPolicy")
    assert json.loads(policy) == json.loads(POLICY)
    expected = {**full(own.account), "prefix": "prod", "createdAt": made["createdAt"], "updatedAt": made["createdAt"]}
    del expected["repositoryPolicy"]
    assert made == expected
    described = ecr.describe_repository_creation_templates(prefixes=["none", "prod"])
    assert described["repositoryCreationTemplates"] == [{**made, "repositoryPolicy": policy}]

    changed = ecr.update_repository_creation_template(
        prefix="prod", description="", repositoryPolicy="", lifecyclePolicy="", resourceTags=[], customRoleArn="",
        imageTagMutability="IMMUTABLE", appliedFor=["CREATE_ON_PUSH"])["repositoryCreationTemplate"]
    assert changed == {"prefix": "prod", "encryptionConfiguration": {"encryptionType": "AES256"},
                       "imageTagMutability": "IMMUTABLE", "appliedFor": ["CREATE_ON_PUSH"],
                       "createdAt": made["createdAt"], "updatedAt": changed["updatedAt"]}
    assert changed["updatedAt"] > made["updatedAt"]
    same = ecr.update_repository_creation_template(prefix="prod")["repositoryCreationTemplate"]
    assert {**same, "updatedAt": None} == {**changed, "updatedAt": None}

    removed = ecr.delete_repository_creation_template(prefix="prod")["repositoryCreationTemplate"]
    assert removed == same
    assert ecr.describe_repository_creation_templates()["repositoryCreationTemplates"] == []


def test_templates_are_there_or_not(own):
    ecr = unchecked(own)
    ecr.create_repository_creation_template(prefix="prod", appliedFor=["CREATE_ON_PUSH"])
    refused(ecr.create_repository_creation_template, "TemplateAlreadyExistsException",
            f"The repository creation template with prefix 'prod/' already exists in the registry with id "
            f"'{own.account}'", prefix="prod/", appliedFor=["REPLICATION"])
    for operation in (ecr.update_repository_creation_template, ecr.delete_repository_creation_template):
        refused(operation, "TemplateNotFoundException",
                f"The repository creation template with prefix 'none' does not exist in the registry with id "
                f"'{own.account}'", prefix="none")


def test_templates_come_in_pages(own):
    ecr = unchecked(own)
    prefixes = [f"p{i:03}" for i in range(100)]
    for prefix in prefixes:
        ecr.create_repository_creation_template(prefix=prefix, appliedFor=["REPLICATION"])
    pages = ecr.get_paginator("describe_repository_creation_templates").paginate(PaginationConfig={"PageSize": 33})
    seen = [each["prefix"] for page in pages for each in page["repositoryCreationTemplates"]]
    assert seen == prefixes
    refused(ecr.create_repository_creation_template, "LimitExceededException",
            f"The registry with id '{own.account}' already has the maximum allowed number of repository creation "
            "templates which is '100'", prefix="more", appliedFor=["REPLICATION"])
    refused(ecr.describe_repository_creation_templates, "InvalidParameterException",
            invalid("maxResults", "Member must be null when 'prefixes' is specified"), prefixes=["p001"], maxResults=5)
    refused(ecr.describe_repository_creation_templates, "InvalidParameterException", nextToken="nonsense")


def test_templates_refuse_what_does_not_fit(registry):
    ecr, bad = unchecked(registry), "InvalidParameterException"

    def create(why=None, member=None, prefix="bad", **settings):
        given = {"prefix": prefix, "appliedFor": ["CREATE_ON_PUSH"], **settings}
        refused(ecr.create_repository_creation_template, bad, invalid(member, why) if member else None,
                **{key: value for key, value in given.items() if value is not None})

    create(f"Member must satisfy regular expression pattern: {PREFIX}", "prefix", prefix="Prod")
    create("Member must have length less than or equal to 256", "prefix", prefix="a" * 257)
    create("Member must not be null", "appliedFor", appliedFor=None)
    create("Member must have length greater than or equal to 1", "appliedFor", appliedFor=[])
    create("Member must satisfy constraint: [Member must satisfy enum value set: [REPLICATION, PULL_THROUGH_CACHE, "
           "CREATE_ON_PUSH]]", "appliedFor",
           appliedFor=["PUSH"])
    create("Member must have length less than or equal to 256", "description", description="d" * 257)
    create("ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as "
           "MUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters", imageTagMutability="MUTABLE_WITH_EXCLUSION")
    create("must be the ARN of an IAM role", "customRoleArn", customRoleArn="maker")
    create(f"the role 'arn:aws:iam::999999999999:role/a' must belong to the account '{registry.account}'",
           "customRoleArn", customRoleArn="arn:aws:iam::999999999999:role/a")
    create("Invalid repository policy provided", "PolicyText", repositoryPolicy="{}")
    create(lifecyclePolicy="{}")
    create(lifecyclePolicy="not json")
    for kind in ("KMS", "KMS_DSSE"):
        create(encryptionConfiguration={"encryptionType": kind})
    create(resourceTags=[{"Key": f"k{i}", "Value": ""} for i in range(51)])
    create("The tag key 'aws:x' begins with 'aws:', which is reserved", "resourceTags",
           resourceTags=[{"Key": "aws:x", "Value": ""}])
    assert ecr.describe_repository_creation_templates(prefixes=["bad"])["repositoryCreationTemplates"] == []


def test_a_push_makes_the_repository_as_the_template_says(own):
    ecr = unchecked(own)
    name = "prod/team/app"
    missing = push(own, name)
    assert (missing.status, missing.json()["errors"][0]["code"]) == (404, "NAME_UNKNOWN")
    ecr.create_repository_creation_template(prefix="prod", **full(own.account))

    assert push(own, name).status == 201

    made = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    assert made["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert made["imageTagMutabilityExclusionFilters"] == [{"filterType": "WILDCARD", "filter": "dev-*"}]
    tags = ecr.list_tags_for_resource(resourceArn=made["repositoryArn"])["tags"]
    assert tags == [{"Key": "stage", "Value": "prod"}]
    assert json.loads(ecr.get_repository_policy(repositoryName=name)["policyText"]) == json.loads(POLICY)
    assert ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"] == LIFECYCLE
    moved = push(own, name, content="other")
    assert moved.status == 400 and moved.json()["errors"][0]["code"] == "TAG_INVALID"

    ecr.delete_repository_creation_template(prefix="prod")
    assert push(own, name, tag="v2").status == 201, "what was made stays"
    assert push(own, "prod/team/other").status == 404


def test_the_longest_prefix_wins_and_root_comes_last(own):
    ecr = unchecked(own)
    for prefix in ("ROOT", "prod", "prod/team"):
        ecr.create_repository_creation_template(prefix=prefix, appliedFor=["CREATE_ON_PUSH"],
                                                resourceTags=[{"Key": "by", "Value": prefix}])

    def made_by(name):
        assert push(own, name).status == 201
        arn = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]["repositoryArn"]
        return ecr.list_tags_for_resource(resourceArn=arn)["tags"][0]["Value"]

    assert made_by("prod/team/app") == "prod/team"
    assert made_by("prod/other") == "prod"
    assert made_by("production") == "ROOT"
    assert made_by("prod/team") == "prod"
