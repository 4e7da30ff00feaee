"""What a form says of a step that was refused: beside the field, with all that was typed."""

import pytest

from carp.accounts.verdicts import Fault, NotReady, Refused
from carp.web.editing import EditConflict, EditingForm
from carp.web.fields import CharField
from carp.web.forms import Form


class NoteForm(Form):
    title, note = CharField(), CharField()


class SeatForm(NoteForm):
    refused_at = "note"


class ChangeForm(EditingForm):
    title = CharField()


def _refused(form_class, refusal):
    form = form_class({"title": "As typed", "note": "This too"})
    assert form.is_valid()
    with form.showing_refusals():
        raise refusal
    assert form["title"].value() == "As typed"
    return form.errors


@pytest.mark.parametrize(
    ("form_class", "refusal", "field"),
    [
        (NoteForm, Refused("No."), "__all__"),
        (NoteForm, Fault("note", "No."), "note"),
        (NoteForm, Fault("amount", "No."), "__all__"),
        (SeatForm, Refused("No."), "note"),
        (SeatForm, Fault("title", "No."), "title"),
        (ChangeForm, Refused("No."), "__all__"),
    ],
)
def test_refusal_stands_where_it_belongs(form_class, refusal, field):
    assert _refused(form_class, refusal) == {field: ["No."]}


def test_several_answers_at_fault_each_say_so():
    refusal = NotReady({"title": "Too long.", "note": "Missing.", "amount": "Too much."})
    assert _refused(NoteForm, refusal) == {
        "title": ["Too long."],
        "note": ["Missing."],
        "__all__": ["Too much."],
    }


def test_conflict_shows_both_texts():
    [error] = _refused(ChangeForm, EditConflict({"title": "Another"}))["title"]
    assert error.startswith("Somebody else made this “Another”")


def test_nothing_but_a_refusal_is_caught():
    with pytest.raises(ZeroDivisionError), NoteForm({}).showing_refusals():
        raise ZeroDivisionError
