"""What a board's decision must say: who was there, why, what else there was, which interests."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.utils import ErrorDict

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.governance.exemption import PARAGRAPHS, named
from carp.governance.models import Attendance, Decision, Group, Meeting, MeetingAttendance
from carp.governance.permissions import interested, is_carried
from carp.governance.workflow import Deliberation
from carp.web.fields import CharField, DateField, TextField
from carp.web.formats import day
from carp.web.forms import Button, Field, Fieldset, Form
from carp.web.widgets import Select
from triggers.forms.room import Room
from triggers.models import Referral
from triggers.selectors import describe, holders
from triggers.workflow.boards import (
    TaskEntry,
    decision_faults,
    follow_up_of,
    onward_routes,
    task_of,
)

Part, Came = Attendance.Part, MeetingAttendance.Part
BETWEEN_MEETINGS = "Between meetings"

VOTE, FILL = "vote_{}", "who_came"
ABSENT = ""
SAID = (
    "reasons", "alternatives", "conflicts", "casting_vote", "exempt_paragraph", "public_interest",
)  # fmt: skip
KEPT = (*SAID, "urgency", "edition", "correction")
DELIBERATED = (
    "meeting", "decided_on", "urgency", "casting_vote", "reasons", "alternatives", "conflicts",
    "exempt_paragraph", "public_interest", "edition",
)  # fmt: skip


class DeliberationForm(Form):
    """The part that every decision has (Openness Regulations 2014, regulation 7).

    ``barred`` names members who cannot be counted, with the reason: they are offered only as
    having left the room. ``since`` is the day on which the thing came to the board: it cannot
    have been decided before. ``decision`` is the draft, or the decision to correct, that it is
    filled from. Whoever declared an interest in the ``subject`` is barred, and shown as having
    left the room. A new draft begins with who came to the last meeting: of whoever did, a vote
    must be chosen. By a button it is filled with who came to the meeting that is chosen, and
    nothing else that was typed is looked at or lost.
    """

    meeting = forms.TypedChoiceField(
        label="At which meeting?", coerce=int, empty_value=None, required=False
    )
    decided_on = DateField(
        label="On which day?",
        required=False,
        help_text="Leave empty for the day of the meeting.",
    )
    casting_vote = forms.BooleanField(
        label="The votes were equal, and the casting vote was for it", required=False
    )
    urgency = TextField(
        label="Why can it not wait for a meeting?",
        rows=2,
        required=False,
        help_text="Only between meetings. Each member is then asked to vote on their own page.",
    )
    reasons = TextField(
        label="Reasons for the decision",
        help_text="The public reads this, unless the decision is exempt. Do not name anybody.",
        error_messages={"required": "Give the reasons"},
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
    exempt_paragraph = forms.TypedChoiceField(
        label="Is it exempt from publication?",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "No, it is public"), *((key, named(key)) for key in PARAGRAPHS)],
        help_text="Paragraphs of Schedule 12A to the Local Government Act 1972.",
    )
    public_interest = TextField(
        label="Why does keeping it exempt outweigh the public interest in it?",
        rows=2,
        required=False,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    enter_sends = True

    def __init__(
        self,
        *args: Any,
        group: Group,
        since: date | None = None,
        barred: Mapping[int, str] | None = None,
        subject: Model | None = None,
        decision: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        room = Room(group, since, decision)
        if decision is not None:
            kwargs["initial"] = kwargs.get("initial", {}) | values_of(decision, room.votes)
        super().__init__(*args, **kwargs)
        self.interested = interested(subject) if subject is not None else {}
        self.group, self.since = group, since
        self.barred = dict(barred or {}) | self.interested
        self.people, self.meetings = room.people, room.meetings
        last = None if decision else room.last
        self.is_filling = self.is_bound and self.pressed(FILL)
        self.last = self._chosen_meeting() if self.is_filling else last
        self.came = room.came(self.last)
        self.initial.update(self._began())
        self.fields["meeting"].choices = [
            *((meeting.pk, day(meeting.on)) for meeting in self.meetings.values()),
            ("", BETWEEN_MEETINGS),
        ]
        if decision is None:
            self.fields["meeting"].initial = last.pk if last else ""
        for pk, person in self.people.items():
            self.fields[VOTE.format(pk)] = self._vote_field(pk, person)
        if self.is_filling:
            self._fill()
        names = [name for name in self.field_order or () if name not in DELIBERATED]
        self.order_fields([*names, *DELIBERATED[:3], *self.vote_names, *DELIBERATED[3:]])

    @property
    def vote_names(self) -> list[str]:
        """The fields of the votes, one a member."""
        return [VOTE.format(pk) for pk in self.people]

    @property
    def errors(self) -> ErrorDict:
        """None while it is being filled: what is to be sent is not written yet."""
        return ErrorDict() if self.is_filling else super().errors

    def is_valid(self) -> bool:
        """What is being filled is shown again, whatever it holds."""
        return not self.is_filling and super().is_valid()

    def _chosen_meeting(self) -> Meeting | None:
        key = str(self.data.get("meeting", ""))
        return next((one for one in self.meetings.values() if str(one.pk) == key), None)

    def _fill(self) -> None:
        """Put in who came to the chosen meeting; a vote of whoever did stays."""
        self.data = self.data.copy()
        began = self._began()
        for name, pk in zip(self.vote_names, self.people, strict=True):
            voted = pk not in self.barred and self.data.get(name) in Attendance.VOTES
            if pk in self.came and not (voted and self.came[pk] == Came.PRESENT):
                self.data[name] = began.get(name, ABSENT)

    def _began(self) -> dict[str, str]:
        """The part of each member before anybody chose one: by interest, and by who came."""
        away = {pk for pk, part in self.came.items() if part != Came.PRESENT}
        came = {pk for pk in self.came if pk not in away and pk not in self.barred}
        parts = dict.fromkeys(came, str(Came.PRESENT))
        parts |= {pk: str(Part.RECUSED) for pk in self.interested if pk not in away}
        return {VOTE.format(pk): part for pk, part in parts.items()}

    def _vote_field(self, pk: int, person: User) -> forms.ChoiceField:
        """How one member voted; who cannot be counted either left the room or was not there."""
        votes: list[tuple[str, str]] = [(Part.RECUSED, "Left the room: declared an interest")]
        if pk not in self.barred:
            votes = [(vote, Part(vote).label) for vote in Attendance.VOTES]
            if self.came.get(pk) == Came.PRESENT:
                votes = [(Came.PRESENT, "Was there: choose how they voted"), *votes]
        return forms.ChoiceField(
            label=str(person),
            choices=[(ABSENT, "Was not there"), *votes],
            required=False,
            widget=Select(),
            help_text=" ".join(self._known_of(pk)),
        )

    def _known_of(self, pk: int) -> Iterator[str]:
        if pk in self.barred:
            yield f"Not counted: {self.barred[pk]}."
        if self.last is not None and pk in self.came:
            yield f"{Came(self.came[pk]).label} on {day(self.last.on)}."
        elif self.is_filling and self.last is not None:
            yield f"Nothing is recorded of them on {day(self.last.on)}."

    def deliberation_fieldsets(self) -> list[Fieldset]:
        """The layout of this part, for forms that add their own questions before it."""
        votes = [Field(name) for name in self.vote_names]
        fill = Button("Fill in who came", name=FILL, style="secondary", leads_to="id_meeting")
        there = ("decided_on", "urgency")
        why = ("reasons", "alternatives", "conflicts")
        hint = "Between meetings, leave this as it is."
        return [
            Fieldset(
                "The meeting",
                Field("meeting"),
                *([fill] if self.meetings else ()),
                *(Field(name) for name in there),
            ),
            Fieldset(
                "Who was there, and how did they vote?", *votes, Field("casting_vote"), hint=hint
            ),
            Fieldset("Why", *(Field(name) for name in why)),
            Fieldset("Publication", Field("exempt_paragraph"), Field("public_interest")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        decided_on = cleaned.get("decided_on")
        if self.since and decided_on and decided_on < self.since:
            self.add_error("decided_on", f"It came to the board on {day(self.since)}, not before.")
        if cleaned.get("meeting") is None:
            self._check_between_meetings(cleaned)
        else:
            self._check_votes(cleaned)
        if cleaned.get("exempt_paragraph") and not cleaned.get("public_interest"):
            self.add_error("public_interest", "Say why it outweighs the public interest")
        return cleaned

    def _check_between_meetings(self, cleaned: Mapping[str, Any]) -> None:
        if not cleaned.get("urgency"):
            self.add_error("urgency", "Say why it cannot wait for a meeting")
        if any(person.pk not in self.interested for person in self._votes(cleaned)):
            sentence = "Between meetings each member votes for themselves: leave the votes empty"
            self.add_error("meeting", sentence)

    def _check_votes(self, cleaned: Mapping[str, Any]) -> None:
        votes = list(self._votes(cleaned).values())
        first = VOTE.format(next(iter(self.people), ""))
        if first not in self.fields or first in self.errors:
            return
        if untold := [pk for pk in self.people if cleaned.get(VOTE.format(pk)) == Came.PRESENT]:
            for pk in untold:
                sentence = f"Choose how {self.people[pk]} voted, or that they were not there"
                self.add_error(VOTE.format(pk), sentence)
            return
        if set(votes) <= {Part.RECUSED}:
            self.add_error(first, "Say who was there and how they voted")
            return
        tally = Decision(casting_vote=bool(cleaned.get("casting_vote")))
        tally.votes_for, tally.votes_against = votes.count(Part.FOR), votes.count(Part.AGAINST)
        if not (carried := is_carried(tally)):
            lost = tally.votes_for < tally.votes_against and not tally.casting_vote
            self.add_error(first if lost else "casting_vote", carried.reason)

    def _votes(self, cleaned: Mapping[str, Any]) -> dict[User, str]:
        given = {person: cleaned.get(VOTE.format(pk)) for pk, person in self.people.items()}
        return {person: vote for person, vote in given.items() if vote in Attendance.VOTES}

    def deliberation(self) -> Deliberation:
        """What was typed, for the workflow."""
        cleaned = self.cleaned_data
        meeting = self.meetings.get(cleaned["meeting"])
        return Deliberation(
            votes=self._votes(cleaned) if meeting else {},
            meeting=meeting,
            decided_on=cleaned["decided_on"] if meeting else None,
            urgency="" if meeting else cleaned["urgency"],
            **{name: cleaned[name] for name in SAID},
        )

    def meet(self, decision: Decision) -> None:
        """Somebody else saved the draft: keep what was typed, to be saved over it or not."""
        self.data = self.data.copy()
        self.data["edition"] = str(decision.edition)


def values_of(decision: Decision, parts: Mapping[int, str]) -> dict[str, Any]:
    """A written decision as the form shows it, with the part of each person."""
    votes = {VOTE.format(pk): part for pk, part in parts.items()}
    values = {name: getattr(decision, name) for name in KEPT}
    given = {"meeting": decision.meeting_id or "", "decided_on": decision.decided_on}
    return votes | values | given


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
    buttons = (Button("Save the draft"),)

    def __init__(
        self, *args: Any, referral: Referral, decision: Decision | None = None, **kwargs: Any
    ) -> None:
        if decision is not None:
            kwargs["initial"] = _asked_for(decision)
        since = clock.local_date(referral.raised_at)
        super().__init__(*args, since=since, subject=referral, decision=decision, **kwargs)
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

    def chosen_kind(self) -> str:
        """What was decided."""
        kind: str = self.cleaned_data["kind"]
        return kind

    def follow_up(self) -> dict[str, Any]:
        """What the draft asks for, as the workflow keeps it."""
        return follow_up_of(self._task(self.cleaned_data), self.cleaned_data["onward"])

    def choice(self) -> dict[str, Any]:
        """What the workflow's ``draft_consideration`` is called with."""
        return {
            "kind": self.cleaned_data["kind"],
            "deliberation": self.deliberation(),
            "task": self._task(self.cleaned_data),
            "onward": self.cleaned_data["onward"],
        }


def _asked_for(decision: Decision) -> dict[str, Any]:
    """What the draft asks for, as the form shows it."""
    task = task_of(decision)
    asked = {"kind": decision.kind, "onward": decision.follow_up.get("onward", "")}
    if task is None:
        return asked
    given = {"task_owner": task.owner.pk, "task_due_on": task.due_on, "task_title": task.title}
    return asked | given


def _owners() -> dict[int, User]:
    """Officers, who can be given a task, by name."""
    return {person.pk: person for person in holders(Capability.PLAN_EDIT_OWN)}
