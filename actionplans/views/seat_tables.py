"""The tables of seats and of interests, which are also their CSV files."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from actionplans.views.table import Table
from carp import clock
from carp.governance.models import Group, Interest, Membership
from carp.web.formats import day
from carp.web.tables import Link, Tag


def seat_table(group: Group, seats: Iterable[Membership], *, linked: bool) -> Table:
    """Every seat with its term; whoever keeps the seats ends them from here."""
    today = clock.today()
    rows = []
    for seat in seats:
        ended = seat.ends_on is not None and seat.ends_on < today
        last = day(seat.ends_on) or "No end set"
        href = reverse("boards:seat-end", args=(group.code, seat.pk))
        rows.append(
            (
                seat.user.name,
                seat.user.post,
                seat.get_seat_display(),
                day(seat.starts_on),
                Link(last, href) if linked and not ended else last,
                _term_tag(seat, today),
            )
        )
    return Table(
        "Members and their terms", ("Name", "Post", "Seat", "From", "Until", "State"), rows
    )


def _term_tag(seat: Membership, today: date) -> Tag:
    if not seat.user.is_active:
        return Tag("Account closed", "grey")
    if seat.starts_on > today:
        return Tag("To come", "blue")
    ended = seat.ends_on is not None and seat.ends_on < today
    return Tag("Ended", "grey") if ended else Tag("In term", "green")


def interest_table(interests: Iterable[Interest]) -> Table:
    """What members declared for good."""
    rows = [
        (each.user.name, each.subject_name, each.nature, day(each.declared_on))
        for each in interests
    ]
    head = ("Who", "In what", "What the interest is", "Declared")
    return Table("Standing interests", head, rows)


def own_interest_table(interests: Iterable[Interest]) -> Table:
    """What a person declared, with the way to end it."""
    rows = [
        (
            each.subject_name,
            each.nature,
            str(each.meeting) if each.meeting else "Standing",
            day(each.declared_on),
            day(each.ended_on) or Link("End it", reverse("boards:interest-end", args=(each.pk,))),
        )
        for each in interests
    ]
    head = ("In what", "What the interest is", "For", "Declared", "Ended")
    return Table("What you declared", head, rows)
