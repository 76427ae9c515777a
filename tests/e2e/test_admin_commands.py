"""`entrepot account` and `entrepot user`, of a server that runs and of a folder that none uses; and the bootstrap file."""
import configparser
import json
import os
import stat
import subprocess

import botocore.exceptions
import pytest

from tests.support.ecr import unchecked
from tests.support.server import Server, StartFailed, default_binary

pytestmark = pytest.mark.ci
OTHER = "111122223333"


@pytest.fixture(scope="module")
def server(request):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no accounts")
    with Server() as started:
        yield started


def entrepot(server, *arguments, ok=True):
    """Runs the command line on the server's data folder."""
    result = subprocess.run([server.binary, *arguments, "--data", server.data_dir], capture_output=True, text=True,
                            timeout=60, env={"PATH": os.environ["PATH"]})
    assert (result.returncode == 0) is ok, result.stdout + result.stderr
    return result.stdout if ok else result.stderr.strip()


def as_json(server, *arguments):
    return json.loads(entrepot(server, *arguments, "--json"))


def client(server, key, service="ecr"):
    return unchecked(server, service, aws_access_key_id=key["accessKeyId"],
                     aws_secret_access_key=key["secretAccessKey"])


def code_of(call, **parameters):
    try:
        call(**parameters)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


@pytest.mark.parametrize("arguments", [["account"], ["user"], ["user", "key"], ["user", "create"]])
def test_help_teaches(arguments):
    text = subprocess.run([default_binary(), *arguments, "--help"], capture_output=True, text=True, timeout=20).stdout
    assert "create" in text or "NAME" in text
    if arguments == ["user"]:
        assert "entrepot user create ci --policy AmazonEC2ContainerRegistryPowerUser" in text


def test_a_user_may_at_once_what_its_policies_say(server):
    made = as_json(server, "user", "create", "reader", "--policy", "AmazonEC2ContainerRegistryReadOnly")
    assert made["arn"] == f"arn:aws:iam::{server.account}:user/reader"
    ecr = client(server, made)
    assert client(server, made, "sts").get_caller_identity()["Arn"] == made["arn"]
    assert code_of(ecr.describe_repositories) == "done"
    assert code_of(ecr.create_repository, repositoryName="cli/a") == "AccessDeniedException"
    entrepot(server, "user", "attach", "reader", "AmazonEC2ContainerRegistryFullAccess")
    assert code_of(ecr.create_repository, repositoryName="cli/a") == "done"
    entrepot(server, "user", "detach", "reader", "AmazonEC2ContainerRegistryFullAccess")
    assert code_of(ecr.delete_repository, repositoryName="cli/a") == "AccessDeniedException"
    listed = {user["name"]: user for user in as_json(server, "user", "list")["users"]}
    assert listed["reader"]["policies"] == ["AmazonEC2ContainerRegistryReadOnly"]


def test_a_policy_may_come_from_a_file(server, tmp_path):
    policy = tmp_path / "one-repository.json"
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "ecr:CreateRepository", "Resource": "arn:aws:ecr:*:*:repository/cli/allowed"}}))
    made = as_json(server, "user", "create", "from-file", "--policy", str(policy))
    ecr = client(server, made)
    assert code_of(ecr.create_repository, repositoryName="cli/allowed") == "done"
    assert code_of(ecr.create_repository, repositoryName="cli/other") == "AccessDeniedException"


def test_keys_end_at_once(server):
    made = as_json(server, "user", "create", "rotating")
    key = as_json(server, "user", "key", "create", "rotating")
    assert code_of(client(server, key, "sts").get_caller_identity) == "done"
    entrepot(server, "user", "key", "deactivate", "rotating", key["accessKeyId"])
    assert code_of(client(server, key, "sts").get_caller_identity) == "InvalidClientTokenId"
    assert key["accessKeyId"] in entrepot(server, "user", "key", "list", "rotating")
    entrepot(server, "user", "key", "activate", "rotating", key["accessKeyId"])
    assert code_of(client(server, key, "sts").get_caller_identity) == "done"
    entrepot(server, "user", "key", "delete", "rotating", key["accessKeyId"])
    assert code_of(client(server, key, "sts").get_caller_identity) == "InvalidClientTokenId"
    assert "--force" in entrepot(server, "user", "delete", "rotating", ok=False)
    entrepot(server, "user", "delete", "rotating", "--force")
    assert code_of(client(server, made, "sts").get_caller_identity) == "InvalidClientTokenId"


def test_an_account_gets_a_root_key_as_a_profile(server):
    assert OTHER in entrepot(server, "account", "create", OTHER)
    profiles = configparser.ConfigParser()
    profiles.read(server.data_dir / "credentials")
    key = {"accessKeyId": profiles[OTHER]["aws_access_key_id"],
           "secretAccessKey": profiles[OTHER]["aws_secret_access_key"]}
    assert stat.S_IMODE((server.data_dir / "credentials").stat().st_mode) == 0o600
    assert client(server, key, "sts").get_caller_identity()["Account"] == OTHER
    assert profiles["default"]["aws_access_key_id"] != key["accessKeyId"]
    assert set(entrepot(server, "account", "list").split()) >= {server.account, OTHER}
    assert "is there already" in entrepot(server, "account", "create", OTHER, ok=False)
    made = as_json(server, "user", "create", "there", "--account", OTHER)
    assert made["arn"] == f"arn:aws:iam::{OTHER}:user/there"


def test_the_same_works_on_a_folder_that_no_server_uses():
    with Server() as server:
        server.stop()
        made = as_json(server, "user", "create", "offline", "--policy", "AmazonEC2ContainerRegistryReadOnly")
        assert "offline" in entrepot(server, "user", "list")
        server.start()
        assert code_of(client(server, made).describe_repositories) == "done"
        server.kill9()
        entrepot(server, "user", "delete", "offline", "--force")


def test_an_empty_folder_is_told_apart(tmp_path):
    class Nothing:
        binary, data_dir = default_binary(), tmp_path / "nothing"
    assert "run `entrepot serve` once" in entrepot(Nothing, "user", "list", ok=False)
    assert not Nothing.data_dir.exists()


@pytest.mark.parametrize("arguments,message", [
    (["user", "delete", "nobody"], "nobody"), (["user", "create", "x", "--policy", "Nope"], "'Nope'"),
    (["user", "list", "--account", "999999999999"], "there is no account 999999999999"),
    (["account", "create", "12"], "12 digits")])
def test_errors_are_one_line(server, arguments, message):
    error = entrepot(server, *arguments, ok=False)
    assert message in error and len(error.splitlines()) == 1


def test_only_the_owner_reaches_the_socket_and_commands_are_logged_without_secrets(server):
    mode = (server.data_dir / "admin.sock").stat().st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o600
    made = as_json(server, "user", "create", "logged")
    assert '"command":"user create"' in server.log().replace(" ", "").replace("usercreate", "user create")
    assert made["secretAccessKey"] not in server.log()


BOOTSTRAP = f"""
accounts:
  - id: "{OTHER}"
    policies:
      - name: push
        document:
          Version: 2012-10-17
          Statement:
            - {{Effect: Allow, Action: ["ecr:CreateRepository", "ecr:GetAuthorizationToken"], Resource: "*"}}
    groups:
      - name: developers
        policies: [AmazonEC2ContainerRegistryReadOnly]
    users:
      - name: ci
        groups: [developers]
        policies: [push]
        credentials_file: ci.credentials
    roles:
      - name: deploy
        policies: [AmazonEC2ContainerRegistryPullOnly]
        trust:
          Version: 2012-10-17
          Statement: [{{Effect: Allow, Principal: {{AWS: "{OTHER}"}}, Action: "sts:AssumeRole"}}]
"""


def bootstrapped_key(folder):
    profiles = configparser.ConfigParser()
    profiles.read(folder / "ci.credentials")
    return {"accessKeyId": profiles["default"]["aws_access_key_id"],
            "secretAccessKey": profiles["default"]["aws_secret_access_key"]}


def test_a_bootstrap_file_is_applied_at_every_start_and_changes_nothing_twice(tmp_path):
    file = tmp_path / "bootstrap.yaml"
    file.write_text(BOOTSTRAP)
    with Server(config={"bootstrap": str(file)}) as server:
        key = bootstrapped_key(tmp_path)
        assert stat.S_IMODE((tmp_path / "ci.credentials").stat().st_mode) == 0o600
        ecr = client(server, key)
        assert code_of(ecr.create_repository, repositoryName="boot/a") == "done"
        assert code_of(ecr.describe_repositories) == "done"
        assert code_of(ecr.delete_repository, repositoryName="boot/a") == "AccessDeniedException"
        server.restart()
        assert bootstrapped_key(tmp_path) == key
        assert [json.loads(line)["changes"] for line in server.log().splitlines()
                if line.startswith("{") and json.loads(line)["event"] == "applied"][-1] == 0
        file.write_text(BOOTSTRAP.replace('"ecr:CreateRepository", ', ""))
        server.restart()
        assert code_of(client(server, key).create_repository, repositoryName="boot/b") == "AccessDeniedException"


@pytest.mark.parametrize("change,message", [
    (("push]", "nothing]"), "bootstrap.yaml: accounts.0..users.0..policies.0. = 'nothing'"),
    (("groups: [developers]", "groups: [nobody]"), "accounts.0..users.0..groups = 'nobody'"),
    (("users:", "usres:"), "accounts.0. has an unknown key 'usres'"),
    ((OTHER, "12"), "accounts.0..id = '12'")])
def test_a_wrong_bootstrap_file_is_named_at_the_start(tmp_path, change, message):
    file = tmp_path / "bootstrap.yaml"
    file.write_text(BOOTSTRAP.replace(*change))
    server = Server(config={"bootstrap": str(file)})
    try:
        with pytest.raises(StartFailed, match=message):
            server.start()
    finally:
        server.close()
