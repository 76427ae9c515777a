"""The four clients that call every operation of ECR in tests/e2e/test_every_operation.py, behind one interface."""
import base64
import dataclasses
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from tests.support.clients import missing
from tests.support.ecr import unchecked

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / ".tools"


@dataclasses.dataclass
class Outcome:
    """What a client tells of a call: an answer, or the name and text of an error."""
    answer: object = None
    error: str = None
    message: str = None
    status: int = None  # of an error, if the client tells


class Blob(bytes):
    """A parameter of type blob."""


class Boto3:
    name = "boto3"

    def __init__(self, server, folder):
        self.client = unchecked(server)

    def call(self, operation, parameters, pages=None, wait=None):
        import botocore.exceptions
        method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
        try:
            if wait:
                waiter = self.client.get_waiter(re.sub(r"(?<!^)(?=[A-Z])", "_", wait).lower())
                waiter.wait(**parameters, WaiterConfig={"Delay": 1, "MaxAttempts": 2})
                return Outcome({})
            if pages:
                paginator = self.client.get_paginator(method)
                return Outcome(paginator.paginate(**parameters, PaginationConfig={"PageSize": pages["size"]})
                               .build_full_result())
            answer = getattr(self.client, method)(**parameters)
            answer.pop("ResponseMetadata")
            return Outcome(answer)
        except botocore.exceptions.ClientError as error:
            told = error.response
            return Outcome(error=told["Error"]["Code"], message=told["Error"]["Message"],
                           status=told["ResponseMetadata"]["HTTPStatusCode"])
        except botocore.exceptions.WaiterError as error:
            return Outcome(error="WaiterError", message=str(error))

    def close(self):
        pass


class _Worker:
    """A program that answers a line of JSON with a line of JSON."""

    def __init__(self, command, environment, folder):
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "ENTREPOT_"))}
        self.log = open(folder / "worker.log", "w+")
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True, env={**clean, **environment}, cwd=folder)

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            self.log.seek(0)
            raise AssertionError(f"the client ended: {self.log.read()[-4000:]}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
        self.log.close()


class _AwsCli:
    """Both versions: parameters as JSON, and no checks of its own, so that bad ones reach the server too."""

    def __init__(self, server, folder, python, version):
        config = folder / "aws-config"
        config.write_text("[default]\nparameter_validation = false\nregion = " + server.region + "\n")
        environment = {**server.aws_environment(), "AWS_CONFIG_FILE": str(config), "AWS_MAX_ATTEMPTS": "1",
                       "HOME": str(folder), **self.models(folder)}
        self.options = ["--endpoint-url", server.endpoint_url, "--output", "json"]
        self.worker = _Worker([python, ROOT / "tests/support/aws_cli_worker.py", version], environment, folder)

    def models(self, folder):
        """Each knows the ECR of its day. The newest model beside it lets the same program call today's operations."""
        import botocore
        source = pathlib.Path(botocore.__file__).parent / "data/ecr/2015-09-21"
        target = folder / "models/ecr/2015-09-21"
        target.mkdir(parents=True)
        for name in ("service-2.json.gz", "service-2.json", "paginators-1.json", "waiters-2.json"):
            if not (source / name).exists():
                continue
            if name.endswith(".gz"):
                (target / name[:-3]).write_bytes(gzip.decompress((source / name).read_bytes()))
            else:
                shutil.copy(source / name, target)
        return {"AWS_DATA_PATH": str(folder / "models")}

    def blob(self, data):
        return data.decode()

    def _plain(self, value):
        if isinstance(value, Blob):
            return self.blob(value)
        if isinstance(value, dict):
            return {key: self._plain(item) for key, item in value.items()}
        return [self._plain(item) for item in value] if isinstance(value, list) else value

    def call(self, operation, parameters, pages=None, wait=None):
        words = ["ecr", *(["wait", kebab(wait)] if wait else [kebab(operation)])]
        paging = ["--page-size", str(pages["size"])] if pages else [] if wait else ["--no-paginate"]
        text = json.dumps(self._plain(parameters))
        done = self.worker.ask([*words, "--cli-input-json", text, *paging, *self.options])
        if done["status"] == 0:
            return Outcome(json.loads(done["out"]) if done["out"].strip() else {})
        told = re.search(r"An error occurred \((\w+)\) when calling the (\w+) operation(?: \(reached max retries: 0\))?: "
                         r"(.*)", done["err"].strip(), re.S)
        if wait:
            return Outcome(error="WaiterError", message=done["err"].strip())
        assert told and told[2] == operation, done
        return Outcome(error=told[1], message=told[3])

    def close(self):
        self.worker.close()


class AwsCli1(_AwsCli):
    name = "aws-cli-1"

    def __init__(self, server, folder):
        super().__init__(server, folder, sys.executable, "1")


class AwsCli2(_AwsCli):
    name = "aws-cli-2"

    def __init__(self, server, folder):
        python = "/usr/bin/python3"
        found = subprocess.run([python, "-c", "import awscli; print(awscli.__version__)"], capture_output=True, text=True)
        if not found.stdout.startswith("2."):
            missing("the AWS CLI 2 of Debian's package awscli")
        super().__init__(server, folder, python, "2")

    def blob(self, data):
        return base64.b64encode(data).decode()


class JavaScript:
    name = "javascript"

    def __init__(self, server, folder):
        node = shutil.which("node")
        sdk = TOOLS / "js"
        if not node or not (sdk / "node_modules/@aws-sdk/client-ecr").is_dir():
            missing("node with @aws-sdk/client-ecr")
        self.worker = _Worker([node, ROOT / "tests/e2e/js/worker.mjs", "--sdk", sdk, "--endpoint", server.endpoint_url,
                               "--region", server.region], server.aws_environment(), folder)

    def _plain(self, value):
        if isinstance(value, Blob):
            return {"$blob": base64.b64encode(value).decode()}
        if isinstance(value, dict):
            return {key: self._plain(item) for key, item in value.items()}
        return [self._plain(item) for item in value] if isinstance(value, list) else value

    def call(self, operation, parameters, pages=None, wait=None):
        done = self.worker.ask({"operation": operation, "parameters": self._plain(parameters), "pages": pages,
                                "wait": wait})
        if "error" in done:
            told = done["error"]
            return Outcome(error="WaiterError" if wait else told["name"], message=told["message"],
                           status=None if wait else told["status"])
        if pages:
            merged = {}
            for page in done["pages"]:
                merged[pages["result"]] = merged.get(pages["result"], []) + page.get(pages["result"], [])
            return Outcome(merged)
        return Outcome(done["answer"])

    def describe(self):
        """Operation -> {"members": [..], "required": [..]}, of the SDK's own schema."""
        return self.worker.ask({"operation": "describe"})["answer"]

    def close(self):
        self.worker.close()


def kebab(operation):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()


CLIENTS = [Boto3, AwsCli1, AwsCli2, JavaScript]
