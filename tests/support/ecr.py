"""Amazon ECR's API through boto3, for tests: layers and images by the API alone, and exact checks of refusals."""
import hashlib
import itertools
import json
import time
import urllib.error
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions

MIB = 1 << 20
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
NAME_PATTERN = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"
DIGEST_PATTERN = "[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+"

_numbers = itertools.count(1)


def unchecked(registry, service="ecr", **options):
    """A client that sends bad values too: boto3's own checks are off. It does not retry."""
    config = botocore.config.Config(parameter_validation=False, retries={"max_attempts": 1, "mode": "standard"})
    return registry.boto3_client(service, config=config, **options)


def call_raw(registry, operation, **members):
    """An operation that boto3's model does not have (yet): (status, the error's name or None, the other members)."""
    request = botocore.awsrequest.AWSRequest("POST", registry.endpoint_url + "/", data=json.dumps(members), headers={
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AmazonEC2ContainerRegistry_V20150921.{operation}"})
    credentials = botocore.credentials.Credentials(registry.access_key, registry.secret_key)
    botocore.auth.SigV4Auth(credentials, "ecr", registry.region).add_auth(request)
    sent = urllib.request.Request(request.url, data=request.data.encode(), headers=dict(request.headers.items()))
    try:
        with urllib.request.urlopen(sent, timeout=30) as reply:
            status, body = reply.status, json.loads(reply.read())
    except urllib.error.HTTPError as refusal:
        status, body = refusal.code, json.loads(refusal.read())
    return status, body.pop("__type", None), body


def refused(call, code, message=None, status=400, **parameters):
    """Calls, expects a refusal of exactly that name, text and status, and returns the whole answer."""
    try:
        answer = call(**parameters)
    except botocore.exceptions.ClientError as error:
        got = error.response
    else:
        raise AssertionError(f"not refused: {answer}")
    seen = (got["Error"]["Code"], got["ResponseMetadata"]["HTTPStatusCode"])
    assert seen == (code, status), got
    if message is not None:
        assert got["Error"]["Message"] == message, got["Error"]["Message"]
    return got


def invalid(member, why):
    return f"Invalid parameter at '{member}' failed to satisfy constraint: '{why}'"


def without_metadata(answer):
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Repository:
    """A fresh repository and what can be put into it through the API."""

    def __init__(self, client, registry, name=None, **settings):
        self.client = client
        self.account = registry.account
        self.name = name or f"api/r{next(_numbers)}-{time.time_ns()}"
        self.created = client.create_repository(repositoryName=self.name, **settings)["repository"]

    def call(self, operation, **parameters):
        return getattr(self.client, operation)(repositoryName=self.name, **parameters)

    def refused(self, operation, code, message=None, **parameters):
        return refused(getattr(self.client, operation), code, message, repositoryName=self.name, **parameters)

    def upload(self, data, part=10 * MIB):
        """A layer in parts of `part` bytes; returns its digest."""
        upload = self.call("initiate_layer_upload")["uploadId"]
        for first in range(0, len(data), part):
            piece = data[first:first + part]
            answer = self.call("upload_layer_part", uploadId=upload, partFirstByte=first,
                               partLastByte=first + len(piece) - 1, layerPartBlob=piece)
            assert answer["lastByteReceived"] == first + len(piece) - 1
        return self.call("complete_layer_upload", uploadId=upload, layerDigests=[digest(data)])["layerDigest"]

    def ensure(self, data):
        """upload() unless it is there."""
        layer = self.call("batch_check_layer_availability", layerDigests=[digest(data)])["layers"][0]
        return layer["layerDigest"] if layer["layerAvailability"] == "AVAILABLE" else self.upload(data)

    def manifest(self, content, **more):
        """The text of an image manifest whose config and one layer are there."""
        config = json.dumps({"architecture": "amd64", "os": "linux", "content": content}).encode()
        layer = f"layer of {content}\n".encode() * 3
        for data in (config, layer):
            self.ensure(data)
        return json.dumps({
            "schemaVersion": 2, "mediaType": MANIFEST,
            "config": {"mediaType": CONFIG, "digest": digest(config), "size": len(config)},
            "layers": [{"mediaType": LAYER, "digest": digest(layer), "size": len(layer)}], **more})

    def put(self, content, tag=None, **more):
        """Pushes an image; returns its digest."""
        parameters = {"imageTag": tag} if tag else {}
        image = self.call("put_image", imageManifest=self.manifest(content, **more), **parameters)["image"]
        return image["imageId"]["imageDigest"]

    def index(self, children, tag=None):
        text = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [
            {"mediaType": MANIFEST, "digest": child, "size": 100, "platform": {"architecture": f"a{i}", "os": "linux"}}
            for i, child in enumerate(children)]})
        parameters = {"imageTag": tag} if tag else {}
        return self.call("put_image", imageManifest=text, **parameters)["image"]["imageId"]["imageDigest"]
