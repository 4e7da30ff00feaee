"""Who reports, which community it is about, and who is affected there."""

from typing import Any

from django import forms

from carp.council import packs
from carp.web.fields import CharField
from carp.web.forms import Field, Include
from register.selectors import ward_names
from triggers.forms.questions import Question, hints, radios
from triggers.models import TriggerReport

Reporter = TriggerReport.Reporter
REPORTERS = [
    (Reporter.PARTNER, "I work or volunteer for an organisation or a group"),
    (Reporter.RESIDENT, "I live in the community or nearby"),
    (Reporter.MEMBER, "I am a councillor"),
    (Reporter.OFFICER, "I work for the council"),
    (Reporter.UNSAID, "I would rather not say"),
]


def _wards() -> list[tuple[str, str]]:
    known = [(str(key), name) for key, _code, name in ward_names()]
    return [("", "I do not know, or more than one"), *known]


class DangerForm(Question):
    title = "Immediate danger"
    heading = True
    immediate_danger = radios(
        "Is anybody in immediate danger?",
        [("yes", "Yes"), ("no", "No")],
        missing="Select yes if anybody is in immediate danger",
    )

    def layout_objects(self) -> list[Any]:
        return [Field("immediate_danger", heading=self.heading, inline=True)]


class WhoForm(Question):
    title = "Who you are"
    reporter_kind = radios("Which describes you best?", REPORTERS, missing="Select who you are")
    organisation = CharField(
        label="Name of the organisation or group",
        max_length=160,
        required=False,
        help_text="If you report for one.",
    )

    def layout_objects(self) -> list[Any]:
        return [Field("reporter_kind"), Field("organisation")]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.answer("reporter_kind") == Reporter.PARTNER and self.lacks("organisation"):
            self.add_error("organisation", "Enter the name of the organisation or group")
        return self.cleaned_data


class CommunityForm(Question):
    title = "Which community"
    community_kind = radios(
        "Is the community a place, or people who share something?",
        lambda: packs.current().choices("community_kinds"),
        missing="Select what kind of community it is",
    )
    where = CharField(
        label="Where is it?",
        max_length=200,
        required=False,
        help_text="A street, an estate, a village or a town. Leave this empty if the people "
        "live in many places.",
    )
    area = forms.ChoiceField(
        label="Which ward?",
        choices=_wards,
        required=False,
        error_messages={"invalid_choice": "Select a ward from the list"},
    )

    def layout_objects(self) -> list[Any]:
        kinds = Field("community_kind", hints=hints("community_kinds"))
        find = Include("triggers/_find_place.html")
        return [kinds, Field("where", optional=False), find, Field("area")]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.kind and self.kind.needs_area and self.lacks("where", "area"):
            self.add_error("where", "Say where it is, or select the ward")
        return self.cleaned_data


class AffectedForm(Question):
    title = "Who is affected"
    categories = forms.MultipleChoiceField(
        label="Who is affected most?",
        choices=lambda: packs.current().choices("categories"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Select all that apply.",
        error_messages={"invalid_choice": "Select answers from the list"},
    )
    extent = radios(
        "How far does it reach?", lambda: packs.current().choices("extents"), required=False
    )
    people_affected = forms.IntegerField(
        label="About how many people?",
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="A guess is fine.",
        error_messages={
            "invalid": "Enter a number of people, like 200",
            "min_value": "Enter 1 or more people",
            "max_value": "Enter 1,000,000 people or fewer",
        },
    )

    def layout_objects(self) -> list[Any]:
        kind = packs.current().items("community_kinds").get(self.known.get("community_kind", ""))
        may_be_empty = kind is not None and not kind.needs_category
        categories = Field("categories", hints=hints("categories"), optional=may_be_empty)
        return [categories, Field("extent"), Field("people_affected", width=5)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.kind and self.kind.needs_category and self.lacks("categories"):
            self.add_error("categories", "Select what the people share")
        return self.cleaned_data
