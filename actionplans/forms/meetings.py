"""What is asked about agendas, attendance, interests and seats."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model

from actionplans.models import Plan
from carp import clock
from carp.accounts.models import Organisation, User
from carp.accounts.roles import Capability
from carp.governance.models import MeetingAttendance, Membership
from carp.web.fields import CharField, DateField, TextField
from carp.web.forms import Button, Field, Form
from register.models import Community
from triggers.selectors import describe, holders


class ItemForm(Form):
    """A matter in words on an agenda."""

    title = CharField(
        label="What is it about?",
        max_length=200,
        error_messages={"required": "Say what it is about"},
    )
    note = TextField(
        label="What members should read before",
        required=False,
        max_length=5000,
        help_text="It is printed in the papers.",
    )
    buttons = (Button("Put it on the agenda"),)


class DeferForm(Form):
    """Put an item off."""

    reason = TextField(
        label="Why is it put off?",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why it is put off"},
    )
    buttons = (Button("Put it off"),)


class CancelForm(Form):
    """Call a meeting off."""

    reason = TextField(
        label="Why is the meeting cancelled?",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why the meeting is cancelled"},
    )
    buttons = (Button("Cancel the meeting", style="warning"),)


UNHEARD = "unheard"


class AttendanceForm(Form):
    """One question for each person with a seat on the day of the meeting."""

    mark_optional = False

    def __init__(
        self, *args: Any, seats: Iterable[Membership], parts: Mapping[int, str], to_come: bool
    ) -> None:
        super().__init__(*args)
        self.to_come = to_come
        self.buttons = (Button("Save the apologies" if to_come else "Save who came"),)
        offered = MeetingAttendance.Part.choices
        if to_come:  # before the day nobody has come yet
            offered = [("apologies", "Sent apologies"), (UNHEARD, "Nothing heard")]
        for seat in seats:
            name = f"person_{seat.user_id}"
            if name in self.fields:
                continue
            self.fields[name] = forms.ChoiceField(
                label=f"{seat.user.name}, {seat.get_seat_display().lower()}",
                choices=offered,
                widget=forms.RadioSelect,
                initial=parts.get(seat.user_id, UNHEARD if to_come else ""),
                error_messages={"required": f"Say whether {seat.user.name} came"},
            )

    def layout_objects(self) -> list[Any]:
        return [Field(name, inline=True, small=True) for name in self.fields]

    def parts(self) -> dict[int, str]:
        """The part of each person, by key; without those of whom nothing was heard."""
        answers = self.cleaned_data.items()
        return {
            int(name.removeprefix("person_")): part for name, part in answers if part != UNHEARD
        }


class NatureForm(Form):
    """What an interest is."""

    nature = TextField(
        label="What is the interest?",
        rows=3,
        max_length=1000,
        help_text="For example, “I own a house in that street”, “My sister runs it”.",
        error_messages={"required": "Say what the interest is"},
    )
    buttons = (Button("Declare the interest"),)


class ItemInterestForm(NatureForm):
    """An interest in one item: one's own, or of a member who said so at the meeting."""

    person = forms.TypedChoiceField(
        label="Whose interest is it?",
        coerce=int,
        error_messages={"required": "Choose whose interest it is"},
    )
    field_order = ("person", "nature")

    def __init__(self, *args: Any, people: Mapping[int, str], person: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people.items())
        self.fields["person"].initial = person


class StandingInterestForm(NatureForm):
    """A standing interest in a community, a plan or an organisation: in exactly one of them."""

    reference = CharField(
        label="Reference of the community or of the plan",
        required=False,
        max_length=20,
        help_text="For example, CAR-2026-0001 or PLN-2026-0001.",
    )
    organisation = forms.ModelChoiceField(
        label="Or an organisation",
        queryset=Organisation.objects.all(),
        required=False,
        empty_label="None",
    )
    field_order = ("reference", "organisation", "nature")
    mark_optional = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"reference", "organisation"} <= cleaned.keys():
            return cleaned
        reference, organisation = cleaned["reference"], cleaned["organisation"]
        cleaned["subject"] = self._named(reference) if reference else organisation
        if reference and organisation:
            self.add_error("organisation", "Declare one interest at a time.")
        elif reference and cleaned["subject"] is None:
            self.add_error("reference", "No community or plan that you can see has this reference.")
        elif cleaned["subject"] is None:
            self.add_error("reference", "Enter a reference, or choose an organisation.")
        return cleaned

    def _named(self, reference: str) -> Model | None:
        wanted = reference.strip().upper()
        for things in (Community.objects.visible_to(self.user), Plan.objects.visible_to(self.user)):
            if (found := things.filter(reference=wanted).first()) is not None:
                return found
        return None


class EndInterestForm(Form):
    """From which day an interest binds no more."""

    ended_on = DateField(
        label="On which day did it end?", help_text="Today, or a day since it was declared."
    )
    refused_at = "ended_on"
    buttons = (Button("Save"),)


class SeatForm(Form):
    """Give somebody a seat for a term."""

    person = forms.TypedChoiceField(
        label="Who?",
        coerce=int,
        help_text="People with the role of a board member or of a board secretary.",
        error_messages={"required": "Choose who is given the seat"},
    )
    seat = forms.ChoiceField(
        label="Which seat?",
        choices=Membership.Seat.choices,
        widget=forms.RadioSelect,
        initial=Membership.Seat.MEMBER,
        error_messages={"required": "Choose which seat it is"},
    )
    starts_on = DateField(label="First day of the term")
    ends_on = DateField(label="Last day of the term", required=False)
    refused_at = "person"
    buttons = (Button("Give the seat"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {
            person.pk: person
            for capability in (Capability.BOARD_DECIDE, Capability.BOARD_RUN)
            for person in holders(capability)
        }
        named = ((pk, describe(person)) for pk, person in self.people.items())
        self.fields["person"].choices = [("", "Choose a person"), *named]
        self.fields["starts_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "A term cannot end before it begins.")
        return cleaned


class EndSeatForm(Form):
    """The last day of a seat."""

    ends_on = DateField(label="Last day of the seat")
    refused_at = "ends_on"
    buttons = (Button("Save the last day"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today: date = clock.today()
        self.fields["ends_on"].initial = today
