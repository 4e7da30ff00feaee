"""The tables of a plan's page, which are also its CSV files."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse

from actionplans.filters import action_tag, address_of, owner_words
from actionplans.models import Action, NeedLine, Plan, Stage
from actionplans.selectors import WorkingCopy, pack_of
from actionplans.selectors.frozen import Reading, money_words
from actionplans.selectors.overview import answered_of, totals
from actionplans.selectors.part_tables import PART_TABLES, PartRows, PartTable
from actionplans.selectors.timeline import Shown
from actionplans.views.share_tables import share_table
from actionplans.views.table import Table
from carp.money import pounds
from carp.web.formats import day
from carp.web.tables import Column, Link, Tag

NOTES_SHOWN = 50


STAGE_COLOURS: dict[str, str] = {
    Stage.Status.NOT_STARTED: "grey",
    Stage.Status.IN_PROGRESS: "blue",
    Stage.Status.COMPLETE: "green",
}


def stage_table(copy: WorkingCopy) -> Table:
    """The stages: what the circle of policy 7.2 draws, in words and numbers."""
    head = ("Stage", Column("State", unbroken=True), "Answered", "Iteration", "Last saved")
    rows = [
        (
            Link(
                f"{stage.number}. {shape.name}",
                reverse("actionplans:stage-detail", args=(copy.plan.reference, stage.number)),
            ),
            Tag(stage.get_status_display(), STAGE_COLOURS[stage.status]),
            f"{answered_of(shape, stage)} of {len(shape.questions)}",
            stage.iteration,
            f"{stage.updated_by.name}, {day(stage.updated_at)}" if stage.updated_by else "",
        )
        for shape, stage in copy.stages
    ]
    return Table("Stages", head, rows)


def action_table(copy: WorkingCopy) -> Table:
    """Every action, the next due first."""
    due = sorted(copy.actions, key=lambda action: (action.due_on, action.pk))
    return _actions(copy.plan, due)


def shown_actions(shown: Shown) -> Table:
    """The actions that the timeline draws, in its order."""
    return _actions(shown.copy.plan, shown.actions)


ACTIONS_HEAD = ("Action", "Outcome", "Term", "Organisation", "Starts", "Due", "Status", "Reason")


def _actions(plan: Plan, actions: Sequence[Action]) -> Table:
    pack = pack_of(plan)
    rows = [
        (
            Link(action.title, address_of(plan.reference, action.pk)),
            action.outcome,
            pack.label("horizons", action.horizon),
            owner_words(action.owner_organisation, action.owner.name if action.owner else None),
            day(action.starts_on),
            day(action.due_on),
            action_tag(action.status, action.due_on),
            action.status_reason,
        )
        for action in actions
    ]
    return Table("Actions", ACTIONS_HEAD, rows)


def action_facts(action: Action) -> list[tuple[str, str]]:
    """One action as a summary list."""
    return [
        ("To achieve", action.outcome),
        ("Term", pack_of(action.plan).label("horizons", action.horizon)),
        ("Organisation", action.owner_organisation),
        ("Owner", action.owner.name if action.owner else ""),
        ("Starts", day(action.starts_on) if action.starts_on else "No day is set"),
        ("Due", day(action.due_on)),
        ("Status", action.get_status_display()),
        ("Reason", action.status_reason or "None given"),
    ]


def progress_of(action: Action) -> list[dict[str, Any]]:
    """The newest notes of an action as components/timeline.html draws them."""
    notes = action.notes.select_related("written_by").order_by("-pk")[:NOTES_SHOWN]
    return [
        {
            "title": note.get_status_display(),
            "at": note.written_at,
            "by": note.written_by.name,
            "text": note.text,
        }
        for note in notes
    ]


def need_table(copy: WorkingCopy, *, linked: bool = False) -> Table:
    """The need lines with what they ask for together; withdrawn ones stay visible."""
    head = (
        "Number",
        "Need",
        "Outcome",
        "Monitoring date",
        "Money",
        Column("Amount", numeric=True),
    )
    both = pounds(totals(copy.live_needs).both)
    foot = ("Total", "", "", "", "", both)
    rows = [_need_row(copy.plan, line, linked) for line in copy.needs]
    return Table("Need lines", head, rows, foot)


def _need_row(plan: Plan, line: NeedLine, linked: bool) -> tuple[Any, ...]:
    withdrawn = line.withdrawn_at is not None
    href = reverse("actionplans:need-change", args=(plan.reference, line.number))
    return (
        Link(str(line.number), href) if linked and not withdrawn else line.number,
        f"{line.need} (withdrawn)" if withdrawn else line.need,
        line.outcome,
        day(line.monitoring_on),
        money_words(pack_of(plan), vars(line)),
        "" if withdrawn else pounds(line.amount_pence),
    )


def team_table(copy: WorkingCopy) -> Table:
    """The lead, and everybody in the delivery team."""
    plan = copy.plan
    lead = (plan.lead.name, plan.lead.post or str(plan.lead.organisation or ""), "Lead officer")
    rows = [(member.name, member.organisation, member.part) for member in copy.team]
    return Table("Delivery team", ("Name", "Organisation", "Part"), [lead, *rows])


def part_rows(copy: WorkingCopy, part: PartTable, *, linked: bool = False) -> PartRows:
    """Outcomes, resources, equality or framework as the plan says them now."""
    parts = copy.parts
    filled = part.filled(pack_of(copy.plan), parts.rows(part.key))
    change = CHANGE.get(part.key)
    if not linked or change is None:
        return filled
    keys = [row["id"] for row in parts.rows(part.key)]
    urls = [reverse(change, args=(copy.plan.reference, key)) for key in keys]
    rows = [
        (Link(str(first), url), *rest)
        for (first, *rest), url in zip(filled.rows, urls, strict=True)
    ]
    return filled._replace(rows=rows)


def parts_context(copy: WorkingCopy, *, linked: bool) -> dict[str, Any]:
    """What `actionplans/_parts.html` shows."""
    records = [record for _term, record in copy.parts.equality if record is not None]
    filled = {part.key: part_rows(copy, part, linked=linked) for part in PART_TABLES}
    return filled | {
        "asked": len(copy.parts.equality),
        "answered": sum(bool(record.effect) for record in records),
        "signed": max(records, key=lambda record: record.updated_at, default=None),
    }


CHANGE = {"outcomes": "actionplans:outcome-change", "resources": "actionplans:resource-change"}


def _part_table(part: PartTable) -> Callable[[WorkingCopy], Table]:
    def table(copy: WorkingCopy) -> Table:
        filled = part_rows(copy, part)
        return Table(part.caption, filled.head, filled.rows)

    return table


def frozen_table(reading: Reading, part: str) -> Table:
    """A table of a version as it was frozen; 404 for a part that it has not."""
    if part not in TABLES or part in ("stages", "shares"):
        raise Http404(part)
    return Table(part, *reading.table(part))


TABLES: dict[str, Callable[[WorkingCopy], Table]] = {
    "stages": stage_table,
    "actions": action_table,
    "needs": need_table,
    "team": team_table,
    "shares": share_table,
    **{part.key: _part_table(part) for part in PART_TABLES},
}
