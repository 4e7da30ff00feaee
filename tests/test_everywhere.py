"""Laws that hold for everything of a kind, found by looking and not by listing."""

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template.loader import get_template

from carp.council import packs
from tests.test_constraints import OURS

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
CODE = [
    path
    for app in ("carp", "register", "triggers", "actionplans", "funds", "reporting")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
]
WORKFLOWS = [path for path in CODE if "workflow" in path.parts or path.name == "workflow.py"]
TEMPLATES = sorted(
    str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*")
)
# Found by a library under a name of its own.
NAMED_BY_LIBRARIES = re.compile(r"^(account/|carp_forms/|4\d\d\.html|50\d\.html)")


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_model_says_why_it_is_there_and_what_a_row_is_called(model):
    assert "__str__" in vars(model)
    assert inspect.getdoc(model)
    assert not (model.__doc__ or "").startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_model_keeps_its_people(model):
    """Who did something is never forgotten with their account."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label == (
            settings.AUTH_USER_MODEL
        ):
            kept = field.remote_field.on_delete is models.PROTECT
            assert kept or model._meta.label == "accounts.RoleGrant", field.name


def _functions(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _called(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {getattr(call, "attr", getattr(call, "id", "")) for call in calls}


@cache
def _recording() -> set[str]:
    """Names of functions that write to the audit trail, themselves or through another."""
    called = {
        name: _called(function) for path in WORKFLOWS for name, function in _functions(path).items()
    }
    reached = {"record"}
    while True:
        more = {name for name, names in called.items() if names & reached} | reached
        if more == reached:
            return reached
        reached = more


@cache
def _opening() -> set[str]:
    """Names of functions that are one transaction."""
    return {
        name
        for path in WORKFLOWS
        for name, function in _functions(path).items()
        if "transaction.atomic" in map(ast.unparse, function.decorator_list)
    }


STEPS = sorted(
    (str(path.relative_to(ROOT)), name)
    for path in WORKFLOWS
    for name, function in _functions(path).items()
    if path.name != "steps.py"  # what the steps of an app share, below them
    and not name.startswith("_")
    and "by" in {arg.arg for arg in function.args.kwonlyargs}
)
# Recorded by the step of the app above, in whose transaction they run.
RECORDED_ABOVE = {
    ("carp/governance/workflow/tasks.py", "discharge"),
    ("carp/governance/workflow/agenda.py", "list_item"),
}


@pytest.mark.parametrize(("path", "name"), STEPS)
def test_step_leaves_its_audit_event_in_one_transaction(path, name):
    function = _functions(ROOT / path)[name]
    assert ast.get_docstring(function), "says why"
    decorators = {ast.unparse(decorator) for decorator in function.decorator_list}
    opens = "transaction.atomic" in decorators or "transaction.atomic()" in ast.unparse(function)
    assert opens or _called(function) & ({step for _path, step in STEPS} | _opening())
    assert name in _recording() or (path, name) in RECORDED_ABOVE


@cache
def _texts() -> dict[str, str]:
    """All code and all templates, by path."""
    return {str(path): path.read_text() for path in CODE} | {
        name: (ROOT / "templates" / name).read_text() for name in TEMPLATES
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith((".html", ".txt"))])
def test_template_compiles_and_is_used(name):
    packs.current()
    get_template(name)
    if NAMED_BY_LIBRARIES.match(name):
        return
    texts = [text for other, text in _texts().items() if other != name]
    # A mail's template is named by what it tells of.
    called = f'"{Path(name).stem}"' if name.startswith("email/") else name
    assert any(called in text for text in texts)


def test_no_signals_no_save_overrides_no_relative_imports():
    for path in CODE:
        text = path.read_text()
        assert "django.dispatch" not in text, path
        assert "post_save" not in text, path
        assert "def save(self" not in text or path.parts[-2:] == ("web", "forms.py"), path
        assert not re.search(r"^from \.", text, re.MULTILINE), path


def test_forms_name_their_fields():
    """No form takes whatever a model has (ASVS 15.3.3)."""
    for path in CODE:
        text = path.read_text()
        assert '__all__"' not in text.replace("__all__ = [", ""), path
        assert "ModelForm" not in text, path
