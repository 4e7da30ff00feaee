"""The queue of reports and what it can be narrowed by."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django_filters import ChoiceFilter, DateFromToRangeFilter, FilterSet

from carp import clock
from carp.council import packs
from carp.council.calendar import working_days_between
from carp.web import filter_form
from carp.web.formats import day, short_day
from carp.web.links import address
from carp.web.lists import COUNTED_TO, Choice, Column, Link, ListPage, Tag
from register.models import Area
from register.selectors import ward_choices
from triggers.heaps import FIRST, WHOLE, Tab, counted_once
from triggers.models import (
    AWAITING_ASSESSMENT,
    REPORT_INDEX,
    Assessment,
    InformationRequest,
    TriggerReport,
)
from triggers.selectors import officer_choices

Status = TriggerReport.Status
STATUS_TAGS = {
    Status.HELD: Tag("Held", "orange"),
    Status.RECEIVED: Tag("New", "purple"),
    Status.UNDER_REVIEW: Tag("Under review", "blue"),
    Status.AWAITING_INFORMATION: Tag("Awaiting information", "yellow"),
    Status.ASSESSED: Tag("Assessed", "teal"),
    Status.OUTCOME_AGREED: Tag("Outcome agreed", "green"),
    Status.REDIRECTED: Tag("Redirected", "grey"),
    Status.CLOSED: Tag("Closed", "grey"),
}
NOBODY, EVERY, CHOICES = "nobody", "every", "id_reports"
URGENCY_COLOURS = ("red", "orange", "yellow", "grey")


def urgency_tag(code: str) -> Tag:
    """The word of an urgency; the more urgent, the warmer its colour."""
    pack = packs.current()
    place = list(pack.items("urgencies")).index(code) if code in pack.items("urgencies") else 3
    return Tag(pack.label("urgencies", code), URGENCY_COLOURS[min(place, 3)])


class Due(NamedTuple):
    """A day on which something is due, and how many working days are left in words."""

    on: date
    overdue: bool
    words: str

    @property
    def time_left(self) -> Tag | str:
        """The words, as a tag where the day has gone by."""
        sentence = f"{self.words[:1].upper()}{self.words[1:]}"
        return Tag(sentence, "red") if self.overdue else sentence

    def __str__(self) -> str:
        return f"{day(self.on)}, {self.words}"


def due(status: str, assess_due_on: date) -> Due | None:
    """When it is to be assessed; nothing once it is."""
    return due_on(assess_due_on) if status in AWAITING_ASSESSMENT else None


def due_on(on: date) -> Due:
    return _due(on, clock.today())


@lru_cache(maxsize=4096)
def _due(on: date, today: date) -> Due:
    """Counted once for each pair of days: many rows of a list share theirs."""
    number = working_days_between(min(on, today), max(on, today))
    counted = f"{number:,} working day{'' if number == 1 else 's'}"
    if on < today:
        return Due(on, overdue=True, words=f"{counted} overdue" if number else "overdue")
    later = f"{counted} left" if number else "due before the next working day"
    return Due(on, overdue=False, words="due today" if on == today else later)


def _extents() -> list[tuple[str, str]]:
    return packs.current().choices("extents")


def _sources() -> list[tuple[str, str]]:
    return packs.current().choices("sources")


def _bands() -> list[tuple[str, str]]:
    return [(band.code, band.word) for band in packs.current().matrix().bands]


def _officers() -> list[tuple[str, str]]:
    return [(NOBODY, "Nobody"), *officer_choices()]


UNREAD = Tag("Unread message", "orange")
DANGER = Tag("Immediate danger", "red")


class Tags(NamedTuple):
    """Two states in one cell: the second only where it is so."""

    first: Tag
    second: Tag | None = None

    def __html__(self) -> str:
        return " ".join(each.__html__() for each in self if each)

    def __str__(self) -> str:
        return f"{self.first}, {self.second.text.lower()}" if self.second else str(self.first)


class Watched(NamedTuple):
    """The day on which to look again, with a word when it has come."""

    on: date
    is_up: bool

    @property
    def time_left(self) -> Tag | str:
        return Tag("Look again", "orange") if self.is_up else "Watched"


def watched(until: date) -> Watched:
    return Watched(until, until <= clock.today())


def _urgencies() -> list[tuple[str, str]]:
    return packs.current().choices("urgencies")


def _categories() -> list[tuple[str, str]]:
    return packs.current().choices("categories")


class ReportFilter(FilterSet):  # type: ignore[misc]  # django_filters has no types
    """By where it stands and with whom, how grave it is, where it is and how it is known."""

    status = ChoiceFilter(label="Status", choices=Status.choices, empty_label="Any")
    urgency = ChoiceFilter(label="Urgency", choices=_urgencies, empty_label="Any")
    ward = ChoiceFilter(label="Ward", method="in_ward", choices=ward_choices, empty_label="Any")
    category = ChoiceFilter(
        label="Who is affected",
        field_name="categories__code",
        choices=_categories,
        empty_label="Any",
    )
    assigned = ChoiceFilter(
        label="Assigned to", method="of_officer", choices=_officers, empty_label="Anybody"
    )
    band = ChoiceFilter(
        label="Risk as assessed", method="in_band", choices=_bands, empty_label="Any"
    )
    extent = ChoiceFilter(label="How far it reaches", choices=_extents, empty_label="Any")
    source = ChoiceFilter(
        label="How it is known",
        field_name="sources__code",
        choices=_sources,
        empty_label="Any",
    )
    information = ChoiceFilter(
        label="Information asked for",
        method="asked",
        choices=(("waiting", "Not answered yet"), ("overdue", "Answer overdue")),
        empty_label="Any",
    )
    message = ChoiceFilter(
        label="Messages",
        method="with_message",
        choices=(("unread", "Unread"),),
        empty_label="Any",
    )
    received = DateFromToRangeFilter(label="Received", field_name="received_at")

    class Meta:
        model = TriggerReport
        fields: ClassVar[list[str]] = []

    def in_ward(self, rows: QuerySet[TriggerReport], _name: str, code: str) -> QuerySet[Any]:
        """By key: a join on the code would be sorted, because it may find several areas."""
        return rows.filter(
            area__in=list(Area.objects.filter(code=code).values_list("pk", flat=True))
        )

    def of_officer(self, rows: QuerySet[TriggerReport], _name: str, key: str) -> QuerySet[Any]:
        return rows.filter(assigned_to=None if key == NOBODY else int(key))

    def in_band(self, rows: QuerySet[TriggerReport], _name: str, code: str) -> QuerySet[Any]:
        """By the assessment that holds now, not by one that was superseded."""
        holds = Assessment.objects.filter(state=Assessment.State.COMPLETED, band=code)
        return rows.filter(Exists(holds.filter(report=OuterRef("pk"))))

    def with_message(self, rows: Any, _name: str, _which: str) -> QuerySet[Any]:
        """Whose reporter has written something that nobody has read."""
        unread: QuerySet[Any] = rows.unread()
        return unread

    def asked(self, rows: QuerySet[TriggerReport], _name: str, which: str) -> QuerySet[Any]:
        """With a question that nobody has answered, or that should have been answered by now."""
        questions = InformationRequest.objects.open()
        if which == "overdue":
            questions = questions.overdue(on=clock.today())
        return rows.filter(Exists(questions.filter(report=OuterRef("pk"))))


class TriageList(ListPage):
    """One heap of the queue; people whom reports are sent to see theirs in the same list."""

    caption = "Trigger reports"
    columns = (
        Column("Reference"),
        Column("Received", sort="received_at", unbroken=True),
        Column("Where"),
        Column("Urgency"),
        Column("Status"),
        Column("Due", sort="assess_due_on", unbroken=True),
        Column("Time left"),
        Column("Assigned to"),
    )
    fields = (
        "reference",
        "received_at",
        "where",
        "area__name",
        "urgency",
        "immediate_danger",
        "status",
        "assess_due_on",
        "watch_until",
        "assigned_to__name",
        "unread_since",
    )
    order = "-received_at"
    filters = ReportFilter
    search = REPORT_INDEX
    search_label = "Search in reports"
    search_hint = "Words, a street, a ward or a reference. Put a phrase in quotes."

    def __init__(
        self,
        request: HttpRequest,
        rows: Any,
        tab: Tab,
        chosen: Collection[str] | None = None,
        *,
        known: str = "",
    ) -> None:
        """``chosen`` are the references that are ticked; without it rows cannot be chosen.

        ``known`` is how many the whole heap holds, as the dashboard has counted them just now.
        """
        super().__init__(request, rows.filter(tab.holds))
        self.tab, self.chosen, self._drawn, self.known = tab, chosen, 0, known
        self.order = tab.order  # type: ignore[misc]  # each heap has its own
        self.empty = EMPTY[tab.code]  # type: ignore[misc]

    @cached_property
    def count(self) -> int:
        """Not counted twice; of a part of the open ones a number with a plus is only a floor."""
        whole = not self.q and not self.is_filtered
        if whole and self.known.isdecimal():
            return int(self.known)
        if whole and self.known and self.tab.code in (FIRST, WHOLE):
            return COUNTED_TO + 1
        shown, earlier, later = self._page
        if not earlier and not later:
            return len(shown)
        asked = sha256(f"{self.tab.code}?{self.saved_query}".encode()).hexdigest()
        return counted_once(self.request.user.pk, asked, self.counted)

    def row(self, *values: Any) -> Sequence[Any]:
        reference, received_at, where, ward, urgency, danger, status, *others = values
        on, watch, officer, unread = others
        deadline = watched(watch) if watch else due(status, on)
        return (
            self._link(reference),
            short_day(received_at),
            ", ".join(dict.fromkeys(filter(None, (where, ward)))) or "No one place",
            Tags(self._urgencies.get(urgency) or urgency_tag(urgency), DANGER if danger else None),
            Tags(STATUS_TAGS[status], UNREAD if unread is not None else None),
            deadline and short_day(deadline.on),
            deadline and deadline.time_left,
            officer or "Nobody",
        )

    @cached_property
    def _urgencies(self) -> dict[str, Tag]:
        """Made once for the list: its rows share a few."""
        return {code: urgency_tag(code) for code in packs.current().items("urgencies")}

    def _link(self, reference: str) -> Link | Choice:
        href = address("triggers:triage-detail", reference)
        if self.chosen is None:
            return Link(reference, href)
        self._drawn += 1
        key = CHOICES if self._drawn == 1 else f"{CHOICES}_{self._drawn}"
        ticked = EVERY in self.chosen or reference in self.chosen
        return Choice(reference, href, name=CHOICES.removeprefix("id_"), key=key, ticked=ticked)

    @property
    def place(self) -> dict[str, str]:
        """The page of a long list that is open."""
        sides = {side: self.parameter(side) for side in ("after", "before")}
        return {side: cursor for side, cursor in sides.items() if cursor}

    @property
    def every_url(self) -> str:
        """This very page with each of its reports ticked: no script is needed for that."""
        return self.url(**self.place, choose=EVERY)

    @cached_property
    def saved_query(self) -> str:
        """What the search, the sound filters and the order say, to be kept under a name."""
        values = self.filter_values
        sound = filter_form.sound(ReportFilter, values) if values else values
        kept = [(name, value) for name, values in sound.items() for value in values]
        kept += [("q", self.q), ("sort", self.sort_parameter)]
        return urlencode([(name, value) for name, value in kept if value])


EMPTY = {
    "open": "Nothing is open. New reports appear here as soon as they are made.",
    "new": "No new reports.",
    "awaiting": "No report waits for information.",
    "assessed": "No assessed report waits for its outcome.",
    "overdue": "Nothing is overdue.",
    "mine": "No open report is assigned to you.",
    "held": "Nothing is held. What comes over the limit of a network waits here to be checked.",
    "unassigned": "Every open report is assigned to somebody.",
    "watching": "No report is watched.",
    "all": "No reports have come in yet.",
}
