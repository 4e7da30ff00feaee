"""Forms that protect people: restricting a report, changing its list, handing over, confirming."""

from typing import Any

from django import forms

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import feedback, packs
from carp.web.fields import CharField, LinkField, TextField
from carp.web.forms import Button, Field, Fieldset, Form, Include
from triggers import selectors
from triggers.forms.step import StepForm
from triggers.forms.triage import DRAFT_ANSWER
from triggers.models import ListChange, ReportTask, Restriction, TriggerReport
from triggers.workflow import Handover

MOST_LETTERS = 10_000


def _readers() -> list[tuple[str, str]]:
    """Everybody who works on reports: nominated officers first."""
    found = {
        person.pk: person
        for capability in (Capability.TRIGGER_TRIAGE, Capability.TRIGGER_READ_REFERRED)
        for person in selectors.holders(capability)
    }
    return [(str(key), selectors.describe(person)) for key, person in found.items()]


class RestrictForm(Form):
    reason = TextField(
        label="Why is it restricted?", rows=3, max_length=2000, required=False,
        help_text="Everybody on the list reads this. Do not name the person at risk.",
    )  # fmt: skip
    people = forms.TypedMultipleChoiceField(
        label="Who may find it?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "You are on the list in any case. Name at least one other nominated officer. "
            "Everybody else no longer finds the report, as if it did not exist."
        ),
    )
    buttons = (Button("Restrict report", style="warning"),)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [each for each in _readers() if each[0] != str(by.pk)]

    def layout_objects(self) -> list[Any]:
        return [Field("reason", optional=False), Field("people", optional=False)]

    def people_named(self) -> list[User]:
        return list(User.objects.filter(pk__in=self.cleaned_data["people"]))


class ListChangeForm(Form):
    kind = forms.ChoiceField(
        label="What should change?",
        choices=ListChange.Kind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    person = forms.TypedChoiceField(
        label="Whom does it concern?",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Leave it open to lift the restriction.",
    )
    reason = TextField(label="Why?", rows=3, max_length=2000, required=False)
    buttons = (Button("Propose the change"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose a person"), *_readers()]

    def layout_objects(self) -> list[Any]:
        return [
            Field("kind", optional=False),
            Field("person", optional=False),
            Field("reason", optional=False),
        ]

    def change(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {"person": User.objects.filter(pk=given["person"]).first()}


class AccessForm(Form):
    """Asked once a session before a restricted report is shown."""

    reason = TextField(
        label="Why do you open this report?",
        rows=3,
        max_length=1000,
        help_text="Each time you open it from now on is recorded with your name and this reason.",
        error_messages={"required": "Say why you open this report"},
    )
    buttons = (Button("Open the report"),)


class HandoverForm(StepForm):
    """The report as it stays here, without the person; the original is kept for safeguarding."""

    heading = "Hand over to safeguarding"
    told = "Handed over. A safeguarding lead has been told, and confirms it."
    redirect_reason = forms.ChoiceField(
        label="Whom is it about?", widget=forms.RadioSelect, required=False
    )
    safeguarding_reference = CharField(
        label="Safeguarding reference", max_length=40, required=False
    )
    what = TextField(label="What is happening", rows=8, max_length=MOST_LETTERS, required=False)
    where = CharField(label="Where", max_length=200, required=False)
    since = CharField(label="Since when", max_length=100, required=False)
    being_done = TextField(
        label="What is being done", rows=3, max_length=MOST_LETTERS, required=False
    )
    what_works = TextField(
        label="What works already", rows=3, max_length=MOST_LETTERS, required=False
    )
    evidence_link = LinkField(label="Evidence", max_length=500, required=False)
    feedback = TextField(
        label="What is the reporter told?",
        max_length=4000,
        required=False,
        help_text="The reporter reads this on the portal. Do not name anybody.",
    )
    buttons = (
        Button("Hand over to safeguarding", style="warning"),
        DRAFT_ANSWER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = packs.current()
        individual = [each for each in pack.redirect_reasons if each.individual]
        self.fields["redirect_reason"].choices = [(each.code, each.label) for each in individual]
        example = feedback.example_of(pack.safeguarding.reference_form)
        self.fields[
            "safeguarding_reference"
        ].help_text = f"The number that {pack.safeguarding.team} gave you, like {example}. No name."

    def layout_objects(self) -> list[Any]:
        plain = {"optional": False}
        texts = ("what", "where", "since", "being_done", "what_works", "evidence_link")
        return [
            Field("redirect_reason", **plain),
            Field("safeguarding_reference", **plain),
            Fieldset(
                "What stays here",
                *(Field(name, **plain) for name in texts),
                hint=(
                    "Take out every name and whatever tells who the person is. The original is "
                    "kept for the safeguarding lead alone, and erased when they confirm."
                ),
            ),
            Include("triggers/_handover_register.html"),
            Fieldset("The reporter", Field("feedback", **plain)),
        ]

    @staticmethod
    def initial_of(report: TriggerReport) -> dict[str, str]:
        names = ("what", "where", "since", "being_done", "what_works", "evidence_link")
        return {name: getattr(report, name) for name in names}

    def handover(self) -> Handover:
        given = dict(self.cleaned_data)
        return Handover(
            reason=given.pop("redirect_reason"),
            safeguarding_reference=given.pop("safeguarding_reference").strip().upper(),
            feedback=given.pop("feedback"),
            texts=given,
        )


class ConfirmHandoverForm(Form):
    taken = forms.BooleanField(
        label="Safeguarding has what it needs",
        help_text="The text is then erased from the portal and cannot be had back.",
        error_messages={"required": "Tick the box when safeguarding has what it needs"},
    )
    buttons = (Button("Confirm and erase the text", name="confirm", style="warning"),)


def involved(report: TriggerReport) -> list[int]:
    """Who works on a report now, to begin the list with."""
    tasks = report.tasks.filter(state=ReportTask.State.OPEN)
    people = {report.assigned_to_id, *tasks.values_list("owner", flat=True)}
    for referral in report.referrals.waiting().prefetch_related("service_managers"):
        people |= {manager.pk for manager in referral.service_managers.all()}
    return sorted(key for key in people if key is not None)


def named_rows(restriction: Restriction) -> list[tuple[str, Any]]:
    """The list as a page shows it: who, with their post, and since when."""
    rows = restriction.named.select_related("user").order_by("user__name", "pk")
    return [(selectors.describe(row.user), row.named_at) for row in rows]
