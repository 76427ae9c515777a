"""Several accounts and regions in one process: by credential scope at the AWS door, by host at the registry's."""
import base64
import configparser
import json
import socket
import urllib.error
import urllib.request

import pytest

from tests.support.ecr import Repository, refused, unchecked
from tests.support.server import Server

pytestmark = pytest.mark.ci
HOME, OTHER, NOBODY = "123456789012", "111122223333", "999999999999"
EAST, WEST = "us-east-1", "eu-west-1"
SUFFIX = "entrepot.test"


@pytest.fixture(scope="module")
def server(request):
    if request.config.getoption("--peer"):
        pytest.skip("a peer has no accounts")
    with Server(config={"more_accounts": OTHER, "more_regions": WEST, "domain_suffix": SUFFIX}) as started:
        yield started


@pytest.fixture(autouse=True)
def names_under_the_suffix_are_here(monkeypatch):
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **options: resolve(
        "127.0.0.1" if isinstance(host, str) and host.endswith(SUFFIX) else host, *more, **options))


def keys(server, account):
    parser = configparser.ConfigParser()
    parser.read(server.data_dir / "credentials")
    profile = parser["default" if account == HOME else account]
    return {"aws_access_key_id": profile["aws_access_key_id"],
            "aws_secret_access_key": profile["aws_secret_access_key"]}


def ecr(server, account=HOME, region=EAST, **options):
    return unchecked(server, region_name=region, **keys(server, account), **options)


def denied(account, action, owner, region, what):
    return (f"User: arn:aws:iam::{account}:root is not authorized to perform: ecr:{action} on resource: "
            f"arn:aws:ecr:{region}:{owner}:repository/{what} because no resource-based policy allows the ecr:{action} "
            "action")


def registry_request(server, account, host, path="/v2/", method="GET"):
    """Status and text of a request to the registry at `host`, with a token of `account`."""
    token = ecr(server, account).get_authorization_token()["authorizationData"][0]["authorizationToken"]
    assert base64.b64decode(token).startswith(b"AWS:")
    request = urllib.request.Request(f"http://{host}.{SUFFIX}:{server.port}{path}", method=method,
                                     headers={"Authorization": f"Basic {token}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_each_account_has_a_registry_in_each_region(server):
    for account in (HOME, OTHER):
        for region in (EAST, WEST):
            client = ecr(server, account, region)
            made = client.create_repository(repositoryName="same/name")["repository"]
            assert made["repositoryArn"] == f"arn:aws:ecr:{region}:{account}:repository/same/name"
            assert made["repositoryUri"] == f"{account}.dkr.ecr.{region}.{SUFFIX}/same/name"
            assert [each["repositoryName"] for each in client.describe_repositories()["repositories"]] == ["same/name"]
            data = client.get_authorization_token()["authorizationData"][0]
            assert data["proxyEndpoint"] == f"http://{account}.dkr.ecr.{region}.{SUFFIX}"


def test_images_stay_in_their_registry(server):
    west = Repository(ecr(server, HOME, WEST), server, name="only/west")
    west.account = HOME
    image = west.put("western", "v1")
    Repository(ecr(server, HOME, EAST), server, name="only/west")
    assert west.call("describe_images")["imageDetails"][0]["imageDigest"] == image
    assert ecr(server, HOME, EAST).describe_images(repositoryName="only/west")["imageDetails"] == []
    path = "/v2/only/west/manifests/v1"
    assert registry_request(server, HOME, f"{HOME}.dkr.ecr.{WEST}", path)[0] == 200
    assert registry_request(server, HOME, f"{HOME}.dkr-ecr.{WEST}", path)[0] == 200
    assert registry_request(server, HOME, f"{HOME}.dkr.ecr.{EAST}", path)[0] == 404


def test_a_layers_address_leads_to_its_own_region(server):
    west = Repository(ecr(server, HOME, WEST), server, name="layers/west")
    west.put("a layer", "v1")
    text = west.call("batch_get_image", imageIds=[{"imageTag": "v1"}])["images"][0]["imageManifest"]
    layer = json.loads(text)["layers"][0]
    url = west.call("get_download_url_for_layer", layerDigest=layer["digest"])["downloadUrl"]
    assert f"{HOME}.dkr.ecr.{WEST}.{SUFFIX}/layers/{HOME}/{WEST}/layers/west/" in url
    address = url.replace(f".{SUFFIX}/", f".{SUFFIX}:{server.port}/")
    with urllib.request.urlopen(address, timeout=60) as reply:
        assert len(reply.read()) == layer["size"]
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(address.replace(f"/{HOME}/{WEST}/", f"/{HOME}/{EAST}/"), timeout=60)
    assert error.value.code == 403


@pytest.mark.parametrize("name", ["same/name", "never/made"])
@pytest.mark.parametrize("owner", [HOME, NOBODY])
def test_another_accounts_registry_is_denied_the_same_whatever_is_there(server, owner, name):
    client = ecr(server, OTHER)
    refused(client.list_images, "AccessDeniedException", denied(OTHER, "ListImages", owner, EAST, name),
            repositoryName=name, registryId=owner)
    refused(client.describe_repositories, "AccessDeniedException",
            denied(OTHER, "DescribeRepositories", owner, EAST, name), repositoryNames=[name], registryId=owner)
    status, text = registry_request(server, OTHER, f"{owner}.dkr.ecr.{EAST}", f"/v2/{name}/tags/list")
    assert (status, "DENIED" in text) == (403, True), text
    assert denied(OTHER, "ListImages", owner, EAST, name) in text


def test_a_registry_id_of_ones_own_changes_nothing(server):
    client = ecr(server, OTHER, WEST)
    assert client.describe_repositories(registryId=OTHER)["repositories"] == client.describe_repositories()["repositories"]


def test_regions_that_are_not_served_are_refused(server):
    refused(ecr(server, HOME, "ap-south-7").describe_repositories, "InvalidSignatureException",
            "Credential should be scoped to a valid region, not 'ap-south-7'. ")
    status, text = registry_request(server, HOME, f"{HOME}.dkr.ecr.ap-south-7", "/v2/same/name/tags/list")
    assert (status, "is not served here" in text) == (404, True), text


def test_an_api_host_takes_signatures_for_its_region_only(server):
    at_west = f"http://api.ecr.{WEST}.{SUFFIX}:{server.port}"
    arn = ecr(server, HOME, WEST, endpoint_url=at_west).describe_repositories(repositoryNames=["same/name"])[
        "repositories"][0]["repositoryArn"]
    assert WEST in arn
    refused(ecr(server, HOME, EAST, endpoint_url=at_west).describe_repositories, "InvalidSignatureException",
            f"Credential should be scoped to a valid region, not '{EAST}'. ")


def test_page_tokens_are_of_one_account_and_region(server):
    for account in (HOME, OTHER):
        for region in (EAST, WEST):
            Repository(ecr(server, account, region), server, name="paged/name")
    token = ecr(server, HOME, EAST).describe_repositories(maxResults=1)["nextToken"]
    assert ecr(server, HOME, EAST).describe_repositories(nextToken=token)["repositories"]
    for account, region in ((HOME, WEST), (OTHER, EAST)):
        refused(ecr(server, account, region).describe_repositories, "InvalidParameterException",
                "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Must be a token of the same listing'",
                nextToken=token)


def test_keys_outlive_a_restart(server):
    before = {account: keys(server, account) for account in (HOME, OTHER)}
    server.restart()
    assert {account: keys(server, account) for account in (HOME, OTHER)} == before
    assert ecr(server, OTHER, WEST).describe_repositories()["repositories"]
    assert (server.data_dir / "credentials").stat().st_mode & 0o777 == 0o600
