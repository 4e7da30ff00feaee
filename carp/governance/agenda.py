"""What agendas are built from: each app above says in its module ``agenda`` what waits for groups.

    agenda.add(Source(model=Referral, name="Reports", ...))

This package knows none of them. ``known_to`` are the things of which a person may know that they
exist, ``readable_by`` those whose papers they may read; an interest is looked at here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from carp.accounts.models import User
from carp.governance import permissions
from carp.governance.models import AgendaItem, Decision, Group, Meeting


@dataclass(frozen=True)
class Source:
    """One kind of thing that waits for groups, and how it is shown.

    ``hold(subject)`` is the thing under its lock, with whatever its own steps lock before it.
    ``follow(subject, meeting, by)`` is what else changes when the thing is put before a meeting,
    or with None before no meeting; it carries its own record. ``paper`` are the sections of a
    report of ``carp.documents``; None keeps a thing out of packs.
    """

    model: type[Model]
    name: str
    waiting: Callable[[Group], QuerySet[Any]]
    waits: Callable[[Any], bool]
    known_to: Callable[[User], QuerySet[Any]]
    readable_by: Callable[[User], QuerySet[Any]]
    title: Callable[[Any], str]
    about: Callable[[Any], str]
    address: Callable[[Group, Any], str]
    papers: Callable[[Sequence[Any], Group], Mapping[int, Sequence[Any]]]
    hold: Callable[[Any], Any]
    follow: Callable[[Any, Meeting | None, User], None] = lambda subject, meeting, by: None

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


@dataclass(frozen=True)
class Line:
    """One item of an agenda as one person may see it.

    ``subject`` is None for a matter in words and for what the person may not read.
    """

    item: AgendaItem
    source: Source | None = None
    subject: Any = None
    conflicted: bool = False
    waits: bool = False
    decision: Decision | None = None

    @property
    def is_closed(self) -> bool:
        """Something waits here that this person may not open."""
        return self.source is not None and self.subject is None

    @property
    def about(self) -> str:
        return self.source.about(self.subject) if self.source and self.subject else ""

    @property
    def address(self) -> str:
        """Where it is read and decided."""
        if self.source is None or self.subject is None:
            return ""
        return self.source.address(self.item.meeting.group, self.subject)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, with the kind to which it belongs."""

    source: Source
    thing: Any

    @property
    def title(self) -> str:
        return self.source.title(self.thing)

    @property
    def about(self) -> str:
        return self.source.about(self.thing)


_sources: dict[str, Source] = {}


def add(source: Source) -> None:
    """Let an app put its things on agendas; the same model again replaces the first."""
    _sources[source.label] = source


def sources() -> Sequence[Source]:
    """By their names."""
    return sorted(_sources.values(), key=lambda source: source.name)


def source_of(label: str) -> Source | None:
    return _sources.get(label)


def subject_of(item: AgendaItem) -> Any:
    """What an item is about; None for a matter in words."""
    source = _sources.get(item.subject_type)
    return source and source.model._default_manager.get(pk=item.subject_id)


def unplaced(group: Group, source: Source) -> QuerySet[Any]:
    """What waits for a group and is on no agenda to come."""
    items = AgendaItem.objects.to_come().filter(meeting__group=group, subject_type=source.label)
    return source.waiting(group).exclude(pk__in=items.values("subject_id"))


def waiting_for(groups: Collection[Group], source: Source, user: User) -> QuerySet[Any]:
    """What waits for one of some groups and of what a person may know.

    Each says whether they may read it, and by ``waits_for_KEY`` whether it waits for a group.
    """
    waits = {
        f"waits_for_{group.pk}": Exists(source.waiting(group).order_by().filter(pk=OuterRef("pk")))
        for group in groups
    }
    found = Q(pk__in=())
    for group in groups:
        found |= Q(pk__in=source.waiting(group).order_by().values("pk"))
    waiting: QuerySet[Any] = _seen(source, user, found).annotate(**waits)
    return waiting


def read(meeting: Meeting, user: User, *, decided: Iterable[Decision] | None = None) -> list[Line]:
    """The agenda as a person may see it: one question for the items and one for each kind.

    What a person may not even know of is left out; what they may not read is named and no more.
    ``decided`` is what the group decided on its things, where that is known already.
    """
    return _read(meeting, user, decided, most=0)[0]


def read_with_waiting(
    meeting: Meeting, user: User, *, decided: Iterable[Decision], most: int
) -> tuple[list[Line], list[Waiting]]:
    """The agenda, and what waits beside it and may be read: as many questions as for it alone."""
    return _read(meeting, user, decided, most=most if meeting.is_to_come else 0)


def _read(
    meeting: Meeting, user: User, decided: Iterable[Decision] | None, *, most: int
) -> tuple[list[Line], list[Waiting]]:
    items = list(meeting.items.select_related("deferred_to"))
    for item in items:
        item.meeting = meeting
    seen, waiting = {}, []
    for source in sources():
        keys = {item.subject_id for item in items if item.subject_type == source.label}
        wanted = Q(pk__in=keys)
        if most:
            beside = unplaced(meeting.group, source)[:most]
            wanted |= Q(pk__in=beside.values("pk"))
        for subject in _seen(source, user, wanted).order_by("pk") if keys or most else ():
            seen[(source.label, subject.pk)] = subject
            if subject.pk not in keys and subject.may_be_read and not subject.is_conflicted:
                waiting.append(Waiting(source, subject))
    if decided is None:
        decided = _decisions(meeting, items)
    last = {(each.subject_type, each.subject_id): each for each in decided if not each.is_draft}
    return [line for item in items if (line := _line(item, seen, last)) is not None], waiting


def _seen(source: Source, user: User, wanted: Q) -> QuerySet[Any]:
    readable = source.readable_by(user).filter(pk=OuterRef("pk"))
    touched = permissions.conflicting(user, source.model)
    known = source.known_to(user).filter(wanted)
    seen: QuerySet[Any] = known.annotate(may_be_read=Exists(readable), is_conflicted=touched)
    return seen


def _decisions(meeting: Meeting, items: Iterable[AgendaItem]) -> Iterable[Decision]:
    """What the group decided on each thing, the last word on each last; a draft decides nothing."""
    keys = {item.subject_id for item in items if item.subject_id is not None}
    if not keys:
        return ()
    decided = Decision.objects.standing().filter(group=meeting.group, subject_id__in=keys)
    return decided.order_by("pk")


def _line(
    item: AgendaItem,
    seen: dict[tuple[str, int], Any],
    decisions: dict[tuple[str, int], Decision],
) -> Line | None:
    if item.subject_id is None:
        return Line(item)
    key = (item.subject_type, item.subject_id)
    subject, source = seen.get(key), _sources.get(item.subject_type)
    if subject is None or source is None:
        return None
    may_read = subject.may_be_read and not subject.is_conflicted
    return Line(
        item,
        source,
        subject if may_read else None,
        conflicted=subject.is_conflicted,
        waits=source.waits(subject),
        decision=decisions.get(key),
    )


def listed(meeting: Meeting, user: User) -> list[Line]:
    """The agenda for its papers: without what was put off to another meeting, or was decided."""
    state = AgendaItem.State.LISTED
    return [line for line in read(meeting, user, decided=()) if line.item.state == state]


def papers(lines: Iterable[Line], group: Group) -> dict[tuple[str, int], Sequence[Any]]:
    """What a person may read of these lines, by the things that they are about."""
    found: dict[tuple[str, int], Sequence[Any]] = {}
    for source in sources():
        subjects = [line.subject for line in lines if line.source is source and line.subject]
        if subjects:
            of_kind = source.papers(subjects, group)
            found |= {(source.label, key): sections for key, sections in of_kind.items()}
    return found
