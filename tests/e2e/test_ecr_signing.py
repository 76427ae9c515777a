"""Signing configuration through boto3, and what images answer while nothing signs."""
import pytest

from tests.support.ecr import Repository, invalid, refused, unchecked

pytestmark = pytest.mark.ci
RULE = "signingConfiguration.rules.1.member"


def profile(server, name="mine", region=None, account=None):
    return f"arn:aws:signer:{region or server.region}:{account or server.account}:/signing-profiles/{name}"


def rule(arn, *filters):
    out = {"signingProfileArn": arn}
    if filters:
        out["repositoryFilters"] = [{"filter": each, "filterType": "WILDCARD_MATCH"} for each in filters]
    return out


def put(ecr, *rules):
    return ecr.put_signing_configuration(signingConfiguration={"rules": list(rules)})


def test_the_configuration_goes_through_its_life(own):
    ecr = unchecked(own)
    absent = f"Signing configuration does not exist in the registry with id '{own.account}'"
    for operation in (ecr.get_signing_configuration, ecr.delete_signing_configuration):
        refused(operation, "SigningConfigurationNotFoundException", absent)
    wanted = {"rules": [rule(profile(own)), rule(profile(own, "other", account="999999999999"), "prod/*", "*-prod")]}
    assert put(ecr, *wanted["rules"])["signingConfiguration"] == wanted
    own.restart()
    got = ecr.get_signing_configuration()
    assert (got["registryId"], got["signingConfiguration"]) == (own.account, wanted)
    assert put(ecr)["signingConfiguration"] == {"rules": []}
    removed = ecr.delete_signing_configuration()
    assert (removed["registryId"], removed["signingConfiguration"]) == (own.account, {"rules": []})
    refused(ecr.get_signing_configuration, "SigningConfigurationNotFoundException", absent)


def test_the_configuration_refuses_what_does_not_fit(registry):
    ecr, bad = unchecked(registry), "InvalidParameterException"

    def refuse(member, why, *rules):
        refused(ecr.put_signing_configuration, bad, invalid(member, why), signingConfiguration={"rules": list(rules)})

    refuse("signingConfiguration.rules", "Member must have length less than or equal to 10",
           *[rule(profile(registry))] * 11)
    refuse(f"{RULE}.signingProfileArn", r"Member must satisfy regular expression pattern: ^arn:aws(-[a-z]+)*:signer:"
           r"[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$", rule(profile(registry, "x")))
    refuse(f"{RULE}.signingProfileArn", "Member must have length less than or equal to 200",
           rule(profile(registry, "x" * 200)))
    elsewhere = profile(registry, region="eu-west-1")
    refuse("signingProfileArn", f"the signing profile '{elsewhere}' must be in the region '{registry.region}'",
           rule(elsewhere))
    refuse(f"{RULE}.repositoryFilters", "Member must have length less than or equal to 100",
           rule(profile(registry), *["a*"] * 101))
    refuse(f"{RULE}.repositoryFilters", "Member must have length greater than or equal to 1",
           {**rule(profile(registry)), "repositoryFilters": []})
    refuse(f"{RULE}.repositoryFilters.1.member.filter", "Member must satisfy regular expression pattern: "
           "^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$", rule(profile(registry), "a//b"))
    refuse(f"{RULE}.repositoryFilters.1.member.filterType", "Member must satisfy enum value set: [WILDCARD_MATCH]",
           {"signingProfileArn": profile(registry), "repositoryFilters": [{"filter": "a", "filterType": "WILDCARD"}]})
    refuse(f"{RULE}.signingProfileArn", "Member must not be null", {})
    refused(ecr.put_signing_configuration, bad, invalid("signingConfiguration", "Member must not be null"))


def test_an_image_has_a_status_for_each_profile_of_a_matching_rule(own):
    ecr = unchecked(own)
    prod, dev = Repository(ecr, own, name="prod/app"), Repository(ecr, own, name="dev/app")
    image = prod.put("one", tag="v1")
    dev.put("one", tag="v1")
    assert prod.call("describe_image_signing_status", imageId={"imageTag": "v1"})["signingStatuses"] == []
    put(ecr, rule(profile(own), "prod/*"), rule(profile(own, "second"), "prod/app"), rule(profile(own), "*/app"))
    answer = prod.call("describe_image_signing_status", imageId={"imageDigest": image})
    assert (answer["registryId"], answer["repositoryName"]) == (own.account, "prod/app")
    assert answer["imageId"] == {"imageDigest": image}
    assert answer["signingStatuses"] == [
        {"signingProfileArn": arn, "status": "FAILED", "failureCode": "SIGNING_NOT_SUPPORTED",
         "failureReason": "This version of entrepot does not sign images"}
        for arn in (profile(own), profile(own, "second"))]
    assert len(dev.call("describe_image_signing_status", imageId={"imageTag": "v1"})["signingStatuses"]) == 1
    prod.refused("describe_image_signing_status", "ImageNotFoundException",
                 f"The image with imageId {{imageDigest:'null', imageTag:'v2'}} does not exist within the repository "
                 f"with name 'prod/app' in the registry with id '{own.account}'", imageId={"imageTag": "v2"})
    refused(ecr.describe_image_signing_status, "RepositoryNotFoundException",
            f"The repository with name 'none' does not exist in the registry with id '{own.account}'",
            repositoryName="none", imageId={"imageTag": "v1"})
