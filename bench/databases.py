"""Databases of the bench's own: made empty, copied when migrated, gone at the end."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests import servers


class Server(Protocol):
    """Where databases are made; each is told by its DATABASE_URL."""

    name: str

    def new(self, name: str, *, like: str = "") -> str: ...


class SQLite:
    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self, name: str, *, like: str = "") -> str:
        path = self.folder / f"{name}.sqlite3"
        if like:
            shutil.copy(urlsplit(like).path, path)
        return f"sqlite:///{path}"


class PostgreSQL:
    name = "postgres"

    def __init__(self, url: str) -> None:
        self.url = url
        self.made: list[str] = []

    def new(self, name: str, *, like: str = "") -> str:
        own = f"carp_bench_{os.getpid()}_{name}"
        template = f" TEMPLATE {urlsplit(like).path[1:]}" if like else ""
        self._do(f"CREATE DATABASE {own}{template}")
        self.made.append(own)
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{own}"))

    def drop(self) -> None:
        for name in reversed(self.made):
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with contextlib.closing(psycopg2.connect(self.url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)


@contextlib.contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """The server that DATABASE_URL names; without it one of this run's own."""
    given = os.environ.get("DATABASE_URL", "")
    with contextlib.nullcontext(given) if "postgres" in given else servers.postgres() as url:
        server = PostgreSQL(url)
        try:
            yield server
        finally:
            server.drop()


class Chosen:
    """A database router: everything is read from the database that was chosen last."""

    alias = "default"

    def db_for_read(self, model: type[Any], **hints: Any) -> str:
        return type(self).alias

    db_for_write = db_for_read

    def allow_relation(self, one: object, other: object, **hints: Any) -> bool:
        """What the process remembers of one, as the pack in force, is the same row in the other."""
        return True


@contextlib.contextmanager
def reading(alias: str) -> Iterator[None]:
    Chosen.alias, before = alias, Chosen.alias
    try:
        yield
    finally:
        Chosen.alias = before
