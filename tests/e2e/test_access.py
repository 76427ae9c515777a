"""Users with policies, as boto3, docker's tools and crane meet them: the managed policies of ECR, single actions taken
away, and another account. Every operation for everybody is tested in tests/integration/access_*_test.cc."""
import base64
import configparser
import itertools
import json
import subprocess
import time

import botocore.exceptions
import pytest

from tests.support.clients import need
from tests.support.ecr import refused, unchecked
from tests.support.server import Server

pytestmark = pytest.mark.ci
HOME, OTHER = "123456789012", "111122223333"
MANAGED = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistry"
PUSH = ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"]
PULL = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(request):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no users")
    with Server(config={"more_accounts": OTHER}) as started:
        yield started


def root_keys(server, account):
    parser = configparser.ConfigParser()
    parser.read(server.data_dir / "credentials")
    profile = parser["default" if account == HOME else account]
    return {"aws_access_key_id": profile["aws_access_key_id"], "aws_secret_access_key": profile["aws_secret_access_key"]}


class User:
    """A user of an account, with an access key of its own."""

    def __init__(self, server, account=HOME, actions=(), managed=None):
        self.server = server
        self.account = account
        self.name = f"user-{next(_numbers)}-{time.time_ns()}"
        self.iam = server.boto3_client("iam", **root_keys(server, account))
        self.arn = self.iam.create_user(UserName=self.name)["User"]["Arn"]
        if actions:
            self.allow(actions)
        if managed:
            self.iam.attach_user_policy(UserName=self.name, PolicyArn=MANAGED + managed)
        key = self.iam.create_access_key(UserName=self.name)["AccessKey"]
        self.keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        self.ecr = unchecked(server, **self.keys)

    def allow(self, actions):
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        self.iam.put_user_policy(UserName=self.name, PolicyName="own", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [statement]}))

    def password(self):
        token = self.ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        return base64.b64decode(token).decode().removeprefix("AWS:")

    def is_denied(self, action, resource, why="identity-based"):
        return (f"User: {self.arn} is not authorized to perform: {action} on resource: {resource} because no {why} "
                f"policy allows the {action} action")


@pytest.fixture
def repository(server):
    name = f"access/r{next(_numbers)}"
    server.create_repository(name)
    return name


def arn_of(repository, account=HOME):
    return f"arn:aws:ecr:us-east-1:{account}:repository/{repository}"


class Tool:
    """crane or skopeo with a user's token. What they do answers None, or what they printed when it failed."""

    def __init__(self, run, server, user, tmp_path, name, archive):
        self.run, self.server, self.user, self.name, self.archive = run, server, user, name, archive
        self.program = need(name)
        self.home = tmp_path / user.name
        self.home.mkdir()
        self.password = user.password()

    def copy(self, layout, tag, image):
        if self.name == "skopeo":
            return self.call("copy", "-q", "--dest-tls-verify=false", f"oci:{layout.folder}:{tag}", f"docker://{image}")
        return self.call("push", "--insecure", str(self.archive), image)

    def fetch(self, image):
        if self.name == "skopeo":
            target = self.home / f"back{next(_numbers)}"
            return self.call("copy", "-q", "--src-tls-verify=false", f"docker://{image}", f"oci:{target}:1")
        return self.call("pull", "--insecure", image, str(self.home / f"back{next(_numbers)}.tar"))

    def call(self, *arguments):
        return self.run(self, *arguments)


@pytest.fixture(params=["skopeo", "crane"])
def tool_of(request, server, tmp_path, saved_image):

    def run(tool, *arguments):
        config = tool.home / "docker"
        config.mkdir(exist_ok=True)
        entry = {"auths": {tool.server.host: {"auth": base64.b64encode(f"AWS:{tool.password}".encode()).decode()}}}
        (config / "config.json").write_text(json.dumps(entry))
        done = subprocess.run([tool.program, *arguments], capture_output=True, text=True, timeout=120,
                              env={"PATH": "/usr/bin:/bin", "HOME": str(tool.home), "DOCKER_CONFIG": str(config),
                                   "REGISTRY_AUTH_FILE": str(config / "config.json"),
                                   "XDG_RUNTIME_DIR": str(tool.home)})
        return None if done.returncode == 0 else done.stdout + done.stderr

    return lambda user: Tool(run, server, user, tmp_path, request.param, saved_image)


@pytest.fixture
def owner(server):
    return User(server, managed="FullAccess")


@pytest.mark.parametrize("managed, pushes, pulls, lists, deletes", [
    ("ReadOnly", False, True, True, False), ("PullOnly", False, True, False, False),
    ("PowerUser", True, True, True, False), ("FullAccess", True, True, True, True)])
def test_the_managed_policies_do_what_aws_says(server, repository, tool_of, layout, owner, managed, pushes, pulls, lists,
                                               deletes):
    image = f"{server.host}/{repository}"
    assert tool_of(owner).copy(layout, "app", f"{image}:there") is None
    user = User(server, managed=managed)
    tool = tool_of(user)

    pushed = tool.copy(layout, "app", f"{image}:new")
    assert (pushed is None) == pushes, pushed
    pulled = tool.fetch(f"{image}:there")
    assert (pulled is None) == pulls, pulled

    def may(call, **parameters):
        try:
            call(repositoryName=repository, **parameters)
        except botocore.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "AccessDeniedException", error
            return False
        return True

    assert may(user.ecr.list_images) == lists
    assert may(user.ecr.batch_delete_image, imageIds=[{"imageTag": "there"}]) == deletes
    assert may(user.ecr.set_repository_policy, policyText=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "ecr:ListImages"}]})) == deletes


def test_a_pusher_without_one_action_is_refused_at_its_step(server, tool_of, layout):
    for number, action in enumerate(PUSH[1:]):
        name = f"access/{next(_numbers)}"  # of its own, so that all of the layers are new to it
        server.create_repository(name)
        image = f"{server.host}/{name}:v{number}"
        user = User(server, actions=PUSH)
        tool = tool_of(user)
        user.allow([other for other in PUSH if other != action])
        printed = tool.copy(layout, "app", image)
        assert printed is not None, f"pushed without {action}"
        assert "denied" in printed.lower() or "403" in printed, printed
        user.allow(PUSH)
        assert tool.copy(layout, "app", image) is None, action


def test_a_puller_without_one_action_is_refused(server, repository, tool_of, layout, owner):
    image = f"{server.host}/{repository}"
    assert tool_of(owner).copy(layout, "app", f"{image}:1") is None
    for action in PULL[1:]:
        user = User(server, actions=PULL)
        tool = tool_of(user)
        assert tool.fetch(f"{image}:1") is None
        user.allow([other for other in PULL if other != action])
        printed = tool.fetch(f"{image}:1")
        assert printed is not None, f"pulled without {action}"
        assert action in printed or "denied" in printed.lower() or "403" in printed, printed


def test_without_the_right_to_a_token_there_is_none(server):
    user = User(server, actions=["ecr:BatchGetImage"])
    refused(user.ecr.get_authorization_token, "AccessDeniedException",
            user.is_denied("ecr:GetAuthorizationToken", "*"))


def test_another_account_pushes_and_pulls_where_both_sides_allow(server, repository, tool_of, layout):
    image = f"{server.host}/{repository}"
    guest = User(server, OTHER, actions=[*PUSH, *PULL, "ecr:ListImages"])
    tool = tool_of(guest)
    assert "403" in tool.copy(layout, "app", f"{image}:1")

    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
        "Action": [action for action in PUSH + PULL if action != "ecr:GetAuthorizationToken"]}]}
    owner = server.boto3_client("ecr")
    owner.set_repository_policy(repositoryName=repository, policyText=json.dumps(policy))
    assert tool.copy(layout, "app", f"{image}:1") is None
    assert tool.fetch(f"{image}:1") is None
    refused(guest.ecr.list_images, "AccessDeniedException",
            guest.is_denied("ecr:ListImages", arn_of(repository), "resource-based"),
            registryId=HOME, repositoryName=repository)

    guest.allow(["ecr:GetAuthorizationToken"])
    assert tool.fetch(f"{image}:1") is not None, "its own side is needed, too"
    guest.allow(PUSH + PULL)
    owner.delete_repository_policy(repositoryName=repository)
    assert tool.fetch(f"{image}:1") is not None


def test_a_missing_and_a_present_repository_of_another_account_answer_alike(server, repository):
    guest = User(server, OTHER, actions=["ecr:*"])
    for call, parameters in ((guest.ecr.list_images, {}), (guest.ecr.get_repository_policy, {}),
                             (guest.ecr.batch_get_image, {"imageIds": [{"imageTag": "1"}]})):
        told = [refused(call, "AccessDeniedException", registryId=HOME, repositoryName=name, **parameters)["Error"]["Message"]
                .replace(name, "X") for name in (repository, "no/such")]
        assert told[0] == told[1]


def test_a_policy_that_locks_its_author_out_needs_force(server, repository):
    author = User(server, actions=["ecr:*"])
    text = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Principal": {"AWS": author.arn}, "Action": "ecr:SetRepositoryPolicy"}]})
    refused(author.ecr.set_repository_policy, "InvalidParameterException", repositoryName=repository, policyText=text)
    shown = author.ecr.set_repository_policy(repositoryName=repository, policyText=text, force=True)["policyText"]
    assert json.loads(shown)["Statement"][0]["Principal"]["AWS"] == author.arn
    refused(author.ecr.set_repository_policy, "AccessDeniedException", repositoryName=repository, policyText=text)


def test_a_policy_cannot_name_users_that_are_not_there(server, repository):
    text = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{HOME}:user/nobody"}, "Action": "ecr:*"}]})
    refused(server.boto3_client("ecr").set_repository_policy, "InvalidParameterException",
            "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Principal not found'",
            repositoryName=repository, policyText=text)


def test_nobody_pushes_releases_where_a_policy_forbids_the_tags(server, repository, tool_of, layout):
    user = User(server, managed="PowerUser")
    user.iam.put_user_policy(UserName=user.name, PolicyName="no-releases", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ecr:PutImage", "Resource": "*", "Condition": {
            "StringLike": {"entrepot:ImageTag": "release-*"}}}]}))
    image = f"{server.host}/{repository}"
    tool = tool_of(user)
    assert tool.copy(layout, "app", f"{image}:dev-1") is None
    assert "denied" in tool.copy(layout, "app", f"{image}:release-1").lower()
