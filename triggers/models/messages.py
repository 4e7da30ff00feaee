"""What the reporter and the officers write to one another, and the officers' private notes."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from carp import clock
from carp.accounts.models import User
from triggers.models.reports import TriggerReport


class ReportMessageQuerySet(models.QuerySet["ReportMessage"]):
    def visible_to(self, user: User) -> Self:
        """All of it where the person works on the report; of one's own, what the reporter reads."""
        worked_on = TriggerReport.objects.readable_by(user)
        own = Q(visibility=ReportMessage.Visibility.REPORTER, report__submitted_by=user)
        return self.filter(Q(report__in=worked_on.values("pk")) | own)

    def for_the_reporter(self) -> Self:
        return self.filter(visibility=ReportMessage.Visibility.REPORTER)


class ReportMessage(models.Model):
    """One message between the reporter and the officers, or a private note (policy 8.2, 9.2).

    Never edited: a mistaken one is withdrawn with its reason, and is shown as withdrawn. Who reads
    it is settled when it is written and can never change, in the database either. The reporter may
    have no account: then nobody is named as its writer.
    """

    class Visibility(models.TextChoices):
        REPORTER = "reporter", "The reporter reads this"
        INTERNAL = "internal", "Private note"

    report = models.ForeignKey(TriggerReport, on_delete=models.PROTECT, related_name="messages")
    visibility = models.CharField(max_length=10, choices=Visibility)
    from_reporter = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)
    body = models.TextField()
    idempotency_key = models.CharField(max_length=64, unique=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    objects = ReportMessageQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="triggers_message_known_visibility",
                condition=Q(visibility__in=("reporter", "internal")),
            ),
            models.CheckConstraint(
                name="triggers_message_has_its_writer",
                condition=Q(from_reporter=True) | Q(written_by__isnull=False),
            ),
            models.CheckConstraint(
                name="triggers_reporter_reads_what_they_wrote",
                condition=Q(from_reporter=False) | Q(visibility="reporter"),
            ),
            models.CheckConstraint(name="triggers_message_says_something", condition=~Q(body="")),
            models.CheckConstraint(
                name="triggers_withdrawn_message_says_who_and_why",
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""
                )
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.reference}: {self.get_visibility_display().lower()}"
