"""What the forms of plans and boards say to whoever left a question unanswered."""

import importlib
import pkgutil

import pytest
from django.forms import Field

from actionplans import forms
from carp.web.forms import Form

MODULES = [
    importlib.import_module(f"{forms.__name__}.{each.name}")
    for each in pkgutil.iter_modules(forms.__path__)
]
ASKING = sorted(
    {
        (each.__name__, name)
        for module in MODULES
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Form)
        for name, field in each.base_fields.items()
        if field.required and str(field.label or "").endswith("?")
    }
)


@pytest.mark.parametrize(("form", "name"), ASKING)
def test_an_unanswered_question_is_asked_for_in_words_of_its_own(form, name):
    made = next(vars(module)[form] for module in MODULES if form in vars(module))

    said = made.base_fields[name].error_messages["required"]

    assert said != Field.default_error_messages["required"]


def test_there_are_such_questions():
    assert ("CancelForm", "reason") in ASKING
    assert len(ASKING) > 20
