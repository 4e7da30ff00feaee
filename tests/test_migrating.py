"""A migration's statements run on the database that is migrated, and backwards where they can."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState

from carp.migrating import RunStatements

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
