"""Agendas: built from what waits, put in order, and put off to the next meeting."""

from collections.abc import Mapping
from datetime import date

from django.db import models, transaction
from django.db.models import Max

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import agenda, permissions
from carp.governance.models import AgendaItem, Group, Meeting

State = AgendaItem.State


@transaction.atomic
def place_item(meeting: Meeting, subject: models.Model, *, by: User) -> AgendaItem:
    """Put a thing that waits for the group before a meeting to come."""
    source = _held(subject)
    meeting = _open_meeting(meeting, by=by)
    if source is None or not source.waiting(meeting.group).filter(pk=subject.pk).exists():
        raise Refused(f"This does not wait for the {meeting.group}.")
    _take_from_another(meeting, subject)
    return _place(meeting, subject, source, by=by)


@transaction.atomic
def _place_unplaced(
    meeting: Meeting, subject: models.Model, source: agenda.Source, *, by: User
) -> AgendaItem | None:
    """The same, unless somebody else placed or decided it meanwhile."""
    source.hold(subject)
    meeting = _open_meeting(meeting, by=by)
    if not agenda.unplaced(meeting.group, source).filter(pk=subject.pk).exists():
        return None
    return _place(meeting, subject, source, by=by)


def _place(
    meeting: Meeting, subject: models.Model, source: agenda.Source, *, by: User
) -> AgendaItem:
    item = _append(
        meeting,
        by=by,
        title=source.title(subject)[:200],
        subject_type=source.label,
        subject_id=subject.pk,
    )
    source.follow(subject, meeting, by)
    _record("place_item", item, by=by, after={"title": item.title})
    return item


@transaction.atomic
def list_item(meeting: Meeting, subject: models.Model, *, title: str, by: User) -> AgendaItem:
    """What is sent to a group goes on its next agenda by itself, which ``hold_next`` found.

    Audited by the caller's step, in whose transaction this runs.
    """
    label = subject._meta.label_lower
    return _append(meeting, by=by, title=title, subject_type=label, subject_id=subject.pk)


def fill_agenda(meeting: Meeting, *, by: User, most: int = 50) -> list[AgendaItem]:
    """Put everything before a meeting that waits for its group and is on no agenda to come.

    Also what the person may not read: an agenda is the group's, and shows them nothing of it.
    Each in a transaction of its own, so that none holds the trail while it waits for a row.
    """
    placed = [
        _place_unplaced(meeting, subject, source, by=by)
        for source in agenda.sources()
        for subject in agenda.unplaced(meeting.group, source)[:most]
    ]
    return [item for item in placed if item is not None]


@transaction.atomic
def add_item(meeting: Meeting, *, by: User, title: str, note: str = "") -> AgendaItem:
    """Put a matter in words on an agenda, such as the minutes of the last meeting."""
    meeting = _open_meeting(meeting, by=by)
    item = _append(meeting, by=by, title=title, note=note)
    _record("add_item", item, by=by, after={"title": title})
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, by: User, up: bool) -> AgendaItem:
    """Take an item before or after its neighbour; at either end it stays where it is."""
    meeting = _open_meeting(item.meeting, by=by)
    items = list(meeting.items.listed())
    place = next((at for at, other in enumerate(items) if other.pk == item.pk), None)
    if place is None:
        raise Refused("This item was put off to another meeting.")
    to = place - 1 if up else place + 1
    if 0 <= to < len(items):
        items[place], items[to] = items[to], items[place]
    for position, each in enumerate(items, start=1):
        each.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    _record("move_item", item, by=by, after={"position": to + 1})
    return item


@transaction.atomic
def defer_item(item: AgendaItem, *, by: User, reason: str) -> AgendaItem:
    """Put an item off to the group's next planned meeting; without one it waits for any."""
    subject = agenda.subject_of(item)
    source = None if subject is None else _held(subject)
    meeting = _changeable(item.meeting, by=by)
    there = AgendaItem.objects.filter(pk=item.pk).first()
    if there is None:
        raise Refused("This item was put on another agenda.")
    item = there
    if item.state != State.LISTED:
        raise Refused("This item was put off already.")
    if source is not None and not source.waits(subject):
        raise Refused("This was decided: it cannot be put off.")
    later = hold_next(meeting.group, after=meeting.on)
    _put_off(item, later, by=by, reason=reason)
    if source is not None:
        source.follow(subject, later, by)
    after = {"to": None if later is None else later.on}
    _record("defer_item", item, by=by, after=after, reason=reason)
    return item


@transaction.atomic
def carry_over(
    subject: models.Model, *, group: Group, by: User, to: Meeting | None, reason: str
) -> None:
    """A group deferred a thing by a decision: its item moves on; the caller has moved the thing.

    ``to`` was found by ``hold_next``.
    """
    for item in AgendaItem.objects.listed().about(subject).filter(meeting__group=group):
        _put_off(item, to, by=by, reason=reason)
        after = {"to": None if to is None else to.on}
        _record("carry_over", item, by=by, after=after, reason=reason)


def next_after(meeting: Meeting) -> Meeting | None:
    """The group's next planned meeting after this one."""
    return _to_come(meeting.group, meeting.on).first()


def hold_next(group: Group, *, after: date | None = None) -> Meeting | None:
    """The group's next planned meeting, held until the thing put before it stands there.

    Nobody cancels it meanwhile: ``cancel_meeting`` looks under this lock at what is before it.
    """
    return _to_come(group, after).select_for_update().first()


def _to_come(group: Group, after: date | None) -> models.QuerySet[Meeting]:
    planned = group.meetings.filter(state=Meeting.State.PLANNED, on__gte=clock.today())
    return planned if after is None else planned.filter(on__gt=after)


def _held(subject: models.Model) -> agenda.Source | None:
    """The kind of a thing, which is held before its meeting: one agenda at a time gets it.

    The steps that decide on a thing hold it first too, and then put it off to a meeting.
    """
    source = agenda.source_of(subject._meta.label_lower)
    if source is not None:
        source.hold(subject)
    return source


def _take_from_another(meeting: Meeting, subject: models.Model) -> None:
    """Off the agenda of a meeting to come on which it stands: nobody deferred it there."""
    listed = AgendaItem.objects.to_come().about(subject).filter(meeting__group=meeting.group)
    if listed.filter(meeting=meeting).exists():
        raise Refused("This is on the agenda already.")
    listed.delete()


def _put_off(item: AgendaItem, to: Meeting | None, *, by: User, reason: str) -> None:
    item.state, item.deferred_to, item.reason = State.DEFERRED, to, reason
    item.save(update_fields=("state", "deferred_to", "reason"))
    if to is not None:
        _append(
            to,
            by=by,
            title=item.title,
            note=item.note,
            subject_type=item.subject_type,
            subject_id=item.subject_id,
        )


def _append(meeting: Meeting, *, by: User, **fields: object) -> AgendaItem:
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.create(meeting=meeting, position=last + 1, placed_by=by, **fields)


def _changeable(meeting: Meeting, *, by: User) -> Meeting:
    meetings = Meeting.objects.select_for_update(of=("self",)).select_related("group")
    meeting = meetings.get(pk=meeting.pk)
    permissions.can_change_agenda(by, meeting).require()
    return meeting


def _open_meeting(meeting: Meeting, *, by: User) -> Meeting:
    if not meeting.is_to_come:
        raise Refused("Choose a meeting that is still to come.")
    return _changeable(meeting, by=by)


def _record(
    step: str, item: AgendaItem, *, by: User, after: Mapping[str, object], reason: str = ""
) -> None:
    deciding = by.may(Capability.BOARD_DECIDE)
    trail.record(
        f"governance.{step}",
        item,
        by=by,
        capability=Capability.BOARD_DECIDE if deciding else Capability.BOARD_RUN,
        after={"meeting": item.meeting_id, "position": item.position, **after},
        reason=reason,
        erasable=True,
    )
