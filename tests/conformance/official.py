#!/usr/bin/env python3
"""Runs the conformance programs of the OCI distribution specification against a server of its own each.

A program is used when it is found, built, in one of these places:

    the current one (tests 1.1 and what is coming)   $OCI_CONFORMANCE        or .tools/bin/oci-conformance
    release 1.1.1                                    $OCI_CONFORMANCE_1_1_1  or .tools/bin/oci-conformance-1.1.1
    release 1.0.1                                    $OCI_CONFORMANCE_1_0_1  or .tools/bin/oci-conformance-1.0.1

tools/install_test_clients.sh installs the current one; the older ones are tests in a module without a version, to be built
with `go test -c` in the folder conformance/ of a checkout of their tag.

Everything that a program can switch on is on, except manifests with missing parts (OCI_DATA_SPARSE: ECR refuses them).
Fails on a failed test, and on a skipped one that skips.txt does not allow. A program that is not found is said out
loud; with ENTREPOT_REQUIRE_ALL=1 it is a failure if it can be installed, and with
ENTREPOT_REQUIRE_CONFORMANCE_PROGRAMS=1 in any case.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.server import Server  # noqa: E402

REPOSITORIES = ("conformance/repo1", "conformance/repo2")
ON = ("API_BLOBS_DIGEST_HEADER", "API_MANIFESTS_DIGEST_HEADER", "API_BLOBS_UPLOAD_CANCEL", "API_MANIFESTS_TAG_PARAM",
      "API_BLOBS_MOUNT_ANONYMOUS", "API_BLOBS_ATOMIC", "API_BLOBS_DELETE", "API_MANIFESTS_ATOMIC", "API_MANIFESTS_DELETE",
      "API_TAGS_ATOMIC", "API_TAGS_DELETE", "API_TAGS_LIST", "API_REFERRER", "API_PING", "API_PULL", "API_PUSH",
      "DATA_IMAGE", "DATA_INDEX", "DATA_INDEX_LIST", "DATA_ARTIFACT", "DATA_SUBJECT", "DATA_SUBJECT_MISSING", "DATA_ARTIFACT_LIST",
      "DATA_SUBJECT_LIST", "DATA_DATA_FIELD", "DATA_NONDISTRIBUTABLE", "DATA_CUSTOM_FIELDS", "DATA_NO_LAYERS",
      "DATA_EMPTY_BLOB", "DATA_SHA512")


def current_settings(server, results):
    return {"OCI_REGISTRY": server.host, "OCI_TLS": "disabled", "OCI_REPO1": REPOSITORIES[0],
            "OCI_REPO2": REPOSITORIES[1], "OCI_VERSION": "1.1", "OCI_RESULTS_DIR": str(results), "OCI_DATA_SPARSE": "false",
            **{f"OCI_{name}": "true" for name in ON}}


def release_settings(server, results):
    return {"OCI_ROOT_URL": server.endpoint_url, "OCI_NAMESPACE": REPOSITORIES[0],
            "OCI_CROSSMOUNT_NAMESPACE": REPOSITORIES[1], "OCI_TEST_PULL": "1", "OCI_TEST_PUSH": "1",
            "OCI_TEST_CONTENT_DISCOVERY": "1", "OCI_TEST_CONTENT_MANAGEMENT": "1", "OCI_HIDE_SKIPPED_WORKFLOWS": "1",
            "OCI_DELETE_MANIFEST_BEFORE_BLOBS": "1", "OCI_AUTOMATIC_CROSSMOUNT": "1", "OCI_REPORT_DIR": str(results)}


def _required(variable):
    return os.environ.get(variable, "0") not in ("", "0")


# title, variable with a path, name in .tools/bin, its settings, whether tools/install_test_clients.sh installs it
PROGRAMS = (("current", "OCI_CONFORMANCE", "oci-conformance", current_settings, True),
            ("release 1.1.1", "OCI_CONFORMANCE_1_1_1", "oci-conformance-1.1.1", release_settings, False),
            ("release 1.0.1", "OCI_CONFORMANCE_1_0_1", "oci-conformance-1.0.1", release_settings, False))


def find(variable, name):
    for candidate in (os.environ.get(variable), ROOT / ".tools/bin" / name):
        if candidate and os.access(candidate, os.X_OK):
            return pathlib.Path(candidate).resolve()
    return None


def allowed_skips():
    lines = (pathlib.Path(__file__).parent / "skips.txt").read_text().splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def outcomes(junit):
    """(name, "passed" | "skipped" | "failed") of every test in a report of either kind of program. What is not known
    to have passed has failed; a failure that no single test shows is one of its own."""
    root = xml.etree.ElementTree.parse(junit).getroot()
    shown = False
    for case in root.iter("testcase"):
        inside = {child.tag for child in case}
        status = (case.get("status") or "passed").lower()
        if status in ("skipped", "disabled") or "skipped" in inside:
            yield case.get("name"), "skipped"
        elif status == "passed" and not inside & {"failure", "error"}:
            yield case.get("name"), "passed"
        else:
            shown = True
            yield case.get("name"), "failed"
    if not shown and int(root.get("failures") or 0) + int(root.get("errors") or 0) > 0:
        yield "the summary of the report", "failed"


def run(title, program, settings):
    """True when everything passed or may be skipped."""
    results = pathlib.Path(tempfile.mkdtemp(prefix="conformance-"))
    with Server() as server:
        for name in REPOSITORIES:
            server.create_repository(name)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("OCI_")}
        password = {"OCI_USERNAME": server.user, "OCI_PASSWORD": server.password()}
        done = subprocess.run([program], cwd=results, capture_output=True, text=True,
                              env={**inherited, **settings(server, results), **password})
        reports = list(results.rglob("*junit*.xml"))
        if not reports:
            print(f"conformance, {title}: no report\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
            return False
        found = list(outcomes(reports[0]))
        skips = allowed_skips()
        bad = [f"{outcome}: {name}" for name, outcome in found
               if outcome == "failed" or outcome == "skipped" and not name.endswith(skips)]
        counts = {kind: sum(outcome == kind for _, outcome in found) for kind in ("passed", "skipped", "failed")}
        print(f"conformance, {title}: {counts['passed']} passed, {counts['skipped']} skipped, {counts['failed']} failed")
        if bad:
            print("\n".join(bad[:60]))
            print(f"full report: {results}; end of the server's log:\n{server.log()[-3000:]}")
            return False
    shutil.rmtree(results)
    if done.returncode:
        print(f"conformance, {title}: the program ended with {done.returncode}\n{done.stdout[-2000:]}")
    return done.returncode == 0


def main():
    good, ran = True, 0
    for title, variable, name, settings, installed in PROGRAMS:
        program = find(variable, name)
        if program is None:
            print(f"conformance, {title}: SKIPPED, the program is not on this machine (set {variable})")
            good &= not _required("ENTREPOT_REQUIRE_CONFORMANCE_PROGRAMS")
            good &= not (installed and _required("ENTREPOT_REQUIRE_ALL"))
            continue
        ran += 1
        good &= run(title, program, settings)
    print(f"conformance: {ran} of {len(PROGRAMS)} programs ran, {'all is well' if good else 'NOT conformant'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
