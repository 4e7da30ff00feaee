"""Files and figures that people send with a report (policy 5.2: how a concern is known)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q

from carp import clock
from carp.files.kinds import KINDS, Kind
from triggers.figures import Figure
from triggers.models.reports import TriggerReport


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def of_draft(self, draft_key: str) -> Self:
        """What was sent while a report is being written."""
        return self.filter(report__isnull=True, draft_key=draft_key)

    def readable_of(self, report: TriggerReport) -> Self:
        """What came with a report; while a handover waits it is for the safeguarding lead alone."""
        return self.filter(~Exists(report.handovers.waiting()), report=report)

    def sent_by_reporter(self) -> Self:
        """Without what officers added, of which the reporter is not told."""
        return self.filter(source_note="")

    def left_behind(self, *, before: datetime) -> Self:
        """Of reports that were never sent."""
        return self.filter(report__isnull=True, added_at__lt=before)


class EvidenceFile(models.Model):
    """A picture, a PDF, a table or a text that shows what a report says.

    While the report is being written it belongs to the keyed hash of the draft's secret key; when
    it is sent, to the report. Its bytes lie under a random name and are never changed.
    """

    report = models.ForeignKey(
        TriggerReport, on_delete=models.PROTECT, null=True, db_index=False, related_name="files"
    )
    draft_key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - none once it is sent
    name = models.CharField(max_length=120, help_text="As it is shown, cleaned of what misleads.")
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
    )
    source_note = models.CharField(
        max_length=200, blank=True, help_text="Where it came from, if an officer added it."
    )

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=("report", "id"), name="triggers_evidence_of_report"),
            models.Index(
                fields=("draft_key", "id"),
                name="triggers_evidence_of_draft",
                condition=Q(draft_key__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="triggers_evidence_of_one",
                condition=Q(report__isnull=False, draft_key__isnull=True)
                | Q(report__isnull=True, draft_key__isnull=False) & ~Q(draft_key=""),
            ),
            models.CheckConstraint(
                name="triggers_evidence_known_kind",
                condition=Q(kind__in=("jpeg", "png", "pdf", "csv", "text")),
            ),
            models.CheckConstraint(name="triggers_evidence_has_bytes", condition=Q(size__gt=0)),
            models.UniqueConstraint(fields=("stored_as",), name="triggers_evidence_stored_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def its_kind(self) -> Kind:
        return KINDS[self.kind]

    @property
    def from_reporter(self) -> bool:
        """Sent with the report or after it; an officer says where a file came from."""
        return not self.source_note


class ReportedFigure(models.Model):
    """A number before and now, given with a report: all three parts of it, or no row."""

    report = models.OneToOneField(TriggerReport, on_delete=models.CASCADE, related_name="figure")
    counted = models.CharField(max_length=100, help_text="What is counted, as people a week.")
    before = models.DecimalField(max_digits=12, decimal_places=2)
    now = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="triggers_figure_says_what_is_counted", condition=~Q(counted="")
            ),
            models.CheckConstraint(
                name="triggers_figure_not_negative", condition=Q(before__gte=0, now__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return str(self.as_given)

    @property
    def as_given(self) -> Figure:
        return Figure(counted=self.counted, before=self.before, now=self.now)
