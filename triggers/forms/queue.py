"""What stands below the queue, for the reports that are ticked, and a name for a way to see it."""

from functools import lru_cache
from typing import Any

from django import forms
from django.template import Context
from django.utils.safestring import SafeString

from carp.accounts.models import User
from carp.web.fields import CharField
from carp.web.forms import Button, Form
from carp.web.govuk import trusted
from carp.web.markup import field_html
from triggers import selectors
from triggers.forms.triage import SetAsideForm


class References(forms.MultipleChoiceField):
    """Reports that were ticked in a list, which may have moved on since it was drawn."""

    def valid_value(self, value: str) -> bool:
        return True


class BulkAssignForm(Form):
    """The ticks stand in the list; this is what is below it."""

    reports = References(error_messages={"required": "Choose at least one report"})
    to = forms.TypedChoiceField(
        label="Assign the chosen reports to",
        coerce=int,
        error_messages={"required": "Choose a nominated officer"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "Choose an officer"), *selectors.officer_choices()]

    def officer(self) -> User:
        return User.objects.get(pk=self.cleaned_data["to"])


def bulk_html(form: BulkAssignForm | None) -> SafeString:
    """What stands below the list; without a form nothing was asked yet, and it is drawn once."""
    if form is None:
        return _bulk_unasked(tuple(selectors.officer_choices()))
    button = Button("Assign", style="secondary").render(form, Context())
    return trusted(f"{field_html(form['to'])}{button}")


@lru_cache(maxsize=16)
def _bulk_unasked(_officers: tuple[tuple[str, str], ...]) -> SafeString:
    """Kept for as long as the officers, their names and their posts are the same."""
    return bulk_html(BulkAssignForm())


class HeldEachForm(Form):
    """Nothing but the ticks of the list, to be released or set aside."""

    reports = References(error_messages={"required": "Choose at least one report"})


class SetAsideEachForm(HeldEachForm, SetAsideForm):
    """The reports that were ticked, and one reason for all of them."""

    reports = References(widget=forms.MultipleHiddenInput)
    layout = ("set_aside_reason",)


class FilterForm(Form):
    name = CharField(
        label="Name of the filter",
        max_length=60,
        error_messages={"required": "Enter a name"},
    )
    buttons = (Button("Save filter"),)
