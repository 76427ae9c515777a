"""An HTTPS proxy (CONNECT) that leads names which nothing resolves to addresses on loopback. Clients that trust loopback
whatever its certificate treat such a name as they treat any registry of the world."""
import socket
import socketserver
import threading


class _Tunnel(socketserver.StreamRequestHandler):
    def handle(self):
        _, name, _ = self.rfile.readline(4096).decode("latin-1").split(" ", 2)
        while self.rfile.readline(65536).strip():
            pass
        if name not in self.server.routes:
            self.wfile.write(b"HTTP/1.1 502 Unknown name\r\n\r\n")
            return
        with socket.create_connection(self.server.routes[name]) as inside:
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=_pump, args=(inside, self.connection), daemon=True)
            back.start()
            _pump(self.connection, inside)
            back.join()


def _pump(source, sink):
    try:
        while data := source.recv(1 << 18):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:  # one side went away: so does the other
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class LoopbackProxy(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, routes):
        """`routes`: "name:port" -> (address, port)."""
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.routes = routes
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
