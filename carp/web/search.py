"""Finding rows by their words, through an index of the database (ADR 16).

    REPORTS = Index("triggers_search", of="triggers_triggerreport", column="search_text")

    operations = [REPORTS.operation()]        # in a migration: made, filled, and fed from then on
    REPORTS.holding(rows, 'bins "mill road" bri')    # a word, a phrase, the beginning of a word

Two engines, SQLite's FTS5 and PostgreSQL's tsvector, find the same, because both are given the
words that `words()` makes and cut nothing further: no stems, no stop words. They are fed by
triggers of the database, so that no way of writing a row can forget them.

SQLite loses the triggers of a table that a migration makes anew (any new column but a nullable one
does): such a migration ends with `operation()` once more, which lays them again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from unicodedata import combining, normalize

from django.apps.registry import Apps
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BooleanField, F, Func, QuerySet

from carp.migrating import RunStatements

# Up to so many hits SQLite looks each up and sorts them; more it meets on its way down the list;
# and where there are more still, it meets so many that it reads the texts instead of the index.
FEW, MANY = 1000, 10_000
ABOUT_FOR_SECONDS = 600
PARTS, LONGEST_WORD = 8, 40
PAGES_AT_ONCE = 500
APART = re.compile(r"[\W_]+")
TYPED = re.compile(r'"([^"]*)("|$)|([^\s"]+)')
QUOTES = str.maketrans("“”„«»", '"""""')


def searchable(text: str) -> str:
    """Text as it is searched: without accents, case and doubled spaces (ecosystem 2d)."""
    if not text.isascii():  # most is, and has nothing to take off
        text = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return " ".join(text.casefold().replace("\x00", " ").split())


def words(text: str) -> list[str]:
    """The words of a text as they are indexed: letters and digits alone, folded."""
    return [word[:LONGEST_WORD] for word in APART.split(searchable(text)) if word]


def indexable(*texts: str) -> str:
    """Texts as a column of words, for an index."""
    return " ".join(words(" ".join(texts)))


class Part(NamedTuple):
    """Words that stand beside one another; of an open one the last word may go on."""

    words: tuple[str, ...]
    is_open: bool = False

    @property
    def for_sqlite(self) -> str:
        return f'"{" ".join(self.words)}"{" *" if self.is_open else ""}'

    @property
    def in_text(self) -> str:
        """As it stands in a column of words, between two spaces."""
        return f" {' '.join(self.words)}{'' if self.is_open else ' '}"

    @property
    def for_postgres(self) -> str:
        return " <-> ".join(f"'{word}'" for word in self.words) + (":*" if self.is_open else "")


def parts(typed: str) -> tuple[Part, ...]:
    """What was typed into a search box: words, and phrases in quotes.

    What is joined by dots or dashes, as a reference is, is a phrase; the end of what was typed may
    be the beginning of a word, unless a quote closes it.
    """
    found = []
    for each in TYPED.finditer(typed.translate(QUOTES)):
        closed = each[2] == '"'
        inner = tuple(words(each[3] or each[1] or ""))
        if inner:
            found.append(Part(inner, is_open=not closed))
    found = found[:PARTS]
    return tuple(part._replace(is_open=part.is_open and part is found[-1]) for part in found)


@dataclass(frozen=True)
class Index:
    """An index of one column of words of a table."""

    name: str
    of: str
    column: str

    def holding(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """The rows that hold everything that was typed; what has no words is held by none."""
        wanted = parts(typed)
        if not wanted:
            return rows.none()
        on_sqlite = connections[rows.db].vendor == "sqlite"
        hits = self._hits(rows.db, wanted) if on_sqlite else 0
        return rows.filter(_Holds(self, wanted, hits))

    def _hits(self, alias: str, wanted: tuple[Part, ...]) -> int:
        """How many rows hold the parts, about: it only chooses the way to them."""
        asked = sha256(_for_sqlite(wanted).encode()).hexdigest()
        key = f"{self.name}:{alias}:{asked}"
        found = cache.get(key)
        if found is None:
            cache.set(key, found := self._count(alias, wanted), ABOUT_FOR_SECONDS)
        return int(found)

    def _count(self, alias: str, wanted: tuple[Part, ...]) -> int:
        """How many rows hold the parts, counted to one past many."""
        hits = f"SELECT 1 FROM {self.name} WHERE {self.name} MATCH %s LIMIT {MANY + 1}"  # noqa: S608 - our own name
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({hits})", [_for_sqlite(wanted)])  # noqa: S608 - as above
            return int(cursor.fetchone()[0])

    def forget(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        """Write out of SQLite's index the words that rows no longer hold, and out of its journal.

        FTS5 only notes that a word has gone, and keeps it until the parts of the index are merged:
        here all of them, in steps between which others may write. PostgreSQL holds a row's words
        in one row, which its vacuum clears.
        """
        if connections[alias].vendor != "sqlite":
            return
        more = self._merge(alias, -PAGES_AT_ONCE)
        while more:
            more = self._merge(alias, PAGES_AT_ONCE)
        if not connections[alias].in_atomic_block:
            with connections[alias].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _merge(self, alias: str, pages: int) -> bool:
        """Merge so many pages, all parts of the index if negative; whether there may be more."""
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            before = cursor.connection.total_changes
            merge = f"INSERT INTO {self.name} ({self.name}, rank) VALUES ('merge', %s)"  # noqa: S608 - our own name
            cursor.execute(merge, [pages])
            return bool(cursor.connection.total_changes - before > 1)  # one is the command itself

    def operation(self) -> RunStatements:
        """The migration that makes the index, or makes it anew, and its reverse."""
        return RunStatements(
            self._runner({"sqlite": SQLITE_ON, "postgresql": POSTGRES_ON}),
            self._runner({"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}),
        )

    def _runner(
        self, statements: dict[str, list[str]]
    ) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
        names = {"name": self.name, "of": self.of, "column": self.column}

        def run(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
            for statement in statements[editor.connection.vendor]:
                editor.execute(statement.format(**names), params=None)

        return run


class _Holds(Func):
    """Whether a row holds the parts: by its key, or by its text where nearly all do."""

    output_field = BooleanField()

    def __init__(self, index: Index, wanted: tuple[Part, ...], hits: int) -> None:
        self.index, self.wanted, self.hits = index, wanted, hits
        super().__init__(F("pk"), F(index.column))

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        (key, _none), (text, _no) = map(compiler.compile, self.source_expressions)
        if self.hits > MANY:
            held = [f"instr(' ' || {text} || ' ', %s) > 0" for _part in self.wanted]
            return f"({' AND '.join(held)})", [part.in_text for part in self.wanted]
        # A plus keeps SQLite from looking up hits that it would have to sort: it goes down the
        # index of the order and asks of each row whether it is one.
        in_order = "+" if self.hits > FEW and compiler.query.order_by else ""
        name = self.index.name
        hits = f"SELECT rowid FROM {name} WHERE {name} MATCH %s"  # noqa: S608 - our own name
        return f"{in_order}{key} IN ({hits})", [_for_sqlite(self.wanted)]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        key, _none = compiler.compile(self.source_expressions[0])
        hits = f"SELECT id FROM {self.index.name} WHERE words @@ %s::tsquery"  # noqa: S608 - our own name
        return f"{key} IN ({hits})", [" & ".join(part.for_postgres for part in self.wanted)]


def _for_sqlite(wanted: tuple[Part, ...]) -> str:
    return " ".join(part.for_sqlite for part in wanted)


# The words are apart and folded already: the ascii tokenizer leaves every other letter as it is.
_GONE = "INSERT INTO {name} ({name}, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column});"
_COME = "INSERT INTO {name} (rowid, {column}) VALUES (NEW.id, NEW.{column});"
SQLITE_OFF = [
    *(f"DROP TRIGGER IF EXISTS {{name}}_{act}" for act in ("insert", "update", "delete")),
    "DROP TABLE IF EXISTS {name}",
]
SQLITE_ON = [
    *SQLITE_OFF,
    "CREATE VIRTUAL TABLE {name} USING fts5({column}, content='{of}', content_rowid='id', "
    "tokenize='ascii', prefix='2 3', columnsize=0)",
    "INSERT INTO {name} ({name}) VALUES ('rebuild')",
    # As one old part: in many young ones the next thousand rows would go on putting it in order.
    "INSERT INTO {name} ({name}) VALUES ('optimize')",
    f"CREATE TRIGGER {{name}}_insert AFTER INSERT ON {{of}} BEGIN {_COME} END",
    f"CREATE TRIGGER {{name}}_delete AFTER DELETE ON {{of}} BEGIN {_GONE} END",
    "CREATE TRIGGER {name}_update AFTER UPDATE OF {column} ON {of} "
    f"WHEN OLD.{{column}} <> NEW.{{column}} BEGIN {_GONE} {_COME} END",
]
# Not to_tsvector(): its parser knows addresses, numbers with signs and the server's locale.
_VECTOR = (
    "SELECT coalesce(string_agg('''' || "
    "replace(replace(word, E'\\\\', E'\\\\\\\\'), '''', '''''') || "
    "''':' || least(place, 16383), ' '), '')::tsvector "
    "FROM unnest(string_to_array($1, ' ')) WITH ORDINALITY AS each(word, place) WHERE word <> ''"
)
POSTGRES_OFF = [
    "SET CONSTRAINTS ALL IMMEDIATE",  # a table with checks outstanding cannot be altered
    *(
        f"DROP TRIGGER IF EXISTS {{name}}_{act} ON {{of}}"
        for act in ("insert", "update", "delete", "truncate")
    ),
    *(f"DROP FUNCTION IF EXISTS {{name}}_{of}" for of in ("keep()", "drop()", "empty()")),
    "DROP TABLE IF EXISTS {name}",
    "DROP FUNCTION IF EXISTS {name}_words(text)",
]
POSTGRES_ON = [
    *POSTGRES_OFF,
    "CREATE FUNCTION {name}_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE "
    f"AS $$ {_VECTOR} $$",
    "CREATE TABLE {name} (id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "INSERT INTO {name} SELECT id, {name}_words({column}) FROM {of}",
    "CREATE INDEX {name}_gin ON {name} USING gin (words)",
    "CREATE FUNCTION {name}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO {name} VALUES (NEW.id, {name}_words(NEW.{column})) "
    "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words; RETURN NULL; END $$",
    "CREATE FUNCTION {name}_drop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "DELETE FROM {name} WHERE id = OLD.id; RETURN NULL; END $$",
    "CREATE FUNCTION {name}_empty() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "TRUNCATE {name}; RETURN NULL; END $$",
    "CREATE TRIGGER {name}_insert AFTER INSERT ON {of} FOR EACH ROW EXECUTE FUNCTION {name}_keep()",
    "CREATE TRIGGER {name}_update AFTER UPDATE OF {column} ON {of} "
    "FOR EACH ROW WHEN (OLD.{column} <> NEW.{column}) EXECUTE FUNCTION {name}_keep()",
    "CREATE TRIGGER {name}_delete AFTER DELETE ON {of} FOR EACH ROW EXECUTE FUNCTION {name}_drop()",
    "CREATE TRIGGER {name}_truncate AFTER TRUNCATE ON {of} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {name}_empty()",
    *(
        f"ALTER TABLE {{of}} ENABLE ALWAYS TRIGGER {{name}}_{act}"
        for act in ("insert", "update", "delete", "truncate")
    ),
]
