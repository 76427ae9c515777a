"""Pull-through cache rules through boto3: what may be set, and what a rule answers while nothing pulls through it."""
import time

import pytest

from tests.support.ecr import NAME_PATTERN, invalid, refused, unchecked

pytestmark = pytest.mark.ci
PREFIX = rf"^({NAME_PATTERN}\/?|ROOT)$"
OTHER = "999999999999"
SECRET = ("The ARN of the secret specified in the pull through cache rule was not found. Update the pull through cache "
          "rule with a valid secret ARN and try again.")


def secret(server, region=None, account=None, name="ecr-pullthroughcache/hub-AbCdEf"):
    return f"arn:aws:secretsmanager:{region or server.region}:{account or server.account}:secret:{name}"


def role(account):
    return f"arn:aws:iam::{account}:role/puller"


@pytest.mark.parametrize("url, kind", [("public.ecr.aws", "ecr-public"), ("quay.io", "quay"),
                                       ("registry.k8s.io", "k8s"),
                                       (f"{OTHER}.dkr.ecr.eu-west-1.amazonaws.com", "ecr")])
def test_a_rule_goes_through_its_life(own, url, kind):
    ecr = unchecked(own)
    given = {"customRoleArn": role(own.account)} if kind == "ecr" else {}
    made = ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="cache/up", upstreamRegistryUrl=f"https://{url}/",
                                              upstreamRepositoryPrefix="team", **given)
    made.pop("ResponseMetadata")
    created = made.pop("createdAt")
    assert abs(created.timestamp() - time.time()) < 60
    about = {"ecrRepositoryPrefix": "cache/up", "registryId": own.account, "upstreamRepositoryPrefix": "team", **given}
    assert made == {**about, "upstreamRegistryUrl": url, "upstreamRegistry": kind}
    described = ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["cache/up"])["pullThroughCacheRules"]
    assert described == [{**made, "createdAt": created, "updatedAt": created}]
    assert ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"] == described

    answer = ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="cache/up", registryId=own.account)
    answer.pop("ResponseMetadata")
    assert answer == {**about, "upstreamRegistryUrl": url, "isValid": False,
                      "failure": "This version of entrepot does not pull from upstream registries"}

    removed = ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="cache/up/")
    removed.pop("ResponseMetadata")
    assert removed == {**about, "upstreamRegistryUrl": url, "createdAt": created}
    absent = ("The pull through cache rule with prefix 'cache/up' does not exist in the registry with id "
              f"'{own.account}'")
    for operation in (ecr.delete_pull_through_cache_rule, ecr.validate_pull_through_cache_rule):
        refused(operation, "PullThroughCacheRuleNotFoundException", absent, ecrRepositoryPrefix="cache/up")
    refused(ecr.describe_pull_through_cache_rules, "PullThroughCacheRuleNotFoundException", absent,
            ecrRepositoryPrefixes=["cache/up"])


def test_a_prefix_has_one_rule_and_root_is_a_prefix(own):
    ecr = unchecked(own)
    assert ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="ROOT", upstreamRegistryUrl="quay.io",
                                              upstreamRegistry="quay")["upstreamRepositoryPrefix"] == "ROOT"
    refused(ecr.create_pull_through_cache_rule, "PullThroughCacheRuleAlreadyExistsException",
            f"The pull through cache rule with prefix 'ROOT' already exists in the registry with id '{own.account}'",
            ecrRepositoryPrefix="ROOT", upstreamRegistryUrl="registry.k8s.io")


def test_registries_that_must_be_signed_in_to_need_a_secret(registry):
    create = unchecked(registry).create_pull_through_cache_rule
    for url in ("registry-1.docker.io", "ghcr.io", "registry.gitlab.com", "mine.azurecr.io", "cgr.dev"):
        refused(create, "UnsupportedUpstreamRegistryException",
                "The specified upstream registry requires authentication. Specify a valid Secrets Manager ARN",
                ecrRepositoryPrefix="hub", upstreamRegistryUrl=url)
        refused(create, "SecretNotFoundException", SECRET, ecrRepositoryPrefix="hub", upstreamRegistryUrl=url,
                credentialArn=secret(registry))
    refused(create, "UnsupportedUpstreamRegistryException", "The specified upstream registry isn't supported.",
            ecrRepositoryPrefix="hub", upstreamRegistryUrl="registry.example.com")


def test_rules_refuse_what_does_not_fit(registry):
    def create(member, why, prefix="up", url="quay.io", **more):
        refused(unchecked(registry).create_pull_through_cache_rule, "InvalidParameterException", invalid(member, why),
                ecrRepositoryPrefix=prefix, upstreamRegistryUrl=url, **more)

    create("ecrRepositoryPrefix", f"Member must satisfy regular expression pattern: {PREFIX}", prefix="Up")
    create("ecrRepositoryPrefix", "Member must have length greater than or equal to 2", prefix="u")
    create("ecrRepositoryPrefix", "Member must have length less than or equal to 30", prefix="u" * 31)
    create("upstreamRegistryUrl", "Member must not be null", url=None)
    create("upstreamRegistry", "'k8s' does not fit the upstream registry URL 'quay.io', which is that of 'quay'",
           upstreamRegistry="k8s")
    create("upstreamRepositoryPrefix", "Member must be null when ecrRepositoryPrefix is ROOT", prefix="ROOT",
           upstreamRepositoryPrefix="team")
    create("credentialArn", r"Member must satisfy regular expression pattern: ^arn:aws(-\w+)*:secretsmanager:"
           r"[a-zA-Z0-9-:]+:secret:ecr\-pullthroughcache\/[a-zA-Z0-9\/_+=.@-]+$",
           credentialArn=secret(registry, name="elsewhere/hub-AbCdEf"))
    for place in ({"region": "eu-west-1"}, {"account": OTHER}):
        create("credentialArn", f"the secret must be in the account '{registry.account}' and the region "
               f"'{registry.region}'", url="ghcr.io", credentialArn=secret(registry, **place))
    create("customRoleArn", "a role is used with an upstream registry of ECR only",
           customRoleArn=role(registry.account))
    upstream = f"{OTHER}.dkr.ecr.eu-west-1.amazonaws.com"
    create("customRoleArn", "Member must not be null when the upstream registry is another account's", url=upstream)
    create("customRoleArn", f"the role '{role(OTHER)}' must belong to the account '{registry.account}'", url=upstream,
           customRoleArn=role(OTHER))
    create("upstreamRegistryUrl", "the upstream registry must be another registry",
           url=f"{registry.account}.dkr.ecr.{registry.region}.amazonaws.com")


def test_another_region_of_the_same_account_needs_no_role(own):
    made = unchecked(own).create_pull_through_cache_rule(
        ecrRepositoryPrefix="west", upstreamRegistryUrl=f"{own.account}.dkr.ecr.us-west-2.amazonaws.com")
    assert made["upstreamRegistry"] == "ecr" and "customRoleArn" not in made


def test_an_update_changes_how_to_sign_in(own):
    ecr = unchecked(own)
    update, either = ecr.update_pull_through_cache_rule, (
        "Invalid input: Please set either credential arn or role arn to update the credentials")
    made = ecr.create_pull_through_cache_rule(
        ecrRepositoryPrefix="west", upstreamRegistryUrl=f"{own.account}.dkr.ecr.us-west-2.amazonaws.com")
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="quay", upstreamRegistryUrl="quay.io")
    refused(update, "InvalidParameterException", either, ecrRepositoryPrefix="west")
    refused(update, "InvalidParameterException", either, ecrRepositoryPrefix="west", credentialArn=secret(own),
            customRoleArn=role(own.account))
    answer = update(ecrRepositoryPrefix="west", customRoleArn=role(own.account))
    answer.pop("ResponseMetadata")
    assert answer.pop("updatedAt") > made["createdAt"]
    assert answer == {"ecrRepositoryPrefix": "west", "registryId": own.account, "customRoleArn": role(own.account),
                      "upstreamRepositoryPrefix": "ROOT"}
    refused(update, "SecretNotFoundException", SECRET, ecrRepositoryPrefix="quay", credentialArn=secret(own))
    refused(update, "InvalidParameterException",
            invalid("customRoleArn", "a role is used with an upstream registry of ECR only"),
            ecrRepositoryPrefix="quay", customRoleArn=role(own.account))
    refused(update, "PullThroughCacheRuleNotFoundException",
            f"The pull through cache rule with prefix 'none' does not exist in the registry with id '{own.account}'",
            ecrRepositoryPrefix="none", customRoleArn=role(own.account))


def test_rules_come_in_pages_and_are_at_most_fifty(own):
    ecr = unchecked(own)
    prefixes = [f"up{i:02}" for i in range(50)]
    for prefix in prefixes:
        ecr.create_pull_through_cache_rule(ecrRepositoryPrefix=prefix, upstreamRegistryUrl="quay.io")
    pages = ecr.get_paginator("describe_pull_through_cache_rules").paginate(PaginationConfig={"PageSize": 17})
    assert [each["ecrRepositoryPrefix"] for page in pages for each in page["pullThroughCacheRules"]] == prefixes
    refused(ecr.create_pull_through_cache_rule, "LimitExceededException",
            f"The registry with id '{own.account}' already has the maximum allowed number of pull through cache rules "
            "which is '50'", ecrRepositoryPrefix="more", upstreamRegistryUrl="quay.io")
    refused(ecr.describe_pull_through_cache_rules, "InvalidParameterException",
            invalid("nextToken", "Member must be null when 'ecrRepositoryPrefixes' is specified"),
            ecrRepositoryPrefixes=["up01"], nextToken="x")
    refused(ecr.describe_pull_through_cache_rules, "InvalidParameterException", nextToken="nonsense")
