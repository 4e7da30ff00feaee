"""The plans that stand under an umbrella plan, one for each of its themes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from actionplans.filters import STANDINGS, with_standing
from actionplans.models import Action, Plan
from actionplans.selectors import type_of
from actionplans.views.table import Table
from carp import clock
from carp.accounts.models import User
from carp.council.shapes import Term
from carp.web.tables import Column, Link, Tag

HEAD = (
    "Theme",
    "Plan",
    "Lead officer",
    "State",
    Column("Stages complete", numeric=True),
    Column("Actions complete", numeric=True),
    Column("Actions overdue", numeric=True),
)
DONE = Q(actions__status=Action.Status.COMPLETE)
GIVEN_UP = Q(actions__status=Action.Status.CANCELLED)


class Umbrella:
    """Progress of the themed plans, in the order of the themes; read in one query.

    Of a plan in which the reader declared an interest only that there is one.
    """

    def __init__(self, plan: Plan, user: User, *, may_start: bool = False) -> None:
        self.plan, self.may_start = plan, may_start
        self.themes = type_of(plan).themes
        self.plans = list(_with_progress(plan, user)) if self.themes else []

    @property
    def in_force(self) -> int:
        """How many themes have a plan in force."""
        return len({plan.theme for plan in self.plans if plan.in_force})

    @property
    def table(self) -> Table:
        rows = [row for theme in self.themes for row in self._rows(theme)]
        known = {theme.code for theme in self.themes}
        gone = [plan for plan in self.plans if plan.theme not in known]
        return Table("Themed plans", HEAD, [*rows, *(_row(plan.theme, plan) for plan in gone)])

    def _rows(self, theme: Term) -> Iterator[tuple[Any, ...]]:
        mine = [plan for plan in self.plans if plan.theme == theme.code]
        if all(plan.closed_at for plan in mine):
            yield (theme.label, self._start(theme), "", Tag("Not begun", "grey"), "", "", "")
        for plan in mine:
            yield _row(theme.label, plan)

    def _start(self, theme: Term) -> Link | str:
        if not self.may_start:
            return ""
        query = urlencode({"umbrella": self.plan.reference, "theme": theme.code})
        return Link(
            f"Start the plan for {theme.label}", f"{reverse('actionplans:plan-new')}?{query}"
        )


def _with_progress(plan: Plan, user: User) -> Any:
    """Each plan with its state, its lead, and how far its stages and actions are."""
    hidden = Plan.objects.hidden_from(user).order_by().filter(pk=OuterRef("pk"))
    overdue = Q(actions__due_on__lt=clock.today()) & ~DONE & ~GIVEN_UP
    return (
        with_standing(plan.themed_plans.select_related("lead"))
        .annotate(
            proposed=Count("actions", filter=~GIVEN_UP),
            done=Count("actions", filter=DONE),
            late=Count("actions", filter=overdue),
            is_hidden=Exists(hidden),
        )
        .order_by("pk")
    )


def _row(theme: str, plan: Any) -> tuple[Any, ...]:
    if plan.is_hidden:
        return (theme, "You declared an interest in it", "", "", "", "", "")
    return (
        theme,
        Link(plan.title, reverse("actionplans:plan-detail", args=(plan.reference,))),
        plan.lead.name,
        _state(plan),
        plan.complete,
        f"{plan.done} of {plan.proposed}",
        plan.late,
    )


def _state(plan: Any) -> Tag:
    if plan.closed_at:
        return Tag("Closed", "grey")
    return STANDINGS["effective" if plan.in_force else plan.standing or ""]
