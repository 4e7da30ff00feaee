"""SQL that makes a table append-only on PostgreSQL and SQLite.

SQLite needs a third trigger: REPLACE deletes the old row without firing DELETE triggers
(recursive_triggers is off by default), so an INSERT of a key that exists is refused as well.
PostgreSQL needs a statement trigger for TRUNCATE, which no row trigger sees.
"""

from collections.abc import Callable, Collection

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from carp.migrating import RunStatements

SQLITE_ON = [
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END",
]
SQLITE_OFF = [
    "DROP TRIGGER IF EXISTS {table}_no_update",
    "DROP TRIGGER IF EXISTS {table}_no_delete",
    "DROP TRIGGER IF EXISTS {table}_no_replace",
]
POSTGRES_ON = [
    "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
]
POSTGRES_OFF = [
    "DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
    "DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
    "DROP FUNCTION IF EXISTS {table}_refuse()",
]

SQLITE_FREEZE = [
    "CREATE TRIGGER {table}_frozen BEFORE UPDATE {columns} ON {table} WHEN {changed} "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END",
]
SQLITE_THAW = ["DROP TRIGGER IF EXISTS {table}_frozen", *SQLITE_OFF[1:]]
POSTGRES_FREEZE = [
    POSTGRES_ON[0],
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} "
    "FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    POSTGRES_ON[2],
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_delete",
    POSTGRES_ON[4],
]
POSTGRES_THAW = [
    POSTGRES_OFF[0],
    "DROP TRIGGER IF EXISTS {table}_no_delete ON {table}",
    *POSTGRES_OFF[1:],
]

SQLITE_HOLD = [
    "CREATE TRIGGER {table}_held_insert BEFORE INSERT ON {table} "
    "WHEN {new_frozen} OR EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_held_update BEFORE UPDATE ON {table} "
    "WHEN {old_frozen} OR {new_frozen} BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_held_delete BEFORE DELETE ON {table} "
    "WHEN {old_frozen} BEGIN SELECT RAISE(ABORT, '{message}'); END",
]
SQLITE_LET_GO = [
    f"DROP TRIGGER IF EXISTS {{table}}_held_{step}" for step in ("insert", "update", "delete")
]
POSTGRES_HOLD = [
    "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "DECLARE frozen boolean := TG_OP = 'TRUNCATE'; BEGIN "
    "IF TG_OP IN ('UPDATE', 'DELETE') THEN frozen := {old_frozen}; END IF; "
    "IF TG_OP IN ('INSERT', 'UPDATE') AND NOT frozen THEN frozen := {new_frozen}; END IF; "
    "IF frozen THEN "
    "RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    *POSTGRES_ON[2:],
]


Step = Callable[[Apps, BaseDatabaseSchemaEditor], None]


def append_only(table: str, *, key: str = "id") -> RunStatements:
    """A migration operation that guards a table in the database itself, with its reverse."""
    words = {"table": table, "key": key, "message": f"{table} is append-only"}
    return RunStatements(
        _runner({"sqlite": SQLITE_ON, "postgresql": POSTGRES_ON}, words),
        _runner({"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}, words),
    )


def frozen_columns(
    table: str, *columns: str, once_set: str = "", free_while: str = "", refused: str = ""
) -> RunStatements:
    """A migration operation that freezes some columns of a table; its others may change.

    Its rows cannot be deleted either. With ``once_set`` the columns freeze only when that text
    column is no longer empty, with ``free_while`` when that condition no longer holds; ``refused``
    is a change that is never allowed.
    """
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    if once_set:
        changed = f"OLD.{once_set} <> '' AND ({changed})"
    if free_while:
        changed = f"NOT ({free_while}) AND ({changed})"
    if refused:
        return _frozen(table, (), changed=f"({changed}) OR ({refused})", key="id")
    return _frozen(table, columns, changed=changed, key="id")


def only_erasable(table: str, *columns: str, key: str) -> RunStatements:
    """A migration operation that lets texts be emptied, and neither changed nor written again.

    The row's key is frozen, and its rows cannot be deleted.
    """
    changed = " OR ".join(
        f"(NEW.{column} <> '' AND OLD.{column} <> NEW.{column})" for column in columns
    )
    changed = f"OLD.{key} <> NEW.{key} OR {changed}"
    return _frozen(table, (key, *columns), changed=changed, key=key)


def _frozen(table: str, columns: Collection[str], *, changed: str, key: str) -> RunStatements:
    """Watches the named columns, or all where none is named."""
    words = {
        "table": table,
        "key": key,
        "columns": f"OF {', '.join(columns)}" if columns else "",
        "changed": changed,
        "message": f"what is frozen in {table} cannot be changed",
    }
    return RunStatements(
        _runner({"sqlite": SQLITE_FREEZE, "postgresql": POSTGRES_FREEZE}, words),
        _runner({"sqlite": SQLITE_THAW, "postgresql": POSTGRES_THAW}, words),
    )


def held_by(table: str, parent: str, column: str, *, free_while: str) -> RunStatements:
    """A migration operation that freezes rows, and lets none come, once their parent is frozen.

    ``free_while`` is a condition on the parent's row.
    """
    held = f"SELECT 1 FROM {parent} WHERE id = {{row}}.{column}"  # noqa: S608 - our own names
    frozen = f"NOT EXISTS ({held} AND {free_while})"
    words = {
        "table": table,
        "old_frozen": frozen.format(row="OLD"),
        "new_frozen": frozen.format(row="NEW"),
        "message": f"what is frozen in {table} cannot be changed",
    }
    return RunStatements(
        _runner({"sqlite": SQLITE_HOLD, "postgresql": POSTGRES_HOLD}, words),
        _runner({"sqlite": SQLITE_LET_GO, "postgresql": POSTGRES_OFF}, words),
    )


def lifted(guard: RunStatements) -> RunStatements:
    """The operation that takes a guard away, for a migration that lays another in its place."""
    take, lay = guard.reverse_code, guard.code
    if take is None:
        raise ValueError("This guard cannot be taken away.")
    return RunStatements(take, lay)


def _runner(statements: dict[str, list[str]], words: dict[str, str]) -> Step:
    def run(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement.format(**words), params=None)

    return run
