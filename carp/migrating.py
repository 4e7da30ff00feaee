"""Migrations without what makes Django's slow on an empty database.

At each step Django makes anew every model that has to do with the one that is changed, which here
is a third of the project: three quarters of the time in which an empty database is filled.
"""

from collections.abc import Sequence

from django.db import router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddField, CreateModel, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps


class RunStatements(RunPython):
    """RunPython whose code asks for no models, and is given none."""

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


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same steps; those that follow each other and make or widen different models are one."""
    found: list[Operation] = []
    run: list[CreateModel | AddField] = []
    for operation in operations:
        if not isinstance(operation, CreateModel | AddField):
            found, run = [*found, *_as_one(run), operation], []
        elif _model(operation) in map(_model, run):
            found, run = [*found, *_as_one(run)], [operation]
        else:
            run.append(operation)
    return [*found, *_as_one(run)]


class Together(Operation):
    """Steps on different models, after which these are made anew once."""

    reduces_to_sql = True

    def __init__(self, steps: Sequence[CreateModel | AddField]) -> None:
        self.steps = steps

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        apps = state.__dict__.pop("apps", None)  # what is not made yet need not be made anew
        for step in self.steps:
            step.state_forwards(app_label, state)
        if apps is not None:
            state.__dict__["apps"] = apps
            state.reload_models([(app_label, _model(step)) for step in self.steps])

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for step in self.steps:
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for step in reversed(self.steps):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(step.describe() for step in self.steps)


def _model(step: CreateModel | AddField) -> str:
    return step.name_lower if isinstance(step, CreateModel) else step.model_name_lower


def _as_one(run: Sequence[CreateModel | AddField]) -> list[Operation]:
    return [Together(run)] if len(run) > 1 else list(run)
