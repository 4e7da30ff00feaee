"""The heaps of the queue: which reports are in each, how many, and which come first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Q

from carp import clock
from carp.accounts.models import User
from carp.audit import trail
from carp.web.lists import COUNTED_TO
from triggers.models import TriggerReport

Counted = TypeVar("Counted")
Status = TriggerReport.Status
FIRST, WHOLE = "open", "all"
COUNTED_FOR_SECONDS = 600
WATCHED = Q(watch_until__isnull=False)


LABELS = {
    "open": "Open",
    "new": "New",
    "awaiting": "Awaiting information",
    "assessed": "Assessed",
    "overdue": "Overdue",
    "mine": "Mine",
    "unassigned": "Unassigned",
    "held": "Held",
    "watching": "Watching",
    "all": "All",
}


@dataclass(frozen=True)
class Tab:
    """One heap of the queue: which of the open reports (None: of all), and which comes first.

    What is held is in its own heap and in no other; a heap may also be of all that is watched.
    """

    code: str
    of_open: Q | None
    order: str = "-received_at"
    of_all: Q = ~Q(status=Status.HELD)

    @property
    def label(self) -> str:
        return LABELS[self.code]

    @property
    def holds(self) -> Q:
        return self.of_all if self.of_open is None else Q(is_open=True) & self.of_open


def tabs(user: User) -> dict[str, Tab]:
    """The heaps of the queue, the one to begin with first."""
    listed = (
        Tab("open", Q(), order="assess_due_on"),
        Tab("new", Q(status=Status.RECEIVED)),
        Tab("awaiting", Q(status=Status.AWAITING_INFORMATION)),
        Tab("assessed", Q(status=Status.ASSESSED)),
        Tab("overdue", _overdue(), order="assess_due_on"),
        Tab("mine", Q(assigned_to=user)),
        Tab("unassigned", Q(assigned_to__isnull=True)),
        Tab("held", None, order="received_at", of_all=Q(status=Status.HELD)),
        Tab("watching", None, order="watch_until", of_all=WATCHED),
        Tab("all", None),
    )
    return {tab.code: tab for tab in listed}


def _overdue() -> Q:
    """Of the open ones: not assessed by the day the council promised."""
    return ~Q(status=Status.ASSESSED) & Q(assess_due_on__lt=clock.today())


def counted_once(reader: int | None, what: str, count: Callable[[], Counted]) -> Counted:
    """What a person's reports come to: the same until the audit trail or the day moves on."""
    key = f"triggers.heaps:{trail.position()}:{clock.today()}:{reader}:{what}"
    found: Counted | None = cache.get(key)
    if found is None:
        cache.set(key, found := count(), COUNTED_FOR_SECONDS)
    return found


def tab_counts(user: User, *, cap: int = COUNTED_TO) -> dict[str, str]:
    """How many reports each heap holds."""
    return counted_once(user.pk, str(cap), lambda: _tab_counts(user, cap))


def _tab_counts(user: User, cap: int) -> dict[str, str]:
    """In one query that reads no more rows than the cap, one for what is held and one for all.

    Where more are open than that, each count of open ones is a floor and says so with a plus.
    """
    some = TriggerReport.objects.visible_to(user).open().order_by("-received_at", "-pk")[: cap + 1]
    heaps = {tab.code: tab.of_open for tab in tabs(user).values() if tab.of_open is not None}
    found = some.aggregate(**{code: Count("pk", filter=part) for code, part in heaps.items()})
    more = "+" if found["open"] > cap else ""
    counts = {code: f"{min(number, cap):,}{more}" for code, number in found.items()}
    for code in ("held", WHOLE):
        heap = TriggerReport.objects.visible_to(user).filter(tabs(user)[code].holds)
        number = heap.order_by()[: cap + 1].count()
        counts[code] = f"{min(number, cap):,}{'+' if number > cap else ''}"
    return counts
