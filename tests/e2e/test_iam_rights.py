"""What users may do, and what they may not give themselves."""
import concurrent.futures
import json
import time

import pytest

from tests.support.ecr import refused, unchecked

pytestmark = pytest.mark.ci
ACCOUNT = "123456789012"


def policy(*actions, resource="*", effect="Allow", **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": effect, "Action": list(actions), "Resource": resource, **more}]})


@pytest.fixture(scope="module")
def iam(registry, request):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no IAM")
    return unchecked(registry, "iam")


class User:
    """A user with a key, and the clients that it calls with."""

    def __init__(self, iam, registry, name):
        self.iam, self.registry, self.name = iam, registry, name
        self.id = iam.create_user(UserName=name)["User"]["UserId"]
        self.arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
        self.key = iam.create_access_key(UserName=name)["AccessKey"]

    def client(self, service):
        return unchecked(self.registry, service, aws_access_key_id=self.key["AccessKeyId"],
                         aws_secret_access_key=self.key["SecretAccessKey"])

    def may(self, *actions, **more):
        self.iam.put_user_policy(UserName=self.name, PolicyName="own", PolicyDocument=policy(*actions, **more))

    def denied(self, call, action, resource, **parameters):
        refused(call, "AccessDenied",
                f"User: {self.arn} is not authorized to perform: iam:{action} on resource: {resource} because no "
                f"identity-based policy allows the iam:{action} action", 403, **parameters)


@pytest.fixture
def user(iam, registry):
    return User(iam, registry, f"rights-{time.time_ns()}")


def test_a_user_is_who_it_says_and_may_nothing(user):
    assert user.client("sts").get_caller_identity()["Arn"] == user.arn
    user.denied(user.client("iam").get_user, "GetUser", user.arn, UserName=user.name)
    user.denied(user.client("iam").get_user, "GetUser", user.arn)
    user.denied(user.client("iam").list_users, "ListUsers", "*")
    refused(user.client("ecr").get_authorization_token, "AccessDeniedException")


def test_a_user_reads_itself_without_saying_its_name(user):
    user.may("iam:GetUser", "iam:ListAccessKeys", "iam:CreateAccessKey", resource=user.arn)
    assert user.client("iam").get_user()["User"]["UserId"] == user.id
    assert user.client("iam").create_access_key()["AccessKey"]["UserName"] == user.name
    refused(user.client("iam").create_access_key, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409)
    assert len(user.client("iam").list_access_keys()["AccessKeyMetadata"]) == 2


def test_root_reads_itself(iam):
    assert iam.get_user()["User"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


def test_a_policy_counts_at_once_and_no_longer_than_it_is_there(iam, user):
    ecr = user.client("ecr")
    for _ in range(5):
        user.may("ecr:GetAuthorizationToken")
        ecr.get_authorization_token()
        iam.delete_user_policy(UserName=user.name, PolicyName="own")
        refused(ecr.get_authorization_token, "AccessDeniedException")


def test_a_key_that_is_switched_off_is_refused_at_once(iam, user):
    sts = user.client("sts")
    for _ in range(5):
        iam.update_access_key(UserName=user.name, AccessKeyId=user.key["AccessKeyId"], Status="Inactive")
        refused(sts.get_caller_identity, "InvalidClientTokenId", status=403)
        iam.update_access_key(UserName=user.name, AccessKeyId=user.key["AccessKeyId"], Status="Active")
        sts.get_caller_identity()
    iam.delete_access_key(UserName=user.name, AccessKeyId=user.key["AccessKeyId"])
    refused(sts.get_caller_identity, "InvalidClientTokenId", status=403)


def test_a_path_belongs_to_the_resource(iam, user):
    other = f"{user.name}-other"
    iam.create_user(UserName=other, Path="/eng/")
    user.may("iam:GetUser", resource=f"arn:aws:iam::{ACCOUNT}:user/ops/*")
    mine = user.client("iam")
    user.denied(mine.get_user, "GetUser", f"arn:aws:iam::{ACCOUNT}:user/eng/{other}", UserName=other)
    user.denied(mine.get_user, "GetUser", f"arn:aws:iam::{ACCOUNT}:user/eng/{other}", UserName=other.upper())
    iam.update_user(UserName=other, NewPath="/ops/")
    assert mine.get_user(UserName=other)["User"]["Path"] == "/ops/"
    user.denied(mine.get_user, "GetUser", f"arn:aws:iam::{ACCOUNT}:user/nobody", UserName="nobody")


def escalations(user, managed, role):
    """Every way in which a user could give itself rights: (operation, IAM action, resource, parameters)."""
    me, everything = {"UserName": user.name}, policy("*")
    return [
        ("put_user_policy", "PutUserPolicy", user.arn, me | {"PolicyName": "own", "PolicyDocument": everything}),
        ("attach_user_policy", "AttachUserPolicy", user.arn,
         me | {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("create_policy_version", "CreatePolicyVersion", managed,
         {"PolicyArn": managed, "PolicyDocument": everything, "SetAsDefault": True}),
        ("set_default_policy_version", "SetDefaultPolicyVersion", managed, {"PolicyArn": managed, "VersionId": "v1"}),
        ("delete_user_permissions_boundary", "DeleteUserPermissionsBoundary", user.arn, me),
        ("put_user_permissions_boundary", "PutUserPermissionsBoundary", user.arn,
         me | {"PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("add_user_to_group", "AddUserToGroup", f"arn:aws:iam::{ACCOUNT}:group/admins",
         me | {"GroupName": "admins"}),
        ("create_access_key", "CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/admin", {"UserName": "admin"}),
        ("update_assume_role_policy", "UpdateAssumeRolePolicy", role, {
            "RoleName": role.rpartition("/")[2], "PolicyDocument": json.dumps({
                "Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]})}),
        ("attach_role_policy", "AttachRolePolicy", role, {
            "RoleName": role.rpartition("/")[2], "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("put_role_policy", "PutRolePolicy", role, {
            "RoleName": role.rpartition("/")[2], "PolicyName": "p", "PolicyDocument": everything}),
        ("create_user", "CreateUser", f"arn:aws:iam::{ACCOUNT}:user/other", {"UserName": "other"}),
        ("create_policy", "CreatePolicy", f"arn:aws:iam::{ACCOUNT}:policy/other",
         {"PolicyName": "other", "PolicyDocument": everything}),
        ("update_user", "UpdateUser", user.arn, me | {"NewUserName": "admin"}),
        ("tag_user", "TagUser", user.arn, me | {"Tags": [{"Key": "team", "Value": "admin"}]}),
    ]


def test_nobody_gives_itself_rights(iam, user):
    managed = iam.create_policy(PolicyName=user.name, PolicyDocument=policy("ecr:ListImages"))["Policy"]["Arn"]
    role = iam.create_role(RoleName=user.name, AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT},
                                                "Action": "sts:AssumeRole"}]}))["Role"]["Arn"]
    iam.attach_user_policy(UserName=user.name, PolicyArn=managed)
    iam.put_user_permissions_boundary(UserName=user.name, PermissionsBoundary="arn:aws:iam::aws:policy/IAMFullAccess")
    user.may("ecr:*", "sts:*")

    def state():
        seen = {"user": iam.get_user(UserName=user.name)["User"],
                "inline": iam.get_user_policy(UserName=user.name, PolicyName="own")["PolicyDocument"],
                "attached": iam.list_attached_user_policies(UserName=user.name)["AttachedPolicies"],
                "versions": iam.list_policy_versions(PolicyArn=managed)["Versions"],
                "role": iam.get_role(RoleName=user.name)["Role"],
                "of role": iam.list_attached_role_policies(RoleName=user.name)["AttachedPolicies"],
                "inline of role": iam.list_role_policies(RoleName=user.name)["PolicyNames"],
                "groups": iam.list_groups_for_user(UserName=user.name)["Groups"]}
        return json.dumps(seen, default=str, sort_keys=True)
    before = state()
    mine = user.client("iam")
    for operation, action, resource, parameters in escalations(user, managed, role):
        user.denied(getattr(mine, operation), action, resource, **parameters)
    assert state() == before


def test_whoever_makes_users_makes_only_bounded_ones(iam, user):
    """The delegation that IAM's guide describes: iam:PermissionsBoundary in a condition."""
    boundary = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
    user.may("iam:CreateUser", "iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:DeleteUserPolicy",
             Condition={"StringEquals": {"iam:PermissionsBoundary": boundary}})
    mine, made = user.client("iam"), f"{user.name}-made"
    target = f"arn:aws:iam::{ACCOUNT}:user/{made}"
    user.denied(mine.create_user, "CreateUser", target, UserName=made)
    user.denied(mine.create_user, "CreateUser", target, UserName=made,
                PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess")
    mine.create_user(UserName=made, PermissionsBoundary=boundary)
    mine.attach_user_policy(UserName=made, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    user.denied(mine.delete_user_permissions_boundary, "DeleteUserPermissionsBoundary", target, UserName=made)
    iam.delete_user_permissions_boundary(UserName=made)
    user.denied(mine.put_user_policy, "PutUserPolicy", target, UserName=made, PolicyName="p",
                PolicyDocument=policy("*"))


def test_conditions_see_tags_and_policies(iam, user):
    mine, made = user.client("iam"), f"{user.name}-made"
    target = f"arn:aws:iam::{ACCOUNT}:user/{made}"
    user.may("iam:CreateUser", Condition={"StringEquals": {"aws:RequestTag/team": "red"}})
    user.denied(mine.create_user, "CreateUser", target, UserName=made, Tags=[{"Key": "team", "Value": "blue"}])
    mine.create_user(UserName=made, Tags=[{"Key": "team", "Value": "red"}])
    user.may("iam:AttachUserPolicy", Condition={
        "ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"},
        "StringEquals": {"iam:ResourceTag/team": "red"}})
    user.denied(mine.attach_user_policy, "AttachUserPolicy", target, UserName=made,
                PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    mine.attach_user_policy(UserName=made, PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly")
    iam.tag_user(UserName=made, Tags=[{"Key": "team", "Value": "blue"}])
    user.denied(mine.attach_user_policy, "AttachUserPolicy", target, UserName=made,
                PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly")


def test_a_boundary_bounds_whoever_may_everything(iam, user):
    iam.attach_user_policy(UserName=user.name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    mine = user.client("iam")
    mine.list_users()
    iam.put_user_permissions_boundary(UserName=user.name,
                                      PermissionsBoundary="arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly")
    refused(mine.list_users, "AccessDenied",
            f"User: {user.arn} is not authorized to perform: iam:ListUsers on resource: * because no permissions "
            "boundary allows the iam:ListUsers action", 403)
    user.client("ecr").get_authorization_token()


def test_values_that_iam_does_not_take(iam, user):
    long = "a" * 65
    refused(iam.create_user, "ValidationError",
            f"1 validation error detected: Value '{long}' at 'userName' failed to satisfy constraint: Member must have "
            "length less than or equal to 64", UserName=long)
    refused(iam.create_user, "ValidationError",
            "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the "
            "following: +=,.@_-", UserName="a b")
    refused(iam.create_user, "ValidationError", "1 validation error detected: Value null at 'userName' failed to satisfy "
            "constraint: Member must not be null")
    refused(iam.put_user_policy, "MalformedPolicyDocument", "Syntax errors in policy.", UserName=user.name,
            PolicyName="p", PolicyDocument="{")
    refused(iam.create_user, "InvalidInput", status=400, UserName="x" + user.name,
            Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])
    refused(iam.list_users, "ValidationError", "Invalid Marker.", Marker="nothing")
    for bad in ("a\u0000b", "ä", "a/b", "*", "${aws:username}"):
        refused(iam.create_user, "ValidationError", UserName=bad)


def test_one_name_is_given_once_however_many_ask(iam):
    name = f"race-{time.time_ns()}"

    def create(i):
        try:
            return iam.create_user(UserName=name if i % 2 else name.upper())["User"]["UserId"]
        except iam.exceptions.EntityAlreadyExistsException:
            return None
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        made = [each for each in pool.map(create, range(16)) if each]
    assert len(made) == 1


def test_users_survive_a_restart(private_registry):
    iam = unchecked(private_registry, "iam")
    user = User(iam, private_registry, "alice")
    user.may("ecr:GetAuthorizationToken")
    user.client("ecr").get_authorization_token()
    private_registry.restart()
    user.client("ecr").get_authorization_token()
    assert user.client("sts").get_caller_identity()["Arn"] == user.arn
