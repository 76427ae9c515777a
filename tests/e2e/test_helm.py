"""helm charts as artifacts."""
import pytest

from tests.support.clients import need


@pytest.fixture
def helm(target):
    program = need("helm")
    target.environment |= {"HELM_REGISTRY_CONFIG": str(target.home / "helm.json"), "HELM_CACHE_HOME": str(target.home)}
    flags = ["--ca-file", target.ca] if target.tls else ["--plain-http"]
    target.run(program, "registry", "login", target.server.host, "-u", target.server.user, "--password-stdin", *flags,
               input=target.server.password())
    return program, flags


def test_helm_pulls_the_chart_it_pushed(target, helm):
    program, flags = helm
    # helm puts the chart's name behind the path it is given: the repository is <path>/web.
    target.server.create_repository(target.path + "/web")
    target.run(program, "create", "web")
    target.run(program, "package", "web", "--version", "1.2.3")
    target.run(program, "push", *flags, "web-1.2.3.tgz", f"oci://{target.image}")
    (target.home / "web-1.2.3.tgz").rename(target.home / "pushed.tgz")

    target.run(program, "pull", *flags, f"oci://{target.image}/web", "--version", "1.2.3")

    assert (target.home / "web-1.2.3.tgz").read_bytes() == (target.home / "pushed.tgz").read_bytes()
    assert "name: web" in target.run(program, "show", "chart", *flags, f"oci://{target.image}/web", "--version", "1.2.3")


def test_helm_picks_the_highest_version_that_fits(target, helm):
    program, flags = helm
    target.server.create_repository(target.path + "/web")
    target.run(program, "create", "web")
    for version in ("1.0.0", "1.4.0", "2.0.0"):
        target.run(program, "package", "web", "--version", version)
        target.run(program, "push", *flags, f"web-{version}.tgz", f"oci://{target.image}")

    shown = target.run(program, "show", "chart", *flags, f"oci://{target.image}/web", "--version", "^1.0.0")

    assert "version: 1.4.0" in shown
