"""Report runs: the quarter's Progress & Delivery report and the annual report (policy 10)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council.models import CouncilPack


class ReportRunQuerySet(models.QuerySet["ReportRun"]):
    def visible_to(self, user: User) -> Self:
        """All for those who ask for reports or audit them; what is ready for other staff.

        People who do not read the register get the public annual report alone (policy 10.2).
        """
        if not user.may(Capability.REPORT_READ):
            return self.none()
        made = self.filter(state__in=(ReportRun.State.READY, ReportRun.State.SUPERSEDED))
        if not user.may(Capability.REGISTER_READ):
            return made.filter(kind=ReportRun.Kind.ANNUAL)
        sees_all = user.may(Capability.REPORT_REQUEST) or user.may(Capability.AUDIT_READ)
        return self if sees_all else made

    def last_version(self) -> "ReportRun | None":
        return self.order_by("version").last()

    def unfinished(self) -> Self:
        return self.filter(state__in=(ReportRun.State.REQUESTED, ReportRun.State.BUILDING))


class ReportRun(models.Model):
    """One making of one period's report: a frozen snapshot first, renderings second.

    The row is the truth; the worker only moves it on. A snapshot once frozen never changes, so the
    figures are the same for ever; a correction is a new version that supersedes.
    """

    class Kind(models.TextChoices):
        QUARTERLY = "quarterly", "Progress & Delivery report"
        ANNUAL = "annual", "Annual committee report"

    class State(models.TextChoices):
        REQUESTED = "requested", "Waiting to be made"
        BUILDING = "building", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        SUPERSEDED = "superseded", "Superseded"

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    period = models.CharField(max_length=12, help_text="2024/25 Q2, or 2024/25.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day included.")
    version = models.PositiveSmallIntegerField(default=1)
    council_pack = models.ForeignKey(CouncilPack, on_delete=models.PROTECT, related_name="+")
    parameters = models.JSONField(default=dict, help_text="What the requester typed.")
    state = models.CharField(max_length=12, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(default=clock.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty when the schedule asked.",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    snapshot = models.TextField(blank=True, help_text="Canonical JSON of the report object.")
    snapshot_hash = models.CharField(max_length=64, blank=True)
    snapshot_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    change_note = models.TextField(blank=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "-pk")
        indexes = [models.Index(fields=("-requested_at", "-id"), name="reporting_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "period", "version"), name="reporting_version_once"
            ),
            models.CheckConstraint(
                name="reporting_period_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="reporting_percent_to_hundred", condition=Q(percent__lte=100)
            ),
            models.CheckConstraint(
                name="reporting_ready_is_frozen",
                condition=~Q(state__in=("ready", "superseded"))
                | Q(finished_at__isnull=False, snapshot_at__isnull=False)
                & ~Q(snapshot="")
                & ~Q(snapshot_hash=""),
            ),
            models.CheckConstraint(
                name="reporting_known_state",
                condition=Q(state__in=("requested", "building", "ready", "failed", "superseded")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.period}"


class ReportFile(models.Model):
    """A rendering of a run's snapshot, stored under its own hash."""

    class Format(models.TextChoices):
        HTML = "html", "Web page"
        PDF = "pdf", "PDF"
        JSON = "json", "JSON"
        CSV = "csv", "CSV"

    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=6, choices=Format)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    path = models.CharField(max_length=200, help_text="Below the files folder.")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("run", "format"), name="reporting_one_file_a_format"),
        ]

    def __str__(self) -> str:
        return f"{self.run} as {self.get_format_display()}"


class ReportSchedule(models.Model):
    """A standing order for a report: one row a kind, claimed by one tick (policy 10.1, 10.2)."""

    kind = models.CharField(max_length=12, choices=ReportRun.Kind, unique=True)
    last_period = models.CharField(max_length=12, blank=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_kind_display()
