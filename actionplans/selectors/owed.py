"""Returns and reviews that wait for a person: lines of the day's digest (policy 7.6.5)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from actionplans.models import MonitoringReturn, Plan, Review
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.digest.lines import Line, counted


def what_is_owed(user: User) -> Iterator[Line]:
    """For who leads plans, and for nominated officers, who look after those of others."""
    if user.may(Capability.PLAN_EDIT_OWN):
        yield from _for_a_lead(user)
    if user.may(Capability.PLAN_EDIT):
        yield from _for_an_officer(user)


def _for_a_lead(user: User) -> Iterator[Line]:
    own, today = MonitoringReturn.objects.filter(plan__lead=user), clock.today()
    words = "monitoring return of yours is due", "monitoring returns of yours are due"
    yield counted(own.due(on=today), *words, _returns(state="due", lead=user.pk))
    words = "monitoring return of yours is overdue", "monitoring returns of yours are overdue"
    yield counted(own.overdue(on=today), *words, _returns(state="overdue", lead=user.pk))
    asked = own.filter(status=MonitoringReturn.Status.QUERIED)
    words = "monitoring return has come back to you", "monitoring returns have come back to you"
    yield counted(asked, *words, _returns(state="queried", lead=user.pk))


def _for_an_officer(user: User) -> Iterator[Line]:
    others, today = MonitoringReturn.objects.exclude(plan__lead=user), clock.today()
    words = "monitoring return waits to be accepted", "monitoring returns wait to be accepted"
    waiting = others.sent().exclude(submitted_by=user)
    yield counted(waiting, *words, _returns(state="sent"))
    words = "return of another's plan is overdue", "returns of others' plans are overdue"
    yield counted(others.overdue(on=today), *words, _returns(state="overdue"))
    words = "plan is due to be reviewed", "plans are due to be reviewed"
    yield counted(reviews_due(), *words, reverse("actionplans:plan-list"))


def reviews_due() -> QuerySet[Plan]:
    """Open plans whose last review named a day that has come."""
    last = Review.objects.filter(plan=OuterRef("pk")).order_by("-pk")
    named = Plan.objects.annotate(review_on=Subquery(last.values("next_on")[:1]))
    return named.filter(closed_at__isnull=True, review_on__lte=clock.today())


def _returns(**filters: Any) -> str:
    return f"{reverse('actionplans:return-list')}?{urlencode(filters)}"
