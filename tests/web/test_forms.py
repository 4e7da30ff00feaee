"""A form's fields are its own, though what they have in common is made once for its kind."""

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.choices import CallableChoiceIterator, normalize_choices

from carp.web.forms import Form

OFFERED = [("gate", "A gate"), ("lamp", "A lamp")]


class Wanted(Form):
    what = forms.ChoiceField(label="What is wanted?", choices=lambda: list(OFFERED))
    ward = forms.ChoiceField(label="Ward", choices=lambda: [("w1", "Ward 1")])


class WantedHere(Wanted):
    street = forms.CharField(label="Street")


def kinds(form=Form):
    """Every form of the portal, once its addresses and so its views are there."""
    for kind in form.__subclasses__():
        yield kind
        yield from kinds(kind)


def errors(form):
    return {name: list(each) for name, each in form.errors.items()}


def test_each_kind_of_form_says_what_is_missing():
    said = {"what": ["Choose an answer: What is wanted?"], "ward": ["Choose the ward"]}
    assert errors(Wanted({})) == said
    assert errors(WantedHere({})) == said | {"street": ["Enter the street"]}


def test_what_one_form_changes_no_other_has():
    changed = Wanted({"what": "bench", "ward": "w1"})
    changed.fields["what"].choices = [("bench", "A bench")]
    changed.fields["ward"].error_messages["required"] = "Where?"
    changed.fields["ward"].widget.attrs["autocomplete"] = "off"
    assert changed.is_valid()
    other = Wanted({"what": "bench"})
    assert errors(other) == {
        "what": ["Choose one of the answers that are offered"],
        "ward": ["Choose the ward"],
    }
    assert [value for value, _ in other.fields["what"].widget.choices] == ["gate", "lamp"]
    assert other.fields["ward"].widget.attrs == {}


def test_choices_are_asked_for_again(monkeypatch):
    form = Wanted({"what": "tree", "ward": "w1"})
    monkeypatch.setitem(globals(), "OFFERED", [("tree", "A tree")])
    assert form.is_valid()
    assert list(Wanted().fields["what"].choices) == [("tree", "A tree")]


@pytest.mark.django_db
def test_choices_that_are_asked_for_are_pairs_already():
    """Django looks through them for other shapes each time that one is checked."""
    assert get_resolver().url_patterns
    asked = {
        f"{kind.__qualname__}.{name}": field.choices.func
        for kind in kinds()
        for name, field in kind.base_fields.items()
        if isinstance(getattr(field, "choices", None), CallableChoiceIterator)
    }
    assert len(asked) > 30
    wrong = [name for name, func in asked.items() if list(func()) != normalize_choices(func())]
    assert wrong == []
