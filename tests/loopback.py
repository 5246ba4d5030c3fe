"""A web server on the loopback interface that sends given bytes exactly, also wrong answers."""

import contextlib
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """Request as received."""

    target: str
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)


Reply = bytes | Iterable[bytes]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Return a valid answer. An underscore in a header's name is a hyphen; Content-Length may be wrong on purpose."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {"Content-Length": str(len(body)), "Content-Type": "text/html"} | named
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


class Loopback:
    """Server of `pages`, each a reply or a function for a reply, and 404 for other paths. `log` has the requests."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.host = host
        self.tls = tls
        self.pages: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.log: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self.connections = 0
        self._lock = threading.Lock()
        self._server = _Server((host, 0), _Connection)
        self._server.loopback = self
        self.port = self._server.server_address[1]

    def __enter__(self) -> "Loopback":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, target: str, host: str | None = None) -> str:
        return f"{'https' if self.tls else 'http'}://{host or self.host}:{self.port}{target}"

    @property
    def targets(self) -> list[str]:
        """Return the requested paths, in order."""
        return [asked.target for asked in self.log]

    @contextlib.contextmanager
    def serving(self, asked: Asked) -> Iterator[None]:
        """Count a request while it is served."""
        with self._lock:
            self.log.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            with self._lock:
                self.at_once -= 1


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    loopback: Loopback

    def handle_error(self, request, client_address):
        """Ignore clients that hang up: some tests do so."""


class _Connection(socketserver.StreamRequestHandler):
    server: _Server

    def setup(self) -> None:
        if self.server.loopback.tls is not None:
            self.request = self.server.loopback.tls.wrap_socket(self.request, server_side=True)
        self.server.loopback.connections += 1
        super().setup()

    def finish(self) -> None:
        super().finish()
        if self.server.loopback.tls is not None:
            self.request.close()

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while asked := self._request():
                with self.server.loopback.serving(asked):
                    if not self._reply(asked):
                        return

    def _request(self) -> Asked | None:
        line = self.rfile.readline().decode("latin-1").split()
        headers = {}
        while field_line := self.rfile.readline().strip().decode("latin-1"):
            name, _, value = field_line.partition(":")
            headers[name.lower()] = value.strip()
        return Asked(line[1], headers) if len(line) > 1 else None

    def _reply(self, asked: Asked) -> bool:
        """Send a reply. After bytes the connection stays open; pieces end the connection."""
        page = self.server.loopback.pages.get(asked.target, answer(status="404 Not Found"))
        reply = page(asked) if callable(page) else page
        for piece in [reply] if isinstance(reply, bytes) else reply:
            self.wfile.write(piece)
            self.wfile.flush()
        return isinstance(reply, bytes)
