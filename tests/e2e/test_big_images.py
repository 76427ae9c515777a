"""Real systems and large images through every client, there and back: a Debian made by debootstrap, an index of two of
them, a hundred layers, and a layer of 2 GiB. Minutes long and gigabytes large: pytest tests/e2e -m big."""
import base64
import hashlib
import json
import shutil
import ssl
import urllib.request

import pytest

from tests.support.aws_clients import AwsCli1
from tests.support.clients import need
from tests.support.daemonless import one_image
from tests.support.images import Layout, damaged_blobs, debian_root, many_layers
from tests.support.oci import INDEX, MANIFEST

pytestmark = pytest.mark.big
IMAGES = ("debian", "hundred", "huge")
HUGE = 2 << 30


class Real(Layout):
    """Images of real systems and of odd shapes; each is made when a test first asks for it."""

    def __init__(self, folder, cache):
        super().__init__(folder)
        self._cache, self._made = cache, {}

    @property
    def digests(self):
        """Of what is made so far."""
        return {tag: descriptor["digest"] for tag, descriptor in self._made.items()}

    def digest(self, tag):
        return self._descriptor(tag)["digest"]

    def at(self, tag):
        """The image as containers/image's tools name it."""
        return f"oci:{self.folder}:{self.digest(tag) and tag}"

    def document(self, tag):
        return json.loads(self.path(self.digest(tag)).read_text())

    def path(self, digest):
        return self.folder / "blobs/sha256" / digest[7:]

    def _descriptor(self, tag):
        if tag not in self._made:
            self._made[tag] = self._make(tag)
            self.tag(self._made[tag], tag)
        return self._made[tag]

    def _make(self, tag):
        if tag == "multi":
            return self.index([(self._descriptor("debian"), "amd64"), (self._descriptor("arm64"), "arm64")])
        if tag == "hundred":
            return self.image(many_layers(100))
        if tag == "huge":
            layer = self.tar_of_random_bytes(HUGE)
            return self.image_of([layer], [layer["digest"]])
        architecture = {"debian": "amd64", "arm64": "arm64"}[tag]
        return self.image([debian_root(self._cache, architecture).read_bytes()], architecture)


@pytest.fixture(scope="session")
def real(tmp_path_factory, pytestconfig):
    need("debootstrap")
    made = Real(tmp_path_factory.mktemp("real") / "layout", pytestconfig.rootpath.parent / ".tools/cache")
    yield made
    shutil.rmtree(made.folder)


@pytest.fixture
def tag(request, real):
    real.digest(request.param)
    return request.param


@pytest.fixture(autouse=True)
def _give_back(target):
    """Gigabytes of one test do not wait for the end of all."""
    yield
    shutil.rmtree(target.home, ignore_errors=True)


def _stored(target, tag):
    """(digest, parsed manifest) of what the registry has."""
    _, digest, body = target.client().get_manifest(target.path, tag)
    assert "sha256:" + hashlib.sha256(body).hexdigest() == digest
    return digest, json.loads(body)


def _is_whole(target, folder, digest):
    """A layout that a client wrote holds this image, and nothing of it is damaged."""
    assert damaged_blobs(folder) == []
    assert digest in [each["digest"] for each in json.loads((folder / "index.json").read_text())["manifests"]]
    shutil.rmtree(folder)


@pytest.mark.parametrize("tag", [*IMAGES, "multi"], indirect=True)
def test_skopeo(target, skopeo, real, tag):
    # By itself skopeo compresses what is not compressed.
    skopeo(real.at(tag), f"docker://{target.image}:{tag}", "--all", "--preserve-digests")
    assert _stored(target, tag)[0] == real.digest(tag)

    skopeo(f"docker://{target.image}:{tag}", f"oci:{target.home}/back:{tag}", "--all", "--preserve-digests")

    _is_whole(target, target.home / "back", real.digest(tag))


@pytest.mark.parametrize("tag", [*IMAGES, "multi"], indirect=True)
def test_crane(target, crane, real, tag):
    # With --index crane pushes what the folder's own index names: an index as it is, an image inside another index.
    if tag == "multi":
        inner = real.document(tag)
        folder = one_image(real, tag, target)
        (folder / "index.json").write_text(json.dumps(inner, indent=1))
        target.run(crane, "push", "--index", folder, f"{target.image}:{tag}")
    else:
        target.run(crane, "push", one_image(real, tag, target), f"{target.image}:{tag}")
    assert target.run(crane, "digest", f"{target.image}:{tag}") == real.digest(tag)

    target.run(crane, "pull", "--format=oci", f"{target.image}:{tag}", target.home / "back")

    _is_whole(target, target.home / "back", real.digest(tag))


@pytest.mark.parametrize("tag", [*IMAGES, "multi"], indirect=True)
def test_oras(target, oras, real, tag):
    program, flags = oras
    side = {end: [f"--{end}-{flag.removeprefix('--')}" if flag.startswith("--") else flag for flag in flags]
            for end in ("from", "to")}
    target.run(program, "copy", "--from-oci-layout", *side["to"], f"{real.folder}:{tag}", f"{target.image}:{tag}")
    assert _stored(target, tag)[0] == real.digest(tag)

    target.run(program, "copy", "--to-oci-layout", *side["from"], f"{target.image}:{tag}", f"{target.home}/back:{tag}")

    _is_whole(target, target.home / "back", real.digest(tag))


def test_oras_artifact_of_a_system_with_a_referrer(target, oras, real):
    program, flags = oras
    layer = real.document("debian")["layers"][0]["digest"]
    shutil.copy(real.path(layer), target.home / "root.tar.gz")
    (target.home / "sbom.json").write_text('{"packages": []}')

    target.run(program, "push", *flags, "--artifact-type", "example/root", target.image + ":1", "root.tar.gz")
    target.run(program, "attach", *flags, "--artifact-type", "example/sbom", target.image + ":1", "sbom.json")
    target.run(program, "pull", *flags, "-o", target.home / "out", target.image + ":1")
    found = json.loads(target.run(program, "discover", *flags, "--format", "json", target.image + ":1"))

    assert hashlib.sha256((target.home / "out/root.tar.gz").read_bytes()).hexdigest() == layer[7:]
    assert [each["artifactType"] for each in found["referrers"]] == ["example/sbom"]


@pytest.mark.parametrize("tag", IMAGES, indirect=True)
@pytest.mark.parametrize("name", ["podman", "buildah"])
def test_podman_and_buildah(request, target, real, name, tag):
    tool = request.getfixturevalue(name)
    identity = tool("pull", "-q", real.at(tag)).split()[-1]
    tool("push", *tool.trust, "--digestfile", target.home / "digest", identity, f"docker://{target.image}:{tag}")
    digest, manifest = _stored(target, tag)
    assert (target.home / "digest").read_text() == digest
    assert manifest["config"]["digest"] == "sha256:" + identity
    tool("rmi", "--all", "--force")

    assert tool("pull", "-q", *tool.trust, f"{target.image}@{digest}").split()[-1] == identity


def test_podman_pushes_two_systems_as_a_list(target, podman, real):
    podman("manifest", "create", "list")
    for tag in ("debian", "arm64"):
        identity = podman("pull", "-q", real.at(tag)).split()[-1]
        podman("manifest", "add", "list", f"containers-storage:{identity}")
    podman("manifest", "push", *podman.trust, "--all", "list", f"docker://{target.image}:multi")
    podman("rmi", "--all", "--force")
    assert [each["platform"]["architecture"] for each in _stored(target, "multi")[1]["manifests"]] == ["amd64", "arm64"]

    for architecture, tag in (("amd64", "debian"), ("arm64", "arm64")):
        identity = podman("pull", "-q", *podman.trust, "--arch", architecture, target.image + ":multi").split()[-1]
        manifest = real.document(tag)
        assert manifest["config"]["digest"] == "sha256:" + identity


def _load(docker, skopeo, real, target, tag, name):
    """Into the engine's own store; returns the image's id."""
    skopeo(real.at(tag), f"docker-archive:{target.home}/{tag}.tar:{name}")
    docker("load", "-q", "-i", target.home / f"{tag}.tar")
    (target.home / f"{tag}.tar").unlink()
    return docker("image", "inspect", "--format", "{{.Id}}", name)


@pytest.mark.parametrize("tag", IMAGES, indirect=True)
def test_docker(target, docker, skopeo, real, tag):
    identity = _load(docker, skopeo, real, target, tag, f"{target.image}:{tag}")
    docker("push", "-q", f"{target.image}:{tag}")
    digest, manifest = _stored(target, tag)
    assert manifest["config"]["digest"] == identity
    docker("image", "rm", "-f", identity)

    docker("pull", "-q", f"{target.image}@{digest}")

    assert docker("image", "inspect", "--format", "{{.Id}}", f"{target.image}@{digest}") == identity
    if tag == "debian":
        said = docker("run", "--rm", "--network=none", f"{target.image}@{digest}", "sh", "-c",
                      "cat /etc/debian_version; dpkg --audit")
        assert said.startswith("12.")
    docker("image", "rm", "-f", identity)


def test_docker_pushes_two_systems_as_a_list(target, docker, skopeo, real):
    # The list is the command line's own work, beside the engine.
    insecure = [] if target.tls else ["--insecure"]
    identities = {tag: _load(docker, skopeo, real, target, tag, f"{target.image}:{tag}") for tag in ("debian", "arm64")}
    for tag, identity in identities.items():
        docker("push", "-q", f"{target.image}:{tag}")
        docker("image", "rm", "-f", identity)
    docker("manifest", "create", *insecure, target.image + ":multi", *(f"{target.image}:{tag}" for tag in identities))
    pushed = docker("manifest", "push", *insecure, target.image + ":multi").split()[-1]
    assert _stored(target, "multi")[0] == pushed

    docker("pull", "-q", f"{target.image}@{pushed}")

    assert docker("image", "inspect", "--format", "{{.Id}}", f"{target.image}@{pushed}") == identities["debian"]
    docker("image", "rm", "-f", identities["debian"])


@pytest.mark.parametrize("tag", [*IMAGES, "multi"], indirect=True)
def test_ctr(target, ctr, real, tag):
    image = f"{target.image}:{tag}"
    target.run("tar", "-C", one_image(real, tag, target), "-chf", target.home / "image.tar", ".")
    ctr("images", "import", "--all-platforms", "--no-unpack", "--base-name", target.image, target.home / "image.tar")
    (target.home / "image.tar").unlink()
    ctr("images", "push", *ctr.registry, image)
    assert _stored(target, tag)[0] == real.digest(tag)
    ctr("images", "rm", "--sync", image)

    ctr("images", "pull", *ctr.registry, *(["--all-platforms"] if tag == "multi" else []), image)

    checked = ctr("images", "check", f"name=={image}")
    assert real.digest(tag) in checked and "complete" in checked
    ctr("images", "rm", "--sync", image)


@pytest.mark.parametrize("tag", [*IMAGES, "multi"], indirect=True)
def test_aws_cli(target, real, tag):
    need("aws")
    client = AwsCli1(target.server, target.home)

    def aws(*arguments):
        done = client.worker.ask(["ecr", *arguments, *client.options])
        assert done["status"] == 0, done["err"]
        return json.loads(done["out"] or "null")

    name = ["--repository-name", target.path]
    try:
        for digest, text in _manifests(real, real.digest(tag)):
            document = json.loads(text)
            for blob in _blobs(document):
                _upload_with_cli(aws, name, real.path(blob["digest"]), blob["digest"], target)
            (target.home / "manifest.json").write_text(text)
            put = aws("put-image", *name, "--image-manifest", f"file://{target.home}/manifest.json",
                      "--image-manifest-media-type", document["mediaType"],
                      *(["--image-tag", tag] if digest == real.digest(tag) else []))
            assert put["image"]["imageId"]["imageDigest"] == digest

            got = aws("batch-get-image", *name, "--image-ids", f"imageDigest={digest}", "--accepted-media-types",
                      document["mediaType"])
            assert got["images"][0]["imageManifest"] == text
            for blob in _blobs(document):
                url = aws("get-download-url-for-layer", *name, "--layer-digest", blob["digest"])["downloadUrl"]
                assert _sha256_of_url(target, url) == blob["digest"][7:]
    finally:
        client.close()


def _upload_with_cli(aws, name, path, digest, target):
    known = aws("batch-check-layer-availability", *name, "--layer-digests", digest)["layers"]
    if [each["layerAvailability"] for each in known] == ["AVAILABLE"]:
        return
    upload = aws("initiate-layer-upload", *name)
    with open(path, "rb") as content:
        first = 0
        while part := content.read(upload["partSize"]):
            (target.home / "part").write_bytes(part)
            aws("upload-layer-part", *name, "--upload-id", upload["uploadId"], "--part-first-byte", str(first),
                "--part-last-byte", str(first + len(part) - 1), "--layer-part-blob", f"fileb://{target.home}/part")
            first += len(part)
    aws("complete-layer-upload", *name, "--upload-id", upload["uploadId"], "--layer-digests", digest)


@pytest.mark.parametrize("tag", [*IMAGES, "multi"], indirect=True)
def test_boto3(target, real, tag):
    ecr = target.server.boto3_client("ecr")
    name = {"repositoryName": target.path}
    for digest, text in _manifests(real, real.digest(tag)):
        document = json.loads(text)
        for blob in _blobs(document):
            _upload(ecr, name, real.path(blob["digest"]), blob["digest"])
        put = ecr.put_image(**name, imageManifest=text, imageManifestMediaType=document["mediaType"],
                            **({"imageTag": tag} if digest == real.digest(tag) else {}))
        assert put["image"]["imageId"]["imageDigest"] == digest
        for blob in _blobs(document):
            url = ecr.get_download_url_for_layer(**name, layerDigest=blob["digest"])["downloadUrl"]
            assert _sha256_of_url(target, url) == blob["digest"][7:]

    got = ecr.batch_get_image(**name, imageIds=[{"imageTag": tag}], acceptedMediaTypes=[MANIFEST, INDEX])["images"]
    assert [each["imageId"]["imageDigest"] for each in got] == [real.digest(tag)]


def _manifests(real, digest):
    """(digest, text) of an image and of all that its index names, children first."""
    text = real.path(digest).read_text()
    for child in json.loads(text).get("manifests", ()):
        yield from _manifests(real, child["digest"])
    yield digest, text


def _blobs(document):
    return [document["config"], *document["layers"]] if "layers" in document else []


def _upload(ecr, name, path, digest):
    upload = ecr.initiate_layer_upload(**name)
    with open(path, "rb") as content:
        first = 0
        while part := content.read(upload["partSize"]):
            ecr.upload_layer_part(**name, uploadId=upload["uploadId"], partFirstByte=first,
                                  partLastByte=first + len(part) - 1, layerPartBlob=part)
            first += len(part)
    try:
        ecr.complete_layer_upload(**name, uploadId=upload["uploadId"], layerDigests=[digest])
    except ecr.exceptions.LayerAlreadyExistsException:
        pass


def _sha256_of_url(target, url):
    context = ssl.create_default_context(cafile=target.ca) if target.tls else None
    sha = hashlib.sha256()
    with urllib.request.urlopen(url, timeout=600, context=context) as reply:
        while piece := reply.read(1 << 20):
            sha.update(piece)
    return sha.hexdigest()


def test_cosign_signs_an_index_of_systems(target, skopeo, real):
    program = need("cosign")
    skopeo(real.at("multi"), f"docker://{target.image}:multi", "--all")
    target.environment["COSIGN_PASSWORD"] = ""
    flags = ["--registry-username", target.server.user, "--registry-password", target.server.password()]
    flags += ["--registry-cacert", target.ca] if target.tls else ["--allow-http-registry"]
    image = f"{target.image}@{real.digest('multi')}"
    target.run(program, "generate-key-pair")

    target.run(program, "sign", "--yes", "--recursive", "--key", "cosign.key", "--tlog-upload=false",
               "--use-signing-config=false", *flags, image)

    for digest in (real.digest("multi"), real.digest("debian"), real.digest("arm64")):
        said = target.run(program, "verify", "--key", "cosign.pub", "--insecure-ignore-tlog=true", *flags,
                          f"{target.image}@{digest}")
        assert json.loads(said)[0]["critical"]["image"]["docker-manifest-digest"] == digest


def test_helm_chart_with_large_files(target, real):
    program = need("helm")
    trust = ["--ca-file", target.ca] if target.tls else ["--plain-http"]
    target.environment |= {"HELM_REGISTRY_CONFIG": str(target.home / "helm.json"), "HELM_CACHE_HOME": str(target.home)}
    target.run(program, "registry", "login", target.server.host, "-u", target.server.user, "--password-stdin", *trust,
               input=target.server.password())
    target.server.create_repository(target.path + "/web")
    target.run(program, "create", "web")
    # helm takes files of a chart up to 5 MiB.
    block = base64.b64encode(hashlib.shake_256(b"chart").digest(3 << 20))
    for number in range(4):
        (target.home / f"web/file{number}").write_bytes(block + str(number).encode())
    target.run(program, "package", "web", "--version", "1.2.3")
    target.run(program, "push", *trust, "web-1.2.3.tgz", f"oci://{target.image}")
    (target.home / "web-1.2.3.tgz").rename(target.home / "pushed.tgz")

    target.run(program, "pull", *trust, f"oci://{target.image}/web", "--version", "1.2.3")

    assert (target.home / "web-1.2.3.tgz").read_bytes() == (target.home / "pushed.tgz").read_bytes()
