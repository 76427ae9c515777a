"""Scanning configuration through boto3, and what scans answer while nothing scans."""
import botocore.exceptions
import pytest

from tests.support.ecr import Repository, invalid, refused, unchecked

pytestmark = pytest.mark.ci


def rule(frequency, *filters):
    return {"scanFrequency": frequency,
            "repositoryFilters": [{"filter": each, "filterType": "WILDCARD"} for each in filters]}


def test_the_registrys_configuration_has_a_default_and_is_kept(own):
    ecr = unchecked(own)
    got = ecr.get_registry_scanning_configuration()
    assert got["registryId"] == own.account
    assert got["scanningConfiguration"] == {"scanType": "BASIC", "rules": []}
    for wanted in ({"scanType": "BASIC", "rules": [rule("SCAN_ON_PUSH", "prod*", "*-app")]},
                   {"scanType": "ENHANCED", "rules": [rule("CONTINUOUS_SCAN", "prod"), rule("SCAN_ON_PUSH", "*")]}):
        assert ecr.put_registry_scanning_configuration(**wanted)["registryScanningConfiguration"] == wanted
        assert ecr.get_registry_scanning_configuration()["scanningConfiguration"] == wanted
    own.restart()
    assert ecr.get_registry_scanning_configuration()["scanningConfiguration"]["scanType"] == "ENHANCED"
    default = ecr.put_registry_scanning_configuration()["registryScanningConfiguration"]
    assert default == {"scanType": "BASIC", "rules": []}


def test_the_configuration_refuses_what_does_not_fit(registry):
    put, bad = unchecked(registry).put_registry_scanning_configuration, "InvalidParameterException"
    refused(put, bad, invalid("scanType", "Member must satisfy enum value set: [BASIC, ENHANCED]"), scanType="CLAIR")
    refused(put, bad, invalid("rules", "Member must have length less than or equal to 2"),
            rules=[rule("SCAN_ON_PUSH")] * 3)
    refused(put, bad, invalid("rules.1.member.repositoryFilters", "Member must have length less than or equal to 100"),
            rules=[rule("SCAN_ON_PUSH", *["*"] * 101)])
    refused(put, bad, invalid("scanFrequency", "CONTINUOUS_SCAN is not supported with scanType BASIC; SCAN_ON_PUSH is"),
            scanType="BASIC", rules=[rule("CONTINUOUS_SCAN", "*")])
    refused(put, bad, invalid("scanFrequency", "MANUAL is not supported with scanType ENHANCED; SCAN_ON_PUSH and "
                              "CONTINUOUS_SCAN are"), scanType="ENHANCED", rules=[rule("MANUAL", "*")])
    refused(put, bad, invalid("rules.1.member.repositoryFilters.1.member.filter",
                              "Member must satisfy regular expression pattern: "
                              r"^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$"),
            rules=[rule("SCAN_ON_PUSH", "UPPER")])
    refused(put, bad, invalid("rules.1.member.repositoryFilters.1.member.filterType",
                              "Member must satisfy enum value set: [WILDCARD]"),
            rules=[{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "a", "filterType": "PREFIX"}]}])


# Amazon ECR user guide, "Filters to choose which repositories are scanned".
@pytest.mark.parametrize("pattern, taken", [("prod", "YYYYY"), ("*prod", "YYNNN"), ("prod*", "YNYNY"),
                                            ("*prod*", "YYYYY"), ("prod*repo", "NNYNY")])
def test_filters_match_as_the_user_guide_says(own, pattern, taken):
    ecr = unchecked(own)
    names = ["prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo"]
    for name in names:
        ecr.create_repository(repositoryName=name)
    ecr.put_registry_scanning_configuration(scanType="BASIC", rules=[rule("SCAN_ON_PUSH", pattern)])
    got = ecr.batch_get_repository_scanning_configuration(repositoryNames=names)
    assert got["failures"] == []
    expected = []
    for name, letter in zip(names, taken):
        hit = letter == "Y"
        expected.append({
            "repositoryArn": f"arn:aws:ecr:{own.region}:{own.account}:repository/{name}", "repositoryName": name,
            "scanOnPush": hit, "scanFrequency": "SCAN_ON_PUSH" if hit else "MANUAL",
            "appliedScanFilters": [{"filter": pattern, "filterType": "WILDCARD"}] if hit else []})
    assert got["scanningConfigurations"] == expected


def test_a_batch_says_which_repositories_are_not_there(registry):
    ecr = unchecked(registry)
    repository = Repository(ecr, registry, imageScanningConfiguration={"scanOnPush": True})
    got = ecr.batch_get_repository_scanning_configuration(repositoryNames=["not/there", repository.name])
    assert got["failures"] == [{
        "repositoryName": "not/there", "failureCode": "REPOSITORY_NOT_FOUND",
        "failureReason": f"The repository with name 'not/there' does not exist in the registry with id "
                         f"'{registry.account}'"}]
    assert [each["repositoryName"] for each in got["scanningConfigurations"]] == [repository.name]
    batch, bad = ecr.batch_get_repository_scanning_configuration, "InvalidParameterException"
    refused(batch, bad, invalid("repositoryNames", "Member must not be null"))
    refused(batch, bad, invalid("repositoryNames", "Member must have length greater than or equal to 1"),
            repositoryNames=[])
    refused(batch, bad, invalid("repositoryNames", "Member must have length less than or equal to 25"),
            repositoryNames=["app"] * 26)


def test_scans_are_disabled_and_none_was_made(registry):
    ecr = unchecked(registry)
    repository = Repository(ecr, registry)
    image = repository.put("scan me", tag="v1")
    for by in ({"imageTag": "v1"}, {"imageDigest": image}, {"imageDigest": image, "imageTag": "v1"}):
        repository.refused("start_image_scan", "ValidationException", "This feature is disabled", imageId=by)
        tag = by.get("imageTag", "null")
        repository.refused(
            "describe_image_scan_findings", "ScanNotFoundException",
            f"Image scan does not exist for the image with '{{imageDigest:'{image}', imageTag:'{tag}'}}' in the "
            f"repository with name '{repository.name}' in the registry with id '{registry.account}'", imageId=by)
    with pytest.raises(botocore.exceptions.WaiterError) as stopped:
        ecr.get_waiter("image_scan_complete").wait(repositoryName=repository.name, imageId={"imageTag": "v1"})
    assert "ScanNotFoundException" in str(stopped.value)


def test_an_archived_image_is_not_scanned(registry):
    ecr = unchecked(registry)
    repository = Repository(ecr, registry)
    image = repository.put("archive me", tag="v1")
    repository.call("update_image_storage_class", imageId={"imageDigest": image}, targetStorageClass="ARCHIVE")
    repository.refused("start_image_scan", "ImageArchivedException",
                       f"The image with digest '{image}' in the repository with name '{repository.name}' in the "
                       f"registry with id '{registry.account}' is archived; it must be restored before it can be scanned",
                       imageId={"imageDigest": image})


def test_scans_are_of_images_that_are_there(registry):
    ecr = unchecked(registry)
    repository = Repository(ecr, registry)
    for operation in ("start_image_scan", "describe_image_scan_findings"):
        refused(getattr(ecr, operation), "RepositoryNotFoundException",
                f"The repository with name 'not/there' does not exist in the registry with id '{registry.account}'",
                repositoryName="not/there", imageId={"imageTag": "v1"})
        repository.refused(operation, "ImageNotFoundException",
                           f"The image with imageId {{imageDigest:'null', imageTag:'v1'}} does not exist within the "
                           f"repository with name '{repository.name}' in the registry with id '{registry.account}'",
                           imageId={"imageTag": "v1"})
        repository.refused(operation, "InvalidParameterException", invalid("imageId", "Member must not be null"))
        repository.refused(operation, "InvalidParameterException", imageId={})
