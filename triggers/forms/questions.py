"""The questions of a report (policy 8.1): a form each outside, all on one page inside.

Only what somebody needs to act is required. The answers that one question gives another (which
categories are needed depends on the kind of community) come in as `known`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.cache import cache

from carp.council import packs
from carp.council.shapes import CommunityKind
from carp.web.fields import CharField, LinkField, TextField
from carp.web.forms import Button, Field, Form
from register.models import Area
from triggers.forms.sources import GroupedSources
from triggers.models import ReporterContact, TriggerReport

Reporter, Method = TriggerReport.Reporter, ReporterContact.Method
REPORTERS = [
    (Reporter.PARTNER, "I work or volunteer for an organisation or a group"),
    (Reporter.RESIDENT, "I live in the community or nearby"),
    (Reporter.MEMBER, "I am a councillor"),
    (Reporter.OFFICER, "I work for the council"),
    (Reporter.UNSAID, "I would rather not say"),
]
METHODS = [
    (Method.EMAIL, "By e-mail"),
    (Method.TELEPHONE, "By telephone"),
    (Method.NONE, "Please do not contact me"),
]
NO_NAMES = "Do not name anybody or give details by which one person could be recognised."
WARDS_KEPT_SECONDS = 300


def wards() -> list[tuple[str, str]]:
    """The wards by name, from a cache: they change once in some years."""

    def read() -> list[tuple[str, str]]:
        found = Area.objects.wards().order_by("name").values_list("pk", "name")
        return [(str(key), name) for key, name in found]

    kept = cache.get_or_set("triggers.wards", read, WARDS_KEPT_SECONDS)
    return [("", "I do not know, or more than one"), *(kept or [])]


def hints(name: str) -> dict[str, str]:
    """The hints of a list of the council pack, for the choices that have one."""
    return {code: item.hint for code, item in packs.current().items(name).items() if item.hint}


def radios(label: str, choices: Any, *, missing: str = "", **options: Any) -> forms.ChoiceField:
    """One choice of several; `missing` says what to select when none is."""
    wrong = missing or "Select one of the answers"
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": wrong, "invalid_choice": wrong},
        **options,
    )


class Question(Form):
    """A page of the report outside; `title` heads it and names it among the answers."""

    title: ClassVar[str]
    heading: ClassVar[bool] = False
    buttons = (Button("Continue"),)

    def __init__(self, *args: Any, known: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.known = known or {}
        super().__init__(*args, **kwargs)

    def answer(self, name: str) -> Any:
        """An answer of this form or of an earlier one."""
        return self.cleaned_data.get(name, self.known.get(name))

    def lacks(self, *names: str) -> bool:
        """Whether nothing was answered to any of these, and nothing is wrong with them either."""
        return not any(self.answer(name) or name in self.errors for name in names)

    @property
    def kind(self) -> CommunityKind | None:
        """What kind of community it is; its entry in the council pack says what it needs."""
        code = self.answer("community_kind")
        kind: CommunityKind | None = packs.current().items("community_kinds").get(code)
        return kind


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
        choices=wards,
        required=False,
        error_messages={"invalid_choice": "Select a ward from the list"},
    )

    def layout_objects(self) -> list[Any]:
        kinds = Field("community_kind", hints=hints("community_kinds"))
        return [kinds, Field("where", optional=False), Field("area")]

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


class WhatForm(Question):
    title = "What is happening"
    heading = True
    what = TextField(
        label="What is happening?",
        max_length=5000,
        rows=8,
        help_text=f"In your own words: what you see, and how it affects people. {NO_NAMES}",
        error_messages={"required": "Say what is happening"},
    )

    def layout_objects(self) -> list[Any]:
        return [Field("what", heading=self.heading)]


class WhenForm(Question):
    title = "Since when"
    since = CharField(
        label="When did you first notice it?",
        max_length=100,
        required=False,
        help_text="For example last summer, or December 2023.",
    )
    trend = radios(
        "Is it getting better or worse?",
        lambda: packs.current().choices("trends"),
        missing="Select whether it is getting better or worse",
    )

    def layout_objects(self) -> list[Any]:
        return [Field("since"), Field("trend")]


class SourcesForm(Question):
    title = "How you know"
    heading = True
    sources = forms.MultipleChoiceField(
        label="How do you know?",
        choices=lambda: packs.current().choices("sources"),
        widget=forms.CheckboxSelectMultiple,
        help_text="Select all that apply. The nearest answer will do.",
        error_messages={
            "required": "Select how you know; the nearest answer will do",
            "invalid_choice": "Select answers from the list",
        },
    )

    def layout_objects(self) -> list[Any]:
        return [GroupedSources("sources", heading=self.heading)]


class UrgencyForm(Question):
    title = "How urgent it is"
    heading = True
    urgency = radios(
        "How urgent do you think it is?",
        lambda: packs.current().choices("urgencies"),
        missing="Select how urgent it is",
    )

    def layout_objects(self) -> list[Any]:
        return [Field("urgency", heading=self.heading, hints=hints("urgencies"))]


class DoingForm(Question):
    title = "What is being done"
    being_done = TextField(
        label="Is anything being done about it already?",
        max_length=2000,
        rows=4,
        required=False,
        help_text="By you, by people who live there, or by a service.",
    )
    what_works = TextField(
        label="What works well there?",
        max_length=2000,
        rows=4,
        required=False,
        help_text="People, groups or places that we could build on.",
    )

    def layout_objects(self) -> list[Any]:
        return [Field("being_done"), Field("what_works")]


class EvidenceForm(Question):
    title = "Evidence"
    heading = True
    evidence_link = LinkField(
        label="Is there something about it online?",
        max_length=500,
        required=False,
        help_text="The address of a news article, a report or figures. Do not link to pages "
        "about one person.",
        error_messages={
            "invalid": "Enter an address like https://www.example.org/report",
            "max_length": "The address must be 500 characters or fewer",
        },
    )

    def layout_objects(self) -> list[Any]:
        return [Field("evidence_link", heading=self.heading)]


class ContactForm(Question):
    title = "How to reach you"
    method = radios(
        "How may we contact you safely?", METHODS, missing="Select how we may contact you"
    )
    name = CharField(label="Your name", max_length=120, required=False)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="If you chose e-mail. We send an acknowledgement there.",
        error_messages={"invalid": "Enter an e-mail address like name@example.org"},
    )
    telephone = CharField(
        label="Telephone number",
        max_length=40,
        required=False,
        help_text="If you chose telephone. We send no e-mail then.",
    )
    safe_note = CharField(
        label="Is there anything we should know to contact you safely?",
        max_length=200,
        required=False,
        help_text="For example when to ring, or not to leave a message.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, token in (("name", "name"), ("email", "email"), ("telephone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields["telephone"].widget.input_type = "tel"

    def layout_objects(self) -> list[Any]:
        return [
            Field("method"),
            Field("email", optional=False),
            Field("telephone", optional=False, width=20),
            Field("name"),
            Field("safe_note"),
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        method = self.answer("method")
        for name, words in (
            (Method.EMAIL, "an e-mail address"),
            (Method.TELEPHONE, "a telephone number"),
        ):
            if method == name and self.lacks(name):
                self.add_error(name, f"Enter {words}, or choose another way to contact you")
        return self.cleaned_data
