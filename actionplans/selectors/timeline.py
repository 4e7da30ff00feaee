"""What a plan's page shows of its actions: the next due of each term, drawn and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from actionplans.models import Action
from actionplans.selectors.plans import WorkingCopy
from actionplans.selectors.types import pack_of
from actionplans.stages.timeline import Span, Timeline, timeline
from carp import clock

OF_A_TERM = 8
FINISHED = (Action.Status.COMPLETE, Action.Status.CANCELLED)


@dataclass(frozen=True)
class Term:
    """The actions of one term (policy 7.6.6): the first few, and how many there are."""

    name: str
    shown: Sequence[Action]
    number: int

    @property
    def words(self) -> str:
        if len(self.shown) == self.number:
            return self.name
        return f"{self.name}: {len(self.shown)} of {self.number}"


class Shown:
    """Actions by term, those not finished first and of these the next due first."""

    def __init__(self, copy: WorkingCopy) -> None:
        self.copy = copy
        self.number = len(copy.actions)

    @cached_property
    def terms(self) -> list[Term]:
        labels = dict(pack_of(self.copy.plan).choices("horizons"))
        by_term: dict[str, list[Action]] = {code: [] for code in labels}
        for action in sorted(self.copy.actions, key=_order):
            by_term[action.horizon].append(action)
        return [
            Term(labels[code], actions[:OF_A_TERM], len(actions))
            for code, actions in by_term.items()
            if actions
        ]

    @property
    def actions(self) -> list[Action]:
        return [action for term in self.terms for action in term.shown]

    @property
    def hidden(self) -> int:
        return self.number - len(self.actions)

    @cached_property
    def drawing(self) -> Timeline | None:
        """The timeline; nothing is drawn of no action."""
        groups = [(term.words, [_span(action) for action in term.shown]) for term in self.terms]
        return timeline(groups, today=clock.today()) if groups else None


def _order(action: Action) -> tuple[bool, object, int]:
    return action.status in FINISHED, action.due_on, action.pk


def _span(action: Action) -> Span:
    return Span(action.title, _words(action), action.status, action.starts_on, action.due_on)


def _words(action: Action) -> str:
    """What is not as planned, so that no colour has to say it."""
    late = action.status not in FINISHED and action.due_on < clock.today()
    told = [] if action.status in Action.QUIET else [action.get_status_display().lower()]
    return ", ".join([*told, "overdue"] if late else told)
