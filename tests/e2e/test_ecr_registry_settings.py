"""What is set for a registry as a whole, through boto3: account settings and pull-time update exclusions."""
import time

import pytest

from tests.support.ecr import Repository, digest, invalid, refused, unchecked
from tests.support.oci import client_for

pytestmark = pytest.mark.ci

PRINCIPAL = r"^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(role|user)/[\w+=,.@-]+(/[\w+=,.@-]+)*$"


def test_account_settings_have_defaults_and_are_kept(own):
    ecr = unchecked(own)
    got = {name: ecr.get_account_setting(name=name)["value"]
           for name in ("BASIC_SCAN_TYPE_VERSION", "REGISTRY_POLICY_SCOPE", "BLOB_MOUNTING")}
    assert got == {"BASIC_SCAN_TYPE_VERSION": "AWS_NATIVE", "REGISTRY_POLICY_SCOPE": "V2", "BLOB_MOUNTING": "ENABLED"}
    answer = ecr.put_account_setting(name="REGISTRY_POLICY_SCOPE", value="V1")
    assert (answer["name"], answer["value"]) == ("REGISTRY_POLICY_SCOPE", "V1")
    assert ecr.put_account_setting(name="BASIC_SCAN_TYPE_VERSION", value="AWS_NATIVE")["value"] == "AWS_NATIVE"
    own.restart()
    answer = ecr.get_account_setting(name="REGISTRY_POLICY_SCOPE")
    assert (answer["name"], answer["value"]) == ("REGISTRY_POLICY_SCOPE", "V1")


def test_account_settings_refuse_other_names_and_values(registry):
    ecr, bad = unchecked(registry), "InvalidParameterException"
    names = "Member must satisfy enum value set: [BASIC_SCAN_TYPE_VERSION, REGISTRY_POLICY_SCOPE, BLOB_MOUNTING]"
    refused(ecr.get_account_setting, bad, invalid("name", names), name="COLOUR")
    refused(ecr.get_account_setting, bad, invalid("name", "Member must not be null"))
    refused(ecr.get_account_setting, bad, invalid("name", "Member must have length less than or equal to 64"),
            name="N" * 65)
    refused(ecr.put_account_setting, bad, invalid("value", "Member must not be null"), name="BLOB_MOUNTING")
    refused(ecr.put_account_setting, bad, invalid("value", "Member must satisfy enum value set: [ENABLED, DISABLED]"),
            name="BLOB_MOUNTING", value="on")
    refused(ecr.put_account_setting, bad, invalid("value", "CLAIR has been retired; use AWS_NATIVE"),
            name="BASIC_SCAN_TYPE_VERSION", value="CLAIR")


def test_blob_mounting_takes_effect_at_once(own):
    ecr, oci = unchecked(own), client_for(own)
    source, target = Repository(ecr, own), Repository(ecr, own)
    layer = source.upload(b"to be mounted")

    def mount(data_digest):
        return oci.request("POST", f"/v2/{target.name}/blobs/uploads/?mount={data_digest}&from={source.name}").status

    assert mount(layer) == 201
    ecr.put_account_setting(name="BLOB_MOUNTING", value="DISABLED")
    other = source.upload(b"not to be mounted")
    assert mount(other) == 202
    found = target.call("batch_check_layer_availability", layerDigests=[digest(b"not to be mounted")])
    assert found["layers"][0]["layerAvailability"] == "UNAVAILABLE"
    ecr.put_account_setting(name="BLOB_MOUNTING", value="ENABLED")
    assert mount(other) == 201


def test_exclusions_are_registered_listed_and_deregistered(own):
    ecr = unchecked(own)
    assert ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"] == []
    arns = [f"arn:aws:iam::{own.account}:role/ci/scanner-{i}" for i in range(5)]
    for arn in arns:
        answer = ecr.register_pull_time_update_exclusion(principalArn=arn)
        assert answer["principalArn"] == arn
        assert abs(answer["createdAt"].timestamp() - time.time()) < 60
    first = ecr.list_pull_time_update_exclusions(maxResults=2)
    rest = ecr.list_pull_time_update_exclusions(nextToken=first["nextToken"])
    assert first["pullTimeUpdateExclusions"] + rest["pullTimeUpdateExclusions"] == arns
    assert "nextToken" not in rest
    refused(ecr.register_pull_time_update_exclusion, "ExclusionAlreadyExistsException",
            f"The pull time update exclusion for the principal '{arns[0]}' already exists in the registry with id "
            f"'{own.account}'", principalArn=arns[0])
    assert ecr.deregister_pull_time_update_exclusion(principalArn=arns[0])["principalArn"] == arns[0]
    refused(ecr.deregister_pull_time_update_exclusion, "ExclusionNotFoundException",
            f"The pull time update exclusion for the principal '{arns[0]}' does not exist in the registry with id "
            f"'{own.account}'", principalArn=arns[0])
    refused(ecr.list_pull_time_update_exclusions, "InvalidParameterException", nextToken="nonsense")


def test_exclusions_are_at_most_a_hundred(own):
    ecr = unchecked(own)
    for i in range(100):
        ecr.register_pull_time_update_exclusion(principalArn=f"arn:aws:iam::{own.account}:user/u{i}")
    refused(ecr.register_pull_time_update_exclusion, "LimitExceededException",
            f"The registry with id '{own.account}' already has the maximum allowed number of pull time update "
            "exclusions which is '100'", principalArn=f"arn:aws:iam::{own.account}:user/u100")
    assert len(ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"]) == 100


def test_exclusions_name_roles_and_users_only(registry):
    ecr, bad = unchecked(registry), "InvalidParameterException"
    for operation in (ecr.register_pull_time_update_exclusion, ecr.deregister_pull_time_update_exclusion):
        for arn in (f"arn:aws:iam::{registry.account}:root", f"arn:aws:iam::{registry.account}:group/g",
                    "arn:aws:sts::123456789012:assumed-role/a/b", "scanner"):
            refused(operation, bad,
                    invalid("principalArn", f"Member must satisfy regular expression pattern: {PRINCIPAL}"),
                    principalArn=arn)
        refused(operation, bad, invalid("principalArn", "Member must not be null"))
    refused(ecr.list_pull_time_update_exclusions, bad,
            invalid("maxResults", "Member must have value less than or equal to 1000"), maxResults=1001)
