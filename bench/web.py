"""A visitor who speaks HTTP with a WSGI application in bytes, without a socket between them.

Reading the request line, the headers and writing the answer is part of each request, as it is of a
server's; by this measure the plain view costs what it costs under granian over loopback.
"""

import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
COOKIE = re.compile(r"^Set-Cookie: ([^=]+)=([^;]+)", re.MULTILINE)
BROWSER = (
    "Host: localhost\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101\r\n"
    "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en-GB,en\r\n"
    "Accept-Encoding: gzip, br\r\nConnection: keep-alive\r\n"
)

Application = Callable[..., Any]


class _Server:
    """What the handler asks its server for."""

    base_environ = {
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SCRIPT_NAME": "",
    }


class _Exchange(WSGIRequestHandler):
    """One request and its answer."""

    protocol_version = "HTTP/1.1"
    server: Any = _Server

    def __init__(self, request: bytes) -> None:
        self.rfile = self.said = io.BytesIO(request)
        self.wfile = self.answered = io.BytesIO()
        self.client_address = ("127.0.0.1", 0)

    def answer(self, application: Application) -> bytes:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.parse_request():
            raise ValueError(self.raw_requestline)
        handler = ServerHandler(self.said, self.answered, sys.stderr, self.get_environ())
        handler.request_handler = self  # type: ignore[attr-defined]  # as simple_server does
        handler.run(application)
        return self.answered.getvalue()

    def address_string(self) -> str:
        return "127.0.0.1"

    def log_request(self, *_: object) -> None:
        """Nothing is written."""


@dataclass
class Visitor:
    """Somebody with a browser's cookies."""

    application: Application
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> bytes:
        return self._good(self._ask(f"GET {path} HTTP/1.1\r\n", b""), b"200")

    def post(self, path: str, **fields: Any) -> bytes:
        """A form sent with its token, answered with a redirect."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}, doseq=True).encode()
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        head = f"POST {path} HTTP/1.1\r\n{kind}Content-Length: {len(body)}\r\n"
        return self._good(self._ask(head, body), b"302")

    def take_token(self, path: str) -> None:
        """Open the page of a form, and keep the token that it gives."""
        page = self.get(path).decode()
        self.cookies |= dict(COOKIE.findall(page))
        found = TOKEN.search(page)
        if found is None:
            raise ValueError(f"{path} has no form")
        self.token = found.group(1)

    def _ask(self, head: str, body: bytes) -> bytes:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = f"{head}{BROWSER}Cookie: {cookie}\r\n\r\n".encode() + body
        return _Exchange(request).answer(self.application)

    def _good(self, answer: bytes, status: bytes) -> bytes:
        if answer[9:12] != status:
            raise ValueError(answer[:400].decode(errors="replace"))
        return answer
