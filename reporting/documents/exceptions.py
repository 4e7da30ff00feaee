"""What stands out, in sentences worked out from the figures (policy 10.1)."""

from collections.abc import Iterator

from carp.web.formats import day
from reporting.documents.community_blocks import without_plan
from reporting.documents.figures import Figures
from reporting.documents.words import number_of, sentence

NAMED = 5


def exceptions(figures: Figures) -> list[str]:
    """A sentence for everything that is late or missing at the end of the period."""
    return [sentence(text) for text in _found(figures)]


def _found(figures: Figures) -> Iterator[str]:
    yield from _triggers(figures)
    yield from _communities(figures)
    yield from _plans(figures)
    yield from _fund(figures)


def _triggers(figures: Figures) -> Iterator[str]:
    late = figures.triggers.late
    if late:
        yield (
            f"{number_of(late, 'report')} had not been assessed by the day promised and "
            f"{'was' if late == 1 else 'were'} still waiting at the end of the period."
        )
    slow = sum(not wait.in_time for wait in figures.triggers.waits)
    if slow:
        yield f"{number_of(slow, 'report')} assessed in the period came after the day promised."
    for waiting in figures.plans.late_referrals[:NAMED]:
        yield (
            f"{waiting.report} has waited for the {waiting.group} since {day(waiting.since)}, "
            f"{waiting.days} days: longer than the group ever lets pass between two meetings."
        )


def _communities(figures: Figures) -> Iterator[str]:
    late = list(without_plan(figures))
    if late:
        names = ", ".join(figures.name_of(each.community) for each in late[:NAMED])
        more = f" and {len(late) - NAMED} more" if len(late) > NAMED else ""
        noun = number_of(len(late), "identified community has", "identified communities have")
        yield f"{noun} no plan in force though it was due: {names}{more}."
    reviews = sum(
        each.community.next_review_on is not None
        and each.community.next_review_on < figures.period.ends_on
        for each in figures.communities.on_register
    )
    if reviews:
        yield f"the review of {number_of(reviews, 'community', 'communities')} is overdue."


def _plans(figures: Figures) -> Iterator[str]:
    overdue = figures.plans.overdue
    if overdue:
        oldest = overdue[0]
        yield (
            f"{number_of(len(overdue), 'action is', 'actions are')} overdue; the oldest, "
            f"of {oldest.plan}, was due on {day(oldest.due_on)}."
        )
    tasks = figures.plans.late_tasks
    if tasks:
        yield f"{number_of(tasks, 'task of a board is', 'tasks of boards are')} overdue."


def _fund(figures: Figures) -> Iterator[str]:
    due = figures.fund.outcomes_due
    if due:
        yield f"the outcome of {number_of(due, 'allocation')} was to be looked at by now."
