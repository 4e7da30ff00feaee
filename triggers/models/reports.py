"""Reports as they were made: the concern and how it is known (policy 8.1, 8.5)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council.models import CouncilPack
from carp.council.statuses import WITHDRAWN
from carp.governance.models import Membership
from carp.governance.permissions import conflicting
from carp.web.search import Index
from register.models import Area, Community
from triggers.models import ties
from triggers.models.protection import NamedPerson, SightQuerySet, in_sight


def _groups_of(user: User) -> models.QuerySet[Membership, Any]:
    """The groups on which a person sits today, as a condition."""
    sitting = Membership.objects.in_term(on=clock.today()).filter(user=user)
    return sitting.order_by().values("group")


class TriggerReportQuerySet(SightQuerySet["TriggerReport"]):
    def visible_to(self, user: User) -> Self:
        """What lists, counts, search and exports show a person.

        Theirs to read by role, without restricted reports that do not name them and without those
        handed over to safeguarding.
        """
        return self._theirs(user).filter(in_sight(user))

    def openable_by(self, user: User) -> Self:
        """What a person may open by its reference, though no list of theirs shows it."""
        return self._theirs(user).in_reach_of(user)

    def made_by(self, user: User) -> Self:
        """A person's own, which they may always follow, whatever has become of them."""
        return self.filter(submitted_by=user)

    def _theirs(self, user: User) -> Self:
        """By role: one's own, all for triage, and what was sent to one's board or names one.

        What is sent to a board is not for members with an interest in it. A registered partner sees
        those of their organisation as well, while its agreement lasts; how much is for the pages.
        """
        if user.may(Capability.TRIGGER_READ):
            return self
        mine = Q(submitted_by=user)
        if user.may(Capability.TRIGGER_READ_ORGANISATION) and user.shares_information:
            mine = Q(submitted_by__in=User.objects.filter(organisation=user.organisation_id))
        if user.may(Capability.TRIGGER_READ_REFERRED):
            seats = _groups_of(user)
            everything = TriggerReport.objects.all()
            referred = everything.filter(
                referrals__group__in=seats,
                referrals__state__in=("raised", "on_agenda", "considered"),
            ).exclude(conflicting(user, TriggerReport))
            named = everything.filter(
                referrals__service_managers=user,
                referrals__state__in=("raised", "on_agenda", "considered"),
            )
            listed = NamedPerson.objects.naming(user).values("restriction__report_id")
            mine |= Q(pk__in=referred.values("pk")) | Q(pk__in=named.values("pk"))
            mine |= Q(pk__in=listed)
        return self.filter(mine)

    def readable_by(self, user: User) -> Self:
        """Those whose page of triage a person may open; their own are followed elsewhere."""
        if user.may(Capability.TRIGGER_READ):
            return self.visible_to(user)
        # What was sent to them is theirs by role: asking for that as well would ask it twice.
        by_role = user.may(Capability.TRIGGER_READ_REFERRED)
        visible = self.filter(in_sight(user)) if by_role else self.visible_to(user)
        seats = _groups_of(user)
        seated = Q(referrals__group__in=seats) & ~conflicting(user, TriggerReport)
        sent = TriggerReport.objects.filter(
            seated | Q(referrals__service_managers=user),
            referrals__state__in=("raised", "on_agenda", "considered"),
        )
        named = NamedPerson.objects.naming(user).values("restriction__report_id")
        return visible.filter(Q(pk__in=sent.values("pk")) | Q(pk__in=named))

    def open(self) -> Self:
        """Still with the nominated officers."""
        return self.filter(is_open=True)

    def awaiting_assessment(self) -> Self:
        """Open and not assessed yet; not by the statuses, by which SQLite would look them up."""
        return self.open().exclude(status=TriggerReport.Status.ASSESSED)

    def counted(self) -> Self:
        """Without those that came over a network's limit and were never released (quality T3)."""
        return self.filter(Q(held_at__isnull=True) | Q(released_at__isnull=False))

    def unread(self) -> Self:
        """With something that the reporter wrote and no officer has read."""
        return self.filter(unread_since__isnull=False)

    def overdue(self, *, on: datetime) -> Self:
        """Not assessed by the day the council promises."""
        return self.awaiting_assessment().filter(assess_due_on__lt=clock.local_date(on))


class TriggerReport(models.Model):
    """A concern about a new or emerging community at risk, as it was made (policy 8.1, 8.2, 8.5).

    Never deleted: every report is logged, also those closed without action. The reporter's name
    and contact live in their own row, erasable by itself.
    """

    class Status(models.TextChoices):
        HELD = "held", "Held as unverified"
        RECEIVED = "received", "Received"
        UNDER_REVIEW = "under_review", "Under review"
        AWAITING_INFORMATION = "awaiting_information", "Awaiting information"
        ASSESSED = "assessed", "Assessed"
        OUTCOME_AGREED = "outcome_agreed", "Outcome agreed"
        REDIRECTED = "redirected", "Redirected"
        CLOSED = "closed", "Closed"

    class Channel(models.TextChoices):
        INSIDE = "inside", "Signed in"
        OUTSIDE = "outside", "Public page"
        TELEPHONE = "telephone", "By telephone"

    class Reporter(models.TextChoices):
        MEMBER = "member", "Elected member"
        OFFICER = "officer", "Council officer"
        PARTNER = "partner", "Partner organisation"
        RESIDENT = "resident", "Resident"
        UNSAID = "unsaid", "Not said"

    reference = models.CharField(max_length=20, unique=True)
    receipt_hash = models.CharField(  # noqa: DJ001 - unique where there is a receipt
        max_length=64, unique=True, null=True
    )
    idempotency_key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    reporter_kind = models.CharField(max_length=20, choices=Reporter)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="trigger_reports",
    )
    # Who wrote down what a caller said: not the reporter, who is the caller.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
    )
    received_at = models.DateTimeField(default=clock.now)
    status = models.CharField(max_length=24, choices=Status, default=Status.RECEIVED)
    # Still with the nominated officers. SQLite finds a partial index by this, not by a list of
    # statuses, which reaches it as parameters.
    is_open = models.GeneratedField(
        expression=Case(
            When(
                status__in=("received", "under_review", "awaiting_information", "assessed"),
                then=True,
            ),
            default=False,
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    council_pack = models.ForeignKey(
        CouncilPack, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    community_kind = models.CharField(max_length=10, choices=Community.Kind)
    where = models.CharField(max_length=200, blank=True, help_text="Place in the reporter's words.")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    what = models.TextField()
    since = models.CharField(max_length=100, blank=True)
    trend = models.CharField(max_length=30)
    extent = models.CharField(max_length=30, blank=True)
    people_affected = models.PositiveIntegerField(null=True, blank=True)
    urgency = models.CharField(max_length=30)
    being_done = models.TextField(blank=True)
    what_works = models.TextField(blank=True)
    evidence_link = models.URLField(max_length=500, blank=True)
    immediate_danger = models.BooleanField(default=False)

    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="trigger_reports",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    assess_due_on = models.DateField(help_text="By the council's service level for the urgency.")
    first_due_on = models.DateField(
        null=True, help_text="The day promised at first, where it was taken up again since."
    )
    assessed_at = models.DateTimeField(null=True)
    watch_until = models.DateField(null=True, help_text="When an officer looks at it again.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    close_reason = models.CharField(max_length=40, blank=True)
    # Came over the limit of its network; counts nowhere until an officer releases it.
    held_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    feedback = models.TextField(blank=True, help_text="What the reporter is told of the outcome.")
    # The oldest message of the reporter that no officer has read; empty when all are.
    unread_since = models.DateTimeField(null=True)
    search_text = models.TextField(blank=True, editable=False)
    shape = models.CharField(
        max_length=128, blank=True, editable=False, help_text="What it says, as a sketch."
    )

    ties = ties.REPORT
    objects = TriggerReportQuerySet.as_manager()
    is_restricted: bool  # where openable_by found it

    class Meta:
        ordering = ("-received_at", "-pk")
        # An index for each order in which reports are listed; none for a foreign key alone, which
        # the planner of SQLite would take and then sort.
        indexes = [
            models.Index(fields=("-received_at", "-id"), name="triggers_newest"),
            models.Index(fields=("assess_due_on", "id"), name="triggers_by_due"),
            models.Index(fields=("status", "-received_at", "-id"), name="triggers_by_status"),
            models.Index(fields=("area", "-received_at", "-id"), name="triggers_by_area"),
            models.Index(
                fields=("area", "status", "-received_at", "-id"), name="triggers_by_area_status"
            ),
            models.Index(fields=("community", "-received_at", "-id"), name="triggers_of_community"),
            models.Index(fields=("submitted_by", "-received_at", "-id"), name="triggers_own"),
            models.Index(
                fields=("-received_at", "-id", "status", "assess_due_on", "assigned_to"),
                name="triggers_open",
                condition=Q(is_open=True),
            ),
            models.Index(
                fields=("assess_due_on", "id"), name="triggers_waiting", condition=Q(is_open=True)
            ),
            models.Index(
                fields=("assigned_to", "-received_at", "-id"),
                name="triggers_open_by_officer",
                condition=Q(is_open=True),
            ),
            models.Index(fields=("closed_at",), name="triggers_closed"),
            models.Index(
                fields=("watch_until", "id"),
                name="triggers_watched",
                condition=Q(watch_until__isnull=False),
            ),
            models.Index(
                fields=("-received_at", "-id"),
                name="triggers_unread",
                condition=Q(unread_since__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="triggers_known_status",
                condition=Q(
                    status__in=(
                        "held",
                        "received",
                        "under_review",
                        "awaiting_information",
                        "assessed",
                        "outcome_agreed",
                        "redirected",
                        "closed",
                    )
                ),
            ),
            models.CheckConstraint(
                name="triggers_assessed_has_its_time",
                condition=~Q(status__in=("assessed", "outcome_agreed"))
                | Q(assessed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="triggers_closed_says_who_and_why",
                # A reporter without an account withdraws it in nobody's name.
                condition=Q(status__in=("closed", "redirected"), closed_at__isnull=False)
                & (Q(closed_by__isnull=False) | Q(status="closed", close_reason=WITHDRAWN))
                & ~Q(close_reason="")
                | ~Q(status__in=("closed", "redirected"))
                & Q(closed_at__isnull=True, closed_by__isnull=True, close_reason=""),
            ),
            models.CheckConstraint(
                name="triggers_held_until_released_or_set_aside",
                condition=Q(
                    held_at__isnull=True, released_at__isnull=True, released_by__isnull=True
                )
                & ~Q(status="held")
                | Q(
                    held_at__isnull=False,
                    released_at__isnull=True,
                    released_by__isnull=True,
                    status__in=("held", "closed"),
                )
                | Q(
                    held_at__isnull=False,
                    released_at__isnull=False,
                    released_by__isnull=False,
                )
                & ~Q(status="held"),
            ),
            models.CheckConstraint(
                name="triggers_inside_has_its_reporter",
                condition=Q(channel="outside", submitted_by__isnull=True, taken_by__isnull=True)
                | Q(channel="inside", submitted_by__isnull=False, taken_by__isnull=True)
                | Q(channel="telephone", submitted_by__isnull=True, taken_by__isnull=False),
            ),
            models.CheckConstraint(
                name="triggers_watched_after_its_outcome",
                condition=Q(watch_until__isnull=True) | Q(status="outcome_agreed"),
            ),
            models.CheckConstraint(name="triggers_what_is_said", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_withdrawn(self) -> bool:
        """Whoever made it took it back; who that is, pages tell as little as anywhere else."""
        return self.status == self.Status.CLOSED and self.close_reason == WITHDRAWN


OPEN_STATUSES = (
    TriggerReport.Status.RECEIVED,
    TriggerReport.Status.UNDER_REVIEW,
    TriggerReport.Status.AWAITING_INFORMATION,
    TriggerReport.Status.ASSESSED,
)
AWAITING_ASSESSMENT = OPEN_STATUSES[:3]
# `search_text` holds a report's reference, place, words and ward, made by `search.indexable()`.
REPORT_INDEX = Index("triggers_search", of="triggers_triggerreport", column="search_text")


class TriggerSource(models.Model):
    """How the reporter knows: a source of policy 5.2."""

    report = models.ForeignKey(TriggerReport, on_delete=models.CASCADE, related_name="sources")
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("report", "code"), name="triggers_source_once"),
        ]

    def __str__(self) -> str:
        return self.code


class TriggerCategory(models.Model):
    """Who is affected: a category of policy 2.2."""

    report = models.ForeignKey(TriggerReport, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(max_length=30)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("report", "code"), name="triggers_category_once"),
        ]

    def __str__(self) -> str:
        return self.code
