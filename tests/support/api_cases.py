"""Cases of ECR's API as data (tests/e2e/cases/*.yaml), run with every client. A file is a list of stories:

    - story: what it shows
      images: [one, two]           images whose layers are pushed before; ${one.manifest}, ${one.digest}, ${one.layer}
      without: {aws-cli-2: why}    clients that cannot run it
      steps:
        - call: PutImage           an operation
          with: {..}               its parameters; `blob: text` (alone in a map) stands for bytes
          answers: {..}            members that the answer must have, or
          fails: X                 the error's name, with status 400, and its text, unless TEXTS has it:
          message: ..
          save: {name: path.in.answer}
          pages: {size: 2, result: imageIds}    through the client's paginator
        - wait: ImageScanComplete  through the client's waiter
          ends: success            or failure

In every text ${name} stands for a value: repository (a fresh one), other (a second name), prefix, unique (words of
their own), absent (a digest that nothing has), account, region, host, url, and what was saved. In answers, "<any>" stands for any value, "<time>" for a time, "<gone>" for a member that must be absent, and
"<re:..>" for a regular expression of a whole text."""
import datetime
import itertools
import json
import pathlib
import re
import time

import yaml

from tests.support.aws_clients import Blob
from tests.support.ecr import Repository, digest

CASES = pathlib.Path(__file__).resolve().parent.parent / "e2e/cases"
_numbers = itertools.count(1)

# The texts of errors that say the same wherever they come from: a step that names one need not repeat it.
TEXTS = {
    "RepositoryNotFoundException": r"The repository with name '.+' does not exist in the registry with id '\d{12}'",
    "ImageNotFoundException":
        r"The image with imageId \{imageDigest:'.+', imageTag:'.+'\} does not exist within the repository with name '.+' "
        r"in the registry with id '\d{12}'",
    "UploadNotFoundException": r"The upload with id '.+' in the repository with name '.+' in the registry with id '\d{12}' "
                               r"does not exist",
    "InvalidLayerException": r"None of the provided layer digests match the calculated layer digest",
    "InvalidLayerPartException": r"First byte of the layer part is \d+ instead of \d+",
    "LayerAlreadyExistsException": r"The layer with digest '.+' already exists in the repository with name '.+' in the "
                                   r"registry with id '\d{12}'",
    "LayerInaccessibleException": r"The layer with digest '.+' within the repository with name '.+' in the registry with "
                                  r"id '\d{12}' is not available because .+",
    "ImageDigestDoesNotMatchException": r"The image with digest '.+' in repository '.+' and registry ID '\d{12}' does not "
                                        r"match the image digest that Amazon ECR has calculated\.",
    "ImageArchivedException": r"The image with digest '.+' in the repository with name '.+' in the registry with id "
                              r"'\d{12}' is archived.+",
    "InvalidTagParameterException": r"The tag key '.+' begins with 'aws:', which is reserved",
    "InvalidParameterException": r"Invalid parameter at '.+' failed to satisfy constraint: '.+'",
    "PullThroughCacheRuleNotFoundException":
        r"The pull through cache rule with prefix '.+' does not exist in the registry with id '\d{12}'",
    "SecretNotFoundException": r"The ARN of the secret specified in the pull through cache rule was not found\. .+",
    "UnsupportedUpstreamRegistryException": r"The specified upstream registry .+",
    "RepositoryPolicyNotFoundException": r"Repository policy does not exist for the repository with name '.+' in the "
                                         r"registry with id '\d{12}'",
    "RegistryPolicyNotFoundException": r"Registry policy does not exist in the registry with id '\d{12}'",
    "LifecyclePolicyNotFoundException": r"Lifecycle policy does not exist for the repository with name '.+' in the "
                                        r"registry with id '\d{12}'",
    "LifecyclePolicyPreviewNotFoundException": r"Lifecycle policy preview does not exist for the repository with name "
                                               r"'.+' in the registry with id '\d{12}'",
    "ReplicationBackfillNotFoundException":
        r"The replication backfill with id '.+' does not exist in the registry with id '\d{12}'",
    "ScanNotFoundException": r"Image scan does not exist for the image with '\{imageDigest:'.+', imageTag:'.+'\}' in the "
                             r"repository with name '.+' in the registry with id '\d{12}'",
    "SigningConfigurationNotFoundException": r"Signing configuration does not exist in the registry with id '\d{12}'",
    "TooManyTagsException": r"The list of tags on the repository is over the limit\. .+",
    "ValidationException": r"This feature is disabled|.+ (is|are) not available in this version of entrepot.*",
    "TemplateAlreadyExistsException":
        r"The repository creation template with prefix '.+' already exists in the registry with id '\d{12}'",
    "TemplateNotFoundException":
        r"The repository creation template with prefix '.+' does not exist in the registry with id '\d{12}'",
}

# Operations without a bad call, and without a good one.
NEVER_REFUSED = {"DescribeRegistry": "asks for nothing", "GetRegistryScanningConfiguration": "asks for nothing"}
_NO_ENGINE = "the engine behind it is not there yet"
NEVER_ANSWERED = {name: _NO_ENGINE for name in (
    "DescribeImageScanFindings", "DescribeReplicationBackfillResults", "GetLifecyclePolicyPreview", "StartImageScan",
    "StartLifecyclePolicyPreview", "StartReplicationBackfill", "StopReplicationBackfill")}


def load():
    """All stories, with the name of their file."""
    stories = []
    for path in sorted(CASES.glob("*.yaml")):
        for story in yaml.safe_load(path.read_text()):
            stories.append({**story, "file": path.stem})
    return stories


def _lookup(values, name):
    value = values
    for part in name.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def fill(template, values):
    """The template with its ${names} replaced; a text that is only one name becomes that value, whatever its type."""
    if isinstance(template, dict):
        if set(template) == {"blob"}:
            return Blob(fill(template["blob"], values).encode())
        return {key: fill(item, values) for key, item in template.items()}
    if isinstance(template, list):
        return [fill(item, values) for item in template]
    if not isinstance(template, str):
        return template
    whole = re.fullmatch(r"\$\{([\w.]+)\}", template)
    if whole:
        return _lookup(values, whole[1])
    return re.sub(r"\$\{([\w.]+)\}", lambda name: str(_lookup(values, name[1])), template)


def _is_time(value):
    """A time as one of the clients shows it."""
    if isinstance(value, datetime.datetime):
        return True
    if isinstance(value, (int, float)):
        return 1e9 < value < 1e11
    return bool(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", str(value)))


def mismatch(wanted, got, where="answer"):
    """What `got` lacks of `wanted`; None if nothing. Maps may have more members, lists not more items."""
    if wanted == "<any>":
        return None
    if wanted == "<time>":
        return None if _is_time(got) else f"{where} is {got!r}, no time"
    if isinstance(wanted, str) and wanted.startswith("<re:"):
        matches = isinstance(got, str) and re.fullmatch(wanted[4:-1], got, re.S)
        return None if matches else f"{where} is {got!r}, which does not match {wanted}"
    if isinstance(wanted, dict):
        if not isinstance(got, dict):
            return f"{where} is {got!r}, no map"
        for key, item in wanted.items():
            if item == "<gone>":
                if got.get(key) is not None:
                    return f"{where}.{key} is {got[key]!r} and must be absent"
            elif key not in got:
                return f"{where} lacks {key}: {got!r}"
            elif problem := mismatch(item, got[key], f"{where}.{key}"):
                return problem
        return None
    if isinstance(wanted, list):
        if not isinstance(got, list) or len(got) != len(wanted):
            return f"{where} is {got!r}, wanted {wanted!r}"
        problems = (mismatch(item, got[at], f"{where}[{at}]") for at, item in enumerate(wanted))
        return next((problem for problem in problems if problem), None)
    return None if wanted == got else f"{where} is {got!r}, wanted {wanted!r}"


def values_for(story, client, server):
    """The values that a story begins with; pushes the layers of its images."""
    number = f"{next(_numbers)}-{time.time_ns()}"
    values = {"repository": f"story/{client.name}/{number}", "other": f"story/{client.name}/{number}-b",
              "unique": f"u{number.replace('-', '')}", "prefix": f"p{time.time_ns() % 10**12}{next(_numbers)}",
              "account": server.account, "region": server.region, "host": server.host, "url": server.endpoint_url,
              "absent": "sha256:" + "0" * 64,
              "fifty_one_tags": [{"Key": f"k{at}", "Value": ""} for at in range(51)],
              "fifty_one_keys": [f"k{at}" for at in range(51)]}
    if story.get("images"):
        repository = Repository(server.boto3_client("ecr"), server, name=values["repository"])
        for name in story["images"]:
            manifest = repository.manifest(f"{name} of {number}")
            values[name] = {"manifest": manifest, "digest": digest(manifest.encode()), "size": len(manifest),
                            "layer": json.loads(manifest)["layers"][0]["digest"]}
    return values


def run(story, client, server):
    """Runs a story; AssertionError names the step."""
    values = values_for(story, client, server)
    for at, step in enumerate(story["steps"], 1):
        what = f"{story['file']}: {story['story']}, step {at} ({step.get('call') or step['wait']}) with {client.name}"
        _run_step(step, client, values, what)


def _run_step(step, client, values, what):
    parameters = fill(step.get("with", {}), values)
    if "wait" in step:
        waiting_on = {"ImageScanComplete": "DescribeImageScanFindings",
                      "LifecyclePolicyPreviewComplete": "GetLifecyclePolicyPreview"}[step["wait"]]
        done = client.call(waiting_on, parameters, wait=step["wait"])
        assert (done.error is None) == (step["ends"] == "success"), f"{what}: {done}"
        return
    done = client.call(step["call"], parameters, pages=step.get("pages"))
    if "fails" in step:
        assert done.error == step["fails"], f"{what}: {done}"
        assert done.status in (None, 400), f"{what}: {done}"
        wanted = fill(step["message"], values) if "message" in step else f"<re:{TEXTS[step['fails']]}>"
        problem = mismatch(wanted, done.message, "the message")
        assert problem is None, f"{what}: {problem}"
        return
    assert done.error is None, f"{what}: {done}"
    problem = mismatch(fill(step.get("answers", {}), values), done.answer)
    assert problem is None, f"{what}: {problem}"
    for name, path in step.get("save", {}).items():
        values[name] = _lookup(done.answer, path)
