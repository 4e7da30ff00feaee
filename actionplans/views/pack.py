"""The papers of a meeting as one report for one reader, from which page and PDF are drawn.

Two readers' packs differ: nobody has the papers of what they declared an interest in, nor of what
their account does not open (policy 8.4; Localism Act 2011, section 31).
"""

from collections.abc import Iterable, Mapping, Sequence

from actionplans.selectors import boards
from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.documents.report import Column, Fact, Paragraphs, Report, Section, Table
from carp.governance import agenda
from carp.governance.models import Interest, Meeting, MeetingAttendance
from carp.web.formats import day

CONFLICTED = (
    "You declared an interest in this. Its papers are not in your pack, and you leave the room "
    "while it is considered."
)
CLOSED = "Your account does not open this report, so its papers are not in your pack."
COLOPHON = "Papers of one reader. They show what the portal held at that moment."
Papers = Mapping[tuple[str, int], Sequence[Section]]


def pack(meeting: Meeting, user: User) -> Report:
    """Everything before a meeting, in the order of its agenda."""
    identity, group = packs.current().identity, meeting.group
    lines = agenda.listed(meeting, user)
    papers = agenda.papers(lines, group)
    return Report(
        reference=f"{group.code}-{meeting.on}",
        version=1,
        title=f"{group}: papers",
        subtitle=f"Meeting of {day(meeting.on)}",
        council=identity.name,
        created=clock.now(),
        colour=identity.brand.colour,
        on_colour=identity.brand.text,
        standing=f"For {user.name} only",
        numbered=True,
        facts=_facts(meeting, lines),
        sections=(
            Section("Agenda", (_agenda(lines),), plain=True),
            Section("Who comes, and interests", tuple(_people(meeting, lines)), plain=True),
            *(_section(line, papers) for line in lines),
        ),
    )


def _facts(meeting: Meeting, lines: Sequence[agenda.Line]) -> tuple[Fact, ...]:
    facts = (
        ("Group", meeting.group.name),
        ("Date", day(meeting.on)),
        ("Place", meeting.place),
        ("Items", str(len(lines))),
        ("Quorum", f"{meeting.group.quorum} members without an interest"),
    )
    return tuple(Fact(label, value) for label, value in facts if value)


def _agenda(lines: Sequence[agenda.Line]) -> Table:
    """The list at the front; the numbers are those of the papers."""
    rows = tuple(
        (str(number), line.item.title, line.about or _why(line))
        for number, line in enumerate(lines, start=1)
    )
    columns = (Column("Item"), Column("Matter"), Column("About"))
    return Table("Items of the agenda", columns, rows, empty="Nothing is on the agenda.")


def _why(line: agenda.Line) -> str:
    if line.conflicted:
        return "You declared an interest"
    return "Not open to your account" if line.is_closed else ""


def _people(meeting: Meeting, lines: Sequence[agenda.Line]) -> Iterable[Table]:
    """Who has a seat that day; and whether they came, as soon as anything is recorded."""
    people, words = boards.People(meeting, lines), dict(MeetingAttendance.Part.choices)
    is_recorded = any(seat.user_id in people.came for seat in people.seats)
    heads = ("Name", "Seat", "Recorded") if is_recorded else ("Name", "Seat")
    rows = tuple(
        (seat.user.name, seat.get_seat_display(), words.get(people.came.get(seat.user_id, ""), ""))
        for seat in people.seats
    )
    shown = tuple(row[: len(heads)] for row in rows)
    yield Table("Members", tuple(Column(head) for head in heads), shown)
    yield _interests(people.interests)


def _interests(found: Iterable[Interest]) -> Table:
    columns = (Column("Who"), Column("In what"), Column("What the interest is"), Column("Declared"))
    rows = tuple(
        (each.user.name, each.subject_name, each.nature, day(each.declared_on)) for each in found
    )
    empty = "Nobody has declared an interest in an item that you can read."
    return Table("Interests declared in these items", columns, rows, empty=empty)


def _section(line: agenda.Line, papers: Papers) -> Section:
    """One item: its papers, or why this reader has none."""
    heading = f"{line.item.title}: {line.about}" if line.about else line.item.title
    said = [line.item.note] if line.item.note else []
    if line.is_closed:
        said.append(CONFLICTED if line.conflicted else CLOSED)
    blocks = (Paragraphs(tuple(said)),) if said else ()
    found = papers.get((line.item.subject_type, line.item.subject_id or 0), ())
    return Section(heading, blocks, tuple(found) if line.subject is not None else ())
