"""Fixtures for the clients with a daemon: each is started by the test run, with its own data folder and socket."""
import os
import pathlib
import shutil
import signal
import subprocess
import time

import pytest

from tests.support.clients import missing, need


@pytest.fixture(scope="session")
def engine(tmp_path_factory, by_name):
    """The socket of a running dockerd. Its registry rules are the defaults: plain HTTP only to loopback."""
    dockerd = need("dockerd")
    need("docker")
    if os.geteuid() != 0:
        missing("root, which dockerd needs")
    home = tmp_path_factory.mktemp("dockerd")
    socket = f"unix://{home}/docker.sock"
    log = open(home / "log", "wb")
    command = [dockerd, "--host", socket, "--data-root", home / "data", "--exec-root", home / "exec",
               "--pidfile", home / "pid", "--bridge=none", "--iptables=false", "--ip-masq=false"]
    process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                               env={**os.environ, "HTTPS_PROXY": by_name})
    try:
        deadline = time.monotonic() + 60
        while subprocess.run(["docker", "-H", socket, "info"], capture_output=True).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                missing("a dockerd that runs here: " + (home / "log").read_text()[-1500:])
            time.sleep(0.1)
        yield socket
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


@pytest.fixture
def trusted_by_docker(target, engine, by_name):
    """The engine and its command line have the CA of this registry, where both look for it, and the way to it."""
    folder = pathlib.Path("/etc/docker/certs.d") / target.server.host
    if target.tls:
        target.environment["HTTPS_PROXY"] = by_name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ca.crt").write_text(target.server.ca_file.read_text())
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def docker(target, engine, trusted_by_docker):
    def run(*arguments, **options):
        return target.run("docker", "-H", engine, *arguments, **options)

    run("login", "-u", target.server.user, "--password-stdin", target.server.host, input=target.server.password())
    return run


@pytest.fixture(scope="session")
def containerd(tmp_path_factory):
    """The socket of a containerd with folders of its own and no Kubernetes plugin."""
    program = need("containerd")
    need("ctr")
    if os.geteuid() != 0:
        missing("root, which containerd needs")
    home = tmp_path_factory.mktemp("containerd")
    (home / "config.toml").write_text(
        f'version = 2\nroot = "{home}/root"\nstate = "{home}/state"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n'
        f'[grpc]\naddress = "{home}/c.sock"\n[ttrpc]\naddress = "{home}/t.sock"\n')
    log = open(home / "log", "wb")
    process = subprocess.Popen([program, "--config", str(home / "config.toml")], stdout=log, stderr=log,
                               stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while subprocess.run(["ctr", "-a", f"{home}/c.sock", "version"], capture_output=True).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                missing("a containerd that runs here: " + (home / "log").read_text()[-1500:])
            time.sleep(0.1)
        yield f"{home}/c.sock"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.close()


@pytest.fixture
def ctr(target, containerd):
    """run(arguments...), and in `run.registry` the flags for commands that speak to the registry."""
    def run(*arguments):
        return target.run("ctr", "-a", containerd, "-n", "entrepot", *arguments)

    run.trust = ["--hosts-dir", _hosts(target)] if target.tls else ["--plain-http"]
    run.registry = [*run.trust, "--user", f"{target.server.user}:{target.server.password()}"]
    return run


def _hosts(target):
    """What a node has in /etc/containerd/certs.d: without it, ctr takes plain HTTP for granted on localhost."""
    folder = target.home / "certs.d" / target.server.host
    folder.mkdir(parents=True)
    (folder / "hosts.toml").write_text(
        f'server = "{target.server.endpoint_url}"\n[host."{target.server.endpoint_url}"]\n'
        f'capabilities = ["pull", "resolve", "push"]\nca = "{target.ca}"\n')
    return folder.parent


