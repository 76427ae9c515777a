"""Other registries, so that a benchmark has something to be compared with, and a failing client test can be tried on a
registry that is known to work (pytest --peer)."""
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from tests.support.server import ROOT, StartFailed, free_ports

USER, PASSWORD = "bench", "correct-horse-battery"


def find_program(name):
    """In the variable of its name (PEER_ZOT=/path), in .tools/bin, or in PATH; None when it is nowhere."""
    for candidate in (os.environ.get("PEER_" + name.upper()), ROOT / ".tools" / "bin" / name, shutil.which(name)):
        if candidate and os.access(candidate, os.X_OK):
            return pathlib.Path(candidate)
    return None


class Peer:
    """A registry process with Basic authentication and its own storage folder on a free loopback port."""
    name = None
    program = None

    def __init__(self, tls=None, storage=None, auth=True):
        """`tls`: a pair of PEM files (certificate, key), or None for plain HTTP. `auth`: Basic, from a password file."""
        self.auth = auth
        self.binary = find_program(self.program)
        self.tls = tls
        self.port, self.ops_port = free_ports(2)
        self._work = pathlib.Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        self.data_dir = pathlib.Path(storage) if storage else self._work / "data"
        self.process = None
        self.start_seconds = None

    user = USER

    def password(self):
        return PASSWORD

    @property
    def host(self):
        return f"localhost:{self.port}"

    @property
    def endpoint_url(self):
        return f"{'https' if self.tls else 'http'}://{self.host}"

    @property
    def pid(self):
        return self.process.pid

    def create_repository(self, name, **_):
        return f"{self.host}/{name}"

    def password_file(self):
        path = self._work / "htpasswd"
        subprocess.run(["htpasswd", "-Bbc", "-C", "5", path, USER, PASSWORD], check=True, capture_output=True)
        return path

    def command(self):
        raise NotImplementedError

    def start(self, timeout=60):
        if self.binary is None:
            raise StartFailed(f"{self.program} is not installed")
        command = [str(part) for part in self.command()]
        began = time.monotonic()
        with open(self._work / "log", "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._work)
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() - began > timeout:
                raise StartFailed(f"{self.name} did not start\n{(self._work / 'log').read_text()[-3000:]}")
            time.sleep(0.005)
        self.start_seconds = time.monotonic() - began
        return self

    def _ready(self):
        context = ssl._create_unverified_context() if self.tls else None
        try:
            urllib.request.urlopen(self.endpoint_url + "/v2/", timeout=2, context=context).close()
            return True
        except urllib.error.HTTPError as refused:
            return refused.code == 401
        except OSError:
            return False

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill9(self):
        self.process.kill()
        self.process.wait()

    def log(self):
        return (self._work / "log").read_text(errors="replace")

    def stop(self):
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                return self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill9()
        return 0

    def close(self):
        self.stop()
        shutil.rmtree(self._work, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()


class Distribution(Peer):
    name = "distribution"
    program = "registry"

    def command(self):
        # Without a secret of its own it makes up a new one at each start, and no upload survives a restart.
        http = {"addr": f"127.0.0.1:{self.port}", "secret": "peer"}
        if self.tls:
            http["tls"] = {"certificate": str(self.tls[0]), "key": str(self.tls[1])}
        config = {"version": 0.1, "log": {"level": "error", "accesslog": {"disabled": True}}, "http": http,
                  "storage": {"filesystem": {"rootdirectory": str(self.data_dir)}, "delete": {"enabled": True},
                              "cache": {"blobdescriptor": "inmemory"}}}
        if self.auth:
            config["auth"] = {"htpasswd": {"realm": "peer", "path": str(self.password_file())}}
        path = self._work / "config.yml"
        path.write_text(json.dumps(config))
        return [self.binary, "serve", path]


class Zot(Peer):
    name = "zot"
    program = "zot"

    def command(self):
        http = {"address": "127.0.0.1", "port": str(self.port)}
        if self.auth:
            http |= {"realm": "peer", "auth": {"htpasswd": {"path": str(self.password_file())}}}
        if self.tls:
            http["tls"] = {"cert": str(self.tls[0]), "key": str(self.tls[1])}
        config = {"distSpecVersion": "1.1.1", "storage": {"rootDirectory": str(self.data_dir)}, "http": http,
                  "log": {"level": "error"}}
        path = self._work / "config.json"
        path.write_text(json.dumps(config))
        return [self.binary, "serve", path]


PEERS = {"distribution": Distribution, "zot": Zot}

