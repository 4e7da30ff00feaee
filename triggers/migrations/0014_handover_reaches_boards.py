"""What a handover takes out of an interest that was declared in a report or a referral of it.

What was declared stays frozen. Only its words may give way, only to the one sentence that says so,
and only while a handover of that report waits: the text is then in the quarantine.
"""

from django.db import migrations

from carp.audit.guards import frozen_columns
from carp.migrating import RunStatements

TABLE = "governance_interest"
TAKEN_OUT = "Handed over to safeguarding."
SAYS = f"what is frozen in {TABLE} cannot be changed"
KEPT = (
    "user_id",
    "subject_type",
    "subject_id",
    "subject_name",
    "meeting_id",
    "declared_on",
    "recorded_by_id",
)
OF_THE_REPORT = (
    "(OLD.subject_type = 'triggers.triggerreport' AND OLD.subject_id = q.report_id) "
    "OR (OLD.subject_type = 'triggers.referral' AND OLD.subject_id IN "
    "(SELECT r.id FROM triggers_referral r WHERE r.report_id = q.report_id))"
)
WAITS = (
    "EXISTS (SELECT 1 FROM triggers_quarantinedtext q "
    f"WHERE q.confirmed_at IS NULL AND ({OF_THE_REPORT}))"
)
REFUSED = f"OLD.nature <> NEW.nature AND NOT (NEW.nature = '{TAKEN_OUT}' AND {WAITS})"

SQLITE_ON = [
    f"CREATE TRIGGER {TABLE}_nature BEFORE UPDATE OF nature ON {TABLE} WHEN {REFUSED} "
    f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS {TABLE}_nature"]
POSTGRES_ON = [
    f"CREATE FUNCTION {TABLE}_nature() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN IF {REFUSED} THEN "
    f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "RETURN NEW; END $$",
    f"CREATE TRIGGER {TABLE}_nature BEFORE UPDATE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_nature()",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_nature",
]
POSTGRES_OFF = [
    f"DROP TRIGGER IF EXISTS {TABLE}_nature ON {TABLE}",
    f"DROP FUNCTION IF EXISTS {TABLE}_nature()",
]
before = frozen_columns(TABLE, *KEPT, "nature")
now = frozen_columns(TABLE, *KEPT)


def _run(statements):
    def run(_apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("triggers", "0013_agendas"), ("governance", "0005_task_dates")]

    operations = [
        RunStatements(before.reverse_code, before.code),
        now,
        RunStatements(
            _run({"sqlite": SQLITE_ON, "postgresql": POSTGRES_ON}),
            _run({"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}),
        ),
    ]
