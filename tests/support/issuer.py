"""An identity provider (OpenID Connect) on loopback, with real TLS from a CA of its own: discovery, keys, tokens. Keys and
signatures are the openssl program's."""
import base64
import hashlib
import http.server
import json
import pathlib
import ssl
import subprocess
import tempfile
import threading
import time


def _openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, check=True, capture_output=True).stdout


def _b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SigningKey:
    """RS256."""

    def __init__(self, kid="key-1"):
        self.kid = kid
        self._folder = tempfile.TemporaryDirectory(prefix="entrepot-key-")
        self._file = pathlib.Path(self._folder.name) / "key.pem"
        self._file.write_bytes(_openssl("genrsa", "2048"))

    def jwk(self):
        modulus = bytes.fromhex(_openssl("rsa", "-in", self._file, "-noout", "-modulus").decode().strip().partition("=")[2])
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": _b64(modulus), "e": "AQAB"}

    def sign(self, claims, **header):
        head = {"alg": "RS256", "kid": self.kid, "typ": "JWT", **header}
        text = ".".join(_b64(json.dumps(part).encode()) for part in (head, claims))
        return f"{text}.{_b64(_openssl('dgst', '-sha256', '-sign', self._file, data=text.encode()))}"


class Issuer:
    """`with Issuer() as issuer:` `issuer.url` is what a provider is registered as; `issuer.ca_file` certifies it."""

    def __init__(self):
        self.key = SigningKey()
        self._jwk = self.key.jwk()
        self.requests = []
        self._folder = tempfile.TemporaryDirectory(prefix="entrepot-issuer-")
        folder = pathlib.Path(self._folder.name)
        self.ca_file = folder / "ca.pem"
        new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        _openssl("req", "-x509", *new, "-keyout", folder / "ca.key", "-out", self.ca_file, "-subj", "/CN=test CA", "-days", "1")
        _openssl("req", *new, "-keyout", folder / "own.key", "-out", folder / "own.csr", "-subj", "/CN=localhost")
        (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        own = _openssl("x509", "-req", "-in", folder / "own.csr", "-CA", self.ca_file, "-CAkey", folder / "ca.key",
                       "-CAcreateserial", "-days", "1", "-extfile", folder / "names")
        self.thumbprint = hashlib.sha1(ssl.PEM_cert_to_DER_cert(self.ca_file.read_text())).hexdigest()
        chain = folder / "chain.pem"
        chain.write_bytes(own + self.ca_file.read_bytes() + (folder / "own.key").read_bytes())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.requests.append(self.path)
                documents = {"/.well-known/openid-configuration": {"issuer": issuer.url, "jwks_uri": issuer.url + "/keys"},
                             "/keys": {"keys": [issuer._jwk]}}
                body = json.dumps(documents.get(self.path, {})).encode()
                self.send_response(200 if self.path in documents else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.host = f"localhost:{self._server.server_address[1]}"
        self.url = f"https://{self.host}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def token(self, subject="system:serviceaccount:default:app", key=None, **claims):
        now = int(time.time())
        return (key or self.key).sign({"iss": self.url, "sub": subject, "aud": "sts.amazonaws.com", "iat": now, "nbf": now,
                                       "exp": now + 600, **claims})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()
