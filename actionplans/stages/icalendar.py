"""Days as a calendar that other programs read: RFC 5545, as far as whole days need it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75
PRODUCT = "-//Communities at Risk Portal//EN"


@dataclass(frozen=True)
class Event:
    """One whole day; ``uid`` stays the same however the event is changed."""

    uid: str
    on: date
    summary: str


def calendar(name: str, events: Iterable[Event], *, at: datetime) -> str:
    """The text of a calendar as it stood at a moment."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for event in events for line in _event(event, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: Event, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Text as a value (RFC 5545, 3.3.11); a line end inside becomes the two letters of one."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """No line of more than 75 octets, and no letter torn apart (RFC 5545, 3.1)."""
    parts, octets = [""], 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > MOST_OCTETS:
            parts.append("")
            octets = 1  # the space that begins a line that goes on
        parts[-1] += letter
        octets += size
    return "\r\n ".join(parts)
