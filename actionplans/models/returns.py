"""What a plan reports of itself at its cadence (policy 7.6.5, 7.6.7)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actionplans.models.plans import Plan
from actionplans.stages.periods import Period
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability


class MonitoringReturnQuerySet(models.QuerySet["MonitoringReturn"]):
    def visible_to(self, user: User) -> Self:
        """Those of plans that a person may read: not where they declared an interest."""
        if not user.may(Capability.PLAN_READ):
            return self.none()
        return self.exclude(plan__in=Plan.objects.hidden_from(user).order_by())

    def outstanding(self) -> Self:
        """Still to be sent, or sent back with a question."""
        return self.filter(status__in=MonitoringReturn.OUTSTANDING)

    def due(self, *, on: date) -> Self:
        """Their period is over, and their day has not passed."""
        return self.outstanding().filter(period_end__lt=on, due_on__gte=on)

    def overdue(self, *, on: date) -> Self:
        return self.outstanding().filter(due_on__lt=on)

    def overdue_longest(self, *, on: date) -> Self:
        """The one of them that was due first."""
        return self.overdue(on=on).order_by("due_on", "pk")[:1]

    def sent(self) -> Self:
        """Waiting to be accepted."""
        return self.filter(status=MonitoringReturn.Status.SUBMITTED)


class MonitoringReturn(models.Model):
    """One report of a plan on one period, scheduled when a version takes effect.

    That it is due or overdue follows from its days and is never stored: nothing has to run for a
    return to become overdue, and to hold up money.
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "Scheduled"
        SUBMITTED = "submitted", "Sent"
        QUERIED = "queried", "Queried"
        ACCEPTED = "accepted", "Accepted"
        CANCELLED = "cancelled", "Not needed"

    OUTSTANDING = (Status.SCHEDULED, Status.QUERIED)

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, db_index=False, related_name="returns")
    number = models.PositiveSmallIntegerField()
    period_start = models.DateField()
    period_end = models.DateField()
    due_on = models.DateField(help_text="Moves on when it is queried.")
    status = models.CharField(max_length=10, choices=Status, default=Status.SCHEDULED)
    progress = models.TextField(blank=True)
    difficulties = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.TextField(blank=True, help_text="What was asked back, or why it is not needed.")

    objects = MonitoringReturnQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "-number")
        indexes = [
            models.Index(fields=("-due_on", "-id"), name="actionplans_returns_by_day"),
            models.Index(fields=("plan", "-due_on", "-id"), name="actionplans_returns_of_plan"),
            models.Index(
                fields=("due_on", "plan"),
                name="actionplans_returns_wanted",
                condition=Q(status__in=("scheduled", "queried")),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "number"), name="actionplans_return_number_once"
            ),
            models.CheckConstraint(
                name="actionplans_return_days_in_order",
                condition=Q(period_start__lte=F("period_end"), period_end__lt=F("due_on")),
            ),
            models.CheckConstraint(
                name="actionplans_known_return_status",
                condition=Q(
                    status__in=("scheduled", "submitted", "queried", "accepted", "cancelled")
                ),
            ),
            models.CheckConstraint(
                name="actionplans_sent_return_says_who_and_what",
                condition=Q(status__in=("scheduled", "cancelled"))
                | Q(submitted_at__isnull=False, submitted_by__isnull=False) & ~Q(progress=""),
            ),
            models.CheckConstraint(
                name="actionplans_answered_return_says_who",
                condition=~Q(status__in=("queried", "accepted", "cancelled"))
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="actionplans_return_says_why",
                condition=~Q(status__in=("queried", "cancelled")) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="actionplans_sender_does_not_accept",
                condition=~Q(status__in=("queried", "accepted"))
                | ~Q(answered_by=F("submitted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} return {self.number}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)


class ReturnDraft(models.Model):
    """A return as far as it has been written; it goes when the return is sent.

    Figures are kept as they were typed, by number of the measure, right or wrong.
    """

    made = models.OneToOneField(MonitoringReturn, on_delete=models.CASCADE, related_name="draft")
    progress = models.TextField(blank=True)
    difficulties = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    figures = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Draft of {self.made}"
