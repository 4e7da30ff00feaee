"""The report as a whole: its questions in order, on one page inside, and as an entry of the log."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django import forms
from django.forms import BoundField

from carp.web.forms import Button, Fieldset, Form
from register.selectors import ward
from triggers.forms.affected import AffectedForm, CommunityForm, DangerForm, WhoForm
from triggers.forms.concern import (
    A_FIGURE,
    ContactForm,
    DoingForm,
    EvidenceForm,
    SourcesForm,
    UrgencyForm,
    WhatForm,
    WhenForm,
    figure_of,
)
from triggers.forms.questions import Question
from triggers.workflow import ContactEntry, ReportEntry

STEPS: dict[str, type[Question]] = {
    "danger": DangerForm,
    "who": WhoForm,
    "community": CommunityForm,
    "affected": AffectedForm,
    "what": WhatForm,
    "when": WhenForm,
    "sources": SourcesForm,
    "urgency": UrgencyForm,
    "doing": DoingForm,
    "evidence": EvidenceForm,
    "contact": ContactForm,
}


class InsideForm(
    DangerForm,
    CommunityForm,
    AffectedForm,
    WhatForm,
    WhenForm,
    SourcesForm,
    UrgencyForm,
    DoingForm,
    EvidenceForm,
    ContactForm,
):
    """The same questions on one page; who reports is known from the sign-in."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    danger_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)
    heading = False
    parts = tuple(form for slug, form in STEPS.items() if slug != "who")
    field_order = tuple(chain.from_iterable(form.base_fields for form in parts))
    buttons = (Button("Send report"),)

    def layout_objects(self) -> list[Any]:
        return [Fieldset(part.title, *part.layout_objects(self)) for part in self.parts]


class SendForm(Form):
    """Check your answers: nothing but the key of the draft, and which answers were looked at."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    layout = ()
    buttons = (Button("Send report"),)


class ReceiptForm(Form):
    """A receipt to look up."""

    receipt = forms.CharField(
        label="Receipt",
        max_length=100,
        help_text="27 letters and numbers in groups of four, as you were shown them when you "
        "sent your report. Capitals, spaces and dashes do not matter.",
        error_messages={
            "required": "Enter the receipt",
            "max_length": "Enter the receipt only: it has 27 letters and numbers",
        },
    )
    buttons = (Button("Look up"),)


def entry_of(answers: Mapping[str, Any], *, same_as: int | None = None) -> ReportEntry:
    """The answers of all questions, each checked by its form, as the log takes them."""
    area = answers.get("area")
    return ReportEntry(
        reporter_kind=answers.get("reporter_kind", ReportEntry.reporter_kind),
        community_kind=answers["community_kind"],
        where=answers["where"],
        area=ward(int(area)) if area else None,
        categories=tuple(answers["categories"]),
        extent=answers["extent"],
        people_affected=answers["people_affected"],
        what=answers["what"],
        since=answers["since"],
        trend=answers["trend"],
        sources=tuple(answers["sources"]),
        figure=figure_of(answers),
        urgency=answers["urgency"],
        being_done=answers["being_done"],
        what_works=answers["what_works"],
        evidence_link=answers["evidence_link"],
        immediate_danger=answers["immediate_danger"] == "yes",
        same_as=same_as,
        contact=ContactEntry(
            method=answers["method"],
            name=answers["name"],
            organisation=answers.get("organisation", ""),
            email=answers["email"],
            telephone=answers["telephone"],
            safe_note=answers["safe_note"],
        ),
    )


def shown(form: Question) -> Iterator[tuple[str, str]]:
    """The questions of a valid form with their answers in words; a figure with its change."""
    for bound in form.visible_fields():
        if bound.name not in A_FIGURE:
            yield str(bound.label), _in_words(bound, form.cleaned_data[bound.name])
    if figure := figure_of(form.cleaned_data):
        yield "A figure before and now", str(figure)


def _in_words(bound: BoundField, value: Any) -> str:
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return "" if value is None else str(value)
    words = dict(choices)
    values = value if isinstance(value, list) else [value] if value else []
    return "\n".join(words[item] for item in values)
