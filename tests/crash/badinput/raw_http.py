"""Requests written byte by byte, as no client library would write them."""
import re
import socket

REPOSITORY = "fault/images"
HEADER_TIMEOUT = 3  # of the server that they are sent to


def connect(server, timeout=10):
    return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)


def exchange(server, *pieces, timeout=10, half_close=False):
    """Sends, then reads until the server closes or says nothing for `timeout`. (received bytes, whether it closed)."""
    with connect(server, timeout) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all was sent: the answer may still be there
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except TimeoutError:
            return received, False
        except OSError:
            pass
        return received, True


def statuses_of(received):
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3})", received, re.M)]


def request_text(server, target, method="GET", headers=(), body=b""):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {server.host}", f"Authorization: {server.basic}", "Connection: close",
             *headers]
    if body and not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def identity(server):
    return f"Host: {server.host}\r\nAuthorization: {server.basic}\r\n".encode()


def assert_refused(received, closed, allowed=(400, 408, 413, 414, 431, 501, 505)):
    """One refusal at most, then the connection is closed: what follows cannot be trusted to be a request."""
    statuses = statuses_of(received)
    assert closed, f"the connection stayed open after {statuses}"
    assert len(statuses) <= 1 and all(status in allowed for status in statuses), received[:500]
