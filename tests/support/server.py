"""Starts, stops, restarts and kills an entrepot server for the outer test rings. Standard library only, so that the
conformance and crash rings and the benchmark can use it too; boto3 is imported only by the methods that need it."""
import base64
import configparser
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REGION = "us-east-1"
ACCOUNT = "123456789012"


def default_binary():
    return pathlib.Path(os.environ.get("ENTREPOT_BINARY", ROOT / "entrepot")).resolve()


def free_ports(count):
    """Different ports that nothing listens on at the moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class StartFailed(Exception):
    pass


class Server:
    """One server process and its data folder. The ports stay the same over restarts, so that image names stay valid."""

    def __init__(self, data_dir=None, binary=None, tls=False, config=None, environment=None, name=None):
        self.binary = pathlib.Path(binary) if binary else default_binary()
        self._work = pathlib.Path(tempfile.mkdtemp(prefix="entrepot-"))
        self.data_dir = pathlib.Path(data_dir) if data_dir else self._work / "data"
        self.log_path = self._work / "server.log"
        self.tls = tls
        self.name = name or "localhost"
        self.port, self.ops_port = free_ports(2)
        self.config = {"region": REGION, "account": ACCOUNT, **(config or {})}
        self.environment = {**({"ENTREPOT_TLS_NAMES": name} if name else {}), **(environment or {})}
        self.process = None
        self.start_seconds = None
        self._token = None

    # What the tests need to know.

    @property
    def host(self):
        """What stands in front of image names; docker takes loopback as an insecure registry."""
        return f"{self.name}:{self.port}"

    @property
    def endpoint_url(self):
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}"

    @property
    def ops_url(self):
        return f"http://127.0.0.1:{self.ops_port}"

    @property
    def region(self):
        return self.config["region"]

    @property
    def account(self):
        return self.config["account"]

    @property
    def access_key(self):
        return self._credentials()["aws_access_key_id"]

    @property
    def secret_key(self):
        return self._credentials()["aws_secret_access_key"]

    @property
    def ca_file(self):
        """The certificate of the private CA of `tls: auto`; None without TLS."""
        if not self.tls:
            return None
        return pathlib.Path(json.loads((self.data_dir / "server.json").read_text())["ca_file"])

    @property
    def pid(self):
        return self.process.pid

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def _credentials(self):
        parser = configparser.ConfigParser()
        parser.read(self.data_dir / "credentials")
        return parser["default"]

    def metrics(self):
        with urllib.request.urlopen(self.ops_url + "/metrics", timeout=10) as reply:
            return reply.read().decode()

    # Life.

    def _config_file(self):
        values = {"data": str(self.data_dir), "listen": f"127.0.0.1:{self.port}",
                  "ops_listen": f"127.0.0.1:{self.ops_port}", "tls": "auto" if self.tls else "off", **self.config}
        path = self._work / "entrepot.yaml"
        path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items()))
        return path

    def start(self, timeout=30):
        """Starts and waits for readiness. StartFailed, with the log, when it ends or does not get ready."""
        if not os.access(self.binary, os.X_OK):
            raise StartFailed(f"{self.binary} is not there: build it, or set ENTREPOT_BINARY")
        # Variables named ENTREPOT_* are configuration: those of the test run must not reach the server.
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("ENTREPOT_", "AWS_"))}
        began = time.monotonic()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([str(self.binary), "serve", "--config", str(self._config_file())],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._work,
                                            env={**clean, **self.environment})
        while not self._ready():
            if self.process.poll() is not None:
                raise StartFailed(f"the server ended with status {self.process.returncode}\n{self.log()[-4000:]}")
            if time.monotonic() - began > timeout:
                self.kill9()
                raise StartFailed(f"the server was not ready after {timeout} s\n{self.log()[-4000:]}")
            time.sleep(0.005)
        self.start_seconds = time.monotonic() - began
        return self

    def _ready(self):
        try:
            with urllib.request.urlopen(self.ops_url + "/readyz", timeout=2) as reply:
                return reply.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill9(self):
        """As a power cut does it for the process: no chance to write anything more."""
        if self.alive():
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, timeout=40):
        """SIGTERM; returns the exit status. A server that hangs is killed and reported as status None."""
        if self.process is None:
            return None
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill9()
            return None

    def restart(self):
        self.stop()
        return self.start()

    def close(self):
        if self.process is not None:
            self.stop()
        shutil.rmtree(self._work, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    # The AWS side.

    def aws_environment(self):
        """For the aws CLI and other programs: reaches this server and nothing else."""
        variables = {"AWS_ENDPOINT_URL": self.endpoint_url, "AWS_ACCESS_KEY_ID": self.access_key,
                     "AWS_SECRET_ACCESS_KEY": self.secret_key, "AWS_REGION": self.region,
                     "AWS_DEFAULT_REGION": self.region, "AWS_EC2_METADATA_DISABLED": "true",
                     "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PAGER": ""}
        if self.tls:
            variables["AWS_CA_BUNDLE"] = str(self.ca_file)
        return variables

    def boto3_client(self, service, **options):
        import boto3
        import botocore.config
        settings = {"endpoint_url": self.endpoint_url, "region_name": self.region,
                    "aws_access_key_id": self.access_key, "aws_secret_access_key": self.secret_key,
                    "verify": str(self.ca_file) if self.tls else None,
                    "config": botocore.config.Config(retries={"max_attempts": 1, "mode": "standard"})}
        client = boto3.client(service, **{**settings, **options})
        # Every answer of ECR that a test gets is checked against AWS's model.
        from tests.support import response_check
        return response_check.attach(client) if service == "ecr" else client

    def create_repository(self, name, **options):
        """Makes it through the AWS API; one that is there already is good as well."""
        client = self.boto3_client("ecr")
        try:
            client.create_repository(repositoryName=name, **options)
        except client.exceptions.RepositoryAlreadyExistsException:
            pass
        return f"{self.host}/{name}"

    user = "AWS"

    def password(self):
        """The 12-hour registry token, as `aws ecr get-login-password` prints it."""
        data = self.boto3_client("ecr").get_authorization_token()["authorizationData"][0]
        user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
        assert user == "AWS"
        return password
