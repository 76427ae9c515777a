"""What is pushed is found nowhere in the data folder in clear, at any moment: unfinished uploads, finished layers, the
database and its log, after a crash, after a deletion."""
import os

from tests.crash.conftest import REPOSITORY
from tests.support.oci import client_for, digest_of, image_manifest


def _files_with(folder, marker):
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                # Pieces that overlap, so that no marker hides on a border.
                tail = b""
                while piece := file.read(1 << 20):
                    if marker in tail + piece:
                        found.append(path)
                        break
                    tail = piece[-len(marker):]
    return found


def _everywhere(server, marker):
    """The data folder, and the server's working folder with its log."""
    return sorted({*_files_with(server.data_dir, marker), *_files_with(server.log_path.parent, marker)})


def test_layer_is_nowhere_in_clear(faulty, client):
    marker = os.urandom(40)
    layer = marker + os.urandom(200_000) + marker * 100
    client.push_blob(REPOSITORY, layer)
    client.push_blob(REPOSITORY, b"{}")
    client.put_manifest(REPOSITORY, "1", image_manifest(b"{}", [layer]))
    assert client.get_blob(REPOSITORY, digest_of(layer)) == layer

    assert _everywhere(faulty, marker) == []
    faulty.kill9()
    assert _everywhere(faulty, marker) == []
    faulty.start()
    again = client_for(faulty)
    assert again.get_blob(REPOSITORY, digest_of(layer)) == layer
    again.delete_manifest(REPOSITORY, "1")
    assert _everywhere(faulty, marker) == []


def test_unfinished_upload_is_nowhere_in_clear(faulty, client):
    marker = os.urandom(40)
    piece = marker * 5000
    location = client.append(client.start_upload(REPOSITORY), piece, 0)
    client.append(location, piece, len(piece))

    assert _everywhere(faulty, marker) == []
    faulty.kill9()
    assert _everywhere(faulty, marker) == []


def test_secrets_are_in_no_log(faulty, client):
    password = faulty.password()
    client.push_blob(REPOSITORY, b"x")
    client.request("GET", "/v2/", headers={"Authorization": "Basic " + password})
    faulty.boto3_client("ecr", aws_secret_access_key="wrong-" + faulty.secret_key[6:])
    faulty.restart()
    faulty.stop()
    assert faulty.secret_key not in faulty.log()
    assert password not in faulty.log()


def test_the_search_finds_a_marker_that_is_there(faulty):
    """The control."""
    marker = os.urandom(40)
    (faulty.data_dir / "planted").write_bytes(os.urandom((1 << 20) - 20) + marker + os.urandom(1000))
    assert [path.name for path in _everywhere(faulty, marker)] == ["planted"]
