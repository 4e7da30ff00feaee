"""One board as one person reads it on its page, each kind of thing asked once."""

from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.urls import reverse

from actionplans.selectors import boards
from actionplans.selectors.cadence import Due, due_of, next_meeting
from carp.accounts.models import User
from carp.accounts.verdicts import Verdict
from carp.council import packs
from carp.governance import permissions
from carp.governance.models import Decision, DelegatedTask, Group, Meeting, Membership
from carp.governance.permissions import conflicting
from carp.web.formats import day
from triggers import selectors as triggers
from triggers.models import Referral

SHOWN, LATEST, MEETINGS_SHOWN = boards.SHOWN, 5, 10


class Board:
    """What its page and its tables read; ``group`` comes with its days (``cadence.with_days``)."""

    def __init__(self, group: Group, user: User) -> None:
        self.group, self.user = group, user

    @property
    def due(self) -> Due:
        return due_of(self.group)

    @property
    def next_meeting(self) -> Meeting | None:
        return next_meeting(self.group)

    @cached_property
    def members(self) -> list[Membership]:
        return list(boards.members(self.group))

    @property
    def may_run(self) -> Verdict:
        own = {seat.seat for seat in self.members if seat.user_id == self.user.pk}
        return permissions.can_run(self.user, self.group, seats=own)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The newest; the others are on the page of all meetings."""
        return list(self.group.meetings.order_by("-on", "-pk")[:MEETINGS_SHOWN])

    @cached_property
    def _waiting(self) -> list[Any]:
        """The reports that wait, of which this person may know; each says whether it is read.

        Not by having reported it: whoever did follows it elsewhere, without its assessment.
        """
        readable = Q(report__in=triggers.readable(self.user)) & ~conflicting(self.user, Referral)
        may_read = Case(
            When(readable, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        known = triggers.referrals_waiting(self.group).filter(
            pk__in=Referral.objects.known_to(self.user).order_by().values("pk")
        )
        return list(known.annotate(may_be_read=may_read)[:SHOWN])

    @property
    def referrals(self) -> list[Referral]:
        """Those that this person may read, the longest waiting first."""
        return [each for each in self._waiting if each.may_be_read]

    @property
    def referrals_hidden(self) -> int:
        """How many more wait, whose content this person may not read.

        A restricted report that does not name them is not even counted.
        """
        return len(self._waiting) - len(self.referrals)

    @cached_property
    def versions(self) -> list[Any]:
        return list(boards.versions_waiting(self.group, self.user))

    @cached_property
    def tasks(self) -> list[DelegatedTask]:
        return list(boards.open_tasks(self.group, self.user))

    @cached_property
    def _decisions(self) -> list[Decision]:
        """The drafts and the last decisions: each by its own index, in one question."""
        known = boards.decisions_known_to(self.user, self.group.decisions.all())
        drafts = known.drafts().order_by("drafted_at", "pk")[:SHOWN]
        latest = known.standing().order_by("-decided_on", "-pk")[:LATEST]
        shown = [
            Decision.objects.filter(pk__in=each.values("pk")).select_related("drafted_by")
            for each in (drafts, latest)
        ]
        return list(shown[0].order_by().union(shown[1].order_by(), all=True))

    @property
    def drafts(self) -> list[Decision]:
        """What it has drafted and not confirmed, the oldest first."""
        found = (each for each in self._decisions if each.is_draft)
        return sorted(found, key=lambda each: (each.drafted_at, each.pk))

    @property
    def latest_decisions(self) -> list[dict[str, Any]]:
        """Its last decisions, as components/timeline.html draws them."""
        label = packs.current().label
        found = [each for each in self._decisions if not each.is_draft]
        return [
            {
                "title": f"{label('decision_kinds', each.kind)}: {each.subject_name}",
                "by": day(each.decided_on),
                "text": each.reasons,
                "href": reverse("boards:decision-detail", args=(self.group.code, each.pk)),
            }
            for each in sorted(found, key=lambda each: (each.decided_on, each.pk), reverse=True)
        ]
