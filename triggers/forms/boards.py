"""What a board's decision must say: who was there, why, what else there was, which interests."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.governance import permissions
from carp.governance.models import Group, Meeting, Membership
from carp.governance.workflow import Deliberation
from carp.web.fields import CharField, DateField, TextField
from carp.web.formats import day
from carp.web.forms import Button, Field, Fieldset, Form
from triggers.models import Referral
from triggers.selectors import describe, holders
from triggers.workflow.boards import TaskEntry, decision_faults, onward_routes

BETWEEN_MEETINGS = "Between meetings"
MEETINGS_OFFERED = 12


class DeliberationForm(Form):
    """The part that every decision has (Openness Regulations 2014, regulation 7).

    ``barred`` names members who cannot be counted, with the reason: they are offered only as
    having left the room. ``since`` is the day on which the thing came to the board: it cannot
    have been decided before. Whoever declared an interest in the ``subject`` is barred, and ticked
    as having left the room.
    """

    meeting = forms.TypedChoiceField(
        label="At which meeting?", coerce=int, empty_value=None, required=False
    )
    decided_on = DateField(
        label="On which day?",
        required=False,
        help_text="Leave empty for the day of the meeting; between meetings, for today.",
    )
    present = forms.TypedMultipleChoiceField(
        label="Who was present and decided?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who was present"},
    )
    recused = forms.TypedMultipleChoiceField(
        label="Who declared an interest and left the room?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = TextField(
        label="Reasons for the decision", error_messages={"required": "Give the reasons"}
    )
    alternatives = TextField(
        label="What else was considered, and why it was rejected",
        rows=3,
        help_text="If nothing else was considered, say so.",
        error_messages={"required": "Say what else was considered, or that nothing was"},
    )
    conflicts = TextField(
        label="Interests that were declared",
        rows=2,
        help_text="If there were none, say “None declared”.",
        error_messages={"required": "Say which interests were declared, or that there were none"},
    )

    def __init__(
        self,
        *args: Any,
        group: Group,
        since: date | None = None,
        barred: Mapping[int, str] | None = None,
        subject: Model | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        interested = permissions.interested(subject) if subject is not None else {}
        self.group, self.since, self.barred = group, since, dict(barred or {}) | interested
        self.people = _members(group)
        self.meetings = _meetings(group, since)
        offered = {pk: person for pk, person in self.people.items() if pk not in self.barred}
        self.fields["present"].choices = list(offered.items())
        self.fields["recused"].choices = [
            (pk, f"{person} ({self.barred[pk]})" if pk in self.barred else str(person))
            for pk, person in self.people.items()
        ]
        self.fields["recused"].initial = [pk for pk in interested if pk in self.people]
        self.fields["meeting"].choices = [
            *((meeting.pk, day(meeting.on)) for meeting in self.meetings.values()),
            ("", BETWEEN_MEETINGS),
        ]
        self.fields["meeting"].initial = next(iter(self.meetings), "")
        if self.barred.keys() & self.people.keys():
            self.fields["present"].help_text = self.barred_text()

    def barred_text(self) -> str:
        """Why some members are not offered."""
        named = [f"{self.people[pk]} {why}" for pk, why in self.barred.items() if pk in self.people]
        return f"Not counted: {'; '.join(named)}."

    def deliberation_fieldsets(self) -> list[Fieldset]:
        """The layout of this part, for forms that add their own questions before it."""
        there = ("meeting", "decided_on", "present", "recused")
        why = ("reasons", "alternatives", "conflicts")
        return [
            Fieldset("The meeting", *(Field(name) for name in there)),
            Fieldset("Why", *(Field(name) for name in why)),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        both = set(cleaned.get("present", ())) & set(cleaned.get("recused", ()))
        if both:
            names = ", ".join(str(self.people[pk]) for pk in sorted(both))
            self.add_error(
                "recused", ValidationError(f"{names}: either decided or left the room, not both")
            )
        decided_on = cleaned.get("decided_on")
        if self.since and decided_on and decided_on < self.since:
            self.add_error("decided_on", f"It came to the board on {day(self.since)}, not before.")
        return cleaned

    def deliberation(self) -> Deliberation:
        """What was typed, for the workflow."""
        cleaned = self.cleaned_data
        return Deliberation(
            reasons=cleaned["reasons"],
            alternatives=cleaned["alternatives"],
            conflicts=cleaned["conflicts"],
            present=[self.people[pk] for pk in cleaned["present"]],
            recused=[self.people[pk] for pk in cleaned["recused"]],
            meeting=self.meetings.get(cleaned["meeting"]),
            decided_on=cleaned["decided_on"],
        )


class ConsiderForm(DeliberationForm):
    """What a board decided on a referred report, and what it asks for (policy 8.4)."""

    kind = forms.ChoiceField(
        label="What did the board decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the board decided"},
    )
    task_owner = forms.TypedChoiceField(
        label="Who is to do it?", coerce=int, empty_value=None, required=False
    )
    task_title = CharField(
        label="What is to be done?",
        max_length=200,
        required=False,
        help_text="Leave empty for a plan: the task is then called after the community.",
    )
    task_due_on = DateField(label="By when?", required=False)
    onward = forms.ChoiceField(label="To which group?", required=False)
    field_order = ("kind", "task_owner", "task_title", "task_due_on", "onward")
    mark_optional = False
    buttons = (Button("Record the decision"),)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        since = clock.local_date(referral.raised_at)
        super().__init__(*args, since=since, subject=referral, **kwargs)
        self.referral, self.owners = referral, _owners()
        kinds = [kind for kind in packs.current().decision_kinds if "report" in kind.about]
        self.hints = {kind.code: kind.hint for kind in kinds if kind.hint}
        self.task_words = ", ".join(kind.label.lower() for kind in kinds if kind.makes_task)
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in kinds]
        self.fields["task_owner"].choices = [
            ("", "Choose a person"),
            *((pk, describe(person)) for pk, person in self.owners.items()),
        ]
        self.fields["onward"].choices = [
            ("", "Not escalated"),
            *onward_routes(referral).items(),
        ]

    def layout_objects(self) -> list[Any]:
        hint = f"Needed for: {self.task_words}."
        asked = (Field(name) for name in ("task_owner", "task_title", "task_due_on"))
        task = Fieldset("The task", *asked, hint=hint)
        hint = "Needed to escalate to another group."
        onward = Fieldset("Escalation", Field("onward"), hint=hint)
        kind = Field("kind", hints=self.hints)
        return [kind, task, onward, *self.deliberation_fieldsets()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "kind" not in cleaned:
            return cleaned
        onward = cleaned.get("onward", "")
        found = decision_faults(
            self.referral, kind=cleaned["kind"], task=self._task(cleaned), onward=onward
        )
        for name, sentence in found.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def _task(self, cleaned: Mapping[str, Any]) -> TaskEntry | None:
        owner, due_on = cleaned.get("task_owner"), cleaned.get("task_due_on")
        if owner is None or due_on is None:
            return None
        return TaskEntry(self.owners[owner], due_on, cleaned.get("task_title", ""))

    def choice(self) -> dict[str, Any]:
        """What the workflow's ``consider`` is called with."""
        return {
            "kind": self.cleaned_data["kind"],
            "deliberation": self.deliberation(),
            "task": self._task(self.cleaned_data),
            "onward": self.cleaned_data["onward"],
        }


def _owners() -> dict[int, User]:
    """Officers, who can be given a task, by name."""
    return {person.pk: person for person in holders(Capability.PLAN_EDIT_OWN)}


def _members(group: Group) -> dict[int, User]:
    seats = (
        Membership.objects.in_term(on=clock.today())
        .filter(group=group)
        .exclude(seat=Membership.Seat.SECRETARY)
        .select_related("user")
    )
    return {seat.user_id: seat.user for seat in seats}


def _meetings(group: Group, since: date | None) -> dict[int, Meeting]:
    """The last meetings from that day up to today, newest first."""
    held = group.meetings.exclude(state=Meeting.State.CANCELLED)
    held = held.filter(on__gte=since or date.min, on__lte=clock.today())
    return {meeting.pk: meeting for meeting in held.order_by("-on")[:MEETINGS_OFFERED]}
