"""What a digest is put together from.

    lines.add("triggers", what_waits)      # in the higher app's own module ``waiting``

``what_waits(user)`` answers the lines of that person: how many of what, and the page where they
are. A line names no report, no place and no person.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from carp.accounts.models import User

COUNTED_TO = 1000


@dataclass(frozen=True)
class Line:
    """So many things wait, on that page; ``one`` and ``many`` are the words after the number."""

    number: int
    one: str
    many: str
    path: str
    capped: bool = False

    def __str__(self) -> str:
        if self.capped:
            return f"More than {self.number:,} {self.many}"
        return f"{self.number:,} {self.one if self.number == 1 else self.many}"


def counted(rows: QuerySet[Any], one: str, many: str, path: str) -> Line:
    """The line of so many rows, counted no further than one past the cap."""
    number = rows.order_by().values("pk")[: COUNTED_TO + 1].count()
    return Line(min(number, COUNTED_TO), one, many, path, capped=number > COUNTED_TO)


Contributor = Callable[[User], Iterable[Line]]
_contributors: dict[str, Contributor] = {}


def add(name: str, contributor: Contributor) -> None:
    """Let an app add its lines; the same name again replaces the first."""
    _contributors[name] = contributor


def of(user: User) -> Iterator[Line]:
    """Everything that waits for a person, app by app in the order of their names."""
    for _name, contributor in sorted(_contributors.items()):
        yield from (line for line in contributor(user) if line.number)
