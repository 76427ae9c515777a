"""The program as an operator meets it: one clear line and a non-zero exit when it cannot start."""
import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from tests.support.server import Server, default_binary, free_ports

BINARY = default_binary()

pytestmark = pytest.mark.ci


def run(*arguments, environment=None, timeout=20):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                          env={"PATH": os.environ["PATH"], **(environment or {})})


def one_line(result):
    """The single line that says what is wrong."""
    assert result.returncode != 0
    lines = [line for line in result.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1, result.stderr
    return lines[0]


def serve(data, *more):
    listen, ops = free_ports(2)
    return ["serve", "--data", data, "--listen", f"127.0.0.1:{listen}", "--ops-listen", f"127.0.0.1:{ops}", *more]


class Running:
    """A server started by hand, with its output."""

    def __init__(self, data, *more, environment=None):
        arguments = serve(data, *more)
        self.listen = arguments[4]
        self.process = subprocess.Popen([BINARY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True, env={"PATH": os.environ["PATH"], **(environment or {})})
        self.greeting = []
        for line in self.process.stdout:
            self.greeting.append(line)
            if "create-repository" in line:
                return
        raise AssertionError("the server ended: " + "".join(self.greeting))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture
def running(tmp_path):
    server = Running(tmp_path / "data")
    yield server
    if server.process.poll() is None:
        server.stop()


def test_version_names_the_program():
    assert run("version").stdout.startswith("entrepot ")


def test_help_teaches_the_first_steps():
    text = run("--help").stdout
    for words in ("entrepot serve", "get-login-password", "docker push", "print-config"):
        assert words in text


@pytest.mark.parametrize("arguments,named", [(["sreve"], "'sreve'"), (["serve", "--bogus"], "--bogus"), ([], "Usage:"),
                                             (["--data"], "--data")])
def test_what_is_not_understood_is_named(arguments, named):
    result = subprocess.run([default_binary(), *arguments], capture_output=True, text=True, timeout=10)
    assert result.returncode == 2 and result.stdout == ""
    assert named in result.stderr and "--help" in result.stderr


def test_every_printed_operation_names_service_and_state():
    rows = [json.loads(line) for line in run("print-operations", "--json").stdout.splitlines()]
    assert {"ecr", "sts", "oci"} <= {row["service"] for row in rows}
    implemented = {row["operation"] for row in rows if row["service"] == "ecr" and row["implemented"]}
    assert {"CreateRepository", "PutImage", "GetAuthorizationToken"} <= implemented
    assert len({(row["service"], row["operation"]) for row in rows}) == len(rows)


def test_printed_configuration_can_be_loaded(tmp_path):
    printed = run("print-config", environment={"ENTREPOT_REGION": "dc1"}).stdout
    assert "region: dc1" in printed
    (tmp_path / "c.yaml").write_text(printed)
    assert run("print-config", "--config", tmp_path / "c.yaml").stdout == printed


def test_no_password_of_the_database_is_shown(tmp_path):
    for database in ("host=127.0.0.1 port=1 user=e password=hunter2", "postgres://e:hunter2@127.0.0.1:1/r",
                     "postgres://e:hun@ter2@127.0.0.1:1/r", "postgres://e:hunter2/x@127.0.0.1:1/r"):
        environment = {"ENTREPOT_DATABASE": database}
        printed = run("print-config", environment=environment)
        started = run(*serve(tmp_path / "data"), environment=environment)
        assert "***" in printed.stdout and one_line(started)
        for text in (printed.stdout, printed.stderr, started.stdout, started.stderr):
            assert "hunter2" not in text and "ter2@" not in text, database


def test_a_database_that_is_away_is_named_in_the_log(tmp_path):
    started = run(*serve(tmp_path / "data"), environment={"ENTREPOT_DATABASE": "postgres://e:hunter2@127.0.0.1:1/r"})
    assert "metadata store cannot be reached" in one_line(started)
    log = [json.loads(line) for line in started.stderr.splitlines() if line.startswith("{")]
    assert any(line["event"] == "start_failed" and "port 1 failed" in line["detail"] for line in log), started.stderr


def test_unknown_key_names_the_nearest(tmp_path):
    (tmp_path / "c.yaml").write_text("regoin: x\n")
    assert "unknown key 'regoin' (did you mean 'region'?" in one_line(run(*serve(tmp_path / "data"), "--config", tmp_path / "c.yaml"))


def test_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = one_line(run("serve", "--data", tmp_path / "data", "--listen", f"127.0.0.1:{port}",
                            "--ops-listen", f"127.0.0.1:{free_ports(1)[0]}"))
    assert str(port) in line and "use" in line


def test_unusable_data_folder_is_named(tmp_path):
    (tmp_path / "data").write_text("a file is in the way")
    assert str(tmp_path / "data") in one_line(run(*serve(tmp_path / "data")))


def test_second_server_on_the_same_data_is_refused(running, tmp_path):
    assert "another entrepot server" in one_line(run(*serve(tmp_path / "data")))


def test_plaintext_outside_loopback_is_refused(tmp_path):
    line = one_line(run("serve", "--data", tmp_path / "data", "--listen", "0.0.0.0:0"))
    assert "tls: auto" in line and "allow_plaintext" in line


def test_env_before_any_server_says_what_to_do(tmp_path):
    assert "entrepot serve" in one_line(run("env", "--data", tmp_path))


def test_env_gives_a_shell_what_it_needs(running, tmp_path):
    printed = run("env", "--data", tmp_path / "data").stdout
    stale = {**os.environ, "AWS_PROFILE": "work", "AWS_SESSION_TOKEN": "x", "AWS_CA_BUNDLE": "/gone/ca.crt"}
    shown = subprocess.run(["bash", "-c", f"{printed}\nenv"], env=stale, capture_output=True, text=True, check=True).stdout
    assert not set(re.findall(r"^AWS_(?:PROFILE|SESSION_TOKEN|CA_BUNDLE)(?==)", shown, re.M))
    port = running.listen.rsplit(":", 1)[1]
    assert f"AWS_ENDPOINT_URL=http://localhost:{port}\n" in shown
    assert f"ENTREPOT_REGISTRY=localhost:{port}\n" in shown
    assert "AWS_SECRET_ACCESS_KEY=" in shown and "AWS_REGION=us-east-1\n" in shown


def test_first_start_writes_private_credentials_and_prints_the_key_once(running, tmp_path):
    credentials = tmp_path / "data" / "credentials"
    assert credentials.stat().st_mode & 0o777 == 0o600
    key = [line.split("=")[1].strip() for line in credentials.read_text().splitlines() if "access_key_id" in line][0]
    secret = [line.split("=", 1)[1].strip() for line in credentials.read_text().splitlines() if "secret" in line][0]
    greeting = "".join(running.greeting)
    assert key in greeting and secret not in greeting
    assert running.stop() == 0
    again = Running(tmp_path / "data")
    assert again.stop() == 0
    assert key not in "".join(again.greeting)
    assert key in credentials.read_text()


def test_root_key_is_private_and_outside_the_blobs(running, tmp_path):
    key = tmp_path / "data" / "keys" / "root.key"
    assert key.stat().st_mode & 0o777 == 0o400


def test_missing_root_key_is_refused_and_never_replaced(tmp_path):
    server = Running(tmp_path / "data")
    server.stop()
    key = tmp_path / "data" / "keys" / "root.key"
    saved = key.read_bytes()
    key.unlink()
    assert "root.key" in one_line(run(*serve(tmp_path / "data")))
    assert not key.exists()
    key.write_bytes(saved)
    key.chmod(0o400)
    assert Running(tmp_path / "data").stop() == 0


def test_root_key_of_another_store_is_refused(tmp_path):
    for name in ("one", "two"):
        Running(tmp_path / name).stop()
    shutil.copyfile(tmp_path / "two/keys/root.key", tmp_path / "foreign")
    target = tmp_path / "one/keys/root.key"
    target.unlink()
    shutil.copyfile(tmp_path / "foreign", target)
    target.chmod(0o400)
    shutil.rmtree(tmp_path / "one/archive")  # as in a store from before there were archives
    assert "root key" in one_line(run(*serve(tmp_path / "one")))
    assert not (tmp_path / "one/archive").exists(), "a foreign key must not become the owner of anything"


def test_root_key_that_others_can_read_is_refused(tmp_path):
    Running(tmp_path / "data").stop()
    key = tmp_path / "data/keys/root.key"
    key.chmod(0o444)
    assert "root.key" in one_line(run(*serve(tmp_path / "data")))


def test_sigterm_ends_in_bounded_time_with_success(running):
    started = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - started < 10


def test_create_on_push_makes_the_repository():
    for config, status in (({"create_on_push": True}, 202), ({}, 404)):
        with Server(config=config) as server:
            reply = urllib.request.Request(f"{server.endpoint_url}/v2/new/one/blobs/uploads/", method="POST", data=b"")
            token = base64.b64encode(f"{server.user}:{server.password()}".encode()).decode()
            reply.add_header("Authorization", f"Basic {token}")
            try:
                assert urllib.request.urlopen(reply, timeout=10).status == status
            except urllib.error.HTTPError as refused:
                assert refused.code == status
