"""A form with one field of every kind, and a list of rows that tests can make in number."""

from datetime import date
from typing import Any

import django_filters
from django import forms

from carp.outbox.models import OutboxItem
from carp.web.fields import CharField, DateField, PoundsField, TextField
from carp.web.formats import when
from carp.web.forms import Button, Field, Fieldset, Form
from carp.web.lists import Column, Link, ListPage, Tag

WARDS = [("", "Choose a ward"), *((f"w{number}", f"Ward {number}") for number in range(1, 21))]
ROUTES = [("board", "Housing Board"), ("team", "Management Team"), ("police", "Police")]


class EveryKind(Form):
    """One field of each kind."""

    name = CharField(label="Name of the place", max_length=80)
    story = TextField(label="What is happening?", max_length=500, help_text="Do not name anybody.")
    notes = TextField(label="Notes", required=False, rows=3)
    ward = forms.ChoiceField(label="Ward", choices=WARDS)
    urgency = forms.ChoiceField(
        label="How soon?", choices=[("now", "Now"), ("later", "Later")], widget=forms.RadioSelect
    )
    routes = forms.MultipleChoiceField(
        label="Where should it go?", choices=ROUTES, widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="I have read the guidance", help_text="It is two pages long.")
    seen_on = DateField(label="When was it seen?", help_text="For example, 27 3 2026")
    cost = PoundsField(label="Cost", max_pence=10_000_00, min_pence=100)
    people = forms.IntegerField(label="How many people?", min_value=1)
    email = forms.EmailField(label="E-mail address")
    photo = forms.FileField(label="A photograph", required=False)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput, initial="t")

    buttons = [Button("Save"), Button("Save as draft", name="draft", style="secondary")]


class Arranged(EveryKind):
    """The same under legends."""

    layout = [
        Fieldset("Where", "name", Field("ward", width="one-half"), hint="As people call it."),
        Fieldset("What", "story", Field("routes", small=True, hints={"board": "Meets monthly"})),
        Field("urgency", inline=True, size="m"),
    ]


class RiskLine(Form):
    what = CharField(label="Risk", max_length=60)
    score = forms.ChoiceField(label="Score", choices=[("1", "Low"), ("2", "High")])


RiskLines = forms.formset_factory(RiskLine, extra=2)

GOOD = {
    "name": "Hill Street",
    "story": "Windows are broken every week.",
    "ward": "w3",
    "urgency": "now",
    "routes": ["board", "team"],
    "agreed": "on",
    "seen_on_day": "3",
    "seen_on_month": "June",
    "seen_on_year": "2024",
    "cost": "£1,234.50",
    "people": "12",
    "email": "a@example.org",
    "secret": "secret",
    "token": "t",
}
CLEANED_DATE = date(2024, 6, 3)


class OutboxFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="State", choices=OutboxItem.State.choices)
    due_at = django_filters.DateFromToRangeFilter(label="Due")

    class Meta:
        model = OutboxItem
        fields: list[str] = []


class OutboxList(ListPage):
    """A list over a table of the ground floor: text, a link, a tag, a moment and a number."""

    caption = "Owed work"
    columns = (
        Column("Key"),
        Column("Topic", sort="topic"),
        Column("State"),
        Column("Due", sort="due_at"),
        Column("Finished", sort="finished_at"),
        Column("Attempts", sort="attempts", numeric=True),
    )
    fields = ("key", "topic", "state", "due_at", "finished_at", "attempts")
    order = "-due_at"
    filters = OutboxFilter
    search = "key"
    empty = "Nothing is owed."

    def row(self, *values: Any) -> tuple[Any, ...]:
        key, topic, state, due_at, finished_at, attempts = values
        return (
            Link(key, f"/outbox/{key}/"),
            topic,
            Tag(state),
            when(due_at),
            when(finished_at),
            attempts,
        )
