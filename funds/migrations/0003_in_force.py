"""Money follows only what the boards approved, in the database itself (policy 11.2).

Even raw SQL cannot allocate, authorise or pay for a need that stands in no version in force, nor
change what an allocation was proposed as.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from carp.audit.guards import frozen_columns
from carp.migrating import RunStatements

NEEDS = (
    "SELECT 1 FROM actionplans_versionneed n "
    "JOIN actionplans_planversion v ON v.id = n.version_id AND v.status = 'effective' "
)
RULES = {
    "funds_allocation_in_force": (
        "funds_allocation",
        "INSERT",
        f"NOT EXISTS ({NEEDS} JOIN funds_pot p ON p.id = NEW.pot_id "
        "WHERE n.version_id = NEW.version_id AND n.line_id = NEW.line_id "
        "AND n.money_type = p.money_type AND n.amount_pence >= NEW.amount_pence)",
    ),
    "funds_authorised_in_force": (
        "funds_allocation",
        "UPDATE",
        "NEW.status IN ('authorised', 'paid') AND OLD.status = 'proposed' "
        f"AND NOT EXISTS ({NEEDS} WHERE n.line_id = NEW.line_id)",
    ),
    "funds_payment_in_force": (
        "funds_payment",
        "INSERT",
        f"NOT EXISTS ({NEEDS} JOIN funds_allocation a ON a.line_id = n.line_id "
        "WHERE a.id = NEW.allocation_id AND a.status = 'authorised' "
        "AND a.proposed_by_id = NEW.proposed_by_id AND a.authorised_by_id = NEW.authorised_by_id)",
    ),
}
SQLITE_ON = (
    "CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {wrong} "
    "BEGIN SELECT RAISE(ABORT, '{name}'); END",
)
SQLITE_OFF = ("DROP TRIGGER IF EXISTS {name}",)
POSTGRES_ON = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF {wrong} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; "
    "END IF; RETURN NEW; END $$",
    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
)
POSTGRES_OFF = (
    "DROP TRIGGER IF EXISTS {name} ON {table}",
    "DROP FUNCTION IF EXISTS {name}()",
)

FROZEN = (
    "reference",
    "pot_id",
    "line_id",
    "version_id",
    "amount_pence",
    "route",
    "outcome",
    "monitoring_on",
    "reasons",
    "alternatives",
    "proposed_at",
    "proposed_by_id",
)


def _run(editor: BaseDatabaseSchemaEditor, sqlite: tuple[str, ...], postgres: tuple[str, ...]) -> None:
    statements = sqlite if editor.connection.vendor == "sqlite" else postgres
    for name, (table, event, wrong) in RULES.items():
        for statement in statements:
            words = {"name": name, "table": table, "event": event, "wrong": wrong}
            editor.execute(statement.format(**words), params=None)


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, SQLITE_ON, POSTGRES_ON)


def unguard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, SQLITE_OFF, POSTGRES_OFF)


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_guards"), ("actionplans", "0002_guards")]

    operations = [
        RunStatements(guard, unguard),
        frozen_columns("funds_allocation", *FROZEN),
    ]
