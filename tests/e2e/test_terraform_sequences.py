"""What Terraform's provider for AWS calls for each of its ECR resources, in its order: create, read, update, read,
delete, read-gone. The provider compares what it reads with what it set, so what is read must say the same."""
import json
import time

import pytest

from tests.support.ecr import refused

pytestmark = pytest.mark.ci


@pytest.fixture
def name():
    return f"terraform/r{time.time_ns()}"


@pytest.fixture
def repository(ecr, name):
    ecr.create_repository(repositoryName=name)
    return name


def policy(*actions):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Sid": "s", "Effect": "Allow", "Principal": "*", "Action": list(actions)}]})


def test_aws_ecr_repository(ecr, registry, name):
    made = ecr.create_repository(repositoryName=name, encryptionConfiguration={"encryptionType": "AES256"},
                                 imageScanningConfiguration={"scanOnPush": True}, imageTagMutability="MUTABLE",
                                 tags=[{"Key": "team", "Value": "a"}])["repository"]

    def read():
        found = ecr.describe_repositories(repositoryNames=[name])["repositories"]
        assert len(found) == 1
        tags = ecr.list_tags_for_resource(resourceArn=found[0]["repositoryArn"])["tags"]
        return found[0], {each["Key"]: each["Value"] for each in tags}
    assert read() == (made, {"team": "a"})
    ecr.put_image_tag_mutability(repositoryName=name, registryId=registry.account, imageTagMutability="IMMUTABLE")
    ecr.put_image_scanning_configuration(repositoryName=name, registryId=registry.account,
                                         imageScanningConfiguration={"scanOnPush": False})
    ecr.untag_resource(resourceArn=made["repositoryArn"], tagKeys=["team"])
    ecr.tag_resource(resourceArn=made["repositoryArn"], tags=[{"Key": "stage", "Value": "test"}])
    expected = made | {"imageTagMutability": "IMMUTABLE", "imageScanningConfiguration": {"scanOnPush": False}}
    assert read() == (expected, {"stage": "test"})
    ecr.delete_repository(repositoryName=name, registryId=registry.account, force=True)
    refused(ecr.describe_repositories, "RepositoryNotFoundException", repositoryNames=[name])


def test_aws_ecr_repository_with_exclusion_filters(ecr, registry, name):
    filters = [{"filter": "latest*", "filterType": "WILDCARD"}]
    ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
                          imageTagMutabilityExclusionFilters=filters)
    read = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    assert read["imageTagMutabilityExclusionFilters"] == filters
    ecr.put_image_tag_mutability(repositoryName=name, registryId=registry.account, imageTagMutability="MUTABLE")
    read = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    assert read["imageTagMutability"] == "MUTABLE" and "imageTagMutabilityExclusionFilters" not in read
    ecr.delete_repository(repositoryName=name, registryId=registry.account)


def test_aws_ecr_repository_policy(ecr, registry, repository):
    for text in (policy("ecr:BatchGetImage"), policy("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")):
        set_ = ecr.set_repository_policy(repositoryName=repository, policyText=text)
        assert set_["registryId"] == registry.account
        read = ecr.get_repository_policy(repositoryName=repository)
        assert json.loads(read["policyText"]) == json.loads(text)
        assert read["policyText"] == set_["policyText"]
    ecr.delete_repository_policy(repositoryName=repository, registryId=registry.account)
    refused(ecr.get_repository_policy, "RepositoryPolicyNotFoundException", repositoryName=repository)


def test_a_repository_policy_is_gone_with_its_repository(ecr, registry, repository):
    ecr.set_repository_policy(repositoryName=repository, policyText=policy("ecr:BatchGetImage"))
    ecr.delete_repository(repositoryName=repository, registryId=registry.account)
    refused(ecr.get_repository_policy, "RepositoryNotFoundException", repositoryName=repository)
    refused(ecr.delete_repository_policy, "RepositoryNotFoundException", repositoryName=repository)


def test_aws_ecr_lifecycle_policy(ecr, registry, repository):
    for count in (10, 20):
        text = json.dumps({"rules": [{"rulePriority": 1, "description": "keep some", "selection": {
            "tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": count},
            "action": {"type": "expire"}}]})
        ecr.put_lifecycle_policy(repositoryName=repository, lifecyclePolicyText=text)
        read = ecr.get_lifecycle_policy(repositoryName=repository)
        assert (read["lifecyclePolicyText"], read["registryId"]) == (text, registry.account)
    ecr.delete_lifecycle_policy(repositoryName=repository)
    refused(ecr.get_lifecycle_policy, "LifecyclePolicyNotFoundException", repositoryName=repository)


def test_aws_ecr_registry_policy(ecr, registry):
    for action in ("ecr:ReplicateImage", "ecr:CreateRepository"):
        text = json.dumps({"Version": "2012-10-17", "Statement": [{
            "Sid": "s", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}, "Action": [action],
            "Resource": [f"arn:aws:ecr:{registry.region}:{registry.account}:repository/*"]}]})
        assert ecr.put_registry_policy(policyText=text)["registryId"] == registry.account
        read = ecr.get_registry_policy()
        assert json.loads(read["policyText"]) == json.loads(text)
    ecr.delete_registry_policy()
    refused(ecr.get_registry_policy, "RegistryPolicyNotFoundException")


def test_aws_ecr_replication_configuration(ecr, registry):
    def rules(region):
        return [{"destinations": [{"region": region, "registryId": registry.account}],
                 "repositoryFilters": [{"filter": "prod", "filterType": "PREFIX_MATCH"}]}]
    for region in ("eu-west-1", "us-west-2"):
        ecr.put_replication_configuration(replicationConfiguration={"rules": rules(region)})
        read = ecr.describe_registry()
        assert (read["registryId"], read["replicationConfiguration"]["rules"]) == (registry.account, rules(region))
    ecr.put_replication_configuration(replicationConfiguration={"rules": []})
    assert ecr.describe_registry()["replicationConfiguration"] == {"rules": []}


def test_aws_ecr_pull_through_cache_rule(ecr, registry):
    prefix = f"tf{time.time_ns() % 10**12}"
    upstream = f"{registry.account}.dkr.ecr.us-west-2.amazonaws.com"
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix=prefix, upstreamRegistryUrl=upstream,
                                       customRoleArn=f"arn:aws:iam::{registry.account}:role/one")

    def read():
        found = ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=[prefix])["pullThroughCacheRules"]
        assert [each["ecrRepositoryPrefix"] for each in found] == [prefix]
        return found[0]
    first = read()
    assert (first["upstreamRegistryUrl"], first["registryId"]) == (upstream, registry.account)
    assert first["upstreamRepositoryPrefix"] == "ROOT"
    ecr.update_pull_through_cache_rule(ecrRepositoryPrefix=prefix, registryId=registry.account,
                                       customRoleArn=f"arn:aws:iam::{registry.account}:role/two")
    assert read()["customRoleArn"].endswith("role/two")
    ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix=prefix, registryId=registry.account)
    refused(ecr.describe_pull_through_cache_rules, "PullThroughCacheRuleNotFoundException",
            ecrRepositoryPrefixes=[prefix])


def test_aws_ecr_repository_creation_template(ecr, registry):
    prefix = f"tf{time.time_ns() % 10**12}"
    ecr.create_repository_creation_template(prefix=prefix, appliedFor=["CREATE_ON_PUSH", "PULL_THROUGH_CACHE"],
                                            description="first", imageTagMutability="IMMUTABLE",
                                            encryptionConfiguration={"encryptionType": "AES256"},
                                            repositoryPolicy=policy("ecr:BatchGetImage"))

    def read():
        answer = ecr.describe_repository_creation_templates(prefixes=[prefix])
        assert answer["registryId"] == registry.account
        return answer["repositoryCreationTemplates"]
    first, = read()
    assert (first["description"], first["imageTagMutability"]) == ("first", "IMMUTABLE")
    assert sorted(first["appliedFor"]) == ["CREATE_ON_PUSH", "PULL_THROUGH_CACHE"]
    assert first["encryptionConfiguration"] == {"encryptionType": "AES256"}
    assert json.loads(first["repositoryPolicy"]) == json.loads(policy("ecr:BatchGetImage"))
    ecr.update_repository_creation_template(prefix=prefix, appliedFor=["CREATE_ON_PUSH"], description="second",
                                            imageTagMutability="MUTABLE")
    second, = read()
    assert (second["description"], second["imageTagMutability"]) == ("second", "MUTABLE")
    assert second["appliedFor"] == ["CREATE_ON_PUSH"]
    ecr.delete_repository_creation_template(prefix=prefix)
    assert read() == []


def test_aws_ecr_registry_scanning_configuration(ecr, registry):
    rules = [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "prod*", "filterType": "WILDCARD"}]}]
    for scan_type in ("BASIC", "ENHANCED"):
        ecr.put_registry_scanning_configuration(scanType=scan_type, rules=rules)
        read = ecr.get_registry_scanning_configuration()
        assert read["registryId"] == registry.account
        assert read["scanningConfiguration"] == {"scanType": scan_type, "rules": rules}
    ecr.put_registry_scanning_configuration(scanType="BASIC", rules=[])
    assert ecr.get_registry_scanning_configuration()["scanningConfiguration"] == {"scanType": "BASIC", "rules": []}


def test_aws_ecr_account_setting(ecr):
    for setting, values in (("REGISTRY_POLICY_SCOPE", ("V1", "V2")), ("BASIC_SCAN_TYPE_VERSION", ("AWS_NATIVE",)),
                            ("BLOB_MOUNTING", ("DISABLED", "ENABLED"))):
        for value in values:
            put = ecr.put_account_setting(name=setting, value=value)
            assert (put["name"], put["value"]) == (setting, value)
            read = ecr.get_account_setting(name=setting)
            assert (read["name"], read["value"]) == (setting, value)
