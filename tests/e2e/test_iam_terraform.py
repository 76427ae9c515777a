"""What Terraform's provider for AWS calls for each of its IAM resources, in its order: create, read, update, read, no
difference, delete, read-gone."""
import json
import time

import pytest

from tests.support.ecr import refused, unchecked

pytestmark = pytest.mark.ci

TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]}


@pytest.fixture(scope="module")
def iam(registry, request):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no IAM")
    return unchecked(registry, "iam")


@pytest.fixture
def name():
    return f"tf-{time.time_ns()}"


def policy(*actions, resource="*"):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": list(actions), "Resource": resource}]})


def gone(call, **parameters):
    return refused(call, "NoSuchEntity", status=404, **parameters)


@pytest.fixture
def user(iam, name):
    iam.create_user(UserName=name)
    yield name
    for group in iam.list_groups_for_user(UserName=name)["Groups"]:
        iam.remove_user_from_group(GroupName=group["GroupName"], UserName=name)
    for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName=name)


@pytest.fixture
def role(iam, name):
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    yield name
    iam.delete_role(RoleName=name)


@pytest.fixture
def group(iam, name):
    iam.create_group(GroupName=name)
    yield name
    iam.delete_group(GroupName=name)


@pytest.fixture
def managed(iam, name):
    made = iam.create_policy(PolicyName=name, PolicyDocument=policy("ecr:ListImages"))["Policy"]
    yield made["Arn"]
    iam.delete_policy(PolicyArn=made["Arn"])


def test_aws_iam_user(iam, name):
    made = iam.create_user(UserName=name, Path="/eng/", Tags=[{"Key": "team", "Value": "a"}])["User"]
    assert made["Arn"] == f"arn:aws:iam::123456789012:user/eng/{name}"
    assert made["UserId"].startswith("AIDA") and len(made["UserId"]) == 21
    assert iam.get_user(UserName=name)["User"] == made

    iam.update_user(UserName=name, NewUserName=name + "-2", NewPath="/ops/")
    iam.untag_user(UserName=name + "-2", TagKeys=["team"])
    iam.tag_user(UserName=name + "-2", Tags=[{"Key": "stage", "Value": "test"}])
    read = iam.get_user(UserName=name + "-2")["User"]
    assert read == made | {"UserName": name + "-2", "Path": "/ops/", "Tags": [{"Key": "stage", "Value": "test"}],
                           "Arn": f"arn:aws:iam::123456789012:user/ops/{name}-2"}
    gone(iam.get_user, UserName=name)

    # force_destroy asks for everything a user could have.
    who = {"UserName": name + "-2"}
    for call, member in ((iam.list_groups_for_user, "Groups"), (iam.list_user_policies, "PolicyNames"),
                         (iam.list_attached_user_policies, "AttachedPolicies"),
                         (iam.list_access_keys, "AccessKeyMetadata"), (iam.list_ssh_public_keys, "SSHPublicKeys"),
                         (iam.list_mfa_devices, "MFADevices"), (iam.list_signing_certificates, "Certificates"),
                         (iam.list_service_specific_credentials, "ServiceSpecificCredentials")):
        assert call(**who)[member] == []
    gone(iam.get_login_profile, **who)
    gone(iam.delete_login_profile, **who)
    iam.delete_user(**who)
    gone(iam.get_user, **who)
    refused(iam.delete_user, "NoSuchEntity", f"The user with name {name}-2 cannot be found.", 404, **who)


def test_aws_iam_user_with_a_boundary(iam, name, managed):
    made = iam.create_user(UserName=name, PermissionsBoundary=managed)["User"]
    boundary = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": managed}
    assert made["PermissionsBoundary"] == boundary
    assert iam.get_policy(PolicyArn=managed)["Policy"]["PermissionsBoundaryUsageCount"] == 1
    refused(iam.delete_policy, "DeleteConflict", status=409, PolicyArn=managed)
    iam.delete_user_permissions_boundary(UserName=name)
    assert "PermissionsBoundary" not in iam.get_user(UserName=name)["User"]
    iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=managed)
    assert iam.get_user(UserName=name)["User"]["PermissionsBoundary"] == boundary
    iam.delete_user(UserName=name)


def test_aws_iam_access_key(iam, user):
    made = iam.create_access_key(UserName=user)["AccessKey"]
    assert made["UserName"] == user and made["Status"] == "Active" and len(made["SecretAccessKey"]) == 40

    def read():
        return {each["AccessKeyId"]: each for each in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]}
    shown = {key: value for key, value in made.items() if key != "SecretAccessKey"}
    assert read() == {made["AccessKeyId"]: shown}
    last = iam.get_access_key_last_used(AccessKeyId=made["AccessKeyId"])
    assert last["UserName"] == user and last["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    iam.update_access_key(UserName=user, AccessKeyId=made["AccessKeyId"], Status="Inactive")
    assert read()[made["AccessKeyId"]]["Status"] == "Inactive"
    iam.delete_access_key(UserName=user, AccessKeyId=made["AccessKeyId"])
    assert read() == {}
    gone(iam.delete_access_key, UserName=user, AccessKeyId=made["AccessKeyId"])


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_aws_iam_inline_policy(iam, kind, request):
    who = {f"{kind.title()}Name": request.getfixturevalue(kind)}
    put, get, delete, names = (getattr(iam, each) for each in (
        f"put_{kind}_policy", f"get_{kind}_policy", f"delete_{kind}_policy", f"list_{kind}_policies"))
    for text in (policy("ecr:ListImages"), policy("ecr:*", resource="arn:aws:ecr:*:*:repository/ä/*").replace("ä", "a")):
        put(**who, PolicyName="p", PolicyDocument=text)
        read = get(**who, PolicyName="p")
        assert read["PolicyDocument"] == json.loads(text), "botocore decodes the URL-encoded document"
        assert read["PolicyName"] == "p" and who.items() <= read.items()
    assert names(**who)["PolicyNames"] == ["p"]
    delete(**who, PolicyName="p")
    refused(get, "NoSuchEntity", f"The {kind} policy with name p cannot be found.", 404, **who, PolicyName="p")
    gone(delete, **who, PolicyName="p")


def test_aws_iam_group(iam, name):
    made = iam.create_group(GroupName=name, Path="/a/")["Group"]
    assert made["GroupId"].startswith("AGPA")
    assert iam.get_group(GroupName=name)["Group"] == made
    iam.update_group(GroupName=name, NewGroupName=name + "-2", NewPath="/b/")
    read = iam.get_group(GroupName=name + "-2")
    assert read["Group"] == made | {"GroupName": name + "-2", "Path": "/b/",
                                    "Arn": f"arn:aws:iam::123456789012:group/b/{name}-2"}
    assert read["Users"] == [] and read["IsTruncated"] is False
    iam.delete_group(GroupName=name + "-2")
    refused(iam.get_group, "NoSuchEntity", f"The group with name {name}-2 cannot be found.", 404,
            GroupName=name + "-2")


def test_aws_iam_group_membership(iam, name):
    users = [f"{name}-{i}" for i in range(3)]
    iam.create_group(GroupName=name)
    for each in users:
        iam.create_user(UserName=each)
        iam.add_user_to_group(GroupName=name, UserName=each)

    def members():
        pages = iam.get_paginator("get_group").paginate(GroupName=name, PaginationConfig={"PageSize": 2})
        return [each["UserName"] for page in pages for each in page["Users"]]
    assert members() == users
    assert [each["GroupName"] for each in iam.list_groups_for_user(UserName=users[0])["Groups"]] == [name]
    refused(iam.delete_group, "DeleteConflict", status=409, GroupName=name)
    iam.remove_user_from_group(GroupName=name, UserName=users[1])
    assert members() == [users[0], users[2]]
    for each in (users[0], users[2]):
        iam.remove_user_from_group(GroupName=name, UserName=each)
    for each in users:
        iam.delete_user(UserName=each)
    iam.delete_group(GroupName=name)
    gone(iam.get_group, GroupName=name)


def test_aws_iam_role(iam, name, managed):
    made = iam.create_role(RoleName=name, Path="/svc/", AssumeRolePolicyDocument=json.dumps(TRUST), Description="about",
                           MaxSessionDuration=7200, PermissionsBoundary=managed,
                           Tags=[{"Key": "team", "Value": "a"}])["Role"]
    assert made["AssumeRolePolicyDocument"] == TRUST and made["MaxSessionDuration"] == 7200
    assert iam.get_role(RoleName=name)["Role"] == made

    other = json.loads(json.dumps(TRUST))
    other["Statement"][0]["Principal"] = {"AWS": "*"}
    other["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "x"}}
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(other))
    iam.update_role(RoleName=name, Description="other", MaxSessionDuration=3600)
    iam.delete_role_permissions_boundary(RoleName=name)
    iam.untag_role(RoleName=name, TagKeys=["TEAM"])
    read = iam.get_role(RoleName=name)["Role"]
    expected = made | {"AssumeRolePolicyDocument": other, "Description": "other", "MaxSessionDuration": 3600}
    del expected["PermissionsBoundary"], expected["Tags"]
    assert read == expected
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == []
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
    assert iam.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"] == []
    iam.delete_role(RoleName=name)
    refused(iam.get_role, "NoSuchEntity", f"The role with name {name} cannot be found.", 404, RoleName=name)


def test_aws_iam_policy(iam, name):
    made = iam.create_policy(PolicyName=name, Path="/a/", PolicyDocument=policy("ecr:ListImages"),
                             Description="about", Tags=[{"Key": "k", "Value": "v"}])["Policy"]
    arn = made["Arn"]
    assert arn == f"arn:aws:iam::123456789012:policy/a/{name}" and made["DefaultVersionId"] == "v1"
    assert iam.get_policy(PolicyArn=arn)["Policy"] == made
    read = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    assert read["Document"] == json.loads(policy("ecr:ListImages")) and read["IsDefaultVersion"] is True

    # An update makes a version, and when there are five deletes the oldest first.
    for number in range(2, 8):
        versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
        if len(versions) == 5:
            refused(iam.create_policy_version, "LimitExceeded", status=409, PolicyArn=arn,
                    PolicyDocument=policy("ecr:*"))
            oldest = min((each for each in versions if not each["IsDefaultVersion"]),
                         key=lambda each: int(each["VersionId"][1:]))
            iam.delete_policy_version(PolicyArn=arn, VersionId=oldest["VersionId"])
        fresh = iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(f"ecr:Action{number}"),
                                          SetAsDefault=True)["PolicyVersion"]
        assert fresh["VersionId"] == f"v{number}" and fresh["IsDefaultVersion"] is True
    now = iam.get_policy(PolicyArn=arn)["Policy"]
    assert now["DefaultVersionId"] == "v7" and now["UpdateDate"] >= made["UpdateDate"]
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v6")
    refused(iam.delete_policy_version, "DeleteConflict", "Cannot delete the default version of a policy.", 409,
            PolicyArn=arn, VersionId="v6")
    refused(iam.delete_policy, "DeleteConflict", status=409, PolicyArn=arn)
    for each in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not each["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=each["VersionId"])
    iam.delete_policy(PolicyArn=arn)
    refused(iam.get_policy, "NoSuchEntity", f"Policy {arn} was not found.", 404, PolicyArn=arn)


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_aws_iam_policy_attachment(iam, kind, request, managed, name):
    who = {f"{kind.title()}Name": request.getfixturevalue(kind)}
    attach, detach, attached = (getattr(iam, each) for each in (
        f"attach_{kind}_policy", f"detach_{kind}_policy", f"list_attached_{kind}_policies"))
    aws = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
    for arn in (managed, managed, aws):
        attach(**who, PolicyArn=arn)
    assert {each["PolicyArn"] for each in attached(**who)["AttachedPolicies"]} == {managed, aws}
    assert iam.get_policy(PolicyArn=managed)["Policy"]["AttachmentCount"] == 1
    holders = iam.list_entities_for_policy(PolicyArn=managed)
    assert {key: [each[f"{kind.title()}Name"] for each in holders[key]] for key in
            ("PolicyUsers", "PolicyGroups", "PolicyRoles") if holders[key]} == {f"Policy{kind.title()}s": [name]}
    refused(iam.delete_policy, "DeleteConflict", "Cannot delete a policy attached to entities.", 409,
            PolicyArn=managed)
    for arn in (managed, aws):
        detach(**who, PolicyArn=arn)
    assert attached(**who)["AttachedPolicies"] == []
    refused(detach, "NoSuchEntity", f"Policy {managed} was not found.", 404, **who, PolicyArn=managed)


def test_aws_iam_openid_connect_provider(iam, name):
    url = f"token.{name}.example.com/path"
    thumbprints = ["a" * 40, "B" * 40]
    made = iam.create_open_id_connect_provider(Url="https://" + url, ClientIDList=["sts.amazonaws.com"],
                                               ThumbprintList=thumbprints, Tags=[{"Key": "k", "Value": "v"}])
    arn = made["OpenIDConnectProviderArn"]
    assert arn == f"arn:aws:iam::123456789012:oidc-provider/{url}"
    read = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (read["Url"], read["ClientIDList"], read["Tags"]) == (url, ["sts.amazonaws.com"], [{"Key": "k", "Value": "v"}])
    assert read["ThumbprintList"] == ["a" * 40, "b" * 40]
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="other")
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="sts.amazonaws.com")
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=["c" * 40])
    read = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (read["ClientIDList"], read["ThumbprintList"]) == (["other"], ["c" * 40])
    assert {"Arn": arn} in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    refused(iam.create_open_id_connect_provider, "EntityAlreadyExists", status=409, Url="https://" + url)
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    gone(iam.get_open_id_connect_provider, OpenIDConnectProviderArn=arn)


def test_data_sources(iam, user, role, managed):
    """aws_iam_policy by name, aws_iam_roles, aws_iam_users, aws_iam_account_alias, aws_caller_identity."""
    paginate = iam.get_paginator("list_policies").paginate
    assert managed in [each["Arn"] for page in paginate(Scope="Local") for each in page["Policies"]]
    of_aws = {each["PolicyName"] for page in paginate(Scope="AWS") for each in page["Policies"]}
    assert {"AmazonEC2ContainerRegistryFullAccess", "AmazonEC2ContainerRegistryPowerUser",
            "AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryReadOnly"} <= of_aws
    assert role in [each["RoleName"] for page in iam.get_paginator("list_roles").paginate() for each in page["Roles"]]
    assert user in [each["UserName"] for page in iam.get_paginator("list_users").paginate() for each in page["Users"]]
    assert iam.list_account_aliases()["AccountAliases"] == []
    assert iam.get_account_summary()["SummaryMap"]["Users"] >= 1


def test_aws_iam_service_linked_role(iam):
    service = "replication.ecr.amazonaws.com"
    name = "AWSServiceRoleForECRReplication"
    made = iam.create_service_linked_role(AWSServiceName=service, Description="about")["Role"]
    assert made["Arn"] == f"arn:aws:iam::123456789012:role/aws-service-role/{service}/{name}"
    assert made["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": service}
    assert iam.get_role(RoleName=name)["Role"] == made
    refused(iam.create_service_linked_role, "InvalidInput", status=400, AWSServiceName=service)
    for call, more in ((iam.delete_role, {}), (iam.update_assume_role_policy, {"PolicyDocument": json.dumps(TRUST)}),
                       (iam.put_role_policy, {"PolicyName": "p", "PolicyDocument": policy("ecr:*")}),
                       (iam.attach_role_policy, {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})):
        refused(call, "UnmodifiableEntity", f"Cannot perform the operation on the protected role '{name}' - this role is "
                "only modifiable by AWS", RoleName=name, **more)
    iam.update_role(RoleName=name, Description="other")
    task = iam.delete_service_linked_role(RoleName=name)["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    gone(iam.get_role, RoleName=name)
    refused(iam.create_role, "InvalidInput", status=400, RoleName="x", Path="/aws-service-role/x/",
            AssumeRolePolicyDocument=json.dumps(TRUST))
