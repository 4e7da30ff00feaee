"""The Matters Arising schedule of a board: one object for the page, the PDF and the CSV file."""

from collections.abc import Iterable, Iterator

from actionplans.selectors import boards
from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.documents.report import Block, Column, Fact, FactList, Paragraphs, Report, Section, Table
from carp.governance.models import DelegatedTask, Group
from carp.web.formats import day

HEAD = ("Task", "Owner", "First due", "Due now", "Position")
EXPLAINED = (
    "Everything that the board delegated and that is open, the next due first; and what was done "
    f"in the last {boards.DONE_SHOWN_DAYS} days. A task keeps the day on which it was first due."
)

COLOPHON = "The schedule shows what the portal held at that moment."


def schedule(group: Group, user: User) -> Report:
    """What became of what the board delegated, as this person may read it (policy 8.4)."""
    tasks = list(boards.matters_arising(group, user))
    identity = packs.current().identity
    columns = tuple(Column(head) for head in HEAD)
    table = Table(
        "Tasks",
        columns,
        tuple(_row(task) for task in tasks),
        empty="This board has no open task with anybody.",
    )
    return Report(
        reference=f"{group.code}-matters-arising",
        version=1,
        title="Matters arising",
        subtitle=f"{group}, position on {day(clock.today())}",
        council=identity.name,
        created=clock.now(),
        sections=(
            Section("The position", (Paragraphs((EXPLAINED,)), _figures(tasks))),
            Section("The schedule", (table,)),
        ),
        colour=identity.brand.colour,
        on_colour=identity.brand.text,
    )


def figures_of(schedule: Report) -> tuple[Fact, ...]:
    """How many are open, overdue and moved, for the page."""
    found = next(block for block in _blocks(schedule) if isinstance(block, FactList))
    return found.facts


def table_of(schedule: Report) -> Table:
    """The rows, for the page."""
    return next(block for block in _blocks(schedule) if isinstance(block, Table))


def _blocks(schedule: Report) -> Iterator[Block]:
    for section in schedule.sections:
        yield from section.blocks


def _figures(tasks: Iterable[DelegatedTask]) -> FactList:
    open_tasks = [task for task in tasks if task.completed_at is None]
    overdue = [task for task in open_tasks if task.is_overdue(on=clock.today())]
    moved = [task for task in open_tasks if task.due_on != task.original_due_on]
    return FactList(
        (
            Fact("Open", len(open_tasks)),
            Fact("Overdue", len(overdue)),
            Fact("Given another day", len(moved)),
        )
    )


def _row(task: DelegatedTask) -> tuple[str, ...]:
    decided = f"{task.decision.subject_name}, {day(task.decision.decided_on)}"
    return (
        f"{task.title} ({decided})",
        task.owner.name,
        day(task.original_due_on),
        day(task.due_on),
        position(task),
    )


def position(task: DelegatedTask) -> str:
    """Where a task stands today, and each reason that was given."""
    if task.completed_at is not None:
        stands = f"Done on {day(task.completed_at)}."
    elif task.is_overdue(on=clock.today()):
        days = (clock.today() - task.due_on).days
        stands = f"Overdue by {days} day{'' if days == 1 else 's'}."
    else:
        stands = "Open."
    moves = [
        f"Moved from {day(each.due_before)} to {day(each.due_on)}: {each.reason}"
        for each in task.revisions.all()
    ]
    late = [f"Late: {task.late_reason}"] if task.late_reason else []
    return " ".join([stands, *moves, *late])
