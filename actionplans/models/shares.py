"""Parts of a plan that a partner reads at an address of their own (policy 7.1)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from actionplans.models.plans import Plan
from carp import clock

MOST_DAYS = 90


class PlanShare(models.Model):
    """Who was given which parts of a plan, until when, and by which right.

    Its address is worked out from the key of the row and the portal's secret, so that no copy of
    the database gives it away. What was given is frozen; only its end is written, once.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        EXPIRED = "expired", "Expired"
        ENDED = "ended", "Ended"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="shares")
    parts = models.JSONField(help_text="Codes of the parts that are shown.")
    shared_with = models.CharField(max_length=160, help_text="The organisation that it is for.")
    basis = models.CharField(max_length=300, help_text="The agreement or law that allows it.")
    days = models.PositiveSmallIntegerField(help_text="How long it stays open.")
    shared_at = models.DateTimeField(default=clock.now)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="actionplans_share_ends", condition=Q(days__range=(1, MOST_DAYS))
            ),
            models.CheckConstraint(
                name="actionplans_share_says_for_whom_and_why",
                condition=~Q(shared_with="") & ~Q(basis=""),
            ),
            models.CheckConstraint(
                name="actionplans_share_ended_pair",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} for {self.shared_with}"

    @property
    def last_day(self) -> date:
        """The day up to the end of which it is open."""
        return clock.local_date(self.shared_at) + timedelta(days=self.days)

    @property
    def state(self) -> State:
        if self.ended_at is not None:
            return self.State.ENDED
        return self.State.EXPIRED if clock.today() > self.last_day else self.State.OPEN

    def get_state(self) -> str:
        """The state in a word."""
        return str(self.state.label)


class ShareOpening(models.Model):
    """One opening of a shared plan: when, for nobody signs in there. Append-only."""

    share = models.ForeignKey(PlanShare, on_delete=models.PROTECT, related_name="openings")
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.share}, opened"
