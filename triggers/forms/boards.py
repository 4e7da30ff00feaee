"""What a board's decision must say: who was there, why, what else there was, which interests."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from carp import clock
from carp.accounts.models import User
from carp.governance.models import Group, Meeting, Membership
from carp.governance.workflow import Deliberation
from carp.web.fields import DateField, TextField
from carp.web.formats import day
from carp.web.forms import Fieldset, Form

BETWEEN_MEETINGS = "Between meetings"
MEETINGS_OFFERED = 12


class DeliberationForm(Form):
    """The part that every decision has (Openness Regulations 2014, regulation 7).

    ``barred`` names members who cannot be counted, with the reason: they are offered only as
    having left the room.
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
        self, *args: Any, group: Group, barred: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.barred = group, barred or {}
        self.people = _members(group)
        self.meetings = _meetings(group)
        offered = {pk: person for pk, person in self.people.items() if pk not in self.barred}
        self.fields["present"].choices = list(offered.items())
        self.fields["recused"].choices = [
            (pk, f"{person} ({self.barred[pk]})" if pk in self.barred else str(person))
            for pk, person in self.people.items()
        ]
        self.fields["meeting"].choices = [
            *((meeting.pk, day(meeting.on)) for meeting in self.meetings.values()),
            ("", BETWEEN_MEETINGS),
        ]
        if self.barred.keys() & self.people.keys():
            self.fields["present"].help_text = self.barred_text()

    def barred_text(self) -> str:
        """Why some members are not offered."""
        named = [f"{self.people[pk]} {why}" for pk, why in self.barred.items() if pk in self.people]
        return f"Not counted: {'; '.join(named)}."

    def deliberation_fieldsets(self) -> list[Fieldset]:
        """The layout of this part, for forms that add their own questions before it."""
        return [
            Fieldset("The meeting", "meeting", "decided_on", "present", "recused"),
            Fieldset("Why", "reasons", "alternatives", "conflicts"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        both = set(cleaned.get("present", ())) & set(cleaned.get("recused", ()))
        if both:
            names = ", ".join(str(self.people[pk]) for pk in sorted(both))
            self.add_error(
                "recused", ValidationError(f"{names}: either decided or left the room, not both")
            )
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


def _members(group: Group) -> dict[int, User]:
    seats = (
        Membership.objects.in_term(on=clock.today())
        .filter(group=group)
        .exclude(seat=Membership.Seat.SECRETARY)
        .select_related("user")
    )
    return {seat.user_id: seat.user for seat in seats}


def _meetings(group: Group) -> dict[int, Meeting]:
    """The last meetings up to today, newest first."""
    held = group.meetings.exclude(state=Meeting.State.CANCELLED).filter(on__lte=clock.today())
    return {meeting.pk: meeting for meeting in held.order_by("-on")[:MEETINGS_OFFERED]}
