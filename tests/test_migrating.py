"""A migration's statements run on the database that is migrated, and backwards where they can."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from carp.migrating import RunStatements, together

pytestmark = pytest.mark.django_db


class Editor:
    """All that a guard asks of a schema editor."""

    connection = connection

    def execute(self, statement, params):
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


def note(text):
    def run(models, editor):
        assert list(models.get_models()) == []
        editor.execute("UPDATE council_referencecounter SET prefix = %s", [text])

    return run


def prefix():
    model = apps.get_model("council", "ReferenceCounter")
    return model.objects.values_list("prefix", flat=True).get()


@pytest.fixture(autouse=True)
def _row():
    apps.get_model("council", "ReferenceCounter").objects.create(prefix="OLD", year=2026)


def test_statements_run_forwards_and_backwards():
    step, nothing = RunStatements(note("NEW"), note("OLD")), ProjectState()
    step.database_forwards("council", Editor(), nothing, nothing)
    assert prefix() == "NEW"
    step.database_backwards("council", Editor(), nothing, nothing)
    assert prefix() == "OLD"


def test_what_has_no_way_back_says_so():
    step, nothing = RunStatements(note("NEW")), ProjectState()
    with pytest.raises(NotImplementedError):
        step.database_backwards("council", Editor(), nothing, nothing)
    assert prefix() == "OLD"


def _table(name):
    return migrations.CreateModel(name, [("key", models.BigAutoField(primary_key=True))])


def _column(table, name):
    return migrations.AddField(table, name, models.IntegerField(null=True))


def _steps():
    """One names another table; one is widened twice, which are two steps."""
    other = models.ForeignKey("council.Apple", models.PROTECT)
    return [
        _table("Apple"),
        _table("Pear"),
        migrations.AddField("pear", "apple", other),
        _column("apple", "weight"),
        _column("pear", "weight"),
        migrations.RunSQL("", ""),
    ]


def _tables():
    names = ("council_apple", "council_pear")
    with connection.cursor() as cursor:
        return [connection.introspection.get_table_description(cursor, name) for name in names]


@pytest.mark.django_db(transaction=True)
def test_steps_that_are_taken_together_leave_what_they_leave_one_by_one():
    steps = together(_steps())
    kinds = [type(step).__name__ for step in steps]
    assert kinds == ["Together", "Together", "AddField", "RunSQL"]
    assert steps[0].describe() == "Create model Apple; Create model Pear"
    found = []
    for taken in (_steps(), steps):
        migration = migrations.Migration("tried", "council")
        migration.operations = taken
        state = MigrationExecutor(connection).loader.project_state()
        before = state.clone()
        assert state.apps.ready  # made, as it is for all but the first migration
        with connection.schema_editor() as editor:
            migration.apply(state, editor)
        found.append((_tables(), sorted(state.apps.all_models["council"])))
        with connection.schema_editor() as editor:
            migration.unapply(before, editor)
    assert found[0] == found[1]
