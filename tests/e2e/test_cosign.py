"""cosign with a key of its own: no transparency log, nothing outside this machine."""
import json

import pytest

from tests.support.clients import need


@pytest.fixture
def signed(target, layout):
    """(program, flags, the image by digest): an image pushed and signed."""
    program, regctl = need("cosign"), need("regctl")
    target.environment |= {"COSIGN_PASSWORD": "", "REGCTL_CONFIG": str(target.home / "regctl.json")}
    target.run(regctl, "--host", f"reg={target.server.host},tls={'insecure' if target.tls else 'disabled'},"
               f"user={target.server.user},pass={target.server.password()}", "image", "copy",
               f"ocidir://{layout.folder}:app", target.image + ":1")
    target.run(program, "generate-key-pair")
    flags = ["--registry-username", target.server.user, "--registry-password", target.server.password()]
    flags += ["--registry-cacert", target.ca] if target.tls else ["--allow-http-registry"]
    image = f"{target.image}@{layout.digests['app']}"
    target.run(program, "sign", "--yes", "--key", "cosign.key", "--tlog-upload=false", "--use-signing-config=false", *flags, image)
    return program, flags, image


def test_cosign_verifies_its_signature(target, signed):
    program, flags, image = signed
    said = target.run(program, "verify", "--key", "cosign.pub", "--insecure-ignore-tlog=true", *flags, image)
    assert json.loads(said)[0]["critical"]["image"]["docker-manifest-digest"] == image.partition("@")[2]


def test_cosign_refuses_another_key(target, signed):
    program, flags, image = signed
    target.run(program, "generate-key-pair", "--output-key-prefix", "other")
    target.fails(program, "verify", "--key", "other.pub", "--insecure-ignore-tlog=true", *flags, image)


def test_cosign_attestation_is_found_by_its_subject(target, signed):
    program, flags, image = signed
    (target.home / "predicate.json").write_text('{"built": "here"}')
    target.run(program, "attest", "--yes", "--key", "cosign.key", "--tlog-upload=false", "--use-signing-config=false",
               "--predicate", "predicate.json", *flags, image)
    target.run(program, "verify-attestation", "--key", "cosign.pub", "--insecure-ignore-tlog=true", *flags, image)
