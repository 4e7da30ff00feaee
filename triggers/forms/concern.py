"""What is happening, how it is known, how urgent it is, and how to reach whoever reports it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from carp.council import packs
from carp.web.fields import CharField, FigureField, LinkField, TextField
from carp.web.forms import Button, Field, Fieldset, Include
from triggers.figures import Figure
from triggers.forms.files import FilesField
from triggers.forms.questions import Question, hints, radios
from triggers.forms.sources import GroupedSources
from triggers.models import ReporterContact

Method = ReporterContact.Method
METHODS = [
    (Method.EMAIL, "By e-mail"),
    (Method.TELEPHONE, "By telephone"),
    (Method.NONE, "Please do not contact me"),
]
# What is not kept of a reporter, by how they may be contacted, so it is not shown to them either.
NOT_KEPT = {
    Method.EMAIL: ("telephone",),
    Method.TELEPHONE: ("email",),
    Method.NONE: ("email", "telephone", "name", "safe_note"),
}
A_FIGURE = {
    "figure_counted": "Say what is counted, or leave all three empty",
    "figure_before": "Enter the number before, or leave all three empty",
    "figure_now": "Enter the number now, or leave all three empty",
}
NO_NAMES = "Do not name anybody or give details by which one person could be recognised."


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


def _number(when: str) -> FigureField:
    return FigureField(
        label=f"Number {when}",
        required=False,
        min_value=0,
        error_messages={
            "invalid": f"Enter the number {when} in figures, like 140 or 12.5",
            "min_value": f"The number {when} must be 0 or more",
            "max_digits": f"The number {when} is too long",
            "max_whole_digits": f"The number {when} is too long",
            "max_decimal_places": f"The number {when} must have at most 2 decimals",
        },
    )


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

    figure_counted = CharField(
        label="What is counted",
        max_length=100,
        required=False,
        help_text="For example people who come for food in a week.",
    )
    figure_before = _number("before")
    figure_now = _number("now")

    def layout_objects(self) -> list[Any]:
        figure = Fieldset(
            "A figure before and now (optional)",
            *(Field(name, optional=False) for name in A_FIGURE),
            hint="If you count something that has changed, give all three. We work out the change.",
            size="m" if self.heading else "s",
        )
        return [GroupedSources("sources", heading=self.heading), figure]

    def clean(self) -> dict[str, Any]:
        """A figure is whole or not given; nought is a number like any other."""
        super().clean()
        open_ = [name for name in A_FIGURE if self.answer(name) in (None, "")]
        lacking = [name for name in open_ if name not in self.errors]
        if len(lacking) < len(A_FIGURE):
            for name in lacking:
                self.add_error(name, A_FIGURE[name])
        return self.cleaned_data


def figure_of(answers: Mapping[str, Any]) -> Figure | None:
    """The figure among the answers of a sound form, if one was given."""
    if not answers.get("figure_counted"):
        return None
    return Figure(
        counted=answers["figure_counted"],
        before=answers["figure_before"],
        now=answers["figure_now"],
    )


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
    """The files themselves are taken by the view, one by one, whatever else is wrong."""

    title = "Evidence"
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
    evidence_files = FilesField(
        label="Do you have files that show it?",
        required=False,
        help_text="Up to 5 pictures (JPEG or PNG), PDFs, CSV or plain text files of 10 MB each. "
        "Choose several at once if you can. We remove from pictures where they were taken. "
        "Leave out pictures in which one person could be recognised.",
    )
    buttons: Sequence[Button] = (
        *Question.buttons,
        Button("Add or remove files", name="stay", style="secondary"),
    )

    def layout_objects(self) -> list[Any]:
        chosen = [Include("triggers/_files_kept.html"), Field("evidence_files")]
        return [Field("evidence_link"), *(chosen if "evidence_files" in self.fields else [])]


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
        self.cleaned_data |= dict.fromkeys(NOT_KEPT.get(method, ()), "")
        return self.cleaned_data
