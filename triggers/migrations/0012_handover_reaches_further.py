"""What a handover takes out of a completed assessment, and answers saved of a report that is sent.

An assessment in force or superseded stays frozen, and so do its lines. Only its words may give way,
only to the one sentence that says so, and only while a handover of its report waits: the text is
then in the quarantine.
"""

from importlib import import_module

from django.db import migrations, models

from carp.audit.guards import frozen_columns
from carp.migrating import RunStatements

guards = import_module("triggers.migrations.0002_guards")
before = import_module("triggers.migrations.0007_targets_watch_and_protection")

TAKEN_OUT = "Handed over to safeguarding."
WORDS = ("what_works", "gaps")
FIGURES = [column for column in before.FROZEN if column not in WORDS]
SAYS = "what is frozen in triggers_assessment cannot be changed"
WAITS = (
    "EXISTS (SELECT 1 FROM triggers_quarantinedtext WHERE confirmed_at IS NULL "
    "AND report_id = {report})"
)
CHANGED = " OR ".join(f"OLD.{word} <> NEW.{word}" for word in WORDS)
GIVES_WAY = " AND ".join(f"NEW.{word} IN (OLD.{word}, '{TAKEN_OUT}')" for word in WORDS)
WORDS_REFUSED = (
    f"OLD.band <> '' AND ({CHANGED}) AND NOT ({GIVES_WAY} AND {WAITS.format(report='OLD.report_id')})"
)
TARGETS = [f"target_{level}" for level in ("likelihood", "impact_people", "impact_community")]
SAME = " AND ".join(
    f"OLD.{column} IS NOT DISTINCT FROM NEW.{column}"
    for column in ("id", "assessment_id", *guards.LEVELS, *TARGETS)
)
REPORT = "(SELECT report_id FROM triggers_assessment WHERE id = OLD.assessment_id)"
LINE_GIVES_WAY = (
    f"NEW.description = '{TAKEN_OUT}' AND {SAME} AND {WAITS.format(report=REPORT)}"
)
LINE_LOCKED = guards.LOCKED.format(row="OLD")
LINE_GUARD = "CREATE TRIGGER triggers_riskline_no_update BEFORE UPDATE ON triggers_riskline "
LINE_REFUSES = f"BEGIN SELECT RAISE(ABORT, '{guards.LOCKED_SAYS}'); END"
LINE_OFF = "DROP TRIGGER IF EXISTS triggers_riskline_no_update"

SQLITE_ON = [
    "CREATE TRIGGER triggers_assessment_words BEFORE UPDATE OF what_works, gaps "
    f"ON triggers_assessment WHEN {WORDS_REFUSED} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    LINE_OFF,
    f"{LINE_GUARD} WHEN {LINE_LOCKED} AND NOT ({LINE_GIVES_WAY}) {LINE_REFUSES}",
]
SQLITE_OFF = [
    "DROP TRIGGER IF EXISTS triggers_assessment_words",
    LINE_OFF,
    f"{LINE_GUARD} WHEN {LINE_LOCKED} {LINE_REFUSES}",
]
LINE_FUNCTION = guards.POSTGRES_ON[0]
POSTGRES_ON = [
    "CREATE FUNCTION triggers_assessment_words() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN IF {WORDS_REFUSED} THEN "
    f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER triggers_assessment_words BEFORE UPDATE ON triggers_assessment "
    "FOR EACH ROW EXECUTE FUNCTION triggers_assessment_words()",
    "ALTER TABLE triggers_assessment ENABLE ALWAYS TRIGGER triggers_assessment_words",
    LINE_FUNCTION.replace(
        "$$ BEGIN ", f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {LINE_GIVES_WAY} THEN RETURN NEW; END IF; END IF; "
    ),
]
POSTGRES_OFF = [
    "DROP TRIGGER IF EXISTS triggers_assessment_words ON triggers_assessment",
    "DROP FUNCTION IF EXISTS triggers_assessment_words()",
    LINE_FUNCTION,
]
frozen_now = frozen_columns(
    "triggers_assessment", *FIGURES, "target_score", "target_band", once_set="band"
)


def _run(statements):
    def run(_apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("triggers", "0011_unread_messages")]

    operations = [
        migrations.AddField(
            model_name="saveddraft",
            name="report_key",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
            preserve_default=False,
        ),
        RunStatements(before.frozen_now.reverse_code, before.frozen_now.code),
        frozen_now,
        RunStatements(
            _run({"sqlite": SQLITE_ON, "postgresql": POSTGRES_ON}),
            _run({"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}),
        ),
    ]
