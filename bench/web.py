"""A visitor who speaks HTTP in bytes with a server, and does as little as that takes."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bench.served import Served

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
COOKIE = re.compile(r"^Set-Cookie: ([^=]+)=([^;]+)", re.MULTILINE)
BROWSER = (
    "Host: localhost\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101\r\n"
    "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en-GB,en\r\n"
    "Accept-Encoding: gzip, br\r\nConnection: keep-alive\r\n"
)


@dataclass
class Visitor:
    """Somebody with a browser's cookies."""

    server: Served
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
        return self.server.ask(f"{head}{BROWSER}Cookie: {cookie}\r\n\r\n".encode() + body)

    def _good(self, answer: bytes, status: bytes) -> bytes:
        if answer[9:12] != status:
            raise ValueError(answer[:400].decode(errors="replace"))
        return answer
