"""Migrations that speak to the database alone."""

from django.db import router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import ProjectState, StateApps


class RunStatements(RunPython):
    """RunPython whose code asks for no models, and is given none.

    For each RunPython Django makes every model of the project anew as it was at that point: with
    some fifty guards that was a quarter of the time in which an empty database is filled.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.code(StateApps([], {}), schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if self.reverse_code is None:
            raise NotImplementedError("This step cannot be taken back.")
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.reverse_code(StateApps([], {}), schema_editor)
