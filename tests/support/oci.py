"""A small client of the registry protocol: standard library only, one connection, no retries. What it is told it
reports as it is; the crash and bad-input rings need to see every status and every broken connection."""
import base64
import hashlib
import http.client
import json
import ssl
import urllib.parse

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
ACCEPT = ", ".join((MANIFEST, INDEX, "application/vnd.docker.distribution.manifest.v2+json",
                    "application/vnd.docker.distribution.manifest.list.v2+json"))


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Refused(Exception):
    """An answer with another status than the caller can use."""

    def __init__(self, what, reply):
        super().__init__(f"{what}: {reply.status} {reply.body[:300]!r}")
        self.status = reply.status
        self.reply = reply


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Client:
    """Not for several threads at once: make one for each."""

    def __init__(self, url, user=None, password=None, ca_file=None, timeout=60):
        parts = urllib.parse.urlsplit(url)
        # The servers under test listen on IPv4; going through a name would try ::1 first, each time.
        self._host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname
        self._name, self._port, self._timeout = parts.netloc, parts.port, timeout
        self._tls = None
        if parts.scheme == "https":
            self._tls = ssl.create_default_context(cafile=ca_file) if ca_file else ssl._create_unverified_context()
        self._headers = {"Host": self._name}
        if user is not None:
            self._headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self._connection = None

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self):
        if self._connection is None:
            if self._tls:
                self._connection = http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout,
                                                               context=self._tls)
            else:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        return self._connection

    def request(self, method, path, body=None, headers=None):
        """`path` may be a Location. A body that is an iterator goes chunked. OSError or HTTPException when the
        connection breaks, also in the middle of an answer."""
        parts = urllib.parse.urlsplit(path)
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection = self._connect()
        try:
            connection.request(method, target, body=body, headers={**self._headers, **(headers or {})})
            reply = connection.getresponse()
            data = reply.read()
            if reply.will_close:
                self.close()
            return Reply(reply.status, reply.headers, data)
        except BaseException:
            self.close()
            raise

    def _expect(self, what, reply, *allowed):
        if reply.status not in allowed:
            raise Refused(what, reply)
        return reply

    # Blobs.

    def has_blob(self, repository, digest):
        return self._expect("HEAD blob", self.request("HEAD", f"/v2/{repository}/blobs/{digest}"), 200, 404).status == 200

    def get_blob(self, repository, digest, range_=None):
        headers = {"Range": f"bytes={range_[0]}-{range_[1]}"} if range_ else {}
        return self._expect("GET blob", self.request("GET", f"/v2/{repository}/blobs/{digest}", headers=headers),
                            206 if range_ else 200).body

    def start_upload(self, repository):
        reply = self.request("POST", f"/v2/{repository}/blobs/uploads/", headers={"Content-Length": "0"})
        return self._expect("POST upload", reply, 202).headers["Location"]

    def append(self, location, data, offset):
        reply = self.request("PATCH", location, data, {"Content-Type": "application/octet-stream",
                                                       "Content-Range": f"{offset}-{offset + len(data) - 1}"})
        return self._expect("PATCH upload", reply, 202).headers["Location"]

    def upload_offset(self, location):
        """Bytes that the server has; None when it does not know the upload."""
        reply = self._expect("GET upload", self.request("GET", location), 204, 404)
        if reply.status == 404:
            return None
        last = int(reply.headers["Range"].partition("-")[2])
        return last + 1 if last else 0

    def finish(self, location, digest, data=b""):
        mark = "&" if "?" in location else "?"
        reply = self.request("PUT", f"{location}{mark}digest={urllib.parse.quote(digest)}", data,
                             {"Content-Type": "application/octet-stream"})
        self._expect("PUT upload", reply, 201)

    def push_blob(self, repository, data):
        digest = digest_of(data)
        self.finish(self.start_upload(repository), digest, data)
        return digest

    def delete_blob(self, repository, digest):
        return self._expect("DELETE blob", self.request("DELETE", f"/v2/{repository}/blobs/{digest}"), 202, 404).status

    # Manifests.

    def put_manifest(self, repository, reference, body, media_type=MANIFEST):
        reply = self.request("PUT", f"/v2/{repository}/manifests/{reference}", body, {"Content-Type": media_type})
        return self._expect("PUT manifest", reply, 201)

    def get_manifest(self, repository, reference):
        """(media type, digest, bytes); None when there is none."""
        reply = self._expect("GET manifest", self.request("GET", f"/v2/{repository}/manifests/{reference}",
                                                          headers={"Accept": ACCEPT}), 200, 404)
        if reply.status == 404:
            return None
        return reply.headers["Content-Type"], digest_of(reply.body), reply.body

    def delete_manifest(self, repository, reference):
        return self._expect("DELETE manifest", self.request("DELETE", f"/v2/{repository}/manifests/{reference}"),
                            202, 404).status

    def tags(self, repository):
        """Every tag, over all pages."""
        path, found = f"/v2/{repository}/tags/list?n=1000", []
        while path:
            reply = self._expect("GET tags", self.request("GET", path), 200, 404)
            if reply.status == 404:
                return []
            found += reply.json().get("tags") or []
            link = reply.headers.get("Link")
            path = link[link.index("<") + 1:link.index(">")] if link else None
        return found


def client_for(server, **options):
    """A client that is logged in to a Server or a Peer."""
    authenticated = getattr(server, "auth", True)
    return Client(server.endpoint_url, server.user if authenticated else None,
                  server.password() if authenticated else None,
                  ca_file=getattr(server, "ca_file", None), **options)


def image_manifest(config, layers, annotations=None, **extra):
    """The bytes of an image manifest. `config` and `layers`: the contents of blobs."""
    def descriptor(media_type, data):
        return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}
    body = {"schemaVersion": 2, "mediaType": MANIFEST, "config": descriptor(CONFIG, config),
            "layers": [descriptor(LAYER, layer) for layer in layers], **extra}
    if annotations:
        body["annotations"] = annotations
    return json.dumps(body, separators=(",", ":")).encode()
