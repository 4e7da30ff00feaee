"""What a report says of action plans: their state, their stages, and what is late."""

from carp.documents.report import Chart, Column, Kind, Series, Table
from carp.web.formats import day
from reporting.documents.figures import Figures
from reporting.documents.words import capped
from reporting.selectors.plans import CLOSED

CONDITIONS = {
    "complete": "Complete",
    "in_progress": "In progress",
    "not_started": "Not started",
}


def by_state(figures: Figures) -> Table:
    rows = tuple(figures.plans.by_state())
    total = ("All plans", sum(number for _, number in rows))
    columns = (Column("State"), Column("Plans", Kind.NUMBER))
    return Table("Plans by state", columns, (*rows, total), total=True)


def by_stage(figures: Figures) -> Chart | Table:
    """How far the seven stages of the open plans are; any may be reopened (policy 7.2)."""
    stages = figures.plans.stages
    title = "Stages of the open plans"
    if not stages:
        return Table(title, (Column("Stage"),), (), empty="There is no open plan.")
    return Chart(
        "stacked",
        title,
        "Stage",
        tuple(f"{number}. {figures.pack.stage(number).name}" for number in stages),
        tuple(
            Series(word, tuple(counted[code] for counted in stages.values()))
            for code, word in CONDITIONS.items()
        ),
        note="As the stages stood when the figures were taken.",
    )


def listed(figures: Figures) -> Table:
    rows, note = capped(
        [
            (
                each.plan.reference,
                each.plan.title,
                figures.name_of(each.plan.community),
                each.state,
                f"Version {each.version}" if each.version else "",
            )
            for each in figures.plans.plans
            if each.state != CLOSED
        ]
    )
    heads = ("Plan", "Title", "Community", "State", "Version")
    columns = tuple(Column(head) for head in heads)
    return Table("Open plans", columns, rows, note=note, empty="There is no open plan.")


def overdue(figures: Figures) -> Table:
    """Actions late on the last day of the period, the latest first."""
    rows, note = capped(
        [
            (late.title, late.plan, late.owner, day(late.due_on), late.days)
            for late in figures.plans.overdue
        ]
    )
    columns = (
        Column("Action"),
        Column("Plan"),
        Column("Owner"),
        Column("Due"),
        Column("Days late", Kind.NUMBER),
    )
    return Table("Actions overdue", columns, rows, note=note, empty="No action is overdue.")
