"""Replication configuration through boto3, and what images and backfills answer while nothing replicates."""
import functools
import uuid

import pytest

from tests.support.ecr import Repository, call_raw, invalid, refused, unchecked

pytestmark = pytest.mark.ci
OTHER = "999999999999"
RULE = "replicationConfiguration.rules.1.member"


def to(region, account):
    return {"region": region, "registryId": account}


def prefixes(*texts):
    return [{"filter": text, "filterType": "PREFIX_MATCH"} for text in texts]


def put(ecr, *rules):
    return ecr.put_replication_configuration(replicationConfiguration={"rules": list(rules)})


def test_a_fresh_registry_replicates_nothing(own):
    answer = unchecked(own).describe_registry()
    assert answer["registryId"] == own.account
    assert answer["replicationConfiguration"] == {"rules": []}


def test_the_configuration_is_replaced_as_a_whole(own):
    ecr = unchecked(own)
    rules = [{"destinations": [to("eu-west-1", own.account), to(own.region, OTHER)],
              "repositoryFilters": prefixes("prod/", "stage")},
             {"destinations": [to("us-west-2", own.account)], "deleteReplication": {"enabled": False}}]
    assert put(ecr, *rules)["replicationConfiguration"] == {"rules": rules}
    own.restart()
    assert ecr.describe_registry()["replicationConfiguration"] == {"rules": rules}
    assert put(ecr, rules[1])["replicationConfiguration"] == {"rules": rules[1:]}
    assert put(ecr)["replicationConfiguration"] == {"rules": []}
    assert ecr.describe_registry()["replicationConfiguration"] == {"rules": []}


def test_the_configuration_refuses_what_does_not_fit(registry):
    ecr, bad = unchecked(registry), "InvalidParameterException"

    def refuse(message, *rules):
        refused(ecr.put_replication_configuration, bad, message, replicationConfiguration={"rules": list(rules)})

    there = [to("eu-west-1", registry.account)]
    refuse(invalid("replicationConfiguration", "Replication destination cannot be the same as the source registry"),
           {"destinations": [to(registry.region, registry.account)]})
    refuse(invalid("replicationConfiguration.rules", "Member must have length less than or equal to 25"),
           *[{"destinations": there}] * 26)
    many = [to("eu-west-1", f"{i:012}") for i in range(26)]
    refuse(invalid("replicationConfiguration", "the rules must have at most 25 different destinations"),
           {"destinations": many[:13]}, {"destinations": many[13:]})
    refuse(invalid(f"{RULE}.repositoryFilters", "Member must have length less than or equal to 100"),
           {"destinations": there, "repositoryFilters": prefixes(*["prod"] * 101)})
    refuse(invalid(f"{RULE}.repositoryFilters", "Member must have length greater than or equal to 1"),
           {"destinations": there, "repositoryFilters": []})
    refuse(invalid(f"{RULE}.repositoryFilters.1.member.filter", "Member must have length greater than or equal to 2"),
           {"destinations": there, "repositoryFilters": prefixes("a")})
    refuse(invalid(f"{RULE}.repositoryFilters.1.member.filter", "Member must satisfy regular expression pattern: "
                   "^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$"),
           {"destinations": there, "repositoryFilters": prefixes("prod*")})
    refuse(invalid(f"{RULE}.repositoryFilters.1.member.filterType",
                   "Member must satisfy enum value set: [PREFIX_MATCH]"),
           {"destinations": there, "repositoryFilters": [{"filter": "prod", "filterType": "WILDCARD"}]})
    refuse(invalid(f"{RULE}.destinations.1.member.region", "Member must satisfy regular expression pattern: "
                   "[0-9a-z-]{2,25}"),
           {"destinations": [to("Europe", registry.account)]})
    refuse(invalid(f"{RULE}.destinations.1.member.registryId", "Member must satisfy regular expression pattern: "
                   "[0-9]{12}"),
           {"destinations": [to("eu-west-1", "12")]})
    refuse(invalid(f"{RULE}.destinations", "Member must not be null"), {})
    refused(ecr.put_replication_configuration, bad, invalid("replicationConfiguration", "Member must not be null"))


def test_an_image_has_a_status_for_each_destination_of_a_matching_rule(own):
    ecr = unchecked(own)
    prod, dev = Repository(ecr, own, name="prod/app"), Repository(ecr, own, name="dev/app")
    image = prod.put("one", tag="v1")
    dev.put("one", tag="v1")
    assert prod.call("describe_image_replication_status", imageId={"imageTag": "v1"})["replicationStatuses"] == []
    put(ecr, {"destinations": [to("eu-west-1", own.account)], "repositoryFilters": prefixes("prod")},
        {"destinations": [to(own.region, OTHER), to("eu-west-1", own.account)], "repositoryFilters": prefixes("prod/")})
    answer = prod.call("describe_image_replication_status", imageId={"imageTag": "v1"})
    assert answer["repositoryName"] == "prod/app"
    assert answer["imageId"] == {"imageDigest": image, "imageTag": "v1"}
    assert answer["replicationStatuses"] == [
        {**to("eu-west-1", own.account), "status": "FAILED", "failureCode": "REPLICATION_NOT_SUPPORTED"},
        {**to(own.region, OTHER), "status": "FAILED", "failureCode": "REPLICATION_NOT_SUPPORTED"}]
    assert dev.call("describe_image_replication_status", imageId={"imageTag": "v1"})["replicationStatuses"] == []
    prod.refused("describe_image_replication_status", "ImageNotFoundException",
                 f"The image with imageId {{imageDigest:'null', imageTag:'v2'}} does not exist within the repository "
                 f"with name 'prod/app' in the registry with id '{own.account}'", imageId={"imageTag": "v2"})
    refused(ecr.describe_image_replication_status, "RepositoryNotFoundException",
            f"The repository with name 'none' does not exist in the registry with id '{own.account}'",
            repositoryName="none", imageId={"imageTag": "v1"})


# The published model does not have the backfills yet: they are called as the newest SDK calls them.


@pytest.fixture
def backfill(own):
    return functools.partial(call_raw, own)


def test_backfills_cannot_be_started_and_there_are_none(own, backfill):
    ecr = unchecked(own)
    assert backfill("StartReplicationBackfill", destination=to("eu-west-1", own.account)) == (
        400, "InvalidParameterException",
        {"message": invalid("destination", "the destination must be one of the registry's replication configuration")})
    put(ecr, {"destinations": [to("eu-west-1", own.account)]})
    assert backfill("StartReplicationBackfill", destination=to("eu-west-1", own.account), registryId=own.account) == (
        400, "ValidationException", {"message": "Replication is not available in this version of entrepot"})
    assert backfill("ListReplicationBackfills", maxResults=50) == (
        200, None, {"registryId": own.account, "backfills": []})
    missing = str(uuid.uuid4())
    for operation in ("DescribeReplicationBackfillResults", "StopReplicationBackfill"):
        assert backfill(operation, replicationBackfillId=missing) == (
            400, "ReplicationBackfillNotFoundException",
            {"message": f"The replication backfill with id '{missing}' does not exist in the registry with id "
                        f"'{own.account}'"})


def test_backfills_refuse_what_is_malformed(backfill):
    bad = "InvalidParameterException"
    for operation, members, message in (
            ("StartReplicationBackfill", {}, invalid("destination", "Member must not be null")),
            ("StartReplicationBackfill", {"destination": {"region": "eu-west-1"}},
             invalid("destination.registryId", "Member must not be null")),
            ("ListReplicationBackfills", {"maxResults": 51},
             invalid("maxResults", "Member must have value less than or equal to 50")),
            ("StopReplicationBackfill", {}, invalid("replicationBackfillId", "Member must not be null")),
            ("DescribeReplicationBackfillResults",
             {"replicationBackfillId": str(uuid.uuid4()), "resultStatusFilter": "STOPPED"},
             invalid("resultStatusFilter", "Member must satisfy enum value set: [COMPLETE, FAILED]"))):
        assert backfill(operation, **members) == (400, bad, {"message": message})
    assert backfill("ListReplicationBackfills", nextToken="nonsense")[1] == bad
    assert backfill("StopReplicationBackfill", replicationBackfillId="seven")[1] == bad
