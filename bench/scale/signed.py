"""Requests as bytes, ready to be sent: to the AWS door, signed with Signature Version 4, and to the registry door."""
import base64
import datetime
import hashlib
import hmac
import http.client
import json


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class Requests:
    def __init__(self, server):
        self.server = server
        self.port = server.port
        self.token = "Basic " + base64.b64encode(f"AWS:{server.password()}".encode()).decode()
        self._access_key, self._secret = server.access_key, server.secret_key

    def aws(self, operation, members):
        """Good for five minutes."""
        body = json.dumps(members).encode()
        now = datetime.datetime.now(datetime.timezone.utc)
        stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
        target = f"AmazonEC2ContainerRegistry_V20150921.{operation}"
        headers = {"content-type": "application/x-amz-json-1.1", "host": self.server.host, "x-amz-date": stamp,
                   "x-amz-target": target}
        names = ";".join(headers)
        canonical = "POST\n/\n\n" + "".join(f"{name}:{value}\n" for name, value in headers.items())
        canonical += f"\n{names}\n{hashlib.sha256(body).hexdigest()}"
        scope = f"{day}/{self.server.region}/ecr/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.new(self._key(day), to_sign.encode(), hashlib.sha256).hexdigest()
        headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={self._access_key}/{scope}, SignedHeaders={names}, "
                                    f"Signature={signature}")
        return self._bytes("POST", "/", headers, body)

    def oci(self, target, method="GET"):
        accept = "application/vnd.oci.image.manifest.v1+json"
        return self._bytes(method, target, {"host": self.server.host, "authorization": self.token, "accept": accept})

    def _key(self, day):
        key = _hmac(b"AWS4" + self._secret.encode(), day)
        for part in (self.server.region, "ecr", "aws4_request"):
            key = _hmac(key, part)
        return key

    @staticmethod
    def _bytes(method, target, headers, body=b""):
        head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        if body:
            head += f"content-length: {len(body)}\r\n"
        return head.encode() + b"\r\n" + body

    def ask(self, request):
        """(headers, body) of the answer; anything but 2xx is an error."""
        head, _, body = request.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        method, target, _ = lines[0].split(" ")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, target, body=body or None, headers=dict(line.split(": ", 1) for line in lines[1:]))
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        if reply.status // 100 != 2:
            raise RuntimeError(f"{lines[0]}: {reply.status} {data[:500]!r}")
        return reply.headers, data

    def call(self, operation, **members):
        return json.loads(self.ask(self.aws(operation, members))[1])
