"""A completed assessment and its lines are never changed; a new one supersedes it (domain I9)."""

from django.db import migrations

from carp.audit.guards import frozen_columns
from carp.migrating import RunStatements

LEVELS = (
    "likelihood",
    "impact_people",
    "impact_community",
    "no_action_likelihood",
    "no_action_impact_people",
    "no_action_impact_community",
)
HALF = " OR ".join(f"{level} IS NULL" for level in LEVELS)
NOT_WHOLE = (
    "NOT EXISTS (SELECT 1 FROM triggers_riskline WHERE assessment_id = NEW.id) OR EXISTS "
    f"(SELECT 1 FROM triggers_riskline WHERE assessment_id = NEW.id AND (description = '' OR {HALF}))"
)
LOCKED = "EXISTS (SELECT 1 FROM triggers_assessment WHERE id = {row}.assessment_id AND state <> 'draft')"
LOCKED_SAYS = "the lines of a completed assessment cannot be changed"
WHOLE_SAYS = "an assessment is completed with one whole line or more"

SQLITE_ON = [
    *(
        f"CREATE TRIGGER triggers_riskline_no_{act} BEFORE {act} ON triggers_riskline "
        f"WHEN {LOCKED.format(row=row)} BEGIN SELECT RAISE(ABORT, '{LOCKED_SAYS}'); END"
        for act, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))
    ),
    "CREATE TRIGGER triggers_assessment_whole BEFORE UPDATE OF state ON triggers_assessment "
    f"WHEN NEW.state = 'completed' AND OLD.state <> 'completed' AND ({NOT_WHOLE}) "
    f"BEGIN SELECT RAISE(ABORT, '{WHOLE_SAYS}'); END",
]
SQLITE_OFF = [
    *(f"DROP TRIGGER IF EXISTS triggers_riskline_no_{act}" for act in ("insert", "update", "delete")),
    "DROP TRIGGER IF EXISTS triggers_assessment_whole",
]
POSTGRES_ON = [
    "CREATE OR REPLACE FUNCTION triggers_riskline_locked() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN IF (TG_OP = 'INSERT' AND {LOCKED.format(row='NEW')}) "
    f"OR (TG_OP <> 'INSERT' AND {LOCKED.format(row='OLD')}) THEN "
    f"RAISE EXCEPTION '{LOCKED_SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER triggers_riskline_locked BEFORE INSERT OR UPDATE OR DELETE ON triggers_riskline "
    "FOR EACH ROW EXECUTE FUNCTION triggers_riskline_locked()",
    "ALTER TABLE triggers_riskline ENABLE ALWAYS TRIGGER triggers_riskline_locked",
    "CREATE OR REPLACE FUNCTION triggers_assessment_whole() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN IF {NOT_WHOLE} THEN "
    f"RAISE EXCEPTION '{WHOLE_SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER triggers_assessment_whole BEFORE UPDATE OF state ON triggers_assessment "
    "FOR EACH ROW WHEN (NEW.state = 'completed' AND OLD.state <> 'completed') "
    "EXECUTE FUNCTION triggers_assessment_whole()",
    "ALTER TABLE triggers_assessment ENABLE ALWAYS TRIGGER triggers_assessment_whole",
]
POSTGRES_OFF = [
    "DROP TRIGGER IF EXISTS triggers_assessment_whole ON triggers_assessment",
    "DROP FUNCTION IF EXISTS triggers_assessment_whole()",
    "DROP TRIGGER IF EXISTS triggers_riskline_locked ON triggers_riskline",
    "DROP FUNCTION IF EXISTS triggers_riskline_locked()",
]


def lock(_apps, editor):
    for statement in {"sqlite": SQLITE_ON, "postgresql": POSTGRES_ON}[editor.connection.vendor]:
        editor.execute(statement, params=None)


def unlock(_apps, editor):
    for statement in {"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}[editor.connection.vendor]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("triggers", "0001_initial")]

    operations = [
        frozen_columns(
            "triggers_assessment",
            "report_id",
            "council_pack_id",
            "matrix",
            "assessor_id",
            "completed_at",
            "what_works",
            "gaps",
            "confidence",
            "score",
            "band",
            "no_action_score",
            "no_action_band",
            "suggested_routes",
            once_set="band",
        ),
        RunStatements(lock, unlock),
    ]
