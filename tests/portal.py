"""The whole portal as people run it: `manage.py serve` in a process tree, on data of its own."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg2
from django.conf import settings

from tests import database, servers

READY_WITHIN = 120.0
SQLITE = "portal.sqlite3"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Portal:
    """A portal that runs, and what it was started with."""

    address: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def manage(self, *arguments: str) -> str:
        """Run one management command on the portal's data."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.BASE_DIR,
            env=self.environment,
        ).stdout

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What its database answers, asked past the portal."""
        if url := self.environment.get("DATABASE_URL"):
            connection = psycopg2.connect(url)
        else:
            connection = sqlite3.connect(Path(self.environment["CARP_DATA"], SQLITE))
        with contextlib.closing(connection), contextlib.closing(connection.cursor()) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def is_ready(self) -> bool:
        try:
            return Visitor(self.address).get("/readyz")[0] == 200
        except OSError:
            return False

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self.is_ready():
            assert self.process.poll() is None, "the portal ended by itself"
            assert time.monotonic() < deadline, "the portal did not become ready"
            time.sleep(0.1)


@dataclass
class Visitor:
    """A browser without a screen: keeps its cookies, sends forms with their token."""

    address: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(self.address + path))  # noqa: S310 - ours

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        token = TOKEN.search(self.get(path)[1])
        assert token is not None
        body = urlencode({**fields, "csrfmiddlewaretoken": token.group(1)}).encode()
        return self._open(urllib.request.Request(self.address + path, data=body))  # noqa: S310

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()


@contextlib.contextmanager
def running(folder: Path, **environment: str) -> Iterator[Portal]:
    """A portal without a demonstration, on a new database of the kind that this run uses.

    SQLite's has its tables already; a portal's start from nothing is one of the journeys.
    """
    port = servers.free_port()
    with _database_of_its_own(folder) as database:
        everything = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "carp.settings",
            "CARP_DATA": str(folder),
            "CARP_DEMONSTRATION": "0",
            "PORT": str(port),
            **database,
            **environment,
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=settings.BASE_DIR, env=everything
        )
        portal = Portal(f"http://127.0.0.1:{port}", everything, process)
        try:
            portal.wait_until_ready()
            yield portal
        finally:
            process.terminate()
            process.wait(30)


@contextlib.contextmanager
def _database_of_its_own(folder: Path) -> Iterator[dict[str, str]]:
    """SQLite's is a file in the data folder; PostgreSQL's is made and dropped again."""
    if "DATABASE_URL" not in os.environ:
        shutil.copy(database.as_laid(), folder / SQLITE)
        yield {}
        return
    url = os.environ["DATABASE_URL"]
    name = f"carp_portal_{os.getpid()}_{time.monotonic_ns()}"
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            try:
                yield {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
